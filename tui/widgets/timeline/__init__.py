"""The timeline of all articles on the screen: its axis with bars, and the list that follows it."""
