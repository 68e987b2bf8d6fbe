"""Match a noun phrase to a person by the roles that the text assigns to that person.

The text of roles, and the selection of an entity's most informative roles.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from analysis import lexicon
from analysis.coref.role_phrases import role_noun_at
from analysis.coref.roles import AGE_PATTERN, TRANSIENT_ROLES, Role
from analysis.names.titles import (
    GENERIC_PERSON_NOUNS,
    HONORIFICS,
    RELATION_NOUNS,
    is_abbreviated_title,
    organization_noun,
    role_noun,
    singular_title,
)
from analysis.syntax.tokens import Doc, Token

# The nouns that a noun can refer back to: synonyms and hyponyms in news.
_NARROWER: dict[str, list[str]] = {}
_MUTUAL = lexicon.words("narrower_nouns", "mutual")
for _first, _rest in lexicon.values("narrower_nouns").items():
    for _noun in _rest.split(", "):
        _NARROWER.setdefault(_noun, []).append(_first)
        if _first in _MUTUAL:
            _NARROWER.setdefault(_first, []).append(_noun)
_BROADER: dict[str, list[str]] = {}
for _noun, _narrower in _NARROWER.items():
    for _first in _narrower:
        _BROADER.setdefault(_first, []).append(_noun)
_BROAD = 3  # narrower nouns
_RANKS = lexicon.words("modifiers", "rank")
_SUBORDINATE = frozenset({"deputy", "vice", "shadow", "assistant"})
PORTFOLIO_HOLDERS = frozenset({"minister", "secretary", "commissioner"})
"""Nouns for the holders of one of several portfolios, which differ in their modifiers."""
# Modifiers of a role noun that do not distinguish its holders.
_NON_DISTINCTIVE = lexicon.words("modifiers", "non_distinctive")


_FUNCTION = lexicon.words("prepositions", "role") | {"the", "and", "a", "an", "s"}
_NO_FIELDS = _NON_DISTINCTIVE | _FUNCTION
_IRREGULAR = lexicon.values("demonyms")


@lru_cache(maxsize=20_000)
def country_stem(word: str) -> str:
    """Return a key that a country's names and adjective share: "Russian", "Russia's" → "russ"."""
    word = word.lower().strip(".").removesuffix("'s").removesuffix("’s").removesuffix(".")
    return _IRREGULAR.get(word, word[:4])


def narrower_nouns(noun: str) -> list[str]:
    """Return the narrower nouns that a noun can refer back to: "lawmaker" → "senator", …."""
    return _NARROWER.get(noun, [])


def broader_nouns(noun: str) -> list[str]:
    """Return the broader nouns that can refer back to a noun: "senator" → "lawmaker", …."""
    return _BROADER.get(noun, [])


def is_broad_noun(noun: str) -> bool:
    """Return whether a noun can refer back to several narrower ones: "leader", "official"."""
    return len(narrower_nouns(noun)) >= _BROAD


def is_compatible_description(
    modifiers: Collection[str],
    names: Sequence[str],
    known: Collection[str],
    nouns: Collection[str],
    *,
    near: bool,
) -> bool:
    """Return whether the modifiers of a role noun are compatible with a person's roles.

    `modifiers` and `names` are the noun phrase's other words and the words of names in it. `known`
    are the words of the person's roles in the text, `nouns` the role nouns among them. "The French
    president" matches a president without a known country only if the mention is `near`.
    """
    noun_parts = {part for noun in nouns for part in noun.split()}
    described = {word.strip(".") for word in modifiers} - _NON_DISTINCTIVE - (noun_parts - _RANKS)
    if described & _RANKS - set(known) or _SUBORDINATE.intersection(known) - described - noun_parts:
        return not described and not names
    role_words = {word.strip(".") for word in known if role_noun(word.title()) not in nouns}
    role_words -= _NO_FIELDS
    role_words -= noun_parts
    if not role_words:
        return not names or near
    stems = {country_stem(word) for word in role_words}
    shares_name = any(country_stem(name) in stems for name in names)
    if described and not described & role_words:
        named = {country_stem(name) for name in names}
        has_field = any(country_stem(word) not in named for word in role_words)
        # "Umbria's trade minister" is not the Umbrian finance minister.
        if not shares_name or (has_field and not PORTFOLIO_HOLDERS.isdisjoint(nouns)):
            return False
    return not names or shares_name


_NOW = lexicon.words("modifiers", "before_role")
_ARTICLES = frozenset({"a", "an", "the", "then"})
_PRELUDES = _ARTICLES | _NOW
_ROLE_SEPARATOR = "; "
_LONGEST_PAIR = 100
_LEAST_SECOND_RANK = 2


def format_role(words: Doc, role: Role) -> str:
    """Return the role in the words of the text, without article, age and form of address."""
    first, last = role.first, role.last
    tokens = words.tokens
    while last - first > 1 and _is_prelude(tokens[first]):
        first += 1
    # "candidate Sen." before a name: two titles, of which the abbreviated one adds little.
    short = last - first > 2 and is_abbreviated_title(tokens[last - 1].text)
    if short and role_noun_at(words, last - 2) and not is_abbreviated_title(tokens[last - 2].text):
        last -= 1
    text = " ".join(words.text[tokens[first].start : tokens[last - 1].end].split())
    if role.is_shared:
        text = f"{text[: -len(tokens[last - 1].text)]}{singular_title(tokens[last - 1].text)}"
    if text.count("“") > text.count("”"):
        text += "”"
    return text.partition(" (")[0] if "(" in text and ")" not in text else text


def _is_prelude(token: Token) -> bool:
    if token.tag in ("DT", "PRP$", "CD", ",", "POS") or AGE_PATTERN.fullmatch(token.lower):
        return True
    return token.lower.rstrip(".") in HONORIFICS or token.lower in _PRELUDES


def select_entity_role(
    words: Doc, roles: Sequence[Role], possessors: Mapping[int, str], name: str
) -> str | None:
    """Return the most informative role that a text assigns to a name, or None.

    A second, different role follows after a semicolon. `possessors` contains, for the token of a
    pronoun ("his wife"), the name of its antecedent.
    """
    informative = [role for role in roles if role.noun not in GENERIC_PERSON_NOUNS]
    if not informative:
        return None
    counts = Counter(role.noun for role in informative)
    ranked = sorted(
        informative, key=lambda role: _rank_role(words, role, counts[role.noun]), reverse=True
    )
    best = ranked[0]
    text = _text_with_possessor(words, best, possessors, name)
    if best.noun in RELATION_NOUNS or organization_noun(best.noun):
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
    return not {first.noun, *narrower_nouns(first.noun)}.isdisjoint(
        {second.noun, *narrower_nouns(second.noun)}
    )


def _rank_role(words: Doc, role: Role, count: int) -> tuple[int, int, int]:
    """Return a sort key for the information in a role.

    The order is: a title of several words, an appositive, a bare title or predicate, a relation.
    """
    length = min(len(format_role(words, role).split()), 4)
    if (
        role.noun in RELATION_NOUNS
        or role.noun in TRANSIENT_ROLES
        or words.tokens[role.first].lower == "fellow"
    ):
        return 0, length, count
    if role.kind == "title":
        return (3 if length > 1 else 1), min(count, 3), length
    return (2 if role.kind != "clause" else 1), min(count, 3), length


def _text_with_possessor(words: Doc, role: Role, possessors: Mapping[int, str], name: str) -> str:
    """Return the text of a role, with the possessor in place of a pronoun: "his wife"."""
    text = format_role(words, role)
    for index in (role.first, role.first - 1):
        possessor = possessors.get(index) if index >= 0 else None
        if possessor and possessor != name and words.tokens[index].tag == "PRP$":
            return f"{possessor}{'’s' if '’s' in words.text else chr(39) + 's'} {text}"
    return text
