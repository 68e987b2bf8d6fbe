"""The command line: results on standard output, messages on standard error, stable exit codes."""
