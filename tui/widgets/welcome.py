"""What an empty library says: what OnRecord is for, and what to press."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

_CHOICES = (
    ("library.sample", "read the sample article, with a short tour"),
    ("library.add", "add articles: a file, a folder, an address"),
    ("app.help", "every key"),
    ("app.palette", "every command by its name"),
    ("app.keys", "other keys, for all who know no vim"),
    ("library.quit", "quit"),
)  # fmt: skip


class Welcome(VerticalScroll, can_focus=False):
    """The words in the middle, their keys as the reader has them."""

    DEFAULT_CSS = """
    Welcome {
        height: 1fr;
        align: center middle;
        scrollbar-size-vertical: 1;
        & Static { width: 54; max-width: 100%; padding: 0 1; }
    }
    """

    def __init__(self, key_of: Callable[[str], str]) -> None:
        """The words; `key_of` gives the key of an action by its id."""
        super().__init__()
        self._key_of = key_of

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(self._words())

    def keys_changed(self) -> None:
        """Ask for the keys anew."""
        for words in self.query(Static):
            words.update(self._words())

    def _words(self) -> Content:
        keys = [(self._key_of(action), does) for action, does in _CHOICES]
        room = max(len(key) for key, _ in keys)
        return Content.assemble(
            ("Who said what, when.\n\n", "bold $primary"),
            "OnRecord reads the news closely: it sets the names, quotations and dates of an "
            "article beside it.\n\nNothing is here yet.\n\n",
            *(
                Content.assemble((f"{key:>{room}}", "bold $accent"), f"  {does}\n")
                for key, does in keys
            ),
        )
