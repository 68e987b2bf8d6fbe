"""Maintenance of a store: backups, integrity checks, recovery of damaged stores, optimization."""
