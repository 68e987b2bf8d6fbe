"""The machine's findings as JSON, stored when corrections make an article's rows differ."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from db.repositories.findings import day

Finding = TypeVar("Finding", Entity, Mention, Quotation, TimeExpression, Event)


def findings_text(analysis: Analysis) -> str:
    """Serialize an analysis without its text; each finding is a list of its field values."""
    rows = {
        "entities": _fields(Entity, analysis.entities),
        "mentions": _fields(Mention, analysis.mentions),
        "quotations": _fields(Quotation, analysis.quotations),
        "times": _fields(TimeExpression, analysis.times),
        "events": _fields(Event, analysis.events),
    }
    return json.dumps(rows, ensure_ascii=False, default=datetime.date.isoformat)


def findings_from(text: str, article: str, published: datetime.date | None) -> Analysis:
    """Restore an analysis from the text of its article and the serialized findings."""
    rows: dict[str, list[list[Any]]] = json.loads(text)
    return Analysis(
        article,
        published,
        tuple(_entity(row) for row in rows["entities"]),
        tuple(Mention(*row) for row in rows["mentions"]),
        tuple(_quotation(row) for row in rows["quotations"]),
        tuple(TimeExpression(*row) for row in rows["times"]),
        tuple(_event(row) for row in rows["events"]),
    )


def _fields(kind: type[Finding], findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    # `dataclasses.astuple` copies everything, which takes six times as long
    return list(map(attrgetter(*(field.name for field in fields(kind))), findings))


def _entity(row: list[Any]) -> Entity:
    id, name, label, aliases, *rest = row
    return Entity(id, name, label, tuple(aliases), *rest)


def _quotation(row: list[Any]) -> Quotation:
    spans, kind, cue, source, speaker, addressee, *rest = row
    return Quotation(
        tuple((start, end) for start, end in spans),
        kind,
        tuple(cue) if cue else None,
        tuple(source) if source else None,
        speaker,
        tuple(addressee) if addressee else None,
        *rest,
    )


def _event(row: list[Any]) -> Event:
    start, end, time, headline, first, last, precision, upcoming, entities, *reasons = row
    return Event(
        start, end, time, headline, day(first), day(last), precision, upcoming, tuple(entities),
        *reasons,
    )  # fmt: skip
