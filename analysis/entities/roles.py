"""What the text says somebody is: roles from titles, appositives and "who is …"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.entities.role_nouns import HONORIFICS, is_short_title, organisation_noun, role_noun
from analysis.words import Token, Words

NounOf = Callable[[Words, int], str | None]
RoleKind = Literal["title", "appositive", "before", "clause"]

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_MODIFIERS = _NOUNS | {"JJ", "JJR", "JJS", "HYPH", "AFX", "VBN", "FW"}
_VERBS = frozenset({"VBD", "VBZ", "VBP", "MD"})
# What somebody is for a day or in a story, when a verb says so.
_PASSING = frozenset(
    ("guest", "winner", "loser", "victim", "target", "witness", "visitor", "hero", "source")
)
_LINKS = frozenset({"of", "for", "to", "at", "on", "in", "from", "with", "&", "and"})
_TITLE_LINKS = frozenset({"of", "for", "to", "at", "on", "and", "&"})
_ENDS = frozenset(
    {",", ".", ";", ":", ")", "]", "–", "—", "--", "-", "?", "!", "…", '"', "”", "''"}
)
_RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where"})
_AGE = re.compile(r"\d{1,3}(?:-year-old)?|\d{1,3}-year|years?-old|aged?")
_NOT_IN_ROLES_TEXT = """
according april august december february friday however including january july june like march may
meanwhile monday november october said saturday september sunday thursday today told tomorrow
tuesday unlike wednesday yesterday
"""
_NOT_IN_ROLES = frozenset(_NOT_IN_ROLES_TEXT.split())
_SURE_NOUNS = ("woman", "spokesman", "chairman", "minister", "president", "secretary", "senator")
_LOOSE_ENDS = frozenset({"CC", "IN", "DT", "TO", "RB", "PRP$", "POS"})
_LONGEST = 25


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the text gives it: tokens `first` to `last` (half-open), with its head noun.

    `noun` is the head in the singular, spelled out ("Sen." → "senator"). A title stands before
    the name, an appositive after it; `before` is an appositive before it ("the minister, X,").
    """

    first: int
    last: int
    head: int
    noun: str
    kind: RoleKind


def roles_at(
    words: Words, first: int, last: int, owners: Sequence[int], *, person: bool = True
) -> list[Role]:
    """The roles that the words around the name at tokens `first` to `last` give to it.

    `owners` holds, for each token, the index of the name mention that it is part of, or -1;
    `person` tells a person's name from an organisation's ("the carmaker Umbra").
    """
    noun = noun_at if person else _kind_at
    sentence = words.sentences[words.sentence_of(first)]
    title = _title(words, sentence.first, first, owners, noun)
    begin = title.first if title else first
    found = [
        title,
        _before(words, sentence.first, begin, last, sentence.last, noun),
        _appositive(words, last, sentence.last, owners, noun),
        _clause(words, last, sentence.last, owners, noun),
    ]
    return [role for role in found if role]


def role_text(words: Words, role: Role) -> str:
    """The role in the words of the text, without article, age and form of address."""
    first, last = role.first, role.last
    tokens = words.tokens
    while last - first > 1 and _is_prelude(tokens[first]):
        first += 1
    # "candidate Sen." before a name: two titles, of which the shortened one adds little.
    short = last - first > 2 and is_short_title(tokens[last - 1].text)
    if short and noun_at(words, last - 2) and not is_short_title(tokens[last - 2].text):
        last -= 1
    text = " ".join(words.text[tokens[first].start : tokens[last - 1].end].split())
    return text.partition(" (")[0] if "(" in text and ")" not in text else text


def _is_prelude(token: Token) -> bool:
    if token.tag in ("DT", "PRP$", "CD", ",", "POS") or _AGE.fullmatch(token.lower):
        return True
    return token.lower.rstrip(".") in HONORIFICS or token.lower in ("one", "then", "a", "an", "the")


def noun_at(words: Words, index: int) -> str | None:
    """The role noun that a token is; "chief executive" and "prime minister" count as one noun."""
    token = words.tokens[index]
    noun = role_noun(token.text)
    before = words.tokens[index - 1].lower if index else ""
    if token.lower in ("executive", "minister", "president", "secretary") and noun:
        if before in ("chief", "prime", "vice"):
            return f"{before} {noun}"
        if before == "press":
            return "spokesperson"
    return noun


def _kind_at(words: Words, index: int) -> str | None:
    """The noun for an organisation that a token is; a capital would make it part of a name."""
    token = words.tokens[index]
    return organisation_noun(token.text) if token.text.islower() else None


def is_noun(token: Token) -> bool:
    """Whether a token is a noun: by its tag, or because it can hardly be anything else."""
    return token.tag in _NOUNS or token.lower.endswith(_SURE_NOUNS)


def _modifies(token: Token) -> bool:
    if token.lower in _NOT_IN_ROLES:
        return False
    return (token.tag in _MODIFIERS or is_noun(token)) and any(map(str.isalpha, token.text))


def _grow_left(words: Words, start: int, head: int, owners: Sequence[int]) -> int:
    """The first token of the noun phrase whose head is given, without its article."""
    tokens = words.tokens
    first = head
    while first > start and head - first < 10:
        token = tokens[first - 1]
        if token.lower.rstrip(".") in HONORIFICS:
            break
        joined = token.lower in ("and", "&") and first - 2 >= start and noun_at(words, first - 2)
        possessed = token.tag == "POS" and first - 2 >= start and _modifies(tokens[first - 2])
        hyphen = token.text == "-" and token.end == tokens[first].start
        if not (_modifies(token) or joined or possessed or hyphen):
            break
        if token.tag == "VBN" and "-" not in token.text and owners[first - 1] < 0:
            break
        first -= 1
    return first


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
    if tokens[head].tag in ("NNS", "NNPS"):
        return None
    noun = noun_of(words, head) if _modifies(tokens[head]) else None
    if noun:
        first = _grow_left(words, start, head, owners)
        # "A President Roe would": nobody's title yet.
        supposed = first > start and tokens[first - 1].lower in ("a", "an", "no", "any")
        return None if supposed else Role(first, end, head, noun, "title")
    if tokens[head].tag not in _NOUNS:
        return None
    # "Ambassador to the United States", "chief executive of Apple": back to the head noun.
    found: tuple[int, str] | None = None
    index = head
    while index > start and end - index <= 14:
        token = tokens[index]
        linked = token.lower in _TITLE_LINKS or token.lower == "the" or token.text == ","
        if token.text == "," or not (_modifies(token) or linked or token.tag == "POS"):
            break
        if token.lower in ("of", "for", "to", "at"):
            noun = noun_of(words, index - 1) if tokens[index - 1].tag in _MODIFIERS else None
            if noun:
                found = (index - 1, noun)
        index -= 1
    if found is None:
        return None
    return Role(_grow_left(words, start, found[0], owners), end, found[0], found[1], "title")


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
    if name_end < stop and tokens[name_end].text not in _ENDS:
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
        if not (_modifies(token) or fits) or token.lower in _NOT_IN_ROLES:
            break
        if token.lower == "and" and tokens[first].tag in ("DT", "PRP$"):
            break
        first -= 1
    for index in range(first, end):
        token = tokens[index]
        opens = token.tag in ("DT", "PRP$") or (index == first and _modifies(token))
        if opens or (token.tag in _NOUNS and index > first and tokens[index - 1].tag == "IN"):
            if not opens and index != start:
                continue
            head = _head(words, index, end, noun_of)
            noun = noun_of(words, head) if head is not None else None
            if (
                head is not None
                and noun
                and tokens[head].tag in _MODIFIERS
                and tokens[head].tag not in ("NNS", "NNPS")
            ):
                return Role(index, end, head, noun, "before")
    return None


def _head(words: Words, first: int, stop: int, noun_of: NounOf) -> int | None:
    """The head of the noun phrase that starts at a token: its last noun before any "of"."""
    tokens = words.tokens
    head = None
    for index in range(first, stop):
        token = tokens[index]
        if token.tag in _NOUNS:
            head = index
        elif not (
            token.tag in ("DT", "PRP$", "POS", "CD", "RB", "HYPH", "VBN", "VBG") or _modifies(token)
        ):
            if token.lower in ("and", "&") and head is not None and noun_of(words, head):
                break
            if token.lower not in ("and", "&"):
                break
        elif token.tag in ("VBN", "VBG", "DT") and head is not None:
            break
    return head


def _appositive(
    words: Words, name_end: int, stop: int, owners: Sequence[int], noun_of: NounOf
) -> Role | None:
    """An appositive after the name: "Evan Roe, an analyst at the bank, said"."""
    tokens = words.tokens
    opening = name_end
    if opening + 2 < stop and tokens[opening].lower in ("of", "from"):
        # "Senator Jo Roe of Kentucky, the majority leader,"
        opening += 1
        while opening + 1 < stop and opening - name_end < 8 and _modifies(tokens[opening]):
            opening += 1
    if opening + 1 >= stop or tokens[opening].text not in (",", "(", "–", "—", "--"):
        return None
    first = opening + 1
    while first + 1 < stop and _AGE.fullmatch(tokens[first].lower):
        first += 2 if tokens[first + 1].text == "," else 1
    return _phrase(words, first, stop, owners, "appositive", noun_of)


def _clause(
    words: Words, name_end: int, stop: int, owners: Sequence[int], noun_of: NounOf
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
    if index < stop and tokens[index].lower in ("not", "n't", "never"):
        return None
    while index < stop and tokens[index].lower in ("also", "now", "then", "currently", "himself"):
        index += 1
    return _phrase(words, index, stop, owners, "clause", noun_of)


def _phrase(
    words: Words, first: int, stop: int, owners: Sequence[int], kind: RoleKind, noun_of: NounOf
) -> Role | None:
    """The noun phrase that starts at a token and ends with its clause, if it names a role."""
    tokens = words.tokens
    if first >= stop or tokens[first].lower in _RELATIVES or tokens[first].tag == "IN":
        return None
    head = _head(words, first, min(stop, first + 12), noun_of)
    if head is None or tokens[head].tag not in ("NN", "NNP") or owners[head] >= 0:
        return None
    noun = noun_of(words, head)
    if noun is None or (kind == "clause" and noun in _PASSING):
        return None
    last = head + 1
    while last < stop and last - first < _LONGEST:
        token = tokens[last]
        if token.text in _ENDS or token.lower in _RELATIVES:
            break
        if token.tag in _VERBS or token.lower in ("but", "when", "while", "after", "before", "as"):
            # "Roe, the lawyer said": no appositive; "is a lawyer but was": the clause ends.
            if kind == "appositive" and token.tag in _VERBS:
                return None
            break
        last += 1
    else:
        if last - first >= _LONGEST:
            last = head + 1
    while last > head + 1 and tokens[last - 1].tag in _LOOSE_ENDS:
        last -= 1
    return Role(first, last, head, noun, kind)
