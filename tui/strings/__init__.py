"""The messages of the screens and the dialogs: one class per subject, in a module of its own.

A module is imported by the screens that show its messages, so the first frame reads few of them.
`str.format` fills the placeholders in braces. `tui.actions` has the texts of the actions.
"""
