"""The corrections of an article, and the correction rules that apply to every article."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from db import ArticleRow, StoreError
from db.corrections import Correction, StandingRule, rule_for
from tui.formatting import counted, headline, short_day
from tui.formatting_wording import corrected, standing
from tui.sanitize import safe
from tui.screens import ruling
from tui.screens.base import FrameScreen
from tui.undo import Undo
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.panes.lines import apart
from tui.widgets.row_source import HeadedRows
from tui.widgets.virtual_list import Rows

_NO_RULES = (
    "No correction rules yet. In an article, press c and another key, then cc to make a rule."
)
_EMPTY = "No corrections yet. In an article, press c and another key to make one."


class _Listed(HeadedRows[Correction | StandingRule]):
    """The corrections of an article, then the correction rules, each under a heading."""

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
    """A list of corrections and rules: open one in the text, revert it, or apply the rules."""

    BINDING_GROUP_TITLE = "Corrections"
    AUTO_FOCUS = "#corrections"
    DEFAULT_CSS = """
    CorrectionsScreen { & > #corrections { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "remove", "Revert", id="corrections.remove",
                tooltip="Revert the correction or delete the rule; u restores it"),
        Binding("c", "hold", "Apply to all", id="corrections.hold",
                tooltip="Apply the correction to other articles as well"),
        Binding("a", "apply", "Apply rules", id="corrections.apply",
                tooltip="Apply all rules to the stored articles as well"),
        Binding("escape", "leave", "Close", show=False, id="corrections.leave",
                tooltip="Back to the previous screen"),
    ]  # fmt: skip

    class Found(Message):
        """Corrections and rules were loaded from the store."""

        def __init__(
            self, corrections: Sequence[Correction], rules: Sequence[StandingRule]
        ) -> None:
            super().__init__()
            self.corrections = corrections
            self.rules = rules

    def __init__(
        self, row: ArticleRow | None = None, show: Callable[[int, int], None] | None = None
    ) -> None:
        """List the rules, and the corrections of the article `row` if given.

        `show` selects the span of a correction in that article's text.
        """
        super().__init__()
        self._article = row
        self._show = show

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Masthead("OnRecord", "Corrections")
        yield Rows(id="corrections")
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
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
        repository = self.record.store.corrections
        try:
            corrections = repository.of(self._article.id) if self._article else []
            found = self.Found(corrections, repository.rules())
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
        header, rules = self.query_one(Masthead), counted(len(message.rules), "correction rule")
        if self._article:
            header.title = f"Corrections: {headline(self._article)}"
            header.detail = f"{counted(len(message.corrections), 'correction')}, {rules}"
        else:
            header.title, header.detail = "Correction rules", rules

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if isinstance(entry := self._entry, Correction) and self._show:
            self.record.action_back()
            self._show(entry.start, entry.end)

    def action_remove(self) -> None:
        """Revert the correction, or delete the rule, under the cursor."""
        entry = self._entry
        if isinstance(entry, StandingRule):
            ruling.drop_rule(self.record, entry)
        elif entry is not None:
            repository = self.record.store.corrections
            self.record.change(
                None,
                lambda: repository.take_back(entry.id),
                Undo(f"Reverted: {corrected(entry)}", lambda: repository.make_again(entry)),
            )

    def action_hold(self) -> None:
        """Offer a rule that applies the correction to other articles."""
        entry = self._entry
        if isinstance(entry, StandingRule):
            self.record.say(
                "This rule already applies to new articles. Press a to apply it to stored ones."
            )
        elif entry is not None:
            offered = rule_for(entry)
            if offered:
                ruling.offer_rule(self.record, *offered, entry.article)
            else:
                self.record.say("This correction can only apply to this article.")

    def action_apply(self) -> None:
        """Apply every rule to the stored articles."""
        source = self._rows.source
        entries = source.entries if isinstance(source, _Listed) else []
        words = [entry.words for entry in entries if isinstance(entry, StandingRule)]
        if words:
            ruling.bring_into_line(self.record, words)
        else:
            self.record.say("There are no correction rules. Press cc on a correction to make one.")

    def action_leave(self) -> None:
        """Close the screen."""
        self.record.action_back()
