"""The words of a role, and which of the roles that a text gives to somebody tell the most."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.entities.role_match import wider
from analysis.entities.role_nouns import (
    HONORIFICS,
    PLAIN_PEOPLE,
    RELATIONS,
    is_short_title,
    one_of,
    organisation_noun,
)
from analysis.entities.role_phrases import noun_at
from analysis.entities.roles import AGE, PASSING, Role
from analysis.words import Token, Words

_NOW = frozenset({"also", "currently", "formerly", "himself", "herself", "now", "once", "one"})
_ARTICLES = frozenset({"a", "an", "the", "then"})
_BETWEEN = "; "
_LONGEST_PAIR = 100
_TELLS_ITSELF = 2


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
    if role.shared:
        text = f"{text[: -len(tokens[last - 1].text)]}{one_of(tokens[last - 1].text)}"
    if text.count("“") > text.count("”"):
        text += "”"
    return text.partition(" (")[0] if "(" in text and ")" not in text else text


def _is_prelude(token: Token) -> bool:
    if token.tag in ("DT", "PRP$", "CD", ",", "POS") or AGE.fullmatch(token.lower):
        return True
    return token.lower.rstrip(".") in HONORIFICS or token.lower in _ARTICLES | _NOW


def entity_role(
    words: Words, roles: Sequence[Role], possessors: Mapping[int, str], name: str
) -> str | None:
    """What a text says somebody of a name is, or None: the most telling of the roles it gives.

    A second role that says something else follows after a semicolon. `possessors` holds, for the
    token of a pronoun ("his wife"), the name of whom it means.
    """
    told = [role for role in roles if role.noun not in PLAIN_PEOPLE]
    if not told:
        return None
    counts = Counter(role.noun for role in told)
    ranked = sorted(told, key=lambda one: _telling(words, one, counts[one.noun]), reverse=True)
    best = ranked[0]
    text = _full_text(words, best, possessors, name)
    if best.noun in RELATIONS or organisation_noun(best.noun):
        return text
    for other in ranked[1:]:
        if _telling(words, other, 0)[0] < _TELLS_ITSELF or _is_alike(best, other):
            continue
        second = _full_text(words, other, possessors, name)
        said, more = set(text.lower().split()), set(second.lower().split())
        if len(text) + len(second) < _LONGEST_PAIR and len(more - said) > 1:
            return f"{text}{_BETWEEN}{second}"
    return text


def _is_alike(one: Role, two: Role) -> bool:
    return not {one.noun, *wider(one.noun)}.isdisjoint({two.noun, *wider(two.noun)})


def _telling(words: Words, role: Role, count: int) -> tuple[int, int, int]:
    """How much a role tells: a title of several words, an appositive, a bare title, a relation."""
    length = min(len(role_text(words, role).split()), 4)
    if role.noun in RELATIONS or role.noun in PASSING or words.tokens[role.first].lower == "fellow":
        return 0, length, count
    if role.kind == "title":
        return (3 if length > 1 else 1), min(count, 3), length
    return (2 if role.kind != "clause" else 1), min(count, 3), length


def _full_text(words: Words, role: Role, possessors: Mapping[int, str], name: str) -> str:
    """The text of a role, with whose it is where the text says so by a pronoun: "his wife"."""
    text = role_text(words, role)
    for index in (role.first, role.first - 1):
        whose = possessors.get(index) if index >= 0 else None
        if whose and whose != name and words.tokens[index].tag == "PRP$":
            return f"{whose}{'’s' if '’s' in words.text else chr(39) + 's'} {text}"
    return text
