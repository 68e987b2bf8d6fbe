"""Join the parts of a name that the encoder tags apart, and separate what is no part.

Parts are a body and its place, the halves of a place with a possessive, and the syllables of a
hyphenated name. The people before a person or a noun, the country after a town, and the words after
a dash are none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from analysis import lexicon
from analysis.lexicon import countries, fold_name, is_town
from analysis.models import Label, Mention
from analysis.names.given_names import gender_of_given_name
from analysis.ner.types import DEMONYMS, TYPE_WORDS, is_demonym
from analysis.structs import replace
from analysis.syntax.tag_sets import DETERMINER_TAGS, FINITE_TAGS, PARTICIPLE_TAGS
from analysis.syntax.tokens import Doc

_OF_COUNTRY = re.compile(r" of (?:the )?")
_BODIES = "|".join(map(str.capitalize, lexicon.words("organization_nouns", "of_country")))
_BODY_OF_COUNTRY = re.compile(rf"[A-Z].* (?:{_BODIES})|(?:Ministry|Department) of .*", re.DOTALL)
_UNIVERSITY = re.compile(r"University of .*", re.DOTALL)
_HYPHENS = frozenset({"-", "‑", "–"})
_CLAUSE_TAGS = DETERMINER_TAGS | FINITE_TAGS | PARTICIPLE_TAGS | {"IN", "CC", "PRP", "WP"}
_FAMILY_NAMES_FIRST = lexicon.words("first_family_names")
_PLACES = ("GPE", "LOC", "FAC")
_POSSESSIVES = ("'s ", "’s ")
_SAINTS = ("St. ", "St ", "Saint ")
_OFFICES = frozenset({"Minister", "Ministers", "Ministry", "Secretary"})
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


def join_possessives(words: Doc, names: Iterable[Mention]) -> list[Mention]:
    """Return the names with both halves of a place joined: "St. Olav" and "Square".

    The whole is a known town ("Cox's Bazar"), or the second half is a kind of place alone.
    """
    text = words.text
    found: list[Mention] = []
    for name in names:
        before = found[-1] if found else None
        if (
            before is not None
            and name.label in _PLACES
            and before.label in (*_PLACES, "PERSON")
            and text[before.end : name.start] in _POSSESSIVES
            and (
                is_town(text[before.start : name.end])
                or (
                    text[name.start : name.end].lower() in TYPE_WORDS
                    and _is_saint(text[before.start : before.end])
                )
            )
        ):
            label: Label = "GPE" if is_town(text[before.start : name.end]) else name.label
            found[-1] = replace(before, end=name.end, label=label)
        else:
            found.append(name)
    return found


def _is_saint(name: str) -> bool:
    """Return whether a name is a saint's, as in "St. Olav's Square"."""
    return name.startswith(_SAINTS)


def separate_countries(words: Doc, names: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the names; a town and the country directly after it are two: "Lagos Nigeria"."""
    text, tokens = words.text, words.tokens
    for name in names:
        span = words.token_range(name.start, name.end) if name.label in _PLACES else range(0)
        if fold_name(text[name.start : name.end]) not in countries():
            for at in span[1:]:
                first = text[name.start : tokens[at - 1].end]
                second = text[tokens[at].start : name.end]
                if fold_name(second) in countries() and is_town(first):
                    yield replace(name, end=tokens[at - 1].end, label="GPE")
                    name = replace(name, start=tokens[at].start, label="GPE")
                    break
        yield name


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


def end_at_dashes(words: Doc, names: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the names; a person's name ends at a hyphen that is a dash, as does the one after it.

    For example "Jo Roe - a" and "Jo Roe- Al Doe", but not "Jean - Pierre Roe" and "Kim Min - ho".
    """
    tokens = words.tokens
    for name in names:
        span = words.token_range(name.start, name.end) if name.label == "PERSON" else range(0)
        for at in span[1:-1]:
            dash = tokens[at]
            if dash.text[-1] in _HYPHENS and dash.end < tokens[at + 1].start:
                end = dash.end - 1 if len(dash.text) > 1 else tokens[at - 1].end
                after = tokens[at + 1 : span[-1] + 1]
                if after[0].tag in _CLAUSE_TAGS:
                    yield replace(name, end=end)
                    break
                is_full = " " in words.text[name.start : end] and len(after) > 1
                if is_full and all(token.text[0].isupper() for token in after):
                    yield replace(name, end=end)
                    yield replace(name, start=after[0].start)
                    break
        else:
            yield name


def separate_peoples(words: Doc, names: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the names; a person's name does not include the people before it: "Swede Jo Lind".

    Nor does a people's name include the field of an office: "South Korean Trade Minister". A word
    that is also a given name belongs to the person, unless an article before it and a given name
    after it show that it does not: "Christian Lind Roe", but "the Dane Karl Lind".
    """
    tokens = words.tokens
    for name in names:
        span = words.token_range(name.start, name.end)
        if name.label == "PERSON" and len(span) > 2 and _begins_with_people(words, span[0]):
            yield replace(name, end=tokens[span[0]].end, label="NORP")
            yield replace(name, start=tokens[span[1]].start)
        elif name.label == "NORP" and len(span) > 1:
            yield _cut_to_people(words, name, span)
        else:
            yield name


def _cut_to_people(words: Doc, name: Mention, span: range) -> Mention:
    """Return a people's name without other words before a minister or the like."""
    tokens = words.tokens
    after = tokens[span[-1] + 1].text if span[-1] + 1 < len(tokens) else ""
    if after not in _OFFICES:
        return name
    for last in span[-2::-1]:
        if is_demonym(tokens[last].lower):
            return replace(name, end=tokens[last].end)
    return name


def _begins_with_people(words: Doc, first: int) -> bool:
    token, after = words.tokens[first : first + 2]
    if token.lower not in DEMONYMS or token.lower in _FAMILY_NAMES_FIRST:
        return False
    if not (token.text.istitle() and after.text[0].isupper()):
        return False
    if gender_of_given_name(token.text) is None:
        return True
    has_article = first > 0 and words.tokens[first - 1].lower == "the"
    return has_article and gender_of_given_name(after.text) is not None
