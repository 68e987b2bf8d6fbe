"""Entries of a watched feed: find those that are new, unchanged or corrected since its last check.

An entry is identified by its id in the feed, else by its address and title. What several entries
have in common identifies none of them: these are matched by what remains of them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence

from msgspec import Struct

from analysis.structs import replace
from db.importers import ImportItem
from db.repositories.article_rows import hash_text
from db.repositories.watched_sources import WatchedEntry
from db.text import one_line
from db.web_addresses import normalize_url

Identity = tuple[str, ...]
_Identify = Callable[[WatchedEntry], Identity | None]


class MatchedEntry(Struct, frozen=True):
    """An entry as it is now, and the recorded one that it is, or None for a new one.

    The `added_article` of `entry` is that of `recorded`, or 0.
    """

    item: ImportItem
    entry: WatchedEntry
    recorded: WatchedEntry | None

    @property
    def is_unchanged(self) -> bool:
        """True if title and text are as they were."""
        return self.recorded is not None and self.recorded.key == self.entry.key


def match_entries(
    items: Sequence[ImportItem], recorded: Sequence[WatchedEntry]
) -> list[MatchedEntry]:
    """Match the entries of a feed with those of its last check, each with at most one."""
    entries = [_to_entry(item) for item in items]
    found: dict[int, WatchedEntry] = {}
    by_key = {entry.key: entry for entry in recorded}
    for number, entry in enumerate(entries):
        if entry.key in by_key:
            found[number] = by_key[entry.key]
    for identify, is_exact in _IDENTITIES:
        _match_by(identify, is_exact, entries, recorded, found)
    return [
        MatchedEntry(item, _with_article(entry, found.get(number)), found.get(number))
        for number, (item, entry) in enumerate(zip(items, entries, strict=True))
    ]


def _match_by(
    identify: _Identify,
    is_exact: bool,
    entries: Sequence[WatchedEntry],
    recorded: Sequence[WatchedEntry],
    found: dict[int, WatchedEntry],
) -> None:
    """Match what one entry and one recorded entry have in common, of all or of those that remain.

    With `is_exact`, no matched entry may have it either.
    """
    taken = {entry.key for entry in found.values()}
    now: defaultdict[Identity, list[int]] = defaultdict(list)
    before: defaultdict[Identity, list[WatchedEntry]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if (is_exact or number not in found) and (identity := identify(entry)):
            now[identity].append(number)
    for entry in recorded:
        if (is_exact or entry.key not in taken) and (identity := identify(entry)):
            before[identity].append(entry)
    for identity, numbers in now.items():
        candidates = before.get(identity, [])
        if len(numbers) != 1 or len(candidates) != 1:
            continue
        [number], [candidate] = numbers, candidates
        if number in found or candidate.key in taken:
            continue
        entry = entries[number]
        ids = {entry.entry_id, candidate.entry_id} - {""}
        if len(ids) < 2 or entry.title == candidate.title:
            found[number] = candidate


def _by_id(entry: WatchedEntry) -> Identity | None:
    return (entry.entry_id,) if entry.entry_id else None


def _by_id_and_title(entry: WatchedEntry) -> Identity | None:
    return (entry.entry_id, entry.title) if entry.entry_id else None


def _by_address(entry: WatchedEntry) -> Identity | None:
    return (entry.address,) if entry.address else None


def _by_title(entry: WatchedEntry) -> Identity | None:
    """Return the address and title of an entry without an id."""
    return (entry.address, entry.title) if entry.title and not entry.entry_id else None


# Each with True if it must be unique in the whole feed, else among the entries without a match.
_IDENTITIES: tuple[tuple[_Identify, bool], ...] = (
    (_by_id, True), (_by_id_and_title, False), (_by_address, True), (_by_title, False),
)  # fmt: skip


def _to_entry(item: ImportItem) -> WatchedEntry:
    document = item.document
    title = one_line(document.title)
    is_own = document.source != document.retrieved_from  # else that of the feed
    return WatchedEntry(
        hashlib.sha256(f"{title}\n{document.text}".encode()).hexdigest(),
        item.entry_id,
        normalize_url(document.source) if is_own else "",
        title,
        hash_text(document.text),
        0,
    )


def _with_article(entry: WatchedEntry, recorded: WatchedEntry | None) -> WatchedEntry:
    return entry if recorded is None else replace(entry, added_article=recorded.added_article)
