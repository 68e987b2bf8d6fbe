"""Extend a subject to the name that it explains, to a title, and to a partner before "and"."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.full_phrases import Subject, full_phrase
from analysis.syntax.noun_phrases import (
    NOUNS,
    PREPOSITIONS,
    base_phrase_end,
    base_phrase_start,
    is_noun,
    is_time,
)
from analysis.syntax.tag_sets import ADVERBIAL_TAGS, FINITE_TAGS, PROPER_NOUN_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma

_OCCUPATIONS = lexicon.words("person_nouns", "person", "man", "woman") | lexicon.words(
    "titles", "abbreviation"
)
_LONGEST_NAME = 4


def extend_to_name(tokens: Sequence[Token], found: Subject | None, floor: int) -> Subject | None:
    """Extend a subject to the name that it explains: *Lee, the guru who founded it* said."""
    if found is None or found.start < floor + 2 or not is_comma(tokens[found.start - 1]):
        return found
    named = _opening_name(tokens, found)
    if named is not None:
        return named
    titled = tokens[found.head].lower in _OCCUPATIONS
    if not (titled or tokens[found.start].tag in ("DT", "PRP$", "CD", "NN")) or not is_appositive(
        tokens, found
    ):
        return found
    name = full_phrase(tokens, found.start - 2, floor)
    if name is None or tokens[name.head].tag not in PROPER_NOUN_TAGS:
        return found
    before = tokens[name.start - 1] if name.start else None
    if before is None or before.tag in (QUOTE, "CC") or before.lower in (",", "that"):
        return Subject(name.start, found.end, name.head)
    return found


def _opening_name(tokens: Sequence[Token], found: Subject) -> Subject | None:
    """Return the name and role that open a sentence: *Lee, head of Local 12, Dock Workers* said.

    No comma separates the last part of the role from the verb.
    """
    first = 0
    if tokens[0].tag in ADVERBIAL_TAGS:  # "On Monday, Lee, head of"
        first = next((at + 1 for at in range(found.start) if is_comma(tokens[at])), 0)
    end = base_phrase_end(tokens, first)
    if (
        end is None
        or end + 1 >= found.start
        or not is_comma(tokens[end])
        or not tokens[end - 1].name.endswith("PERSON")
        or tokens[found.head].name.endswith("PERSON")
    ):
        return None
    role = base_phrase_end(tokens, end + 1)
    if role is None or not _is_occupation(tokens[role - 1]):
        return None
    inside = tokens[end + 1 : found.start]
    if any(token.tag in (*VERBAL_TAGS, QUOTE) or token.name.endswith("PERSON") for token in inside):
        return None
    return Subject(first, found.end, end - 1)


def _is_occupation(token: Token) -> bool:
    return token.lower.rstrip(".") in _OCCUPATIONS


def extend_to_quote(tokens: Sequence[Token], found: Subject) -> Subject:
    """Extend a person to the capitalized words of a name after quoted words: “…,” *Fight for*."""
    if found.start < 2 or tokens[found.start - 1].lower not in PREPOSITIONS:
        return found
    first = next((at for at in range(found.start - 2, -1, -1) if tokens[at].tag == QUOTE), None)
    if first is None or found.start - first > _LONGEST_NAME:
        return found
    inside = tokens[first + 1 : found.start]
    if any(token.tag in FINITE_TAGS for token in inside):
        return found
    named = tokens[found.end - 1].name.endswith("PERSON") and inside[0].text[:1].isupper()
    return Subject(first + 1, found.end, found.head) if named else found


def extend_to_title(tokens: Sequence[Token], found: Subject, floor: int) -> Subject:
    """Extend a name to the title before it: *head of sales, Ana Lee* said."""
    if (
        found.start < floor + 2
        or not is_comma(tokens[found.start - 1])
        or not tokens[found.head].name.endswith("PERSON")
        or not is_noun(tokens[found.start - 2])
        or tokens[found.start - 2].tag == QUOTE
    ):
        return found
    title = full_phrase(tokens, found.start - 2, floor)
    if title is None or not _is_occupation(tokens[title.head]):
        return found
    if any(token.name.endswith("PERSON") for token in tokens[title.start : found.start]):
        return found
    before = tokens[title.start - 1] if title.start else None
    if before is None or before.tag == QUOTE or before.lower in ("that", "and"):
        return Subject(title.start, found.end, found.head)
    named = title.start > 1 and tokens[title.start - 2].tag in NOUNS
    if is_comma(before) and not named:
        return Subject(title.start, found.end, found.head)
    return found


def extend_to_partner(tokens: Sequence[Token], found: Subject, floor: int) -> Subject:
    """Extend a subject to another one before "and": *The mayor, Lee, and her aide, Kim,* said.

    The other one must open the clause.
    """
    last = found.start - 1
    if last < floor + 2 or tokens[last].lower != "and":
        return found
    last -= 1 + is_comma(tokens[last - 1])
    if not is_noun(tokens[last]) or tokens[last].tag == QUOTE:
        return found
    first = last
    while first > floor and tokens[first - 1].tag != QUOTE and tokens[first - 1].lower != "that":
        first -= 1
    if tokens[first].tag in ADVERBIAL_TAGS:  # "On Monday, at the port, Lee, 25, and Kim"
        named = [at for at in range(first, last + 1) if tokens[at].name == "B-PERSON"]
        start = base_phrase_start(tokens, named[0]) if named else None
        if start is None or not is_comma(tokens[start - 1]):
            return found
        first = start
    inside = tokens[first : last + 1]
    end = base_phrase_end(tokens, first)
    if end is None or is_time(tokens[end - 1]):
        return found
    if has_finite_verb(inside):
        return found
    if not any(token.name.endswith("PERSON") for token in inside):
        return found
    return Subject(first, found.end, end - 1)


def is_appositive(tokens: Sequence[Token], found: Subject) -> bool:
    """Return whether a noun phrase after a comma only explains or locates the name before it."""
    before = found.start - 1
    if before < 1:
        return False
    if tokens[before].lower in PREPOSITIONS and is_comma(tokens[before - 1]):
        return True  # "Cable, during a meeting in Leeds, Yorkshire, said"
    if not is_comma(tokens[before]):
        return False
    left = tokens[before - 1]
    if is_time(left) or not (is_noun(left) or left.lower == ")"):
        return False
    if tokens[found.head].name.endswith("PERSON"):
        return False
    return left.tag in PROPER_NOUN_TAGS
