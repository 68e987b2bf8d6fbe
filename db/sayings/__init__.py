"""Sayings: quotations of several articles that have the same words."""
