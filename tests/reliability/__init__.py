"""Faults injected on purpose: kills, lost power, full disks, damaged files, hostile texts."""
