"""The widgets of repeated quotes: the list of quote groups, and a group's occurrences."""
