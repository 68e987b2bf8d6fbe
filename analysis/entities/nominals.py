"""Noun phrases that refer to people or organisations without naming them: "the minister"."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.entities.role_nouns import HONORIFICS, document_noun, organisation_noun, singular
from analysis.entities.role_phrases import is_noun, noun_at
from analysis.words import Token, Words

Sort = Literal["person", "organisation", "place", "other"]

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_MODIFIERS = _NOUNS | {"JJ", "JJR", "JJS", "HYPH", "VBN", "AFX", "CD", "RBS"}
_PLACES_TEXT = "city country island nation province region state town village"
_PLACES = frozenset(_PLACES_TEXT.split())


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun phrase at tokens `first` to `last` (half-open) with its head noun in the singular.

    `names` are the name mentions that it holds ("the Texas senator"), `modifiers` its other words
    in lower case. `definite` tells a phrase that points back ("the", "this") from a new one and
    from one that says itself whom it means ("the man who …").
    """

    first: int
    last: int
    head: int
    noun: str
    sort: Sort
    plural: bool
    definite: bool
    possessed: bool
    names: tuple[int, ...]
    modifiers: tuple[str, ...]


def find_nominals(
    words: Words, owners: Sequence[int], taken: Sequence[bool], bound: Container[int]
) -> list[Nominal]:
    """The noun phrases of a text that refer to a person, organisation or place, in text order.

    `owners` holds, for each token, the index of the name mention that it is part of, or -1;
    `taken` tells the tokens of titles before a name, which refer to nobody on their own; `bound`
    holds the head tokens of roles that belong to a name ("an airline, Umbra").
    """
    found = []
    for sentence in words.sentences:
        for head in range(sentence.first, sentence.last):
            if owners[head] >= 0 or taken[head] or not is_noun(words.tokens[head]):
                continue
            nominal = _nominal(words, sentence.first, head, sentence.last, owners, bound)
            if nominal:
                found.append(nominal)
    return found


def _nominal(
    words: Words,
    start: int,
    head: int,
    stop: int,
    owners: Sequence[int],
    bound: Container[int],
) -> Nominal | None:
    tokens = words.tokens
    token = tokens[head]
    noun = noun_at(words, head)
    sort: Sort = "person"
    if noun is None:
        noun, sort = _thing(token.lower)
        if noun is None:
            return None
    after = tokens[head + 1] if head + 1 < stop else None
    if after is not None and (after.tag in _NOUNS | {"JJ", "HYPH"} or after.text in ("-", "/")):
        return None
    plural = token.tag in ("NNS", "NNPS") or token.lower in ("police", "people")
    first = _left_edge(tokens, start, head, owners)
    opener = tokens[first]
    definite = opener.lower in ("the", "this", "that", "these", "those", "both")
    possessed = opener.tag == "PRP$" or any(t.tag == "POS" for t in tokens[first:head])
    capital = token.text[0].isupper() and head > start and tokens[head - 1].tag != "CC"
    introduced = opener.tag in ("DT", "CD", "PRP$", "PDT") or possessed or opener.lower == "one"
    if sort == "person":
        if not (introduced or plural or first < head or capital):
            return None
        if not introduced and not plural and not capital and owners[first] < 0:
            return None
    elif (not definite or plural) and head not in bound:
        return None
    inner = range(first, head)
    names = tuple(dict.fromkeys(owners[i] for i in inner if owners[i] >= 0))
    modifiers = tuple(
        tokens[i].lower
        for i in inner
        if owners[i] < 0 and tokens[i].tag in _MODIFIERS and tokens[i].tag != "CD"
    )
    restricted = after is not None and after.lower in ("who", "that", "whose", "whom")
    if after is not None and after.lower in ("of", "for", "in", "to", "from"):
        beyond = range(head + 1, min(stop, head + 8))
        names += tuple(dict.fromkeys(owners[i] for i in beyond if owners[i] >= 0))[:1]
        if not names and after.lower == "of":
            modifiers += tuple(t.lower for t in tokens[head + 2 : head + 4] if t.tag in _NOUNS)
    return Nominal(
        first,
        head + 1,
        head,
        noun,
        sort,
        plural,
        definite and not restricted,
        possessed and not restricted,
        names,
        modifiers,
    )


def _thing(word: str) -> tuple[str | None, Sort]:
    """The noun, if a word is one for an organisation, a document or a place."""
    noun = organisation_noun(word)
    if noun:
        return noun, "organisation"
    noun = document_noun(word)
    if noun:
        return noun, "other"
    noun = singular(word)
    return noun if noun in _PLACES else None, "place"


def _left_edge(tokens: Sequence[Token], start: int, head: int, owners: Sequence[int]) -> int:
    first = head
    while first > start and head - first < 12:
        token = tokens[first - 1]
        if token.lower.rstrip(".") in HONORIFICS and token.text[0].isupper():
            break
        possessive = token.tag == "POS" and first - 2 >= start and tokens[first - 2].tag in _NOUNS
        if not (token.tag in _MODIFIERS or owners[first - 1] >= 0 or possessive):
            break
        first -= 1
    if first > start and (
        tokens[first - 1].tag in ("DT", "PRP$", "PDT") or tokens[first - 1].lower == "one"
    ):
        first -= 1
    return first
