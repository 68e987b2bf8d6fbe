"""Extract names from the encoder's tags: correct their bounds and drop common nouns."""

import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from analysis import lexicon
from analysis.models import Reason
from analysis.ner.types import is_common_noun
from analysis.syntax.tag_sets import PROPER_NOUN_TAGS
from analysis.syntax.tokens import Doc, Token

# Names' types in plain words.
NO_NAME = "O"  # the type of a candidate that is no name
_ARTICLES = frozenset({"the", "a", "an"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
OPENING_MARKS = frozenset("\"“‘'«")
_NO_BEGINNINGS = _ARTICLES | OPENING_MARKS
_NO_ENDS = _POSSESSIVES | {'"', "”", ","}
_SPACED_HYPHENS = re.compile(r"\w - [a-z](?s:.*)\w - [a-z]")
_HYPHEN = re.compile(r"[a-z]-[a-z]")
_LETTERED = frozenset({"PERSON", "ORG", "LOC"})  # "9/11" is an event's name
_MINISTERS = frozenset({"Minister", "Ministers"})
_FIELDS = lexicon.words("organization_nouns", "portfolio")
_WELL_KNOWN = lexicon.words("organizations")  # "McDonald's" too
_MONEY_SIGNS = ("$", "€", "£")
_REALMS = frozenset({"Republic", "Union", "Federation", "Nation", "Confederation"})
_VESSELS = lexicon.words("place_nouns", "vessel")
_LONGEST_VESSEL = 4  # words of a ship's name
COMMON_INITIALS = lexicon.words("abbreviations", "common_noun")  # "GDP"
_REALM_OFFICES = frozenset({"president", "presidency", "vice-president", "chancellor"})


@dataclass(slots=True)
class TaggedName:
    """A name: tokens `first` to `last` (half-open), its type and the type's probability."""

    first: int
    last: int
    kind: str
    score: float
    reason: Reason

    def __len__(self) -> int:
        return self.last - self.first


def find_tagged_names(words: Doc) -> Iterator[TaggedName]:
    """Yield the names that the encoder tagged, in text order, without article and possessive.

    Capitalized common nouns ("the State") are excluded. Two adjacent names of the same type in a
    sentence are merged: English has a mark or a word between two names.
    """
    tokens = words.tokens
    begins = {sentence.first for sentence in words.sentences}
    common_words = _common_words(words, begins)
    spaced = _has_spaced_hyphens(words.text)
    people = {token.text for token in tokens if token.name[2:] == "PERSON"}
    at = 0
    while at < len(tokens):
        if tokens[at].name == "O":
            at += 1
            continue
        first, kind = at, tokens[at].name[2:]
        at += 1
        while at < len(tokens) and tokens[at].name[2:] == kind and at not in begins:
            at += 1
        if spaced and (kind == "PERSON" or tokens[first].text == "-"):
            first, at = _extend_over_hyphens(tokens, first, at)
        begin, end = _trim(tokens, first, at)
        if kind == "ORG" and _has_own_possessive(tokens, begin, end, people):
            end += 1
        if begin < end and _is_written_as_name(tokens[begin:end], kind):
            # exact, so that every version of Python computes the same
            score = math.fsum(token.name_score for token in tokens[begin:end]) / (end - begin)
            name = TaggedName(begin, end, kind, score, Reason.of("name.context", type=kind))
            is_common = len(name) == 1 and kind == "ORG" and tokens[begin].text in common_words
            if not is_common and not _is_common_noun(words, name):
                yield name


def _common_words(words: Doc, begins: set[int]) -> set[str]:
    """Return the capitalized words that the text also has in lower case, and that are no names.

    They are not tagged as proper nouns, or begin sentences only: "Outbound" in "Outbound travel".
    """
    lower = {token.text for token in words.tokens if token.text.islower()}
    proper: set[str] = set()
    common: set[str] = set()
    for index, token in enumerate(words.tokens):
        if token.text[1:].islower() and token.text[0].isupper() and token.lower in lower:
            is_proper = token.tag in PROPER_NOUN_TAGS and index not in begins
            (proper if is_proper else common).add(token.text)
    return common - proper


def find_vessels(words: Doc, names: Sequence[TaggedName]) -> Iterator[TaggedName]:
    """Yield the untagged names of ships: "the container ship Ever Given"."""
    taken = {index for name in names for index in range(name.first, name.last)}
    for sentence in words.sentences:
        for noun in range(sentence.first + 1, sentence.last - 1):
            token = words.tokens[noun]
            if token.text not in _VESSELS or token.tag != "NN":
                continue
            first = noun + 1 + (words.tokens[noun + 1].text in OPENING_MARKS)
            last = first
            while (
                last < sentence.last
                and last - first < _LONGEST_VESSEL
                and last not in taken
                and words.tokens[last].text[0].isupper()
            ):
                last += 1
            if last > first and last not in taken:
                yield TaggedName(first, last, "PRODUCT", SURE_SCORE, Reason("name.vessel"))


def _has_spaced_hyphens(text: str) -> bool:
    """Return True if a text has spaces around its hyphens, like tokenized text: "10 - year"."""
    return bool(_SPACED_HYPHENS.search(text)) and not _HYPHEN.search(text)


def _extend_over_hyphens(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Extend a name's bounds over hyphens with spaces: "Kang Min - ho"."""
    if tokens[first].text == "-" and first and tokens[first - 1].tag in PROPER_NOUN_TAGS:
        first -= 1
    while last + 1 < len(tokens) and tokens[last].text == "-":
        rest = tokens[last + 1]
        syllable = rest.text.islower() and max(map(len, (tokens[last - 1].text, rest.text))) < 7
        if rest.tag not in PROPER_NOUN_TAGS and not (syllable and last - first > 1):
            break
        last += 2
    return first, last


def _is_written_as_name(tokens: Sequence[Token], kind: str) -> bool:
    """Return True if a name has a letter or digit at an end and is no lower-case common noun."""
    if not any(map(str.isalnum, tokens[0].text + tokens[-1].text)):
        return False
    if kind in _LETTERED and not any(map(str.isalpha, "".join(token.text for token in tokens))):
        return False
    return kind == "NORP" or any(
        not token.text.islower() or token.tag in PROPER_NOUN_TAGS for token in tokens
    )


def _is_common_noun(words: Doc, name: TaggedName) -> bool:
    """Return True if a name is a common noun: "the State", "Secretary of State"."""
    if name.kind == "LOC" and _is_currency(words, name):
        return True
    after = words.tokens[name.last].text if name.last < len(words.tokens) else ""
    if name.kind == "ORG" and after in _MINISTERS and words.tokens[name.last - 1].lower in _FIELDS:
        return True
    if name.kind == "ORG" and _is_field_of_minister(words, name):
        return True
    if len(name) > 1 or name.kind not in ("ORG", "LOC"):
        return False
    end = words.tokens[name.first].text
    if after in _MINISTERS or is_common_noun(end.lower()) or end in COMMON_INITIALS:
        return True
    before = [token.lower for token in words.tokens[max(name.first - 3, 0) : name.first]]
    return end in _REALMS and before[1:] == ["of", "the"] and before[0] in _REALM_OFFICES


def _is_field_of_minister(words: Doc, name: TaggedName) -> bool:
    """Return whether a word begins a minister's field: "Land" in "Land Policy Minister"."""
    after = words.tokens[name.last : name.last + 2]
    return (
        len(name) == 1
        and len(after) == 2
        and after[0].text.istitle()
        and after[0].name == "O"
        and after[1].text in _MINISTERS
    )


def _is_currency(words: Doc, name: TaggedName) -> bool:
    """Return True if a place specifies a currency: "US $5 million", "2 million U.S. dollars"."""
    after = words.tokens[name.last].text if name.last < len(words.tokens) else ""
    if after[:1] in _MONEY_SIGNS:
        return True
    counted = name.first > 0 and words.tokens[name.first - 1].tag == "CD"
    return after in ("dollar", "dollars") and counted


def _trim(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    while first < last and (
        tokens[first].lower in _NO_BEGINNINGS or tokens[first].text in ("of", "and", "for")
    ):
        first += 1
    while first < last and tokens[last - 1].lower in _NO_ENDS:
        last -= 1
    return first, last


def _has_own_possessive(tokens: Sequence[Token], first: int, last: int, people: Set[str]) -> bool:
    """Return whether the possessive after an organization belongs to its name: "McDonald's".

    It does not if the text has a person of that name; `people` are the words of all people.
    """
    if first == last or last == len(tokens) or tokens[last].lower not in ("'s", "’s"):
        return False
    text = " ".join(token.lower for token in tokens[first:last])
    if f"{text}'s" not in _WELL_KNOWN:
        return False
    return tokens[last - 1].text not in people


# The score of a type that comes from an acronym's long form, or from the noun before a ship.
SURE_SCORE = 2.5
