"""Identities: entities linked across all articles, and the reader's merges and splits."""
