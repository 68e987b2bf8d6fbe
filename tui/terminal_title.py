"""The title of the terminal while the app runs: that of the current screen."""

from collections.abc import Callable

from tui.sanitize import HAS_LINKS, safe
from tui.strings.app_text import AppText

_SAVE, _RESTORE = "\x1b[22;2t", "\x1b[23;2t"  # on a stack of the terminal


class TerminalTitle:
    """Sets the title of the terminal, and restores the title before the app."""

    def __init__(self) -> None:
        """Leave the title as it is until the first one is shown."""
        self._shown = ""

    def show(self, title: str, write: Callable[[str], object]) -> None:
        """Show the title of a screen; `write` sends it to the terminal."""
        title = safe(f"{title} · {AppText.NAME}")
        if HAS_LINKS and title != self._shown:
            save = "" if self._shown else _SAVE
            self._shown = title
            write(f"{save}\x1b]2;{title}\x1b\\")

    def restore(self, write: Callable[[str], object]) -> None:
        """Restore the title that the terminal had before."""
        if self._shown:
            write(_RESTORE)
