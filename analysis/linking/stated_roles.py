"""Roles that articles state of a person: the one to display, and the agreement of two people's.

A role of an article is text, several in one string: "governor of Umbria; presidential candidate".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from analysis import lexicon
from analysis.linking.state_bodies import find_country
from analysis.models import Reason
from analysis.names.titles import RELATION_NOUNS, role_noun
from analysis.text import split_words

SEPARATOR = "; "
"""Stands between the roles of one article."""


_OFFICES = lexicon.words("person_nouns", "office", "title", "high_title")
_LINKS = lexicon.words("prepositions", "role") | {"the", "and", "a", "an", "s"}
# Prepositions after which a role continues only with a name: "professor at Umbria State".
_PLACING = lexicon.words("prepositions", "dating") | {"from", "under", "with"}
# Words that refer to another sentence: "latter's successor", "his wife", "author of that boast".
_REFERRING = (
    lexicon.words("pronouns", "possessive")
    | lexicon.words("modifiers", "no_role")
    | {"latter", "that", "those", "whose"}
)
_MOST_WORDS = 10  # a longer role is a description
_TITLES = lexicon.words("person_nouns", "title")
_WEEKDAYS = lexicon.words("weekdays", "full")
_DURATIONS = lexicon.words("time_words", "duration")
_NUMERALS = lexicon.words("numerals", "cardinal")
_FEWEST = 2  # words of a duration
_NON_DISTINCTIVE = lexicon.words("modifiers", "non_distinctive")
_RANKS = (lexicon.words("modifiers", "rank") | {"shadow", "vice"}) - _NON_DISTINCTIVE
_ENVOYS = frozenset({"ambassador", "consul", "diplomat", "envoy"})
_TWO = 2
_LONGEST_INITIALS = 3  # letters of a country's initials


class RoleAgreement(Struct, frozen=True):
    """The role of one person that agrees with a role of another.

    `is_distinctive` is True if more agrees than the noun: the country, or another word.
    """

    role: str
    is_distinctive: bool

    @property
    def reason(self) -> Reason:
        """The reason for which two people are one."""
        return Reason.of("similarity.same_role", role=self.role)


class StatedRole(Struct, frozen=True):
    """A parsed role: its nouns, its country, and the other words that distinguish its holder.

    `ranks` are words such as "vice" and "deputy".
    """

    nouns: frozenset[str]
    ranks: frozenset[str]
    country: str
    distinctive: frozenset[str]
    is_relation: bool


def split_roles(stated: str) -> list[str]:
    """Return the roles in the string of an article."""
    return stated.split(SEPARATOR) if stated else []


@lru_cache(maxsize=20_000)
def parse_role(role: str) -> StatedRole:
    """Parse a role: "U.S. Secretary of State" → secretary, United States, {"state"}."""
    words = split_words(role)
    nouns: set[str] = set()
    places: set[str] = set()
    for word in words:
        if word in _LINKS and nouns:
            break
        if noun := role_noun(word.title()):
            nouns.add(noun)
    is_relation = not RELATION_NOUNS.isdisjoint(nouns)
    country = ""
    for size in (2, 1):
        for index in range(len(words) - size + 1):
            name = " ".join(words[index : index + size]).title()
            is_short = len(name.replace(".", "")) <= _LONGEST_INITIALS
            found = find_country(name.upper() if is_short else name, "GPE")
            if found and found[1]:
                country = country or found[0]
                places.update(words[index : index + size])
    expanded = {role_noun(word.title()) or word.strip(".") for word in words if word not in places}
    distinctive = frozenset(expanded - nouns - _LINKS - _NON_DISTINCTIVE)
    ranks = distinctive & _RANKS
    return StatedRole(frozenset(nouns), ranks, country, distinctive - ranks, is_relation)


def headline_role(stated: Iterable[str]) -> str:
    """Return the role that most of the articles state, the latest article first, or "".

    Roles that differ only in spelling count as one. A relation, a bare title ("General") or a
    description is chosen only if no article states anything else; a fragment never is.
    """
    spellings: dict[tuple[object, ...], dict[str, int]] = {}
    nouns: Counter[str] = Counter()
    for article in stated:
        for role in split_roles(article):
            if shown := _trim(role):
                parsed = parse_role(shown)
                key = (parsed.nouns, parsed.ranks, parsed.distinctive)
                counted = spellings.setdefault(key, {})
                counted[shown] = counted.get(shown, 0) + 1
                nouns.update(parsed.nouns)
    best = max(spellings.values(), key=partial(_weight, nouns), default=None)
    return max(best, key=lambda spelling: (best[spelling], len(spelling))) if best else ""


def _weight(counts: Mapping[str, int], spellings: Mapping[str, int]) -> tuple[bool, bool, int, int]:
    """Return the weight of a role: that of its most frequent noun first.

    "presumptive nominee" and "Republican nominee" support one another against "billionaire".
    """
    first = next(iter(spellings))
    is_short = len(split_words(first)) <= _MOST_WORDS
    parsed = parse_role(first)
    is_bare_title = parsed.nouns <= _TITLES and not parsed.distinctive and not parsed.country
    is_occupation = not parsed.is_relation and not is_bare_title
    most = max((counts[noun] for noun in parsed.nouns), default=0)
    return is_occupation, is_short, most, sum(spellings.values())


@lru_cache(maxsize=20_000)
def _trim(role: str) -> str:
    """Return a role without a circumstance at its end, or "" for a fragment.

    "official at the recent funeral of Ana Roe" → "official"; "latter's successor" → ""
    """
    words = role.split()
    if not words:
        return ""
    lower = [word.lower() for word in words]
    for index in range(1, len(words)):
        rest = words[index + 1 :]
        begins_name = any(word[:1].isupper() for word in rest[:2])
        if lower[index] in _PLACING and not begins_name:
            words, lower = words[:index], lower[:index]
            break
    words = words[: len(words) - _count_time_words(lower)]
    shown = " ".join(words).strip(" ,-–—")
    parts = set(split_words(shown))
    if not _REFERRING.isdisjoint(parts) or not parse_role(shown).nouns:
        return ""
    return shown


def _count_time_words(words: Sequence[str]) -> int:
    """Return the number of words at the end of a role that are a time: "Saturday", "four years"."""
    if words[-1] in _WEEKDAYS:
        return 1
    is_duration = len(words) > _FEWEST and words[-1] in _DURATIONS
    return 2 if is_duration and (words[-2] in _NUMERALS or words[-2].isdigit()) else 0


def find_agreement(first: Sequence[str], second: Sequence[str]) -> RoleAgreement | None:
    """Return how the roles of two people agree, or None if they do not.

    Roles of two countries disagree. "Minister of health" and "finance minister" do not agree, but
    "minister" agrees with both.
    """
    found: RoleAgreement | None = None
    candidates = [parse_role(role) for role in second]
    for role in first:
        parsed = parse_role(role)
        for candidate in candidates:
            if not _is_same_noun(parsed, candidate):
                continue
            countries = {parsed.country, candidate.country} - {""}
            if len(countries) > 1:
                return None
            are_both_specific = bool(parsed.distinctive and candidate.distinctive)
            is_same_country = parsed.country == candidate.country != ""
            if parsed.distinctive & candidate.distinctive or (
                is_same_country and not are_both_specific
            ):
                found = RoleAgreement(role, is_distinctive=True)
            elif not are_both_specific and found is None:
                found = RoleAgreement(role, is_distinctive=False)
    return found


def are_of_two_countries(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two people hold the same office in two countries, and share no other role.

    An envoy's role names two countries.
    """
    candidates = [parse_role(role) for role in second]
    is_found = False
    for role in first:
        parsed = parse_role(role)
        for candidate in candidates:
            if not _is_same_noun(parsed, candidate):
                continue
            countries = {parsed.country, candidate.country} - {""}
            if len(countries) < _TWO or parsed.nouns & _ENVOYS:
                return False
            is_found = is_found or is_office(role)
    return is_found


def _is_same_noun(first: StatedRole, second: StatedRole) -> bool:
    if first.is_relation or second.is_relation:
        return False
    return not first.nouns.isdisjoint(second.nouns) and first.ranks == second.ranks


def is_office(role: str) -> bool:
    """Return whether a role is an office, which few people have at one time."""
    return not _OFFICES.isdisjoint(parse_role(role).nouns)
