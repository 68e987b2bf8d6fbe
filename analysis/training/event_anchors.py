"""`python -m analysis.training.event_anchors`: fit the weights that date events without a date.

A conditional logit over the days that a clause may have (`analysis.events.anchors`). It is fitted
by Adam to the annotated days of three corpora: TimeSET, SemEval-2015 task 4, raw articles (even
lines). Annotated events outside the clauses that are found count too. Takes under a minute. With
`--folds`, print the share of right choices by cross-validation instead.
"""

import argparse
import datetime
import gzip
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from analysis.coref import find_entities
from analysis.events import find_events
from analysis.events.anchored import find_dateless
from analysis.events.anchors import DayCandidate, find_day_candidates, index_times
from analysis.events.event_dates import expression_days
from analysis.events.news_verbs import Quoted
from analysis.events.undated_clauses import UndatedClause, find_undated_clauses
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.syntax.clause_starts import find_clause_starts
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc
from analysis.tagger import tag
from analysis.text import clean
from analysis.timex.extractor import find_times
from analysis.tokenizer import tokenize

_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "event_anchors.json"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_PENALTY, _STEPS, _RATE = 5.0, 400, 0.05
_COPIES = 5  # of a choice of a salient event, of which there are few
_LEAST = 0.005  # a smaller weight is left out
_FOLDS = 5
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Row = dict[str, Any]


class GoldDay(Struct, frozen=True):
    """The annotated date of an event: its span and the date, cut to its precision (`2007-10`)."""

    start: int
    end: int
    date: str


class DayChoice(Struct, frozen=True):
    """A clause of an article with its candidates, and which of them are right."""

    article: str
    candidates: Sequence[DayCandidate]
    right: Sequence[bool]
    copies: int = 1


def main() -> None:
    """Fit and write the weights, or cross-validate them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true", help="cross-validate by article")
    options = parser.parse_args()
    choices = list(_read_choices())
    if options.folds:
        _cross_validate(choices)
        return
    weights = fit_anchor_weights(choices)
    rounded = {name: round(weight, 3) for name, weight in weights.items() if abs(weight) >= _LEAST}
    _WEIGHTS.write_text(json.dumps(rounded, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(choices)} choices, {len(rounded)} weights")


def fit_anchor_weights(choices: Sequence[DayChoice]) -> dict[str, float]:
    """Return the weights that make the right days of the choices most probable."""
    names = sorted(
        {name for choice in choices for day in choice.candidates for name in day.features}
    )
    number = {name: at for at, name in enumerate(names)}
    matrices = []
    for choice in choices:
        matrix = np.zeros((len(choice.candidates), len(names)))
        for row, candidate in enumerate(choice.candidates):
            for name, value in candidate.features.items():
                matrix[row, number[name]] = value
        matrices.append((matrix, np.array(choice.right, dtype=float), choice.copies))
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        gradient = _PENALTY * weights
        for matrix, right, copies in matrices:
            scores = matrix @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            wanted = shares * right
            gradient = gradient + copies * matrix.T @ (shares - wanted / wanted.sum())
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient * gradient
        scaled = np.sqrt(square / (1 - 0.999**step)) + 1e-8
        weights = weights - _RATE * mean / (1 - 0.9**step) / scaled
    return dict(zip(names, map(float, weights), strict=True))


def _cross_validate(choices: Sequence[DayChoice]) -> None:
    articles = sorted({choice.article for choice in choices})
    fold = {article: at % _FOLDS for at, article in enumerate(articles)}
    counts: Counter[tuple[int, bool]] = Counter()
    for part in range(_FOLDS):
        weights = fit_anchor_weights([choice for choice in choices if fold[choice.article] != part])
        for choice in choices:
            if fold[choice.article] == part:
                scores = np.array([_score(weights, day.features) for day in choice.candidates])
                best = int(scores.argmax())
                probability = 1 / np.exp(scores - scores[best]).sum()
                counts[int(probability * _FOLDS), choice.right[best]] += 1
    for band in range(_FOLDS + 1):
        right, wrong = counts[band, True], counts[band, False]
        if right + wrong:
            print(f"probability from {band / _FOLDS:.1f}: {right} of {right + wrong} right")


def _score(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _read_choices() -> Iterator[DayChoice]:
    for row in _read_rows("timelines/timeset.dev"):
        gold = [GoldDay(e["start"], e["end"], e["date"]) for e in row["events"] if e["date"]]
        yield from _make_choices(row["id"], row["text"], row["published"], gold, _COPIES)
    dates = _semeval_dates()
    for row in _read_rows("timelines/semeval15_docs"):
        starts: dict[tuple[int, str], tuple[int, int]] = {}
        for start, end, sentence, word in row["tokens"]:
            starts.setdefault((sentence, word), (start, end))
        gold = [
            GoldDay(starts[sentence, word][0], starts[sentence, word][1], date)
            for (document, sentence, word), date in dates.items()
            if document == row["id"] and date and (sentence, word) in starts
        ]
        yield from _make_choices(row["id"], row["text"], row["dct"], gold)
    for row in _read_rows("raw/worldwide_raw.dev")[1::2]:
        published = row["published"] or ""
        if _DAY.fullmatch(published):
            gold = [
                GoldDay(event["span"][0], event["span"][1], _raw_date(event["value"], published))
                for event in row["events"]
                if event["span"]
            ]
            known = [day for day in gold if re.fullmatch(r"\d{4}(-\d\d){0,2}", day.date)]
            yield from _make_choices(row["id"], row["text"], published, known, _COPIES)


def _raw_date(value: str, published: str) -> str:
    """Return an annotated date of a raw article; `P-1` is the day before the publication."""
    relative = re.fullmatch(r"P([+-]\d+)?", value)
    if relative is None:
        return value
    day = datetime.date.fromisoformat(published) + datetime.timedelta(int(relative[1] or 0))
    return day.isoformat()


def _read_day(value: str) -> datetime.date:
    """Read a day; SemEval also writes `16-10-2008`."""
    numbers = value.split("-")
    return datetime.date.fromisoformat(value if len(numbers[0]) == 4 else "-".join(numbers[::-1]))


def _semeval_dates() -> dict[tuple[str, int, str], str]:
    return {
        (mention["doc"], mention["sent"], mention["word"]): entry["date"]
        .replace("-XX", "")
        .replace("XXXX", "")
        for timeline in _read_rows("timelines/semeval15_timelines")
        for entry in timeline["entries"]
        for mention in entry["mentions"]
    }


def _read_rows(corpus: str) -> list[Row]:
    with gzip.open(_CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _make_choices(
    article: str, text: str, published: str, gold: Sequence[GoldDay], copies: int = 1
) -> Iterator[DayChoice]:
    """Yield the choices of the clauses without a date that an annotated event is in."""
    day = _read_day(published)
    words = tag(tokenize(clean(text)))
    entities, mentions = find_entities(words, find_names(words))
    quotations = tuple(
        quotation
        for quotation in find_quotations(words, entities, mentions)
        if not quotation.is_thought
    )
    times = find_times(words, day)
    events = find_events(words, times, mentions, day, entities, quotations)
    quoted = Quoted.of(words, quotations, ("direct",))
    timed = {at for time in times for at in words.token_range(time.start, time.end)}
    owners = frozenset(event.time for event in events if event.time is not None)
    dated = index_times(words, times, owners, quoted.spans, find_dateless(words, times))
    clauses = list(find_undated_clauses(words, events, quoted, timed))
    for event in gold:
        if any(
            own.start < event.end and event.start < own.end and own.time is not None
            for own in events
        ):
            continue
        clause = _clause_of(words, clauses, timed, event)
        candidates = find_day_candidates(words, clause, dated)
        right = []
        for candidate in candidates:
            days = (
                (day, day)
                if candidate.time is None
                else expression_days(words.text, times, candidate.time)
            )
            right.append(days is not None and str(days[0]).startswith(event.date))
        if any(right):
            yield DayChoice(article, candidates, right, copies)


def _clause_of(
    words: Doc, clauses: Sequence[UndatedClause], timed: set[int], event: GoldDay
) -> UndatedClause:
    """Return the clause without a date that an annotated event is in, found or not."""
    for clause in clauses:
        start = words.tokens[clause.span.start].start
        if start < event.end and event.start < words.tokens[clause.span.stop - 1].end:
            return clause
    at = words.token_at(event.start)
    sentence = words.sentences[words.sentence_of(at)]
    starts = find_clause_starts(words, sentence, timed)
    number = bisect_right(starts, at) - 1
    last = starts[number + 1] if number + 1 < len(starts) else sentence.last
    span = range(starts[max(number, 0)], last)
    verb = next((at for at in span if words.tokens[at].tag in FINITE_TAGS), at)
    return UndatedClause(sentence, span, verb)


if __name__ == "__main__":
    main()
