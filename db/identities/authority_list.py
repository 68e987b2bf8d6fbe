"""The authority list of a store: its entries, and the entry that a name in an article means.

A name of an entry links to its identity. A title and a surname do, if the entry has the office and
the article is of its time. What the reader decided comes first.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from analysis.linking.offices import list_offices
from analysis.linking.similarity import name_key
from analysis.linking.stated_roles import find_agreement, split_roles
from analysis.models import Reason
from analysis.names.occupations import occupational_fields
from analysis.partial_dates import PartialDate
from db.identities.authority_models import StoredEntry
from db.identities.linked_entities import LinkedEntity
from db.identities.titled_names import list_surnames
from db.library_records import AuthorityEntry, HeldRole, Identifier
from db.origins import read_origin

_COLUMNS = "id, name, label, aliases, roles, identifiers, origin"
_GRACE = 60  # days before and after an office: news call an elected president so
_FORMER = frozenset({"former", "ex", "late"})
_ROLES = msgspec.json.Decoder(tuple[HeldRole, ...])
_IDENTIFIERS = msgspec.json.Decoder(tuple[Identifier, ...])


def list_entries(sqlite: sqlite3.Connection) -> list[StoredEntry]:
    """Return all entries in the order of their import."""
    query = f"SELECT {_COLUMNS} FROM authority_entry ORDER BY id"
    return [_stored_entry(row) for row in sqlite.execute(query)]


def _stored_entry(row: Sequence[str]) -> StoredEntry:
    id, name, label, aliases, roles, identifiers, origin = row
    entry = AuthorityEntry(
        name,
        label,  # type: ignore[arg-type]  # a label, as it was written
        tuple(aliases.split("\n")) if aliases else (),
        _ROLES.decode(roles),
        _IDENTIFIERS.decode(identifiers),
    )
    return StoredEntry(int(id), entry, origin)


def insert_entry(
    sqlite: sqlite3.Connection, entry: AuthorityEntry, origin: str, id: int | None = None
) -> int:
    """Insert an entry, or replace the one with an id; return the id."""
    values = (
        entry.name, entry.label, "\n".join(entry.aliases),
        msgspec.json.encode(entry.roles).decode(),
        msgspec.json.encode(entry.identifiers).decode(), origin,
    )  # fmt: skip
    if id is None:
        query = """INSERT INTO authority_entry (name, label, aliases, roles, identifiers, origin)
            VALUES (?, ?, ?, ?, ?, ?)"""
        id = sqlite.execute(query, values).lastrowid
        assert id is not None
    else:
        query = """UPDATE authority_entry SET name = ?, label = ?, aliases = ?, roles = ?,
            identifiers = ?, origin = ? WHERE id = ?"""
        sqlite.execute(query, (*values, id))
        sqlite.execute("DELETE FROM authority_name WHERE entry = ?", (id,))
    query = "INSERT OR IGNORE INTO authority_name (key, entry) VALUES (?, ?)"
    keys = {*list_name_keys(entry), *(f"surname {key}" for key in list_surname_keys(entry))}
    sqlite.executemany(query, [(key, id) for key in sorted(keys)])
    return id


def delete_entry(sqlite: sqlite3.Connection, id: int) -> None:
    """Delete an entry and its names."""
    sqlite.execute("DELETE FROM authority_name WHERE entry = ?", (id,))
    sqlite.execute("DELETE FROM authority_entry WHERE id = ?", (id,))


def list_name_keys(entry: AuthorityEntry) -> list[str]:
    """Return the keys of the name and the aliases of an entry."""
    return sorted({name_key(name, entry.label).key for name in (entry.name, *entry.aliases)})


def list_surname_keys(entry: AuthorityEntry) -> list[str]:
    """Return the keys of the surnames that a title can stand before."""
    if entry.label != "PERSON":
        return []
    surnames = (word for name in (entry.name, *entry.aliases) for word in list_surnames(name))
    return sorted({name_key(surname, "PERSON").key for surname in surnames})


def entry_key(id: int) -> str:
    """Return the name key that leads to the identity of an entry."""
    return f"authority#{id}"


def has_entries(sqlite: sqlite3.Connection) -> bool:
    """Return whether the store has an authority list."""
    return sqlite.execute("SELECT 1 FROM authority_entry LIMIT 1").fetchone() is not None


class EntryMatch(msgspec.Struct, frozen=True):
    """The entry that a name means.

    `is_by_name` is True if the name leads to no other entry and is a full name. Otherwise the link
    holds for the article alone.
    """

    id: int
    entry: AuthorityEntry
    reason: Reason
    is_by_name: bool


def find_entry(sqlite: sqlite3.Connection, entity: LinkedEntity, day: str) -> EntryMatch | None:
    """Return the only entry that an entity of an article of a day can be, None without one."""
    named = [
        stored
        for stored in _find_by_key(sqlite, entity.key.key)
        if _has_label(stored.entry, entity) and not _conflicts(stored.entry, entity)
    ]
    if len(named) > 1:
        named = [stored for stored in named if _has_office(stored.entry, entity, day)]
        return _match(named[0], is_by_name=False) if len(named) == 1 else None
    if named:
        return _match(named[0], is_by_name=not entity.key.is_ambiguous)
    if entity.key.kind != "person" or not entity.key.is_ambiguous:
        return None
    holders = [
        stored
        for stored in _find_by_key(sqlite, f"surname person:{entity.key.parts[-1]}")
        if _has_office(stored.entry, entity, day)
    ]
    return _match(holders[0], is_by_name=False) if len(holders) == 1 else None


def _match(stored: StoredEntry, *, is_by_name: bool) -> EntryMatch:
    reason = reason_of_entry(stored)
    return EntryMatch(stored.id, stored.entry, reason, is_by_name)


def reason_of_entry(stored: StoredEntry) -> Reason:
    """Return the reason of a link by an entry: the name that the list has, and its file."""
    origin = read_origin(stored.origin)
    file = origin.file if origin else stored.origin
    return Reason.of("similarity.authority", name=stored.entry.name, list=file or "?")


def _find_by_key(sqlite: sqlite3.Connection, key: str) -> Iterator[StoredEntry]:
    query = f"""SELECT {_COLUMNS} FROM authority_name
        JOIN authority_entry ON id = entry WHERE key = ? ORDER BY id"""
    for row in sqlite.execute(query, (key,)).fetchall():
        yield _stored_entry(row)


def _has_label(entry: AuthorityEntry, entity: LinkedEntity) -> bool:
    return (entry.label == "PERSON") == (entity.key.kind == "person")


def _conflicts(entry: AuthorityEntry, entity: LinkedEntity) -> bool:
    """Return whether an article states an occupation of another field than those of an entry."""
    fields = occupational_fields(entity.role)
    known = {field for held in entry.roles for field in occupational_fields(held.role)}
    return bool(fields and known and fields.isdisjoint(known))


def _has_office(entry: AuthorityEntry, entity: LinkedEntity, day: str) -> bool:
    """Return whether an article states a role that an entry has at this day and in this country."""
    roles = split_roles(entity.role)
    if not roles:
        return False
    countries = {office.country for office in list_offices(entity.role)} | {entity.country}
    is_former = any(not _FORMER.isdisjoint(role.lower().split()) for role in roles)
    return any(
        find_agreement(roles, (held.words,)) is not None
        and _is_in_country(held, countries - {""})
        and _is_held(held, day, is_former=is_former)
        for held in entry.roles
    )


def _is_in_country(held: HeldRole, countries: Iterable[str]) -> bool:
    stated = {office.country for office in list_offices(held.words) if office.country}
    wanted = set(countries)
    return not stated or not wanted or not stated.isdisjoint(wanted)


def _is_held(held: HeldRole, day: str, *, is_former: bool) -> bool:
    if not day:
        return True
    here = PartialDate.parse(day)
    if held.first and (held.first.first - here.last).days > _GRACE:
        return False
    is_over = held.last is not None and (here.first - held.last.last).days > _GRACE
    return is_former or not is_over
