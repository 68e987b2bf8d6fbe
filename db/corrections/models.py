"""The kinds of correction, each a frozen record, and their JSON form.

Corrections and correction rules as stored.
"""

import datetime
import json
from typing import Any, Literal

import msgspec
from msgspec import Struct

from analysis import Span
from analysis.models import Label, Precision, QuotationKind
from db.field_types import require_types


class EntityRef(Struct, frozen=True):
    """A reference to an entity, resolved by its name or else by the span of a mention.

    `at` is one of its mentions if the entity was selected from the article's entities. It is None
    if the name was typed. If neither resolves to an entity, one with this name and label is added.
    """

    name: str
    label: Label = "PERSON"
    at: Span | None = None


class SetSpeaker(Struct, frozen=True):
    """Set a quotation's speaker; None means that the text does not name the speaker.

    `name_in_text` is the text's name for the speaker, if other articles may use the same name for
    them.
    """

    speaker: EntityRef | None
    name_in_text: str = ""


class SetKind(Struct, frozen=True):
    """Set a quotation's kind."""

    kind: QuotationKind


class SetBounds(Struct, frozen=True):
    """Set where a quotation begins and ends; text between its content spans stays excluded."""

    start: int
    end: int


class RemoveQuotation(Struct, frozen=True):
    """Remove a quotation that was detected by mistake."""


class AddQuotation(Struct, frozen=True):
    """Add a span as a quotation that the machine missed."""

    kind: QuotationKind
    speaker: EntityRef | None = None


class MergeEntities(Struct, frozen=True):
    """Merge the entity of a mention into another entity."""

    target: EntityRef


class ReassignMention(Struct, frozen=True):
    """Reassign a mention to another entity.

    `everywhere` includes all mentions of the same entity with the same words.
    """

    target: EntityRef
    everywhere: bool = False


class RenameEntity(Struct, frozen=True):
    """Rename the entity of a mention; `label` is its entity label, for use in other articles."""

    name: str
    label: Label = "PERSON"


class SetLabel(Struct, frozen=True):
    """Set the label of a mention's entity."""

    label: Label


class SetDate(Struct, frozen=True):
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
    | MergeEntities
    | ReassignMention
    | RenameEntity
    | SetLabel
    | SetDate
)
RuleChange = ReassignMention | SetLabel | SetKind | RemoveQuotation
"""The changes that can apply to the same words in every article."""

_KINDS: dict[str, type[Change]] = {
    "speaker": SetSpeaker,
    "kind": SetKind,
    "bounds": SetBounds,
    "not a quotation": RemoveQuotation,
    "quotation": AddQuotation,
    "same": MergeEntities,
    "means": ReassignMention,
    "name": RenameEntity,
    "label": SetLabel,
    "date": SetDate,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


# Keys of exported changes that differ from the fields, by kind. Other programs read these keys in
# exports and printed JSON, older exports have them, and so do stores before version 16.
_EXPORTED_KEYS: dict[str, dict[str, str]] = {
    "speaker": {"speaker": "who", "name_in_text": "called"},
    "quotation": {"speaker": "who"},
    "same": {"target": "who"},
    "means": {"target": "who"},
    "date": {"finding": "of"},
}


def kind_of(change: Change) -> str:
    """Return the kind under which a change is stored."""
    return _NAMES[type(change)]


def to_json(change: Change) -> str:
    """Serialize a change as JSON, for a column that people and other programs can read."""
    return json.dumps(msgspec.to_builtins(change), ensure_ascii=False)


def from_json(kind: str, value: str) -> Change:
    """Parse a stored change; raises ValueError if it is invalid."""
    try:
        fields: dict[str, Any] = json.loads(value)
        for name in ("speaker", "target"):
            if fields.get(name):
                entity = fields[name]
                at = entity["at"]
                fields[name] = EntityRef(
                    entity["name"], entity["label"], (at[0], at[1]) if at else None
                )
        for name in ("first_day", "last_day"):
            if name in fields:
                fields[name] = datetime.date.fromisoformat(fields[name])
        change = _KINDS[kind](**fields)
        require_types(change)
        return change
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{kind} {value} is no correction") from error


def to_exported_json(change: Change) -> str:
    """Serialize a change as JSON with the keys of exports."""
    keys = _EXPORTED_KEYS.get(kind_of(change), {})
    fields = json.loads(to_json(change))
    return json.dumps(
        {keys.get(name, name): value for name, value in fields.items()}, ensure_ascii=False
    )


def from_exported_json(kind: str, value: str) -> Change:
    """Parse a change with the keys of exports; raises ValueError if it is invalid."""
    names = {key: name for name, key in _EXPORTED_KEYS.get(kind, {}).items()}
    try:
        fields = {names.get(key, key): item for key, item in json.loads(value).items()}
    except (AttributeError, TypeError) as error:
        raise ValueError(f"{kind} {value} is no correction") from error
    return from_json(kind, json.dumps(fields))


class Correction(Struct, frozen=True):
    """A reader's correction of the finding at `start` to `end`, whose words are `exact`.

    An entity is corrected at one of its mentions, an event at its clause. The finding is searched
    each time the correction is applied, so the correction survives a new analysis.
    """

    id: int
    article: int
    start: int
    end: int
    exact: str
    change: Change
    created: datetime.datetime


class CorrectionRule(Struct, frozen=True):
    """A change that applies to the same words in every article.

    `words` is a name or a reference (`ReassignMention`, `SetLabel`), or the whole content of a
    quotation (`SetKind`, `RemoveQuotation`).
    """

    id: int
    words: str
    change: RuleChange
    created: datetime.datetime
