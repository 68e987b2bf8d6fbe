"""The corrections of an article, and the correction rules that apply to every article.

Code shared by the correction screens: correction rules, and wording.

Add and delete correction rules, and reapply them to stored articles in the background.
"""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.worker import get_current_worker

from analysis.date_format import format_short_date
from db import ArticleRow, StoreError
from db.corrections import Correction, CorrectionRule, RuleChange, rule_for
from db.edits.models import StoreChange
from db.tasks import ReapplyRules
from tui.actions import load_bindings
from tui.context import AppContext
from tui.correction_text import describe_correction, describe_rule, describe_rule_change
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import display_title, format_count
from tui.sanitize import safe
from tui.screens import corrections
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun, attempt, report_error
from tui.strings.correction_text import CorrectionText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import justify
from tui.widgets.row_marks import RowKey
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.virtual_list import VirtualList

_AT_ONCE = 50  # articles; more are updated by worker processes


def offer_rule(context: AppContext, words: str, change: RuleChange, article: int) -> None:
    """Ask for the scope of a rule made from a correction, and add the rule."""
    matching = attempt(context, lambda: context.store.corrections.articles_containing([words]))
    if matching is None:
        return
    stored = sum(number != article for number in matching)
    choices = [Choice(CorrectionText.NEW_ARTICLES, CorrectionText.NEW_ARTICLES_DETAIL, False)]
    if stored:
        articles = format_count(stored, CorrectionText.STORED_ARTICLE)
        detail = CorrectionText.ALL_ARTICLES_DETAIL.format(articles=articles)
        choices.insert(0, Choice(CorrectionText.ALL_ARTICLES, detail, True))

    def picked(choice: Choice[bool] | None) -> None:
        if choice is not None:
            add_rules(context, [words], change, everywhere=choice.value)

    question = CorrectionText.SCOPE_QUESTION.format(rule=describe_rule_change(words, change))
    context.push_screen(PickerDialog(question, choices), picked)


def add_rules(
    context: AppContext, words: Sequence[str], change: RuleChange, *, everywhere: bool
) -> None:
    """Add a rule for each of several words or names, as one step of undo.

    With `everywhere`, the rules are applied to stored articles too.
    """
    corrections = context.store.corrections

    def make() -> None:
        for name in words:
            corrections.add_rule(name, change)

    description = describe_rule_change(words[0], change)
    if more := len(words) - 1:
        description = CorrectionText.AND_MORE.format(rule=description, number=more)
    if context.edit("rule" if everywhere else "future rule", make, description) is None:
        return
    if everywhere:
        update_corrected_articles(context, words)
    else:
        context.show_message(CorrectionText.RULE_ADDED.format(rule=description))


def delete_rule(context: AppContext, rule: CorrectionRule) -> None:
    """Delete a correction rule and revert its changes in all articles; can be undone."""
    done = CorrectionText.RULE_DELETED_UNDO.format(rule=describe_rule(rule))
    make = partial(context.store.corrections.delete_rule, rule.id)
    if context.edit("rule deletion", make, done) is not None:
        update_corrected_articles(context, [rule.words])


def update_corrected_articles(context: AppContext, words: Sequence[str]) -> None:
    """Reapply the correction rules to the stored articles that contain any of these words.

    Up to `_AT_ONCE` articles are updated in a thread, more by worker processes, which take a second
    to start. An error of the store is shown; the rules themselves are stored already.
    """
    try:
        articles = context.store.corrections.articles_containing(words)
    except StoreError as error:
        context.show_message(CorrectionText.NOT_UPDATED.format(error=error), severity="error")
        return
    if len(articles) > _AT_ONCE:
        tasks = [ReapplyRules(article) for article in articles]
        context.jobs.start(CorrectionText.REAPPLY_JOB, tasks)
        return

    def run() -> None:
        worker, changed = get_current_worker(), 0
        try:
            for article in articles:
                if worker.is_cancelled:
                    return
                changed += context.store.corrections.reapply_rules(article)
        except StoreError as error:
            context.call_from_thread(report_error, context, error)
        else:
            context.call_from_thread(_report_updated, context, changed)

    # Two runs may overlap: each article is updated by the rules in the store at that moment.
    context.run_worker(run, thread=True, group="rules", exit_on_error=False)


def _report_updated(context: AppContext, changed: int) -> None:
    if not changed:
        context.show_message(CorrectionText.NOTHING_UPDATED)
    else:
        articles = format_count(changed, "article")
        context.show_message(CorrectionText.UPDATED.format(articles=articles))
        context.store_changed.publish(StoreChange.in_any_article("findings", "identities"))


class ListedCorrections(Struct, frozen=True):
    """The corrections of an article, and the correction rules."""

    corrections: Sequence[Correction]
    rules: Sequence[CorrectionRule]


def _entry_key(entry: Correction | CorrectionRule) -> RowKey:
    return type(entry), entry.id


def _draw_entry(entry: Correction | CorrectionRule, width: int) -> Sequence[Content]:
    """Return the change on the left, and its day on the right."""
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
    def _entry(self) -> Correction | CorrectionRule | None:
        entry: Correction | CorrectionRule | None = self.rows.item
        return entry

    def load_list(self, _: QueryRun) -> ListedCorrections:
        """Query the store for the corrections of the article, and for the rules."""
        repository = self.context.store.corrections
        corrections = repository.list_of_article(self._article.id) if self._article else []
        return ListedCorrections(corrections, repository.list_rules())

    def show_list(self, found: ListedCorrections) -> None:
        """Show the corrections, then the rules, each under a heading."""
        self._rules = found.rules
        self.rows.empty = (
            CorrectionText.NO_CORRECTIONS if self._article else CorrectionText.NO_RULES
        )
        entries: list[Correction | CorrectionRule | Heading] = []
        if found.corrections:
            entries += [Heading(CorrectionText.IN_ARTICLE), *found.corrections]
        if found.rules:
            entries += [Heading(CorrectionText.IN_ALL_ARTICLES), *found.rules]
        rows = ListSource[Correction | CorrectionRule](entries, _draw_entry, key=_entry_key)
        self.show_rows(rows)
        header = self.query_one(Header)
        rules = format_count(len(found.rules), CorrectionText.RULE)
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
        if isinstance(entry, CorrectionRule):
            corrections.delete_rule(self.context, entry)
        elif entry is not None:
            repository = self.context.store.corrections
            done = CorrectionText.REVERTED_UNDO.format(correction=describe_correction(entry))
            self.context.edit("correction removal", lambda: repository.revert(entry.id), done)

    def action_apply_to_all(self) -> None:
        """Offer a rule that applies the correction to other articles."""
        entry = self._entry
        if isinstance(entry, CorrectionRule):
            self.context.show_message(CorrectionText.ALREADY_RULE)
        elif entry is not None:
            offered = rule_for(entry)
            if offered:
                corrections.offer_rule(self.context, *offered, entry.article)
            else:
                self.context.show_message(CorrectionText.ONLY_THIS_ARTICLE)

    def action_apply_rules(self) -> None:
        """Apply every rule to the stored articles."""
        words = [rule.words for rule in self._rules]
        if words:
            corrections.update_corrected_articles(self.context, words)
        else:
            self.context.show_message(CorrectionText.NO_RULES_TO_APPLY)

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()
