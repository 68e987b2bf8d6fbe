"""`onrecord watch`: the watched feeds and folders, and their checks.

With a folder and no option, it adds the files that appear there until Ctrl-C.
"""

import datetime
import queue
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from db import Store
from db.errors import ImportingError
from db.feed_rounds import download_feeds
from db.importers.file_names import is_readable
from db.importers.http import FetchOptions, is_address
from db.ingest import IngestService
from db.opml import add_listed_feeds, is_opml_name, write_opml
from db.repositories.watched_sources import FULL_TEXTS, FullText, WatchedSource
from db.source_checks import SourceCheck, add_source, count_results, identify_source, to_task
from db.tasks import TaskResult
from db.text import one_line
from db.watched_folders import QUIET, leads_outside
from tui.article_remarks import failure_message, result_remark
from tui.cli import output, store_lists
from tui.cli.completions import complete_folders
from tui.cli.options import OutputForm, inform, list_options, open_store, store_option
from tui.display_text import format_count, format_found
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo, exit_with_error
from tui.sanitize import safe

_PAUSE = 0.25
# Reading a file is an event too: a file that failed would be read again and again.
_CHANGES = {"created", "modified", "moved", "closed"}


@click.command(epilog="Example: onrecord watch ~/Downloads/news --add")
@click.argument(
    "source", required=False, metavar="[FOLDER|URL|ID]", shell_complete=complete_folders
)
@click.option("--add", "action", flag_value="add", help="Watch the folder or feed from now on.")
@click.option("--remove", "action", flag_value="remove", help="Watch it no longer.")
@click.option("--pause", "action", flag_value="pause", help="Check it no more until --resume.")
@click.option("--resume", "action", flag_value="resume", help="Check it again.")
@click.option(
    "--check", "action", flag_value="check", help="Check it now, or all without a source."
)
@click.option(
    "--once",
    is_flag=True,
    help="Check the sources that are due and exit; of a FOLDER, add the files that are there now.",
)
@click.option(
    "--full-text",
    type=click.Choice(FULL_TEXTS),
    help="Fetch the pages of the feed's articles: when asked, always or never.",
)
@click.option("--name", metavar="NAME", help="Give the feed another name; '' for its own title.")
@click.option("--folder", metavar="NAME", help="List the feed in a folder, such as News/Ports.")
@click.option(
    "--export",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the watched feeds to an OPML file.",
)
@click.option(
    "--allow-private-network", is_flag=True,
    help="Allow addresses on this machine and its private network.",
)  # fmt: skip
@store_option
@list_options
def watch(
    source: str | None,
    action: str | None,
    once: bool,
    full_text: "FullText | None",
    name: str | None,
    folder: str | None,
    export: Path | None,
    allow_private_network: bool,
    form: OutputForm,
) -> None:
    """List watched feeds and folders, or add articles from them.

    A source is the address of a feed or of a page that names one, a folder, or the id of a watched
    one; --add also takes an OPML file. The app checks the watched sources while it runs; --check
    does it here, and --once leaves out a feed that failed until it is due again, as for cron. Exits
    with 1 if a source failed.

    With a FOLDER and no option, adds the articles in it, then each file that appears or changes
    there, until Ctrl-C. With --once, exits with 1 if a file failed.
    """
    options = FetchOptions(allow_private_network)
    if export is not None:
        if source or action or once:
            raise click.UsageError("--export writes all feeds; leave out the source and the others")
        _export(export)
        return
    if any(option is not None for option in (full_text, name, folder)):
        if source is None or action or once:
            raise click.UsageError("name one feed: onrecord watch FEED --full-text always")
        _set_options(source, full_text, name, folder, form)
        return
    if once and action:
        raise click.UsageError(f"--once and --{action} exclude each other")
    if source is None and action not in (None, "check"):
        raise click.UsageError(f"name the source: onrecord watch SOURCE --{action}")
    if source is not None and action is None:
        if is_address(source):
            raise click.UsageError(
                "watch a feed with --add, or add its entries with `onrecord add`"
            )
        _follow_folder(Path(source), once=once)
    elif once:
        _check_due(options, form)
    elif action == "add":
        assert source is not None
        if is_opml_name(source):
            _add_list(Path(source).expanduser(), options, form)
        else:
            _add(source, options, form)
    elif action == "check":
        _check(source, options, form)
    else:
        _list_or_change(source, action, form)


def _add(name: str, options: FetchOptions, form: OutputForm) -> None:
    with open_store(create=True) as store:
        try:
            source, result = add_source(store, name, options)
        except ImportingError as error:
            exit_with_error(EXIT_FAILURE, f"{name}: {error}")
        failed = _print_checks(store, [(source, _run_to_end(store, result))], form)
    inform(f"watching {source.address}")
    sys.exit(EXIT_FAILURE if failed else EXIT_SUCCESS)


def _check(name: str | None, options: FetchOptions, form: OutputForm) -> None:
    with open_store() as store:
        sources = [source for source in store.watched_sources.list() if not source.paused]
        if name is not None:
            sources = [_find(store, name)]
        if not sources:
            inform("nothing to check: no source is watched, or all are paused")
        failed = _print_checks(store, _run_checks(store, sources, options), form)
    sys.exit(EXIT_FAILURE if failed else EXIT_SUCCESS)


def _check_due(options: FetchOptions, form: OutputForm) -> None:
    """Check all sources but those that wait, and print what is new for saved searches too."""
    now = datetime.datetime.now(datetime.UTC)
    with open_store() as store:
        listed = [source for source in store.watched_sources.list() if not source.paused]
        sources = [source for source in listed if source.due is None or source.due <= now]
        if len(sources) < len(listed):
            waiting = format_count(len(listed) - len(sources), "source")
            inform(f"not checked: {waiting} that failed and wait; --check checks all")
        checks = _run_checks(store, sources, options)
        new = {name: count for name, count in store.search.count_new().items() if count}
        failed = _print_checks(store, checks, form, new)
        for name, count in new.items():
            inform(f"{count:,} new for “{name}”")
    sys.exit(EXIT_FAILURE if failed else EXIT_SUCCESS)


_Checks = list[tuple[WatchedSource, list[TaskResult]]]


def _run_checks(store: Store, sources: Sequence[WatchedSource], options: FetchOptions) -> _Checks:
    """Check sources, feeds of several hosts at a time; return the results in their order."""
    found: dict[int, list[TaskResult]] = {}
    feeds = [source for source in sources if source.kind == "feed"]
    for feed, download in download_feeds(feeds, options):
        result = SourceCheck(feed, options, download=download).run(store)
        found[feed.id] = _run_to_end(store, result)
    for source in sources:
        if source.id not in found:
            found[source.id] = _run_to_end(store, SourceCheck(source, options).run(store))
    return [(store.watched_sources.get(source.id), found[source.id]) for source in sources]


def _add_list(path: Path, options: FetchOptions, form: OutputForm) -> None:
    """Watch the feeds of an OPML file, and check them."""
    with open_store(create=True) as store:
        try:
            with store.edits.record("watched source", origin="command"):
                added = add_listed_feeds(store, path)
        except (ImportingError, OSError) as error:
            exit_with_error(EXIT_FAILURE, f"{path}: {error}")
        inform(f"{path}: {format_count(len(added.sources), 'feed')} added")
        if added.known:
            inform(f"watched already: {added.known:,}")
        if added.left_out:
            inform(f"left out: {added.left_out:,} without a web address")
        failed = _print_checks(store, _run_checks(store, added.sources, options), form)
    sys.exit(EXIT_FAILURE if failed else EXIT_SUCCESS)


def _export(path: Path) -> None:
    """Write the watched feeds to an OPML file."""
    with open_store() as store:
        try:
            count = write_opml(store.watched_sources.list(), path)
        except OSError as error:
            exit_with_error(EXIT_FAILURE, f"{path}: {error.strerror or error}")
    inform(f"{format_count(count, 'feed')} written to {path}")


def _set_options(
    address: str,
    full_text: "FullText | None",
    name: str | None,
    folder: str | None,
    form: OutputForm,
) -> None:
    """Set options of a watched feed."""
    with open_store() as store:
        source = _find(store, address)
        title = None if name is None else one_line(name)
        if source.kind != "feed":
            exit_with_error(EXIT_FAILURE, f"{source.address} is a folder; name a feed")
        with store.edits.record("watched source", origin="command"):
            store.watched_sources.set_options(
                source.id, full_text=full_text, title=title, folder=folder
            )
        changed = store.watched_sources.get(source.id)
    if form:
        output.print_values(form, changed.to_dict())
    where = f", in {changed.folder}" if changed.folder else ""
    inform(f"{changed.name}: full text {changed.full_text}{where}")


def _list_or_change(name: str | None, action: str | None, form: OutputForm) -> None:
    with open_store() as store:
        if name is None:
            sources = store.watched_sources.list()
            store_lists.print_watched_sources(sources, form)
            if not sources:
                inform("nothing is watched; add a feed or a folder with --add")
            return
        source = _find(store, name)
        if action == "remove":
            with store.edits.record("watched source", origin="command"):
                store.watched_sources.remove(source.id)
            done, changed = "no longer watching", source
        else:
            with store.edits.record("watched source", origin="command"):
                store.watched_sources.set_paused(source.id, action == "pause")
            done = "paused" if action == "pause" else "resumed"
            changed = store.watched_sources.get(source.id)
    if form:
        output.print_values(form, changed.to_dict())
    inform(f"{done} {source.address}")


def _find(store: Store, name: str) -> WatchedSource:
    """Return a watched source by its id, address or folder; exit with 1 if there is none."""
    address = name
    try:
        _, address = identify_source(name)
    except ImportingError:  # an id, or a folder that is not there any more
        address = name if name.isdecimal() else str(Path(name).expanduser().absolute())
    found = store.watched_sources.find(address)
    if found is None and name.isdecimal():
        found = next((row for row in store.watched_sources.list() if row.id == int(name)), None)
    if found is None:
        exit_with_error(EXIT_FAILURE, f"{name} is not watched; `onrecord watch` lists the sources")
    return found


def _run_to_end(store: Store, result: TaskResult) -> list[TaskResult]:
    """Run the rest of a check, and return its results."""
    results = [result, *result.more_results]
    while isinstance(rest := result.continuation, SourceCheck):
        result = rest.run(store)
        results += [result, *result.more_results]
    return [found for found in results if found.is_failed or found.article is not None]


def _print_checks(
    store: Store, checks: _Checks, form: OutputForm, new: Mapping[str, int] | None = None
) -> bool:
    """Print the articles that checks added; return True after a failure.

    As JSON, the sources are followed by the numbers `new` for saved searches.
    """
    failed = False
    found = []
    numbers = store.feed_articles.counts() if form else {}
    for source, results in checks:
        unread = numbers[source.id].unread if source.id in numbers else 0
        found.append({**source.to_dict(), **_list_articles(results), "unread": unread})
        for result in results:
            failed = failed or result.is_failed or bool(result.failures)
            if form:
                if failure := failure_message(result):
                    echo(f"{result.name}: {failure}")
            else:
                _print_outcome(result)
        counts = count_results(results)
        if len(results) != 1 or not counts.new:
            inform(f"{source.address}: {format_found(counts) or 'nothing new'}")
        if source.remark:
            inform(f"{source.address}: {source.remark}")
    if form == "json" and new is not None:
        searches = [{"name": name, "new": count} for name, count in new.items()]
        output.print_values(form, {"sources": found, "searches": searches})
    elif form:
        output.print_values(form, found)
    return failed


def _list_articles(results: Sequence[TaskResult]) -> dict[str, list[int | None]]:
    """Return the ids of the articles that a check added, changed, and proposed to change."""
    found: dict[str, list[int | None]] = {
        "new_articles": [], "changed_articles": [], "proposed_articles": [],
    }  # fmt: skip
    for result in results:
        counts = count_results([result])
        if counts.new:
            found["new_articles"].append(result.article)
        elif counts.changed:
            found["changed_articles"].append(result.article)
        elif counts.proposed:
            found["proposed_articles"].append(result.article)
    return found


def _follow_folder(folder: Path, *, once: bool) -> None:
    """Add the files of a folder, and those that appear or change there until Ctrl-C."""
    if not folder.is_dir():
        exit_with_error(EXIT_FAILURE, f"{folder} is not a folder; check its name")
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ModuleNotFoundError:
        exit_with_error(
            EXIT_FAILURE,
            "following a folder needs a library; install it with: pip install 'onrecord[watch]'",
        )
    seen: queue.SimpleQueue[Path] = queue.SimpleQueue()

    class ChangeHandler(FileSystemEventHandler):  # type: ignore[misc]  # watchdog is not followed
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in _CHANGES:
                seen.put(Path(str(event.dest_path or event.src_path)))

    observer = Observer()
    observer.schedule(ChangeHandler(), str(folder), recursive=True)
    observer.start()
    failed = False
    try:
        with open_store(create=True) as store:
            for file in sorted(folder.rglob("*")):
                seen.put(file)
            for outcome in iter_outcomes(store, folder, seen, once=once):
                _print_outcome(outcome)
                failed = failed or bool(outcome.is_failed or outcome.failures)
    except KeyboardInterrupt:
        inform("stopped watching")
        sys.exit(EXIT_SUCCESS)
    finally:
        observer.stop()
        observer.join()
    sys.exit(EXIT_FAILURE if failed else EXIT_SUCCESS)


def iter_outcomes(
    store: Store, folder: Path, seen: "queue.SimpleQueue[Path]", *, once: bool
) -> Iterator[TaskResult]:
    """Yield the outcomes of changed files, each added once it has not changed for `QUIET`."""
    waiting: dict[Path, float] = {}
    while True:
        while not seen.empty():
            waiting[seen.get()] = 0.0 if once else time.monotonic() + QUIET
        now = time.monotonic()
        for file in sorted(file for file, due in waiting.items() if due <= now):
            del waiting[file]
            if not file.is_relative_to(folder) or not is_readable(file, folder):
                continue
            if leads_outside(file, folder):
                inform(f"{file.name}: not followed: a link out of the folder; add it by itself")
            else:
                yield from IngestService(store).run_all([to_task(store, file)])
        if once and not waiting and seen.empty():
            return
        time.sleep(_PAUSE)


def _print_outcome(outcome: TaskResult) -> None:
    if failure := failure_message(outcome):
        echo(f"{outcome.name}: {failure}")
    if not outcome.is_failed and (outcome.has_proposed_version or not outcome.known):
        status = "updated" if outcome.changed else "added"
        if outcome.has_proposed_version:
            status = "proposed"
        output.print_line(f"{outcome.article}\t{status}\t{safe(outcome.title)}")
        sys.stdout.flush()  # a program that reads the output expects each line at once
        if remark := result_remark(outcome):
            inform(f"{outcome.name}: {remark}")
