"""The widgets of the timeline of all articles: the axis with bars, and the list of events."""
