"""`python -m analysis.training.speakers`: fit the weights of the pair scorer.

The weights maximize the probability of the right candidates, with a penalty on the distance from
their priors. The priors state the strongest evidence, for forms of sources that the texts have
rarely. The decisions depend on earlier ones in their text, so that they are made again with
weights fitted on other texts before the last fit.
"""

import argparse
import json
import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.quotations.pair_scorer import PairScorer, feature_keys
from analysis.training.speaker_examples import (
    AnnotatedText,
    Decision,
    find_decisions,
    read_annotated,
)

_ROOT = Path(__file__).resolve().parents[2]
_CORPORA = _ROOT.parent / "shared" / "corpora"
_TARGET = _ROOT / "analysis" / "weights" / "speakers.json"
_FOLDS = 5
_ROUNDS = 2
_STEPS = 400
_PENALTY = 3.0
# The penalty grows with the number of conditions of a weight: its kind, its form of source.
_KIND, _FORM = 3.0, 8.0
_RATE = 0.15
_SMALLEST = 0.02
_PRIORS = {
    "link:name": 7.0,
    "link:pronoun": 4.0,
    "unnamed|he": 3.0,
    "unnamed|they": 3.0,
    "link:nominal": 4.0,
    "null": 2.0,
    "null|none": -1.5,
    "null|relative": 1.0,
    "null:nominal.ambiguous": 2.0,
    "unnamed since|he": -2.0,
    "together|they": 5.0,
    "label:person|he": 2.0,
    "label:body|he": -1.5,
    "label:place|he": -1.5,
    "label:people|he": -1.5,
    "label:person|body": -1.5,
    "label:person|people": -1.0,
    "label:person|thing": -0.75,
    "label:person|document": -1.0,
    "issuer|document": 1.0,
    "label:body|person": -1.0,
    "label:place|person": -1.5,
    "gender:False|he": -6.0,
    "inside:owner|document": 4.0,
    "inside:by|document": 4.0,
    "inside:of|document": 2.0,
    "author|document": 1.0,
    "inside:before:body|document": 4.0,
    "inside:before:body|person": -3.0,
    "inside:of:place|thing": 5.0,
    "inside:before:body|body": 2.0,
    "inside:before:people": -3.0,
    "inside:before:person": -2.0,
    "inside:before|thing": -2.0,
    "inside:apposed|person": 3.0,
    "inside:apposed:person": 2.0,
    "inside:apposed:body": 1.0,
    "inside:apposed:body|body": 2.0,
    "inside:closing:person": 4.0,
    "dead": -4.0,
    "acronym of role": 8.0,
    "noun heads name": 1.0,
    "noun heads name|body": 1.5,
    "same as before": 5.0,
    "null:relative": 5.0,
    "part of name": 6.0,
    "continued|none": 2.0,
    "continued|none alternating": 4.0,
    "only later|none": -2.0,
    "only later|person a": -1.0,
    "no stem|person a": -1.0,
}

Texts = list[tuple[str, list[Decision]]]
Weights = dict[str, float]


class _Matrix(Struct, frozen=True):
    """The features of all candidates as a sparse matrix; `starts` are the first of each source."""

    keys: dict[str, int]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    groups: NDArray[np.int64]
    starts: NDArray[np.int64]
    is_right: NDArray[np.bool_]


def fit_weights(texts: Texts) -> Weights:
    """Return the weights that make the right candidates of some texts most probable."""
    matrix = _build_matrix(decision for _, decisions in texts for decision in decisions)
    size = len(matrix.keys)
    priors, penalties = np.zeros(size), np.full(size, _PENALTY)
    for key, column in matrix.keys.items():
        priors[column] = _PRIORS.get(key, 0.0)
        condition = key.partition("|")[2]
        penalties[column] *= (_FORM if " " in condition else _KIND) if condition else 1.0
    weights = priors.copy()
    mean, square = np.zeros(size), np.zeros(size)
    for step in range(1, _STEPS + 1):
        slope = _find_slope(matrix, weights) + penalties * (weights - priors)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        rate = _RATE * (1 - step / _STEPS) + 0.005
        root = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights -= rate * (mean / (1 - 0.9**step)) / root
    fitted = {key: round(float(weights[column]), 2) for key, column in matrix.keys.items()}
    unseen = {key: prior for key, prior in _PRIORS.items() if key not in fitted}
    return {key: weight for key, weight in (fitted | unseen).items() if abs(weight) >= _SMALLEST}


def _find_slope(matrix: _Matrix, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    products = matrix.values * weights[matrix.columns]
    scores = np.bincount(matrix.rows, weights=products, minlength=len(matrix.groups))
    powers = np.exp(scores - np.maximum.reduceat(scores, matrix.starts)[matrix.groups])
    every = powers / np.add.reduceat(powers, matrix.starts)[matrix.groups]
    right = powers * matrix.is_right
    wanted = right / np.add.reduceat(right, matrix.starts)[matrix.groups]
    excess = (every - wanted)[matrix.rows] * matrix.values
    found: NDArray[np.float64] = np.bincount(
        matrix.columns, weights=excess, minlength=len(weights)
    ).astype(np.float64)
    return found


def _build_matrix(decisions: Iterable[Decision]) -> _Matrix:
    keys: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    groups: list[int] = []
    starts: list[int] = []
    is_right: list[bool] = []
    for group, decision in enumerate(decisions):
        starts.append(len(groups))
        for number, (_, features) in enumerate(decision.pairs):
            for feature, value in features:
                for key in set(feature_keys(feature, decision.form)):
                    rows.append(len(groups))
                    columns.append(keys.setdefault(key, len(keys)))
                    values.append(value)
            groups.append(group)
            is_right.append(number in decision.right)
    return _Matrix(
        keys,
        np.array(rows),
        np.array(columns),
        np.array(values),
        np.array(groups),
        np.array(starts),
        np.array(is_right),
    )


def fold_of(text_id: str) -> int:
    """Return the fold of a text, by its id."""
    return zlib.crc32(text_id.encode()) % _FOLDS


def fit_in_folds(texts: Texts) -> list[Weights]:
    """Return for each fold the weights fitted on the other folds."""
    return [
        fit_weights([each for each in texts if fold_of(each[0]) != fold]) for fold in range(_FOLDS)
    ]


def decide(texts: Sequence[AnnotatedText], weights: Callable[[str], Weights]) -> Texts:
    """Return the decisions of each text; `weights` are those to use for an id."""
    found = ((text.id, find_decisions(text, weights(text.id))) for text in texts)
    return [(text_id, decisions) for text_id, decisions in found if decisions]


def count_right(texts: Texts, weights: Callable[[str], Weights]) -> tuple[int, int, float]:
    """Return the right decisions, all, and the mean log-probability of the truth."""
    right = count = 0
    loss = 0.0
    for text_id, decisions in texts:
        scorer = PairScorer(weights(text_id))
        for decision in decisions:
            scores = [scorer.score(decision.form, features) for _, features in decision.pairs]
            best = max(scores)
            powers = [math.exp(score - best) for score in scores]
            probability = sum(powers[number] for number in decision.right) / sum(powers)
            loss += math.log(max(probability, 1e-6))
            right += scores.index(best) in decision.right
            count += 1
    return right, count, loss / max(count, 1)


def fit_speakers(texts: Sequence[AnnotatedText]) -> tuple[Weights, Texts, list[Weights]]:
    """Return the weights of all texts, the last decisions, and the weights of each fold."""
    folds: list[Weights] = [dict(_PRIORS)] * _FOLDS
    decided: Texts = []
    for _ in range(_ROUNDS):
        decided = decide(texts, lambda text_id: folds[fold_of(text_id)])  # noqa: B023
        folds = fit_in_folds(decided)
    return fit_weights(decided), decided, folds


def write_weights(corpora: Path, target: Path) -> None:
    """Fit the weights on even lines of the raw articles and on open texts, and write them."""
    texts: list[AnnotatedText] = []
    for name in ("worldwide_raw", "pages_raw"):
        texts += read_annotated(corpora / "raw" / f"{name}.dev.jsonl.gz", even=True)
    texts += read_annotated(corpora / "quotes" / "gum_news.dev.jsonl.gz")
    for name in ("wikinews_quotations", "wikinews_subjects"):
        texts += read_annotated(_ROOT / "benchmarks" / "data" / name / "develop.jsonl")
    weights, decided, folds = fit_speakers(texts)
    right, count, loss = count_right(decided, lambda text_id: folds[fold_of(text_id)])
    print(f"cross-validated: {right} of {count} right, log-probability {loss:.3f}")
    print(f"{len(weights)} weights")
    lines = [f"{json.dumps(key)}: {weight}" for key, weight in sorted(weights.items())]
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m analysis.training.speakers")
    parser.add_argument("--corpora", type=Path, default=_CORPORA)
    parser.add_argument("--target", type=Path, default=_TARGET)
    options = parser.parse_args()
    write_weights(options.corpora, options.target)


if __name__ == "__main__":
    _main()
