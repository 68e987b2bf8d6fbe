"""The strings of the list of themes."""


class ThemeText:
    TITLE = "Themes"
    KEYS = "Enter saves, Esc cancels"
