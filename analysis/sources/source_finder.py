"""Choose the type of each statement's source, and how the statement was got, by fitted weights."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from analysis.log_linear import Features, find_deciding, share_probability, weigh_features
from analysis.models import (
    EDITED_BASIS,
    EDITED_TYPE,
    Analysis,
    Basis,
    FindingOrigin,
    Quotation,
    Reason,
    SourceType,
)
from analysis.sources.basis_evidence import BASES, find_usual, list_basis_evidence
from analysis.sources.channels import find_channels
from analysis.sources.disclosures import (
    find_anonymity_reason,
    find_disclosures,
    has_anonymity_words,
)
from analysis.sources.source_features import TYPES, list_evidence, to_features
from analysis.sources.source_records import Disclosure, StatementSource
from analysis.speaker_names import is_pronoun
from analysis.structs import replace

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
_EDITED, _EDITED_ALIKE = Reason("source.edited"), Reason("source.edited_alike")
_LEAST_UNKNOWN = 0.5  # with a lower probability of an unknown basis, the best other one is taken


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
    disclosures: tuple[Disclosure, ...] | None = None
    earlier: dict[int, SourceType] = {}
    reasons: dict[int, tuple[int, int]] = {}
    found: list[StatementSource | None] = []
    for quotation, channel in zip(analysis.quotations, channels, strict=True):
        is_sourced = quotation.source is not None or quotation.speaker is not None
        if quotation.kind == "scare" or not (is_sourced or _read_edit(quotation, EDITED_TYPE)):
            found.append(None)
            continue
        evidence = list_evidence(analysis, quotation, names, earlier)
        source_type, confidence, deciding = _choose(weights.type, evidence, TYPES)
        reason = Reason(_REASONS.get(deciding.split(" ")[0].rstrip(","), "source.form"))
        origin: FindingOrigin = "machine"
        corrected = _read_corrected(analysis, quotation)
        if corrected is not None:
            (source_type, reason), confidence, origin = corrected, 1.0, "user"
        if quotation.speaker is not None:
            earlier[quotation.speaker] = source_type
        evidence = list_basis_evidence(analysis, quotation, names, channel, source_type, usual)
        basis, probability = _choose_basis(weights, quotation, evidence)
        anonymity = None
        is_open = source_type in ("unnamed", "group")
        if is_open and quotation.source and has_anonymity_words(analysis.text, quotation.source):
            if disclosures is None:
                disclosures = find_disclosures(analysis)
            others = [*quotation.spans, *([quotation.cue] if quotation.cue else [])]
            anonymity = find_anonymity_reason(analysis.text, disclosures, quotation.source, others)
        if quotation.speaker is not None and source_type == "unnamed":
            if anonymity is not None:
                reasons[quotation.speaker] = anonymity
            anonymity = anonymity or reasons.get(quotation.speaker)
        found.append(
            StatementSource(
                source_type,
                basis,
                None if channel is None else channel.span,
                anonymity,
                round(confidence, 2),
                round(probability, 2),
                reason,
                origin,
            )
        )
    return _spread_edits(analysis, found)


def _spread_edits(
    analysis: Analysis, found: Sequence[StatementSource | None]
) -> tuple[StatementSource | None, ...]:
    """Give the type that a reader set to the other statements of the same source, too."""
    edited: dict[int | str, SourceType] = {}
    for quotation, source in zip(analysis.quotations, found, strict=True):
        if source is not None and source.type is not None and source.reason == _EDITED:
            edited |= dict.fromkeys(_list_keys(analysis, quotation), source.type)
    if not edited:
        return tuple(found)
    spread = []
    for quotation, source in zip(analysis.quotations, found, strict=True):
        key = next((each for each in _list_keys(analysis, quotation) if each in edited), None)
        if key is None or source is None or source.reason == _EDITED:
            spread.append(source)
        else:
            alike = replace(
                source, type=edited[key], confidence=1.0, reason=_EDITED_ALIKE, origin="user"
            )
            spread.append(alike)
    return tuple(spread)


def _list_keys(analysis: Analysis, quotation: Quotation) -> list[int | str]:
    """Return what statements of one source share: the speaker, the words that name it."""
    keys: list[int | str] = [] if quotation.speaker is None else [quotation.speaker]
    if quotation.source is not None:
        words = " ".join(analysis.text[slice(*quotation.source)].lower().split())
        keys += [] if is_pronoun(words) else [words]
    return keys


def _choose_basis(
    weights: SourceWeights, quotation: Quotation, evidence: Sequence[str]
) -> tuple[Basis, float]:
    """Return how a statement was got, set by a reader or by the evidence, and its probability."""
    edited = _read_edit(quotation, EDITED_BASIS)
    for each in BASES:
        if edited == each:
            return each, 1.0
    features = [to_features(evidence, choice) for choice in BASES]
    shares = share_probability([weigh_features(weights.basis, each) for each in features])
    probability = dict(zip(BASES, shares, strict=True))
    if probability["unknown"] >= _LEAST_UNKNOWN:
        return "unknown", probability["unknown"]
    best = max(BASES[:-1], key=lambda basis: probability[basis])
    return best, probability[best]


def _read_edit(quotation: Quotation, edit: str) -> str:
    """Return the value that a reader set for the source of a quotation, "" for none."""
    parts = (quotation.reason, *quotation.reason.also)
    return next((value for each in parts if each.id == edit for _, value in each.args), "")


def _read_corrected(analysis: Analysis, quotation: Quotation) -> tuple[SourceType, Reason] | None:
    """Return the type that was set, or that follows from a corrected speaker or its label."""
    edited = _read_edit(quotation, EDITED_TYPE)
    for each in TYPES:
        if edited == each:
            return each, _EDITED
    if quotation.speaker is None or quotation.speaker >= len(analysis.entities):
        return None
    entity = analysis.entities[quotation.speaker]
    if quotation.reason.id in _SPEAKER_EDITS or entity.reason.id == _LABEL_EDIT:
        source_type = analysis.source_type(quotation)
        return None if source_type is None else (source_type, Reason("source.corrected"))
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
