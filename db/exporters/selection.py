"""The content of an export: its articles and their exported parts.

Queries that select the articles of an export: by id, search, list filter or identity.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar, get_args

from msgspec import Struct, field
from msgspec.structs import force_setattr

from analysis import Analysis, Entity, Event, Quotation
from analysis.date_format import format_utc
from analysis.speaker_names import SpeakerName, name_speaker
from analysis.structs import replace
from analysis.text import to_day
from db.corrections.models import Correction
from db.library_records import EMPTY_LIBRARY, library_as_json
from db.models import Article, ArticleOrigins, ArticleRow, Document, HitKind, Note, NoteDraft
from db.search.executor import KINDS
from db.search.sql import SearchOrder
from db.serialization import Json, rules_record
from db.store import Store
from db.timeline.models import Scope
from db.wire_records import describe_status

if TYPE_CHECKING:
    from analysis.sources import StatementSource

Finding = TypeVar("Finding", Quotation, Event)
Part = Literal["text", "names", "quotations", "events", "notes", "corrections"]
PARTS: tuple[Part, ...] = get_args(Part)


Row = tuple[HitKind, int]
"""A row of a list within its article: the index of a finding, the id of a note, or 0."""


class Selection(Struct, frozen=True):
    """The articles and the name of an export.

    `articles` are ids, None for all articles. With `identity`, only the quotations and events of
    that identity are exported. `rows` are the rows of a list by article; of an article, only these
    are exported.
    """

    name: str = "OnRecord"
    articles: Sequence[int] | None = None
    identity: int | None = None
    rows: Mapping[int, frozenset[Row]] | None = None


class ExportOptions(Struct, frozen=True):
    """Options for the exported content of each article.

    `first` and `last` limit the days of events. `min_confidence` is the minimum for findings of the
    machine. `fields` are the table columns in order; empty means all columns. `all_people` adds
    pages for those who are not quoted and occur in one article only.
    """

    parts: frozenset[Part] = frozenset(PARTS)
    first: datetime.date | None = None
    last: datetime.date | None = None
    min_confidence: float = 0.0
    fields: tuple[str, ...] = ()
    all_people: bool = False

    def __post_init__(self) -> None:
        """Parse days that are given as strings; raises ValueError."""
        for name in ("first", "last"):
            force_setattr(self, name, to_day(getattr(self, name)))

    @property
    def all_findings(self) -> bool:
        """Return whether all findings are exported."""
        return self.parts == frozenset(PARTS) and not (
            self.first or self.last or self.min_confidence
        )


class ExportedArticle(Struct, frozen=True):
    """An exported article with its corrected findings.

    `machine` is the machine's analysis, without corrections, if all findings are exported.
    `identities` and `identity_names` map entity numbers of this article to the ids and the names
    of identities. `identity_spans` are the spans of its names and quotations, with these ids.
    """

    row: ArticleRow
    document: Document
    analysis: Analysis
    notes: tuple[Note, ...]
    corrections: tuple[Correction, ...] = ()
    machine: Analysis | None = None
    position: int = 0
    bookmarks: Mapping[str, int] = field(default_factory=dict)
    draft: NoteDraft | None = None
    identity_names: Mapping[int, str] = field(default_factory=dict)
    included_entities: frozenset[int] | None = None
    origins: ArticleOrigins = ArticleOrigins()
    """The origins of its imported tags and collections, and of its star."""
    is_listed: bool = True
    """False if the exported list has rows of this article, but not the article itself."""
    lists_rows: bool = False
    """True if its findings are the rows of an exported list."""
    identities: Mapping[int, int] = field(default_factory=dict)
    identity_spans: tuple[tuple[int, int, int], ...] = ()

    @property
    def title(self) -> str:
        """Return the title, or else the opening of the text."""
        return self.row.title or self.row.opening or "untitled"

    @property
    def source_status(self) -> str:
        """The status and the embargo that the source of the article states; else empty."""
        row = self.row
        embargo = f"embargo until {format_utc(row.embargo)}" if row.embargo else ""
        stated = "; ".join(filter(None, (describe_status(row.wire_status, row.wire_note), embargo)))
        return stated[:1].upper() + stated[1:]

    @property
    def entities(self) -> list[Entity]:
        """Return the entities with a name that the export includes."""
        return [
            entity
            for entity in self.analysis.named_entities
            if self.included_entities is None or entity.id in self.included_entities
        ]

    @property
    def quotations(self) -> list[Quotation]:
        """Return the statements; of the rows of a list, the topics and continuations too."""
        return [
            quotation
            for quotation in self.analysis.quotations
            if quotation.is_statement or (self.lists_rows and quotation.kind != "scare")
        ]

    @property
    def dated_events(self) -> list[Event]:
        """Return the events with known days, sorted by day."""
        known = [event for event in self.analysis.events if event.first_day is not None]
        return sorted(known, key=lambda event: (event.first_day or datetime.date.max, event.start))

    def speaker(self, quotation: Quotation) -> SpeakerName:
        """Return the names of the speakers, or else what the words of the source give."""
        return name_speaker(self.analysis, quotation)

    def speakers(self, quotation: Quotation) -> list[str]:
        """Return the name of each speaker, or else the description of the source."""
        names = [entity.name for entity in self.analysis.speakers_of(quotation)]
        return names or [self.speaker(quotation).name]

    def role(self, quotation: Quotation) -> str:
        """Return the speaker's role in the article, "" if unknown or for several speakers."""
        if quotation.speaker is None or quotation.co_speakers:
            return ""
        return self.analysis.entities[quotation.speaker].role or ""

    def classify_quotations(self) -> "list[tuple[Quotation, StatementSource]]":
        """Return `quotations`, each with its source."""
        from analysis.sources import StatementSource, classify_sources  # reads weights

        listed = {id(quotation) for quotation in self.quotations}
        sources = classify_sources(self.analysis)
        return [
            (quotation, source or StatementSource())
            for quotation, source in zip(self.analysis.quotations, sources, strict=True)
            if id(quotation) in listed
        ]

    def sources_as_json(self) -> tuple[list[Json], list[Json]]:
        """Return the sources of all quotations, and the disclosures, as values for JSON."""
        from analysis.sources.source_json import sources_as_json  # reads weights
        from db.corrections.disclosures import list_disclosures

        return sources_as_json(self.analysis, list_disclosures(self.analysis, self.corrections))

    def content(self, quotation: Quotation) -> str:
        """Return a quotation's content on one line, with an ellipsis between its spans."""
        return " … ".join(self.text_of(span) for span in quotation.spans)

    def text_of(self, span: tuple[int, int]) -> str:
        """Return the text of a span on one line."""
        return " ".join(self.document.text[slice(*span)].split())

    def identity_name(self, entity: int) -> str:
        """Return the identity name of an entity, or else its name in the article."""
        return self.identity_names.get(entity) or self.analysis.entities[entity].name

    def list_identities(self, entities: Iterable[int]) -> list[int]:
        """Return the ids of the identities of entities, each once."""
        found = (self.identities.get(entity) for entity in entities)
        return list(dict.fromkeys(identity for identity in found if identity is not None))

    def find_identities(self, start: int, end: int) -> list[int]:
        """Return the ids of the identities that a passage names or quotes, each once."""
        found = (span[2] for span in self.identity_spans if span[0] < end and span[1] > start)
        return list(dict.fromkeys(found))


def count_articles(store: Store, selection: Selection) -> int:
    """Count the articles of an export."""
    return store.articles.count() if selection.articles is None else len(selection.articles)


class LibraryFields(NamedTuple):
    """The fields for the whole library of the first record of an export, and of its last one."""

    first: Json
    last: Json


def library_fields(store: Store, selection: Selection, options: ExportOptions) -> LibraryFields:
    """Return the fields that the records of an export have for the whole library.

    The first record has the correction rules, unless corrections are left out, and the record of
    the library. The last one has the decisions about people, since these need all articles.
    """
    last: Json = {}
    rules = store.corrections.list_rules() if "corrections" in options.parts else ()
    fields = rules_record([rule for rule in rules if not rule.damaged])
    if options.parts == frozenset(PARTS) and selection.rows is None:
        library = store.library.load(selection.articles)
        if library != EMPTY_LIBRARY:
            fields["library"] = library_as_json(library)
        if selection.articles is None and (people := store.library.load_people()) != EMPTY_LIBRARY:
            last["library"] = library_as_json(people)
    return LibraryFields(fields, last)


def with_library_fields(
    articles: Iterable[ExportedArticle], fields: LibraryFields
) -> Iterator[tuple[ExportedArticle, Json]]:
    """Yield articles with the fields that their records have for the whole library."""
    before: ExportedArticle | None = None
    own = fields.first
    for article in articles:
        if before is not None:
            yield before, own
            own = {}
        before = article
    if before is not None:
        library = {**own.get("library", {}), **fields.last.get("library", {})}
        yield before, {**own, "library": library} if library else own


def list_rows(store: Store, selection: Selection) -> list[ArticleRow]:
    """Return the rows of the articles of an export, in its order."""
    return [store.articles.row(article) for article in _ids(store, selection)]


def load_articles(
    store: Store, selection: Selection, options: ExportOptions
) -> Iterator[ExportedArticle]:
    """Yield the articles of a selection one at a time, to limit memory use."""
    for article in _ids(store, selection):
        yield _exported(store, article, selection, options)


def _ids(store: Store, selection: Selection) -> Iterator[int]:
    if selection.articles is not None:
        yield from selection.articles
        return
    yield from reversed(store.articles.list_ids())  # in the order in which they were added


def _exported(
    store: Store, article: int, selection: Selection, options: ExportOptions
) -> ExportedArticle:
    stored = store.articles.get(article)
    people = store.identities.map_entities(article)
    known = store.identities.load_names(people.values())
    names = {entity: known[identity] for entity, identity in people.items()}
    spans = _find_identity_spans(stored.analysis, people)
    only = (
        None
        if selection.identity is None
        else frozenset(
            entity for entity, identity in people.items() if identity == selection.identity
        )
    )
    if selection.rows is not None:
        listed = _listed(store, stored, selection.rows[article], names, options, only)
        return replace(listed, identities=people, identity_spans=spans)
    whole = options.all_findings and only is None
    pending = stored.row.analysis_state == "pending"  # the program that imports it analyzes it
    corrections = (
        store.corrections.list_of_article(article) if "corrections" in options.parts else []
    )
    notes = store.notes.list(article) if "notes" in options.parts else []
    return ExportedArticle(
        stored.row,
        stored.document,
        stored.analysis if whole else _filtered(stored.analysis, options, only),
        tuple(notes if whole else (replace(note, quotation=None) for note in notes)),
        tuple(corrections),
        store.corrections.machine_analysis(article, stored.analysis)
        if whole and not pending
        else None,
        store.reading_state.get(article).position,
        store.reading_state.bookmarks(article),
        store.notes.draft(article) if whole else None,
        names,
        only if "names" in options.parts else frozenset(),
        store.articles.origins(article),
        identities=people,
        identity_spans=spans,
    )


def _find_identity_spans(
    analysis: Analysis, identities: Mapping[int, int]
) -> tuple[tuple[int, int, int], ...]:
    """Return the spans of names and quotations, each with the identity named or quoted."""
    named = [
        (mention.start, mention.end, identities[mention.entity])
        for mention in analysis.mentions
        if mention.entity is not None and mention.entity in identities
    ]
    quoted = [
        (*span, identities[speaker])
        for quotation in analysis.quotations
        for speaker in quotation.speakers
        if speaker in identities
        for span in quotation.spans
    ]
    return (*quoted, *named)


def _listed(
    store: Store,
    stored: Article,
    rows: frozenset[Row],
    names: Mapping[int, str],
    options: ExportOptions,
    only: frozenset[int] | None,
) -> ExportedArticle:
    """Return an article with no other findings and notes than those in the rows of a list.

    With `only`, the findings are those about one of these entities too.
    """

    def listed(kind: HitKind, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(found for number, found in enumerate(findings) if (kind, number) in rows)

    found = replace(
        stored.analysis,
        mentions=(),
        quotations=listed("quotation", stored.analysis.quotations),
        events=listed("event", stored.analysis.events),
    )
    notes = store.notes.list(stored.row.id) if "notes" in options.parts else []
    return ExportedArticle(
        stored.row,
        stored.document,
        _filtered(found, options, only),
        tuple(replace(note, quotation=None) for note in notes if ("note", note.id) in rows),
        position=store.reading_state.get(stored.row.id).position,
        identity_names=names,
        included_entities=frozenset(),
        origins=store.articles.origins(stored.row.id),
        is_listed=("article", 0) in rows,
        lists_rows=True,
    )


def _filtered(analysis: Analysis, options: ExportOptions, only: frozenset[int] | None) -> Analysis:
    """Return the exported findings; all entities stay, since findings refer to them by number."""

    def is_certain(finding: Entity | Quotation | Event) -> bool:
        return finding.confidence >= options.min_confidence or finding.origin != "machine"

    def is_in_range(event: Event) -> bool:
        if event.first_day is None or event.last_day is None:
            return not (options.first or options.last)
        return (options.first is None or event.last_day >= options.first) and (
            options.last is None or event.first_day <= options.last
        )

    quotations = [
        quotation
        for quotation in analysis.quotations
        if "quotations" in options.parts
        and is_certain(quotation)
        and (only is None or not only.isdisjoint(quotation.speakers))
    ]
    events = [
        event
        for event in analysis.events
        if "events" in options.parts
        and is_certain(event)
        and is_in_range(event)
        and (only is None or only & set(event.entities))
    ]
    mentions = [
        mention
        for mention in analysis.mentions
        if "names" in options.parts
        and mention.confidence >= options.min_confidence
        and (only is None or mention.entity in only)
    ]
    return replace(
        analysis, quotations=tuple(quotations), events=tuple(events), mentions=tuple(mentions)
    )


_MAX_ARTICLES = 100_000  # articles of a search that are exported
_MAX_ROWS = 1_000_000  # rows of a list that are exported


class ExportQuery(Struct, frozen=True):
    """A query for the articles of an export; all conditions apply, and none selects all articles.

    `query` is a search, `list_filter` the filter of the article list, and `identity` the id of an
    identity that the articles name; `naming` is one too, but all findings are exported.

    With `only_rows`, the rows of a list are exported, not all findings of their articles: the
    results of `query` in `order`, the quotations of `identity`, or the events of `timeline`, only
    `upcoming` ones on request. `rows` are given ones, each after the id of its article.

    With `row_kind`, only the results of `query` of this kind are exported, as a search lists them.
    """

    articles: tuple[int, ...] | None = None
    query: str | None = None
    list_filter: str | None = None
    identity: int | None = None
    naming: int | None = None
    only_rows: bool = False
    order: SearchOrder = "newest"
    timeline: Scope | None = None
    upcoming: bool = False
    rows: tuple[tuple[int, HitKind, int], ...] | None = None
    row_kind: HitKind | None = None

    def select(self, store: Store) -> Selection:
        """Return the selected articles and the name of their export; raises NotFound."""
        if self.only_rows:
            return self._select_rows(store)
        name = "OnRecord"
        ids = None if self.articles is None else list(dict.fromkeys(self.articles))
        if ids is not None:
            rows = [store.articles.row(article) for article in ids]
            name = rows[0].title or name if len(rows) == 1 else name
        if self.list_filter is not None:
            listed = store.articles.list(self.list_filter, limit=_MAX_ARTICLES)
            ids, name = _intersection(ids, [row.id for row in listed]), self.list_filter
        by_article: dict[int, frozenset[Row]] | None = None
        if self.query is not None:
            order: SearchOrder = "rank" if "about:" in self.query else "date"
            kinds = KINDS if self.row_kind is None else (self.row_kind,)
            hits = store.search.execute(self.query, order, _MAX_ROWS, kinds=kinds).hits
            ids, name = _intersection(ids, [hit.article for hit in hits]), self.query
            if self.row_kind is not None:
                by_article = _group_rows((hit.article, hit.kind, hit.number) for hit in hits)
        identity = self.naming if self.identity is None else self.identity
        if identity is not None:
            name = store.identities.get_row(identity).name
            naming = store.identities.articles(identity, oldest=True, limit=_MAX_ARTICLES)
            ids = _intersection(ids, [row.article for row in naming])
        return Selection(name, ids, self.identity, by_article)

    def _select_rows(self, store: Store) -> Selection:
        """Return the rows of a list, by article in the order of the list."""
        name, rows = "OnRecord", list(self.rows or ())
        if self.rows is not None and self.articles:
            name = store.articles.row(self.articles[0]).title or name
        elif self.identity is not None:
            name = store.identities.get_row(self.identity).name
            quotations = store.identities.quotations(self.identity, limit=_MAX_ROWS)
            rows = [(row.article, "quotation", row.index) for row in quotations]
        elif self.timeline is not None:
            name = self.query or "Timeline"
            rows = [
                (article, "event", number)
                for article, number in store.timeline.list_numbers(self.timeline, self.upcoming)
            ]
        elif self.query is not None:
            name = self.query
            found = store.search.execute(self.query, self.order, _MAX_ROWS).hits
            rows = [(hit.article, hit.kind, hit.number) for hit in found]
        by_article = _group_rows(rows)
        return Selection(name.strip(), list(by_article), rows=by_article)


def _group_rows(rows: Iterable[tuple[int, HitKind, int]]) -> dict[int, frozenset[Row]]:
    """Return rows by their articles, in the order in which these are named first."""
    by_article: dict[int, set[Row]] = {}
    for article, kind, number in rows:
        by_article.setdefault(article, set()).add((kind, number))
    return {article: frozenset(found) for article, found in by_article.items()}


def _intersection(ids: list[int] | None, found: list[int]) -> list[int]:
    """Return the articles found that are also in `ids`, without duplicates."""
    wanted = None if ids is None else set(ids)
    return [id for id in dict.fromkeys(found) if wanted is None or id in wanted]
