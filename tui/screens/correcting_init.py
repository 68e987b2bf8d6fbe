"""Code shared by the correction screens: entity candidates, correction rules, and wording."""
