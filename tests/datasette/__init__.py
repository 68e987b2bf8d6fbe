"""Tests with Datasette itself, for machines that have it."""

from importlib.util import find_spec

INSTALLED = find_spec("datasette") is not None
