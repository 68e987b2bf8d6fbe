"""The search field, with completion by Tab and a history of searches."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from db.search.suggestions import Completion
from tui.sanitize import safe
from tui.widgets.text_line import Line

MOST_REMEMBERED = 100


class QueryLine(Line):
    """A search field: Tab inserts the next completion, Up recalls the previous search."""

    BINDING_GROUP_TITLE = "Searching"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, id="query.complete",
                tooltip="Insert the completion shown below; again, the next one"),
        Binding("shift+tab", "complete(-1)", "Complete back", show=False, id="query.complete_back",
                tooltip="Insert the previous completion"),
        Binding("up", "recall", "Last search", show=False, id="query.recall",
                tooltip="Recall the previous search"),
    ]  # fmt: skip

    class Offered(Message):
        """The list of completions or the inserted completion changed."""

    def __init__(self, *, placeholder: str, id: str, history: Sequence[str]) -> None:
        """Create a field that recalls the searches of `history`, the latest last."""
        super().__init__(placeholder=placeholder, id=id)
        self.history = list(history)
        self.offers: Sequence[Completion] = ()
        self.taken = -1  # index of the completion that is inserted
        self._before = ("", 0)  # value and cursor before a completion was inserted
        self._recalled = 0  # steps back in the history
        self._typed = ""  # value before the history was recalled

    def offer(self, offers: Sequence[Completion]) -> None:
        """Offer completions of the typed text."""
        self.offers, self.taken = offers, -1
        self._before = (self.value, self.cursor_position)
        self.post_message(self.Offered())

    @property
    def offers_hold(self) -> bool:
        """Return whether there are completions for the present value."""
        return bool(self.offers) and self._before[0] == self.value

    @property
    def completing(self) -> bool:
        """Return whether the value is as Tab completed it, with nothing typed since."""
        return self.taken >= 0 and self.value == self._completed

    @property
    def _completed(self) -> str:
        (value, cursor), offer = self._before, self.offers[self.taken]
        return value[: offer.start] + offer.text + value[cursor:]

    def action_complete(self, by: int) -> None:
        """Insert the next completion; without completions, move into the list."""
        if self.taken >= 0 and not self.completing:
            self.offer(())
        if not self.offers:
            self.action_into_list()
            return
        self.taken = (self.taken + by) % len(self.offers) if self.taken >= 0 or by > 0 else -1
        self.taken %= len(self.offers)
        value, offer = self._completed, self.offers[self.taken]
        self.value = value
        self.cursor_position = offer.start + len(offer.text)
        self.post_message(self.Offered())

    def remember(self, query: str) -> None:
        """Append a search to the history, and remove its earlier copies."""
        query = " ".join(query.split())
        if query:
            earlier = [entry for entry in self.history if entry != query]
            self.history = [*earlier, query][-MOST_REMEMBERED:]
        self._recalled = 0

    def action_recall(self) -> None:
        """Recall the previous search."""
        self._go_back(1)

    def action_into_list(self) -> None:
        """Recall the next search; after the newest, move into the list."""
        if self._recalled:
            self._go_back(-1)
        else:
            super().action_into_list()

    def _go_back(self, by: int) -> None:
        if not self._recalled or self.value != self._others[-self._recalled]:  # typed since
            self._recalled, self._typed = 0, self.value
        self._recalled = max(0, min(self._recalled + by, len(self._others)))
        self.value = self._others[-self._recalled] if self._recalled else self._typed
        self.cursor_position = len(self.value)

    @property
    def _others(self) -> list[str]:
        return [entry for entry in self.history if entry != self._typed.strip()]


class Offers(Static):
    """One line below the search field: the completions for Tab, or the query's error."""

    DEFAULT_CSS = """
    Offers { height: 1; padding: 0 1; color: $foreground-muted; }
    """

    def say(self, words: Content) -> None:
        """Show one line; an empty one clears the bar."""
        if words != self.content:
            self.update(words, layout=False)  # the height is always one line

    def offer(self, offers: Sequence[Completion], taken: int) -> None:
        """Show as many completions as fit, starting with the inserted one."""
        line = Content("")
        first = max(taken, 0)
        for at, completion in enumerate(offers[first:], first):
            style = "bold reverse" if at == taken else ""
            part = Content.assemble("" if line.plain else ("Tab ", "bold $accent"), " ",
                                    (safe(completion.text), style), " ")  # fmt: skip
            if line.cell_length + part.cell_length > self.size.width - 2 and line.plain:
                line += Content("…")
                break
            line += part
        self.say(line)
