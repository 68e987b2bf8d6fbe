"""The corrections of an article, and the correction rules that apply to every article."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.content import Content

from analysis.date_format import format_short_date
from db import ArticleRow
from db.corrections import Correction, CorrectionRule, rule_for
from db.corrections.models import UnreadableRule
from tui.actions import load_bindings
from tui.correction_text import describe_correction, describe_rule
from tui.display_text import display_title, format_count
from tui.sanitize import safe
from tui.screens import correction_rules
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun
from tui.strings.correction_text import CorrectionText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import justify
from tui.widgets.row_marks import RowKey
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.virtual_list import VirtualList

_Entry = Correction | CorrectionRule | UnreadableRule


class ListedCorrections(Struct, frozen=True):
    """The corrections of an article, and the correction rules."""

    corrections: Sequence[Correction]
    rules: Sequence[CorrectionRule]
    unreadable: Sequence[UnreadableRule]


def _entry_key(entry: _Entry) -> RowKey:
    return type(entry), entry.id


def _draw_entry(entry: _Entry, width: int) -> Sequence[Content]:
    """Return the change on the left, and its day on the right."""
    if isinstance(entry, UnreadableRule):
        return [Content(safe(describe_rule(entry)))]
    change = describe_correction(entry) if isinstance(entry, Correction) else describe_rule(entry)
    when = Content.styled(format_short_date(entry.created.astimezone().date()), ".rows--muted")
    return [justify(Content(safe(change)), when, width)]


class CorrectionsScreen(ListScreen[ListedCorrections]):
    """A list of corrections and rules: open one in the text, revert it, or apply the rules."""

    BINDING_GROUP_TITLE = CorrectionText.TITLE
    REFRESHED_BY = frozenset({"findings", "rules"})
    AUTO_FOCUS = LIST = "#corrections"
    DEFAULT_CSS = """
    CorrectionsScreen { & > #corrections { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("corrections")

    def __init__(
        self, row: ArticleRow | None = None, show: Callable[[int, int], None] | None = None
    ) -> None:
        """List the rules, and the corrections of the article `row` if given.

        `show` selects the span of a correction in that article's text.
        """
        super().__init__()
        self._article = row
        self._show = show
        self._rules: Sequence[CorrectionRule] = ()

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header("OnRecord", CorrectionText.TITLE)
        yield VirtualList(id="corrections")
        yield Footer()

    @property
    def _entry(self) -> _Entry | None:
        entry: _Entry | None = self.rows.item
        return entry

    def load_list(self, _: QueryRun) -> ListedCorrections:
        """Query the store for the corrections of the article, and for the rules."""
        repository = self.context.store.corrections
        corrections = repository.list_of_article(self._article.id) if self._article else []
        unreadable = repository.list_unreadable_rules()
        return ListedCorrections(corrections, repository.list_rules(), unreadable)

    def show_list(self, found: ListedCorrections) -> None:
        """Show the corrections, then the rules, each under a heading."""
        self._rules = found.rules
        self.rows.empty = (
            CorrectionText.NO_CORRECTIONS if self._article else CorrectionText.NO_RULES
        )
        entries: list[_Entry | Heading] = []
        if found.corrections:
            entries += [Heading(CorrectionText.IN_ARTICLE), *found.corrections]
        if found.rules or found.unreadable:
            entries.append(Heading(CorrectionText.IN_ALL_ARTICLES))
            entries += [*found.rules, *found.unreadable]
        rows = ListSource[_Entry](entries, _draw_entry, key=_entry_key)
        self.show_rows(rows)
        header = self.query_one(Header)
        number = len(found.rules) + len(found.unreadable)
        rules = format_count(number, CorrectionText.RULE)
        if self._article:
            title = display_title(self._article)
            header.title = CorrectionText.TITLE_OF_ARTICLE.format(title=title)
            count = format_count(len(found.corrections), CorrectionText.CORRECTION)
            header.detail = CorrectionText.COUNTS.format(corrections=count, rules=rules)
        else:
            header.title, header.detail = CorrectionText.TITLE_OF_RULES, rules

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if isinstance(entry := self._entry, Correction) and self._show:
            self.context.action_back()
            self._show(entry.start, entry.end)

    def action_revert(self) -> None:
        """Revert the correction, or delete the rule, under the cursor."""
        entry = self._entry
        if isinstance(entry, CorrectionRule | UnreadableRule):
            correction_rules.delete_rule(self.context, entry)
        elif entry is not None:
            repository = self.context.store.corrections
            done = CorrectionText.REVERTED_UNDO.format(correction=describe_correction(entry))
            self.context.edit("correction removal", lambda: repository.revert(entry.id), done)

    def action_apply_to_all(self) -> None:
        """Offer a rule that applies the correction to other articles."""
        entry = self._entry
        if isinstance(entry, CorrectionRule | UnreadableRule):
            self.context.show_message(CorrectionText.ALREADY_RULE)
        elif entry is not None:
            offered = rule_for(entry)
            if offered:
                correction_rules.offer_rule(self.context, *offered, entry.article)
            else:
                self.context.show_message(CorrectionText.ONLY_THIS_ARTICLE)

    def action_apply_rules(self) -> None:
        """Apply every rule to the stored articles."""
        words = [rule.words for rule in self._rules]
        if words:
            correction_rules.update_corrected_articles(self.context, words)
        else:
            self.context.show_message(CorrectionText.NO_RULES_TO_APPLY)

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()
