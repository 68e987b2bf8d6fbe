"""Join the parts of a name that the encoder tags apart: a body and its place, a hyphenated name."""

import re
from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.models import Mention
from analysis.structs import replace
from analysis.syntax.tokens import Doc

_OF_COUNTRY = re.compile(r" of (?:the )?")
_BODIES = "|".join(map(str.capitalize, lexicon.words("organization_nouns", "of_country")))
_BODY_OF_COUNTRY = re.compile(rf"[A-Z].* (?:{_BODIES})|(?:Ministry|Department) of .*", re.DOTALL)
_UNIVERSITY = re.compile(r"University of .*", re.DOTALL)
_HYPHENS = frozenset({"-", "‑", "–"})
_SYLLABLE = 6  # letters of the second part of a given name: "Min-ho"


def join_places(words: Doc, names: Sequence[Mention]) -> list[Mention]:
    """Return the names with the place that ends an organization's name joined to it.

    For example "German Marshall Fund" and "United States", "University of Norden" and "Lund", and
    "Islami Andolan" directly before "Bangladesh".
    """
    found: list[Mention] = []
    for name in names:
        before = found[-1] if found else None
        if (
            before is not None
            and before.label == "ORG"
            and name.label in ("GPE", "LOC")
            and _is_part(words, before, name)
        ):
            found[-1] = replace(before, end=name.end)
        else:
            found.append(name)
    return found


def _is_part(words: Doc, body: Mention, location: Mention) -> bool:
    """Return whether a place belongs to the name of the organization before it."""
    text = words.text
    between = text[body.end : location.start]
    if between == " ":
        return not _is_modifier(words, location) and not text[body.start : body.end].isupper()
    if between == " at ":
        return _UNIVERSITY.fullmatch(text, body.start, body.end) is not None
    return (
        _OF_COUNTRY.fullmatch(between) is not None
        and _BODY_OF_COUNTRY.fullmatch(text, body.start, body.end) is not None
    )


def _is_modifier(words: Doc, location: Mention) -> bool:
    """Return whether a place modifies a noun after it: "Lund" in "UN Lund office"."""
    span = words.token_range(location.start, location.end)
    after = span[-1] + 1 if len(span) else len(words.tokens)
    if after >= len(words.tokens):
        return False
    token = words.tokens[after]
    return token.tag.startswith(("NN", "POS", "JJ")) and token.text != "("


def complete_people(words: Doc, names: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the names; a person's name that ends in a hyphen includes the syllable after it.

    For example "Kim Min -" and "ho".
    """
    tokens = words.tokens
    starts = {name.start for name in names}
    for name in names:
        span = words.token_range(name.start, name.end)
        after = span[-1] + 1 if len(span) else 0
        if (
            name.label == "PERSON"
            and len(span) > 2
            and after < len(tokens)
            and tokens[span[-1]].text in _HYPHENS
            and tokens[after].text.isalpha()
            and tokens[after].start not in starts
            and len(tokens[after].text) <= _SYLLABLE
        ):
            yield replace(name, end=tokens[after].end)
        else:
            yield name
