"""One query language over articles, quotations, events and notes, for the app and the commands."""
