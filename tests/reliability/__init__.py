"""What goes wrong with machines, done on purpose: kills, lost power, full disks, hostile texts."""
