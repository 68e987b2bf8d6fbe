"""Noun phrases that say what somebody is: where they begin and end, and which noun heads them."""

from collections.abc import Callable, Sequence

from analysis.entities.role_nouns import HONORIFICS, organisation_noun, role_noun
from analysis.words import Token, Words

NounOf = Callable[[Words, int], str | None]

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MODIFIERS = NOUNS | {"JJ", "JJR", "JJS", "HYPH", "AFX", "VBN", "FW"}
VERBS = frozenset({"VBD", "VBZ", "VBP", "MD"})
ENDS = frozenset({",", ".", ";", ":", ")", "]", "–", "—", "--", "-", "?", "!", "…", '"', "”", "''"})
RELATIVES = frozenset({"who", "which", "that", "whose", "whom", "where"})
_NOT_IN_ROLES_TEXT = """
according april august december february friday however including january july june like march may
meanwhile monday november october said saturday september sunday thursday today told tomorrow
tuesday unlike wednesday yesterday
"""
_NOT_IN_ROLES = frozenset(_NOT_IN_ROLES_TEXT.split())
_SURE_NOUNS = ("woman", "spokesman", "chairman", "minister", "president", "secretary", "senator")
_LOOSE_ENDS = frozenset({"CC", "IN", "DT", "TO", "RB", "PRP$", "POS", "``"})
_TIMES = frozenset({"day", "week", "weekend", "month", "year", "night", "morning", "evening"})
_WHICH_TIME = frozenset({"last", "this", "next", "that", "earlier", "later", "every", "one", "the"})
# A title begins here: "the panel's inquiry into former Secretary Roe".
_OPENERS = frozenset({"former", "ex", "acting", "then", "late", "retired", "incumbent", "outgoing"})
_HIGH_TITLES = frozenset(
    ("President", "Prime", "Sen.", "Senator", "Gov.", "Governor", "Rep.", "Pope", "King", "Queen")
)
# Nouns for people that stand before the noun of another role: "deputy Prime Minister".
_MODIFYING_TEXT = "assistant associate chief deputy fellow general head lead principal star vice"
_MODIFYING = frozenset(_MODIFYING_TEXT.split())
_DEGREES = frozenset({"more", "most", "very", "vastly", "far", "so", "too", "increasingly"})
# Where a role ends and what somebody does, or since when, begins.
_BREAKS_TEXT = """
after all although amid as because before but despite during if now since though till until when
while
"""
_BREAKS = frozenset(_BREAKS_TEXT.split())
_GOING_ON = frozenset({"based", "representing", "specializing", "specialising"})
_NO_NOUN_PHRASE = frozenset({"RB", "IN", "TO", "VB", "VBD", "VBP", "VBZ", "MD", "PRP", "EX", "WP"})
_LONGEST = 22


def noun_at(words: Words, index: int) -> str | None:
    """The role noun that a token is; "chief executive" and "prime minister" count as one noun."""
    token = words.tokens[index]
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


def kind_at(words: Words, index: int) -> str | None:
    """The noun for an organisation that a token is; a capital would make it part of a name."""
    token = words.tokens[index]
    return organisation_noun(token.text) if token.text.islower() else None


def is_noun(token: Token) -> bool:
    """Whether a token is a noun: by its tag, or because it can hardly be anything else."""
    return token.tag in NOUNS or token.lower.endswith(_SURE_NOUNS)


def modifies(token: Token) -> bool:
    """Whether a token can stand in a role before its noun, or be that noun."""
    if token.lower in _NOT_IN_ROLES:
        return False
    if token.lower.startswith("then-") or token.text == "Under":
        return True
    return (token.tag in MODIFIERS or is_noun(token)) and any(map(str.isalpha, token.text))


def grow_left(words: Words, start: int, head: int, owners: Sequence[int]) -> int:
    """The first token of the noun phrase whose head is given, without its article."""
    tokens = words.tokens
    first = head
    if tokens[head].lower == "mate" and noun_at(words, head) == "running mate":
        first -= 1
    while first > start and head - first < 10:
        token = tokens[first - 1]
        if token.lower.rstrip(".") in HONORIFICS:
            break
        joined = token.lower in ("and", "&") and first - 2 >= start and noun_at(words, first - 2)
        possessed = token.tag == "POS" and first - 2 >= start and modifies(tokens[first - 2])
        hyphen = token.text == "-" and token.end == tokens[first].start
        if not (modifies(token) or joined or possessed or hyphen):
            break
        if owners[first - 1] < 0 and not joined and _stands_apart(words, start, first):
            break
        first -= 1
    return first


def _stands_apart(words: Words, start: int, first: int) -> bool:
    """Whether the word before a role is no part of it: "his wife Democratic nominee Jo Roe"."""
    tokens = words.tokens
    token, after = tokens[first - 1], tokens[first]
    if token.tag == "VBN" and "-" not in token.text:
        return True
    if len(token.text) > 4 and token.text.isupper() and not after.text.isupper():
        return True  # a headline's capitals
    if after.lower in _OPENERS and token.text.islower() and token.tag != "RB":
        return True
    earlier = tokens[first - 2].lower if first - 2 >= start else ""
    if token.tag[:2] == "JJ":
        return earlier in _DEGREES
    if token.lower in _TIMES:
        return earlier in _WHICH_TIME
    if token.tag not in ("NN", "NNS") or not token.text.islower():
        return False
    if after.text in _HIGH_TITLES and (token.tag == "NNS" or not organisation_noun(token.text)):
        return token.text != "state"  # "whatever action President Roe takes"
    noun = noun_at(words, first - 1)
    apart = noun == "running mate" or after.text[0].isupper()
    return noun is not None and apart and token.lower not in _MODIFYING


def head_of(words: Words, first: int, stop: int, noun_of: NounOf) -> int | None:
    """The head of the noun phrase that starts at a token: its last noun before any "of"."""
    tokens = words.tokens
    head = None
    for index in range(first, stop):
        token = tokens[index]
        if token.tag in NOUNS:
            head = index
        elif not (
            token.tag in ("DT", "PRP$", "POS", "CD", "RB", "HYPH", "VBN", "VBG") or modifies(token)
        ):
            if token.lower in ("and", "&") and head is not None and noun_of(words, head):
                break
            if token.lower not in ("and", "&"):
                break
        elif token.tag in ("VBN", "VBG", "DT") and head is not None:
            break
    return head


def is_participle(words: Words, first: int, stop: int) -> bool:
    """Whether a participle clause begins at a token, and no noun phrase: "citing the agency"."""
    tag = words.tokens[first].tag
    after = words.tokens[first + 1].tag if first + 1 < stop else ""
    if tag == "VBG":
        return after in ("DT", "PRP$", "PRP", "IN", "TO")
    return tag == "VBN" and after in ("IN", "TO", "RP", "DT")


def end_of(words: Words, first: int, head: int, stop: int, owners: Sequence[int]) -> int:
    """Where a role ends whose noun phrase has the given head: with its clause, or before a verb."""
    tokens = words.tokens
    last = head + 1
    while last < stop:
        token = tokens[last]
        if token.text in ENDS or token.lower in RELATIVES or token.tag in VERBS:
            break
        if token.lower in _BREAKS or (owners[last] < 0 and _clause_begins(words, last, stop)):
            break
        last += 1
    if last - first > _LONGEST:
        links = range(head + 1, first + _LONGEST + 1)
        last = max((i for i in links if tokens[i].tag in ("IN", "TO", "CC")), default=head + 1)
    titled = any(token.tag == "``" for token in tokens[head:last])
    if titled and last < stop and tokens[last].tag == "''":
        return last + 1  # "director of “Lund”"
    while last > head + 1 and tokens[last - 1].tag in _LOOSE_ENDS:
        last -= 1
    return last


def _clause_begins(words: Words, index: int, stop: int) -> bool:
    """Whether a shortened clause or a stretch of time begins: "killed in", "to lead", "in 2012"."""
    token, before = words.tokens[index], words.tokens[index - 1]
    after = words.tokens[index + 1] if index + 1 < stop else None
    if token.tag in ("VBG", "VBN"):
        goes_on = token.lower in _GOING_ON or "-" in token.text
        # "senior associate for education organizing at the institute"
        goes_on = goes_on or (token.tag == "VBG" and after is not None and after.tag == "IN")
        return before.tag in NOUNS and not goes_on
    if token.tag in ("PRP", "EX"):
        return True
    if after is None:
        return False
    if token.tag == "CC":
        beyond = words.tokens[index + 2].tag if index + 2 < stop else ""
        return after.tag in _NO_NOUN_PHRASE or (after.tag == "JJ" and beyond in ("IN", "TO"))
    if token.tag == "TO":
        return after.tag == "VB" and after.text.islower()
    year = after.tag == "CD" and len(after.text) == 4 and after.text.isdigit()
    if token.lower in ("in", "from"):
        return year
    if token.lower == "at" and after.lower == "the":
        return index + 2 < stop and words.tokens[index + 2].lower == "time"
    return token.lower == "for" and after.tag == "CD"
