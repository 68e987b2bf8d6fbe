"""Cut the time and the occasion of an utterance from the end of its content."""

from collections.abc import Sequence

from analysis.lexicon import word_set
from analysis.quotations.clauses import Range, trimmed
from analysis.quotations.noun_phrases import FINITE, base_end, is_comma, is_time
from analysis.quotations.segments import QUOTE, Item

_OCCASIONS = word_set("""
address announcement appearance appearances briefing broadcast column commercial conference debate
editorial email episode essay event forum hearing installment interview letter memo memoir message
op-ed podcast post press-conference program rally release remarks segment show speech statement
testimony tweet tweets video
""")
# "in a statement" is hardly ever content: these need no punctuation before them.
_ALWAYS = word_set("interview statement tweet post email release memo letter op-ed briefing")
_PLACED = frozenset({"in", "on", "during", "at"})
_ADVERBIAL = word_set("during after before when while though although amid hours")


def without_tail(tokens: Sequence[Item], piece: Range) -> Range:
    """Cut an occasion from the end of a content span: he was ready *in an interview on Monday*."""
    for index in range(piece[1] - 2, piece[0] + 1, -1):
        token = tokens[index]
        if token.tag in FINITE or (token.tag == QUOTE and token.finite):
            break
        if token.tag == "IN" and token.lower in _PLACED and _is_occasion(tokens, index, piece[1]):
            return trimmed(tokens, piece[0], index) or piece
    return piece


def object_without_tail(tokens: Sequence[Item], piece: Range) -> Range:
    """Cut the time from the end of an object: a “farce” *after the vote*."""
    last = next(
        (index for index in range(piece[1] - 1, piece[0], -1) if tokens[index].tag == QUOTE), None
    )
    if last is None or last + 1 >= piece[1]:
        return without_tail(tokens, piece)
    after = last + 1 + is_comma(tokens[last + 1])
    when = after < piece[1] - 1 and tokens[after].tag == "IN" and is_time(tokens[after + 1])
    if after < piece[1] and (
        when
        or tokens[after].lower in _ADVERBIAL
        or tokens[after].lower == "("
        or is_time(tokens[after])
    ):
        return (piece[0], last + 1)
    return without_tail(tokens, piece)


def _is_occasion(tokens: Sequence[Item], index: int, end: int) -> bool:
    first = tokens[index + 1]
    stop = base_end(tokens, index + 1)
    while stop is not None and stop > index + 2 and is_time(tokens[stop - 1]):
        stop -= 1
    if stop is None or stop > end or tokens[stop - 1].lower not in _OCCASIONS:
        return False
    before = tokens[index - 1]
    if before.tag == QUOTE or is_comma(before):
        return True
    owned = first.tag == "PRP$" or any(token.tag == "POS" for token in tokens[index + 1 : stop])
    return tokens[stop - 1].lower in _ALWAYS and (first.lower in ("a", "an") or owned)
