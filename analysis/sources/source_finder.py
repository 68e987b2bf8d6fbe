"""Choose the type of each statement's source, and how the statement was got, by fitted weights."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from analysis.log_linear import Features, find_deciding, share_probability, weigh_features
from analysis.models import Analysis, Quotation, Reason, SourceType
from analysis.sources.basis_evidence import BASES, find_usual, list_basis_evidence
from analysis.sources.channels import find_channels
from analysis.sources.disclosures import find_anonymity_reason, find_disclosures
from analysis.sources.source_features import TYPES, list_evidence, to_features
from analysis.sources.source_records import StatementSource

_PATH = Path(__file__).parents[1] / "weights" / "sources.json"
# The reason of a type, by the first word of the evidence that decides it.
_REASONS = {
    "head": "source.noun",
    "class": "source.noun",
    "person": "source.noun",
    "label": "source.entity",
    "named": "source.entity",
    "outlet": "source.outlet",
    "before": "source.earlier",
    "cue": "source.cue",
}
# Reasons of corrections after which the speaker's label gives the type.
_SPEAKER_EDITS = frozenset({"edit.speaker", "edit.speaker_instead", "edit.added_speaker"})
_LABEL_EDIT = "edit.label"
_LEAST_BASIS = 0.5  # a less probable basis is unknown


Choice = TypeVar("Choice", bound=str)


class SourceWeights(msgspec.Struct, frozen=True):
    """The fitted weights of the evidence for each type, and for each basis."""

    type: dict[str, float]
    basis: dict[str, float]


@cache
def load_source_weights() -> SourceWeights:
    """Return the weights that are shipped."""
    return msgspec.json.decode(_PATH.read_bytes(), type=SourceWeights)


def classify_sources(
    analysis: Analysis, weights: SourceWeights | None = None
) -> tuple[StatementSource | None, ...]:
    """Return the source of each quotation, None for scare quotes and where the text gives none.

    It follows from the text and the other findings, corrected or not.
    """
    weights = weights or load_source_weights()
    names = [mention for mention in analysis.mentions if mention.kind == "name"]
    channels = find_channels(analysis, names)
    usual = find_usual(channels)
    disclosures = find_disclosures(analysis)
    earlier: dict[int, SourceType] = {}
    reasons: dict[int, tuple[int, int]] = {}
    found: list[StatementSource | None] = []
    for quotation, channel in zip(analysis.quotations, channels, strict=True):
        if quotation.kind == "scare" or (quotation.source is None and quotation.speaker is None):
            found.append(None)
            continue
        evidence = list_evidence(analysis, quotation, names, earlier)
        source_type, confidence, deciding = _choose(weights.type, evidence, TYPES)
        reason = Reason(_REASONS.get(deciding.split(" ")[0].rstrip(","), "source.form"))
        corrected = _read_corrected(analysis, quotation)
        if corrected is not None:
            source_type, confidence, reason = corrected, 1.0, Reason("source.corrected")
        if quotation.speaker is not None:
            earlier[quotation.speaker] = source_type
        evidence = list_basis_evidence(analysis, quotation, channel, source_type, usual)
        basis, probability, _ = _choose(weights.basis, evidence, BASES)
        anonymity = None
        if source_type in ("unnamed", "group") and quotation.source is not None:
            others = [*quotation.spans, *([quotation.cue] if quotation.cue else [])]
            anonymity = find_anonymity_reason(analysis.text, disclosures, quotation.source, others)
        if quotation.speaker is not None and source_type == "unnamed":
            if anonymity is not None:
                reasons[quotation.speaker] = anonymity
            anonymity = anonymity or reasons.get(quotation.speaker)
        found.append(
            StatementSource(
                source_type,
                basis if probability >= _LEAST_BASIS else "unknown",
                None if channel is None else channel.span,
                anonymity,
                round(confidence, 2),
                round(probability, 2),
                reason,
                "machine" if corrected is None else "user",
            )
        )
    return tuple(found)


def _read_corrected(analysis: Analysis, quotation: Quotation) -> SourceType | None:
    """Return the type that follows from a corrected speaker, or from the type that it was given."""
    if quotation.speaker is None:
        return None
    entity = analysis.entities[quotation.speaker]
    if quotation.reason.id in _SPEAKER_EDITS or entity.reason.id == _LABEL_EDIT:
        return analysis.source_type(quotation)
    return None


def _choose(
    weights: dict[str, float], evidence: Sequence[str], choices: Sequence[Choice]
) -> tuple[Choice, float, str]:
    """Return the most probable choice, its probability and the evidence that decides it."""
    features: list[Features] = [to_features(evidence, choice) for choice in choices]
    scores = [weigh_features(weights, each) for each in features]
    shares = share_probability(scores)
    ranked = sorted(range(len(choices)), key=lambda number: -shares[number])
    best, rival = ranked[0], ranked[1]
    deciding = find_deciding(weights, features[best], features[rival])
    return choices[best], shares[best], deciding.partition(": ")[2]
