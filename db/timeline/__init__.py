"""The timeline of all articles: events in windows, told once by several, announced and reported."""
