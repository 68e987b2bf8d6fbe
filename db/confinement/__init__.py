"""Confinement of a process that parses untrusted files: limits, Landlock and system calls."""
