"""Find noun phrases from Penn tags only.

Every search to the left or right is limited to `REACH` tokens.
"""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.quoted_words import last_inner_character
from analysis.syntax.tag_sets import (
    DETERMINER_TAGS,
    FINITE_TAGS,
    PARTICIPLE_TAGS,
    PRONOUN_TAGS,
    PROPER_NOUN_TAGS,
    RELATIVE_TAGS,
)
from analysis.syntax.tokens import QUOTE, Token

REACH = 60
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "CD", "FW"})
_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "POS", "PRP$", "PDT", "$", "#", "HYPH", "AFX"})
PREPOSITIONS = lexicon.words("prepositions", "quotation")
_ACCUSED = frozenset({"accused", "deceased"})
_ALONE = lexicon.words("pronouns", "noun_phrase")
TIME_WORDS = (
    lexicon.words("time_words", "noun_phrase")
    | lexicon.words("weekdays")
    | lexicon.words("months", "full")
    | {f"{month}." for month in lexicon.words("months", "short")}
)


def is_noun(token: Token) -> bool:
    """Return whether a token can end a noun phrase."""
    if token.tag == QUOTE:
        short = token.text.count(" ") < 5 and not token.is_finite
        return short and last_inner_character(token) not in ",.!?"
    return (
        token.tag in NOUNS
        or token.tag in PRONOUN_TAGS
        or (token.tag in ("DT", "JJ", "NN", "PDT", "JJS", "RBS") and token.lower in _ALONE)
    )


def is_nominal(tokens: Sequence[Token], last: int) -> bool:
    """Return whether an adjective is used as a noun: the *poor*, the GOP *front-runner*."""
    if tokens[last].lower in _ACCUSED:
        return last > 0 and tokens[last - 1].tag == "DT"
    return (
        tokens[last].tag == "JJ" and last > 0 and tokens[last - 1].tag in ("DT", "NN", "NNP", "JJ")
    )


def is_time(token: Token) -> bool:
    """Return whether a token is a word of the calendar or the clock."""
    return token.lower in TIME_WORDS or (token.tag == "CD" and token.lower.isdigit())


def base_phrase_start(tokens: Sequence[Token], last: int, floor: int = 0) -> int | None:
    """Return the start of the noun phrase, without complements, that ends with token `last`.

    It is not before `floor`.
    """
    token = tokens[last]
    if token.tag in PRONOUN_TAGS:
        return last
    if not is_noun(token) and not is_nominal(tokens, last):
        return None
    start = last
    lowest = max(floor, last - REACH)
    while start > lowest:
        left = tokens[start - 1]
        named = tokens[start].text[:1].isupper() and left.tag in PROPER_NOUN_TAGS
        if tokens[start].tag in DETERMINER_TAGS and left.tag not in ("PDT", "POS") and not named:
            break
        if (
            left.tag in NOUNS
            or left.tag in _MODIFIERS
            or left.lower in ("&", "’", "'")
            or left.tag == "DT"
            or (left.tag == QUOTE and is_noun(left) and tokens[start].tag in NOUNS)
            or (left.tag in PARTICIPLE_TAGS and start > 1 and _opens_noun(tokens[start - 2]))
            or (
                left.tag == "RB"
                and tokens[start].tag in ("JJ", "CD")
                and start > 1
                and tokens[start - 2].tag == "DT"
            )
        ):
            start -= 1
        else:
            break
    return start


def phrase_start(tokens: Sequence[Token], end: int, floor: int = 0) -> int:
    """Return the start of the noun phrase that ends before `end`; `end` if there is none.

    A relative pronoun is none.
    """
    if end <= floor or tokens[end - 1].tag in RELATIVE_TAGS:
        return end
    start = base_phrase_start(tokens, end - 1, floor)
    return end if start is None else start


def _opens_noun(token: Token) -> bool:
    return token.tag in ("DT", "PRP$", "JJ", "POS", "CD")


def base_phrase_end(tokens: Sequence[Token], first: int) -> int | None:
    """Return the token after the noun phrase, without complements, that starts at `first`."""
    end = first
    limit = min(len(tokens), first + REACH)
    head = None
    while end < limit:
        token = tokens[end]
        if token.tag in PRONOUN_TAGS or token.tag in RELATIVE_TAGS:
            return end + 1 if end == first else head
        if token.tag in NOUNS or (token.tag == QUOTE and is_noun(token)):
            head = end + 1
        elif (
            token.tag in DETERMINER_TAGS
            and end > first
            and tokens[end - 1].tag not in ("PDT", "POS", "DT")
        ):
            break
        elif end == first and token.lower in ("both", "either", "neither"):
            pass
        elif token.tag in _MODIFIERS or token.tag == "DT" or token.lower in ("&", "’", "'"):
            if token.tag == "DT" and token.lower in _ALONE:
                head = end + 1
        elif token.tag in ("VBN", "VBG", "RB", "RBS", "RBR") and (
            end == first or tokens[end - 1].tag in ("DT", "PRP$", "JJ", "POS", "CD", "RB")
        ):
            pass
        else:
            break
        end += 1
    closed = end >= len(tokens) or tokens[end].tag in (",", ".", *FINITE_TAGS)
    if head is None and end > first + 1 and closed and is_nominal(tokens, end - 1):
        return end  # "the poor"
    return head


def phrase_end(tokens: Sequence[Token], first: int) -> int | None:
    """Return the token after the noun phrase, complements included, that starts at `first`."""
    end = base_phrase_end(tokens, first)
    while end is not None and end + 1 < len(tokens) and end - first < REACH:
        following = tokens[end]
        if following.lower in PREPOSITIONS:
            is_infinitive = following.tag == "TO" and tokens[end + 1].first_tag == "VB"
            more = base_phrase_end(tokens, end + 1) if not is_infinitive else None
        elif following.tag == "CC" and following.lower in ("and", "or"):
            more = base_phrase_end(tokens, end + 1)
            if more is not None and more < len(tokens) and tokens[more].tag in FINITE_TAGS:
                more = None
        elif following.lower == "(":
            more = _closing(tokens, end)
        else:
            more = None
        if more is None:
            break
        end = more
    return end


def _closing(tokens: Sequence[Token], opening: int) -> int | None:
    for index in range(opening + 1, min(len(tokens), opening + 15)):
        if tokens[index].lower == ")":
            return index + 1
    return None
