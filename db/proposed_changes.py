"""The changes that a file can propose, and their records in JSON.

A new version, a status, details, a note, a tag, a star, a collection, a reading state, a
correction and the mark of an original belong to an article. A rule, a saved search, the color of a
tag, a collection by itself and decisions about people belong to the library.
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Struct

from analysis.structs import WholeNumber, convert_values, replace
from db.corrections.models import Correction, CorrectionRule
from db.importers.models import Highlight
from db.importers.onrecord_json import (
    correction_from_record,
    document_from_record,
    highlight_from_record,
    rule_from_record,
)
from db.library_records import (
    EMPTY_LIBRARY,
    LibraryRecord,
    SavedSearchRecord,
    TagColorRecord,
    library_as_json,
    library_from_json,
)
from db.models import Document, ReadState
from db.serialization import correction_record, document_record, rule_record
from db.wire_records import WireRecord, wire_as_json, wire_from_json

ProposalKind = Literal[
    "version", "status", "details", "note", "tag", "star", "collection", "reading", "correction",
    "rule", "search", "color", "people", "original",
]  # fmt: skip
PROPOSAL_KINDS: tuple[ProposalKind, ...] = get_args(ProposalKind)
"""The kinds in the order in which they are listed and accepted: a new text comes first."""


class ProposedDetails(Struct, frozen=True):
    """Details of an article that another reader edited; None for those that are the same."""

    title: str | None = None
    byline: str | None = None
    site: str | None = None
    section: str | None = None
    published: str | None = None


class ProposedTag(Struct, frozen=True):
    """A tag of an article."""

    name: str
    origin: str = ""
    author: str = ""


class ProposedStar(Struct, frozen=True):
    """The star of an article."""

    origin: str = ""


class ProposedOriginal(Struct, frozen=True):
    """The mark of an article as an original, with its speaker and its event."""

    speaker: str = ""
    event: str = ""
    origin: str = ""


class ProposedCollection(Struct, frozen=True):
    """A collection that an article belongs to, or one by itself, with its time of creation."""

    name: str
    created: datetime.datetime | None = None
    origin: str = ""


class ProposedReading(Struct, frozen=True):
    """A reading state, and the offsets of bookmarks by their letters."""

    state: ReadState = "unread"
    bookmarks: tuple[tuple[str, WholeNumber], ...] = ()


ProposedChange = (
    Document
    | WireRecord
    | ProposedDetails
    | Highlight
    | ProposedTag
    | ProposedStar
    | ProposedOriginal
    | ProposedCollection
    | ProposedReading
    | Correction
    | CorrectionRule
    | SavedSearchRecord
    | TagColorRecord
    | LibraryRecord
)

_UNCOMPARED = frozenset(
    {"created", "changed", "origin", "tag_origins", "tag_authors", "verdict_author"}
)
"""Fields in which a change may differ and be the same one."""


class _ChangeForm(NamedTuple):
    """A kind of change: its type, and the conversions to and from values for JSON."""

    type: type[Any]
    to_record: Callable[[Any], Mapping[str, Any]]
    from_record: Callable[[Mapping[str, Any]], ProposedChange]


def _form(kind: type[Any]) -> _ChangeForm:
    """Return the form of a struct whose record has its fields."""
    return _ChangeForm(kind, msgspec.to_builtins, lambda fields: convert_values(fields, kind))


_FORMS: dict[ProposalKind, _ChangeForm] = {
    "version": _ChangeForm(
        Document,
        lambda document: {
            **document_record(document), "retrieved_from": document.retrieved_from,
        },
        lambda fields: document_from_record(fields, ""),
    ),
    "status": _ChangeForm(WireRecord, wire_as_json, wire_from_json),
    "details": _form(ProposedDetails),
    "note": _ChangeForm(Highlight, msgspec.to_builtins, highlight_from_record),
    "tag": _form(ProposedTag),
    "star": _form(ProposedStar),
    "original": _form(ProposedOriginal),
    "collection": _form(ProposedCollection),
    "reading": _form(ProposedReading),
    "correction": _ChangeForm(
        Correction,
        lambda found: {**correction_record(replace(found, origin="")), "origin": found.origin},
        correction_from_record,
    ),
    "rule": _ChangeForm(
        CorrectionRule,
        lambda rule: {**rule_record(replace(rule, origin="")), "origin": rule.origin},
        rule_from_record,
    ),
    "search": _form(SavedSearchRecord),
    "color": _form(TagColorRecord),
    "people": _ChangeForm(LibraryRecord, library_as_json, library_from_json),
}  # fmt: skip


def kind_of_change(change: ProposedChange) -> ProposalKind:
    """Return the kind of a proposed change."""
    return next(kind for kind, form in _FORMS.items() if isinstance(change, form.type))


def dump_change(change: ProposedChange) -> str:
    """Serialize a proposed change."""
    record = _FORMS[kind_of_change(change)].to_record(change)
    return json.dumps(record, ensure_ascii=False, default=str)


def change_from_json(kind: ProposalKind, fields: Mapping[str, Any]) -> ProposedChange:
    """Restore a change; raises ValueError, TypeError or LookupError for other values."""
    return _FORMS[kind].from_record(fields)


def hash_change(article: int | None, change: ProposedChange) -> str:
    """Return a hash by which a change of an article is recognized when a file comes again.

    Stores have hashes of the proposals that the reader rejected, so the hashed values never change.
    """
    kind = kind_of_change(change)
    record = json.loads(dump_change(change))
    if kind != "note":
        record.pop("author", None)
    same: list[Any] = [article, {k: v for k, v in record.items() if k not in _UNCOMPARED}]
    if kind not in ("version", "status", "correction", "rule"):
        same.append(kind)
    return hashlib.sha256(json.dumps(same, ensure_ascii=False).encode()).hexdigest()


def library_changes(library: LibraryRecord) -> list[ProposedChange]:
    """Return the changes of the library that a file brings, each by itself."""
    people = replace(
        EMPTY_LIBRARY, people=library.people, names=library.names, authority=library.authority
    )
    return [
        *(ProposedCollection(found.name, found.created) for found in library.collections),
        *library.tags,
        *library.saved_searches,
        *([people] if people != EMPTY_LIBRARY else []),
    ]
