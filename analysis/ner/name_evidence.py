"""Evidence for a name's type from its context: "the town of X", "X district", "president of X"."""

from collections.abc import Iterator, Sequence

from analysis.lexicon import word_set
from analysis.lexicon.towns import is_town
from analysis.words import Token, Words

# The weight of a context word; the encoder's probability is at most 1 for a mention.
_CONTEXT_WEIGHT = 2.0
_LONG = 4  # words from which a name is more than a place

_PLACE_NOUNS = word_set(
    """
    airport area city county district governorate island municipality neighborhood neighbourhood
    prefecture province region river settlement suburb taluk tehsil town township upazila valley
    village voivodeship ward
    """
)
BODY_NOUNS = word_set(
    """
    agency airline association bank broadcaster carmaker charity club company cooperative firm
    group magazine militia newspaper ngo organisation organization party publisher retailer
    startup start-up supermarket team union university website
    """
)
_HEADS = word_set(
    """
    ceo chair chairman chairperson chairwoman co-founder cofounder coach director editor
    editor-in-chief founder manager owner secretary-general
    """
)
# Heads of a state or of an organisation, but never of a person.
_LEADERS = word_set(
    """
    chief head leader member members president spokesman spokesperson spokeswoman vice-president
    """
)
_SEATS = word_set("governor mayor native resident residents outskirts people capital")
# Members and supporters of an organisation, never of a person: "the Umbra striker".
_STAFF = word_set(
    """
    captain ceo chairman chairwoman coach coaches defender founder goalkeeper manager midfielder
    player players shareholders skipper spinner striker subsidiary winger
    """
)
_FAMILIES = word_set("brothers clan dynasty family siblings sisters")
_PEOPLES = word_set(
    "communities community elders language minority speakers tribe tribes tribesmen villagers"
)
# Words for organisations in other languages.
_FOREIGN_BODIES = word_set(
    """
    asociación associação banco barisan colectivo comité confederación confederação consejo
    conselho dal empresa federación federação frente fundación fundação gesellschaft groupe grupo
    instituto jamaat kongres ministerio ministério morcha movimento movimiento parishad
    partai partei parti partido partisi prakashan samiti sangha sena sindicato société universidad
    universidade université verein
    """
)
_IN = word_set("across around at from in near outside to towards via visit visited visiting")
_PERSONS_PLACE, _PLACED, _LONG_TOWN = 0.5, 1.5, 0.8
_NOUN_TAGS = ("NN", "JJ", "PO", "HY", "CD", "CC", "VBG")
_MARKS = frozenset("\"“”‘’'`(,")


def told_types(words: Words, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the types that the context of a name supports, each with its weight.

    `first` to `last` (half-open) are the name's tokens, `kind` is its type so far. Types are the
    encoder's: LOC, ORG, PERSON.
    """
    tokens = words.tokens
    name = tokens[first:last]
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if kind == "NORP":
        if len(name) > 1 and is_town(" ".join(token.text for token in name)):
            yield "LOC", _LONG_TOWN
        return
    if after is not None:
        yield from _after_evidence(name, after, kind)
    if before is not None:
        yield from _before_evidence(words, first, last, kind)
    if kind != "ORG" and len(name) > 1 and any(token.lower in _FOREIGN_BODIES for token in name):
        yield "ORG", _CONTEXT_WEIGHT
    if is_town(" ".join(token.text for token in name)):
        if before is not None and before.lower in _IN:
            yield "LOC", _PLACED
        elif kind == "PERSON":
            yield "LOC", _LONG_TOWN if len(name) > 1 else _PERSONS_PLACE


def _after_evidence(name: Sequence[Token], after: Token, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the next word supports: "Umbra striker", "Lind family"."""
    if after.text in _PLACE_NOUNS and not name[-1].text.isupper():
        yield "LOC", _CONTEXT_WEIGHT
    elif after.text in _STAFF and kind == "PERSON":
        yield "ORG", _CONTEXT_WEIGHT
    elif after.text in _FAMILIES and kind == "ORG":
        yield "PERSON", _CONTEXT_WEIGHT
    elif after.text in _PEOPLES and kind == "PERSON":
        yield "NORP", _CONTEXT_WEIGHT


def _before_evidence(words: Words, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """Yield the type that the previous words support: "the town of Umbra", "the bank Umbra"."""
    tokens = words.tokens
    before, after = _word_before(tokens, first), _word_after(tokens, last)
    if before is None:
        return
    if before.lower == "of" and first > 1:
        noun = tokens[first - 2].lower
        possessive = after is not None and after.tag == "POS"
        if noun in _PLACE_NOUNS | _SEATS and last - first < _LONG:
            yield "LOC", _CONTEXT_WEIGHT
        elif (noun in _HEADS or (noun in _LEADERS and kind == "PERSON")) and not possessive:
            yield "ORG", _CONTEXT_WEIGHT
    elif (before.text in BODY_NOUNS and not _is_before_verb(tokens, last)) or (
        kind == "LOC" and before.lower.endswith("-based")
    ):
        yield "ORG", _CONTEXT_WEIGHT
    elif before.lower == "the" and kind == "PERSON" and _is_noun_phrase(tokens[first:last], after):
        yield ("NORP" if after and after.tag == "VBP" else "MISC"), _CONTEXT_WEIGHT


def _is_noun_phrase(name: Sequence[Token], after: Token | None) -> bool:
    """Return True if a word after "the" is a complete noun phrase, which a person's name is not."""
    if len(name) > 1 or name[0].tag == "NNPS":
        return False
    return after is None or not (after.tag.startswith(_NOUN_TAGS) or after.text[0].isupper())


def _word_before(tokens: Sequence[Token], first: int) -> Token | None:
    at = first - 1
    if at > 0 and tokens[at].text in _MARKS - {",", "("}:
        at -= 1
    return tokens[at] if at >= 0 else None


def _word_after(tokens: Sequence[Token], last: int) -> Token | None:
    return tokens[last] if last < len(tokens) else None


def _is_before_verb(tokens: Sequence[Token], last: int) -> bool:
    """Return True if a verb follows: in "the company Reis runs", Reis is a person."""
    return last < len(tokens) and tokens[last].tag[:2] in ("VB", "MD")
