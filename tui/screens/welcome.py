"""The welcome text of an empty library: the purpose of OnRecord, and the first keys."""

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
    ("app.keys", "other keys, for users new to vim"),
    ("library.quit", "quit"),
)  # fmt: skip


class Welcome(VerticalScroll, can_focus=False):
    """A centred welcome text with the user's own key bindings."""

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

    def keys_changed(self) -> None:
        """Update the keys after the key bindings changed."""
        for words in self.query(Static):
            words.update(self._words())

    def _words(self) -> Content:
        keys = [(self._key_of(action), does) for action, does in _CHOICES]
        room = max(len(key) for key, _ in keys)
        return Content.assemble(
            ("Who said what, when.\n\n", "bold $primary"),
            "OnRecord helps to read the news closely: it lists the names, quotations and dates of "
            "an article beside its text.\n\nThe library is empty.\n\n",
            *(
                Content.assemble((f"{key:>{room}}", "bold $accent"), f"  {does}\n")
                for key, does in keys
            ),
        )
