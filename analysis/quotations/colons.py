"""Find who speaks before a colon or dash that opens quoted words: a subject, or a name alone."""

from collections.abc import Sequence

from analysis.quotations.cues import verb_cue
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import (
    FINITE,
    REACH,
    RELATIVE,
    VERBS,
    base_end,
    is_comma,
    is_noun,
)
from analysis.quotations.reported_clauses import Range
from analysis.quotations.subjects import Subject, nearest_subject, subject_of
from analysis.quotations.verbs import verb_group

_LONGEST_NAME = 15
_AFTER_NAME = frozenset({"(", "of", "from", "in", "on", "at"})


def pending_in(items: Sequence[Item]) -> tuple[Range, Subject] | None:
    """The cue and source of a frame that ends with a colon, for what the next one quotes."""
    if not items or items[-1].lower != ":":
        return None
    for index in range(len(items) - 2, max(-1, len(items) - 12), -1):
        if items[index].tag in VERBS and (cue := verb_cue(items[index].lower)):
            group = verb_group(items, index)
            source = subject_of(items, group) or nearest_subject(items, group.start)
            if source is not None and not cue.thinking:
                return (group.start, group.end), source
    return colon_in(items, len(items) - 1)


def colon_in(items: Sequence[Item], colon: int) -> tuple[Range, Subject] | None:
    """The colon at an item as cue, and the subject of the clause before it as source."""
    other: Subject | None = None
    for index in range(max(0, colon - REACH), colon):
        if items[index].tag in FINITE:
            source = subject_of(items, verb_group(items, index))
            if source is None:
                continue
            if source.relative is None and not _is_subordinate(items, source.start):
                return (colon, colon + 1), source
            other = other or source
    if other is not None:
        return (colon, colon + 1), other
    return named_in(items, colon)


def _is_subordinate(items: Sequence[Item], start: int) -> bool:
    """Whether the clause that starts at an item is no main clause: *when* she arrived, he …."""
    return items[start].tag in RELATIVE or (
        start > 0 and items[start - 1].tag in ("IN", "WRB", *RELATIVE)
    )


def named_in(items: Sequence[Item], colon: int) -> tuple[Range, Subject] | None:
    """The colon at an item as cue, behind a name alone: *Jon Holm, a nurse*: "…"."""
    first = int(items[0].lower in ("from", "via"))
    end = base_end(items, first)
    if end is None or colon > _LONGEST_NAME:
        return None
    if end < colon and not (is_comma(items[end]) or items[end].lower in _AFTER_NAME):
        return None
    owner = next((place for place in range(first, end) if items[place].tag == "POS"), end)
    if first and owner > first:
        end = owner  # "From Lee's letter"
    name = end
    if end < colon and is_comma(items[end]) and not _is_named(items[end - 1]):
        name = base_end(items, end + 1) or end  # "His wife, Ada"
        end = name
    if not _is_named(items[name - 1]):
        return None
    return (colon, colon + 1), Subject(first, end, name - 1)


def _is_named(item: Item) -> bool:
    return is_noun(item) and item.tag != QUOTE and item.text[:1].isupper()
