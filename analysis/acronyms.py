"""Acronyms in brackets after what they are short for: "special police unit (SPU)"."""

from collections.abc import Iterator, Sequence

from analysis.name_evidence import BODY_NOUNS
from analysis.tagged_names import NONE, Name
from analysis.word_sets import word_set
from analysis.words import Words

# How much the words that an acronym is short for say of it.
_VOTE = 2.5
_BECAUSE = "its words stand before it in full"
_SMALL = word_set("a an and at de del des du el en et for in la le of on the to und y & -")
_OFFICES = word_set("chief commissioner director member minister officer president secretary")
_LONGEST = 7
_PUBLIC_BODIES = word_set(
    """
    army authority board bureau center centre coalition college commission committee council
    court department directorate federation force front institute league ministry movement office
    service society tribunal unit union
    """
)


def with_acronyms(words: Words, names: Sequence[Name]) -> Iterator[Name]:
    """The names, an acronym in brackets read as the words before it are that it is short for.

    Where a name is only the last of these words, it begins with their first: "Alliance of Miners of
    Lund (AML)". Where they are no name and no body ("letter of intent (LoI)"), the acronym is none.
    """
    read: dict[int, Name] = {}
    whole: dict[int, int] = {}
    by_end = {name.last: name for name in names}
    for first, at in _acronyms(words):
        name = by_end.get(at - 1)
        kind = ""
        if words.tokens[first].lower in _OFFICES:
            kind = NONE  # "member of parliament (MP)"
        elif name is not None:
            kind = name.kind if name.kind != "PERSON" else ""
            if kind and words.tokens[first].text[0].isupper():
                whole[at - 1] = first
        elif _is_body(words, first, at - 1):
            kind = "ORG"
        elif words.tokens[at - 2].text.islower():
            kind = NONE
        if kind:
            read[at] = Name(at, at + 1, kind, _VOTE, _BECAUSE)
    inside = {index: last for last, first in whole.items() for index in range(first, last)}
    for name in names:
        if len(name) > 1 and any(at in read for at in range(name.first, name.last)):
            for at in range(name.first, name.last):
                read.pop(at, None)
        elif name.first in read:
            continue
        last = inside.get(name.last - 1)
        if last is not None and last != name.last and name.first >= whole[last]:
            continue
        if last == name.last:
            name.first = min(name.first, whole[last])
        yield name
    yield from read.values()


def _acronyms(words: Words) -> Iterator[tuple[int, int]]:
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
        if not (letters.isalpha() and 1 < len(letters) <= _LONGEST and capitals > 1):
            continue
        initials = big = ""
        for first in range(at - 2, max(at - 2 - 2 * len(letters), -1), -1):
            word = tokens[first].lower
            initials = word[0] + initials
            big = big if word in _SMALL else word[0] + big
            if letters in (initials, big) and word not in _SMALL:
                yield first, at
                break


def _is_body(words: Words, first: int, last: int) -> bool:
    """Whether the head of some words is what an organisation is: "the bureau of land affairs"."""
    lower = [token.lower for token in words.tokens[first:last]]
    cut = next((at for at, word in enumerate(lower) if word in ("of", "for") and at), len(lower))
    return lower[cut - 1] in BODY_NOUNS | _PUBLIC_BODIES
