"""The store: one SQLite file with every article, finding and note in it."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from analysis import Analysis
from db import articles, drafts, lookups, notes, readings, tags
from db.connection import Connection
from db.records import (
    Added,
    Article,
    ArticleRow,
    Document,
    Draft,
    EventRow,
    Hit,
    Note,
    Order,
    Origin,
    PublishedFrom,
    QuotationRow,
    Reading,
    ReadState,
    StoreLines,
    Verdict,
)

if TYPE_CHECKING:
    from analysis.wording import Phrase, Reference
    from db.analyses import AnalysisRepository
    from db.correcting.face import Corrections
    from db.facts import Facts
    from db.importing import Incoming
    from db.people.face import People
    from db.sayings.face import Sayings
    from db.search.face import Archive
    from db.search.statements import SearchOrder
    from db.timeline.face import Timelines
    from db.versions import Version

_TERMS_AT_ONCE = 200  # asked for before another thread may use the store


class Store:
    """One open store; usable from any thread, which waits while another one uses it.

    Every change is one transaction that is on the disk when the call returns. Every method raises
    StoreError where the file cannot be read or written, and its kind NotFound where the article or
    note is not there.
    """

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, made with mode 0600 where there is none; raises StoreError."""
        self.path = path
        self._connection = Connection(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def lost_changes(self) -> int:
        """How many changes had been on the disk and were not in the file when it was opened."""
        return self._connection.lost

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def add(self, document: Document, analysis: Analysis) -> Added:
        """Store an article and its findings; a text that is there already is not stored again.

        Raises ValueError for an analysis of another text or another publication date.
        """
        if (analysis.text, analysis.published) != (document.text, document.published):
            raise ValueError("The analysis is of another text or another publication date")
        from db.correcting.keeping import insert_corrected  # not on the way to the first frame

        with self._connection.transaction() as sqlite:
            return insert_corrected(sqlite, document, analysis)

    def take(self, incoming: "Incoming", analysis: Analysis | None) -> Added:
        """Store what came in, with its notes, tags and corrections; what is there is not doubled.

        A text at the address of one that it resembles becomes the article's new version. Without
        an analysis a new text is stored with no findings, and `Added.pending` is true until
        `analyses.save` stores them. Raises ValueError for an analysis of another text or another
        publication date.
        """
        from db.adding import take  # not on the way to the first frame

        with self._connection.transaction() as sqlite:
            return take(sqlite, incoming, analysis)

    def known_incoming(self, incoming: "Incoming") -> int | None:
        """The article that has this text, or that a reference or an excerpt is of."""
        from db.adding import known_incoming

        with self._connection.reading() as sqlite:
            return known_incoming(sqlite, incoming)

    def read_before(self, path: str, size: int, modified: int) -> list[int]:
        """The articles of a file that was read whole, as large and as old; none where one is gone.

        `modified` is in nanoseconds, `size` in bytes.
        """
        from db.adding import read_before

        with self._connection.reading() as sqlite:
            return read_before(sqlite, path, size, modified)

    def keep_read(self, path: str, size: int, modified: int, articles: Sequence[int]) -> None:
        """Keep that a file was read whole, and which articles are in it."""
        from db.adding import keep_read

        with self._connection.transaction() as sqlite:
            keep_read(sqlite, path, size, modified, articles)

    def tables(self) -> list[str]:
        """The names of the file's tables and views, those of its indexes too."""
        with self._connection.reading() as sqlite:
            query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            return [str(name) for (name,) in sqlite.execute(query)]

    def versions(self, article: int) -> "list[Version]":
        """Every text that an article had, the first one first, the present one last."""
        from db.versions import list_versions

        with self._connection.reading() as sqlite:
            return list_versions(sqlite, article)

    def alike(self, article: int) -> list[int]:
        """The near copies of an article, such as one report that several papers print."""
        from db.alike import alike

        with self._connection.reading() as sqlite:
            articles.require_article(sqlite, article)
            return alike(sqlite, article)

    def set_facts(
        self, article: int, facts: "Facts", origins: Sequence[tuple[str, Origin]] | None = None
    ) -> None:
        """Set title, byline, site, source, section, language or update of an article by hand.

        They are the reader's from then on, or from where `origins` says, as when it is taken back.
        """
        from db.facts import set_facts

        with self._connection.transaction() as sqlite:
            set_facts(sqlite, article, facts, origins)

    @cached_property
    def analyses(self) -> "AnalysisRepository":
        """The analyses of articles: which are incomplete, and storing one."""
        from db.analyses import AnalysisRepository

        return AnalysisRepository(self._connection)

    @cached_property
    def corrections(self) -> "Corrections":
        """What the reader set right, and the standing rules that come of it."""
        from db.correcting.face import Corrections  # not on the way to the first frame

        return Corrections(self._connection)

    @cached_property
    def people(self) -> "People":
        """Who and what the articles name, known as one across all of them."""
        from db.people.face import People  # not on the way to the first frame

        return People(self._connection)

    def known(self, text: str) -> int | None:
        """The id of the article with exactly this text, before it is analysed."""
        with self._connection.reading() as sqlite:
            return articles.known_article(sqlite, text)

    def delete(self, article: int) -> None:
        """Remove an article, its findings and its notes."""
        with self._connection.transaction() as sqlite:
            articles.delete_article(sqlite, article)

    def count(self, words: str = "") -> int:
        """How many articles have every word in their title, byline, site, source or tags."""
        with self._connection.reading() as sqlite:
            return articles.count_articles(sqlite, words)

    def articles(
        self, words: str = "", *, order: Order = "added", limit: int = 200, offset: int = 0
    ) -> list[ArticleRow]:
        """A window of the articles that `count` counts; the newest first, or by title."""
        with self._connection.reading() as sqlite:
            return articles.list_articles(sqlite, words, order, limit, offset)

    def row(self, article: int) -> ArticleRow:
        """An article as a list shows it."""
        with self._connection.reading() as sqlite:
            return articles.article_row(sqlite, article)

    def article(self, article: int) -> Article:
        """An article whole, with its findings."""
        with self._connection.reading() as sqlite:
            return articles.load_article(sqlite, article)

    def text(self, article: int, limit: int | None = None) -> str:
        """An article's text, or its first `limit` characters."""
        with self._connection.reading() as sqlite:
            return articles.article_text(sqlite, article, limit)

    def set_published(
        self,
        article: int,
        published: datetime.date | None,
        published_from: PublishedFrom = "given",
    ) -> Analysis:
        """Set the publication date by hand; gives the findings with their dates resolved anew."""
        from db.correcting.keeping import set_published  # not on the way to the first frame

        with self._connection.transaction() as sqlite:
            return set_published(sqlite, article, published, published_from)

    def set_state(self, article: int, state: ReadState) -> None:
        """Mark an article unread, being read, or read."""
        with self._connection.transaction() as sqlite:
            articles.set_reading(sqlite, article, state=state)

    def set_starred(self, article: int, starred: bool) -> None:
        """Give an article a star or take it away."""
        with self._connection.transaction() as sqlite:
            articles.set_reading(sqlite, article, starred=starred)

    def set_article_tags(self, article: int, tags: Sequence[str]) -> None:
        """Give an article these tags and no others."""
        with self._connection.transaction() as sqlite:
            articles.tag_article(sqlite, article, tags)

    def reading(self, article: int) -> Reading:
        """Where the reader was in an article."""
        with self._connection.reading() as sqlite:
            return articles.get_reading(sqlite, article)

    def save_reading(self, article: int, reading: Reading) -> None:
        """Keep where the reader is in an article."""
        with self._connection.transaction() as sqlite:
            articles.set_reading(sqlite, article, position=reading.position, state=reading.state)

    def reading_places(self, article: int) -> dict[str, int]:
        """The places that a reader marked in an article: the offset of each letter."""
        with self._connection.reading() as sqlite:
            return readings.get_places(sqlite, article)

    def save_reading_places(self, article: int, places: Mapping[str, int]) -> None:
        """Keep the places marked in an article, and no others."""
        with self._connection.transaction() as sqlite:
            readings.set_places(sqlite, article, places)

    def reading_view(self, article: int) -> dict[str, object]:
        """How the screen of an article was, as it was given to `save_reading_view`."""
        with self._connection.reading() as sqlite:
            return readings.get_view(sqlite, article)

    def save_reading_view(self, article: int, view: Mapping[str, object]) -> None:
        """Keep how the screen of an article is: anything that JSON can say."""
        with self._connection.transaction() as sqlite:
            readings.set_view(sqlite, article, view)

    def notes(self, article: int | None = None) -> list[Note]:
        """The notes on an article, or all of them, in text order within an article."""
        with self._connection.reading() as sqlite:
            return notes.list_notes(sqlite, article)

    def add_note(
        self,
        article: int,
        start: int,
        end: int,
        body: str,
        *,
        tags: Sequence[str] = (),
        quotation: int | None = None,
        verdict: Verdict = "",
        starred: bool = False,
    ) -> Note:
        """Write a note on a stretch of an article; an empty `body` makes it a highlight.

        Raises ValueError for a stretch that is not within the text.
        """
        with self._connection.transaction() as sqlite:
            return notes.insert_note(
                sqlite, article, start, end, body, tags, quotation, verdict, starred
            )

    def edit_note(
        self,
        note: int,
        *,
        body: str | None = None,
        tags: Sequence[str] | None = None,
        verdict: Verdict | None = None,
        starred: bool | None = None,
    ) -> Note:
        """Change what is given of a note: its body, its tags, its verdict, its star."""
        with self._connection.transaction() as sqlite:
            return notes.change_note(sqlite, note, body, tags, verdict, starred)

    def move_note(self, note: int, start: int, end: int) -> Note:
        """Put a note on another stretch of its article, with the words there.

        Raises ValueError for a stretch that is not within the text.
        """
        with self._connection.transaction() as sqlite:
            return notes.anchor_note(sqlite, note, start, end)

    def delete_note(self, note: int) -> Note:
        """Delete a note; gives what it was, for `restore_note`."""
        with self._connection.transaction() as sqlite:
            return notes.remove_note(sqlite, note)

    def restore_note(self, note: Note) -> Note:
        """Put a deleted note back as it was."""
        with self._connection.transaction() as sqlite:
            return notes.put_back_note(sqlite, note)

    def draft(self, article: int) -> Draft | None:
        """The note that was being written on an article when the app ended."""
        with self._connection.reading() as sqlite:
            return drafts.get_draft(sqlite, article)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is being written; an article has one draft."""
        with self._connection.transaction() as sqlite:
            drafts.put_draft(sqlite, draft)

    def drop_draft(self, article: int) -> None:
        """Forget what was being written on an article, as it is saved or thrown away."""
        with self._connection.transaction() as sqlite:
            drafts.drop_draft(sqlite, article)

    def recent_tags(self, limit: int) -> list[str]:
        """The tags last given to notes, the latest first; then those most used."""
        with self._connection.reading() as sqlite:
            return tags.recent_tags(sqlite, limit)

    def tags(self) -> list[tuple[str, int]]:
        """Every tag in use with how many articles and notes have it, most used first."""
        with self._connection.reading() as sqlite:
            return tags.all_tags(sqlite)

    def search(
        self, query: str, *, order: "SearchOrder" = "newest", limit: int = 50, offset: int = 0
    ) -> list[Hit]:
        """Articles, quotations, events and notes that answer a query; any string is accepted.

        docs/searching.md says what it may say. In the order "newest" the last word counts as a
        beginning until a space follows it, so that answers come while somebody types.
        """
        from db.search.asking import find, read
        from db.search.showing import show

        root = read(query, order).root
        with self._connection.reading() as sqlite:
            hits = show(sqlite, root, find(sqlite, root, order, limit, offset))
        return [hit for hit in hits if hit is not None]

    @cached_property
    def archive(self) -> "Archive":
        """Searches in steps: what answers, window by window, and what it is about."""
        from db.search.face import Archive  # not on the way to the first frame

        return Archive(self._connection)

    @cached_property
    def sayings(self) -> "Sayings":
        """Quotations of several articles that have the same words."""
        from db.sayings.face import Sayings  # not on the way to the first frame

        return Sayings(self._connection)

    def quotations(
        self, speaker: str = "", *, limit: int = 200, offset: int = 0
    ) -> list[QuotationRow]:
        """A window of the quotations, newest article first; scare quotes are left out.

        `speaker` holds words of a speaker's name, one of the aliases, or the source's words.
        """
        with self._connection.reading() as sqlite:
            return lookups.list_quotations(sqlite, speaker, limit, offset)

    def speakers(self, article: int, limit: int) -> list[tuple[str, int]]:
        """The speakers of an article with how many quotations each has, most quoted first."""
        with self._connection.reading() as sqlite:
            return lookups.count_speakers(sqlite, article, limit)

    def timeline(
        self,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
        *,
        article: int | None = None,
        limit: int = 500,
        offset: int = 0,
    ) -> list[EventRow]:
        """A window of the dated events that may lie between two days, by their first day."""
        with self._connection.reading() as sqlite:
            return lookups.list_events(sqlite, first, last, article, limit, offset)

    @cached_property
    def timelines(self) -> "Timelines":
        """Windows over the events of all articles, or of a search, each told once."""
        from db.timeline.face import Timelines  # not on the way to the first frame

        return Timelines(self._connection)

    def reference(self, terms: Sequence[str]) -> "Reference":
        """The texts of all articles to compare a text with: their sizes, and how often terms stand.

        Terms are as `analysis.wording.index_terms` gives them. Between some of them other threads
        may use the store, so that thousands hold nobody up.
        """
        from analysis.wording import Reference
        from db import vocabulary

        counts: dict[str, int] = {}
        for first in range(0, len(terms), _TERMS_AT_ONCE):
            with self._connection.reading() as sqlite:
                counts |= vocabulary.count_terms(sqlite, terms[first : first + _TERMS_AT_ONCE])
        with self._connection.reading() as sqlite:
            articles, words = vocabulary.measure_archive(sqlite)
        return Reference(articles, words, counts)

    def concordance(
        self, phrases: "Sequence[Phrase]", *, limit: int, after: tuple[int, int] | None = None
    ) -> StoreLines:
        """Places of any of the phrases in all articles, those of the article added last first.

        At most `limit`, and fewer where long texts were looked through; the answer's `after`,
        where it is not None, asks for those that follow.
        """
        from db.concordance import concordance

        with self._connection.reading() as sqlite:
            return concordance(sqlite, phrases, limit, after)
