"""Small defects put into the code at random, and the share of them that the tests notice."""
