"""Serialize findings to JSON: dicts and lists, with half-open offsets in characters."""

import datetime
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from analysis.models import (
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    StageFailure,
    TimeExpression,
)
from analysis.partial_dates import PartialDate
from analysis.reasons import reason_fields
from analysis.text import abbreviate

Json = dict[str, Any]
Finding = Entity | Mention | Quotation | TimeExpression | Event

_FIELDS: dict[type[Finding], tuple[str, ...]] = {
    Entity: ("id", "name", "label", "aliases", "role"),
    Mention: ("start", "end", "label", "entity", "kind"),
    Quotation: (
        "spans", "kind", "cue", "source", "speaker", "speakers", "addressee", "negated",
    ),
    TimeExpression: ("start", "end", "type", "value", "mod", "relative", "anchor"),
    Event: (
        "start", "end", "time", "first_day", "last_day", "precision", "upcoming", "headline",
        "entities", "kind",
    ),
}  # fmt: skip
# The fields that the short form of a record shows.
_IDENTIFYING = frozenset((
    "id", "article", "title", "published", "name", "label", "role", "first_day", "headline",
    "kind", "speaker", "content", "exact", "body", "problem", "known", "has", "lacks", "tag",
))  # fmt: skip
_KEYS = {"first_day": "from", "last_day": "to"}
_PLAIN, _DATES = frozenset((str, int, float, bool, type(None))), (datetime.date, PartialDate)


def findings_as_json(analysis: Analysis) -> Json:
    """Return the findings of an analysis as JSON-ready values, with a key for each kind."""
    return {
        "entities": list(map(_finding_as_json, analysis.entities)),
        "mentions": list(map(_finding_as_json, analysis.mentions)),
        "quotations": list(map(_finding_as_json, analysis.quotations)),
        "times": list(map(_finding_as_json, analysis.times)),
        "events": list(map(_finding_as_json, analysis.events)),
        "failed_stages": failures_as_json(analysis.failures),
    }


def failures_as_json(failures: Iterable[StageFailure]) -> list[dict[str, str]]:
    """Return failed stages as JSON-ready values, each with `stage` and `reason`."""
    return [select_fields(failure, ("stage", "reason")) for failure in failures]


def select_fields(record: Struct, names: Iterable[str]) -> Json:
    """Return attributes of a record as JSON-ready values, by their names and in this order."""
    return {name: to_json_value(getattr(record, name)) for name in names}


def convert_fields(fields: Json) -> Json:
    """Replace the values of a record's fields by values for JSON, and return the fields."""
    for name, value in fields.items():
        if type(value) not in _PLAIN:
            fields[name] = to_json_value(value)
    return fields


def to_json_value(value: Any) -> Any:
    """Return a value of a record for JSON: dates as text, records within it as objects."""
    if type(value) in _PLAIN:  # most values
        return value
    if isinstance(value, _DATES):
        return value.isoformat()
    if isinstance(value, Struct):
        return convert_fields(asdict(value))
    if isinstance(value, tuple | list):
        return [to_json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json_value(item) for key, item in value.items()}
    return value


def _finding_as_json(finding: Finding) -> Json:
    names = next(_FIELDS[kind] for kind in type(finding).__mro__ if kind in _FIELDS)
    fields = select_fields(finding, names)
    is_thought = isinstance(finding, Quotation) and finding.is_thought
    return {
        **{_KEYS.get(name, name): value for name, value in fields.items()},
        **({"thought": True} if is_thought else {}),
        "confidence": round(finding.confidence, 2),
        **reason_fields(finding.reason, finding.origin),
    }


def describe_record(record: Struct) -> str:
    """Return the fields that identify a record, in short; the others are in its attributes."""
    values = ((name, getattr(record, name)) for name in record.__struct_fields__)
    shown = [
        f"{name}={abbreviate(value)!r}" if isinstance(value, str) else f"{name}={value}"
        for name, value in values
        if name in _IDENTIFYING and value not in (None, "", ())
    ]
    return f"{type(record).__name__}({', '.join(shown)})"
