"""The widgets of the text statistics screen: its views and their tables."""
