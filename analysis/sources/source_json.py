"""Sources of statements and disclosures as JSON-ready values."""

from collections.abc import Sequence
from typing import Any

from analysis.models import Analysis, Span
from analysis.reasons import reason_fields, render_reason
from analysis.sources.disclosures import find_disclosures
from analysis.sources.source_finder import classify_sources
from analysis.sources.source_records import Disclosure, StatementSource
from analysis.speaker_names import name_speaker

Json = dict[str, Any]
_NONE = StatementSource()


def sources_as_json(
    analysis: Analysis, disclosures: Sequence[Disclosure] | None = None
) -> tuple[list[Json], list[Json]]:
    """Return the keys of each quotation about its source, and the disclosures of the article.

    `disclosures` are the corrected ones, None if nothing was corrected.
    """
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
            "source_because": render_reason(source.reason, source.origin),
        }
        for quotation, source in (
            (quotation, source or _NONE)
            for quotation, source in zip(
                analysis.quotations, classify_sources(analysis), strict=True
            )
        )
    ]
    listed = [
        {
            "kind": disclosure.kind,
            "start": disclosure.start,
            "end": disclosure.end,
            "entity": disclosure.entity,
            "confidence": disclosure.confidence,
            **reason_fields(disclosure.reason, disclosure.origin),
        }
        for disclosure in (find_disclosures(analysis) if disclosures is None else disclosures)
    ]
    return sources, listed


def _words_of(text: str, span: Span | None) -> str | None:
    return None if span is None else " ".join(text[slice(*span)].split())
