"""The command line: results to standard output, words to standard error, stable exit codes."""
