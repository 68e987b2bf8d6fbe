"""Link a title and a surname, such as "President Biden", to the person of that office and time.

A link needs an office of both, no conflict of country, gender or time, and only one such person. A
name that the reader separated from a person is not linked to that person again.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from msgspec import Struct

from analysis.linking.offices import Office, list_offices
from analysis.linking.similarity import name_key
from analysis.linking.stated_roles import find_agreement, split_roles
from analysis.models import Reason
from analysis.names.given_names import gender_of_given_name
from analysis.names.parser import is_family_name_first, parse_person_name
from analysis.partial_dates import PartialDate
from db.identities.agreement import (
    MOST_DAYS,
    MOST_IN_BLOCK,
    Evidence,
    have_common_companion,
    load_evidence,
)
from db.identities.linked_entities import LinkedEntity
from db.identities.records import hash_block

_MOST_LINKS = 200  # latest articles with a surname alone that are linked to a new person


class TitledMatch(Struct, frozen=True):
    """The person that a title and a surname mean, and the reason."""

    root: int
    reason: Reason


def is_titled(entity: LinkedEntity) -> bool:
    """Return whether an entity is a person with an office and a name that is no full name."""
    return entity.key.kind == "person" and entity.is_shared and bool(list_offices(entity.role))


def find_holder(
    sqlite: sqlite3.Connection, entity: LinkedEntity, article: int, day: str, gender: str
) -> TitledMatch | None:
    """Return the only person of the store who holds the office of a titled surname."""
    offices = list_offices(entity.role)
    roles = split_roles(entity.role)
    found: list[tuple[Evidence, Reason]] = []
    for root in sorted(set(_find_namesakes(sqlite, entity.key.parts[-1]))):
        person = load_evidence(sqlite, root)
        if person is None or person.is_shared or article in person.articles:
            continue
        if gender and person.genders and gender not in person.genders:
            continue
        agreed = find_agreement(roles, person.roles)
        if agreed is None or not _is_in_time(day, person.days):
            continue
        if not _has_same_office(sqlite, entity, offices, person):
            continue
        reason = Reason("similarity.surname_alone").extend(agreed.reason)
        found.append((person, reason))
    if len(found) != 1:
        return None
    person, reason = found[0]
    if _is_separated(sqlite, person.id, entity.key.key):
        return None
    is_certain = _is_certain(sqlite, entity, offices, person)
    if not is_certain and not have_common_companion(sqlite, article, person):
        return None
    return TitledMatch(person.id, reason)


def list_titled_links(sqlite: sqlite3.Connection, root: int) -> Iterator[tuple[int, int]]:
    """Yield the article and the number of each entity with an office and only a person's surname.

    They are linked to the ambiguous name so far.
    """
    query = "SELECT name FROM identity WHERE id = ?"
    (name,) = sqlite.execute(query, (root,)).fetchone()
    query = f"""SELECT link.article, link.entity FROM identity_name
        CROSS JOIN identity ON identity.id = identity_name.identity
        CROSS JOIN identity_entity AS link ON link.identity = identity.id
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE key = ? AND shared AND merged_into IS NULL AND role IS NOT NULL
        ORDER BY link.day DESC LIMIT {_MOST_LINKS}"""
    for surname in list_surnames(name):
        yield from sqlite.execute(query, (name_key(surname, "PERSON").key,)).fetchall()


def list_surnames(name: str) -> list[str]:
    """Return the words of a full name that a title can stand before.

    "Joe Biden" → "biden"; "Kim Jong-un" → "kim"; "Xi Jinping" → "jinping", "xi".
    """
    parsed = parse_person_name(name)
    if len(parsed.parts) < 2:
        return []
    if is_family_name_first(parsed):
        return [parsed.parts[0]]
    is_given_name = gender_of_given_name(parsed.parts[0]) is not None or len(parsed.parts[0]) == 1
    return [parsed.parts[-1]] if is_given_name else [parsed.parts[-1], parsed.parts[0]]


def _find_namesakes(sqlite: sqlite3.Connection, surname: str) -> Iterator[int]:
    """Yield the people of a surname, which Chinese and Korean names have first."""
    query = f"""SELECT coalesce(merged_into, id), name FROM identity_block
        JOIN identity ON id = identity WHERE block = ? LIMIT {MOST_IN_BLOCK}"""
    for root, name in sqlite.execute(query, (hash_block(f"surname {surname}"),)):
        if surname in list_surnames(name):
            yield root
    key = name_key(surname, "PERSON").key
    query = f"""SELECT coalesce(merged_into, id), name FROM identity_name
        JOIN identity ON id = identity WHERE key > ? AND key < ? || '{{' AND NOT shared
        LIMIT {MOST_IN_BLOCK}"""
    for root, name in sqlite.execute(query, (key, key)):
        if surname in list_surnames(name):
            yield root


def _is_in_time(day: str, days: Sequence[str]) -> bool:
    """Return whether a day is near the articles of a person; an office changes hands."""
    if not day or not days:
        return True
    here = PartialDate.parse(day)
    first, last = PartialDate.parse(min(days)), PartialDate.parse(max(days))
    is_before = (first.first - here.last).days > MOST_DAYS
    return not is_before and (here.first - last.last).days <= MOST_DAYS


def _has_same_office(
    sqlite: sqlite3.Connection,
    entity: LinkedEntity,
    offices: Sequence[Office],
    person: Evidence,
) -> bool:
    """Return whether an office of both is the same, and of no two countries."""
    held = [office for role in person.roles for office in list_offices(role)]
    keys = {office.key for office in offices}
    same = [office for office in held if office.key in keys]
    countries = {office.country for office in (*offices, *same) if office.country}
    if entity.country:
        countries.add(entity.country)
    query = "SELECT country FROM identity WHERE id = ?"
    (country,) = sqlite.execute(query, (person.id,)).fetchone()
    if any(office.is_sole for office in same) and country:
        countries.add(country)
    return bool(same) and len(countries) < 2


def _is_certain(
    sqlite: sqlite3.Connection,
    entity: LinkedEntity,
    offices: Sequence[Office],
    person: Evidence,
) -> bool:
    """Return whether an office of one holder is enough: of the country, or with a rare surname."""
    if not any(office.is_sole for office in offices):
        return False
    query = "SELECT country FROM identity WHERE id = ?"
    (country,) = sqlite.execute(query, (person.id,)).fetchone()
    if entity.country and country == entity.country:
        return True
    surname = entity.key.parts[-1]
    others = set(_find_namesakes(sqlite, surname)) - {person.id}
    is_first = any(is_family_name_first(parse_person_name(name)) for name in person.record.names)
    return not others and not (is_first and len(surname) <= _COMMON_SYLLABLE and not country)


_COMMON_SYLLABLE = 4  # letters of a family name that many have: "Kim", "Park", "Wang"


def _is_separated(sqlite: sqlite3.Connection, root: int, key: str) -> bool:
    """Return whether the reader separated this name from the person."""
    query = """SELECT 1 FROM identity_distinct
        JOIN identity AS a ON a.id = first JOIN identity AS b ON b.id = second
        JOIN identity_name ON identity_name.identity IN (first, second)
        WHERE :root IN (coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id))
            AND (key = :key OR (key > :key || '#' AND key < :key || '$'))"""
    return sqlite.execute(query, {"root": root, "key": key}).fetchone() is not None
