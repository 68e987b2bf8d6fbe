"""What the words around a name say of its type: "the town of X", "X district", "president of X"."""

from collections.abc import Iterator, Sequence

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
_BODY_NOUNS = word_set(
    """
    agency airline association bank broadcaster carmaker charity club company cooperative firm
    group magazine militia newspaper ngo organisation organization party publisher retailer
    startup start-up supermarket team union university website
    """
)
_PUBLIC_BODIES = word_set(
    """
    army authority board bureau center centre coalition college commission committee council
    court department directorate federation force front institute league ministry movement office
    service society tribunal unit union
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
_SMALL = word_set("a an and at de del des du el en et for in la le of on the to und y & -")
_LONGEST_ACRONYM = 7
_MARKS = frozenset("\"“”‘’'`(,")


def told_types(words: Words, first: int, last: int, kind: str) -> Iterator[tuple[str, float]]:
    """The types that the words beside a name speak for, each with its weight.

    `first` to `last` (half-open) are the name's tokens, `kind` its type so far. Types are the
    encoder's: LOC, ORG, PERSON.
    """
    tokens = words.tokens
    before, after = _before(tokens, first), _after(tokens, last)
    if after and after.text in _PLACE_NOUNS and not tokens[last - 1].text.isupper():
        yield "LOC", _TOLD
    if before and before.lower == "of" and first > 1:
        noun = tokens[first - 2].lower
        possessive = after is not None and after.tag == "POS"
        if noun in _PLACE_NOUNS | _SEATS and last - first < _LONG:
            yield "LOC", _TOLD
        elif (noun in _HEADS or (noun in _LEADERS and kind == "PERSON")) and not possessive:
            yield "ORG", _TOLD
    if before and before.text in _BODY_NOUNS and not _acts(tokens, last):
        yield "ORG", _TOLD


def acronyms(words: Words) -> Iterator[tuple[int, int]]:
    """Acronyms in brackets after the words that they are short for: "special police unit (SPU)".

    Each is the index of the first of those words and of the acronym; the words end right before
    the bracket.
    """
    tokens = words.tokens
    for at in range(2, len(tokens) - 1):
        if tokens[at - 1].text != "(" or tokens[at + 1].text != ")":
            continue
        text = tokens[at].text
        letters = text.rstrip("s").replace(".", "").lower()
        capitals = sum(map(str.isupper, text))
        if not (letters.isalpha() and 1 < len(letters) <= _LONGEST_ACRONYM and capitals > 1):
            continue
        initials = big = ""
        for first in range(at - 2, max(at - 2 - 2 * len(letters), -1), -1):
            word = tokens[first].lower
            initials = word[0] + initials
            big = big if word in _SMALL else word[0] + big
            if letters in (initials, big) and word not in _SMALL:
                yield first, at
                break


def is_body(words: Words, first: int, last: int) -> bool:
    """Whether the head of some words is what an organisation is: "the bureau of land affairs"."""
    lower = [token.lower for token in words.tokens[first:last]]
    cut = next((at for at, word in enumerate(lower) if word in ("of", "for") and at), len(lower))
    return lower[cut - 1] in _BODY_NOUNS | _PUBLIC_BODIES


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
