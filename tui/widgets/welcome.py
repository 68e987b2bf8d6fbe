"""The welcome text of an empty library: the purpose of OnRecord, and the first keys."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.strings.library_text import LibraryText


class Welcome(VerticalScroll, can_focus=False):
    """A centered welcome text with the user's own key bindings."""

    DEFAULT_CSS = """
    Welcome {
        height: 1fr;
        align: center middle;
        scrollbar-size-vertical: 1;
        & Static { width: 54; max-width: 100%; padding: 0 1; }
    }
    """

    def __init__(self, key_of: Callable[[str], str]) -> None:
        """Create the text; `key_of` returns the key of a binding by its id."""
        super().__init__()
        self._key_of = key_of

    def compose(self) -> ComposeResult:
        """Compose the text."""
        yield Static(self._words())

    def refresh_keys(self) -> None:
        """Update the keys after the key bindings changed."""
        for words in self.query(Static):
            words.update(self._words())

    def _words(self) -> Content:
        keys = [(self._key_of(id), words) for id, words in LibraryText.WELCOME_CHOICES.items()]
        room = max(len(key) for key, _ in keys)
        return Content.assemble(
            (f"{LibraryText.WELCOME_TITLE}\n\n", "bold $primary"),
            f"{LibraryText.WELCOME}\n\n",
            *(
                Content.assemble((f"{key:>{room}}", "bold $accent"), f"  {words}\n")
                for key, words in keys
            ),
        )
