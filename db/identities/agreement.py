"""Merge two spellings of one person automatically, if their roles agree and nothing contradicts.

The merge has a reason, and is undone like one by the reader: by splitting the name off.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence

from msgspec import Struct

from analysis.linking.similarity import NameRecord, blocking_keys, compare_spellings
from analysis.linking.stated_roles import (
    are_of_two_countries,
    find_agreement,
    is_office,
    parse_role,
    split_roles,
)
from analysis.models import Label, Reason
from analysis.names.occupations import are_of_two_people, occupational_fields
from analysis.partial_dates import PartialDate
from db.identities.merges import are_distinct, merge_for_reason
from db.identities.records import hash_block

MOST_IN_BLOCK = 40
"""The most identities of a block that are compared: a hundred Smiths say little about the next."""
_MOST_ARTICLES = 200  # latest articles of a person that are evidence
_MOST_STATED = 20  # latest articles whose roles of a person are compared
MOST_DAYS = 3 * 365
"""The most days between the articles of two people, after which an office changes hands."""
# Common companions that two people need beside roles that agree only in the noun, and beside equal
# occupations, which many people have.
_COMPANIONS_OF_NOUN = 2
_COMPANIONS_OF_OCCUPATION = 1
# Relatives can share a part of a name, and a successor the office. Names with two differences need
# the same evidence.
_PARTS_OF_NAMES = frozenset({"similarity.beginning", "similarity.ending"})


class Evidence(Struct, frozen=True):
    """The evidence about a person, or about an ambiguous name of people, in all articles."""

    id: int
    is_shared: bool
    record: NameRecord
    genders: frozenset[str]
    fields: frozenset[str]
    roles: tuple[str, ...]
    days: tuple[str, ...]
    articles: frozenset[int]


def merge_agreeing(sqlite: sqlite3.Connection, identity: int) -> None:
    """Merge a person with the only other spelling of the name whose roles agree, if there is one.

    Nothing is merged without a role, and nothing if there are two such spellings.
    """
    person = load_evidence(sqlite, identity)
    if person is None or person.is_shared or not person.roles:
        return
    blocks = blocking_keys(person.record)
    agreeing: list[tuple[Evidence, Reason]] = []
    roots = _find_roots(sqlite, blocks) - {person.id}
    for root in _list_similar(sqlite, person.record, roots):
        candidate = load_evidence(sqlite, root)
        if (
            candidate
            and not candidate.is_shared
            and (reason := _find_agreement(sqlite, person, candidate))
        ):
            agreeing.append((candidate, reason))
    if len(agreeing) == 1:
        candidate, reason = agreeing[0]
        into, source = sorted((person, candidate), key=lambda each: (-len(each.articles), each.id))
        merge_for_reason(sqlite, source.id, into.id, reason)


def _list_similar(
    sqlite: sqlite3.Connection, record: NameRecord, roots: Collection[int]
) -> list[int]:
    """Return those people whose names may be spellings of that of `record`.

    So the articles of most namesakes need not be read.
    """
    query = """SELECT coalesce(merged_into, id) AS root, name FROM identity
        WHERE (id IN (SELECT value FROM json_each(:roots))
            OR merged_into IN (SELECT value FROM json_each(:roots))) AND label = 'PERSON'
        ORDER BY root, id != root, id"""
    names: dict[int, str] = {}
    for root, name in sqlite.execute(query, {"roots": json.dumps(sorted(roots))}):
        names.setdefault(root, name)
    return [
        root
        for root, name in names.items()
        if compare_spellings(record, NameRecord(name, "PERSON"))
    ]


def load_evidence(sqlite: sqlite3.Connection, root: int) -> Evidence | None:
    """Return the evidence about a person; None for other entities, and without articles."""
    query = """SELECT shared, name, names, gender, fields FROM identity
        WHERE (id = :root OR merged_into = :root) AND label = 'PERSON'
        ORDER BY id != :root, id"""
    parts = sqlite.execute(query, {"root": root}).fetchall()
    query = f"""SELECT link.article, link.day, coalesce(entity.role, '')
        FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = ? ORDER BY link.day DESC, link.article DESC LIMIT {_MOST_ARTICLES}"""
    links = sqlite.execute(query, (root,)).fetchall()
    if not parts or not links:
        return None
    names = dict.fromkeys(name for _, _, names, *_ in parts for name in names.split("\n"))
    return Evidence(
        root,
        bool(parts[0][0]),
        NameRecord(parts[0][1], "PERSON", tuple(names)),
        frozenset(gender for *_, gender, _ in parts if gender),
        frozenset(field for *_, fields in parts for field in fields.split()),
        tuple(dict.fromkeys(role for *_, stated in links for role in split_roles(stated))),
        tuple(day for _, day, _ in links if day),
        frozenset(article for article, *_ in links),
    )


def _find_roots(sqlite: sqlite3.Connection, blocks: Collection[str]) -> set[int]:
    query = f"""SELECT coalesce(merged_into, id) FROM identity_block
        JOIN identity ON id = identity WHERE block = ? LIMIT {MOST_IN_BLOCK}"""
    return {root for block in blocks for (root,) in sqlite.execute(query, (hash_block(block),))}


def _find_agreement(sqlite: sqlite3.Connection, first: Evidence, second: Evidence) -> Reason | None:
    """Return why two people are one, or None without enough evidence or with counter-evidence."""
    similarity = compare_spellings(first.record, second.record)
    agreed = find_agreement(first.roles, second.roles) if similarity else None
    if similarity is None or agreed is None or contradict(sqlite, first, second):
        return None
    least = _COMPANIONS_OF_NOUN
    if agreed.is_distinctive:
        least = 0 if is_office(agreed.role) else _COMPANIONS_OF_OCCUPATION
    elif similarity.reason.id in _PARTS_OF_NAMES or similarity.reason.also:
        return None
    if least and count_common_companions(sqlite, first, second) < least:
        return None
    return similarity.reason.extend(agreed.reason)


def contradict(sqlite: sqlite3.Connection, first: Evidence, second: Evidence) -> bool:
    """Return whether gender, occupation, dates, an article or the reader make two people distinct.

    An article that names both names two people.
    """
    if not first.articles.isdisjoint(second.articles):
        return True
    if len(first.genders | second.genders) > 1:
        return True
    if are_of_two_people(first.fields, second.fields):
        return True
    if first.days and second.days:
        later = PartialDate.parse(max(min(first.days), min(second.days)))
        earlier = PartialDate.parse(min(max(first.days), max(second.days)))
        if (later.first - earlier.last).days > MOST_DAYS:
            return True
    return are_distinct(sqlite, first.id, second.id)


def differs_in_office(
    sqlite: sqlite3.Connection, role: str, root: int, fields: frozenset[str]
) -> bool:
    """Return whether a role is hardly that of a person, who has the fields and other roles.

    Two people of one full name are a police inspector and a fire officer, or the presidents of two
    countries.
    """
    if not role:
        return False
    if are_of_two_people(occupational_fields(role), fields):
        return True
    roles = split_roles(role)
    if not any(parse_role(each).country and is_office(each) for each in roles):
        return False
    query = f"""SELECT role FROM (SELECT article, entity FROM identity_entity
            WHERE identity = ? ORDER BY day DESC LIMIT {_MOST_STATED}) AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE role IS NOT NULL"""
    stated = [
        each for (written,) in sqlite.execute(query, (root,)) for each in split_roles(written)
    ]
    return are_of_two_countries(roles, stated)


def count_common_companions(sqlite: sqlite3.Connection, first: Evidence, second: Evidence) -> int:
    """Count the people and organizations that articles name with both."""
    return len(
        _find_companions(sqlite, first.articles, ("PERSON", "ORG"))
        & _find_companions(sqlite, second.articles, ("PERSON", "ORG")) - {first.id, second.id}
    )


def have_common_companion(sqlite: sqlite3.Connection, article: int, person: Evidence) -> bool:
    """Return whether an article names a person or a body that others name with a person."""
    labels: tuple[Label, ...] = ("PERSON", "ORG")
    here = _find_companions(sqlite, (article,), labels)
    return bool(here & _find_companions(sqlite, person.articles, labels) - {person.id})


def share_companion(sqlite: sqlite3.Connection, first: int, second: int) -> bool:
    """Return whether articles name a person, body or place with both of two things, or name both.

    `first` and `second` are roots.
    """
    query = f"""SELECT DISTINCT article FROM identity_entity WHERE identity = ?
        ORDER BY day DESC LIMIT {_MOST_ARTICLES}"""
    articles = [
        frozenset(article for (article,) in sqlite.execute(query, (root,)))
        for root in (first, second)
    ]
    if not articles[0].isdisjoint(articles[1]):
        return True
    a, b = (_find_companions(sqlite, among, ("PERSON", "ORG", "GPE")) for among in articles)
    return bool(a & b - {first, second})


def _find_companions(
    sqlite: sqlite3.Connection, articles: Collection[int], labels: Sequence[Label]
) -> set[int]:
    query = """SELECT DISTINCT coalesce(merged_into, identity.id)
        FROM entity CROSS JOIN identity ON identity.id = entity.identity
        WHERE article IN (SELECT value FROM json_each(?))
            AND identity.label IN (SELECT value FROM json_each(?)) AND NOT shared"""
    values = json.dumps(sorted(articles)), json.dumps(labels)
    return {id for (id,) in sqlite.execute(query, values)}
