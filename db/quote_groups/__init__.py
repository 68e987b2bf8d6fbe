"""Quote groups: quotations with the same words in several articles."""
