"""Find noun phrases that refer to people or organizations without naming them: "the minister"."""

from collections.abc import Container, Sequence
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.coref.role_phrases import role_noun_at
from analysis.names.titles import HONORIFICS, document_noun, organization_noun, singular
from analysis.syntax.noun_phrases import phrase_start
from analysis.syntax.tag_sets import NOUN_TAGS, PLURAL_NOUN_TAGS
from analysis.syntax.tokens import Doc, Token

EntityKind = Literal["person", "organization", "place", "other"]
_AFTER_MODIFIER = NOUN_TAGS | {"JJ", "HYPH"}

_MODIFIERS = NOUN_TAGS | {"JJ", "JJR", "JJS", "HYPH", "VBN", "AFX", "CD", "RBS"}
_PLACES = lexicon.words("place_nouns", "settlement")


class Nominal(Struct, frozen=True):
    """A noun phrase at tokens `first` to `last` (half-open) with its head noun in the singular.

    `names` are the name mentions inside it ("the Texas senator"), `modifiers` its other words in
    lower case. `is_definite` is True if the phrase refers back ("the", "this"). It is False for a
    new referent and for a phrase that a relative clause identifies ("the man who …").
    """

    first: int
    last: int
    head: int
    noun: str
    kind: EntityKind
    is_plural: bool
    is_definite: bool
    is_possessive: bool
    names: tuple[int, ...]
    modifiers: tuple[str, ...]


def find_nominals(
    words: Doc,
    owners: Sequence[int],
    title_tokens: Sequence[bool],
    role_heads: Container[int],
    own_nouns: Container[str] = (),
) -> list[Nominal]:
    """Return the noun phrases that refer to a person, organization or place, in text order.

    `owners` contains the index of each token's name mention, or -1. `title_tokens` marks the tokens
    of titles before a name, which do not refer on their own. `role_heads` contains the head tokens
    of roles that belong to a name ("an airline, Umbra"). `own_nouns` are words that head the name
    of an organization of the text: "the division" after "Earthquake Observation Division".
    """
    found = []
    for sentence in words.sentences:
        for head in range(sentence.first, sentence.last):
            if owners[head] >= 0 or title_tokens[head] or words.tokens[head].tag not in NOUN_TAGS:
                continue
            nominal = _parse_nominal(
                words, sentence.first, head, sentence.last, owners, role_heads, own_nouns
            )
            if nominal:
                found.append(nominal)
    return found


def _parse_nominal(
    words: Doc,
    start: int,
    head: int,
    stop: int,
    owners: Sequence[int],
    role_heads: Container[int],
    own_nouns: Container[str],
) -> Nominal | None:
    tokens = words.tokens
    token = tokens[head]
    noun = role_noun_at(words, head)
    sort: EntityKind = "person"
    if noun is None:
        noun, sort = _thing_noun(token.lower)
        if noun is None and token.text in own_nouns:
            noun, sort = token.text, "organization"
        if noun is None:
            return None
    after = tokens[head + 1] if head + 1 < stop else None
    if after is not None and (after.tag in _AFTER_MODIFIER or after.text in ("-", "/")):
        return None
    is_plural = token.tag in PLURAL_NOUN_TAGS or token.lower in ("police", "people")
    first = _find_left_edge(tokens, start, head)
    opener = tokens[first]
    is_definite = opener.lower in ("the", "this", "that", "these", "those", "both")
    is_possessed = opener.tag == "PRP$" or any(t.tag == "POS" for t in tokens[first:head])
    is_capitalized = token.text[0].isupper() and head > start and tokens[head - 1].tag != "CC"
    has_determiner = (
        opener.tag in ("DT", "CD", "PRP$", "PDT") or is_possessed or opener.lower == "one"
    )
    if sort == "person":
        if not (has_determiner or is_plural or first < head or is_capitalized):
            return None
        if not has_determiner and not is_plural and not is_capitalized and owners[first] < 0:
            return None
    elif (not is_definite or is_plural) and head not in role_heads:
        return None
    inner = range(first, head)
    names = tuple(dict.fromkeys(owners[i] for i in inner if owners[i] >= 0))
    modifiers = tuple(
        tokens[i].lower
        for i in inner
        if owners[i] < 0 and tokens[i].tag in _MODIFIERS and tokens[i].tag != "CD"
    )
    is_restricted = after is not None and after.lower in ("who", "that", "whose", "whom")
    if after is not None and after.lower in ("of", "for", "in", "to", "from"):
        complement = range(head + 1, min(stop, head + 8))
        names += tuple(dict.fromkeys(owners[i] for i in complement if owners[i] >= 0))[:1]
        if not names and after.lower == "of":
            modifiers += tuple(t.lower for t in tokens[head + 2 : head + 4] if t.tag in NOUN_TAGS)
    return Nominal(
        first,
        head + 1,
        head,
        noun,
        sort,
        is_plural,
        is_definite and not is_restricted,
        is_possessed and not is_restricted,
        names,
        modifiers,
    )


def _thing_noun(word: str) -> tuple[str | None, EntityKind]:
    """Return the noun and its kind if a word denotes an organization, a document or a place."""
    noun = organization_noun(word)
    if noun:
        return noun, "organization"
    noun = document_noun(word)
    if noun:
        return noun, "other"
    noun = singular(word)
    return noun if noun in _PLACES else None, "place"


def _find_left_edge(tokens: Sequence[Token], start: int, head: int) -> int:
    """Return the start of the noun phrase with a head, after an honorific: "Mr. | President"."""
    first = phrase_start(tokens, head + 1, start)
    honorifics = (
        at for at in range(head - 1, first - 1, -1) if tokens[at].lower.rstrip(".") in HONORIFICS
    )
    return next(honorifics, first - 1) + 1
