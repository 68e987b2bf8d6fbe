"""The widgets of the identity screens: lists, and the header above a profile."""
