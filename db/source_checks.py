"""Checks of watched sources: add the new entries of a feed, or the new files of a folder.

A feed is fetched only if its server has another version of it. An entry that the reader deleted is
not added again. A folder is listed, and files that changed since the last check are read.
"""

import datetime
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from db.errors import ImportingError, StoreError
from db.importers import ImportItem
from db.importers.file_names import expand_name
from db.importers.http import FeedVersion, FetchOptions, fetch_feed, is_address
from db.ingest import IngestService
from db.repositories.watched_sources import SourceKind, WatchedSource
from db.store import Store
from db.tasks import TaskResult
from db.text import normalize_url, without_password

_AT_ONCE = 25  # files of a folder or entries of a feed between two results
_QUIET = 1.0  # seconds without a change, since a file may still be written
_MOST_ERRORS = 3  # named in the error of a source; the others are counted


def identify_source(name: str) -> tuple[SourceKind, str]:
    """Return the kind and the address of a source by its name; raises ImportingError.

    `~/news` → `("folder", "/home/ana/news")`.
    """
    if is_address(name):
        return "feed", without_password(name)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise ImportingError("is neither a folder nor an address; check its name")
    return "folder", str(folder.resolve())


def find_new_files(source: WatchedSource) -> list[Path]:
    """Return the files of a folder that changed since its last check; raises ImportingError.

    A file that was moved there has an old time of change, but its entry has a new one.
    """
    if not Path(source.address).is_dir():
        raise ImportingError("is not there; check the folder, or remove it from the list")
    since = source.checked.timestamp() - _QUIET if source.checked else 0.0
    return [file for file in expand_name(source.address) if _changed(file) >= since]


def _changed(file: Path) -> float:
    try:
        status = file.stat()
    except OSError:  # deleted meanwhile
        return -1.0
    return max(status.st_mtime, status.st_ctime)


def _complete_files(files: list[Path]) -> tuple[Path, ...]:
    """Return the files that are not being written now; the next check finds the others."""
    now = time.time()
    times = {file: _changed(file) for file in files}
    if any(changed > now - _QUIET for changed in times.values()):
        time.sleep(_QUIET)
        return tuple(file for file in files if _changed(file) == times[file])
    return tuple(files)


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """A task that checks a watched source, and records the result with it.

    The files of a folder are added in several calls: `files` are those that are left, None before
    they are listed. `begun` is the time of the first call, `errors` are those of the earlier ones.
    """

    source: WatchedSource
    fetch: FetchOptions
    files: tuple[Path, ...] | None = None
    begun: datetime.datetime | None = None
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The address of the source."""
        return self.source.address

    def run(self, store: Store) -> TaskResult:
        """Add the new articles; the result is known if there are none."""
        check = self if self.begun else replace(self, begun=datetime.datetime.now(datetime.UTC))
        try:
            if self.source.kind == "feed":
                return check._check_feed(store)
            return check._check_folder(store)
        except (ImportingError, OSError) as error:
            store.watched_sources.record_check(
                self.source.id, check._time, str(error), self.source.etag, self.source.modified
            )
            return TaskResult(self.name, problem=str(error))

    @property
    def _time(self) -> datetime.datetime:
        assert self.begun is not None
        return self.begun

    def _check_feed(self, store: Store) -> TaskResult:
        source, service = self.source, IngestService(store)
        known = FeedVersion(source.etag, source.modified)
        items, version = fetch_feed(source.address, self.fetch, known)
        deleted = store.watched_sources.deleted_entries(source.id)
        results: list[TaskResult] = []
        entries: dict[str, int] = {}
        keys = []
        for item in items:
            if not isinstance(item, ImportItem):
                results.append(TaskResult(self.name, problem=item.message))
                continue
            keys.append(key := _entry_key(item))
            if key in deleted:
                continue
            result = service.run(item)
            results.append(result)
            if result.article is not None:
                entries[key] = result.article
            if result.problem:  # the entry can be added by a later check
                version = known
        if items:
            store.watched_sources.record_entries(source.id, entries, keys)
        store.watched_sources.record_added(source.id, _count_added(results))
        error = _join_errors(_describe_errors(results))
        store.watched_sources.record_check(
            source.id, self._time, error, version.etag, version.modified
        )
        return self._combine(results)

    def _check_folder(self, store: Store) -> TaskResult:
        source = self.source
        files = self.files
        if files is None:
            files = _complete_files(find_new_files(source))
        results = list(IngestService(store).run_all(files[:_AT_ONCE]))
        errors = (*self.errors, *_describe_errors(results))
        store.watched_sources.record_added(source.id, _count_added(results))
        if files[_AT_ONCE:]:
            rest = replace(self, files=files[_AT_ONCE:], errors=errors)
            return replace(self._combine(results), continuation=rest)
        store.watched_sources.record_check(source.id, self._time, _join_errors(errors))
        return self._combine(results)

    def _combine(self, results: list[TaskResult]) -> TaskResult:
        """Return the results as one; those of articles that are unchanged are left out."""
        changed = [result for result in results if result.is_failed or not result.known]
        if not changed:
            return TaskResult(self.name, known=True)
        return replace(changed[0], more_results=tuple(changed[1:]))


def add_source(store: Store, name: str, fetch: FetchOptions) -> tuple[WatchedSource, TaskResult]:
    """Add a source, and check it for the first time; raises ImportingError and StoreError.

    A feed that cannot be fetched, or is none, is not added.
    """
    kind, address = identify_source(name)
    if store.watched_sources.find(address) is not None:
        raise ImportingError("is watched already")
    source = store.watched_sources.add(kind, address)
    try:
        result = SourceCheck(source, fetch).run(store)
    except StoreError:
        store.watched_sources.remove(source.id)
        raise
    if kind == "feed" and result.problem and result.article is None and not result.more_results:
        store.watched_sources.remove(source.id)
        raise ImportingError(result.problem)
    return store.watched_sources.get(source.id), result


def _entry_key(item: ImportItem) -> str:
    """Return the key of a feed's entry: its own address, else a digest of its text."""
    document = item.document
    if is_address(document.source) and document.source != document.retrieved_from:
        return normalize_url(document.source)
    return hashlib.sha256(f"{document.title}\n{document.text}".encode()).hexdigest()


def _count_added(results: Sequence[TaskResult]) -> int:
    """Count the articles that are new in the store."""
    return sum(
        not (result.is_failed or result.known or result.changed) and result.article is not None
        for result in results
    )


def _describe_errors(results: Sequence[TaskResult]) -> list[str]:
    return [f"{result.name}: {result.problem}" for result in results if result.problem]


def _join_errors(errors: Sequence[str]) -> str:
    """Return the first errors in one line, with the number of the others."""
    more = [f"{len(errors) - _MOST_ERRORS:,} more"] if errors[_MOST_ERRORS:] else []
    return "; ".join([*errors[:_MOST_ERRORS], *more])
