"""Choose the named person or body that a noun phrase describes, by the weight of the evidence."""

from functools import cache
from pathlib import Path

import msgspec

from analysis.coref.context import MentionContext
from analysis.coref.description_evidence import DescriptionEvidence
from analysis.coref.nominals import Nominal
from analysis.coref.salience import Referent
from analysis.log_linear import Features, share_probability, weigh_features

_PATH = Path(__file__).parents[1] / "weights" / "descriptions.json"
# The reason of a choice, by the kind of evidence with the greatest weight.
_REASONS = {
    "noun": "nominal.holder",
    "narrower noun": "nominal.holder",
    "sole holder": "nominal.holder",
    "noun near": "nominal.noun_near",
    "narrower noun near": "nominal.noun_near",
    "name in role": "nominal.name_in_role",
    "modifiers match": "nominal.name_in_role",
    "last speaker": "nominal.last_speaker",
    "spoke again": "nominal.last_speaker",
    "named soon": "nominal.named_soon",
}
_OTHER_REASON = "nominal.prominent"


class DescriptionWeights(msgspec.Struct, frozen=True):
    """The fitted weights of the evidence for each candidate, and of that for none of them.

    `least` is the least probability of a choice for a phrase that speaks, `least_silent` for
    others: the weights are fitted mostly on sources, so that these are surer.
    """

    least: float
    least_silent: float
    candidate: dict[str, float]
    absence: dict[str, float]


class DescriptionChoice(msgspec.Struct, frozen=True):
    """The referent that a noun phrase describes, its probability and the deciding evidence."""

    referent: Referent
    probability: float
    reason: str


@cache
def load_description_weights() -> DescriptionWeights:
    """Return the weights that are shipped."""
    return msgspec.json.decode(_PATH.read_bytes(), type=DescriptionWeights)


def choose_described(
    evidence: DescriptionEvidence, nominal: Nominal, context: MentionContext
) -> DescriptionChoice | None:
    """Return the named referent that a noun phrase describes, or None if none is likely enough.

    The candidates and "none of them" share a probability of 1 by a softmax of their weights.
    """
    weights = load_description_weights()
    candidates = evidence.find_candidates(nominal)
    described: list[tuple[float, Referent, Features]] = [
        (weigh_features(weights.candidate, features), referent, features)
        for referent in candidates
        if (features := evidence.describe_candidate(nominal, context, referent)) is not None
    ]
    if not described:
        return None
    absence = evidence.describe_absence(nominal, context, candidates)
    scores = [score for score, _, _ in described]
    shares = share_probability([*scores, weigh_features(weights.absence, absence)])
    best = scores.index(max(scores))
    _, referent, features = described[best]
    probability = shares[best]
    if probability < (weights.least if context.is_speaker else weights.least_silent):
        return None
    kinds = [kind for kind in _REASONS if features.get(kind)]
    deciding = max(kinds, key=lambda kind: weights.candidate.get(kind, 0.0), default="")
    return DescriptionChoice(referent, round(probability, 2), _REASONS.get(deciding, _OTHER_REASON))
