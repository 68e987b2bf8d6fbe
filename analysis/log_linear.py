"""A log-linear choice: a candidate's score is the sum of its features, each times its weight."""

import math
from collections.abc import Mapping, Sequence

Features = dict[str, float]


def weigh_features(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the score of a candidate with some features; an unknown feature weighs nothing."""
    score = 0.0
    for name, value in features.items():
        if value:
            score += value * weights.get(name, 0.0)
    return score


def share_probability(scores: Sequence[float]) -> list[float]:
    """Return the probability of each candidate; together they are 1, as in a softmax."""
    best = max(scores)
    powers = [math.exp(score - best) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def find_deciding(weights: Mapping[str, float], chosen: Features, rival: Features) -> str:
    """Return the feature that most separates the chosen candidate from a rival, or "".

    It may be evidence against the rival.
    """
    gains = {
        name: weights.get(name, 0.0) * (chosen.get(name, 0.0) - rival.get(name, 0.0))
        for name in dict.fromkeys((*chosen, *rival))
    }
    return max(gains, key=lambda name: gains[name], default="")
