"""Resolve acronyms in brackets after their long form: "special police unit (SPU)"."""

from collections.abc import Iterator, Sequence

from analysis import lexicon
from analysis.models import Reason
from analysis.ner.candidates import COMMON_INITIALS, NO_NAME, SURE_SCORE, TaggedName
from analysis.ner.types import BODY_NOUNS
from analysis.syntax.tokens import Doc

_ACRONYM = Reason("name.acronym")
_SMALL = lexicon.words("name_particles", "lower_case")
_OFFICES = lexicon.words("person_nouns", "of_institution")
_LONGEST = 7
_FEWEST_CAPITALS = 2
_SHORTEST_SMALL = 3
_PUBLIC_BODIES = lexicon.words("organization_nouns", "public")
_BODIES = BODY_NOUNS | _PUBLIC_BODIES


def resolve_acronyms(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Yield the names; an acronym in brackets has the type of its long form.

    A name that is only the end of the long form is extended to its first word: "Alliance of Miners
    of Lund (AML)". An acronym whose long form is no name and no organization is no name: "letter
    of intent (LoI)".
    """
    read: dict[int, TaggedName] = {}
    whole: dict[int, int] = {}
    by_end = {name.last: name for name in names}
    for first, at in _acronyms(words):
        name = by_end.get(at - 1)
        kind = ""
        if words.tokens[first].lower in _OFFICES:
            kind = NO_NAME  # "member of parliament (MP)"
        elif words.tokens[at].text in COMMON_INITIALS:
            kind = NO_NAME
            if name is not None and name.first <= first:
                name.kind = NO_NAME  # "Gross Domestic Product (GDP)"
        elif name is not None:
            kind = name.kind if name.kind != "PERSON" else ""
            if kind and words.tokens[first].text[0].isupper():
                whole[at - 1] = first
        elif _is_body(words, first, at - 1):
            kind = "ORG"
        elif words.tokens[at - 2].text.islower():
            kind = NO_NAME
        if kind:
            read[at] = TaggedName(at, at + 1, kind, SURE_SCORE, _ACRONYM)
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


def _acronyms(words: Doc) -> Iterator[tuple[int, int]]:
    """Find acronyms in brackets after their long form: "special police unit (SPU)".

    Yields the index of the first word of the long form and that of the acronym. The long form
    ends right before the bracket.
    """
    tokens = words.tokens
    for at in range(2, len(tokens) - 1):
        if tokens[at - 1].text != "(" or tokens[at + 1].text != ")":
            continue
        text = tokens[at].text
        letters = text.rstrip("s").replace(".", "").lower()
        capitals = sum(map(str.isupper, text))
        if not (letters.isalpha() and 1 < len(letters) <= _LONGEST):
            continue
        if capitals < _FEWEST_CAPITALS and not _is_small_acronym(words, at):
            continue
        initials = big = ""
        for first in range(at - 2, max(at - 2 - 2 * len(letters), -1), -1):
            word = tokens[first].lower
            initials = word[0] + initials
            big = big if word in _SMALL else word[0] + big
            if letters in (initials, big) and word not in _SMALL:
                yield first, at
                break


def _is_small_acronym(words: Doc, at: int) -> bool:
    """Return True if the initials of capitalized words are in brackets: "Lund City Court (lcc)"."""
    text = words.tokens[at].text.lower()
    before = words.tokens[max(at - 1 - len(text), 0) : at - 1]
    initials = "".join(token.text[0] for token in before)
    return len(text) >= _SHORTEST_SMALL and initials.isupper() and initials.lower() == text


def _is_body(words: Doc, first: int, last: int) -> bool:
    """Return True if the head noun is an organization: "the bureau of land affairs"."""
    lower = [token.lower for token in words.tokens[first:last]]
    cut = next((at for at, word in enumerate(lower) if word in ("of", "for") and at), len(lower))
    return lower[cut - 1] in _BODIES
