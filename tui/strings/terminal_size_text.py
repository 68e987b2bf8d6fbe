"""The strings of the notice that the terminal is too small."""


class TerminalSizeText:
    TOO_SMALL = "Terminal too small"
    SIZES = "It has {width} × {height} cells.\nOnRecord needs {least_width} × {least_height}."
    ENLARGE = "Enlarge the window, or quit:"
