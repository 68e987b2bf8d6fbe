"""Words that the screens and the command line share, and the formats of dates and counts."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.date_format import format_date, format_published, format_short_date
from analysis.models import Stage
from db.models import Nearness
from tui.sanitize import safe
from tui.strings.watch_text import WatchText

if TYPE_CHECKING:  # not loaded before the first frame
    from db import ArticleRow, SearchHit, Store
    from db.models import AnalysisState, NoteColor, Verdict
    from db.repositories.quote_groups import Rewordings
    from db.repositories.watched_sources import CheckCounts
    from db.search.engine import Comparison
    from db.tasks import FileProgress
    from db.timeline.models import TimelineSpan

_WEB_ADDRESS = re.compile(r"https?://[^\x00-\x20\x7f-\x9f]+", re.I)
WORDS_PER_MINUTE = 230  # silent reading of English non-fiction (Brysbaert 2019: 238)
_FROM = {
    "given": "set by you",
    "metadata": "from the page's metadata",
    "dateline": "from the dateline",
    "address": "from the address",
    "text": "from the dates in the text",
    "guessed": "guessed: the dateline has no year",
    "unknown": "",
}
_FROM_FEED = "from the feed"
_OPENING_MARKS = ("“", "‘", '"', "«", "„")
VERDICT_SIGNS: dict["Verdict", str] = {"checked": "✓", "disputed": "✗", "to verify": "?"}
COLOR_SIGNS: dict["NoteColor", str] = {"yellow": "y", "green": "g", "blue": "b", "red": "r"}
STAGE_NAMES: dict[Stage, str] = {
    "tokens": "words and sentences",
    "tags": "word classes",
    "names": "names",
    "entities": "people and organizations",
    "quotations": "quotations",
    "times": "dates and times",
    "events": "events",
}
ANALYSIS_STATE_NAMES: dict["AnalysisState", str] = {
    "complete": "analyzed",
    "pending": "not analyzed yet",
    "failed": "analysis incomplete",
    "no text": "text not here yet",
}


def display_title(row: "ArticleRow") -> str:
    """Return an article's title, safe to draw; else its first words, or its address."""
    return safe(row.title or row.opening or row.source)


def in_quotation_marks(words: str) -> str:
    """Put words in quotation marks unless they begin with one."""
    return words if words.startswith(_OPENING_MARKS) else f"“{words}”"


def web_address(row: "ArticleRow") -> str:
    """Return the web address of an article, or an empty text."""
    addresses = (row.source, row.retrieved_from)
    return next((address for address in addresses if _WEB_ADDRESS.fullmatch(address)), "")


def original_address(row: "ArticleRow") -> str:
    """Return the web address of an article, the address of its local file, or an empty text."""
    path = Path(row.retrieved_from)
    local = path.as_uri() if path.is_absolute() and path.is_file() else ""
    return web_address(row) or local


def clock_message(store: "Store") -> str:
    """Return a message about a change in the store that is later than now; "" without one."""
    day = store.later_change()
    if day is None:
        return ""
    return (
        f"The store was changed on {format_short_date(day)}, which is after now: "
        "a clock is or was wrong. Check the date of this machine"
    )


def read_only_message(path: Path) -> str:
    """Return the message about a store that cannot be written."""
    return f"{path} is read-only: changes are not saved; copy it to a writable folder to change it"


def format_overlap(hit: "SearchHit") -> str:
    """Return the words that a result has and lacks: "has storm, ferry; lacks sank".

    A similar result shares them: "shares Ana Reis, ferry".
    """
    if hit.match == "meaning":
        return format_nearness(Nearness(hit.has, hit.differs))
    verb = "shares" if hit.match == "similar" else "has"
    parts = ((verb, hit.has), ("lacks", hit.lacks))
    return "; ".join(f"{verb} {', '.join(words)}" for verb, words in parts if words)


def format_nearness(nearness: Nearness) -> str:
    """Return the words in common, perhaps none, and the signs against it.

    For example "in common: ferry · differs: not".
    """
    words, differs = ", ".join(nearness.has), "; ".join(nearness.differs)
    common = f"in common: {words}" if words else "near in meaning, no words in common"
    return f"{common} · differs: {differs}" if differs else common


def describe_comparison(comparison: "Comparison") -> str:
    """Return how many quotations a search by meaning compared and how many of them are near."""
    count = format_count(comparison.compared, "quotation")
    near = f"{comparison.near:,} of {count}" if comparison.near else f"none of {count}"
    if comparison.is_complete:
        return f"{near} near enough in meaning"
    return f"{near} near enough in meaning; others, with fewer words in common, were not compared"


def describe_rewordings(found: "Rewordings") -> str:
    """Return the heading of proposals, with how many quotations were compared, near and listed."""
    heading = f"Possibly reworded: {describe_comparison(found.comparison)}"
    listed = len(found.proposals)
    return (
        f"{heading}; the nearest {listed} are listed" if listed < found.comparison.near else heading
    )


def format_count(number: int, noun: str, plural: str = "") -> str:
    """Format a number with its noun: "1 note", "1,204 words"; `plural` is for irregular ones."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def waiting_events_remark(span: "TimelineSpan", how: str) -> str:
    """Return the remark about events that wait for a publication date; `how` sets one."""
    events = format_count(span.waiting_events, "event")
    articles = format_count(span.waiting_articles, "article")
    have = "has" if span.waiting_events == 1 else "have"
    return f"{events} of {articles} {have} no date: set the day of publication with {how}"


def format_publication_date(row: "ArticleRow", *, is_from_feed: bool = False) -> str:
    """Format the publication date with its origin: "17 March 2022, from the dateline".

    The metadata of an article that `is_from_feed` is that of the feed.
    """
    origin = _FROM[row.published_from]
    if is_from_feed and row.published_from == "metadata":
        origin = _FROM_FEED
    return (
        f"{format_date(row.published)}, {origin}"
        if row.published and origin
        else format_date(row.published)
    )


def site_or_source(row: "ArticleRow") -> str:
    """Return the site of an article, else the last part of its source, else an empty string."""
    return row.site or row.source.rstrip("/").rpartition("/")[2]


def site_and_date(row: "ArticleRow") -> str:
    """Format the site and date of an article: "Skarvik Post · 11 Mar 2026"."""
    return " · ".join(
        part
        for part in (
            site_or_source(row),
            format_published(row.published, row.published_from) if row.published else "",
        )
        if part
    )


def format_reading_time(words: int) -> str:
    """Format the reading time of a number of words: "about 5 min"."""
    return f"about {max(1, round(words / WORDS_PER_MINUTE)):,} min"


def format_found(counts: "CheckCounts") -> str:
    """Describe what a check of a watched source found: "1 new, 2 changed"; empty for nothing."""
    numbers = {"new": counts.new, "changed": counts.changed, "proposed": counts.proposed}
    return ", ".join(
        WatchText.FOUND[name].format(number=number) for name, number in numbers.items() if number
    )


_SLOW, _FAST = 0.1, 10  # per second; a slower speed is per minute, a faster one has no decimals


def format_speed(per_second: float) -> str:
    """Format a speed: "12 per second", "0.4 per second", and below that "3.5 per minute"."""
    if per_second < _SLOW:
        return f"{per_second * 60:.1f} per minute"
    return f"{per_second:.{0 if per_second >= _FAST else 1}f} per second"


def format_duration(seconds: float) -> str:
    """Format a length of time: 40 s, 5 min, 2 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def format_file_progress(progress: "FileProgress") -> str:
    """Format the progress in a file: "1,225 articles of inbox.mbox (34%)"."""
    read = f" ({progress.done:.0%})" if progress.done else ""
    return f"{format_count(progress.articles, 'article')} of {safe(progress.name)}{read}"
