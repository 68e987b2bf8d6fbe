"""The content of a dossier: speakers with their statements, a timeline, the sources, and notes.

A dossier is about a person, a collection, a day or a query. Its formats are `dossier_html` and
`dossier_markdown`.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, get_args

from msgspec import Struct

from analysis import Quotation
from analysis.date_format import format_date_range, format_published
from db.exporters.damaged_contents import DamagedContents
from db.exporters.markdown import format_days
from db.exporters.selection import (
    ExportedArticle,
    ExportOptions,
    ExportQuery,
    Selection,
    load_articles,
)
from db.models import Note
from db.store import Store

DossierPart = Literal["who", "statements", "timeline", "sources", "notes"]
DOSSIER_PARTS: tuple[DossierPart, ...] = get_args(DossierPart)
DossierSubject = Literal["person", "collection", "day", "query"]
DOSSIER_SUBJECTS: tuple[DossierSubject, ...] = get_args(DossierSubject)
_COMPANIONS = 10


class DossierSource(Struct, frozen=True):
    """An article that a dossier cites by its number, from 1."""

    number: int
    title: str
    site: str
    byline: str
    published: str
    address: str


class DossierStatement(Struct, frozen=True):
    """A statement: its words, its date, and the number of its source."""

    words: str
    date: str
    source: int
    kind: str
    is_negated: bool = False
    is_corrected: bool = False


class DossierSpeaker(Struct, frozen=True):
    """A speaker with all statements, oldest first; `name` is "" for those without a speaker."""

    name: str
    role: str
    statements: tuple[DossierStatement, ...]


class DossierEvent(Struct, frozen=True):
    """An event: its days in figures, its headline, and the numbers of the sources with it."""

    days: str
    headline: str
    sources: tuple[int, ...]
    is_upcoming: bool = False


class DossierNote(Struct, frozen=True):
    """A note of the reader, and the number of the source that it is on."""

    note: Note
    source: int


class Dossier(Struct, frozen=True):
    """The content of a dossier.

    `facts` are lines about a person, each with its label. `parts` are those to write.
    """

    title: str
    written: datetime.date
    facts: tuple[tuple[str, str], ...]
    speakers: tuple[DossierSpeaker, ...]
    events: tuple[DossierEvent, ...]
    sources: tuple[DossierSource, ...]
    notes: tuple[DossierNote, ...]
    parts: frozenset[DossierPart] = frozenset(DOSSIER_PARTS)

    @property
    def statements(self) -> int:
        """The number of statements."""
        return sum(len(speaker.statements) for speaker in self.speakers)


class DossierRequest(Struct, frozen=True):
    """The subject of a dossier: `identity` of a person, else a name, a day or a query."""

    subject: DossierSubject
    value: str
    identity: int | None = None

    @property
    def day(self) -> datetime.date | None:
        """The day that the dossier is about; raises ValueError for another text."""
        return datetime.date.fromisoformat(self.value) if self.subject == "day" else None

    def select(self, store: Store) -> Selection:
        """Query the store for the articles; raises NotFound and the like for an unknown subject."""
        if self.identity is not None:
            return ExportQuery(identity=self.identity).select(store)
        if self.subject == "collection":
            name = store.collections.get(self.value).name
            return ExportQuery(list_filter=f'collection:"{name}"').select(store)
        day = self.day
        query = self.value if day is None else f"on:{day} OR event:{day}"
        return ExportQuery(query=query).select(store)


def build_dossier(
    store: Store,
    request: DossierRequest,
    today: datetime.date,
    parts: frozenset[DossierPart] = frozenset(DOSSIER_PARTS),
    warn: Callable[[str], None] = lambda _: None,
) -> Dossier:
    """Collect the content of a dossier; `warn` gets a line about damaged records left out.

    Raises NotFound for an unknown subject. A dossier of a day has the events of that day, and the
    statements and notes of the articles published on it.
    """
    selection, day = request.select(store), request.day
    options = ExportOptions(frozenset({"quotations", "events", "notes"}), day, day)
    damaged = DamagedContents()
    loaded = (damaged.leave_out(store, each) for each in load_articles(store, selection, options))
    articles = sorted(filter(None, loaded), key=_publication_key)
    if line := damaged.describe():
        warn(line)
    stated = [each for each in articles if day is None or _is_published_on(each, day)]
    numbers = {article.row.id: number for number, article in enumerate(articles, 1)}
    return Dossier(
        _name_subject(store, request, selection),
        today,
        tuple(_describe_person(store, request.identity)),
        tuple(_list_speakers(stated, numbers)),
        tuple(_list_events(articles, numbers)),
        tuple(_describe_source(article, numbers[article.row.id]) for article in articles),
        tuple(_list_notes(stated, numbers, is_person=request.identity is not None)),
        parts,
    )


def _list_notes(
    articles: Iterable[ExportedArticle], numbers: dict[int, int], *, is_person: bool
) -> Iterator[DossierNote]:
    """Yield the notes on articles; for a person, only those on the statements and events shown."""
    for article in articles:
        spans = [span for quotation in article.quotations for span in quotation.spans]
        spans += [(event.start, event.end) for event in article.dated_events]
        for note in article.notes:
            if not is_person or any(s < note.end and note.start < e for s, e in spans):
                yield DossierNote(note, numbers[article.row.id])


def _name_subject(store: Store, request: DossierRequest, selection: Selection) -> str:
    if request.subject == "collection":
        return store.collections.get(request.value).name
    return selection.name if request.identity is not None else request.value


def _publication_key(article: ExportedArticle) -> tuple[datetime.date, int]:
    published = article.document.published
    return (published.last if published else datetime.date.max), article.row.id


def _is_published_on(article: ExportedArticle, day: datetime.date) -> bool:
    published = article.document.published
    return published is not None and published.exact_day == day


def _describe_person(store: Store, identity: int | None) -> Iterator[tuple[str, str]]:
    """Yield what the store knows about a person: names, roles with dates, companions."""
    if identity is None:
        return
    found = store.identities.get_identity(identity)
    names = [use.words for use in found.names if use.words != found.row.name]
    if names := [*names, *found.aliases]:
        yield "Also", ", ".join(names)
    for role in found.roles:
        dates = format_date_range(role.first, role.last)
        yield "Role", f"{role.words} ({dates})" if dates else role.words
    companions = store.identities.companions(identity, limit=_COMPANIONS)
    if companions:
        yield "Mentioned with", ", ".join(companion.row.name for companion in companions)


def _list_speakers(
    articles: Iterable[ExportedArticle], numbers: dict[int, int]
) -> list[DossierSpeaker]:
    """Return the speakers of statements, the most quoted first, those without a name last."""
    statements: defaultdict[str, list[DossierStatement]] = defaultdict(list)
    roles: dict[str, str] = {}
    for article in articles:
        for quotation in article.quotations:
            name = _name_speakers(article, quotation)
            statements[name].append(_build_statement(article, quotation, numbers))
            if role := article.role(quotation):
                roles[name] = role  # the latest one
    ranked = sorted(statements, key=lambda name: (not name, -len(statements[name]), name))
    return [DossierSpeaker(name, roles.get(name, ""), tuple(statements[name])) for name in ranked]


def _name_speakers(article: ExportedArticle, quotation: Quotation) -> str:
    """Return the names of the speakers as identities, else the description of the source."""
    if quotation.speakers:
        return ", ".join(article.identity_name(speaker) for speaker in quotation.speakers)
    return article.speaker(quotation).name


def _build_statement(
    article: ExportedArticle, quotation: Quotation, numbers: dict[int, int]
) -> DossierStatement:
    document = article.document
    return DossierStatement(
        article.content(quotation),
        format_published(document.published, document.published_from),
        numbers[article.row.id],
        quotation.kind,
        quotation.negated,
        quotation.origin != "machine",
    )


def _list_events(
    articles: Iterable[ExportedArticle], numbers: dict[int, int]
) -> list[DossierEvent]:
    """Return the dated events by their days; equal headlines of one day are one event."""
    events: dict[tuple[datetime.date, str, str], list[int]] = {}
    upcoming: set[tuple[datetime.date, str, str]] = set()
    for article in articles:
        for event in article.dated_events:
            key = (
                event.first_day or datetime.date.max,
                format_days(event, in_words=True),
                event.headline,
            )
            found = events.setdefault(key, [])
            if numbers[article.row.id] not in found:
                found.append(numbers[article.row.id])
            if event.upcoming:
                upcoming.add(key)
    return [
        DossierEvent(key[1], key[2], tuple(events[key]), key in upcoming) for key in sorted(events)
    ]


def _describe_source(article: ExportedArticle, number: int) -> DossierSource:
    document = article.document
    return DossierSource(
        number,
        article.title,
        document.site,
        document.byline,
        format_published(document.published, document.published_from),
        document.source or document.retrieved_from,
    )
