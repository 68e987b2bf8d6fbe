"""The record of what the reader typed about the whole library, and not about one article.

An export of records has it beside the first article. The record has the colors of tags, the
collections, also empty ones, and the saved searches. That beside the last article has the decisions
about people.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from db.field_types import require_number
from db.models import TAG_COLORS, TagColor

Json = dict[str, Any]


class TagColorRecord(Struct, frozen=True):
    """A tag with a color, whether or not anything has the tag itself."""

    name: str
    color: TagColor


class CollectionRecord(Struct, frozen=True):
    """A collection with the time of its creation, in UTC."""

    name: str
    created: datetime.datetime


class SavedSearchRecord(Struct, frozen=True):
    """A saved search, or a saved filter of the library, with the time of its creation, in UTC."""

    name: str
    query: str
    is_filter: bool
    created: datetime.datetime


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
    keys: tuple[str, ...]
    distinct: tuple[int, ...]


class NameChoice(Struct, frozen=True):
    """The display name of the identity that a name in an article belongs to."""

    link: PersonLink
    name: str


class LibraryRecord(Struct, frozen=True):
    """The colors of tags, the collections and the saved searches of a library.

    `people` and `names` are the decisions about identities. They follow the last article, since
    they need all articles.
    """

    tags: tuple[TagColorRecord, ...] = ()
    collections: tuple[CollectionRecord, ...] = ()
    searches: tuple[SavedSearchRecord, ...] = ()
    people: tuple[PersonRecord, ...] = ()
    names: tuple[NameChoice, ...] = ()


EMPTY_LIBRARY = LibraryRecord()


def library_as_json(library: LibraryRecord) -> Json:
    """Return the record as values for JSON, without what it lacks."""
    values: Json = {
        "tags": [{"name": tag.name, "color": tag.color} for tag in library.tags],
        "collections": [
            {"name": found.name, "created": found.created.isoformat()}
            for found in library.collections
        ],
        "saved_searches": [
            {
                "name": search.name,
                "query": search.query,
                "is_filter": search.is_filter,
                "created": search.created.isoformat(),
            }
            for search in library.searches
        ],
        "people": [
            {"links": person.links, "keys": person.keys, "distinct": person.distinct}
            for person in library.people
        ],
        "names": [{"link": choice.link, "name": choice.name} for choice in library.names],
    }
    return {name: value for name, value in values.items() if value}


def library_from_json(fields: Mapping[str, Any]) -> LibraryRecord:
    """Read a record; raises ValueError, LookupError or TypeError for other values.

    A color of a later version is read as none.
    """
    return LibraryRecord(
        tuple(
            TagColorRecord(str(tag["name"]), color)
            for tag in fields.get("tags", ())
            for color in TAG_COLORS
            if color == tag["color"]
        ),
        tuple(
            CollectionRecord(str(found["name"]), datetime.datetime.fromisoformat(found["created"]))
            for found in fields.get("collections", ())
        ),
        tuple(
            SavedSearchRecord(
                str(search["name"]),
                str(search["query"]),
                bool(search.get("is_filter")),
                datetime.datetime.fromisoformat(search["created"]),
            )
            for search in fields.get("saved_searches", ())
        ),
        tuple(
            PersonRecord(
                tuple(map(_person_link, person["links"])),
                tuple(map(str, person.get("keys", ()))),
                tuple(map(require_number, person.get("distinct", ()))),
            )
            for person in fields.get("people", ())
        ),
        tuple(
            NameChoice(_person_link(choice["link"]), str(choice["name"]))
            for choice in fields.get("names", ())
        ),
    )


def _person_link(value: Sequence[object]) -> PersonLink:
    text, key = value
    return PersonLink(str(text), str(key))
