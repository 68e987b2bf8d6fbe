"""Checksums of the rows of a store, by which damage and changes by other programs are found."""
