"""The line that a search is typed in: completed with Tab, and with the searches before it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from db.search.suggesting import Completion
from tui.safe import safe
from tui.widgets.line import Line

MOST_REMEMBERED = 100


class QueryLine(Line):
    """Tab takes the next of the completions offered, Up the search before."""

    BINDING_GROUP_TITLE = "Searching"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, id="query.complete",
                tooltip="Take what is offered below the line; again, the next one"),
        Binding("shift+tab", "complete(-1)", "Complete back", show=False, id="query.complete_back",
                tooltip="Take what was offered before"),
        Binding("up", "recall", "Last search", show=False, id="query.recall",
                tooltip="The search before this one"),
    ]  # fmt: skip

    class Offered(Message):
        """Other completions are offered, or another one of them is taken."""

    def __init__(self, *, placeholder: str, id: str, history: Sequence[str]) -> None:
        """A line that recalls the searches of `history`, the last one last."""
        super().__init__(placeholder=placeholder, id=id)
        self.history = list(history)
        self.offers: Sequence[Completion] = ()
        self.taken = -1  # which of the offers the line has
        self._before = ("", 0)  # the line and its cursor before one was taken
        self._recalled = 0  # how many searches back the line is
        self._typed = ""  # what was in the line before that

    def offer(self, offers: Sequence[Completion]) -> None:
        """Offer completions of what is typed."""
        self.offers, self.taken = offers, -1
        self._before = (self.value, self.cursor_position)
        self.post_message(self.Offered())

    @property
    def offers_hold(self) -> bool:
        """Whether there are completions, and of what the line has now."""
        return bool(self.offers) and self._before[0] == self.value

    @property
    def completing(self) -> bool:
        """Whether the line has what Tab put there, and nothing typed after it."""
        return self.taken >= 0 and self.value == self._completed

    @property
    def _completed(self) -> str:
        (value, cursor), offer = self._before, self.offers[self.taken]
        return value[: offer.start] + offer.text + value[cursor:]

    def action_complete(self, by: int) -> None:
        """Take the next of the completions, or go on into the list where there are none."""
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
        """Put a search at the end of the history."""
        query = " ".join(query.split())
        if query:
            kept = [one for one in self.history if one != query]
            self.history = [*kept, query][-MOST_REMEMBERED:]
        self._recalled = 0

    def action_recall(self) -> None:
        """Write the search before this one."""
        self._go_back(1)

    def action_into_list(self) -> None:
        """Write the search after this one; from the newest, leave the line for the list."""
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
        return [one for one in self.history if one != self._typed.strip()]


class Offers(Static):
    """What may be written with Tab, or what is wrong, on one line below the search."""

    DEFAULT_CSS = """
    Offers { height: 1; padding: 0 1; color: $foreground-muted; }
    """

    def say(self, words: Content) -> None:
        """Show one line; empty for none."""
        if words != self.content:
            self.update(words, layout=False)  # it is one line high, whatever it says

    def offer(self, offers: Sequence[Completion], taken: int) -> None:
        """Show the completions from the one taken on, as many as fit."""
        line = Content("")
        first = max(taken, 0)
        for at, one in enumerate(offers[first:], first):
            style = "bold reverse" if at == taken else ""
            part = Content.assemble("" if line.plain else ("Tab ", "bold $accent"), " ",
                                    (safe(one.text), style), " ")  # fmt: skip
            if line.cell_length + part.cell_length > self.size.width - 2 and line.plain:
                line += Content("…")
                break
            line += part
        self.say(line)
