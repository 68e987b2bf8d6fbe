"""Checks of watched feeds and folders while the app runs, at the configured intervals.

A folder is listed in a thread; a job starts only if files changed. A feed that is due starts a job.
"""

import datetime
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from analysis.structs import replace
from db.edits.models import StoreChange
from db.errors import ImportingError, StoreError
from db.feed_rounds import split_rounds
from db.importers.http import FetchOptions, find_site
from db.opml import AddedFeeds, add_listed_feeds, is_opml_name
from db.repositories.watched_sources import WatchedSource
from db.source_checks import (
    SourceCheck,
    count_results,
    describe_left_out,
    identify_source,
    list_new_files,
)
from tui.article_remarks import failure_message
from tui.config import Config
from tui.display_text import format_count, format_found
from tui.new_results import report_new
from tui.strings.watch_text import WatchText

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.signal import Signal

    from db import Store
    from db.edits.models import EditKind
    from tui.job import Job
    from tui.job_runner import JobRunner

_MOST_MESSAGES = 3  # about failed sources of one job; more are counted
TICK = 5.0  # seconds between two looks at the sources that are due
_CHANGED = StoreChange(frozenset(), frozenset({"watched_sources"}))


class _Listing(Struct, frozen=True):
    """The time at which a folder was listed: of the clock, and monotonic."""

    day: datetime.datetime
    seconds: float


class WatchHost(Protocol):
    """The services of the app that `SourceWatcher` uses."""

    @property
    def store(self) -> "Store":
        """The open store."""

    @property
    def jobs(self) -> "JobRunner":
        """Runs jobs in worker processes."""

    @property
    def store_changed(self) -> "Signal[StoreChange]":
        """Published after every change of the store."""

    def edit(
        self, kind: "EditKind", make: Callable[[], object], description: str = ""
    ) -> object | None:
        """Make an edit; return None if it was refused."""

    def show_message(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a message."""

    def set_interval(self, interval: float, callback: Callable[[], None]) -> Any:
        """Call a function regularly."""

    def run_worker(
        self, work: Callable[[], None], *, group: str, exit_on_error: bool, thread: bool
    ) -> Any:
        """Run a function in a worker."""

    def call_from_thread(self, callback: Callable[..., None], *args: Any) -> None:
        """Call a function in the app's thread, from a worker thread."""


class FirstCheckForm(Protocol):
    """The questions that a first check leads to."""

    def ask_private_host(self, host: str, answer: Callable[[bool | None], None]) -> None:
        """Ask whether a host of this machine or its network is allowed for its feed."""

    def correct_source(self, name: str, error: str) -> None:
        """Ask for a name again that failed."""


class SourceWatcher:
    """Checks the sources of a store when they are due, and when the user asks for it."""

    def __init__(self, host: WatchHost, config: Config | None) -> None:
        """Check the sources that are due from now on, at the intervals of `config`."""
        config = config or Config()
        self._host = host
        self._feed_interval = 60.0 * int(config.get("watch.feed_minutes"))
        self._folder_interval = float(config.get("watch.folder_seconds"))
        self.fetch = FetchOptions(bool(config.get("add.allow_private_network")))
        """The options of the configuration for all that is fetched."""
        self._checking: set[int] = set()
        self._listed: dict[int, _Listing] = {}
        self.refused_name = ""
        """The address whose first check failed, to be corrected; empty for none."""
        host.set_interval(TICK, self.check_due)

    def is_checking(self, source: int) -> bool:
        """Return True while a source is being checked."""
        return source in self._checking

    def last_check(self, source: WatchedSource) -> datetime.datetime | None:
        """Return the time of the last check of a source, also of one that found nothing new."""
        listing = self._listed.get(source.id)
        times = [found for found in (source.checked, listing and listing.day) if found]
        return max(times, default=None)

    def check_due(self) -> None:
        """Check the sources that are due, in a thread."""
        find = partial(self._find_due, time.monotonic())
        self._host.run_worker(find, thread=True, group="watched", exit_on_error=False)

    def _find_due(self, now: float) -> None:
        try:
            sources = self._host.store.watched_sources.list()
        except StoreError:  # such as a store that is busy: the next look finds them
            return
        due = [
            source
            for source in sources
            if not source.paused and source.id not in self._checking and self._is_due(source, now)
        ]
        if found := [source for source in due if self._has_news(source, now)]:
            self._host.call_from_thread(self._check, found, False)

    def _is_due(self, source: WatchedSource, now: float) -> bool:
        if source.kind == "folder":
            listing = self._listed.get(source.id)
            since = now - listing.seconds if listing else self._folder_interval
            return bool(self._folder_interval) and since >= self._folder_interval
        if source.checked is None:
            return bool(self._feed_interval)
        time_now = datetime.datetime.now(datetime.UTC)
        age = (time_now - source.checked).total_seconds()
        if source.due is not None and age >= 0:  # a feed that failed
            return bool(self._feed_interval) and time_now >= source.due
        # a time in the future is that of a clock that was wrong
        return bool(self._feed_interval) and not 0 <= age < self._feed_interval

    def _has_news(self, source: WatchedSource, now: float) -> bool:
        """Return True unless the source is a folder without new files."""
        if source.kind == "feed":
            return True
        self._listed[source.id] = _Listing(datetime.datetime.now(datetime.UTC), now)
        try:
            listing = list_new_files(source)
            left_out = describe_left_out(listing.links_outside)
            return bool(listing.files) or left_out != source.remark  # a check stores the remark
        except (ImportingError, OSError) as error:
            return str(error) != source.error  # a check stores the error

    def check(self, sources: Sequence[WatchedSource], form: "FirstCheckForm | None" = None) -> None:
        """Check sources now, as the user asks, and report the result.

        `form` asks whether the private host of a single feed is allowed.
        """
        waiting = [source for source in sources if source.id not in self._checking]
        if waiting:
            self._check(waiting, True, form)

    def _check(
        self, sources: Sequence[WatchedSource], is_asked: bool, form: "FirstCheckForm | None" = None
    ) -> None:
        self._checking |= {source.id for source in sources}
        name = sources[0].address if len(sources) == 1 else format_count(len(sources), "source")
        tasks = split_rounds(sources, self.fetch)
        self._host.jobs.start_check(
            WatchText.CHECK_JOB.format(name=name),
            tasks,
            partial(self._report_check, sources, is_asked, form),
        )
        self._host.store_changed.publish(_CHANGED)

    def _report_check(
        self,
        sources: Sequence[WatchedSource],
        is_asked: bool,
        form: "FirstCheckForm | None",
        job: "Job",
    ) -> None:
        """Report a check; for the refused private host of a feed, ask whether it is allowed."""
        source = sources[0]
        if (
            form
            and not sources[1:]
            and any(failed.asks_for_private_host for failed in job.problems)
        ):
            self._checking.discard(source.id)
            answer = partial(self._allow_listed, source, form)
            form.ask_private_host(find_site(source.address), answer)
        else:
            self._report(sources, is_asked, job)

    def _allow_listed(
        self, source: WatchedSource, form: "FirstCheckForm", is_allowed: bool | None
    ) -> None:
        self._host.store_changed.publish(_CHANGED)
        if is_allowed and self._set_private(source):
            self.check([replace(source, private=True)], form)

    def _set_private(self, source: WatchedSource) -> bool:
        try:
            self._host.store.watched_sources.set_options(source.id, private=True)
        except StoreError as error:
            self._host.show_message(str(error), severity="error")
            return False
        return True

    def _report(self, sources: Sequence[WatchedSource], is_asked: bool, job: "Job") -> None:
        """Report the articles that a check added, each error that is new, and feeds that moved."""
        self._checking -= {source.id for source in sources}
        self._report_moves(sources)
        self._host.store_changed.publish(_CHANGED)
        known = {source.error for source in sources}
        many = job.problems if len(job.problems) > _MOST_MESSAGES else ()
        if many:
            failed, checked = len(many), format_count(len(sources), "source")
            text = WatchText.MANY_FAILED.format(failed=failed, sources=checked)
            self._host.show_message(text, severity="warning")
        for outcome in job.problems if not many else ():
            failure = failure_message(outcome)
            if is_asked or not any(failure in error for error in known):
                text = WatchText.FAILED.format(name=outcome.name, error=failure)
                self._host.show_message(text, severity="warning")
        if found := format_found(count_results(job.outcomes)):
            self._host.show_message(WatchText.FOUND_JOB.format(found=found, job=job.title))
            added = frozenset(each.article for each in job.outcomes if each.article is not None)
            report = partial(report_new, self._host, added)
            self._host.run_worker(report, thread=True, group="new", exit_on_error=False)
        elif is_asked and not job.problems and job.state == "done":
            self._host.show_message(WatchText.NOTHING_NEW.format(job=job.title))

    def _report_moves(self, sources: Sequence[WatchedSource]) -> None:
        try:
            present = {source.id: source for source in self._host.store.watched_sources.list()}
        except StoreError:  # the next refresh of a list reports it
            return
        for source in sources:
            moved = present.get(source.id, source)
            if moved.address != source.address:
                text = WatchText.MOVED.format(name=moved.name, address=moved.address)
                self._host.show_message(text)

    def add(self, name: str, form: FirstCheckForm | None = None) -> bool:
        """Watch a folder or a feed, and check it; return False if it cannot be watched.

        `form` asks for what the first check needs. A name that failed is `refused_name` until the
        next one.
        """
        sources = self._host.store.watched_sources
        self.refused_name = ""
        if is_opml_name(name):
            return self._add_list(Path(name).expanduser())
        try:
            kind, address = identify_source(name)
            if sources.find(address) is not None:
                raise ImportingError(WatchText.KNOWN)
            source = sources.add(kind, address)
        except (ImportingError, StoreError) as error:
            text = WatchText.FAILED.format(name=name, error=error)
            self._host.show_message(text, severity="error")
            return False
        self._check_first(source, form)
        return True

    def _add_list(self, path: Path) -> bool:
        """Watch the feeds of an OPML file, and check them."""
        added: list[AddedFeeds] = []
        try:
            make = self._host.edit
            if (
                make(
                    "watched source",
                    lambda: added.append(add_listed_feeds(self._host.store, path)),
                    WatchText.LIST_UNDO,
                )
                is None
            ):
                return False
        except (ImportingError, OSError) as error:
            text = WatchText.FAILED.format(name=path.name, error=error)
            self._host.show_message(text, severity="error")
            return False
        [found] = added
        rest = WatchText.LIST_KNOWN.format(number=found.known) if found.known else ""
        rest += WatchText.LIST_LEFT_OUT.format(number=found.left_out) if found.left_out else ""
        feeds = format_count(len(found.sources), "feed")
        self._host.show_message(WatchText.LIST_ADDED.format(file=path.name, feeds=feeds, rest=rest))
        if found.sources:
            self._check(found.sources, False)
        return True

    def _check_first(self, source: WatchedSource, form: FirstCheckForm | None) -> None:
        self._checking.add(source.id)
        self._host.jobs.start_check(
            WatchText.CHECK_JOB.format(name=source.address),
            [SourceCheck(source, self.fetch)],
            partial(self._report_first, source, form),
        )
        self._host.store_changed.publish(_CHANGED)

    def _report_first(self, source: WatchedSource, form: FirstCheckForm | None, job: "Job") -> None:
        """Report the first check; a feed that could not be fetched, or is none, is removed.

        For a feed of a private host, ask whether it is allowed, and check the feed again then.
        """
        failed = next((outcome for outcome in job.problems if not job.added), None)
        if source.kind == "feed" and failed is not None and form and failed.asks_for_private_host:
            self._checking.discard(source.id)
            form.ask_private_host(
                find_site(source.address), partial(self._allow_private, source, form)
            )
            return
        self._report([source], True, job)
        if source.kind == "feed" and failed is not None:
            self._refuse(source, failure_message(failed), form)

    def _allow_private(
        self,
        source: WatchedSource,
        form: FirstCheckForm | None,
        is_allowed: bool | None,
    ) -> None:
        if not is_allowed:
            self._refuse(source, WatchText.PRIVATE_REFUSED, None)
            return
        if not self._set_private(source):
            return
        self._check_first(replace(source, private=True), form)

    def _refuse(self, source: WatchedSource, error: str, form: FirstCheckForm | None) -> None:
        """Remove a source whose first check failed; its name stays in the field."""
        self.refused_name = source.address
        try:
            self._host.store.watched_sources.remove(source.id)
        except StoreError as failure:
            self._host.show_message(str(failure), severity="error")
        self._host.store_changed.publish(_CHANGED)
        if form is not None:
            form.correct_source(source.address, error)
