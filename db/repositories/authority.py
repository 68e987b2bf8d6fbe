"""The authority list of a store: import entries, list them, and find that of an identity."""

from collections.abc import Sequence

from analysis.structs import replace
from db.connection import Connection
from db.identities.authority_import import find_conflicts, import_entries
from db.identities.authority_list import entry_key, list_entries
from db.identities.authority_models import AuthorityChanges, StoredEntry
from db.identities.queries import resolve_merged
from db.library_records import AuthorityEntry, LibraryRecord
from db.repositories.proposals import propose


class AuthorityRepository:
    """The authority list of a store; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> list[StoredEntry]:
        """Return all entries in the order of their import."""
        with self._connection.read_transaction() as sqlite:
            return list_entries(sqlite)

    def find(self, identity: int) -> tuple[StoredEntry, ...]:
        """Return the entries of an identity: one, or those of the people that it was merged of."""
        with self._connection.read_transaction() as sqlite:
            root = resolve_merged(sqlite, identity)
            query = """SELECT key FROM identity_name JOIN identity ON id = identity
                WHERE coalesce(merged_into, id) = ? AND key GLOB 'authority#*'"""
            keys = {key for (key,) in sqlite.execute(query, (root,))}
            if not keys:
                return ()
            return tuple(stored for stored in list_entries(sqlite) if entry_key(stored.id) in keys)

    def add(self, entries: Sequence[AuthorityEntry], source: str) -> AuthorityChanges:
        """Import the entries of a file, and link the names in all articles again.

        An entry with the same identifier or name is replaced. An entry of an earlier file of this
        name that is missing now is removed. A decision of the reader that differs stays, and the
        difference becomes a proposal.
        """
        with self._connection.transaction() as sqlite:
            done = import_entries(sqlite, entries, source)
            query = "SELECT id FROM proposal WHERE rejected IS NULL"
            before = {id for (id,) in sqlite.execute(query)}
            for people in find_conflicts(sqlite, entries):
                propose(sqlite, None, LibraryRecord(people=people), source)
            waiting = {id for (id,) in sqlite.execute(query)}
            return replace(done, proposals=tuple(sorted(waiting - before)))
