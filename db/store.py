"""The store: one SQLite file with every article, finding and note in it."""

import datetime
import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from db.commit_counter import restore_journal_path
from db.connection import Connection
from db.models import ArticleFindings, OpenArticle
from db.progress import ReportPart, report_no_part
from db.repositories.article_rows import (
    count_repeating_articles,
    list_correction_ids,
    load_shown_analysis,
)
from db.repositories.articles import ArticleRepository
from db.repositories.notes import NoteRepository
from db.repositories.reading_state import ReadingStateRepository
from db.repositories.tags import TagRepository

if TYPE_CHECKING:
    from analysis import Analysis
    from db.checksums.comparison import DamagedRecord
    from db.comparison.repository import ComparisonRepository
    from db.edits.log import EditRepository
    from db.repositories.analyses import AnalysisRepository
    from db.repositories.authority import AuthorityRepository
    from db.repositories.codings import CodingRepository
    from db.repositories.collections import CollectionRepository
    from db.repositories.corpus import CorpusRepository
    from db.repositories.corrections import CorrectionRepository
    from db.repositories.feed_articles import FeedArticleRepository
    from db.repositories.identities import IdentityRepository
    from db.repositories.imports import ImportRepository
    from db.repositories.library_records import LibraryRecordRepository
    from db.repositories.note_lists import NoteListRepository
    from db.repositories.originals import OriginalRepository
    from db.repositories.proposals import ProposalRepository
    from db.repositories.queries import EventRepository, QuotationRepository
    from db.repositories.quote_groups import QuoteGroupRepository
    from db.repositories.tag_edits import TagEditRepository
    from db.repositories.trash import TrashRepository
    from db.repositories.versions import VersionRepository
    from db.repositories.watched_sources import WatchedSourceRepository
    from db.search.engine import SearchEngine
    from db.sourcing.audits import SourceAudits
    from db.statement_sources import StatementSources
    from db.timeline.repository import TimelineRepository


class Store:
    """One open store; usable from any thread, which waits while another one uses it.

    Its attributes are repositories, each for one kind of record. Every change is one transaction
    that is on the disk when the call returns. Every method raises StoreError if the file cannot be
    read or written. Its subclass NotFound is raised if the article or note does not exist.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        migration_progress: ReportPart = report_no_part,
    ) -> None:
        """Open the store at `path`, or create it with mode 0600; raises StoreError.

        `migration_progress` is called with each part of the migration of an older store. With
        `read_only`, nothing of the file changes.

        Without `create`, raises NoStoreError if there is none. Raises LostStoreError, and writes
        nothing, if the file has fewer changes than its commit counter or its backups record.
        """
        self.path = path = Path(path)
        if restore_journal_path(path).exists():
            _finish_restore(path)
        self._connection = Connection(
            path, _back_up, create=create, read_only=read_only,
            migration_progress=migration_progress,
        )  # fmt: skip
        self.articles = ArticleRepository(self._connection)
        self.notes = NoteRepository(self._connection)
        self.reading_state = ReadingStateRepository(self._connection)
        self.tags = TagRepository(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def connection(self) -> Connection:
        """The connection, for changes of several kinds of records."""
        return self._connection

    def set_reader(self, name_reader: Callable[[], str]) -> None:
        """Set the function that returns the name of the reader, the author of changes from now on.

        It is called as they are stored, and raises nothing. Without it, they have no author.
        """
        self._connection.name_reader = name_reader

    def group_commits(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a context in which all changes are committed together, at its end."""
        return self._connection.transaction(is_large=True)

    def open_article(self, article: int) -> OpenArticle:
        """Return an article with its findings, notes, reading state and repeated quotations."""
        with self._connection.read_transaction() as sqlite:
            loaded = self.articles.get(article)
            return OpenArticle(
                loaded,
                self._load_findings(sqlite, article, loaded.analysis),
                self.reading_state.get(article),
                self.reading_state.bookmarks(article),
                self.reading_state.screen_state(article),
                self.list_damaged(article),
            )

    def list_damaged(self, article: int) -> tuple[str, ...]:
        """Return the names of the records of an article that differ from their checksums."""
        return tuple(found.label for found in self.list_damage(article))

    def list_damage(self, article: int) -> "tuple[DamagedRecord, ...]":
        """Return the records of an article that differ from their checksums."""
        from db.checksums.article_damage import list_article_damage  # not before the first frame

        with self._connection.read_transaction() as sqlite:
            return list_article_damage(sqlite, article)

    def accept_damage(self, article: int) -> int:
        """Accept the damaged records of an article as they are; return their number.

        A text that differs from its hash, and records that cannot be read, remain damaged.
        """
        from db.checksums.article_damage import list_article_damage  # not before the first frame
        from db.checksums.comparison import accept_records

        with self._connection.transaction() as sqlite:
            return accept_records(sqlite, list_article_damage(sqlite, article))

    def load_findings(self, article: int) -> ArticleFindings:
        """Return the findings of an article, and its notes and repeated quotations."""
        with self._connection.read_transaction() as sqlite:
            return self._load_findings(sqlite, article, load_shown_analysis(sqlite, article))

    def _load_findings(
        self, sqlite: sqlite3.Connection, article: int, analysis: "Analysis"
    ) -> ArticleFindings:
        # The repositories of these two would import the analysis, which takes 300 ms.
        return ArticleFindings(
            analysis,
            self.notes.list(article),
            count_repeating_articles(sqlite, article),
            list_correction_ids(sqlite, article),
        )

    @property
    def read_only(self) -> bool:
        """True if the file or its folder cannot be written: every change raises StoreError."""
        return self._connection.read_only

    def later_change(self) -> datetime.date | None:
        """Return the day of the latest change if it is later than now: a clock is or was wrong."""
        from db.clock import find_later_change

        return find_later_change(self._connection)

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def tables(self) -> list[str]:
        """Return the names of the file's tables and views, including index tables."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
            return [str(name) for (name,) in sqlite.execute(query)]

    # The repositories below load modules that are not needed before the app's first frame.

    @cached_property
    def quotations(self) -> "QuotationRepository":
        """The quotations of all articles, by speaker."""
        from db.repositories.queries import QuotationRepository

        return QuotationRepository(self._connection)

    @cached_property
    def events(self) -> "EventRepository":
        """The dated events of all articles, by date."""
        from db.repositories.queries import EventRepository

        return EventRepository(self._connection)

    @cached_property
    def library(self) -> "LibraryRecordRepository":
        """The record of the whole library, for exports."""
        from db.repositories.library_records import LibraryRecordRepository

        return LibraryRecordRepository(self._connection)

    @cached_property
    def imports(self) -> "ImportRepository":
        """The imports: add items, and recognize articles and files imported before."""
        from db.repositories.imports import ImportRepository

        return ImportRepository(self._connection)

    @cached_property
    def authority(self) -> "AuthorityRepository":
        """The reader's own list of people and things, by which names are linked."""
        from db.repositories.authority import AuthorityRepository

        return AuthorityRepository(self._connection)

    @cached_property
    def originals(self) -> "OriginalRepository":
        """The articles that are marked as originals."""
        from db.repositories.originals import OriginalRepository

        return OriginalRepository(self._connection)

    @cached_property
    def proposals(self) -> "ProposalRepository":
        """The changes that imported files propose: accept or reject them."""
        from db.repositories.proposals import ProposalRepository

        return ProposalRepository(self._connection)

    @cached_property
    def analyses(self) -> "AnalysisRepository":
        """The analyses of articles: their states, and a method to store one."""
        from db.repositories.analyses import AnalysisRepository

        return AnalysisRepository(self._connection)

    @cached_property
    def versions(self) -> "VersionRepository":
        """The versions of articles whose text changed at their address."""
        from db.repositories.versions import VersionRepository

        return VersionRepository(self._connection)

    @cached_property
    def trash(self) -> "TrashRepository":
        """The deleted articles: move articles there, restore them, and empty it."""
        from db.repositories.trash import TrashRepository

        return TrashRepository(self._connection)

    @cached_property
    def watched_sources(self) -> "WatchedSourceRepository":
        """The feeds and folders that are checked for new articles."""
        from db.repositories.watched_sources import WatchedSourceRepository

        return WatchedSourceRepository(self._connection)

    @cached_property
    def feed_articles(self) -> "FeedArticleRepository":
        """The articles that came from watched feeds."""
        from db.repositories.feed_articles import FeedArticleRepository

        return FeedArticleRepository(self._connection)

    @cached_property
    def edits(self) -> "EditRepository":
        """The log of edits: record what changes, undo it and redo it."""
        from db.edits.log import EditRepository

        return EditRepository(self._connection)

    @cached_property
    def collections(self) -> "CollectionRepository":
        """The named collections of articles."""
        from db.repositories.collections import CollectionRepository

        return CollectionRepository(self._connection)

    @cached_property
    def codings(self) -> "CodingRepository":
        """The articles that a coder has worked on, with their tagged notes."""
        from db.repositories.codings import CodingRepository

        return CodingRepository(self._connection)

    @cached_property
    def note_lists(self) -> "NoteListRepository":
        """The notes of all articles, in groups."""
        from db.repositories.note_lists import NoteListRepository

        return NoteListRepository(self._connection)

    @cached_property
    def tag_edits(self) -> "TagEditRepository":
        """Edits of the tree of tags: rename, merge, delete and color."""
        from db.repositories.tag_edits import TagEditRepository

        return TagEditRepository(self._connection)

    @cached_property
    def corrections(self) -> "CorrectionRepository":
        """The user's corrections, and the correction rules."""
        from db.repositories.corrections import CorrectionRepository

        return CorrectionRepository(self._connection)

    @cached_property
    def identities(self) -> "IdentityRepository":
        """The identities that entities of all articles are linked to."""
        from db.repositories.identities import IdentityRepository

        return IdentityRepository(self._connection)

    @cached_property
    def quote_groups(self) -> "QuoteGroupRepository":
        """The groups of repeated quotations: the same words quoted in several articles."""
        from db.repositories.quote_groups import QuoteGroupRepository

        return QuoteGroupRepository(self._connection)

    @cached_property
    def search(self) -> "SearchEngine":
        """The search engine: hits window by window, facets, suggestions and saved searches."""
        from db.search.engine import SearchEngine

        engine = SearchEngine(self._connection)
        engine.open_sources = lambda: self.statement_sources
        return engine

    @cached_property
    def timeline(self) -> "TimelineRepository":
        """The timelines: clustered events of all articles or of a search."""
        from db.timeline.repository import TimelineRepository

        return TimelineRepository(self._connection)

    @cached_property
    def comparisons(self) -> "ComparisonRepository":
        """Comparisons of two articles, or of two versions of one, by their findings."""
        from db.comparison.repository import ComparisonRepository

        return ComparisonRepository(self._connection)

    @cached_property
    def statement_sources(self) -> "StatementSources":
        """The stored types of the sources of statements."""
        from db.statement_sources import StatementSources

        return StatementSources(self._connection, load_shown_analysis)

    @cached_property
    def sourcing(self) -> "SourceAudits":
        """Audits of the sources of articles."""
        from db.sourcing.audits import SourceAudits

        return SourceAudits(self._connection)

    @cached_property
    def corpus(self) -> "CorpusRepository":
        """The concordances of all articles."""
        from db.repositories.corpus import CorpusRepository

        return CorpusRepository(self._connection)


def _back_up(path: Path) -> None:
    from db.maintenance.backup import back_up_before_migration  # rare: not loaded at start-up

    back_up_before_migration(path)


def _finish_restore(path: Path) -> None:
    from db.maintenance.replacement import finish_restore  # rare: not loaded at start-up

    finish_restore(path)


def default_path() -> Path:
    """Return the path in ONRECORD_STORE, else `onrecord.sqlite` in the user's data folder."""
    given = os.environ.get("ONRECORD_STORE")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path  # takes 15 ms: imported only if needed

    return user_data_path("onrecord") / "onrecord.sqlite"
