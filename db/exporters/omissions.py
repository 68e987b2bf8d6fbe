"""Contents that an export leaves out, because its format cannot hold them, with their counts.

Each format declares the contents that it carries (`db.exporters.registry`). Contents that the user
excluded are not left out by the format, and not counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analysis.models import QuotationKind
from db.article_properties import FLAGS, MARKS, ORIGINAL, ArticleMark
from db.exporters.selection import PARTS, ExportedArticle, ExportOptions, Selection
from db.models import Note
from db.store import Store

Content = str
"""The name of a content: one of `CONTENTS`."""
CONTENT_ORDER: tuple[Content, ...] = (
    "texts", "names", "quotations", "scare quotes", "topics", "continuations", "events", "times",
    "confidences", "reasons", "notes", "verdicts", "note stars", "note colors", "note tags",
    "note links", "note times", "note pages", "note origins", "corrections", "tags", "collections",
    *(flag.content for flag in FLAGS), "reading states", "reading positions", "bookmarks",
    "drafts", "edited details",
    "partial dates", "source statuses", "tag origins", "tag colors", "rules", "saved searches",
    "identity decisions", "authority records", "versions", "trashed articles", "watched sources",
    "proposals", ORIGINAL.content,
)  # fmt: skip
CONTENTS: frozenset[Content] = frozenset(CONTENT_ORDER)
FINDINGS: frozenset[Content] = frozenset({"names", "quotations", "events"})
OF_NOTES: frozenset[Content] = frozenset(
    {
        "verdicts",
        "note stars",
        "note colors",
        "note tags",
        "note links",
        "note times",
        "note pages",
        "note origins",
    }
)
OF_LIBRARY: frozenset[Content] = frozenset(
    {"versions", "trashed articles", "watched sources", "proposals"}
)
"""Contents that no format carries; only the formats of complete records report them."""
ALL_TYPED: frozenset[Content] = CONTENTS - OF_LIBRARY

# The names of one and of several, where they are not those of the content.
_NAMES: dict[Content, tuple[str, str]] = {
    "times": ("time expression", "time expressions"),
    "note stars": ("star of a note", "stars of notes"),
    "note tags": ("tag of a note", "tags of notes"),
    "note links": ("link of a note to a quotation", "links of notes to quotations"),
    "note times": ("time of a note", "times of notes"),
    "note pages": ("page of a note", "pages of notes"),
    "note origins": ("origin of a note", "origins of notes"),
    "tag origins": (
        "origin of a tag, collection, star or mark",
        "origins of tags, collections, stars or marks",
    ),
    "source statuses": ("kill, correction or embargo", "kills, corrections or embargoes"),
    "drafts": ("unfinished note", "unfinished notes"),
    **{mark.content: (mark.noun, mark.nouns) for mark in MARKS},
    "rules": ("correction rule", "correction rules"),
    "saved searches": ("saved search", "saved searches"),
    "versions": ("earlier version of a text", "earlier versions of texts"),
    "identity decisions": ("decision about a person", "decisions about people"),
    "authority records": ("authority record", "authority records"),
    "trashed articles": ("article in the trash", "articles in the trash"),
}


class OmissionCounter:
    """Counts what an export of the format with the contents `carried` leaves out.

    Only contents in `expected` are counted: a table of notes is no export of quotations.
    """

    def __init__(
        self, carried: frozenset[Content], expected: frozenset[Content] = CONTENTS
    ) -> None:
        """Count nothing yet."""
        self._carried = carried
        self._missing = expected - carried
        if "notes" in self._missing:  # a note that is left out is left out with all that it has
            self._missing -= OF_NOTES
        self._counts: Counter[Content] = Counter()

    def watch(self, articles: Iterable[ExportedArticle]) -> Iterator[ExportedArticle]:
        """Yield the articles of an export, and count what each has."""
        for article in articles:
            for content in self._missing & _COUNTERS.keys():
                self._counts[content] += _COUNTERS[content](article)
            for note in article.notes:
                for content in self._missing & _OF_NOTE.keys():
                    self._counts[content] += _OF_NOTE[content](note)
            for content in self._missing & {"confidences", "reasons"}:
                self._counts[content] += self._count_carried_findings(article)
            yield article

    def _count_carried_findings(self, article: ExportedArticle) -> int:
        return sum(_COUNTERS[kind](article) for kind in FINDINGS & self._carried)

    def count_library(self, store: Store, selection: Selection, options: ExportOptions) -> None:
        """Count what belongs to no single article."""
        if selection.rows is not None or selection.identity is not None:
            return
        if "corrections" in options.parts:
            self._add("rules", len(store.corrections.list_rules()))
        if options.parts != frozenset(PARTS):
            return
        library = store.library.load(selection.articles)
        self._add("tag colors", len(library.tags))
        self._add("saved searches", len(library.saved_searches))
        if selection.articles is None:
            uncarried = store.library.count_other_data()
            self._add("versions", uncarried.versions)
            people = store.library.load_people()
            self._add("identity decisions", len(people.people))
            self._add("authority records", len(people.authority))
            self._add("trashed articles", uncarried.trashed_articles)
            self._add("watched sources", uncarried.watched_sources)
            self._add("proposals", uncarried.proposals)

    def _add(self, content: Content, number: int) -> None:
        if content in self._missing:
            self._counts[content] += number

    @property
    def counts(self) -> dict[Content, int]:
        """The number of each content that is left out, in their order."""
        return {content: self._counts[content] for content in CONTENT_ORDER
                if self._counts[content]}  # fmt: skip

    def describe(self) -> str:
        """Return one line for the user, "" if nothing is left out.

        `left out: 12 verdicts, 40 corrections; the format jsonl has them`
        """
        sentences = []
        for contents, remedy in ((ALL_TYPED, "the format jsonl has"), (OF_LIBRARY, "a backup has")):
            found = {name: count for name, count in self.counts.items() if name in contents}
            if found:
                them = "it" if sum(found.values()) == 1 else "them"
                listed = ", ".join(_format_count(*item) for item in found.items())
                sentences.append(f"left out: {listed}; {remedy} {them}")
        return "; ".join(sentences)


def _format_count(content: Content, number: int) -> str:
    singular, plural = _NAMES.get(content, (content.removesuffix("s"), content))
    return f"{number:,} {singular if number == 1 else plural}"


def _count_kind(article: ExportedArticle, kind: QuotationKind) -> int:
    """Count the quotations of a kind that are not exported with the statements."""
    exported = sum(quotation.kind == kind for quotation in article.quotations)
    return sum(quotation.kind == kind for quotation in article.analysis.quotations) - exported


def _count_mark(mark: ArticleMark) -> Callable[[ExportedArticle], int]:
    return lambda article: int(bool(mark.find(article.row)))


_COUNTERS: dict[Content, Callable[[ExportedArticle], int]] = {
    "texts": lambda article: int(bool(article.document.text)),
    "names": lambda article: len(article.entities),
    "quotations": lambda article: len(article.quotations),
    "scare quotes": lambda article: _count_kind(article, "scare"),
    "topics": lambda article: _count_kind(article, "topic"),
    "continuations": lambda article: _count_kind(article, "continuation"),
    "events": lambda article: len(article.dated_events),
    "notes": lambda article: len(article.notes),
    "corrections": lambda article: len(article.corrections),
    "tags": lambda article: len(article.row.tags),
    "collections": lambda article: len(article.row.collections),
    **{mark.content: _count_mark(mark) for mark in MARKS},
    "reading states": lambda article: int(article.row.state != "unread"),
    "reading positions": lambda article: int(article.position > 0),
    "bookmarks": lambda article: len(article.bookmarks),
    "drafts": lambda article: int(article.draft is not None),
    "edited details": lambda article: sum(
        origin == "given"
        for origin in (*dict(article.document.origins).values(), article.document.published_from)
    ),
    "tag origins": lambda article: (
        len(article.origins.tags)
        + len(article.origins.collections)
        + sum(bool(mark.find(article.origins)) for mark in MARKS)
    ),
    "source statuses": lambda article: int(bool(article.source_status)),
    "partial dates": lambda article: int(
        article.document.published is not None and article.document.published_day is None
    ),
}
_OF_NOTE: dict[Content, Callable[[Note], int]] = {
    "verdicts": lambda note: int(bool(note.verdict)),
    "note stars": lambda note: int(note.starred),
    "note colors": lambda note: int(note.color != "yellow"),
    "note tags": lambda note: len(note.tags),
    "note links": lambda note: int(note.quotation is not None),
    "note times": lambda _note: 1,
    "note pages": lambda note: int(note.page is not None),
    "note origins": lambda note: int(bool(note.origin)),
}
