"""Score each pair of a quotation's source and a candidate speaker, with fitted weights.

The score of a candidate is the sum of its features' weights. A weight belongs to a feature, to a
feature with a kind of source, or to a feature with a form of source. `analysis.training` fits them.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from analysis.log_linear import share_probability
from analysis.quotations.source_form import SourceForm
from analysis.quotations.speaker_features import Candidate, Features, PairFeatures

_WEIGHTS = Path(__file__).parents[1] / "weights" / "speakers.json"


class SpeakerChoice(Struct, frozen=True):
    """The most probable candidate, its probability, and the feature that decided."""

    candidate: Candidate
    probability: float
    evidence: str


def feature_keys(feature: str, form: SourceForm) -> tuple[str, str, str]:
    """Return the keys of a feature's weights: alone, with the kind and with the form of source."""
    return feature, f"{feature}|{form.kind}", f"{feature}|{form.name}"


class PairScorer:
    """Scorer of candidates by weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Use some weights by the key of a feature."""
        self._weights = weights
        self._sums: dict[str, dict[str, float]] = {}

    def choose(self, pairs: PairFeatures) -> SpeakerChoice:
        """Return the most probable candidate of a source."""
        scored = [
            (self.score(pairs.form, features), candidate, features)
            for candidate, features in pairs.candidates()
        ]
        best = max(scored, key=lambda each: each[0])
        shares = share_probability([score for score, _, _ in scored])
        rivals = [each for each in scored if each is not best]
        rival = max(rivals, key=lambda each: each[0])[2] if rivals else []
        evidence = self._find_evidence(pairs.form, best[2], rival)
        return SpeakerChoice(best[1], max(shares), evidence)

    def score(self, form: SourceForm, features: Features) -> float:
        """Return the score of a candidate with some features."""
        sums = self._sums_of(form)
        score = 0.0
        for name, value in features:
            weight = sums.get(name)
            score += (self.weigh(name, form) if weight is None else weight) * value
        return score

    def weigh(self, feature: str, form: SourceForm) -> float:
        """Return the weight of a feature for a form of source."""
        sums = self._sums_of(form)
        if feature not in sums:
            keys = set(feature_keys(feature, form))
            sums[feature] = sum(self._weights.get(part, 0.0) for part in keys)
        return sums[feature]

    def _sums_of(self, form: SourceForm) -> dict[str, float]:
        """Return the weights of the features seen with a form of source so far."""
        return self._sums.setdefault(form.name, {})

    def _find_evidence(self, form: SourceForm, features: Features, rival: Features) -> str:
        """Return the feature that most separates a candidate from the next best one."""
        shares = {name: self.weigh(name, form) * value for name, value in features}
        for name, value in rival:
            if name in shares:
                shares[name] -= self.weigh(name, form) * value
        return max(shares, key=lambda name: shares[name])


@cache
def shipped_scorer() -> PairScorer:
    """Return the scorer with the fitted weights."""
    weights: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return PairScorer(weights)
