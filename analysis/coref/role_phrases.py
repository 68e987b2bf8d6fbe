"""Noun phrases that express a role: their boundaries and their head noun."""

from collections.abc import Callable, Sequence

from analysis import lexicon
from analysis.names.titles import HONORIFICS, organization_noun, role_noun
from analysis.syntax.tag_sets import (
    ADJECTIVE_TAGS,
    COMMON_NOUN_TAGS,
    FINITE_TAGS,
    NOUN_TAGS,
    PARTICIPLE_TAGS,
    PRONOUN_TAGS,
    PROPER_NOUN_TAGS,
)
from analysis.syntax.tokens import Doc, Token, skip_tags_back

NounLookup = Callable[[Doc, int], str | None]

MODIFIER_TAGS = NOUN_TAGS | {"JJ", "JJR", "JJS", "HYPH", "AFX", "VBN", "FW"}
CLAUSE_ENDS = frozenset(
    {",", ".", ";", ":", ")", "]", "–", "—", "--", "-", "?", "!", "…", '"', "”", "''"}
)
RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whose", "whom", "where"})
DAYS_AND_MONTHS = lexicon.words("months", "full") | lexicon.words("weekdays", "full")
_NOT_IN_ROLES = lexicon.words("modifiers", "no_role_start") | DAYS_AND_MONTHS
_LOOSE_ENDS = frozenset({"CC", "IN", "DT", "TO", "RB", "PRP$", "POS", "``"})
_TIMES = lexicon.words("time_words", "role")
_TIME_DETERMINERS = lexicon.words("modifiers", "time")
# Words that begin a title: "the panel's inquiry into former Secretary Roe".
_OPENERS = lexicon.words("modifiers", "title_opener")
_HIGH_TITLES = {"Sen.", "Gov.", "Rep."}.union(
    map(str.capitalize, lexicon.words("person_nouns", "high_title"))
)
# Nouns for people that modify another role noun: "deputy Prime Minister".
_MODIFYING = lexicon.words("person_nouns", "modifying")
_DEGREES = lexicon.words("modifiers", "degree")
# Words that end a role and begin an action or a period.
_BREAKS = lexicon.words("subordinators", "role_end")
_POSTMODIFYING = frozenset({"based", "representing", "specializing", "specialising"})
_NO_NOUN_PHRASE = frozenset({"RB", "IN", "TO", "VB", "VBD", "VBP", "VBZ", "MD", "PRP", "EX", "WP"})
_COMPOUND_HEADS = frozenset({"mate", "officer", "executive", "minister", "president", "secretary"})
_LONGEST = 22


def role_noun_at(words: Doc, index: int) -> str | None:
    """Return the role noun of a token, or None.

    "Chief executive" and "prime minister" count as one noun.
    """
    token = words.tokens[index]
    if token.lower not in _COMPOUND_HEADS:
        return role_noun(token.text)
    before = words.tokens[index - 1].lower if index else ""
    if token.lower == "mate" and before == "running":
        return "running mate"
    noun = role_noun(token.text)
    if token.lower == "officer" and index > 1 and words.tokens[index - 2].lower == "chief":
        return "chief executive" if before == "executive" else f"chief {before} officer"
    if token.lower in ("executive", "minister", "president", "secretary") and noun:
        if before in ("chief", "prime", "vice"):
            return f"{before} {noun}"
        if before == "press":
            return "spokesperson"
    return noun


def organization_noun_at(words: Doc, index: int) -> str | None:
    """Return the organization noun of a lower-case token; a capitalized one is part of a name."""
    token = words.tokens[index]
    return organization_noun(token.text) if token.text.islower() else None


def can_modify_role(token: Token) -> bool:
    """Return whether a token can be part of a role: a modifier or the head noun."""
    if token.lower in _NOT_IN_ROLES:
        return False
    if token.lower.startswith("then-") or token.text == "Under":
        return True
    return token.tag in MODIFIER_TAGS and any(map(str.isalpha, token.text))


def extend_left(words: Doc, start: int, head: int, owners: Sequence[int]) -> int:
    """Return the first token of the noun phrase with a given head, without its article."""
    tokens = words.tokens
    first = head
    if tokens[head].lower == "mate" and role_noun_at(words, head) == "running mate":
        first -= 1
    while first > start and head - first < 10:
        token = tokens[first - 1]
        if token.lower.rstrip(".") in HONORIFICS:
            break
        is_coordinated = (
            token.lower in ("and", "&")
            and first - 2 >= start
            and owners[first - 2] < 0
            and role_noun_at(words, first - 2)
        )
        is_possessive = (
            token.tag == "POS" and first - 2 >= start and can_modify_role(tokens[first - 2])
        )
        is_hyphen = token.text == "-" and token.end == tokens[first].start
        if not (can_modify_role(token) or is_coordinated or is_possessive or is_hyphen):
            break
        if owners[first - 1] < 0 and not is_coordinated and _is_outside_role(words, start, first):
            break
        first -= 1
    # "U.S. House of Representatives speaker": a role begins with a name, never inside of one
    while first > start and owners[first] >= 0 and owners[first - 1] == owners[first]:
        first -= 1
    return first


def _is_outside_role(words: Doc, start: int, first: int) -> bool:
    """Return whether the word before a role is not part of it.

    In "his wife Democratic nominee Jo Roe", "wife" is not part of the second role.
    """
    tokens = words.tokens
    token, after = tokens[first - 1], tokens[first]
    if token.tag == "VBN" and "-" not in token.text:
        return True
    if len(token.text) > 4 and token.text.isupper() and not after.text.isupper():
        return True  # a headline's capitals
    if after.lower in _OPENERS and token.text.islower() and token.tag != "RB":
        return True
    earlier = tokens[first - 2].lower if first - 2 >= start else ""
    if token.tag in ADJECTIVE_TAGS:
        return earlier in _DEGREES
    if token.lower in _TIMES:
        return earlier in _TIME_DETERMINERS
    if token.tag not in COMMON_NOUN_TAGS or not token.text.islower():
        return False
    if after.text in _HIGH_TITLES and (token.tag == "NNS" or not organization_noun(token.text)):
        return token.text != "state"  # "whatever action President Roe takes"
    noun = role_noun_at(words, first - 1)
    is_separate = noun == "running mate" or after.text[0].isupper()
    return noun is not None and is_separate and token.lower not in _MODIFYING


_RANK_PARTICIPLES = lexicon.words("modifiers", "rank_participle")


def find_head(words: Doc, first: int, stop: int, noun_of: NounLookup) -> int | None:
    """Return the head of the noun phrase that starts at a token: its last noun before any "of"."""
    tokens = words.tokens
    head = None
    for index in range(first, stop):
        token = tokens[index]
        if token.tag in NOUN_TAGS:
            head = index
        elif not (
            token.tag in ("DT", "PRP$", "POS", "CD", "RB", "HYPH", "VBN", "VBG")
            or can_modify_role(token)
        ):
            if token.lower in ("and", "&") and head is not None and noun_of(words, head):
                break
            if token.lower not in ("and", "&"):
                break
        elif token.tag in ("VBN", "VBG", "DT") and head is not None:
            # "deputy managing director"
            is_rank = token.lower in _RANK_PARTICIPLES and index + 1 < stop
            if not is_rank or words.tokens[index + 1].tag not in NOUN_TAGS:
                break
    return head


def is_participle(words: Doc, first: int, stop: int) -> bool:
    """Return whether a token begins a participle clause instead of a noun phrase.

    For example "citing the agency" and "joining Lund's mayor".
    """
    tag = words.tokens[first].tag
    beyond = words.tokens[first + 2].tag if first + 2 < stop else ""
    after = words.tokens[first + 1].tag if first + 1 < stop else ""
    if tag in PARTICIPLE_TAGS and after in PROPER_NOUN_TAGS and beyond == "POS":
        return True
    if tag == "VBG":
        return after in ("DT", "PRP$", "PRP", "IN", "TO")
    return tag == "VBN" and after in ("IN", "TO", "RP", "DT")


def find_role_end(words: Doc, first: int, head: int, stop: int, owners: Sequence[int]) -> int:
    """Return the end of the role with a given head: at the end of its clause, or before a verb."""
    tokens = words.tokens
    last = head + 1
    while last < stop:
        token = tokens[last]
        if (
            token.text in CLAUSE_ENDS
            or token.lower in RELATIVE_PRONOUNS
            or token.tag in FINITE_TAGS
        ):
            break
        if token.lower in _BREAKS or (owners[last] < 0 and _is_reduced_clause(words, last, stop)):
            break
        last += 1
    if last - first > _LONGEST:
        links = range(head + 1, first + _LONGEST + 1)
        last = max((i for i in links if tokens[i].tag in ("IN", "TO", "CC")), default=head + 1)
    has_quoted_title = any(token.tag == "``" for token in tokens[head:last])
    if has_quoted_title and last < stop and tokens[last].tag == "''":
        return last + 1  # "director of “Lund”"
    return skip_tags_back(tokens, last, _LOOSE_ENDS, head + 1)


def _is_reduced_clause(words: Doc, index: int, stop: int) -> bool:
    """Return whether a reduced clause or a time phrase begins: "killed in", "to go", "in 2012"."""
    token, before = words.tokens[index], words.tokens[index - 1]
    after = words.tokens[index + 1] if index + 1 < stop else None
    if token.tag in PARTICIPLE_TAGS:
        is_postmodifier = token.lower in _POSTMODIFYING
        # "senior associate for education organizing at the institute"
        is_postmodifier = is_postmodifier or (
            token.tag == "VBG" and after is not None and after.tag == "IN"
        )
        return before.tag in NOUN_TAGS and not is_postmodifier
    if token.tag in PRONOUN_TAGS:
        return True
    if after is None:
        return False
    if token.tag == "CC":
        beyond = words.tokens[index + 2].tag if index + 2 < stop else ""
        return after.tag in _NO_NOUN_PHRASE or (after.tag == "JJ" and beyond in ("IN", "TO"))
    if token.tag == "TO":
        return after.tag == "VB" and after.text.islower()
    is_year = after.tag == "CD" and len(after.text) == 4 and after.text.isdigit()
    if token.lower in ("in", "from"):
        return is_year
    if token.lower == "at" and after.lower == "the":
        return index + 2 < stop and words.tokens[index + 2].lower == "time"
    return token.lower == "for" and after.tag == "CD"
