"""Fit the weights of a log-linear choice by a conditional logit with a quadratic penalty."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from analysis.log_linear import Features

_PENALTY, _STEPS, _RATE = 1.5, 400, 0.08
_FEWEST = 3  # uses of a kind of evidence


class ChoiceExample(Struct):
    """The evidence for each choice, "none" first, the right one, and the weight of the example."""

    choices: list[Features]
    right: int
    weight: float


def fit_choice_weights(
    examples: Sequence[ChoiceExample],
    priors: Mapping[str, float] | None = None,
    penalty: float = _PENALTY,
) -> dict[str, float]:
    """Return the weights that make the right choices of the examples most probable.

    The penalty is on the distance from the priors, which are 0 unless they are listed. Evidence
    that is too rare to be fitted has its prior.
    """
    expected = priors or {}
    uses = Counter(name for each in examples for choice in each.choices for name in choice)
    frequent = (name for name in sorted(uses) if uses[name] >= _FEWEST)
    number = {name: at for at, name in enumerate(frequent)}
    rows, columns, values = [], [], []
    starts, right, shares_of = [], [], []
    size = 0
    for example in examples:
        starts.append(size)
        right.append(size + example.right)
        shares_of += [example.weight] * len(example.choices)
        for choice in example.choices:
            for name, value in choice.items():
                if name in number:
                    rows.append(size)
                    columns.append(number[name])
                    values.append(value)
            size += 1
    row, column, factor = np.array(rows), np.array(columns), np.array(values)
    first = np.array(starts)
    groups = np.repeat(np.arange(len(first)), np.diff([*starts, size]))
    wanted = np.zeros(size)
    wanted[right] = 1
    prior = np.array([expected.get(name, 0.0) for name in number])
    weights = prior.copy()
    mean, square = (np.zeros(len(number)) for _ in range(2))
    for step in range(1, _STEPS + 1):
        scores = np.bincount(row, factor * weights[column], minlength=size)
        powers = np.exp(scores - np.maximum.reduceat(scores, first)[groups])
        excess = powers / np.add.reduceat(powers, first)[groups] - wanted
        excess *= shares_of
        slope = np.bincount(column, factor * excess[row], minlength=len(number))
        gradient = penalty * (weights - prior) + slope
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient * gradient
        scaled = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights = weights - _RATE * mean / (1 - 0.9**step) / scaled
    return {**expected, **dict(zip(number, map(float, weights), strict=True))}
