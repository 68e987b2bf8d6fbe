"""What an export holds: which articles, and what of them."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from analysis import Analysis, Entity, Event, Quotation
from db.correcting.reasons import is_yours
from db.correcting.records import Correction, StandingRule
from db.records import ArticleRow, Document, Note
from db.store import Store

Part = Literal["text", "names", "quotations", "events", "notes", "corrections"]
PARTS: tuple[Part, ...] = get_args(Part)
_AT_ONCE = 500  # articles that are listed at a time


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles an export is of, and what it is called.

    `articles` are ids, None for every article; with `identity`, only what that person said and
    what happened with them.
    """

    name: str = "OnRecord"
    articles: Sequence[int] | None = None
    identity: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What an export keeps of each article.

    `first` and `last` bound the days of events, `confidence` is the least of findings that the
    machine made, `fields` are the columns of tables in their order, none for all.
    """

    parts: frozenset[Part] = frozenset(PARTS)
    first: datetime.date | None = None
    last: datetime.date | None = None
    confidence: float = 0.0
    fields: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out of the findings."""
        return self.parts == frozenset(PARTS) and not (self.first or self.last or self.confidence)


@dataclass(frozen=True, slots=True)
class Exported:
    """An article as an export has it, its findings as the reader sees them.

    `machine` is what was found before anything was set right, where the export is whole. `people`
    are the names of those who are the same in all articles, by the entity's number here.
    """

    row: ArticleRow
    document: Document
    analysis: Analysis
    notes: tuple[Note, ...]
    corrections: tuple[Correction, ...] = ()
    machine: Analysis | None = None
    position: int = 0
    people: Mapping[int, str] = field(default_factory=dict)
    shown: frozenset[int] | None = None

    @property
    def title(self) -> str:
        """Its title, else how its text begins."""
        return self.row.title or self.row.opening or "untitled"

    @property
    def entities(self) -> list[Entity]:
        """The entities that the export names."""
        return [one for one in self.analysis.entities if self.shown is None or one.id in self.shown]

    @property
    def quotations(self) -> list[Quotation]:
        """Who said what, without marks that attribute nothing."""
        return [one for one in self.analysis.quotations if one.kind != "scare"]

    @property
    def dated(self) -> list[Event]:
        """The events whose days are known, by day."""
        known = [one for one in self.analysis.events if one.first_day is not None]
        return sorted(known, key=lambda one: (one.first_day or datetime.date.max, one.start))

    def speaker(self, quotation: Quotation) -> str:
        """The speaker's name, else the words for the source."""
        if quotation.speaker is not None:
            return self.analysis.entities[quotation.speaker].name
        return self.words(quotation.source) if quotation.source else ""

    def role(self, quotation: Quotation) -> str:
        """The speaker's role in the article."""
        if quotation.speaker is None:
            return ""
        return self.analysis.entities[quotation.speaker].role or ""

    def content(self, quotation: Quotation) -> str:
        """A quotation's words on one line, its pieces with an ellipsis between."""
        return " … ".join(self.words(span) for span in quotation.spans)

    def words(self, span: tuple[int, int]) -> str:
        """A stretch of the text on one line."""
        return " ".join(self.document.text[slice(*span)].split())

    def person(self, entity: int) -> str:
        """Who an entity is in all articles."""
        return self.people.get(entity) or self.analysis.entities[entity].name


def count(store: Store, selection: Selection) -> int:
    """How many articles an export has."""
    return store.count() if selection.articles is None else len(selection.articles)


def rules_of(store: Store, kept: Kept) -> list[StandingRule]:
    """The standing rules that go with an export."""
    return store.corrections.rules() if "corrections" in kept.parts else []


def exported(store: Store, selection: Selection, kept: Kept) -> Iterator[Exported]:
    """The articles of a selection one after the other, so that thousands need no more memory."""
    for article in _ids(store, selection):
        yield _exported(store, article, selection, kept)


def _ids(store: Store, selection: Selection) -> Iterator[int]:
    if selection.articles is not None:
        yield from selection.articles
        return
    ids: list[int] = []
    while window := store.articles(limit=_AT_ONCE, offset=len(ids)):
        ids += [row.id for row in window]
    yield from reversed(ids)  # in the order in which they were added


def _exported(store: Store, article: int, selection: Selection, kept: Kept) -> Exported:
    stored = store.article(article)
    people = {}
    names: dict[int, str] = {}
    for entity in stored.analysis.entities:
        identity = store.people.of(article, entity.id)
        if identity is not None:
            people[entity.id] = identity
            names[entity.id] = store.people.row(identity).name
    only = (
        None
        if selection.identity is None
        else frozenset(entity for entity, one in people.items() if one == selection.identity)
    )
    whole = kept.whole and only is None
    pending = stored.row.analysis_state == "pending"  # what is to come must be analyzed there
    corrections = store.corrections.of(article) if "corrections" in kept.parts else []
    notes = store.notes(article) if "notes" in kept.parts else []
    return Exported(
        stored.row,
        stored.document,
        stored.analysis if whole else _filtered(stored.analysis, kept, only),
        tuple(notes if whole else (replace(note, quotation=None) for note in notes)),
        tuple(corrections),
        store.corrections.machine(article) if whole and not pending else None,
        store.reading(article).position,
        names,
        only if "names" in kept.parts else frozenset(),
    )


def _filtered(analysis: Analysis, kept: Kept, only: frozenset[int] | None) -> Analysis:
    """The findings that are kept; entities stay, since others refer to them by number."""

    def sure(finding: Entity | Quotation | Event) -> bool:
        return finding.confidence >= kept.confidence or is_yours(finding.because)

    def within(event: Event) -> bool:
        if event.first_day is None or event.last_day is None:
            return not (kept.first or kept.last)
        return (kept.first is None or event.last_day >= kept.first) and (
            kept.last is None or event.first_day <= kept.last
        )

    quotations = [
        one
        for one in analysis.quotations
        if "quotations" in kept.parts and sure(one) and (only is None or one.speaker in only)
    ]
    events = [
        one
        for one in analysis.events
        if "events" in kept.parts
        and sure(one)
        and within(one)
        and (only is None or only & set(one.entities))
    ]
    mentions = [
        one
        for one in analysis.mentions
        if "names" in kept.parts
        and one.confidence >= kept.confidence
        and (only is None or one.entity in only)
    ]
    return replace(
        analysis, quotations=tuple(quotations), events=tuple(events), mentions=tuple(mentions)
    )
