"""The rows of the watched sources: feeds in their folders, with counts of unread articles."""

import datetime
from collections.abc import Mapping, Sequence

from msgspec import Struct
from textual.content import Content

from db.repositories.feed_articles import FeedCounts
from db.repositories.watched_sources import WatchedSource
from tui.display_text import format_count, format_duration, format_found
from tui.sanitize import safe
from tui.source_watcher import SourceWatcher
from tui.strings.watch_text import WatchText
from tui.widgets.row_marks import RowKey

_COUNT = 6  # cells of a number of unread articles
_LEAST_NAME = 12  # cells


class WatchedRow(Struct, frozen=True):
    """A source, or a folder of feeds; `sources` are those that the keys apply to."""

    name: str
    sources: tuple[WatchedSource, ...]
    unread: int = 0
    depth: int = 0
    source: WatchedSource | None = None

    @property
    def key(self) -> RowKey:
        """The id of the source, or the name of the folder."""
        return self.source.id if self.source else f"/{self.name}"

    @property
    def is_feed(self) -> bool:
        """True for a feed, False for a folder of feeds or of files."""
        return self.source is not None and self.source.kind == "feed"

    @property
    def feeds(self) -> tuple[int, ...]:
        """The feeds whose articles the row opens."""
        return tuple(source.id for source in self.sources if source.kind == "feed")

    @property
    def damaged(self) -> bool:
        """True if the record of the source is damaged."""
        return self.source is not None and self.source.damaged


def list_watched_rows(
    sources: Sequence[WatchedSource], counts: Mapping[int, FeedCounts], *, hides_read: bool = False
) -> list[WatchedRow]:
    """Return the rows: all feeds, those without a folder, each folder with its feeds, the others.

    With `hides_read`, feeds without unread articles are left out, unless their check failed.
    """

    def count_unread(feeds: Sequence[WatchedSource]) -> int:
        return sum(counts.get(feed.id, FeedCounts()).unread for feed in feeds)

    feeds = [source for source in sources if source.kind == "feed"]
    feeds.sort(key=lambda feed: (feed.folder.casefold(), feed.name.casefold(), feed.id))
    shown = [feed for feed in feeds if not hides_read or feed.error or count_unread([feed])]
    rows = []
    if feeds[1:]:
        rows.append(WatchedRow(WatchText.ALL_FEEDS, tuple(feeds), count_unread(feeds)))
    folder = ""
    for feed in shown:
        if feed.folder != folder:
            folder = feed.folder
            inside = tuple(each for each in feeds if is_in_folder(each.folder, folder))
            rows.append(WatchedRow(folder, inside, count_unread(inside)))
        unread = count_unread([feed])
        rows.append(WatchedRow(feed.name, (feed,), unread, 1 if folder else 0, feed))
    rows += [
        WatchedRow(source.address, (source,), source=source)
        for source in sources
        if source.kind == "folder"
    ]
    return rows


def is_in_folder(folder: str, outer: str) -> bool:
    """Return True if a folder is `outer`, or is in it."""
    return folder == outer or folder.startswith(f"{outer}/")


def draw_watched_row(row: WatchedRow, width: int, *, watcher: SourceWatcher) -> Sequence[Content]:
    """Return the number of unread articles, the name, and what hinders the checks."""
    unread = f"{row.unread:,}" if row.unread else ""
    count = Content.styled(f"{unread:>{_COUNT - 1}} ", ".rows--accent")
    indent = "  " * row.depth
    weight = ".rows--strong" if row.unread or row.source is None else ""
    name = Content.styled(f"{indent}{safe(row.name)}", weight)
    state = _state_content(row, watcher)
    room = width - _COUNT
    if state.cell_length:
        room = max(_LEAST_NAME, min(name.cell_length, room // 2), room - state.cell_length - 2)
        room = min(room, width - _COUNT)
    name = name.truncate(room, ellipsis=True)
    line = Content.assemble(count, name, "  " if state.cell_length else "", state)
    return [line.truncate(width, ellipsis=True)]


def _state_content(row: WatchedRow, watcher: SourceWatcher) -> Content:
    source = row.source
    if source is None:
        return Content.styled(format_count(len(row.sources), "feed"), ".rows--muted")
    if watcher.is_checking(source.id):
        return Content.styled(WatchText.CHECKING, ".rows--muted")
    if source.error:
        return Content.styled(f"✗ {safe(source.error)}", "$error")
    if source.paused:
        return Content.styled(WatchText.PAUSED, ".rows--muted")
    if source.kind == "folder" and source.remark:
        return Content.styled(safe(source.remark), "$warning")
    return Content("")


def describe_watched(source: WatchedSource, watcher: SourceWatcher, now: datetime.datetime) -> str:
    """Return the address, the checks and the last error of a source, a line each."""
    lines = [f"{WatchText.KINDS[source.kind]}  {source.address}"]
    state = _describe_state(source, watcher, now)
    if source.kind == "feed":
        state += f" · {WatchText.FULL_TEXTS[source.full_text]}"
        state += f" · {WatchText.PRIVATE}" if source.private else ""
    lines.append(state)
    if source.failures and source.due and source.due > now:
        wait = format_duration((source.due - now).total_seconds())
        lines.append(WatchText.NEXT.format(failures=source.failures, wait=wait))
    if source.last_error and source.failed and source.last_error != source.error:
        ago = _format_ago(source.failed, now)
        lines.append(WatchText.LAST_ERROR.format(ago=ago, error=source.last_error))
    return "\n".join(lines)


def _describe_state(source: WatchedSource, watcher: SourceWatcher, now: datetime.datetime) -> str:
    articles = format_count(source.articles, "article")
    if watcher.is_checking(source.id):
        state = WatchText.CHECKING
    elif source.paused:
        state = WatchText.PAUSED
    elif checked := watcher.last_check(source):
        state = WatchText.CHECKED.format(ago=_format_ago(checked, now))
    else:
        state = WatchText.NOT_CHECKED
    found = format_found(source.last_counts)
    if found and source.found and source.found != source.checked:
        found = WatchText.FOUND_AGO.format(found=found, ago=_format_ago(source.found, now))
    form = WatchText.STATE_FOUND if found else WatchText.STATE
    return form.format(articles=articles, found=found, state=state)


def _format_ago(moment: datetime.datetime, now: datetime.datetime) -> str:
    return format_duration(max((now - moment).total_seconds(), 0))


def safe_lines(text: str) -> str:
    """Return lines without control characters."""
    return "\n".join(map(safe, text.split("\n")))
