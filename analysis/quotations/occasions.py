"""Cut the time and the occasion of an utterance from the end of its content."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.adverbials import is_time_phrase
from analysis.syntax.clauses import TokenRange, strip_punctuation
from analysis.syntax.noun_phrases import base_phrase_end, is_time
from analysis.syntax.tag_sets import DETERMINER_TAGS, FINITE_TAGS, RELATIVE_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma

_OCCASIONS = lexicon.words("reporting_nouns", "occasion")
# "in a statement" is hardly ever content: these need no punctuation before them.
_ALWAYS = lexicon.words("reporting_nouns", "certain_occasion")
_ARTICLE = frozenset({"article", "story", "report", "piece"})
_PLACED = frozenset({"in", "on", "during", "at"})
_ADVERBIAL = lexicon.words("subordinators", "adverbial")
_CIRCUMSTANCE = _ADVERBIAL | {"despite", "since"}


def cut_occasion(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut an occasion from the end of a content span: he was ready *in an interview on Monday*."""
    for index in range(piece[1] - 2, piece[0] + 1, -1):
        token = tokens[index]
        if token.tag in FINITE_TAGS or (token.tag == QUOTE and token.is_finite):
            break
        if token.lower == "for" and _is_this_article(tokens, index + 1, piece[1]):
            return strip_punctuation(tokens, piece[0], index) or piece
        if token.tag == "IN" and token.lower in _PLACED and _is_occasion(tokens, index, piece[1]):
            return strip_punctuation(tokens, piece[0], index) or piece
    return piece


def _is_this_article(tokens: Sequence[Token], index: int, end: int) -> bool:
    """Return whether a range is the article at hand: declined to comment for *this story*."""
    return (
        index + 2 == end and tokens[index].lower == "this" and tokens[index + 1].lower in _ARTICLE
    )


def cut_object_occasion(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut the time from the end of an object: a “farce” *after the vote*."""
    last = next(
        (index for index in range(piece[1] - 1, piece[0], -1) if tokens[index].tag == QUOTE), None
    )
    if last is None or last + 1 >= piece[1]:
        return _cut_circumstance(tokens, piece)
    after = last + 1 + is_comma(tokens[last + 1])
    when = after < piece[1] - 1 and tokens[after].tag == "IN" and is_time(tokens[after + 1])
    if after < piece[1] and (
        when
        or tokens[after].lower in _ADVERBIAL
        or tokens[after].lower == "("
        or is_time(tokens[after])
    ):
        return (piece[0], last + 1)
    return cut_occasion(tokens, piece)


def _cut_circumstance(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut a time, an occasion or a clause with its own verb behind a simple object.

    praised *the plan* at a rally, repeated *the offer* on Monday, denounced *him* as they met.
    """
    first = base_phrase_end(tokens, piece[0])
    if first is None:
        return cut_occasion(tokens, piece)
    for index in range(first, piece[1] - 1):
        token = tokens[index]
        if token.lower == "following" and index == first:
            return (piece[0], index)
        if token.tag in (*VERBAL_TAGS, *RELATIVE_TAGS, "TO") or token.lower == "that":
            break
        if _is_circumstance(tokens, index, piece[1]):
            start = _skip_time_back(tokens, first, index)
            return strip_punctuation(tokens, piece[0], start) or piece
    return cut_occasion(tokens, piece)


def _skip_time_back(tokens: Sequence[Token], first: int, index: int) -> int:
    """Return the comma before the time span that ends at a token: …, *just two days* after."""
    start = index
    while start > first and (
        is_time(tokens[start - 1]) or tokens[start - 1].tag in ("CD", "DT", "RB", "JJ")
    ):
        start -= 1
    return start - 1 if start < index and is_comma(tokens[start - 1]) else index


def _is_circumstance(tokens: Sequence[Token], index: int, end: int) -> bool:
    token = tokens[index]
    if token.lower in _CIRCUMSTANCE:
        return True
    if token.tag == "IN" and token.lower == "as":
        subject = base_phrase_end(tokens, index + 1)
        return subject is not None and subject < end and tokens[subject].tag in FINITE_TAGS
    if token.tag != "IN" or token.lower not in _PLACED:
        return is_time_phrase(tokens, index)
    stop = base_phrase_end(tokens, index + 1)
    if stop is None or stop > end:
        return False
    last = tokens[stop - 1]
    known = tokens[index + 1].tag in DETERMINER_TAGS  # not so "in political speech"
    return is_time(last) or (known and last.lower in _OCCASIONS)


def _is_occasion(tokens: Sequence[Token], index: int, end: int) -> bool:
    first = tokens[index + 1]
    stop = base_phrase_end(tokens, index + 1)
    while stop is not None and stop > index + 2 and is_time(tokens[stop - 1]):
        stop -= 1
    if stop is None or stop > end or tokens[stop - 1].lower not in _OCCASIONS:
        return False
    before = tokens[index - 1]
    if before.tag == QUOTE or is_comma(before):
        return True
    owned = first.tag == "PRP$" or any(token.tag == "POS" for token in tokens[index + 1 : stop])
    return tokens[stop - 1].lower in _ALWAYS and (first.lower in ("a", "an") or owned)
