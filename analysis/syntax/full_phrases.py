"""Find noun phrases with their complements, to the left of a token."""

from collections.abc import Sequence

from msgspec import Struct

from analysis import lexicon
from analysis.syntax.noun_phrases import (
    PREPOSITIONS,
    base_phrase_end,
    base_phrase_start,
    is_noun,
    is_time,
)
from analysis.syntax.tag_sets import RELATIVE_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma

TITLING = lexicon.words("reporting_verb_forms", "titling")
"""Participles between a noun and its title: a survey *entitled* “Needs”."""
_LINKING = VERBAL_TAGS | {"IN", "TO", "RB", "RP"}


class Subject(Struct, frozen=True):
    """A noun phrase as source: tokens `start` to `end` (half-open), head noun at `head`.

    `relative` is the token of the relative pronoun that refers to it, if there is one.
    """

    start: int
    end: int
    head: int
    relative: int | None = None


def full_phrase(tokens: Sequence[Token], last: int, floor: int) -> Subject | None:
    """Return the noun phrase that ends at `last`, with prepositional and coordinate phrases."""
    start = base_phrase_start(tokens, last)
    if start is None:
        return None
    head = last
    while start > floor + 1:
        left = tokens[start - 1]
        if (
            left.lower in PREPOSITIONS
            and is_noun(tokens[start - 2])
            and not (is_time(tokens[start - 2]) and left.lower != "of")
        ):
            inner = base_phrase_start(tokens, start - 2)
            head = start - 2
        elif (
            left.lower in PREPOSITIONS
            and (
                tokens[start - 2].tag in ("JJ", "VBN", "VBG") or tokens[start - 2].lower == "close"
            )
            and start > floor + 2
            and is_noun(tokens[start - 3])
        ):
            inner = base_phrase_start(tokens, start - 3)
            head = start - 3
        elif (
            left.tag == "CC"
            and left.lower in ("and", "or", "nor", "&")
            and is_noun(tokens[start - 2])
            and not is_time(tokens[start - 2])
        ):
            inner = base_phrase_start(tokens, start - 2)
        elif left.tag == "VBG" and is_noun(tokens[start - 2]) and not is_time(tokens[start - 2]):
            inner = base_phrase_start(tokens, start - 2)  # "a study documenting iodine levels"
            head = start - 2
        elif (
            left.tag in VERBAL_TAGS
            and tokens[start].tag == QUOTE
            and left.lower in TITLING
            and is_noun(tokens[start - 2])
        ):
            inner = base_phrase_start(tokens, start - 2)  # "a survey entitled “Needs”"
            head = start - 2
        elif left.tag == "CC" and tokens[start].tag == tokens[start - 2].tag == "JJ":
            inner = start - 2  # "current and former officials"
        elif is_comma(left) and _is_list_member(tokens, start, last, floor):
            inner = base_phrase_start(tokens, start - 2)
        elif (
            left.tag in _LINKING
            and (found := _restricted_noun(tokens, start - 1, floor)) is not None
        ):
            inner = base_phrase_start(tokens, found)
            head = found
        else:
            break
        if inner is None:
            break
        start = inner
    return Subject(start, last + 1, head)


def _is_list_member(tokens: Sequence[Token], start: int, last: int, floor: int) -> bool:
    """Return whether the name before a comma is listed with the next ones: *Lee*, Kim and Poe."""
    label = tokens[start - 2].name[2:]
    end = base_phrase_end(tokens, start)
    if (
        label not in ("PERSON", "ORG", "LOC")
        or start < floor + 2
        or end is None
        or tokens[end - 1].name[2:] != label
        or end > last
        or not (tokens[end].lower == "and" or is_comma(tokens[end]))
    ):
        return False
    first = base_phrase_start(tokens, start - 2)
    if first is None:
        return False
    before = tokens[first - 1] if first else None
    if label == "LOC" and first > 1 and is_noun(tokens[first - 2]):
        return before is not None and before.lower in PREPOSITIONS  # voters in *Ohio*, Iowa and
    return before is None or not (
        before.lower in PREPOSITIONS or before.tag in VERBAL_TAGS or before.tag == "IN"
    )


def _restricted_noun(tokens: Sequence[Token], verb: int, floor: int) -> int | None:
    """Return the noun of a relative clause without commas: *people* who saw it (said)."""
    for index in range(verb - 1, max(floor, verb - 12), -1):
        token = tokens[index]
        if is_comma(token) or token.tag == QUOTE:
            return None
        if (token.tag in RELATIVE_TAGS and token.lower != "what") and is_noun(tokens[index - 1]):
            return index - 1
    return None
