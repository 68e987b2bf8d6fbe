"""The kinds of correction, each a frozen record, and their JSON form.

Corrections and correction rules as stored.
"""

import datetime
import json
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from analysis import Span
from analysis.models import (
    Basis,
    DisclosureKind,
    Label,
    Precision,
    QuotationKind,
    SourceType,
)
from analysis.structs import ExactInteger, WholeNumber, convert_values, decode_json


class EntityRef(Struct, frozen=True):
    """A reference to an entity, resolved by its name or else by the span of a mention.

    `at` is one of its mentions if the entity was selected from the article's entities. It is None
    if the name was typed. If neither resolves to an entity, one with this name and label is added.
    """

    name: str
    label: Label = "PERSON"
    at: Span | None = None


_ENTITY_FIELDS = frozenset(EntityRef.__struct_fields__)


class ChangeRecord(Struct, frozen=True, forbid_unknown_fields=True, tag_field="change"):
    """A change of a finding; its tag is the kind under which it is stored."""


class SetSpeaker(ChangeRecord, frozen=True, tag="speaker"):
    """Set a quotation's speaker; None means that the text does not name the speaker.

    `name_in_text` is the text's name for the speaker, if other articles may use the same name for
    them.
    """

    speaker: EntityRef | None
    name_in_text: str = ""


class SetKind(ChangeRecord, frozen=True, tag="kind"):
    """Set a quotation's kind."""

    kind: QuotationKind


class SetBounds(ChangeRecord, frozen=True, tag="bounds"):
    """Set where a quotation begins and ends; text between its content spans stays excluded."""

    start: ExactInteger
    end: ExactInteger


class RemoveQuotation(ChangeRecord, frozen=True, tag="not a quotation"):
    """Remove a quotation that was detected by mistake."""


class AddQuotation(ChangeRecord, frozen=True, tag="quotation"):
    """Add a span as a quotation that the machine missed."""

    kind: QuotationKind
    speaker: EntityRef | None = None


class SetSourceType(ChangeRecord, frozen=True, tag="source type"):
    """Set the type of a statement's source."""

    source_type: SourceType


class SetBasis(ChangeRecord, frozen=True, tag="basis"):
    """Set how a statement was got."""

    basis: Basis


class SetDisclosure(ChangeRecord, frozen=True, tag="disclosure"):
    """Set the kind of the disclosure at a span, or add it; None removes it."""

    disclosure: DisclosureKind | None


class MergeEntities(ChangeRecord, frozen=True, tag="same"):
    """Merge the entity of a mention into another entity."""

    target: EntityRef


class ReassignMention(ChangeRecord, frozen=True, tag="means"):
    """Reassign a mention to another entity.

    `everywhere` includes all mentions of the same entity with the same words.
    """

    target: EntityRef
    everywhere: bool = False


class RenameEntity(ChangeRecord, frozen=True, tag="name"):
    """Rename the entity of a mention; `label` is its entity label, for use in other articles."""

    name: str
    label: Label = "PERSON"


class SetLabel(ChangeRecord, frozen=True, tag="label"):
    """Set the label of a mention's entity."""

    label: Label


class SetDate(ChangeRecord, frozen=True, tag="date"):
    """Set the first and last day, both inclusive, of an event or a time expression.

    `finding` is the type of the finding at the span.
    """

    finding: Literal["event", "time"]
    first_day: datetime.date
    last_day: datetime.date
    precision: Precision = "day"


Change = (
    SetSpeaker
    | SetKind
    | SetBounds
    | RemoveQuotation
    | AddQuotation
    | SetSourceType
    | SetBasis
    | SetDisclosure
    | MergeEntities
    | ReassignMention
    | RenameEntity
    | SetLabel
    | SetDate
)
RuleChange = ReassignMention | SetLabel | SetKind | RemoveQuotation
"""The changes that can apply to the same words in every article."""

_KINDS: dict[str, type[Change]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(Change)
}

# Keys of exported changes that differ from the fields, by kind. Other programs read these keys in
# exports and printed JSON.
_EXPORTED_KEYS: dict[str, dict[str, str]] = {
    "speaker": {"speaker": "who", "name_in_text": "called"},
    "quotation": {"speaker": "who"},
    "same": {"target": "who"},
    "means": {"target": "who"},
    "date": {"finding": "of"},
}


def kind_of(change: Change) -> str:
    """Return the kind under which a change is stored."""
    return str(change.__struct_config__.tag)


def to_json(change: Change) -> str:
    """Serialize a change as JSON, for a column that people and other programs can read."""
    return json.dumps(_to_fields(change), ensure_ascii=False)


def from_json(kind: str, value: str) -> Change:
    """Parse a stored change; raises ValueError if it is invalid."""
    return _from_fields(kind, decode_json(value))


def to_exported(change: Change) -> dict[str, Any]:
    """Return the fields of a change as values for JSON, with the keys of exports."""
    keys = _EXPORTED_KEYS.get(kind_of(change), {})
    return {keys.get(name, name): value for name, value in _to_fields(change).items()}


def from_exported(kind: str, fields: object) -> Change:
    """Read a change with the keys of exports; raises ValueError if it is invalid."""
    if not isinstance(fields, dict):
        raise ValueError(f"{kind}: not an object")
    names = {key: name for name, key in _EXPORTED_KEYS.get(kind, {}).items()}
    return _from_fields(kind, {names.get(key, key): value for key, value in fields.items()})


def _to_fields(change: Change) -> dict[str, Any]:
    """Return the fields of a change; its kind, which has a column of its own, is left out."""
    fields: dict[str, Any] = msgspec.to_builtins(change)
    del fields["change"]
    return fields


def _from_fields(kind: str, fields: object) -> Change:
    if kind not in _KINDS:
        raise ValueError(f"{kind} is no kind of correction")
    for name, value in fields.items() if isinstance(fields, dict) else ():
        missing = _ENTITY_FIELDS.difference(value) if isinstance(value, dict) else ()
        if missing:  # the default label would be a guess
            raise ValueError(f"{name}: an entity without {', '.join(sorted(missing))}")
    return convert_values(fields, _KINDS[kind])


class Correction(Struct, frozen=True):
    """A reader's correction of the finding at `start` to `end`, whose words are `exact`.

    An entity is corrected at one of its mentions, an event at its clause. The finding is searched
    each time the correction is applied, so the correction survives a new analysis.
    """

    id: int
    article: int
    start: WholeNumber
    end: WholeNumber
    exact: str
    change: Change
    created: datetime.datetime
    origin: str = ""
    """The origin of an imported one (`db.origins`)."""
    damaged: bool = False
    """It is not applied."""
    author: str = ""
    """The reader who made it, if known."""


class CorrectionRule(Struct, frozen=True):
    """A change that applies to the same words in every article.

    `words` is a name or a reference (`ReassignMention`, `SetLabel`), or the whole content of a
    quotation (`SetKind`, `RemoveQuotation`).
    """

    id: int
    words: str
    change: RuleChange
    created: datetime.datetime
    origin: str = ""
    """The origin of an imported one (`db.origins`)."""
    damaged: bool = False
    """It is not applied."""
    author: str = ""
    """The reader who made it, if known."""


class UnreadableRule(Struct, frozen=True):
    """A damaged correction rule whose change cannot be read."""

    id: int
    words: str
    damaged: bool = True
