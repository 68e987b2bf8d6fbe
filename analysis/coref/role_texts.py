"""The text of roles, and the selection of an entity's most informative roles."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.coref.role_matching import wider
from analysis.coref.role_phrases import noun_at
from analysis.coref.roles import AGE, PASSING, Role
from analysis.coref.titles import (
    HONORIFICS,
    PLAIN_PEOPLE,
    RELATIONS,
    is_short_title,
    one_of,
    organisation_noun,
)
from analysis.words import Token, Words

_NOW = frozenset({"also", "currently", "formerly", "himself", "herself", "now", "once", "one"})
_ARTICLES = frozenset({"a", "an", "the", "then"})
_ROLE_SEPARATOR = "; "
_LONGEST_PAIR = 100
_LEAST_SECOND_RANK = 2


def role_text(words: Words, role: Role) -> str:
    """Return the role in the words of the text, without article, age and form of address."""
    first, last = role.first, role.last
    tokens = words.tokens
    while last - first > 1 and _is_prelude(tokens[first]):
        first += 1
    # "candidate Sen." before a name: two titles, of which the abbreviated one adds little.
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
    """Return the most informative role that a text assigns to a name, or None.

    A second, different role follows after a semicolon. `possessors` contains, for the token of a
    pronoun ("his wife"), the name of its antecedent.
    """
    informative = [role for role in roles if role.noun not in PLAIN_PEOPLE]
    if not informative:
        return None
    counts = Counter(role.noun for role in informative)
    ranked = sorted(
        informative, key=lambda role: _rank_role(words, role, counts[role.noun]), reverse=True
    )
    best = ranked[0]
    text = _text_with_possessor(words, best, possessors, name)
    if best.noun in RELATIONS or organisation_noun(best.noun):
        return text
    for candidate in ranked[1:]:
        if _rank_role(words, candidate, 0)[0] < _LEAST_SECOND_RANK or _is_same_role(
            best, candidate
        ):
            continue
        second = _text_with_possessor(words, candidate, possessors, name)
        words_of_best, words_of_second = set(text.lower().split()), set(second.lower().split())
        if len(text) + len(second) < _LONGEST_PAIR and len(words_of_second - words_of_best) > 1:
            return f"{text}{_ROLE_SEPARATOR}{second}"
    return text


def _is_same_role(first: Role, second: Role) -> bool:
    return not {first.noun, *wider(first.noun)}.isdisjoint({second.noun, *wider(second.noun)})


def _rank_role(words: Words, role: Role, count: int) -> tuple[int, int, int]:
    """Return a sort key for the information in a role.

    The order is: a title of several words, an appositive, a bare title or predicate, a relation.
    """
    length = min(len(role_text(words, role).split()), 4)
    if role.noun in RELATIONS or role.noun in PASSING or words.tokens[role.first].lower == "fellow":
        return 0, length, count
    if role.kind == "title":
        return (3 if length > 1 else 1), min(count, 3), length
    return (2 if role.kind != "clause" else 1), min(count, 3), length


def _text_with_possessor(words: Words, role: Role, possessors: Mapping[int, str], name: str) -> str:
    """Return the text of a role, with the possessor in place of a pronoun: "his wife"."""
    text = role_text(words, role)
    for index in (role.first, role.first - 1):
        possessor = possessors.get(index) if index >= 0 else None
        if possessor and possessor != name and words.tokens[index].tag == "PRP$":
            return f"{possessor}{'’s' if '’s' in words.text else chr(39) + 's'} {text}"
    return text
