"""The color depth of the terminal: how many colors it can show, or none if NO_COLOR is set."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from rich.color import ColorSystem
from textual import constants

if TYPE_CHECKING:
    from rich.console import Console
    from textual.app import App

ColorDepth = Literal["true", "256", "16", "none"]
_SYSTEMS: Final[dict[str, ColorDepth]] = {"truecolor": "true", "256": "256"}


def detect_color_depth(app: "App[Any]") -> ColorDepth:
    """Return the color depth of the terminal that an app draws on.

    Rich reads it from COLORTERM and the end of TERM. Of other terminals, the terminal database
    knows the number of colors: the console of the app then uses all of them.
    """
    if app.no_color:
        return "none"
    if app.console.color_system not in _SYSTEMS and constants.COLOR_SYSTEM == "auto":
        if not sys.stderr.isatty():  # pictures and tests
            return "true"
        _use_terminal_database(app.console)
    return _SYSTEMS.get(app.console.color_system or "", "16")


def _use_terminal_database(console: "Console") -> None:
    """Raise the color system of a console to that of its terminal in the terminal database."""
    with suppress(ImportError):  # on Windows
        import curses

        with suppress(curses.error):
            curses.setupterm(os.environ.get("TERM", ""), sys.stderr.fileno())
            if curses.tigetflag("RGB") > 0 or curses.tigetflag("Tc") > 0:
                console._color_system = ColorSystem.TRUECOLOR
            elif curses.tigetnum("colors") >= 256:
                console._color_system = ColorSystem.EIGHT_BIT
