"""The corrections of an article, and the correction rules that apply to every article.

Code shared by the correction screens: entity candidates, correction rules, and wording.

Rank the entities of an article as candidates for a correction, the most likely first.

Add and delete correction rules, and reapply them to stored articles in the background.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from analysis import Analysis, Entity, Mention, Quotation, Span
from db import ArticleRow, StoreError
from db.corrections import Correction, RuleChange, StandingRule, Who, rule_for
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import always, corrected, counted, headline, short_day, sort_of, standing
from tui.sanitize import safe
from tui.screens import corrections
from tui.screens.base import FrameScreen
from tui.undo import Undo
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.panes.pane_source import apart
from tui.widgets.virtual_list import HeadedRows, Rows
from tui.working import ByRules

if TYPE_CHECKING:
    from tui.app import OnRecord


_SHORTEST = 3  # letters; shorter words do not count as shared by two names
# Characters added to a candidate's distance by its label: most speakers are people, then
# organisations.
_UNLIKELY = {"PERSON": 0, "ORG": 250, "NORP": 400, "GPE": 400}
_MOST_UNLIKELY = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that the user can pick, with a detail that distinguishes it in a list.

    `entity` is the entity's id, None for a name that is not linked to an entity. `mentions` are the
    spans of its mentions.
    """

    name: str
    detail: str
    who: Who
    entity: int | None
    mentions: tuple[Span, ...]


def candidates(analysis: Analysis) -> list[Candidate]:
    """Return every entity of an article, then every name without an entity, in text order."""
    linked: dict[int, list[Mention]] = {entity.id: [] for entity in analysis.entities}
    unlinked: dict[str, list[Mention]] = {}
    for mention in analysis.mentions:
        if mention.entity is not None:
            linked[mention.entity].append(mention)
        elif mention.kind == "name":
            words = " ".join(analysis.text[mention.start : mention.end].split())
            unlinked.setdefault(words, []).append(mention)
    return [
        *(_from_entity(analysis, entity, linked[entity.id]) for entity in analysis.entities),
        *(_from_name(words, mentions) for words, mentions in unlinked.items()),
    ]


def _from_entity(analysis: Analysis, entity: Entity, mentions: list[Mention]) -> Candidate:
    exact = (m for m in mentions if analysis.text[m.start : m.end] == entity.name)
    first = next(exact, None) or next((m for m in mentions if m.kind == "name"), None)
    at = (first.start, first.end) if first else None
    detail = f"{entity.role or sort_of(entity.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    reference = Who(entity.name, entity.label, at)
    return Candidate(entity.name, detail, reference, entity.id, spans)


def _from_name(words: str, mentions: list[Mention]) -> Candidate:
    first = mentions[0]
    detail = f"{sort_of(first.label)} · {len(mentions)} ×"
    spans = tuple((m.start, m.end) for m in mentions)
    reference = Who(words, first.label, (first.start, first.end))
    return Candidate(words, detail, reference, None, spans)


def likely_speakers(
    analysis: Analysis, at: Span, quotation: Quotation | None = None
) -> list[Candidate]:
    """Rank candidates for the speaker of the span `at`; the present speaker comes last.

    People near the span come first, then organisations and places, then the others.
    """
    present = quotation.speaker if quotation else None

    def rank(candidate: Candidate) -> tuple[bool, int]:
        penalty = _UNLIKELY.get(candidate.who.label, _MOST_UNLIKELY)
        is_present = present is not None and candidate.entity == present
        return (is_present, _distance(candidate, at) + penalty)

    return sorted(candidates(analysis), key=rank)


def _distance(candidate: Candidate, at: Span) -> int:
    """Return the number of characters between a span and the nearest mention."""
    far = 1 << 40  # more than the length of any text
    gaps = (max(at[0] - end, start - at[1], 0) for start, end in candidate.mentions)
    return min(gaps, default=far)


def likely_same(analysis: Analysis, name: str, label: str, entity: int | None) -> list[Candidate]:
    """Rank candidates for a merge with the entity called `name`, which is itself excluded.

    Candidates that share words or initials with the name come first, then those of its label, then
    those with the most mentions.
    """
    words = _words(name)

    def rank(candidate: Candidate) -> tuple[int, bool, int]:
        shared = len(words & _words(candidate.name))
        if not shared and _initials(name) & _initials(candidate.name):
            shared = 1
        return (-shared, candidate.who.label != label, -len(candidate.mentions))

    others = [
        candidate
        for candidate in candidates(analysis)
        if candidate.name != name and (entity is None or candidate.entity != entity)
    ]
    return sorted(others, key=rank)


def _words(name: str) -> set[str]:
    return {word for word in name.casefold().split() if len(word) >= _SHORTEST}


def _initials(name: str) -> set[str]:
    """Return an acronym as it is, and the initials of a longer name."""
    initials = "".join(word[0] for word in name.split() if word[:1].isupper())
    return {short for short in (initials, name.replace(".", "")) if short.isupper() and short[1:]}


_AT_ONCE = 50  # articles; more are updated by worker processes


def offer_rule(app: "OnRecord", words: str, change: RuleChange, article: int) -> None:
    """Ask for the scope of a rule made from a correction, and add the rule."""
    try:
        matching = app.store.corrections.articles_with([words])
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    stored = sum(number != article for number in matching)
    choices = [Choice("New articles only", "articles added from now on", False)]
    if stored:
        detail = f"also {counted(stored, 'stored article')} with these words"
        choices.insert(0, Choice("All articles", detail, True))

    def picked(choice: Choice[bool] | None) -> None:
        if choice is not None:
            set_rule(app, words, change, everywhere=choice.value)

    app.push_screen(PickScreen(f"{always(words, change)}?", choices), picked)


def set_rule(app: "OnRecord", words: str, change: RuleChange, *, everywhere: bool) -> None:
    """Add a correction rule, applied to stored articles too if `everywhere`; can be undone."""
    corrections = app.store.corrections
    made: list[tuple[StandingRule, StandingRule | None]] = []

    def make() -> None:
        if made:  # a redo restores the same rule
            rule, replaced = made[0]
            if replaced:
                corrections.drop_rule(replaced.id)
            corrections.set_rule_again(rule)
        else:
            made.append(corrections.set_rule(words, change))
        if everywhere:
            bring_into_line(app, [words])

    def revert() -> None:
        rule, replaced = made[0]
        corrections.drop_rule(rule.id)
        if replaced:
            corrections.set_rule_again(replaced)
        bring_into_line(app, [words])  # including articles added meanwhile

    if app.change(None, make, Undo(always(words, change), revert)) and not everywhere:
        app.say(f"{always(words, change)}, in new articles. cr lists the rules.")


def drop_rule(app: "OnRecord", rule: StandingRule) -> None:
    """Delete a correction rule and revert its changes in all articles; can be undone."""
    corrections = app.store.corrections

    def make() -> None:
        corrections.drop_rule(rule.id)
        bring_into_line(app, [rule.words])

    def revert() -> None:
        corrections.set_rule_again(rule)
        bring_into_line(app, [rule.words])

    app.change(None, make, Undo(f"Deleted rule: {always(rule.words, rule.change)}", revert))


def bring_into_line(app: "OnRecord", words: Sequence[str]) -> None:
    """Reapply the correction rules to the stored articles that contain any of these words.

    Up to `_AT_ONCE` articles are updated in a thread, more by worker processes, which take a second
    to start. An error of the store is shown; the rules themselves are stored already.
    """
    try:
        articles = app.store.corrections.articles_with(words)
    except StoreError as error:
        app.say(f"Stored articles were not updated: {error}", severity="error")
        return
    if len(articles) > _AT_ONCE:
        tasks = [ByRules(article) for article in articles]
        app.watch_job(app.jobs.start("Apply correction rules", tasks))
        return

    def run() -> None:
        worker, changed = get_current_worker(), 0
        try:
            for article in articles:
                if worker.is_cancelled:
                    return
                changed += app.store.corrections.bring_into_line(article)
        except StoreError as error:
            app.call_from_thread(app.say, str(error), severity="error")
        else:
            app.call_from_thread(_report_updated, app, changed)

    # Two runs may overlap: each article is updated by the rules in the store at that moment.
    app.run_worker(run, thread=True, group="rules", exit_on_error=False)


def _report_updated(app: "OnRecord", changed: int) -> None:
    app.say(f"Updated {counted(changed, 'article')}." if changed else "No article changed.")
    app.store_changed.publish(None)


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
            corrections.drop_rule(self.record, entry)
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
                corrections.offer_rule(self.record, *offered, entry.article)
            else:
                self.record.say("This correction can only apply to this article.")

    def action_apply(self) -> None:
        """Apply every rule to the stored articles."""
        source = self._rows.source
        entries = source.entries if isinstance(source, _Listed) else []
        words = [entry.words for entry in entries if isinstance(entry, StandingRule)]
        if words:
            corrections.bring_into_line(self.record, words)
        else:
            self.record.say("There are no correction rules. Press cc on a correction to make one.")

    def action_leave(self) -> None:
        """Close the screen."""
        self.record.action_back()
