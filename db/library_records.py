"""The record of what the reader typed about the whole library, and not about one article.

An export of records has it beside the first article. The record has the colors of tags, the
collections, also empty ones, and the saved searches.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.models import TAG_COLORS, TagColor

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TagColorRecord:
    """A tag with a color, whether or not anything has the tag itself."""

    name: str
    color: TagColor


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """A collection with the time of its creation, in UTC."""

    name: str
    created: datetime.datetime


@dataclass(frozen=True, slots=True)
class SavedSearchRecord:
    """A saved search, or a saved filter of the library, with the time of its creation, in UTC."""

    name: str
    query: str
    is_filter: bool
    created: datetime.datetime


@dataclass(frozen=True, slots=True)
class LibraryRecord:
    """The colors of tags, the collections and the saved searches of a library."""

    tags: tuple[TagColorRecord, ...] = ()
    collections: tuple[CollectionRecord, ...] = ()
    searches: tuple[SavedSearchRecord, ...] = ()


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
    )
