"""The upkeep of a store: backups, checking that it is whole, saving what a damaged one holds."""
