"""What the words around a name say of its type: "the town of X", "X district", "president of X"."""

from collections.abc import Iterator, Sequence

from analysis.towns import is_town
from analysis.word_sets import word_set
from analysis.words import Token, Words

# How much one such word weighs beside the encoder's probability, which is at most 1 for a mention.
_TOLD = 2.0
_LONG = 4  # words of a name that holds more than a place

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
# Of a state as often as of an organisation, but not of a person.
_LEADERS = word_set(
    """
    chief head leader member members president spokesman spokesperson spokeswoman vice-president
    """
)
_SEATS = word_set("governor mayor native resident residents outskirts people capital")
# Who works for a body, or is for it: "the Umbra striker", as nobody is a person's.
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
# What bodies call themselves in other languages.
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
    """The types that the words beside a name speak for, each with its weight.

    `first` to `last` (half-open) are the name's tokens, `kind` its type so far. Types are the
    encoder's: LOC, ORG, PERSON.
    """
    tokens = words.tokens
    name = tokens[first:last]
    before, after = _before(tokens, first), _after(tokens, last)
    if kind == "NORP":
        if len(name) > 1 and is_town(" ".join(token.text for token in name)):
            yield "LOC", _LONG_TOWN
        return
    if after is not None:
        yield from _told_by_next(name, after, kind)
    if before is not None:
        yield from _told_by_last(words, first, last, kind)
    if kind != "ORG" and len(name) > 1 and any(token.lower in _FOREIGN_BODIES for token in name):
        yield "ORG", _TOLD
    if is_town(" ".join(token.text for token in name)):
        if before is not None and before.lower in _IN:
            yield "LOC", _PLACED
        elif kind == "PERSON":
            yield "LOC", _LONG_TOWN if len(name) > 1 else _PERSONS_PLACE


def _told_by_next(name: Sequence[Token], after: Token, kind: str) -> Iterator[tuple[str, float]]:
    """What the word after a name says."""
    if after.text in _PLACE_NOUNS and not name[-1].text.isupper():
        yield "LOC", _TOLD
    elif after.text in _STAFF and kind == "PERSON":
        yield "ORG", _TOLD
    elif after.text in _FAMILIES and kind == "ORG":
        yield "PERSON", _TOLD
    elif after.text in _PEOPLES and kind == "PERSON":
        yield "NORP", _TOLD


def _told_by_last(words: Words, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """What the words before a name say."""
    tokens = words.tokens
    before, after = _before(tokens, first), _after(tokens, last)
    if before is None:
        return
    if before.lower == "of" and first > 1:
        noun = tokens[first - 2].lower
        possessive = after is not None and after.tag == "POS"
        if noun in _PLACE_NOUNS | _SEATS and last - first < _LONG:
            yield "LOC", _TOLD
        elif (noun in _HEADS or (noun in _LEADERS and kind == "PERSON")) and not possessive:
            yield "ORG", _TOLD
    elif (before.text in BODY_NOUNS and not _acts(tokens, last)) or (
        kind == "LOC" and before.lower.endswith("-based")
    ):
        yield "ORG", _TOLD
    elif before.lower == "the" and kind == "PERSON" and _stands_alone(tokens[first:last], after):
        yield ("NORP" if after and after.tag == "VBP" else "MISC"), _TOLD


def _stands_alone(name: Sequence[Token], after: Token | None) -> bool:
    """Whether one word after "the" is a noun by itself, as no person's name is."""
    if len(name) > 1 or name[0].tag == "NNPS":
        return False
    return after is None or not (after.tag.startswith(_NOUN_TAGS) or after.text[0].isupper())


def _before(tokens: Sequence[Token], first: int) -> Token | None:
    at = first - 1
    if at > 0 and tokens[at].text in _MARKS - {",", "("}:
        at -= 1
    return tokens[at] if at >= 0 else None


def _after(tokens: Sequence[Token], last: int) -> Token | None:
    return tokens[last] if last < len(tokens) else None


def _acts(tokens: Sequence[Token], last: int) -> bool:
    """Whether a verb follows: "the company Reis runs" names a person."""
    return last < len(tokens) and tokens[last].tag[:2] in ("VB", "MD")
