"""The store: one SQLite file with every article, finding and note in it."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from analysis import Analysis
from db.connection import Connection
from db.models import (
    Article,
    ArticleOrder,
    ArticleRow,
    ConcordancePage,
    Document,
    EventRow,
    IngestResult,
    Note,
    NoteDraft,
    OpenArticle,
    Origin,
    PublishedFrom,
    QuotationRow,
    ReadingState,
    ReadState,
    SearchHit,
    Verdict,
)
from db.repositories import articles, notes, queries, reading_state, tags

if TYPE_CHECKING:
    from analysis.corpus import Phrase, ReferenceCorpus
    from db.corrections.repository import CorrectionService
    from db.identities.repository import IdentityRepository
    from db.importers.models import ImportItem
    from db.quote_groups.repository import QuoteGroupRepository
    from db.repositories.analyses import AnalysisRepository
    from db.repositories.articles import MetadataChanges
    from db.repositories.imports import ImportRepository
    from db.repositories.versions import Version
    from db.search.engine import SearchEngine
    from db.search.sql import SearchOrder
    from db.timeline.repository import TimelineRepository

_TERMS_AT_ONCE = 200  # counted before another thread may use the store


class Store:
    """One open store; usable from any thread, which waits while another one uses it.

    Every change is one transaction that is on the disk when the call returns. Every method raises
    StoreError if the file cannot be read or written. Its subclass NotFound is raised if the article
    or note does not exist.
    """

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, or create it with mode 0600; raises StoreError."""
        self.path = path
        self._connection = Connection(path, _back_up)

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
    def lost_commits(self) -> int:
        """The number of recorded changes that were missing from the file when it was opened."""
        return self._connection.lost_commits

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def add(self, document: Document, analysis: Analysis) -> IngestResult:
        """Store an article and its findings; a known text is not stored again.

        Raises ValueError for an analysis of another text or another publication date.
        """
        if (analysis.text, analysis.published) != (document.text, document.published):
            raise ValueError("The analysis belongs to another text or another publication date")
        from db.corrections.repository import insert_corrected_article  # not before the first frame

        with self._connection.transaction() as sqlite:
            return insert_corrected_article(sqlite, document, analysis)

    def ingest(self, incoming: "ImportItem", analysis: Analysis | None) -> IngestResult:
        """Ingest an imported item with its notes, tags and corrections; skip known ones.

        A text that resembles the article at the same address becomes a new version of it. Without
        an analysis a new text is stored with no findings, and `Added.pending` is true until
        `analyses.save` stores them. Raises ValueError for an analysis of another text or another
        publication date.
        """
        return self.imports.add(incoming, analysis)

    def find_existing(self, incoming: "ImportItem") -> int | None:
        """Find the article with this text, or the one that a reference or an excerpt belongs to."""
        return self.imports.find_existing(incoming)

    def cached_import(self, path: str, size: int, modified: int) -> list[int]:
        """Return the articles of a completely imported file, if its size and date are unchanged.

        `modified` is in nanoseconds, `size` in bytes. The list is empty if an article was deleted.
        """
        return self.imports.articles_of_file(path, size, modified)

    def record_import(self, path: str, size: int, modified: int, articles: Sequence[int]) -> None:
        """Record that a file was imported completely, and which articles it contains."""
        self.imports.record_file(path, size, modified, articles)

    def tables(self) -> list[str]:
        """Return the names of the file's tables and views, including index tables."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            return [str(name) for (name,) in sqlite.execute(query)]

    def versions(self, article: int) -> "list[Version]":
        """Return every version of an article, from the first to the current one."""
        from db.repositories.versions import list_versions

        with self._connection.read_transaction() as sqlite:
            return list_versions(sqlite, article)

    def near_duplicates(self, article: int) -> list[int]:
        """Return the near-duplicates of an article, such as an agency report in several papers."""
        from db.repositories.near_duplicates import near_duplicates

        with self._connection.read_transaction() as sqlite:
            articles.require_article(sqlite, article)
            return near_duplicates(sqlite, article)

    def set_metadata(
        self,
        article: int,
        facts: "MetadataChanges",
        origins: Sequence[tuple[str, Origin]] | None = None,
    ) -> None:
        """Edit the title, byline, site, source, section, language or update date of an article.

        The origin of edited fields becomes the user, or what `origins` says, as for an undo.
        """
        from db.repositories.articles import set_metadata

        with self._connection.transaction() as sqlite:
            set_metadata(sqlite, article, facts, origins)

    @cached_property
    def imports(self) -> "ImportRepository":
        """The imports: add items, and recognize articles and files imported before."""
        from db.repositories.imports import ImportRepository  # not before the first frame

        return ImportRepository(self._connection)

    @cached_property
    def analyses(self) -> "AnalysisRepository":
        """The analyses of articles: their states, and a method to store one."""
        from db.repositories.analyses import AnalysisRepository

        return AnalysisRepository(self._connection)

    @cached_property
    def corrections(self) -> "CorrectionService":
        """The user's corrections, and the correction rules."""
        from db.corrections.repository import CorrectionService  # not before the first frame

        return CorrectionService(self._connection)

    @cached_property
    def identities(self) -> "IdentityRepository":
        """The identities that entities of all articles are linked to."""
        from db.identities.repository import IdentityRepository  # not before the first frame

        return IdentityRepository(self._connection)

    def find_article(self, text: str) -> int | None:
        """Return the id of the article with exactly this text."""
        with self._connection.read_transaction() as sqlite:
            return articles.find_article(sqlite, text)

    def delete(self, article: int) -> None:
        """Delete an article, its findings and its notes."""
        with self._connection.transaction() as sqlite:
            articles.delete_article(sqlite, article)

    def count(self, words: str = "") -> int:
        """Count the articles that have every word in their title, byline, site, source or tags."""
        with self._connection.read_transaction() as sqlite:
            return articles.count_articles(sqlite, words)

    def articles(
        self, words: str = "", *, order: ArticleOrder = "added", limit: int = 200, offset: int = 0
    ) -> list[ArticleRow]:
        """Return a window of the articles that `count` counts; newest first, or by title."""
        with self._connection.read_transaction() as sqlite:
            return articles.list_articles(sqlite, words, order, limit, offset)

    def article_row(self, article: int) -> ArticleRow:
        """Return an article as a list shows it."""
        with self._connection.read_transaction() as sqlite:
            return articles.load_article_row(sqlite, article)

    def article(self, article: int) -> Article:
        """Return a complete article with its findings."""
        with self._connection.read_transaction() as sqlite:
            return articles.load_article(sqlite, article)

    def open_article(self, article: int) -> OpenArticle:
        """Return an article with its findings, notes, reading state and repeated quotations."""
        from db.quote_groups.repository import repeat_counts  # not before the first frame

        with self._connection.read_transaction() as sqlite:
            return OpenArticle(
                articles.load_article(sqlite, article),
                notes.list_notes(sqlite, article),
                articles.get_reading_state(sqlite, article),
                reading_state.get_bookmarks(sqlite, article),
                reading_state.get_screen_state(sqlite, article),
                repeat_counts(sqlite, article),
            )

    def text(self, article: int, limit: int | None = None) -> str:
        """Return an article's text, or its first `limit` characters."""
        with self._connection.read_transaction() as sqlite:
            return articles.load_article_text(sqlite, article, limit)

    def set_published(
        self,
        article: int,
        published: datetime.date | None,
        published_from: PublishedFrom = "given",
    ) -> Analysis:
        """Edit the publication date; return the findings with their dates resolved again."""
        from db.corrections.repository import set_published  # not before the first frame

        with self._connection.transaction() as sqlite:
            return set_published(sqlite, article, published, published_from)

    def set_state(self, article: int, state: ReadState) -> None:
        """Mark an article unread, being read, or read."""
        with self._connection.transaction() as sqlite:
            articles.set_reading_state(sqlite, article, state=state)

    def set_starred(self, article: int, starred: bool) -> None:
        """Star or unstar an article."""
        with self._connection.transaction() as sqlite:
            articles.set_reading_state(sqlite, article, starred=starred)

    def set_article_tags(self, article: int, tags: Sequence[str]) -> None:
        """Replace the tags of an article."""
        with self._connection.transaction() as sqlite:
            articles.set_article_tags(sqlite, article, tags)

    def reading_state(self, article: int) -> ReadingState:
        """Return the reading position and state of an article."""
        with self._connection.read_transaction() as sqlite:
            return articles.get_reading_state(sqlite, article)

    def save_reading_state(self, article: int, reading: ReadingState) -> None:
        """Store the reading position and state of an article."""
        with self._connection.transaction() as sqlite:
            articles.set_reading_state(
                sqlite, article, position=reading.position, state=reading.state
            )

    def bookmarks(self, article: int) -> dict[str, int]:
        """Return the bookmarks of an article: the offset of each letter."""
        with self._connection.read_transaction() as sqlite:
            return reading_state.get_bookmarks(sqlite, article)

    def save_bookmarks(self, article: int, places: Mapping[str, int]) -> None:
        """Replace the bookmarks of an article."""
        with self._connection.transaction() as sqlite:
            reading_state.set_bookmarks(sqlite, article, places)

    def screen_state(self, article: int) -> dict[str, object]:
        """Return the screen state of an article that `save_reading_view` stored."""
        with self._connection.read_transaction() as sqlite:
            return reading_state.get_screen_state(sqlite, article)

    def save_screen_state(self, article: int, view: Mapping[str, object]) -> None:
        """Store the screen state of an article: any JSON object."""
        with self._connection.transaction() as sqlite:
            reading_state.set_screen_state(sqlite, article, view)

    def notes(self, article: int | None = None) -> list[Note]:
        """Return the notes on an article, or all notes, in text order within an article."""
        with self._connection.read_transaction() as sqlite:
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
        """Add a note on a span of an article; an empty `body` makes it a highlight.

        Raises ValueError for a span that is not within the text.
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
        """Update the given fields of a note: body, tags, verdict, star."""
        with self._connection.transaction() as sqlite:
            return notes.update_note(sqlite, note, body, tags, verdict, starred)

    def move_note(self, note: int, start: int, end: int) -> Note:
        """Move a note to another span of its article, with the text there.

        Raises ValueError for a span that is not within the text.
        """
        with self._connection.transaction() as sqlite:
            return notes.move_note(sqlite, note, start, end)

    def delete_note(self, note: int) -> Note:
        """Delete a note and return it, for `restore_note`."""
        with self._connection.transaction() as sqlite:
            return notes.delete_note(sqlite, note)

    def restore_note(self, note: Note) -> Note:
        """Restore a deleted note."""
        with self._connection.transaction() as sqlite:
            return notes.restore_note(sqlite, note)

    def draft(self, article: int) -> NoteDraft | None:
        """Return the unfinished note on an article from when the app ended, if any."""
        with self._connection.read_transaction() as sqlite:
            return notes.get_draft(sqlite, article)

    def save_draft(self, draft: NoteDraft) -> None:
        """Store an unfinished note; an article has at most one draft."""
        with self._connection.transaction() as sqlite:
            notes.save_draft(sqlite, draft)

    def delete_draft(self, article: int) -> None:
        """Delete the draft of an article, when the note is saved or discarded."""
        with self._connection.transaction() as sqlite:
            notes.delete_draft(sqlite, article)

    def recent_tags(self, limit: int) -> list[str]:
        """Return the tags of the notes changed last, latest first, then the most used tags."""
        with self._connection.read_transaction() as sqlite:
            return tags.recent_tags(sqlite, limit)

    def tags(self) -> list[tuple[str, int]]:
        """Return every tag in use with its number of articles and notes, most used first."""
        with self._connection.read_transaction() as sqlite:
            return tags.list_tags(sqlite)

    def search(
        self, query: str, *, order: "SearchOrder" = "newest", limit: int = 50, offset: int = 0
    ) -> list[SearchHit]:
        """Search articles, quotations, events and notes; any string is a valid query.

        docs/searching.md describes the query language. In the order "newest" the last word counts
        as a prefix until a space follows it, so that results appear while the user types.
        """
        from db.search.executor import execute, parse_query
        from db.search.results import load_hits

        root = parse_query(query, order).root
        with self._connection.read_transaction() as sqlite:
            hits = load_hits(sqlite, root, execute(sqlite, root, order, limit, offset))
        return [hit for hit in hits if hit is not None]

    @cached_property
    def search_engine(self) -> "SearchEngine":
        """The search engine: hits window by window, facets, suggestions and saved searches."""
        from db.search.engine import SearchEngine  # not before the first frame

        return SearchEngine(self._connection)

    @cached_property
    def quote_groups(self) -> "QuoteGroupRepository":
        """The groups of repeated quotations: the same words quoted in several articles."""
        from db.quote_groups.repository import QuoteGroupRepository  # not before the first frame

        return QuoteGroupRepository(self._connection)

    def quotations(
        self, speaker: str = "", *, limit: int = 200, offset: int = 0
    ) -> list[QuotationRow]:
        """Return a window of the quotations, newest article first, without scare quotes.

        `speaker` has words of a speaker's name, of an alias, or of the source in the text.
        """
        with self._connection.read_transaction() as sqlite:
            return queries.list_quotations(sqlite, speaker, limit, offset)

    def speakers(self, article: int, limit: int) -> list[tuple[str, int]]:
        """Return the speakers of an article with their number of quotations, most quoted first."""
        with self._connection.read_transaction() as sqlite:
            return queries.count_speakers(sqlite, article, limit)

    def timeline(
        self,
        first: datetime.date | None = None,
        last: datetime.date | None = None,
        *,
        article: int | None = None,
        limit: int = 500,
        offset: int = 0,
    ) -> list[EventRow]:
        """Return a window of the dated events that may lie between two days, by first day."""
        with self._connection.read_transaction() as sqlite:
            return queries.list_events(sqlite, first, last, article, limit, offset)

    @cached_property
    def timelines(self) -> "TimelineRepository":
        """The timelines: clustered events of all articles or of a search."""
        from db.timeline.repository import TimelineRepository  # not before the first frame

        return TimelineRepository(self._connection)

    def reference_corpus(self, terms: Sequence[str]) -> "ReferenceCorpus":
        """Return the reference corpus of all articles: their sizes, and the frequency of terms.

        Terms are as `analysis.corpus.index_terms` returns them. They are counted in batches, so
        that other threads can use the store in between.
        """
        from analysis.corpus import ReferenceCorpus
        from db.repositories import corpus

        counts: dict[str, int] = {}
        for first in range(0, len(terms), _TERMS_AT_ONCE):
            with self._connection.read_transaction() as sqlite:
                counts |= corpus.count_terms(sqlite, terms[first : first + _TERMS_AT_ONCE])
        with self._connection.read_transaction() as sqlite:
            articles, words = corpus.count_articles_and_words(sqlite)
        return ReferenceCorpus(articles, words, counts)

    def concordance(
        self, phrases: "Sequence[Phrase]", *, limit: int, after: tuple[int, int] | None = None
    ) -> ConcordancePage:
        """Return the matches of any of the phrases in all articles, the latest article first.

        There are at most `limit`, or fewer after a search through long texts. The result's `after`,
        if not None, is the cursor for the next matches.
        """
        from db.repositories.corpus import find_concordance

        with self._connection.read_transaction() as sqlite:
            return find_concordance(sqlite, phrases, limit, after)


def _back_up(path: Path) -> None:
    from db.maintenance.backup import back_up_before_migration  # rare: not loaded at start-up

    back_up_before_migration(path)
