"""The strings of the list of themes, and of the notice that the terminal is too small."""


class ThemeText:
    """The strings of the list of themes, and of the notice that the terminal is too small."""

    TITLE = "Themes"
    KEYS = "Enter saves, Esc cancels"
    TOO_SMALL = "Terminal too small"
    SIZES = "It has {width} × {height} cells.\nOnRecord needs {least_width} × {least_height}."
    ENLARGE = "Enlarge the window, or quit:"
