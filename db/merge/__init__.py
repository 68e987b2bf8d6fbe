"""Merges of stores: articles, findings and the work of readers of another store."""
