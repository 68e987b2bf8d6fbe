"""Pictures of every screen for the docs, drawn by the app: `python -m tests.tui.pictures`."""
