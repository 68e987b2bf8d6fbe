"""What goes into the store and what comes out of it: frozen records, no SQL and no screen."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis import Analysis, Span

if TYPE_CHECKING:
    from analysis.wording import Line  # loaded when words are asked for

PublishedFrom = Literal["given", "metadata", "dateline", "unknown"]
Origin = Literal["given", "metadata", "first lines", "address", "file name", "words"]
"""Where a fact about an article came from: the reader, the file's own metadata, the top of its
text, its address, its name, or the words of its text."""
ReadState = Literal["unread", "reading", "read"]
Order = Literal["added", "published", "title"]
Verdict = Literal["", "checked", "disputed", "to verify"]
VERDICTS: tuple[Verdict, ...] = ("", "checked", "disputed", "to verify")
AnalysisState = Literal["complete", "pending", "failed"]
"""Pending: the text is stored, its findings are not; failed: the findings of some stage are
missing."""
HitKind = Literal["article", "quotation", "event", "note"]


@dataclass(frozen=True, slots=True)
class Document:
    """An article's text and what is known about it, before it is analysed and stored.

    `text` is cleaned (`analysis.clean`). `source` is where it was read from: an address, a file
    name, or "" for standard input. `published_from` says where `published` came from, `origins`
    where the other fields did, by their names. `remark` is one line for the reader about how it was
    read ("the whole page was kept"); it is not stored.
    """

    text: str
    title: str = ""
    byline: str = ""
    site: str = ""
    source: str = ""
    published: datetime.date | None = None
    published_from: PublishedFrom = "unknown"
    language: str = "en"
    remark: str = ""
    section: str = ""
    updated: datetime.date | None = None
    origins: tuple[tuple[str, Origin], ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """The answer to adding a document: its article's id, and whether it was there before.

    `changed` is whether its text took the place of an earlier one from the same address, `alike`
    how many other articles are near copies of it, `noted` how many notes came with it. `pending` is
    whether its analysis is still to be made and stored.
    """

    article: int
    known: bool
    changed: bool = False
    alike: int = 0
    noted: int = 0
    pending: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as a list shows it; `words`, `quotations`, `events` and `notes` are counts.

    `copies` is how many others are nearly the same. `opening` is how its text begins, to name it
    by, where `title` is empty. `language` is an ISO 639-1 code, "und" where it is not known.
    The counts of findings are low where `analysis_state` is not "complete".
    """

    id: int
    title: str
    byline: str
    site: str
    source: str
    published: datetime.date | None
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


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article whole: its row, its document, and its findings as the reader sees them."""

    row: ArticleRow
    document: Document
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Note:
    """A reader's note on a stretch of an article, anchored by offsets and by words.

    `start` and `end` are offsets into the article's text, `exact` the words there, `prefix` and
    `suffix` up to 32 characters before and after them (W3C Web Annotation's TextQuoteSelector).
    `quotation` is the index in `Analysis.quotations` that the note is on, if any. An empty `body`
    is a highlight. `verdict` is what a fact-checker made of the words, "" for nothing yet.
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that is being written: on which stretch of which article, and what it says so far.

    `note` is the id of the note that is edited, None for a new one.
    """

    article: int
    start: int
    end: int
    note: int | None = None
    quotation: int | None = None
    body: str = ""
    tags: tuple[str, ...] = ()
    verdict: Verdict = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a reader was in an article: a character offset, and how far the reading has come."""

    position: int = 0
    state: ReadState = "unread"


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search: `start` to `end` is the place in the article's text to open.

    `snippet` is the text around it in pieces, each with whether it is one of the words searched.
    `title` is how the text begins where the article has none, here and in the rows below. `day` is
    the first day of an event.
    """

    kind: HitKind
    article: int
    title: str
    site: str
    published: datetime.date | None
    start: int
    end: int
    snippet: tuple[tuple[str, bool], ...]
    note: int | None = None
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class QuotationRow:
    """A quotation with its article: `speaker` is the entity's name, else the source's words."""

    article: int
    title: str
    site: str
    published: datetime.date | None
    index: int
    spans: tuple[Span, ...]
    content: str
    kind: str
    speaker: str
    role: str
    cue: str
    negated: bool
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """A dated event with its article; `entities` are names."""

    article: int
    title: str
    site: str
    published: datetime.date | None
    start: int
    end: int
    headline: str
    first_day: datetime.date
    last_day: datetime.date
    precision: str
    upcoming: bool
    entities: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A place of words asked for in one of the articles, with the words around it."""

    article: int
    title: str
    site: str
    published: datetime.date | None
    line: "Line"


@dataclass(frozen=True, slots=True)
class StoreLines:
    """Places in all articles, how many articles have any (counted up to 10,000), and the rest.

    `after` is what to ask on with, None where these are all.
    """

    lines: tuple[StoreLine, ...]
    articles: int
    after: tuple[int, int] | None
