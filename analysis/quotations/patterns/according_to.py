"""Match "according to" a source and "in the words of" a source."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.names.titles import role_noun, singular
from analysis.quotations.patterns.complement import Attribution
from analysis.quotations.preposed import clause_start
from analysis.syntax.adverbials import skip_participle
from analysis.syntax.clauses import TokenRange, has_verb, is_clause, strip_punctuation
from analysis.syntax.cues import verb_cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.inverted_subjects import appositive_end
from analysis.syntax.noun_phrases import base_phrase_end, is_time, phrase_end
from analysis.syntax.tag_sets import FINITE_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma

_WORDS = lexicon.words("reporting_nouns", "according")
_SOURCES = lexicon.words("source_nouns", "body", "outlet", "group", "document")
_MEASURES = lexicon.words("reporting_nouns", "measure")
_REACH = 40
_LINKS = frozenset({"because", "including", "since", "though", "when", "while"})
_CLAUSE_PREPOSITIONS = frozenset({"after", "before", "between", "by", "during", "since", "under"})


def match_according_to(tokens: Sequence[Token], index: int) -> Attribution | None:
    """Return the attribution of an "according to" at a token, or None."""
    end = phrase_end(tokens, index + 2)
    if end is None:
        return None
    cue = (
        verb_cue(tokens[index - 1].lower)
        if index and tokens[index - 1].tag in FINITE_TAGS
        else None
    )
    if cue is not None and cue.is_speech:
        return None  # "Lee said according to the figures, sales fell"
    first = base_phrase_end(tokens, index + 2) or end
    head = first - 1
    if tokens[head].lower in _MEASURES:
        return None
    if tokens[index].lower == "as" and not _is_source(tokens[head]):
        return None  # "as per the schedule"
    if index == 0 and first < len(tokens) and tokens[first].tag in ("DT", "PRP", "EX", "PRP$"):
        piece = strip_punctuation(
            tokens, first, len(tokens)
        )  # no comma: "According to Lee the firm lost"
        if piece is not None and has_verb(tokens, piece):
            source = Subject(index + 2, first, head)
            return Attribution((piece,), (index, index + 2), source, "according to, first")
    end = _skip_origin(tokens, skip_participle(tokens, end))
    if end + 1 < len(tokens) and not is_time(tokens[end + 1]):
        end = appositive_end(tokens, end)
    if end < len(tokens) and tokens[end].tag in RELATIVE_TAGS:
        end = _find_comma(tokens, end) or end
    if _opens_sentence(tokens, index) and _find_comma(tokens, end) is None:
        end = _cut_clause(tokens, first, end)
    source = Subject(index + 2, end, head)
    pieces = _content_around(tokens, index, end)
    if pieces is None:
        return None
    order = "first" if pieces[0][0] > index else "last"
    return Attribution(pieces, (index, index + 2), source, f"according to, {order}")


def _is_source(token: Token) -> bool:
    """Return whether a noun can speak: a name, a body, an official, a document."""
    return (
        token.name != "O" or singular(token.lower) in _SOURCES or role_noun(token.text) is not None
    )


def _cut_clause(tokens: Sequence[Token], first: int, end: int) -> int:
    """Return the end of a source that no comma parts from the clause behind it.

    According to *the Herald* under the plan rents fall. `first` is the end of its base phrase.
    """
    if first < end and tokens[first].lower in _CLAUSE_PREPOSITIONS:
        return first
    if end + 2 < len(tokens) and (tokens[end].lower, tokens[end + 2].lower) == ("(", ")"):
        return end + 3
    return end


def _opens_sentence(tokens: Sequence[Token], index: int) -> bool:
    return index == 0 or (index == 1 and (tokens[0].tag == "CC" or tokens[0].lower == "("))


def _skip_origin(tokens: Sequence[Token], index: int) -> int:
    """Skip a participle with its time and agent: figures *released on Monday by the bank*."""
    if index >= len(tokens) or tokens[index].tag != "VBN":
        return index
    end = index + 1
    while end < len(tokens) and is_time(tokens[end]):
        end += 1
    if end + 1 >= len(tokens) or tokens[end].lower not in ("by", "in", "on", "from"):
        return end if end > index + 1 else index
    return phrase_end(tokens, end + 1) or index


def match_in_words_of(tokens: Sequence[Token], index: int) -> Attribution | None:
    """Match "in her words", "in Lee's view" or "in the words of Lee" at the token "in".

    Return None if the content holds no words in quotation marks.
    """
    words = next(
        (
            position
            for position in range(index + 2, min(len(tokens), index + 7))
            if tokens[position].lower in _WORDS
        ),
        None,
    )
    if words is None:
        return None
    end = words + 1
    if tokens[index + 1].tag == "PRP$":
        source = Subject(index + 1, index + 2, index + 1)
    elif tokens[words - 1].tag == "POS" and words - 1 > index + 1:
        source = Subject(index + 1, words - 1, words - 2)
    elif tokens[words].lower == "words" and end < len(tokens) and tokens[end].lower == "of":
        last = phrase_end(tokens, end + 1)
        if last is None:
            return None
        source = Subject(end + 1, last, (base_phrase_end(tokens, end + 1) or last) - 1)
        end = last
    else:
        return None
    before = index - 1 - (index > 0 and is_comma(tokens[index - 1]))
    if before >= 0 and tokens[before].tag == QUOTE:
        pieces: tuple[TokenRange, ...] | None = ((before, before + 1),)
    else:
        pieces = _content_around(tokens, index, end)
    if pieces is None or not any(
        token.tag == QUOTE for start, stop in pieces for token in tokens[start:stop]
    ):
        return None  # "in his view" alone is as often a thought as a report
    order = "first" if pieces[0][0] > index else "last"
    return Attribution(pieces, (index, words + 1), source, f"according to, {order}")


def _content_around(tokens: Sequence[Token], start: int, end: int) -> tuple[TokenRange, ...] | None:
    """Return the content around a source that covers tokens `start` to `end`, or None."""
    before = tokens[start - 1 - (start > 1 and is_comma(tokens[start - 1]))] if start else None
    links = before is not None and (before.tag in ("CC", *RELATIVE_TAGS) or before.lower in _LINKS)
    opens = _opens_sentence(tokens, start)
    if opens or links or tokens[start - 1].lower == "that":
        following = _content_behind(tokens, end)
        if following is not None or not links:
            return following
    last = start - is_comma(tokens[start - 1])
    left = strip_punctuation(tokens, clause_start(tokens, last), last)
    if left is None:
        return None
    if last == start:
        left = _inner_report(tokens, left)
    if has_verb(tokens, left) and tokens[left[1] - 1].tag not in FINITE_TAGS:
        return (left,)
    if end >= len(tokens) or not is_comma(tokens[end]):
        return None
    more = strip_punctuation(tokens, end + 1, len(tokens))
    return (left, more) if more is not None else (left,)


def _content_behind(tokens: Sequence[Token], end: int) -> tuple[TokenRange, ...] | None:
    """Return the clause behind a source that ends before a token, or None."""
    comma = _find_comma(tokens, end)
    if comma is None:
        comma = end - 1
        if end >= len(tokens) or tokens[end].tag == "CC":
            return None
    elif tokens[comma + 1].tag in RELATIVE_TAGS:
        comma = _find_comma(tokens, comma + 1)
    if comma is None or not is_clause(tokens, comma + 1):
        return None
    piece = strip_punctuation(tokens, comma + 1, len(tokens))
    return (piece,) if piece is not None else None


def _inner_report(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Return the content of a report in a range: Lee reports *that it rose* according to Kim."""
    for index in range(piece[0] + 1, piece[1] - 2):
        if tokens[index].tag in FINITE_TAGS and tokens[index + 1].lower == "that":
            cue = verb_cue(tokens[index].lower)
            if cue is not None and cue.is_speech:
                return index + 1, piece[1]
    return piece


def _find_comma(tokens: Sequence[Token], start: int) -> int | None:
    return next(
        (
            index
            for index in range(start, min(len(tokens) - 1, start + _REACH))
            if is_comma(tokens[index]) or tokens[index].lower == ":"
        ),
        None,
    )
