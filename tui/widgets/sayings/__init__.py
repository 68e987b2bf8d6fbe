"""Sayings on the screen: the list of them, and who told one how."""
