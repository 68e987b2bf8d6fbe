"""The timeline of all articles: windows of event clusters, announcements and outcomes."""
