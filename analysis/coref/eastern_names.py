"""Names of people whose family name stands first, by their form: "Moon Jae-in", "Tsai Ing-wen".

The encoder often takes such a name, and the family name alone, for that of a place or a body.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from analysis import lexicon
from analysis.models import Mention, Reason
from analysis.names.given_names import fold_word
from analysis.names.parser import count_title_words
from analysis.structs import replace
from analysis.syntax.tag_sets import ADVERB_TAGS, NOUN_TAGS, PROPER_NOUN_TAGS
from analysis.syntax.tokens import Doc, skip_tags

_FAMILY_NAMES = lexicon.words("first_family_names")
_GIVEN_NAME = re.compile(r"[A-Z][a-z]{1,6}-[A-Za-z][a-z]{1,6}")
_SHORT = re.compile(r"[A-Z][a-z]{1,3}-[a-z]{2,4}")  # "Moon Jae-in administration" as adjective
_UNSURE = 0.8  # the confidence of a name below which its form outweighs the encoder's label
_CONFIDENCE = 0.7
_PLACE_PREPOSITIONS = lexicon.words("prepositions", "place") | {"from", "to", "of"}
_VERBS = frozenset({"VBD", "VBZ", "MD", "POS"})
_TERMS = frozenset({"administration", "presidency"})


def mark_eastern_names(words: Doc, names: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the names with those of people whose family name stands first.

    A full name is a listed family name and two syllables with a hyphen. After it, the family name
    alone is a person's after a title, before a verb or a possessive, and before "administration".
    Names are in text order.
    """
    people = _find_full_names(words)
    if not people:
        return tuple(names)
    found: list[Mention] = []
    first: dict[str, int] = {}
    for start, end, family in people:
        first.setdefault(family, end)
        inside = _overlapping(names, start, end)
        if any(_is_kept(name, start, end) for name in inside):
            continue
        begin = min([start, *(name.start for name in inside)])
        is_titled = count_title_words(words.text[begin:end].split()) == len(
            words.text[begin:start].split()
        )
        if is_titled and all(name.end <= end for name in inside):
            found.append(_as_person(Mention(begin, end, "PERSON", "name", None, _CONFIDENCE)))
    remaining = [name for name in names if not _overlapping(found, name.start, name.end)]
    remaining = [
        _as_person(replace(name, label="PERSON")) if _is_family_name(words, name, first) else name
        for name in remaining
    ]
    return tuple(sorted((*remaining, *found), key=lambda name: name.start))


def _overlapping(names: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Return the names that share letters with a span; `names` are apart and in text order."""
    first = bisect_right(names, start, key=lambda name: name.end)
    return names[first : bisect_left(names, end, key=lambda name: name.start)]


def _is_kept(name: Mention, start: int, end: int) -> bool:
    """Return whether a name around a full name is a person's already, or surely another's."""
    if name.label == "PERSON":
        return name.start <= start and end <= name.end
    return name.confidence >= _UNSURE


def _find_full_names(words: Doc) -> list[tuple[int, int, str]]:
    """Return the start and end of each full name, with the family name."""
    tokens = words.tokens
    return [
        (token.start, following.end, token.text)
        for token, following in pairwise(tokens)
        if following.text[0].isupper()
        and "-" in following.text
        and token.tag in NOUN_TAGS
        and (following.tag in PROPER_NOUN_TAGS or _SHORT.fullmatch(following.text))
        and token.text.istitle()
        and fold_word(token.text) in _FAMILY_NAMES
        and _GIVEN_NAME.fullmatch(following.text)
        and words.text[token.end : following.start] == " "
    ]


def _is_family_name(words: Doc, name: Mention, first: dict[str, int]) -> bool:
    """Return whether an unsure name is the family name of a person named in full before."""
    if name.label == "PERSON" or name.confidence >= _UNSURE:
        return False
    parts = words.text[name.start : name.end].split()
    titles = count_title_words(parts)
    family = " ".join(parts[titles:])
    if name.start < first.get(family, name.start + 1):
        return False
    span = words.token_range(name.start, name.end)
    if not span or titles:
        return bool(titles)
    tokens = words.tokens
    if span[0] and tokens[span[0] - 1].lower in _PLACE_PREPOSITIONS:
        return False
    after = skip_tags(tokens, span[-1] + 1, ADVERB_TAGS, len(tokens))
    if after >= len(tokens):
        return False
    return tokens[after].tag in _VERBS or tokens[after].lower in _TERMS


def _as_person(name: Mention) -> Mention:
    reason = Reason.of("name.context", type="PERSON")
    return replace(name, confidence=_CONFIDENCE, reason=reason)
