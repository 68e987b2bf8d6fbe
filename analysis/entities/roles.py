"""What the text says somebody is: roles from titles, appositives and "who is …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.entities.role_nouns import HONORIFICS, RELATIONS, is_plural_title
from analysis.entities.role_phrases import (
    ENDS,
    MODIFIERS,
    NOUNS,
    RELATIVES,
    VERBS,
    NounOf,
    end_of,
    grow_left,
    head_of,
    is_participle,
    kind_at,
    modifies,
    noun_at,
)
from analysis.words import Words

RoleKind = Literal["title", "appositive", "before", "clause"]

# What somebody is for a day or in a story, when a verb says so.
_PASSING_TEXT = """
believer bully challenger critic fan favorite favourite foe fool guest hero liar loser opponent
source supporter target victim visitor winner witness
"""
PASSING = frozenset(_PASSING_TEXT.split())
_LINKS = frozenset({"of", "for", "to", "at", "on", "in", "from", "with", "&", "and"})
_TITLE_LINKS = frozenset({"of", "for", "to", "at", "on", "and", "&"})
PARTY = re.compile(r"[A-Z]{1,4}-\w")
AGE = re.compile(r"\d{1,3}(?:-year-old)?|\d{1,3}-year|years?-old|aged?")
# Before a title that nobody holds yet: "a President Roe would", "if elected president Roe".
_SUPPOSING = frozenset({"a", "an", "no", "any", "elected"})
_HOPED_FOR = frozenset({"elected", "possible", "potential", "prospective"})
# "Roe, not the first candidate", "the only doctor on the stage": said in passing.
_NO_ROLE_TEXT = "able another best better hardly n't never not only other possible potential same"
_NO_ROLE = frozenset(_NO_ROLE_TEXT.split())
_CONTENDERS = frozenset({"candidate", "contender", "hopeful", "nominee", "opponent", "rival"})
_ORDINALS = frozenset({"first", "second", "third", "last", "next"})
_CONDITIONS = frozenset({"if", "whether", "unless", "when", "until"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the text gives it: tokens `first` to `last` (half-open), with its head noun.

    `noun` is the head in the singular, spelled out ("Sen." → "senator"). A title stands before
    the name, an appositive after it; `before` is an appositive before it ("the minister, X,").
    `shared` tells a title in the plural that several names have: "Sens. X and Y".
    """

    first: int
    last: int
    head: int
    noun: str
    kind: RoleKind
    shared: bool = False


def roles_at(
    words: Words, first: int, last: int, owners: Sequence[int], *, person: bool = True
) -> list[Role]:
    """The roles that the words around the name at tokens `first` to `last` give to it.

    `owners` holds, for each token, the index of the name mention that it is part of, or -1;
    `person` tells a person's name from an organisation's ("the carmaker Umbra").
    """
    noun = noun_at if person else kind_at
    sentence = words.sentences[words.sentence_of(first)]
    title = _title(words, sentence.first, first, owners, noun)
    if title and is_plural_title(words.tokens[title.head].lower) and not _goes_on(words, last):
        title = None
    begin = title.first if title else first
    # "rivals Sen. X and Gov. Y", "his opponent Senator X"
    second = _title(words, sentence.first, begin, owners, noun) if title and person else None
    if second and second.shared and second.noun not in _CONTENDERS:
        second = None
    found = [
        title,
        second,
        _before(words, sentence.first, begin, last, sentence.last, noun),
        _appositive(words, last, sentence.last, owners, noun),
        _clause(words, first, last, sentence.last, owners, noun),
    ]
    return [role for role in found if role]


def shares_title(words: Words, last: int, first: int) -> bool:
    """Whether a name at token `first` goes on a list whose name before ends at token `last`.

    Between the two stand commas, "and" and where each is from: "Sens. X, R-Ohio, and Y". The full
    stop of "(D-Ore.)" may have ended the sentence.
    """
    if not 0 < first - last < 12:
        return False
    between = words.tokens[last:first]
    index, linked = 0, False
    while index < len(between):
        text = between[index].lower
        if text == "(":
            closing = (i for i in range(index, len(between)) if between[i].text == ")")
            index = next(closing, len(between))
        elif text in (",", "and", "&"):
            linked = True
        elif not PARTY.match(between[index].text):
            return False
        index += 1
    return linked


def _goes_on(words: Words, last: int) -> bool:
    """Whether a list of names goes on after a name, as after a title in the plural."""
    for index in range(last, min(len(words.tokens), last + 10)):
        token = words.tokens[index]
        if shares_title(words, last, index) and token.tag in ("NNP", "NNPS"):
            return True
    return False


def _title(
    words: Words, start: int, name: int, owners: Sequence[int], noun_of: NounOf
) -> Role | None:
    """The title right before a name: "Secretary of State Anna Lind"."""
    tokens = words.tokens
    end = name
    while end > start and tokens[end - 1].lower.rstrip(".") in HONORIFICS:
        end -= 1
    head = end - 1
    if head < start:
        return None
    noun = noun_of(words, head) if modifies(tokens[head]) else None
    plural = is_plural_title(tokens[head].lower)
    if noun:
        first = grow_left(words, start, head, owners)
        if plural and any(token.lower == "and" for token in tokens[first:head]):
            first = head  # "the Irish and Dutch presidents X and Y": which is which?
        before = tokens[first - 1].lower if first > start else ""
        if tokens[first].lower in _HOPED_FOR or before in _SUPPOSING:
            return None
        return Role(first, end, head, noun, "title", plural)
    if tokens[head].tag not in NOUNS:
        return None
    # "Ambassador to the United States", "chief executive of Apple": back to the head noun.
    found: tuple[int, str] | None = None
    index = head
    while index > start and end - index <= 14:
        token = tokens[index]
        linked = token.lower in _TITLE_LINKS or token.lower == "the" or token.text == ","
        if token.text == "," or not (modifies(token) or linked or token.tag == "POS"):
            break
        if token.lower in ("of", "for", "to", "at"):
            noun = noun_of(words, index - 1) if tokens[index - 1].tag in MODIFIERS else None
            if noun:
                found = (index - 1, noun)
        index -= 1
    if found is None or tokens[found[0]].tag in ("NNS", "NNPS"):
        return None
    return Role(grow_left(words, start, found[0], owners), end, found[0], found[1], "title")


def _before(
    words: Words, start: int, name: int, name_end: int, stop: int, noun_of: NounOf
) -> Role | None:
    """An appositive before the name: "the finance minister, Anna Weiss, said"."""
    tokens = words.tokens
    comma = name - 1
    while comma > start and (
        tokens[comma].lower.rstrip(".") in HONORIFICS or tokens[comma].tag == "DT"
    ):
        comma -= 1
    if tokens[comma].lower == "as" and comma - 2 > start:
        # "The suspect, identified as David Roe, was"
        comma -= 2 if tokens[comma - 1].lower in ("identified", "named", "known") else 0
    if comma <= start or tokens[comma].text != ",":
        return None
    if name_end < stop and tokens[name_end].text not in ENDS:
        return None
    end = comma
    if tokens[comma - 1].text == ")":
        # "The secretary general of the union (ABC), Anna Roe, said"
        opening = next(
            (i for i in range(comma - 1, max(start, comma - 12), -1) if tokens[i].text == "("),
            comma,
        )
        end = opening
    first = end
    while first > start and end - first <= 16:
        token = tokens[first - 1]
        fits = token.tag in ("DT", "POS", "PRP$", "CD") or token.lower in _LINKS
        if not (modifies(token) or fits):
            break
        # "met Al Roe and his wife, X", "attacked his wife, X"
        if tokens[first].tag in ("DT", "PRP$") and (token.lower == "and" or token.tag == "VBN"):
            break
        first -= 1
    while first < end and tokens[first].tag == "CD":
        first += 1
    for index in range(first, end):
        token = tokens[index]
        opens = token.tag in ("DT", "PRP$") or (index == first and modifies(token))
        if opens or (token.tag in NOUNS and index > first and tokens[index - 1].tag == "IN"):
            if not opens and index != start:
                continue
            head = head_of(words, index, end, noun_of)
            noun = noun_of(words, head) if head is not None else None
            if (
                head is not None
                and noun
                and tokens[head].tag in MODIFIERS
                and tokens[head].tag not in ("NNS", "NNPS")
            ):
                return Role(index, end, head, noun, "before")
    return None


def _appositive(
    words: Words, name_end: int, stop: int, owners: Sequence[int], noun_of: NounOf
) -> Role | None:
    """An appositive after the name: "Evan Roe, an analyst at the bank, said"."""
    tokens = words.tokens
    opening = name_end
    if opening + 2 < stop and tokens[opening].lower in ("of", "from"):
        # "Senator Jo Roe of Kentucky, the majority leader,"
        opening += 1
        while opening + 1 < stop and opening - name_end < 8 and modifies(tokens[opening]):
            opening += 1
    if opening + 1 >= stop or tokens[opening].text not in (",", "(", "–", "—", "--"):
        return None
    first = opening + 1
    while first + 1 < stop and AGE.fullmatch(tokens[first].lower):
        first += 2 if tokens[first + 1].text == "," else 1
    role = _phrase(words, first, stop, owners, "appositive", noun_of)
    after = role.last if role else stop
    while after < stop and tokens[after].tag == "RB":
        after += 1
    # "Roe, the lawyer said": no appositive.
    return None if after < stop and tokens[after].tag in VERBS else role


def _clause(
    words: Words, first: int, name_end: int, stop: int, owners: Sequence[int], noun_of: NounOf
) -> Role | None:
    """A role given by a verb: "Roe, who is a lawyer in Ohio", "Roe is the firm's founder"."""
    tokens = words.tokens
    index = name_end
    if index < stop and tokens[index].text == ",":
        index += 1
    relative = index < stop and tokens[index].lower == "who"
    if relative:
        index += 1
    elif index != name_end:
        return None
    if index >= stop:
        return None
    if tokens[index].lower in ("is", "was"):
        index += 1
    elif relative and tokens[index].lower in ("serves", "served", "works", "worked", "acts"):
        if index + 1 >= stop or tokens[index + 1].lower != "as":
            return None
        index += 2
    else:
        return None
    if any(token.lower in _CONDITIONS for token in tokens[max(first - 3, 0) : first]):
        return None
    if index < stop and tokens[index].lower in ("not", "n't", "never"):
        return None
    while index < stop and tokens[index].tag == "RB":
        index += 1  # "is also", "was then"
    role = _phrase(words, index, stop, owners, "clause", noun_of)
    if role is None or role.noun in PASSING:
        return None
    # "Roe is far and away the better candidate"
    judged = any(t.tag == "JJR" or t.lower == "far" for t in tokens[role.first : role.head])
    return None if judged else role


def _phrase(
    words: Words, first: int, stop: int, owners: Sequence[int], kind: RoleKind, noun_of: NounOf
) -> Role | None:
    """The noun phrase that starts at a token and ends with its clause, if it names a role."""
    tokens = words.tokens
    if first >= stop or tokens[first].lower in RELATIVES or tokens[first].tag in ("IN", "CC"):
        return None
    if is_participle(words, first, stop):
        return None
    head = head_of(words, first, min(stop, first + 12), noun_of)
    if head is None or tokens[head].tag not in ("NN", "NNP") or owners[head] >= 0:
        return None
    noun = noun_of(words, head)
    if noun is None or any(token.lower in _NO_ROLE for token in tokens[first:head]):
        return None
    # "Roe, President Doe and his wife": a list of people
    for index in range(first + 1, head):
        before = index - 1
        if tokens[index].lower == "and" and owners[before] >= 0 and not noun_of(words, before):
            return None
    # "Roe, husband expecting second child" is a headline, not somebody's husband.
    bare = tokens[first].tag[:2] == "NN" and all(t.tag != "POS" for t in tokens[first:head])
    if kind == "appositive" and noun in RELATIONS and bare:
        return None
    last = end_of(words, first, head, stop, owners)
    # "Roe was the first candidate to …"
    if last - first < 4 and any(token.lower in _ORDINALS for token in tokens[first:head]):
        return None
    return Role(first, last, head, noun, kind)
