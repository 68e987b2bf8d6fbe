"""Sources of statements and disclosures as JSON-ready values."""

from typing import Any

from analysis.models import Analysis, Span
from analysis.reasons import reason_fields
from analysis.sources.disclosures import find_disclosures
from analysis.sources.source_finder import classify_sources
from analysis.sources.source_records import StatementSource
from analysis.speaker_names import name_speaker

Json = dict[str, Any]
_NONE = StatementSource()


def sources_as_json(analysis: Analysis) -> tuple[list[Json], list[Json]]:
    """Return the keys of each quotation about its source, and the disclosures of the article."""
    sources = [
        {
            "source_type": source.type,
            "source_description": (
                name_speaker(analysis, quotation).name if source.type == "unnamed" else None
            ),
            "anonymity_reason": _words_of(analysis.text, source.anonymity),
            "channel": _words_of(analysis.text, source.channel),
            "channel_span": source.channel,
            "basis": source.basis,
            "source_confidence": source.confidence,
        }
        for quotation, source in (
            (quotation, source or _NONE)
            for quotation, source in zip(
                analysis.quotations, classify_sources(analysis), strict=True
            )
        )
    ]
    disclosures = [
        {
            "kind": disclosure.kind,
            "start": disclosure.start,
            "end": disclosure.end,
            "entity": disclosure.entity,
            "confidence": disclosure.confidence,
            **reason_fields(disclosure.reason, disclosure.origin),
        }
        for disclosure in find_disclosures(analysis)
    ]
    return sources, disclosures


def _words_of(text: str, span: Span | None) -> str | None:
    return None if span is None else " ".join(text[slice(*span)].split())
