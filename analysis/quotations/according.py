"""Find what is said beside "according to" a source, or "in the words of" one."""

from collections.abc import Sequence

from analysis.quotations.adverbials import over_participle
from analysis.quotations.before_cue import left_edge
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.inversion import appositive_end
from analysis.quotations.phrases import RELATIVE, base_end, is_comma, phrase_end
from analysis.quotations.reported_clauses import Range, has_verb, is_clause, trimmed
from analysis.quotations.reports import Attribution
from analysis.quotations.subjects import Subject

_WORDS = frozenset({"words", "view", "opinion", "telling", "account", "estimation", "phrase"})
_REACH = 40


def according_to(items: Sequence[Item], index: int) -> Attribution | None:
    """The attribution of an "according to" at an item."""
    end = phrase_end(items, index + 2)
    if end is None:
        return None
    first = base_end(items, index + 2) or end
    head = first - 1
    if index == 0 and first < len(items) and items[first].tag in ("DT", "PRP", "EX", "PRP$"):
        piece = trimmed(items, first, len(items))  # no comma: "According to Lee the firm lost"
        if piece is not None and has_verb(items, piece):
            source = Subject(index + 2, first, head)
            return Attribution((piece,), (index, index + 2), source, "according to, first")
    end = appositive_end(items, over_participle(items, end))
    if end < len(items) and items[end].tag in RELATIVE:
        end = _comma(items, end) or end
    source = Subject(index + 2, end, head)
    pieces = _around(items, index, end)
    if pieces is None:
        return None
    where = "first" if pieces[0][0] > index else "last"
    return Attribution(pieces, (index, index + 2), source, f"according to, {where}")


def in_words_of(items: Sequence[Item], index: int) -> Attribution | None:
    """The attribution of "in her words", "in Lee's view", "in the words of Lee" at an item "in"."""
    words = next(
        (
            place
            for place in range(index + 2, min(len(items), index + 7))
            if items[place].lower in _WORDS
        ),
        None,
    )
    if words is None:
        return None
    end = words + 1
    if items[index + 1].tag == "PRP$":
        source = Subject(index + 1, index + 2, index + 1)
    elif items[words - 1].tag == "POS" and words - 1 > index + 1:
        source = Subject(index + 1, words - 1, words - 2)
    elif items[words].lower == "words" and end < len(items) and items[end].lower == "of":
        last = phrase_end(items, end + 1)
        if last is None:
            return None
        source = Subject(end + 1, last, (base_end(items, end + 1) or last) - 1)
        end = last
    else:
        return None
    before = index - 1 - (index > 0 and is_comma(items[index - 1]))
    if before >= 0 and items[before].tag == QUOTE:
        pieces: tuple[Range, ...] | None = ((before, before + 1),)
    else:
        pieces = _around(items, index, end)
    if pieces is None or not any(
        item.tag == QUOTE for start, stop in pieces for item in items[start:stop]
    ):
        return None  # "in his view" alone is as often a thought as a report
    where = "first" if pieces[0][0] > index else "last"
    return Attribution(pieces, (index, words + 1), source, f"according to, {where}")


def _around(items: Sequence[Item], start: int, end: int) -> tuple[Range, ...] | None:
    """What is said around a source that is named in items `start` to `end`."""
    opens = start == 0 or (start == 1 and items[0].tag == "CC")
    if opens or items[start - 1].lower == "that":
        comma = _comma(items, end)
        if comma is not None and items[comma + 1].tag in RELATIVE:
            comma = _comma(items, comma + 1)
        if comma is None or not is_clause(items, comma + 1):
            return None
        piece = trimmed(items, comma + 1, len(items))
        return (piece,) if piece is not None else None
    last = start - is_comma(items[start - 1])
    left = trimmed(items, left_edge(items, last), last)
    if left is None:
        return None
    if has_verb(items, left):
        return (left,)
    if end >= len(items) or not is_comma(items[end]):
        return None
    more = trimmed(items, end + 1, len(items))
    return (left, more) if more is not None else (left,)


def _comma(items: Sequence[Item], start: int) -> int | None:
    return next(
        (
            index
            for index in range(start, min(len(items) - 1, start + _REACH))
            if is_comma(items[index]) or items[index].lower == ":"
        ),
        None,
    )
