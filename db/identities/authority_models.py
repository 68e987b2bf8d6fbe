"""The types of entries of the authority list, and entries with their place in a store."""

from msgspec import Struct

from analysis.models import Label
from db.library_records import AuthorityEntry

ENTRY_TYPES: dict[str, Label] = {"person": "PERSON", "organization": "ORG", "place": "GPE"}
"""The types of entries, as files write them."""
ENTRY_TYPE_NAMES: dict[str, str] = {label: name for name, label in ENTRY_TYPES.items()}


class StoredEntry(Struct, frozen=True):
    """An entry in a store, with its id and the origin of the file that brought it."""

    id: int
    entry: AuthorityEntry
    origin: str


class AuthorityChanges(Struct, frozen=True):
    """The result of an import: the numbers of entries, and of articles with another link.

    `proposals` are the ids of what differs from decisions of the reader, which stay.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    articles: int = 0
    proposals: tuple[int, ...] = ()
