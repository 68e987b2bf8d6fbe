"""Cut from what is said the words behind it that tell where and when it was said."""

from collections.abc import Sequence

from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import FINITE, base_end, is_comma, is_time
from analysis.quotations.reported_clauses import Range, trimmed
from analysis.word_sets import word_set

_OCCASIONS = word_set("""
address announcement appearance appearances briefing broadcast column commercial conference debate
editorial email episode essay event forum hearing installment interview letter memo memoir message
op-ed podcast post press-conference program rally release remarks segment show speech statement
testimony tweet tweets video
""")
# "a statement" is hardly ever what is talked of: these need no mark before them.
_ALWAYS = word_set("interview statement tweet post email release memo letter op-ed briefing")
_PLACED = frozenset({"in", "on", "during", "at"})
_ADVERBIAL = word_set("during after before when while though although amid hours")


def without_tail(items: Sequence[Item], piece: Range) -> Range:
    """A content without an occasion at its end: he was ready *in an interview on Monday*."""
    for index in range(piece[1] - 2, piece[0] + 1, -1):
        item = items[index]
        if item.tag in FINITE or (item.tag == QUOTE and item.finite):
            break
        if item.tag == "IN" and item.lower in _PLACED and _is_occasion(items, index, piece[1]):
            return trimmed(items, piece[0], index) or piece
    return piece


def object_without_tail(items: Sequence[Item], piece: Range) -> Range:
    """An object without what tells when it was named so: a “farce” *after the vote*."""
    last = next(
        (index for index in range(piece[1] - 1, piece[0], -1) if items[index].tag == QUOTE), None
    )
    if last is None or last + 1 >= piece[1]:
        return without_tail(items, piece)
    after = last + 1 + is_comma(items[last + 1])
    when = after < piece[1] - 1 and items[after].tag == "IN" and is_time(items[after + 1])
    if after < piece[1] and (
        when
        or items[after].lower in _ADVERBIAL
        or items[after].lower == "("
        or is_time(items[after])
    ):
        return (piece[0], last + 1)
    return without_tail(items, piece)


def _is_occasion(items: Sequence[Item], index: int, end: int) -> bool:
    first = items[index + 1]
    stop = base_end(items, index + 1)
    while stop is not None and stop > index + 2 and is_time(items[stop - 1]):
        stop -= 1
    if stop is None or stop > end or items[stop - 1].lower not in _OCCASIONS:
        return False
    before = items[index - 1]
    if before.tag == QUOTE or is_comma(before):
        return True
    owned = first.tag == "PRP$" or any(item.tag == "POS" for item in items[index + 1 : stop])
    return items[stop - 1].lower in _ALWAYS and (first.lower in ("a", "an") or owned)
