"""Serialize findings to JSON: dicts and lists, with half-open offsets in characters."""

from collections.abc import Iterable

from analysis.models import (
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Span,
    StageFailure,
    TimeExpression,
)
from analysis.reasons import reason_fields

Json = dict[str, object]


def findings_as_json(analysis: Analysis) -> Json:
    """Return the findings of an analysis as JSON-ready values, with a key for each kind."""
    return {
        "entities": [_entity(entity) for entity in analysis.entities],
        "mentions": [_mention(mention) for mention in analysis.mentions],
        "quotations": [_quotation(quotation) for quotation in analysis.quotations],
        "times": [_time(time) for time in analysis.times],
        "events": [_event(event) for event in analysis.events],
        "failed_stages": failures_as_json(analysis.failures),
    }


def failures_as_json(failures: Iterable[StageFailure]) -> list[dict[str, str]]:
    """Return failed stages as JSON-ready values, each with `stage` and `reason`."""
    return [{"stage": failure.stage, "reason": failure.reason} for failure in failures]


def _entity(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "name": entity.name,
        "label": entity.label,
        "aliases": list(entity.aliases),
        "role": entity.role,
        **_confidence_and_reason(entity),
    }


def _mention(mention: Mention) -> Json:
    return {
        "start": mention.start,
        "end": mention.end,
        "label": mention.label,
        "entity": mention.entity,
        "kind": mention.kind,
        **_confidence_and_reason(mention),
    }


def _quotation(quotation: Quotation) -> Json:
    return {
        "spans": [list(span) for span in quotation.spans],
        "kind": quotation.kind,
        "cue": _span(quotation.cue),
        "source": _span(quotation.source),
        "speaker": quotation.speaker,
        "speakers": list(quotation.speakers),
        "addressee": _span(quotation.addressee),
        "negated": quotation.negated,
        **({"thought": True} if quotation.is_thought else {}),
        **_confidence_and_reason(quotation),
    }


def _time(time: TimeExpression) -> Json:
    return {
        "start": time.start,
        "end": time.end,
        "type": time.type,
        "value": time.value,
        "mod": time.mod,
        "relative": time.relative,
        "anchor": time.anchor,
        **_confidence_and_reason(time),
    }


def _event(event: Event) -> Json:
    return {
        "start": event.start,
        "end": event.end,
        "time": event.time,
        "from": event.first_day.isoformat() if event.first_day else None,
        "to": event.last_day.isoformat() if event.last_day else None,
        "precision": event.precision,
        "upcoming": event.upcoming,
        "headline": event.headline,
        "entities": list(event.entities),
        **_confidence_and_reason(event),
    }


def _confidence_and_reason(finding: Entity | Mention | Quotation | TimeExpression | Event) -> Json:
    return {
        "confidence": round(finding.confidence, 2),
        **reason_fields(finding.reason, finding.origin),
    }


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None
