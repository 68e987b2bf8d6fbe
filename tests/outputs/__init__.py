"""The output of every command, export and screen, recorded to compare two states of the code."""
