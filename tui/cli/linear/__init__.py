"""The linear reader: commands typed at a prompt, answers as plain lines, for screen readers."""
