"""What the reader set right in an article, and the standing rules that hold in every article."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from db import ArticleRow, StoreError
from db.correcting import Correction, StandingRule, rule_for
from tui.correcting import ruling
from tui.correcting.wording import corrected, standing
from tui.safe import safe
from tui.screens.frame import FrameScreen
from tui.undo import Undo
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.panes.lines import apart
from tui.widgets.row_source import HeadedRows
from tui.widgets.rows import Rows
from tui.wording import counted, headline, short_day

_NO_RULES = "No rules stand yet. In an article, c and another key corrects, cc makes that a rule."
_EMPTY = "Nothing was set right yet. In an article, c and another key does that."


class _Listed(HeadedRows[Correction | StandingRule]):
    """The corrections of an article, then the standing rules, each under a heading."""

    def __init__(self, corrections: Sequence[Correction], rules: Sequence[StandingRule]) -> None:
        entries: list[str | Correction | StandingRule] = []
        if corrections:
            entries += ["In this article", *corrections]
        if rules:
            entries += ["In every article", *rules]
        super().__init__(entries)

    def entry_row(self, entry: Correction | StandingRule, width: int) -> Content:
        words = corrected(entry) if isinstance(entry, Correction) else standing(entry)
        when = Content.styled(short_day(entry.created.astimezone().date()), ".rows--muted")
        return apart(Content(safe(words)), when, width)


class CorrectionsScreen(FrameScreen):
    """A list of what was set right here and what always holds, to go to, take back and apply."""

    BINDING_GROUP_TITLE = "Corrections"
    AUTO_FOCUS = "#corrections"
    DEFAULT_CSS = """
    CorrectionsScreen { & > #corrections { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "remove", "Take back", id="corrections.remove",
                tooltip="Take the correction or the rule back; u makes it again"),
        Binding("c", "hold", "Always", id="corrections.hold",
                tooltip="Let the correction hold for other articles as well"),
        Binding("a", "apply", "Apply rules", id="corrections.apply",
                tooltip="Let all rules hold in the stored articles as well"),
        Binding("escape", "leave", "Leave", show=False, id="corrections.leave",
                tooltip="Back to where you came from"),
    ]  # fmt: skip

    class Found(Message):
        """The store said what was set right."""

        def __init__(
            self, corrections: Sequence[Correction], rules: Sequence[StandingRule]
        ) -> None:
            super().__init__()
            self.corrections = corrections
            self.rules = rules

    def __init__(
        self, row: ArticleRow | None = None, show: Callable[[int, int], None] | None = None
    ) -> None:
        """What was set right in the article of `row`, if any; `show` goes to words in its text."""
        super().__init__()
        self._article = row
        self._show = show

    def compose(self) -> ComposeResult:
        """The list between the masthead and the keys."""
        yield Masthead("OnRecord", "Corrections")
        yield Rows(id="corrections")
        yield KeyLine()

    def on_mount(self) -> None:
        """Ask the store, now and when it changes."""
        self.record.store_changed.subscribe(self, lambda _: self._list())
        self._list()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#corrections", Rows)

    @property
    def _entry(self) -> Correction | StandingRule | None:
        source, at = self._rows.source, self._rows.cursor
        entry = source.entries[at] if isinstance(source, _Listed) and at >= 0 else None
        return None if isinstance(entry, str) else entry

    @work(thread=True, exclusive=True, group="corrections")
    def _list(self) -> None:
        worker = get_current_worker()
        kept = self.record.store.corrections
        try:
            corrections = kept.of(self._article.id) if self._article else []
            found = self.Found(corrections, kept.rules())
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(found)

    @on(Found)
    def _found(self, message: Found) -> None:
        self._rows.empty = _EMPTY if self._article else _NO_RULES
        self._rows.show(_Listed(message.corrections, message.rules), max(self._rows.cursor, 0))
        masthead, rules = self.query_one(Masthead), counted(len(message.rules), "standing rule")
        if self._article:
            masthead.title = f"Corrections: {headline(self._article)}"
            masthead.detail = f"{counted(len(message.corrections), 'correction')}, {rules}"
        else:
            masthead.title, masthead.detail = "Standing rules", rules

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if isinstance(entry := self._entry, Correction) and self._show:
            self.record.action_back()
            self._show(entry.start, entry.end)

    def action_remove(self) -> None:
        """Take back what is under the cursor."""
        entry = self._entry
        if isinstance(entry, StandingRule):
            ruling.drop_rule(self.record, entry)
        elif entry is not None:
            kept = self.record.store.corrections
            self.record.change(
                None,
                lambda: kept.take_back(entry.id),
                Undo(f"Took back: {corrected(entry)}", lambda: kept.make_again(entry)),
            )

    def action_hold(self) -> None:
        """Let it hold everywhere."""
        entry = self._entry
        if isinstance(entry, StandingRule):
            self.record.say("That always holds already: a lets it hold in stored articles too.")
        elif entry is not None:
            offered = rule_for(entry)
            if offered:
                ruling.offer_rule(self.record, *offered, entry.article)
            else:
                self.record.say("That can only be said of this article.")

    def action_apply(self) -> None:
        """Let every rule hold in stored articles."""
        source = self._rows.source
        entries = source.entries if isinstance(source, _Listed) else []
        words = [entry.words for entry in entries if isinstance(entry, StandingRule)]
        if words:
            ruling.bring_into_line(self.record, words)
        else:
            self.record.say("There are no standing rules: cc makes one of a correction.")

    def action_leave(self) -> None:
        """Go back."""
        self.record.action_back()
