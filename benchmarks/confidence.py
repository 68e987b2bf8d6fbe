"""Calibration of the confidence of quotations: its table for the docs, and the fit of its weights.

A quotation is right if its content and its speaker, or its source without a name, are right.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis.coref import find_entities
from analysis.models import Analysis
from analysis.ner.recognizer import find_names
from analysis.quotations.confidence import PRIOR, UNKNOWN_VERB, list_features
from analysis.quotations.extractor import find_drafts
from analysis.quotations.quotation_builder import build_quotation, gather_evidence
from analysis.quotations.unnamed_sources import add_unnamed_sources
from analysis.quote_marks import find_quoted_spans
from analysis.tagger import configure, tag
from analysis.text import clean
from analysis.tokenizer import tokenize
from benchmarks import quotations, raw
from benchmarks._layout_scores import judge_turns
from benchmarks._quotation_scores import QuotationScores, band_of
from benchmarks._raw_scores import JudgedQuotation, judge_quotations
from benchmarks.corpora import CORPORA, Row, find_corpus, read_json_lines, split_rows
from benchmarks.layouts import LAYOUTS

_WEIGHTS = Path(__file__).parents[1] / "analysis" / "weights" / "confidence.json"
_GUM = tuple(f"quotes/gum_{genre}.dev" for genre in ("news", "interview", "speech", "court"))
_BANDS = 10
_FEWEST = 4  # quotations of a feature
_PENALTY = 4.0
_WEIGHT_ELSEWHERE = 0.25  # of a quotation that is not from a raw article
_PENALTY_OF_CORPUS = 0.1
_PENALTY_OF_RARE = 0.1  # of a feature that few quotations have, none of which has a cue in common
_STEPS = 50
_SMALLEST = 0.005  # a smaller weight is not stored


class Example(Struct, frozen=True):
    """A quotation with the features of its confidence, its corpus, and whether it is right."""

    corpus: str
    features: dict[str, float]
    confidence: float
    is_right: bool


def run(arguments: list[str]) -> int:
    """Print the calibration on texts that the weights were not fitted on. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks confidence", description=__doc__)
    parser.add_argument(
        "--fit", action="store_true", help="fit the weights on the even lines of raw articles and "
        "layouts, the open articles to develop on, and GUM; scale them on the other open articles",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    configure(threads=1)
    if not find_corpus(CORPORA, raw.RAW_CORPORA[0]).is_file():
        print(f"confidence: skipped, since the corpora are not there: {CORPORA}")
        return 0
    if options.fit:
        fitted, held_out = list(_read_fitted()), list(_judge_open("measure"))
        weights = scale_weights(fit_weights(fitted), held_out)
        written = json.dumps(weights, indent=0, ensure_ascii=False, sort_keys=True)
        _WEIGHTS.write_text(f"{written}\n", encoding="utf-8")
        print(f"{len(weights)} weights are in {_WEIGHTS.name}; run again to measure them")
        return 0
    for title, examples in _read_measured():
        print(f"\n{title}\n")
        print("\n".join(render_calibration(examples)))
    return 0


def render_calibration(examples: Sequence[Example]) -> list[str]:
    """Return the lines of a Markdown table of the share that is right by confidence.

    The expected calibration error is the mean difference of confidence and share, weighted by the
    number of quotations in a band.
    """
    lines = ["| confidence shown | quotations | mean confidence | right |", "|---|---|---|---|"]
    error = 0.0
    for band in reversed(range(_BANDS)):
        inside = [each for each in examples if band_of(each.confidence, _BANDS) == band]
        if not inside:
            continue
        mean = sum(each.confidence for each in inside) / len(inside)
        share = sum(each.is_right for each in inside) / len(inside)
        error += abs(mean - share) * len(inside) / len(examples)
        span = f"{100 * band // _BANDS} to {100 * (band + 1) // _BANDS} %"
        lines.append(f"| {span} | {len(inside)} | {mean:.0%} | {share:.0%} |")
    share = sum(each.is_right for each in examples) / max(len(examples), 1)
    lines.append(f"| all | {len(examples)} | | {share:.0%} |")
    return [*lines, "", f"Expected calibration error: {error:.3f}"]


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Fit a logistic regression with a quadratic penalty by Newton's method.

    Each corpus but the raw ones has a weight of its own, which absorbs its other guideline and is
    not stored.
    """
    counts = Counter(name for each in examples for name in each.features)
    names = sorted(name for name, count in counts.items() if count >= _FEWEST)
    elsewhere = sorted({each.corpus for each in examples} - set(raw.RAW_CORPORA))
    columns = {name: at for at, name in enumerate([*names, *elsewhere])}
    matrix = np.zeros((len(examples), len(columns)))
    for at, each in enumerate(examples):
        for name, value in each.features.items():
            if name in columns:
                matrix[at, columns[name]] = value
        if each.corpus in columns:
            matrix[at, columns[each.corpus]] = 1.0
    right = np.array([each.is_right for each in examples], dtype=float)
    shares = [_WEIGHT_ELSEWHERE if each.corpus in columns else 1.0 for each in examples]
    penalties = np.full(len(columns), _PENALTY)
    penalties[columns[PRIOR]] = 0.0
    if UNKNOWN_VERB in columns:
        penalties[columns[UNKNOWN_VERB]] = _PENALTY_OF_RARE
    penalties[[columns[corpus] for corpus in elsewhere]] = _PENALTY_OF_CORPUS
    found = _solve(matrix, right, np.array(shares), penalties)
    weights = {name: round(float(found[columns[name]]), 3) for name in names}
    return {name: weight for name, weight in weights.items() if abs(weight) >= _SMALLEST}


def scale_weights(weights: Mapping[str, float], examples: Sequence[Example]) -> dict[str, float]:
    """Scale weights and move their prior so that they fit examples of other texts.

    Resolving speakers has weights too, which are fitted on the same texts as these: there it is
    right more often than elsewhere.
    """
    odds = [
        sum(weights.get(name, 0.0) * value for name, value in each.features.items())
        for each in examples
    ]
    matrix = np.stack([np.array(odds), np.ones(len(odds))], axis=1)
    right = np.array([each.is_right for each in examples], dtype=float)
    factor, prior = _solve(matrix, right, np.ones(len(odds)), np.zeros(2))
    scaled = {name: round(float(weight * factor), 3) for name, weight in weights.items()}
    return scaled | {PRIOR: round(float(scaled[PRIOR] + prior), 3)}


def _solve(
    matrix: NDArray[np.float64],
    right: NDArray[np.float64],
    shares: NDArray[np.float64],
    penalties: NDArray[np.float64],
) -> NDArray[np.float64]:
    weights = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        probable = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (shares * (probable - right)) + penalties * weights
        bend = (matrix.T * (shares * probable * (1 - probable))) @ matrix
        step = np.linalg.solve(bend + np.diag(penalties + 1e-9), slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def _read_fitted() -> Iterator[Example]:
    """Yield the quotations that the weights are fitted on."""
    for corpus in raw.RAW_CORPORA:
        yield from _judge_raw(corpus, split_rows(_read(corpus))["even"])
    yield from _judge_layouts(split_rows(_read(LAYOUTS))["even"])
    for corpus in _GUM:
        yield from _judge_quotes(corpus, _read(corpus))
    yield from _judge_open("develop")


def _read_measured() -> Iterator[tuple[str, list[Example]]]:
    """Yield the other quotations, by what they are from."""
    odd = [(corpus, split_rows(_read(corpus))["odd"]) for corpus in raw.RAW_CORPORA]
    examples = [each for corpus, rows in odd for each in _judge_raw(corpus, rows)]
    yield ", ".join(raw.RAW_CORPORA), examples
    yield LAYOUTS, list(_judge_layouts(split_rows(_read(LAYOUTS))["odd"]))


def _read(corpus: str) -> list[Row]:
    return read_json_lines(find_corpus(CORPORA, corpus))


def _judge_open(half: str) -> Iterator[Example]:
    for corpus in quotations.OPEN_CORPORA:
        if corpus.endswith(half):
            rows = read_json_lines(find_corpus(quotations.DATA, corpus))
            yield from _judge_quotes(corpus, rows)


def _judge_raw(corpus: str, rows: Iterable[Row]) -> Iterator[Example]:
    for row in rows:
        analysis, features = _analyze(row["text"])
        names = {entity.id: [entity.name, *entity.aliases] for entity in analysis.entities}
        judged = judge_quotations(row, analysis.quotations, names)
        yield from _to_examples(corpus, judged, features)


def _judge_quotes(corpus: str, rows: Iterable[Row]) -> Iterator[Example]:
    for row in rows:
        analysis, features = _analyze(row["text"])
        scores = QuotationScores()
        quotations.score_quotations(scores, row, analysis.entities, analysis.quotations)
        yield from _to_examples(corpus, scores.judged, features)


def _judge_layouts(rows: Iterable[Row]) -> Iterator[Example]:
    for row in rows:
        analysis, features = _analyze(row["text"])
        yield from _to_examples(LAYOUTS, judge_turns(row, analysis), features)


def _to_examples(
    corpus: str, judged: Iterable[JudgedQuotation], features: dict[int, dict[str, float]]
) -> Iterator[Example]:
    for quotation, is_right in judged:
        yield Example(corpus, features[id(quotation)], quotation.confidence, is_right)


def _analyze(text: str) -> tuple[Analysis, dict[int, dict[str, float]]]:
    """Find the quotations of a text; the features are by the identity of a quotation."""
    words = tag(tokenize(clean(text)))
    entities, mentions = find_entities(words, find_names(words))
    quoted_spans = words.once(find_quoted_spans)
    drafts = find_drafts(words, entities, mentions)
    found = [build_quotation(words.text, draft, quoted_spans, entities) for draft in drafts]
    evidence = [
        gather_evidence(draft, quotation.kind, entities)
        for draft, quotation in zip(drafts, found, strict=True)
    ]
    sources = add_unnamed_sources(words, entities, mentions, tuple(found))
    analysis = Analysis(words.text, None, *sources)
    features = {
        id(quotation): list_features(words.text, known)
        for quotation, known in zip(analysis.quotations, evidence, strict=True)
    }
    return analysis, features
