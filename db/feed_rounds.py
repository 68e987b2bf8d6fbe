"""Rounds of checks: several feeds are downloaded at a time, and read and stored one by one.

A host receives one request at a time. A slow or broken server delays only the feeds of its host.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError, internal_error
from db.importers.feed_download import FeedDownload, FeedVersion, download_feed
from db.importers.http import FetchOptions, find_site
from db.repositories.watched_sources import WatchedSource
from db.source_checks import SourceCheck, fetch_options
from db.store import Store
from db.tasks import TaskResult

_AT_ONCE = 8  # hosts from which feeds are downloaded at a time
ROUND = 12  # feeds of a task; the next jobs and the screens see the results after each
_TURN = 0.1  # seconds between two requests to a host

_Downloaded = tuple[WatchedSource, FeedDownload | ImportingError]


class FeedRound(Struct, frozen=True):
    """A task that checks several feeds."""

    sources: tuple[WatchedSource, ...]
    fetch: FetchOptions

    @property
    def name(self) -> str:
        """The address of the first feed."""
        return self.sources[0].address

    def run(self, store: Store) -> TaskResult:
        """Add the new articles of all feeds; the result is known if there are none."""
        results = []
        for source, download in download_feeds(self.sources, self.fetch):
            result = SourceCheck(source, self.fetch, download=download).run(store)
            results += [result, *result.more_results]
        found = [result for result in results if result.is_failed or result.article is not None]
        if not found:
            return TaskResult(self.name, known=True)
        return replace(found[0], more_results=tuple(found[1:]))


def split_rounds(
    sources: Sequence[WatchedSource], fetch: FetchOptions
) -> list[FeedRound | SourceCheck]:
    """Return the tasks that check sources: rounds of feeds, those that failed last; folders."""
    feeds = [source for source in sources if source.kind == "feed"]
    feeds.sort(key=lambda source: source.failures)
    rounds = [
        FeedRound(tuple(feeds[start : start + ROUND]), fetch)
        for start in range(0, len(feeds), ROUND)
    ]
    folders = [SourceCheck(source, fetch) for source in sources if source.kind == "folder"]
    return [*rounds, *folders]


def download_feeds(sources: Sequence[WatchedSource], fetch: FetchOptions) -> Iterator[_Downloaded]:
    """Download feeds in threads, and yield each as soon as it is there."""
    hosts: defaultdict[str, list[WatchedSource]] = defaultdict(list)
    for source in sources:
        hosts[_find_host(source.address)].append(source)
    ready: SimpleQueue[_Downloaded] = SimpleQueue()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="feed") as pool:
        for feeds in hosts.values():
            pool.submit(partial(_download_in_turn, feeds, fetch, ready))
        for _ in sources:
            yield ready.get()


def _download_in_turn(
    sources: Sequence[WatchedSource], fetch: FetchOptions, ready: "SimpleQueue[_Downloaded]"
) -> None:
    """Download the feeds of one host, one after the other."""
    for number, source in enumerate(sources):
        if number:  # so that another process, such as one that fetches a page, gets its turn
            time.sleep(_TURN)
        version = FeedVersion(source.etag, source.modified)
        try:
            options = fetch_options(source, fetch)
            ready.put((source, download_feed(source.address, options, version)))
        except ImportingError as error:
            ready.put((source, error))
        except Exception as error:  # a bug must not stop the other feeds
            ready.put((source, ImportingError(internal_error(source.address, error))))


def _find_host(address: str) -> str:
    try:
        return find_site(address)
    except ImportingError:  # a damaged row: its check reports it
        return address
