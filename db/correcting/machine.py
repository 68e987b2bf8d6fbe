"""What the machine found, kept beside an article's rows once these say something else: as JSON."""

import datetime
import json
from dataclasses import astuple
from typing import Any

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from db.findings import day


def findings_text(analysis: Analysis) -> str:
    """Every finding of an analysis, its fields in their order, without the text."""
    rows = {
        "entities": [astuple(entity) for entity in analysis.entities],
        "mentions": [astuple(mention) for mention in analysis.mentions],
        "quotations": [astuple(quotation) for quotation in analysis.quotations],
        "times": [astuple(time) for time in analysis.times],
        "events": [astuple(event) for event in analysis.events],
    }
    return json.dumps(rows, ensure_ascii=False, default=datetime.date.isoformat)


def findings_from(text: str, article: str, published: datetime.date | None) -> Analysis:
    """The analysis of an article's text whose findings were kept."""
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
    start, end, time, headline, first, last, precision, upcoming, entities, *why = row
    return Event(
        start, end, time, headline, day(first), day(last), precision, upcoming, tuple(entities),
        *why,
    )  # fmt: skip
