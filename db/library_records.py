"""The record of what the reader typed about the whole library, and not about one article.

An export of records has it beside the first article. The record has the colors of tags, the
collections, also empty ones, and the saved searches. That beside the last article has the decisions
about people.
"""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from analysis.models import Label
from analysis.partial_dates import PartialDate
from analysis.structs import WholeNumber, convert_values
from db.models import TAG_COLORS, TagColor, record_to_dict

Json = dict[str, Any]


class TagColorRecord(Struct, frozen=True):
    """A tag with a color, whether or not anything has the tag itself."""

    name: str
    color: TagColor


class CollectionRecord(Struct, frozen=True):
    """A collection with the time of its creation, in UTC."""

    name: str
    created: datetime.datetime


class SavedSearchRecord(Struct, frozen=True, kw_only=True):
    """A saved search, or a saved filter of the library.

    `created` and `opened` are the times in UTC at which it was saved and its results last shown.
    """

    name: str
    query: str
    is_filter: bool = False
    created: datetime.datetime
    opened: datetime.datetime | None = None


class PersonLink(NamedTuple):
    """A name in an article: the hash of the article's text, and the key of the name."""

    text: str
    key: str


class PersonRecord(Struct, frozen=True):
    """An identity that the reader merged, split or marked as distinct from others.

    `keys` are those of its names. `distinct` are the numbers of earlier records that it is distinct
    from.
    """

    links: tuple[PersonLink, ...]
    keys: tuple[str, ...] = ()
    distinct: tuple[WholeNumber, ...] = ()


class NameChoice(Struct, frozen=True):
    """The display name of the identity that a name in an article belongs to."""

    link: PersonLink
    name: str


class HeldRole(Struct, frozen=True):
    """A role, with its country and its first and last day as in EDTF; each may be empty."""

    role: str
    country: str = ""
    start: str = ""
    end: str = ""

    @property
    def words(self) -> str:
        """The role with its country: "President, Umbria"."""
        return f"{self.country} {self.role}".strip()

    @property
    def first(self) -> PartialDate | None:
        """The first day, month or year."""
        return PartialDate.parse(self.start) if self.start else None

    @property
    def last(self) -> PartialDate | None:
        """The last day, month or year."""
        return PartialDate.parse(self.end) if self.end else None


class Identifier(NamedTuple):
    """An identifier in a list of authorities, as text: `wikidata`, `Q42`."""

    scheme: str
    value: str


class AuthorityEntry(Struct, frozen=True):
    """A person or thing with its other names, roles and identifiers."""

    name: str
    label: Label = "PERSON"
    aliases: tuple[str, ...] = ()
    roles: tuple[HeldRole, ...] = ()
    identifiers: tuple[Identifier, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The first identifier, else the name: an entry is recognized by it in a later file."""
        if self.identifiers:
            first = min(self.identifiers)
            return first.scheme, first.value
        return self.label, self.name.casefold()


class AuthorityRecord(Struct, frozen=True):
    """An entry of the authority list, with the origin of the file that brought it."""

    entry: AuthorityEntry
    origin: str = ""


class LibraryRecord(Struct, frozen=True):
    """The colors of tags, the collections and the saved searches of a library.

    `people` and `names` are the decisions about identities, `authority` is the authority list. They
    follow the last article, since they need all articles.
    """

    tags: tuple[TagColorRecord, ...] = ()
    collections: tuple[CollectionRecord, ...] = ()
    saved_searches: tuple[SavedSearchRecord, ...] = ()
    people: tuple[PersonRecord, ...] = ()
    names: tuple[NameChoice, ...] = ()
    authority: tuple[AuthorityRecord, ...] = ()


EMPTY_LIBRARY = LibraryRecord()


def library_as_json(library: LibraryRecord) -> Json:
    """Return the record as values for JSON, without what it lacks."""
    return {name: value for name, value in record_to_dict(library).items() if value}


def library_from_json(fields: Mapping[str, Any]) -> LibraryRecord:
    """Read a record; raises ValueError, LookupError or TypeError for other values.

    A color of a later version is read as none.
    """
    tags = [tag for tag in fields.get("tags", ()) if tag["color"] in TAG_COLORS]
    return convert_values({**fields, "tags": tags}, LibraryRecord)
