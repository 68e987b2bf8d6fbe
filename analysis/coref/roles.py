"""Extract roles of names from titles, appositives and "who is …" clauses."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.coref.role_phrases import (
    CLAUSE_ENDS,
    DAYS_AND_MONTHS,
    MODIFIER_TAGS,
    RELATIVE_PRONOUNS,
    NounLookup,
    can_modify_role,
    extend_left,
    find_head,
    find_role_end,
    is_participle,
    organization_noun_at,
    role_noun_at,
)
from analysis.names.given_names import gender_of_given_name
from analysis.names.titles import (
    FAMILY_NOUNS,
    HONORIFICS,
    RELATION_NOUNS,
    gender_of_noun,
    honorific_length,
    is_plural_title,
)
from analysis.syntax.tag_sets import (
    ADVERB_TAGS,
    DETERMINER_TAGS,
    FINITE_TAGS,
    NOUN_TAGS,
    PLURAL_NOUN_TAGS,
    PROPER_NOUN_TAGS,
    SINGULAR_NOUN_TAGS,
)
from analysis.syntax.tokens import Doc, skip_tags

RoleKind = Literal["title", "appositive", "before", "clause"]
_NAME_ENDS = CLAUSE_ENDS | {"(", ")"}

# Nouns that are no lasting role after a verb: "Roe was the winner".
TRANSIENT_ROLES = lexicon.words("person_nouns", "transient")
_LINKS = lexicon.words("prepositions", "role") | {"&", "and"}
_TITLE_LINKS = frozenset({"of", "for", "to", "at", "on", "and", "&"})
_PREPOSED_LINKS = _TITLE_LINKS - {"and", "&"}
PARTY_PATTERN = re.compile(r"[A-Z]{1,4}-\w")
AGE_PATTERN = re.compile(r"\d{1,3}(?:-year-old)?|\d{1,3}-year|years?-old|aged?")
# Words before a hypothetical title: "a President Roe would", "if elected president Roe".
_HYPOTHETICAL = frozenset({"a", "an", "no", "any", "elected"})
# "a White House spokesman Ann Roe" has the role, "a Democratic President Roe" is a supposition.
_ARTICLES = frozenset({"a", "an"})
_SOLE_OFFICES = lexicon.words("person_nouns", "sole")
_PROSPECTIVE = frozenset({"elected", "possible", "potential", "prospective"})
# Participles before a new role: "Roe was named director".
_APPOINTED = frozenset({"appointed", "elected", "named", "re-elected", "reelected"})
# Words of a passing remark: "Roe, not the first candidate", "the only doctor on the stage".
_NO_ROLE = lexicon.words("modifiers", "no_role")
_CONTENDERS = lexicon.words("person_nouns", "contender")
# Prepositions of an opponent: "Roe, a 3-1 winner over Lind".
_OPPOSITIONS = frozenset({"over", "against"})
_ORDINALS = frozenset({"first", "second", "third", "last", "next"})
_PAIR = 2
_CONDITIONS = frozenset({"if", "whether", "unless", "when", "until"})


class Role(Struct, frozen=True):
    """A role in the words of the text: tokens `first` to `last` (half-open), with its head noun.

    `noun` is the head in the singular, spelled out ("Sen." → "senator"). A title is before the
    name, an appositive after it. `before` is an appositive before the name ("the minister, X,"), a
    `clause` is a predicate ("X, who is …"). `is_shared` marks a plural title of several names:
    "Sens. X and Y".
    """

    first: int
    last: int
    head: int
    noun: str
    kind: RoleKind
    is_shared: bool = False


def find_roles(
    words: Doc, first: int, last: int, owners: Sequence[int], *, person: bool = True
) -> list[Role]:
    """Return the roles that the context assigns to the name at tokens `first` to `last`.

    `owners` contains the index of each token's name mention, or -1. `person` is True for a person's
    name, False for an organization's ("the carmaker Umbra").
    """
    noun = role_noun_at if person else organization_noun_at
    sentence = words.sentences[words.sentence_of(first)]
    title = _find_title(words, sentence.first, first, owners, noun)
    if (
        title
        and is_plural_title(words.tokens[title.head].lower)
        and not _has_list_continuation(words, last)
    ):
        title = None
    begin = title.first if title else first
    # "rivals Sen. X and Gov. Y", "his opponent Senator X"
    second = _find_title(words, sentence.first, begin, owners, noun) if title and person else None
    if second and second.is_shared and second.noun not in _CONTENDERS:
        second = None
    found = [
        title,
        second,
        _find_preposed_appositive(words, sentence.first, begin, last, sentence.last, noun),
        _drop_list(words, first, last, _find_appositive(words, last, sentence.last, owners, noun)),
        _find_predicate_role(words, first, last, sentence.last, owners, noun),
    ]
    return [role for role in found if role]


def _drop_list(words: Doc, first: int, last: int, role: Role | None) -> Role | None:
    """Return an appositive, but None for a list of people: "Roe, his wife and two children".

    A given name may be that of the relative: "Ann, his wife, said".
    """
    if role is None or role.noun not in FAMILY_NOUNS or last - first > 1:
        return role
    before = words.tokens[max(role.first - 1, 0) : role.head]
    if all(token.tag != "PRP$" for token in before):
        return role
    after = words.tokens[role.head + 1 : role.head + 1 + _PAIR]
    is_list = bool(after) and (
        after[0].lower in ("and", "&")
        or (after[0].text == "," and len(after) == _PAIR and after[1].tag not in FINITE_TAGS)
    )
    given = gender_of_given_name(words.tokens[first].text)
    return None if is_list and given != gender_of_noun(role.noun) else role


def shares_title(words: Doc, last: int, first: int) -> bool:
    """Return whether the name at token `first` continues a list of names with one title.

    The name before it ends at token `last`. Between the two are commas, "and" and the state of each
    person: "Sens. X, R-Ohio, and Y". The full stop of "(D-Ore.)" can have ended the sentence.
    """
    if not 0 < first - last < 12:
        return False
    between = words.tokens[last:first]
    index, has_link = 0, False
    while index < len(between):
        text = between[index].lower
        if text == "(":
            closing = (i for i in range(index, len(between)) if between[i].text == ")")
            index = next(closing, len(between))
        elif text in (",", "and", "&"):
            has_link = True
        elif not PARTY_PATTERN.match(between[index].text):
            return False
        index += 1
    return has_link


def _has_list_continuation(words: Doc, last: int) -> bool:
    """Return whether a list of names continues after a name, as a plural title requires."""
    for index in range(last, min(len(words.tokens), last + 10)):
        token = words.tokens[index]
        if shares_title(words, last, index) and token.tag in PROPER_NOUN_TAGS:
            return True
    return False


def _find_title(
    words: Doc, start: int, name: int, owners: Sequence[int], noun_of: NounLookup
) -> Role | None:
    """Return the title directly before a name: "Secretary of State Anna Lind"."""
    tokens = words.tokens
    end = name
    while end > start and tokens[end - 1].lower.rstrip(".") in HONORIFICS:
        end -= 1
    head = end - 1
    if head < start:
        return None
    noun = noun_of(words, head) if can_modify_role(tokens[head]) else None
    is_plural = is_plural_title(tokens[head].lower)
    # "High Commissioner for Refugees Ann Roe": the title is before the preposition
    is_field = is_plural and tokens[head - 1].lower in _PREPOSED_LINKS
    if noun and not is_field:
        first = extend_left(words, start, head, owners)
        before = tokens[first - 1].lower if first > start else ""
        is_hypothetical = before in _HYPOTHETICAL and (
            before not in _ARTICLES or first == head or noun in _SOLE_OFFICES
        )
        if tokens[first].lower in _PROSPECTIVE or is_hypothetical:
            return None
        for begin in (max(first - 1, start), first):  # "His Holiness Pope Ansgar"
            length = honorific_length([token.text for token in tokens[begin:head]])
            first = max(first, begin + length)
        return Role(first, end, head, noun, "title", is_plural)
    if tokens[head].tag not in NOUN_TAGS:
        return None
    # "Ambassador to the United States", "chief executive of Apple": search back for the head noun.
    found: tuple[int, str] | None = None
    index = head
    while index > start and end - index <= 14:
        token = tokens[index]
        is_link = token.lower in _TITLE_LINKS or token.lower == "the" or token.text == ","
        is_next = found is not None and token.lower in ("and", "&")  # the person before this one
        if (
            is_next
            or token.text == ","
            or not (can_modify_role(token) or is_link or token.tag == "POS")
        ):
            break
        if token.lower in ("of", "for", "to", "at"):
            noun = noun_of(words, index - 1) if tokens[index - 1].tag in MODIFIER_TAGS else None
            if noun:
                found = (index - 1, noun)
        index -= 1
    if found is None or tokens[found[0]].tag in PLURAL_NOUN_TAGS:
        return None
    return Role(extend_left(words, start, found[0], owners), end, found[0], found[1], "title")


def _find_preposed_appositive(
    words: Doc, start: int, name: int, name_end: int, stop: int, noun_of: NounLookup
) -> Role | None:
    """Return an appositive before the name: "the finance minister, Anna Weiss, said"."""
    tokens = words.tokens
    comma = name - 1
    is_bracketed = comma > start and tokens[comma].text == "(" and noun_of is role_noun_at
    if is_bracketed and not (name_end < stop and tokens[name_end].text == ")"):
        return None
    while comma > start and (
        tokens[comma].lower.rstrip(".") in HONORIFICS or tokens[comma].tag == "DT"
    ):
        comma -= 1
    if tokens[comma].lower == "as" and comma - 2 > start:
        # "The suspect, identified as David Roe, was"
        comma -= 2 if tokens[comma - 1].lower in ("identified", "named", "known") else 0
    if comma <= start or (tokens[comma].text != "," and not is_bracketed):
        return None
    # "Umbria's secretary-general (Ann Roe) said"; "the chairman, Ann Roe (D-Ohio), said"
    if name_end < stop and tokens[name_end].text not in _NAME_ENDS:
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
        is_function_word = token.tag in ("DT", "POS", "PRP$", "CD") or token.lower in _LINKS
        if not (can_modify_role(token) or is_function_word):
            break
        # "met Al Roe and his wife, X", "attacked his wife, X", "joined Lund's mayor, X"
        if tokens[first].tag in DETERMINER_TAGS and (token.lower == "and" or token.tag == "VBN"):
            break
        if is_participle(words, first - 1, end):
            break
        first -= 1
    first = skip_tags(tokens, first, ("CD",), end)
    if tokens[first].tag == "IN":
        first += 1  # "talked with Umbria's president, X"
    for index in range(first, end):
        token = tokens[index]
        is_start = token.tag in DETERMINER_TAGS or (index == first and can_modify_role(token))
        if is_start or (token.tag in NOUN_TAGS and index > first and tokens[index - 1].tag == "IN"):
            # "the resignation of Mr. Roe's adviser, X": after "of", only with a possessor
            if not is_start and all(beyond.tag != "POS" for beyond in tokens[index:end]):
                continue
            head = find_head(words, index, end, noun_of)
            noun = noun_of(words, head) if head is not None else None
            if (
                head is not None
                and noun
                and tokens[head].tag in MODIFIER_TAGS
                and tokens[head].tag not in PLURAL_NOUN_TAGS
            ):
                return Role(index, end, head, noun, "before")
    return None


def _find_appositive(
    words: Doc, name_end: int, stop: int, owners: Sequence[int], noun_of: NounLookup
) -> Role | None:
    """Return an appositive after the name: "Evan Roe, an analyst at the bank, said"."""
    tokens = words.tokens
    opening = name_end
    if opening + 2 < stop and tokens[opening].lower in ("of", "from"):
        # "Senator Jo Roe of Kentucky, the majority leader,"
        opening += 1
        while opening + 1 < stop and opening - name_end < 8 and can_modify_role(tokens[opening]):
            opening += 1
    if opening + 1 >= stop or tokens[opening].text not in (",", "(", "–", "—", "--"):
        return None
    first = opening + 1
    while first + 1 < stop and AGE_PATTERN.fullmatch(tokens[first].lower):
        first += 2 if tokens[first + 1].text == "," else 1
    role = _parse_role_phrase(words, first, stop, owners, "appositive", noun_of)
    after = role.last if role else stop
    after = skip_tags(tokens, after, ADVERB_TAGS, stop)
    # "Roe, the lawyer said" contains no appositive.
    return None if after < stop and tokens[after].tag in FINITE_TAGS else role


def _find_predicate_role(
    words: Doc, first: int, name_end: int, stop: int, owners: Sequence[int], noun_of: NounLookup
) -> Role | None:
    """Return a predicate role: "Roe, who is a lawyer in Ohio", "Roe is the firm's founder"."""
    tokens = words.tokens
    index = name_end
    if index < stop and tokens[index].text == ",":
        index += 1
    is_relative = index < stop and tokens[index].lower == "who"
    if is_relative:
        index += 1
    elif index != name_end:
        return None
    if index >= stop:
        return None
    if tokens[index].lower in ("is", "was"):
        index += 1
    elif is_relative and tokens[index].lower in ("serves", "served", "works", "worked", "acts"):
        if index + 1 >= stop or tokens[index + 1].lower != "as":
            return None
        index += 2
    else:
        return None
    if any(token.lower in _CONDITIONS for token in tokens[max(first - 3, 0) : first]):
        return None
    if index < stop and tokens[index].lower in ("not", "n't", "never"):
        return None
    index = skip_tags(tokens, index, ADVERB_TAGS, stop)  # "is also", "was then"
    if index < stop and tokens[index].lower in _APPOINTED:
        index += 1
        days = (i for i in range(index, stop - 1) if tokens[i + 1].lower in DAYS_AND_MONTHS)
        stop = next((i for i in days if tokens[i].tag == "IN"), stop)
    role = _parse_role_phrase(words, index, stop, owners, "clause", noun_of)
    if role is None or role.noun in TRANSIENT_ROLES:
        return None
    # "Roe is far and away the better candidate"
    is_comparative = any(t.lower == "far" for t in tokens[role.first : role.head])
    return None if is_comparative else role


def _parse_role_phrase(
    words: Doc, first: int, stop: int, owners: Sequence[int], kind: RoleKind, noun_of: NounLookup
) -> Role | None:
    """Return the role noun phrase that starts at a token and ends with its clause, or None."""
    tokens = words.tokens
    if (
        first >= stop
        or tokens[first].lower in RELATIVE_PRONOUNS
        or tokens[first].tag in ("IN", "CC")
    ):
        return None
    if is_participle(words, first, stop):
        return None
    head = find_head(words, first, min(stop, first + 12), noun_of)
    if head is None or tokens[head].tag not in SINGULAR_NOUN_TAGS or owners[head] >= 0:
        return None
    noun = noun_of(words, head)
    if noun is None or any(token.lower in _NO_ROLE for token in tokens[first:head]):
        return None
    if noun in TRANSIENT_ROLES and head + 1 < stop and tokens[head + 1].lower in _OPPOSITIONS:
        return None
    # "Roe, President Doe and his wife": a list of people
    for index in range(first + 1, head):
        before = index - 1
        if tokens[index].lower == "and" and owners[before] >= 0 and not noun_of(words, before):
            return None
    # "Roe, husband expecting second child" is a headline and assigns no role.
    is_bare = tokens[first].tag in NOUN_TAGS and all(t.tag != "POS" for t in tokens[first:head])
    if kind == "appositive" and noun in RELATION_NOUNS and is_bare:
        return None
    last = find_role_end(words, first, head, stop, owners)
    # "Roe was the first candidate to …"
    if last - first < 4 and any(token.lower in _ORDINALS for token in tokens[first:head]):
        return None
    return Role(first, last, head, noun, kind)
