"""The panes beside an article: its names, quotations, dated events and notes."""
