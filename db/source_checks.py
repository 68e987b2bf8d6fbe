"""Checks of watched sources: add the new entries of a feed, or the new files of a folder.

A feed is fetched only if its server has another version of it. A corrected entry is a new version
of its article. An entry that the reader deleted is not added again. A folder is listed, and files
that changed since the last check are read.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError, StoreError
from db.feed_entries import MatchedEntry, match_entries
from db.importers import ImportItem
from db.importers.feed_download import (
    FeedDownload,
    FeedError,
    FeedVersion,
    download_feed,
    with_full_text,
)
from db.importers.host_addresses import PrivateAddressError
from db.importers.http import FetchOptions, find_site, is_address
from db.ingest import IngestService
from db.repositories.near_duplicates import is_corrected
from db.repositories.watched_sources import NO_COUNTS, CheckCounts, SourceKind, WatchedSource
from db.store import Store
from db.tasks import FileSlice, TaskResult
from db.text import one_line
from db.watched_folders import QUIET, FolderListing, list_changed_files, wait_for_writers
from db.web_addresses import without_password

_AT_ONCE = 25  # files of a folder or entries of a feed between two results
_LONGEST_TITLE = 200  # characters
_FIRST_PAUSE = 600.0  # seconds after the first failed check
_LONGEST_PAUSE = 86_400.0
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


def list_new_files(source: WatchedSource) -> FolderListing:
    """List the files of a folder that changed since its last check; raises ImportingError."""
    since = source.checked.timestamp() - QUIET if source.checked else 0.0
    return list_changed_files(source.address, since)


def fetch_options(source: WatchedSource, fetch: FetchOptions) -> FetchOptions:
    """Return the options for a source, whose own host may be private if the reader allowed it."""
    if not source.private or source.kind != "feed":
        return fetch
    return replace(fetch, private_host=find_site(source.address))


class SourceCheck(Struct, frozen=True):
    """A task that checks a watched source, and records the result with it.

    The files of a folder are added in several calls: `files` are those that are left, None before
    they are listed. `begun` is the time of the first call; `errors` and `counts` are those of the
    earlier ones, `remark` is about what the listing left out. `download` is the feed if it was
    downloaded already, or the error.
    """

    source: WatchedSource
    fetch: FetchOptions
    files: tuple[Path, ...] | None = None
    begun: datetime.datetime | None = None
    errors: tuple[str, ...] = ()
    counts: CheckCounts = NO_COUNTS
    remark: str = ""
    download: FeedDownload | ImportingError | None = None

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
            wait = error.wait if isinstance(error, FeedError) else 0.0
            due = check._time + datetime.timedelta(seconds=_back_off(self.source.failures, wait))
            store.watched_sources.record_failure(self.source.id, check._time, str(error), due)
            is_own = isinstance(error, PrivateAddressError) and (
                find_site(self.source.address).rpartition(":")[0] == error.host
            )
            return TaskResult(self.name, problem=str(error), asks_for_private_host=is_own)

    @property
    def _time(self) -> datetime.datetime:
        assert self.begun is not None
        return self.begun

    def _check_feed(self, store: Store) -> TaskResult:
        source, service = self.source, IngestService(store)
        options = fetch_options(source, self.fetch)
        known = FeedVersion(source.etag, source.modified)
        download = self.download
        if isinstance(download, ImportingError):
            raise download
        if download is None:
            download = download_feed(source.address, options, known)
        items, version = download.read_items(), download.version
        results = [
            TaskResult(self.name, problem=item.message)
            for item in items
            if not isinstance(item, ImportItem)
        ]
        readable = [item for item in items if isinstance(item, ImportItem)]
        entries, changed = [], []
        for match, item in _find_changes(store, source, readable, options):
            entry = match.entry
            if item is not None:
                result = service.run(replace(item, imported_from=source.address, added=self._time))
                results.append(result)
                if result.problem or result.article is None:
                    version = known  # the entry can be added by a later check
                    if match.recorded is None:
                        continue
                    entry = match.recorded
                else:
                    entry = replace(entry, added_article=result.article)
                    changed += [result.article] if result.changed else []
            entries.append(entry)
        repository = store.watched_sources
        if items:
            repository.replace_entries(source.id, entries)
            repository.record_changes(source.id, changed, self._time)
        counts = count_results(results)
        repository.record_added(source.id, counts.new)
        is_same_site = find_site(download.address) == find_site(source.address)
        remarks = [
            repository.move(source.id, download.address, private=source.private and is_same_site)
            or download.remark
        ]
        if download.answer is not None:
            is_known = bool(readable) or not items  # else the errors say what it has
            remarks.append(describe_entries(readable, self._time.date()) if is_known else "")
        else:
            remarks.append(source.remark if not download.remark else "")
        title = one_line(readable[0].document.site)[:_LONGEST_TITLE] if readable else ""
        repository.record_check(
            source.id, self._time, _join_errors(_describe_errors(results)), version.etag,
            version.modified, remark="; ".join(filter(None, remarks)), counts=counts, title=title,
        )  # fmt: skip
        return self._combine(results)

    def _check_folder(self, store: Store) -> TaskResult:
        source, files, remark = self.source, self.files, self.remark
        if files is None:
            listing = list_new_files(source)
            files = wait_for_writers(listing.files)
            remark = describe_left_out(listing.links_outside, len(listing.files) - len(files))
        results = list(
            IngestService(store).run_all([to_task(store, file) for file in files[:_AT_ONCE]])
        )
        errors = (*self.errors, *_describe_errors(results))
        found = count_results(results)
        counts = self.counts + found
        store.watched_sources.record_added(source.id, found.new)
        if files[_AT_ONCE:]:
            rest = replace(
                self, files=files[_AT_ONCE:], errors=errors, counts=counts, remark=remark
            )
            return replace(self._combine(results), continuation=rest)
        store.watched_sources.record_check(
            source.id, self._time, _join_errors(errors), remark=remark, counts=counts
        )
        return self._combine(results)

    def _combine(self, results: list[TaskResult]) -> TaskResult:
        """Return the results as one; those of articles that are unchanged are left out."""
        changed = [
            result for result in results if result.is_failed or not result.known or result.proposes
        ]
        if not changed:
            return TaskResult(self.name, known=True)
        return replace(changed[0], more_results=tuple(changed[1:]))


def add_source(store: Store, name: str, fetch: FetchOptions) -> tuple[WatchedSource, TaskResult]:
    """Add a source, and check it for the first time; raises ImportingError and StoreError.

    A feed that cannot be fetched, or is none, is not added. If `fetch` allows private hosts, that
    of the feed is allowed from now on.
    """
    kind, address = identify_source(name)
    if store.watched_sources.find(address) is not None:
        raise ImportingError("is watched already")
    source = store.watched_sources.add(kind, address)
    try:
        result = SourceCheck(source, replace(fetch, allow_private=False)).run(store)
        if result.asks_for_private_host and fetch.allow_private:
            store.watched_sources.set_options(source.id, private=True)
            result = SourceCheck(store.watched_sources.get(source.id), fetch).run(store)
    except StoreError:
        store.watched_sources.remove(source.id)
        raise
    if kind == "feed" and result.problem and result.article is None and not result.more_results:
        store.watched_sources.remove(source.id)
        raise ImportingError(result.problem)
    return store.watched_sources.get(source.id), result


def to_task(store: Store, file: Path) -> FileSlice:
    """Return the task that adds a file, or proposes its text as a version of its only article."""
    return FileSlice(file, version_of=store.imports.article_of_file(str(file.absolute())))


def count_results(results: Iterable[TaskResult]) -> CheckCounts:
    """Count the articles that are new in the store, have a new version, or a proposed change."""
    counts = NO_COUNTS
    for result in results:
        if result.is_failed or result.article is None:
            continue
        if result.proposes:
            counts += CheckCounts(proposed=1)
        elif result.changed:
            counts += CheckCounts(changed=1)
        elif not result.known:
            counts += CheckCounts(new=1)
    return counts


def _find_changes(
    store: Store, source: WatchedSource, items: Sequence[ImportItem], options: FetchOptions
) -> Iterator[tuple[MatchedEntry, ImportItem | None]]:
    """Yield each entry of a feed with its item to add, None if it is unchanged or deleted.

    A correction replaces the text that the feed gave. If the article has another text by now, such
    as that of the whole page, the correction is proposed.
    """
    matches = match_entries(items, store.watched_sources.entries(source.id))
    stored = store.watched_sources.stored_entries(source.id)
    is_full = source.full_text == "always"
    for match in matches:
        item, recorded = replace(match.item, distinct_from=frozenset(stored)), match.recorded
        if recorded is None:
            yield match, with_full_text(item, options) if is_full else item
        elif match.is_unchanged or recorded.added_article not in stored:
            yield match, None
        else:
            article = recorded.added_article
            present = store.articles.get(article).document.text
            full = with_full_text(item, options) if is_full else item
            is_fetched = full.document.text != item.document.text
            item = full
            if is_corrected(present, item.document.text):
                is_own = is_fetched or stored[article] == recorded.sha256
                item = replace(item, version_of=article, accept=is_own)
            yield match, item


def describe_entries(items: Sequence[ImportItem], today: datetime.date) -> str:
    """Name what the entries of a feed lack, in one line; empty for nothing."""
    if not items:
        return "the feed has no entries yet"
    days = [item.document.published_day for item in items]
    counts = {
        "dated in the future": sum(
            day is not None and day > today + datetime.timedelta(days=1) for day in days
        ),
        "without a date": days.count(None),
        "without an id": sum(not item.entry_id for item in items),
    }
    parts = [
        f"{number:,} {_plural_entry(number)} {lack}" for lack, number in counts.items() if number
    ]
    listed = ": listed by the day of their first check" if any(list(counts.values())[:2]) else ""
    return ", ".join(parts) + listed if parts else ""


def _plural_entry(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _back_off(failures: int, wait: float) -> float:
    """Return the seconds until a source that failed again is checked: 10 minutes, 20, … a day."""
    return max(min(_FIRST_PAUSE * 2.0 ** min(failures, 10), _LONGEST_PAUSE), wait)


def describe_left_out(links: int, unfinished: int = 0) -> str:
    """Name what a check of a folder left out, in one line; empty for nothing."""
    remarks = []
    if links:
        remarks.append(f"not followed: {links:,} {_plural('link', links)} out of the folder")
    if unfinished:
        remarks.append(
            f"being written: {unfinished:,} {_plural('file', unfinished)}, left for the next check"
        )
    return "; ".join(remarks)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _describe_errors(results: Sequence[TaskResult]) -> list[str]:
    return [f"{result.name}: {result.problem}" for result in results if result.problem]


def _join_errors(errors: Sequence[str]) -> str:
    """Return the first errors in one line, with the number of the others."""
    more = [f"{len(errors) - _MOST_ERRORS:,} more"] if errors[_MOST_ERRORS:] else []
    return "; ".join([*errors[:_MOST_ERRORS], *more])
