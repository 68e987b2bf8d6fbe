"""Merge another store, or an export of one, into a store: articles, findings, work of readers.

Each commit of a merge can be the last one. A merge is resumed by running it again, since nothing
is added twice. All commits are one edit of the log. One step of undo moves the new articles to the
trash and reverses the other changes.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct

from analysis.structs import decode_json, replace
from db.checksums.comparison import list_damage
from db.commit_counter import connect_read_only
from db.connection import is_older, require_regular_file
from db.corrections.models import CorrectionRule
from db.edits.models import EditKind, Origin
from db.errors import ImportingError, StoreError
from db.exporters.onrecord_json import reading_record
from db.exporters.selection import ExportedArticle
from db.importers.models import ImportItem
from db.importers.onrecord_json import item_from_record
from db.library_records import LibraryRecord
from db.maintenance.copies import copy_store, temporary_name
from db.merge.article_copy import ArticleCopy
from db.merge.known_texts import list_shared
from db.merge.shared_work import (
    MissingChange,
    list_rule_changes,
    list_work_changes,
    split_people,
)
from db.merge.source_store import attach, require_mergeable
from db.models import Document
from db.progress import ReportPart, report_no_part
from db.repositories.change_application import ChangeApplication
from db.repositories.imported_changes import missing_in_library
from db.repositories.proposals import propose
from db.serialization import correction_record, document_record, note_record
from db.store import Store

_KIND: EditKind = "store merge"
_COPIED = 500  # articles of one commit
_COMPARED = 50


class MergeReport(Struct, frozen=True):
    """The result of a merge.

    `added` are the new articles, and `pending` those of the store that have to be analyzed.
    `compared` counts the articles of both stores with work of a reader. `changed` and `proposed`
    count the changes that were made, and those that wait until the reader accepts them.
    `left_out` are the numbers of what no merge takes from the other store, by name.
    """

    added: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()
    compared: int = 0
    changed: int = 0
    proposed: int = 0
    left_out: dict[str, int] = {}


class StoreMerge:
    """The merge of a store file or an export into an open store.

    Methods raise StoreError, and ImportingError for a file that is neither.
    """

    def __init__(
        self,
        store: Store,
        path: Path,
        *,
        origin: Origin = "command",
        has_reading_state: bool = False,
        report: ReportPart = report_no_part,
    ) -> None:
        """Merge the file at `path` into `store`; `report` receives the parts of the merge."""
        self._store, self._path, self._origin = store, path, origin
        self._has_reading_state, self._report = has_reading_state, report
        # An interrupted merge is continued by the next one of this file, an ended one is not.
        self._description, self._ended = f"Merging {path.name}", f"Merged {path.name}"
        self._people = LibraryRecord()
        self._changed = self._proposed = 0

    def run(self) -> MergeReport:
        """Merge articles, notes, tags, collections, corrections and rules.

        The articles in `MergeReport.pending` are analyzed by the caller, who then calls
        `merge_people`.
        """
        self._changed = self._proposed = 0
        with self._open_source() as path, Store(path, create=False, read_only=True) as source:
            with attach(self._store.connection, path):
                rules = source.corrections.list_rules()
                self._people = _load_people(source)
                self._merge_library(source, rules)
                compared = self._merge_shared(source)
                added = self._copy_articles()
            left_out = source.library.count_other_data()._asdict()
        self._reapply_rules(rules, added)
        return MergeReport(
            added,
            self._list_pending(),
            compared,
            self._changed,
            self._proposed,
            {name: number for name, number in left_out.items() if number and name != "versions"},
        )

    def merge_people(self) -> tuple[int, int]:
        """Make the decisions about people; return the numbers of those made and proposed.

        They refer to the findings of all articles, so that these have to be analyzed before. The
        merge ends in the same commit.
        """
        before = self._changed, self._proposed
        with self._store.connection.transaction():
            with self._record() as sqlite:
                agreeing, others = split_people(self._store.library.load_people(), self._people)
                changes = [MissingChange(agreeing), MissingChange(others, True)]
                empty = LibraryRecord()
                self._make(sqlite, None, [each for each in changes if each.change != empty])
            self._store.edits.end_continued(
                _KIND, origin=self._origin, description=self._description, ended=self._ended
            )
        return self._changed - before[0], self._proposed - before[1]

    @contextmanager
    def _open_source(self) -> Iterator[Path]:
        """Provide a store of the present version with what the file has."""
        path, folder = self._path, self._store.path.absolute().parent
        require_regular_file(path)
        if path.exists() and path.samefile(self._store.path):
            raise StoreError(f"{path} is the store itself; choose another one to merge")
        if _is_database(path) and not is_older(path):
            require_mergeable(path)
            _require_undamaged(path, path)
            yield path
            return
        with tempfile.TemporaryDirectory(
            prefix=f".onrecord-repair-{temporary_name()}-", dir=folder
        ) as work:
            copy = Path(work) / "source.sqlite"
            if not _is_database(path):
                _read_export(path, copy)
            else:
                copy.touch(mode=0o600)
                copy_store(path, copy)
                Store(copy).close()  # which migrates it
            _require_undamaged(copy, path)
            yield copy

    @contextmanager
    def _record(self) -> Iterator[sqlite3.Connection]:
        with (
            self._store.edits.record(
                _KIND, origin=self._origin, description=self._description, continues=True
            ),
            self._store.connection.transaction() as sqlite,
        ):
            yield sqlite

    def _copy_articles(self) -> tuple[int, ...]:
        copy = ArticleCopy(self._store.connection, has_reading_state=self._has_reading_state)
        added: list[int] = []
        batches = list(copy.list_batches(_COPIED))
        for number, articles in enumerate(batches):
            self._report("copying articles", number / len(batches))
            with self._store.group_commits():
                copied = copy.run(articles)
                self._store.edits.add_articles(
                    copied, _KIND, origin=self._origin, description=self._description
                )
            added += copied
        return tuple(added)

    def _merge_shared(self, source: Store) -> int:
        """Merge the work on articles that both stores have; return their number."""
        with self._store.connection.read_transaction() as sqlite:
            pairs = list_shared(sqlite)
        for start in range(0, len(pairs), _COMPARED):
            self._report("comparing articles", start / len(pairs))
            batch = pairs[start : start + _COMPARED]
            with self._record() as sqlite:
                for (_, own), item in zip(batch, _read_items(source, batch), strict=True):
                    changes = list_work_changes(
                        sqlite, own, item, has_reading_state=self._has_reading_state
                    )
                    self._make(sqlite, own, list(changes))
        return len(pairs)

    def _merge_library(self, source: Store, rules: Sequence[CorrectionRule]) -> None:
        """Merge rules, colors, collections and searches."""
        item = ImportItem(Document(""), library=source.library.load())
        with self._record() as sqlite:
            missing = [MissingChange(change) for change in missing_in_library(sqlite, item)]
            self._make(sqlite, None, [*missing, *list_rule_changes(sqlite, rules)])

    def _list_pending(self) -> tuple[int, ...]:
        """Return the articles without an analysis, also those of a merge that was interrupted."""
        analyses = self._store.analyses
        incomplete = (article for article, _ in self._store.articles.list_incomplete())
        return tuple(id for id in incomplete if analyses.needs_analysis(id))

    def _make(
        self, sqlite: sqlite3.Connection, article: int | None, changes: Iterable[MissingChange]
    ) -> None:
        """Make changes, and propose those that conflict or can no longer be made."""
        application = ChangeApplication(sqlite)
        for each in changes:
            if each.is_conflict:
                outcome = propose(sqlite, article, each.change, str(self._path.absolute()))
                self._proposed += outcome == "new"
            else:
                application.apply(article, each.change)
                self._changed += 1
        application.finish()

    def _reapply_rules(self, rules: Sequence[CorrectionRule], added: Sequence[int]) -> None:
        """Apply merged rules to all articles, and those of this store to the new articles."""
        corrections = self._store.corrections
        articles = set(corrections.articles_containing(rule.words for rule in rules))
        if added:
            known = [rule.words for rule in corrections.list_rules()]
            articles |= set(corrections.articles_containing(known)) & set(added)
        for article in sorted(articles):
            corrections.reapply_rules(article)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}; check its name") from error


def _read_export(path: Path, copy: Path) -> None:
    """Write the records of an export to a new store; raises ImportingError for another file."""
    from db.importers import ImportProblem, read_all  # starts a process

    with Store(copy) as store:
        for item in read_all(path):
            if isinstance(item, ImportProblem):
                raise ImportingError(f"{path.name}: {item.message}")
            if not item.is_record:
                raise ImportingError(
                    f"{path.name} is neither a store nor an export of one as JSON; "
                    "`onrecord add` adds its articles"
                )
            own = replace(item, accept=True, is_own=True, is_wanted=True)
            store.imports.add(own, None)


def _require_undamaged(path: Path, named: Path) -> None:
    """Raise StoreError if records of a store differ from their checksums."""
    with closing(connect_read_only(path)) as sqlite:
        for record in list_damage(sqlite):
            raise StoreError(
                f"The store {named} has damaged records ({record.label}); "
                f"run `onrecord --store {named} repair`, and merge the repaired store"
            )


def _load_people(source: Store) -> LibraryRecord:
    """Return the decisions about people of a store; those of an export wait as proposals."""
    people = source.library.load_people()
    for proposal in source.proposals.list():
        if isinstance(proposal.change, LibraryRecord):
            people = proposal.change
    return people


def _read_items(source: Store, pairs: Sequence[tuple[int, int]]) -> Iterator[ImportItem]:
    """Yield the records of articles of the other store, without their findings."""
    for article, _ in pairs:
        stored = source.articles.get(article)
        exported = ExportedArticle(
            stored.row,
            stored.document,
            stored.analysis,
            tuple(source.notes.list(article)),
            position=source.reading_state.get(article).position,
            bookmarks=source.reading_state.bookmarks(article),
            draft=source.notes.draft(article),
            origins=source.articles.origins(article),
        )
        corrections = source.corrections.list_of_article(article)
        record = {
            **document_record(stored.document),
            **reading_record(exported),
            "notes": [note_record(note) for note in exported.notes],
            "corrections": [correction_record(correction) for correction in corrections],
        }
        yield item_from_record(decode_json(json.dumps(record)), source.path.name)
