"""Records that the store takes and returns: frozen structs without SQL or display text."""

import datetime
import json
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict, force_setattr

from analysis import Analysis, Reason, Span, findings_as_json
from analysis.models import EventKind, FindingOrigin, Precision, find_event_kind, is_guess
from analysis.partial_dates import PartialDate, to_partial_date
from analysis.reasons import reason_as_json, reason_fields, render_reason
from analysis.serialization import convert_fields, describe_record, select_fields
from analysis.structs import WholeNumber
from analysis.text import to_day
from db.original_marks import OriginalMark
from db.wire_records import WireRecord, WireStatus, wire_as_json

PublishedFrom = Literal["given", "metadata", "dateline", "address", "text", "guessed", "unknown"]
"""The origin of a publication date. Address: the address of the article has it. Text: the dates in
the text imply it. Guessed: it has no year in the article, and the latest possible year, or one near
the dates in the text, was assumed.
"""
Origin = Literal["given", "metadata", "first lines", "address", "slug", "file name", "words"]
"""The origin of a metadata field: the user, the file's own metadata, the first lines of its
text, its address, its file name, or the words of its text. Slug: a title was made of the words in
the address, or is the slugline of an agency."""
TitleOrigin = Origin | Literal["opening", ""]
"""The origin of the title that lists show. Opening: it has none, and its first words are shown."""
ReadState = Literal["unread", "reading", "read"]
ArticleOrder = Literal["added", "published", "title"]
QuoteGroupOrder = Literal["latest", "count"]
IdentityOrder = Literal["quotations", "articles", "last-seen", "name"]
IdentityType = Literal[
    "both", "people", "organizations", "groups", "places", "other", "all", "unsure"
]
"""A type of list of identities. `both` and `people` leave out the people of the list `unsure`."""
Unit = Literal["decade", "year", "month", "week", "day"]
UNITS: tuple[Unit, ...] = ("decade", "year", "month", "week", "day")
"""The units of time of the timeline, the longest first."""
Verdict = Literal["", "checked", "disputed", "to verify"]
VERDICTS: tuple[Verdict, ...] = ("", "checked", "disputed", "to verify")
NoteColor = Literal["yellow", "green", "blue", "red"]
NOTE_COLORS: tuple[NoteColor, ...] = ("yellow", "green", "blue", "red")
TagColor = Literal["", "red", "orange", "yellow", "green", "teal", "blue", "purple", "gray"]
TAG_COLORS: tuple[TagColor, ...] = (
    "", "red", "orange", "yellow", "green", "teal", "blue", "purple", "gray"
)  # fmt: skip
AnalysisState = Literal["complete", "pending", "failed", "no text"]
"""Pending: the text is stored, its findings are not; failed: the findings of some stage are
missing; no text: the article is a reference, whose text is not stored yet."""
OccurrenceChange = Literal["", "cut", "longer", "reworded"]
HitKind = Literal["article", "quotation", "event", "note"]
Match = Literal["exact", "closest", "similar", "meaning"]
ItemKind = Literal["article", "quotation", "person"]

_METADATA = (
    "byline", "site", "source", "retrieved_from", "claimed_address", "section", "updated",
    "language",
)  # fmt: skip


def record_to_dict(record: Struct) -> dict[str, Any]:
    """Return a frozen record as values for JSON: days and times in ISO 8601, reasons in words."""
    values = asdict(record)
    reason = values.get("reason")
    if not isinstance(reason, Reason):
        return convert_fields(values)
    values["reason"] = None  # it has a form of its own
    convert_fields(values)
    if hasattr(record, "origin"):
        return values | reason_fields(reason, record.origin)
    # such as an identity's name, which has a reason only after an automatic merge
    explained = reason_as_json(reason) if reason.id else None
    return values | {"reason": explained, "because": render_reason(reason)}


class Record(Struct, frozen=True):
    """A record that converts to values for JSON.

    `damaged` of a record means that its rows differ from their checksums; values that cannot be
    read are empty.
    """

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as values for JSON, as the commands print them."""
        return record_to_dict(self)

    def to_json(self) -> str:
        """Return the fields as an object in JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def __repr__(self) -> str:
        """Return the fields that identify the record."""
        return describe_record(self)


class Document(Struct, frozen=True):
    """An article's text and metadata, before it is analyzed and stored.

    `text` is cleaned (`analysis.clean`). `source` is an address, a file name, or "" for standard
    input. `retrieved_from` is the address that was fetched or the path of the file.
    `claimed_address` is the address on another host that a fetched page names as its own.
    `published_from` is the origin of `published`; `origins` has those of the other fields, by
    their names. `remark` is one line for the user about how the document was read ("the whole
    page was kept"). `wire` is the record of its source, if that is an agency.
    `part_of` names the mail that it was attached to or enclosed in.
    """

    text: str
    title: str = ""
    byline: str = ""
    site: str = ""
    source: str = ""
    published: PartialDate | None = None
    published_from: PublishedFrom = "unknown"
    language: str = "en"
    remark: str = ""
    section: str = ""
    updated: datetime.date | None = None
    origins: tuple[tuple[str, Origin], ...] = ()
    retrieved_from: str = ""
    claimed_address: str = ""
    wire: WireRecord | None = None
    part_of: str = ""

    def __post_init__(self) -> None:
        """Convert dates that are given as days or as strings; raises ValueError."""
        force_setattr(self, "published", to_partial_date(self.published))
        force_setattr(self, "updated", to_day(self.updated))

    @property
    def published_day(self) -> datetime.date | None:
        """The day from which relative dates in its text count; None if only the month is known."""
        return self.published and self.published.exact_day


class IngestResult(Struct, frozen=True):
    """The result of adding a document: the id of its article, and whether it was already stored.

    `changed`: its text replaced an earlier version from the same address. `alike` is the number of
    its near-duplicates, `notes_added` that of the notes added. `is_pending`: it is not analyzed
    yet. `proposals` is the number of new changes that wait for the user. `waiting` were proposed
    before, and `rejected` are those that the user rejected. `has_proposed_version`: one of the new
    ones is a new version. `recomputed`: the file has findings, which are computed here instead.
    `is_reference`: the article has no text yet. `remark` is one line about a version that changed
    nothing.
    """

    article: int
    known: bool
    changed: bool = False
    alike: int = 0
    notes_added: int = 0
    is_pending: bool = False
    proposals: int = 0
    has_proposed_version: bool = False
    is_reference: bool = False
    remark: str = ""
    waiting: int = 0
    rejected: int = 0
    recomputed: bool = False


class ArticleRow(Record, frozen=True):
    """An article as a list shows it; `words`, `quotations`, `events` and `notes` are counts.

    `copies` is the number of near-duplicates. `opening` is the beginning of its text, shown where
    `title` is empty. `language` is an ISO 639-1 code, or "und" if unknown.
    The counts of findings may be too low unless `analysis_state` is "complete". `claimed_address`
    is not empty if the page was fetched from another host than the one that it names.
    `wire_status`, `wire_note` and `embargo` are those that the source of the article states;
    `proposed_status` is the status that a file proposes, or empty.
    `title_from` is the origin of the title, "opening" where `opening` is shown.
    `original` is the mark of an original.
    """

    id: int
    title: str
    byline: str
    site: str
    source: str
    published: PartialDate | None
    published_from: PublishedFrom
    added: datetime.datetime
    words: int
    quotations: int
    events: int
    notes: int
    state: ReadState
    starred: bool
    tags: tuple[str, ...] = ()
    opening: str = ""
    language: str = "en"
    copies: int = 0
    analysis_state: AnalysisState = "complete"
    retrieved_from: str = ""
    claimed_address: str = ""
    collections: tuple[str, ...] = ()
    wire_status: WireStatus = "usable"
    wire_note: str = ""
    embargo: datetime.datetime | None = None
    proposed_status: str = ""
    title_from: TitleOrigin = ""
    original: OriginalMark | None = None
    damaged: bool = False

    @property
    def has_made_title(self) -> bool:
        """True if the title shown was made of the address or of the text."""
        return self.title_from in ("slug", "opening")

    @property
    def published_day(self) -> datetime.date | None:
        """The day from which relative dates in its text count; None if only the month is known."""
        return self.published and self.published.exact_day


class ArticleOrigins(Struct, frozen=True):
    """The origins of imported tags and collections of an article by their names, and of its star.

    `original` is the origin of its mark as an original. `db.origins` reads them. Those that the
    reader added are left out. `tag_authors` are the known authors of tags, by their names.
    """

    tags: dict[str, str] = {}
    collections: dict[str, str] = {}
    starred: str = ""
    original: str = ""
    tag_authors: dict[str, str] = {}


class Article(Record, frozen=True):
    """A complete stored article: its row, document, and findings with corrections applied."""

    row: ArticleRow
    document: Document
    analysis: Analysis

    def to_dict(self) -> dict[str, Any]:
        """Return the metadata, the text and the findings as values for JSON."""
        document = self.document
        return {
            "id": self.row.id,
            **select_fields(document, ("title", "published", "published_from")),
            "text": self.analysis.text,
            **findings_as_json(self.analysis),
            **select_fields(document, _METADATA),
            "origins": dict(document.origins),
            "wire": document.wire and wire_as_json(document.wire),
            **select_fields(document, ("remark", "part_of")),
            **select_fields(self.row, ("analysis_state", "collections", "original")),
        }

    def _repr_html_(self) -> str:
        """Return the article with highlighted findings, which a notebook displays."""
        import html

        from analysis.markup import mark_text, notebook_view

        day = self.document.published.isoformat() if self.document.published else ""
        facts = " · ".join(filter(None, (self.document.byline, self.document.site, day)))
        return notebook_view(
            f"<h3>{html.escape(self.row.title or self.row.opening)}</h3>\n",
            f"<p>{html.escape(facts)}</p>\n",
            mark_text(self.analysis.text, self.analysis.marked_spans()),
        )


class Note(Record, frozen=True):
    """The user's note on a span of an article, anchored by offsets and by text.

    `start` and `end` are offsets into the article's text, `exact` is the text there. `prefix` and
    `suffix` are up to 32 characters before and after it (W3C Web Annotation's TextQuoteSelector).
    `quotation` is the index in `Analysis.quotations` of the quotation that the note is on, if any.
    A note with an empty `body` is a highlight. `verdict` is the result of a fact check, or "".
    `color` is that of its passage in the text. `page` is the page of a PDF from which it was
    imported, from 1. `origin` is the day of the import and the name of the file that it came from,
    `2026-03-12 notes.jsonl`; empty for the user's own. `author` is the author that this file names,
    or the name of the reader. `verdict_author` is that of the verdict. `tag_origins` are those of
    imported tags, by their names; `tag_authors` are the known authors of tags. `compared` are the
    words of a statement in another article that the note compares its passage with, or "".
    """

    id: int
    article: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    body: str
    quotation: int | None
    tags: tuple[str, ...]
    created: datetime.datetime
    changed: datetime.datetime
    verdict: Verdict = ""
    starred: bool = False
    color: NoteColor = "yellow"
    page: int | None = None
    origin: str = ""
    author: str = ""
    tag_origins: dict[str, str] = {}
    damaged: bool = False
    compared: str = ""
    verdict_author: str = ""
    tag_authors: dict[str, str] = {}


class NoteDraft(Struct, frozen=True):
    """An unfinished note: its article, its span, and its content so far.

    `note` is the id of the note that is edited, None for a new one.
    """

    article: int
    start: WholeNumber
    end: WholeNumber
    note: WholeNumber | None = None
    quotation: WholeNumber | None = None
    body: str = ""
    tags: tuple[str, ...] = ()
    verdict: Verdict = ""
    starred: bool = False
    color: NoteColor = "yellow"


class ReadingState(Struct, frozen=True):
    """The reading position in an article, a character offset, and the reading state."""

    position: int = 0
    state: ReadState = "unread"


class ArticleFindings(Struct, frozen=True):
    """The findings of an article and what is shown with them, as of one moment.

    `article_counts` is the number of articles that share a quotation, by its index. `corrections`
    are the ids of its corrections.
    """

    analysis: Analysis
    notes: list[Note]
    article_counts: dict[int, int]
    corrections: frozenset[int]


class OpenArticle(Struct, frozen=True):
    """An article with all that the reader shows of it, as of one moment.

    `bookmarks` are offsets by letter, `screen_state` is a JSON object. `damaged` are the
    names of its records that differ from their checksums.
    """

    article: Article
    findings: ArticleFindings
    reading: ReadingState
    bookmarks: dict[str, int]
    screen_state: dict[str, object]
    damaged: tuple[str, ...] = ()


class ItemRef(Struct, frozen=True):
    """An item to compare: an article, the quotation at `start` in one, or an identity by its id."""

    kind: ItemKind
    id: int
    start: int = 0


class Nearness(Struct, frozen=True):
    """The words of the text of `about:` that a text near to it `has`, and signs that it differs."""

    has: tuple[str, ...]
    differs: tuple[str, ...]


class SearchHit(Record, frozen=True):
    """One search hit: `start` to `end` is the span of the article's text to open.

    `snippet` is the text around it in pieces, each with True for a search term. `title` is the
    beginning of the text if the article has no title, here and in the rows below. `day` is the
    first day of an event, `last_day` its last, and `precision` that of its date. An "exact" hit
    matches the query. A "closest" hit has only some of its free words: it `has` some and `lacks`
    others. A "similar" hit `has` names and words in common with an article, a quotation or a
    person. A "meaning" hit is near to the text of `about:`. It `has` words of that text, perhaps
    none; `differs` are signs that it says something else: a negation, a number, a name.
    """

    kind: HitKind
    article: int
    title: str
    site: str
    published: PartialDate | None
    start: int
    end: int
    snippet: tuple[tuple[str, bool], ...]
    note: int | None = None
    day: datetime.date | None = None
    published_from: PublishedFrom = "unknown"
    precision: Precision | None = None
    match: Match = "exact"
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    last_day: datetime.date | None = None
    damaged: bool = False

    @property
    def is_reported(self) -> bool:
        """True for an event whose day is only that of the publication."""
        return self.precision == "reported"


class QuotationRow(Record, frozen=True):
    """A quotation with its article.

    `speaker` is the entity's name, else the source's words; "" if they are only a `pronoun`.
    `identities` are the ids of the speakers across articles.
    """

    article: int
    title: str
    site: str
    published: PartialDate | None
    index: int
    spans: tuple[Span, ...]
    content: str
    kind: str
    speaker: str
    role: str
    cue: str
    negated: bool
    confidence: float
    reason: Reason
    origin: FindingOrigin
    published_from: PublishedFrom = "unknown"
    pronoun: str = ""
    damaged: bool = False
    identities: tuple[int, ...] = ()


class EventRow(Record, frozen=True):
    """An event with a day and its article; `entities` are names, `identities` are ids."""

    article: int
    title: str
    site: str
    published: PartialDate | None
    start: int
    end: int
    headline: str
    first_day: datetime.date
    last_day: datetime.date
    precision: Precision
    upcoming: bool
    entities: tuple[str, ...]
    reason: Reason
    origin: FindingOrigin
    published_from: PublishedFrom = "unknown"
    damaged: bool = False
    identities: tuple[int, ...] = ()

    @property
    def is_reported(self) -> bool:
        """True if its day is only that of the publication."""
        return self.precision == "reported"

    @property
    def is_guessed(self) -> bool:
        """True if a date elsewhere in the text, or a year that it only suggests, dates it."""
        return is_guess(self.reason)

    @property
    def kind(self) -> EventKind:
        """The kind: "state" for what lasts."""
        return find_event_kind(self.reason)
