"""Choose the day of an event without a date of its own, by fitted weights.

The candidates are the day of publication and the dates named near the event. The choice depends on
the text alone: a later publication date changes the days, not the choice.
"""

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from msgspec import Struct

from analysis.events.undated_clauses import HAD, UndatedClause
from analysis.lexicon import word_set
from analysis.log_linear import weigh_features
from analysis.models import Span, TimeExpression
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc
from analysis.timex.relations import parse_relation

_WEIGHTS = Path(__file__).parents[1] / "weights" / "event_anchors.json"
_MOST = 5  # different dates before a clause that are candidates
_MOST_AFTER = 2  # dates after it in its sentence and the next one
_NEAR = 2  # sentences
_LEAD = 3  # sentences
_IDIOMS = frozenset({"this day", "this period", "this time", "the same time", "the time"})
_NOW = word_set("today tonight now")
_AFTER = word_set("after following later then subsequently")
_BEFORE = word_set("before earlier previously")
_SAME_TIME = word_set("when while as where which who during")
HAVE = word_set("has have 's ’s 've ’ve")
_DAY = re.compile(r"[\dX]{4}-(?:[\dX]{2}-[\dX]{2}|WX{2}-\d)(?:T.*)?")
_WEEK = re.compile(r"[\dX]{4}-W[\dX]{2}(?:-WE)?")
_MONTH = re.compile(r"[\dX]{4}-(?:[\dX]{2}|SP|SU|FA|WI|Q[1-4]|H[12])")  # or some months
_YEAR = re.compile(r"[\dX]{4}")


class DayCandidate(Struct, frozen=True):
    """A day that an event may have: the index of its time expression, None for the publication."""

    time: int | None
    features: Mapping[str, float]


class ChosenDay(Struct, frozen=True):
    """The chosen one of some candidates with its probability.

    `time` is None for the day of publication.
    """

    time: int | None
    probability: float
    candidates: int = 1


class DatedTimes(Struct, frozen=True, dict=True):
    """The time expressions of a text that can anchor an event, in text order.

    `tokens` are their first tokens and `sentences` the numbers of their sentences. `keys` are equal
    for expressions of one day. `owners` are the indexes of the expressions that date an event.
    """

    times: Sequence[TimeExpression]
    indexes: Sequence[int]
    tokens: Mapping[int, int]
    sentences: Mapping[int, int]
    keys: Mapping[int, tuple[str, int | None]]
    counts: Mapping[tuple[str, int | None], int]
    owners: frozenset[int]
    quoted: Sequence[Span]

    @cached_property
    def main_day(self) -> tuple[str, int | None] | None:
        """The key of the day that a text names most often, the first of several."""
        keys = [self.keys[at] for at in self.days if not _is_today(self.keys[at])]
        return max(keys, key=lambda key: self.counts[key], default=None)

    @cached_property
    def days(self) -> list[int]:
        """The indexes of the expressions of a day."""
        return [at for at in self.indexes if find_grain(self.times[at].value) == "day"]

    @cached_property
    def owned_days(self) -> list[int]:
        """The indexes of the days that date an event."""
        return [at for at in self.days if at in self.owners]

    @cached_property
    def today(self) -> list[int]:
        """The indexes of the expressions of the day of publication."""
        return [at for at in self.indexes if _is_today(self.keys[at])]

    @cached_property
    def in_quotes(self) -> frozenset[int]:
        """The indexes of the expressions in quotations."""
        spans = sorted(self.quoted)
        starts = [start for start, _ in spans]
        furthest = [0, *accumulate((end for _, end in spans), max)]
        return frozenset(
            at
            for at in self.indexes
            if self.times[at].start < furthest[bisect_right(starts, self.times[at].start)]
        )

    def last_before(self, indexes: Sequence[int], token: int) -> int | None:
        """Return the last of some expressions that begins before a token."""
        at = bisect_left(indexes, token, key=self.tokens.__getitem__)
        return indexes[at - 1] if at else None


def _is_today(key: tuple[str, int | None]) -> bool:
    return key == ("+0D", None)


@lru_cache(maxsize=4096)
def find_grain(value: str) -> str:
    """Return the precision of a TIMEX3 value: day, week, month, year, or "" for another."""
    for grain, pattern in (("day", _DAY), ("week", _WEEK), ("month", _MONTH), ("year", _YEAR)):
        if pattern.fullmatch(value):
            return grain
    return ""


def day_key(time: TimeExpression) -> tuple[str, int | None]:
    """Return a key of the day for any publication date: its relative steps, or its fixed day."""
    if time.relative is None:
        return time.value.partition("T")[0], None
    steps = parse_relation(time.relative)[0].split()
    return " ".join(step for step in steps if not step.startswith("T")), time.anchor


def index_times(
    words: Doc,
    times: Sequence[TimeExpression],
    owners: frozenset[int],
    quoted: Sequence[Span],
    left_out: frozenset[int],
) -> DatedTimes:
    """Return the time expressions that can anchor an event, without those that are `left_out`."""
    usable = [
        index
        for index, time in enumerate(times)
        if index not in left_out
        and time.type in ("DATE", "TIME")
        and find_grain(time.value)
        and (time.relative is not None or "X" not in time.value)
        and " ".join(words.text[time.start : time.end].lower().split()) not in _IDIOMS
        and words.token_range(time.start, time.end)
    ]
    tokens = {at: words.token_range(times[at].start, times[at].end).start for at in usable}
    sentences = {at: words.sentence_of(token) for at, token in tokens.items()}
    keys = {at: day_key(times[at]) for at in usable}
    return DatedTimes(
        times, usable, tokens, sentences, keys, Counter(keys.values()), owners, quoted
    )


def find_day_candidates(words: Doc, clause: UndatedClause, dated: DatedTimes) -> list[DayCandidate]:
    """Return the days that a clause may have; the day of publication is the first."""
    number = words.sentence_of(clause.verb)
    place_of = dated.tokens.__getitem__
    nearest: dict[tuple[str, int | None], int] = {}
    position = bisect_left(dated.indexes, clause.verb, key=place_of)
    while position and len(nearest) < _MOST:
        position -= 1
        at = dated.indexes[position]
        if not _is_today(dated.keys[at]):  # the day of publication
            nearest.setdefault(dated.keys[at], at)
    for position in range(
        bisect_right(dated.indexes, clause.verb, key=place_of), len(dated.indexes)
    ):
        at = dated.indexes[position]
        if dated.sentences[at] > number + 1 or len(nearest) >= _MOST + _MOST_AFTER:
            break
        if not _is_today(dated.keys[at]):
            nearest.setdefault(dated.keys[at], at)
    first = dated.days[0] if dated.days else None
    if first is not None and not _is_today(dated.keys[first]):
        nearest.setdefault(dated.keys[first], first)
    shared = _describe_clause(words, clause, number)
    ordered = sorted(nearest.values())
    latest = dated.last_before(dated.days, clause.verb)
    latest_of_event = dated.last_before(dated.owned_days, clause.verb)
    today = _find_near_today(dated, number)
    has_near = latest is not None and number - dated.sentences[latest] <= _NEAR
    publication = {
        "publication": 1.0,
        "publication, no day before": float(latest is None),
        "publication, no date near": float(not nearest),
        "publication, no day near": float(not has_near),
        "publication, named": float(bool(dated.today)),
        "publication, named last": float(latest is not None and _is_today(dated.keys[latest])),
        "publication, named near": float(bool(today)),
        "publication, named in the sentence": float(
            any(number == dated.sentences[at] for at in today)
        ),
        **{f"publication, {name}": value for name, value in shared.items()},
    }
    candidates = [DayCandidate(None, publication)]
    for at in ordered:
        features = _describe_date(words, clause, dated, at, number)
        near = number - dated.sentences[at] <= _NEAR
        is_latest, is_first = (
            at == latest,
            first is not None and dated.keys[at] == dated.keys[first],
        )
        features["last day before"] = float(is_latest)
        features["last day before, near"] = float(is_latest and near)
        features["last event day before"] = float(at == latest_of_event)
        features["main day"] = float(dated.keys[at] == dated.main_day)
        features["in the clause"] = float(dated.tokens[at] in clause.span)
        features["first day"] = float(is_first)
        features["first day, none near"] = float(is_first and not has_near)
        grain = find_grain(dated.times[at].value)
        for name, value in shared.items():
            features[f"{grain if grain == 'day' else 'longer'}, {name}"] = value
        candidates.append(DayCandidate(at, features))
    return candidates


def _describe_clause(words: Doc, clause: UndatedClause, number: int) -> dict[str, float]:
    """Return the features of a clause: its tense, its opening and its position."""
    tokens = words.tokens
    verb = tokens[clause.verb]
    opening = {token.lower for token in tokens[clause.span.start : clause.verb]}
    opener = tokens[clause.span.start - 1].lower if clause.span.start else ""
    opening.add(opener)
    inside = {tokens[at].lower for at in clause.span}
    following = tokens[min(clause.verb + 1, len(tokens) - 1)].tag
    perfect = verb.lower in HAVE and following in ("VBN", "VBD", "RB")
    return {
        "past perfect": float(verb.lower in HAD),
        "perfect": float(perfect),
        "past": float(verb.tag == "VBD" and verb.lower not in HAD),
        "speech": float(verb.lower in REPORTING_VERBS),
        "after": float(not opening.isdisjoint(_AFTER)),
        "before": float(not inside.isdisjoint(_BEFORE)),
        "near the start": 1 / (1 + number),
    }


def _describe_date(
    words: Doc, clause: UndatedClause, dated: DatedTimes, at: int, number: int
) -> dict[str, float]:
    """Return the features of a date beside a clause."""
    tokens = words.tokens
    time, token = dated.times[at], dated.tokens[at]
    distance = number - dated.sentences[at]
    same = distance == 0
    first, last = sorted((token, clause.verb)) if same else (0, 0)
    verbs = [words.tokens[i] for i in range(first, last) if tokens[i].tag in FINITE_TAGS]
    sentence = words.sentences[dated.sentences[at]]
    paragraph = words.sentences[number].paragraph
    relative = parse_relation(time.relative)[0] if time.relative is not None else ""
    governing = next(
        (i for i in range(token, sentence.first - 1, -1) if tokens[i].tag in FINITE_TAGS), None
    )
    speech = governing is not None and tokens[governing].lower in REPORTING_VERBS
    quoted = at in dated.in_quotes
    joint = tokens[clause.span.start - 1].lower if clause.span.start else ""
    opening = tokens[clause.span.start].lower
    grain = find_grain(time.value)
    phrase = {tokens[i].lower for i in words.token_range(time.start, time.end)}
    stated = time.relative is None
    perfect = tokens[clause.verb].lower in HAVE
    preposition = tokens[token - 1].lower if token else ""
    return {
        f"grain {grain}": 1.0,
        "same sentence": float(same),
        "same sentence, many verbs": float(same) * min(len(verbs), 4),
        "same sentence, simultaneous": float(same and bool({joint, opening} & _SAME_TIME)),
        "same sentence, before": float(same and bool({joint, opening} & _BEFORE)),
        "same sentence, after": float(same and bool({joint, opening} & _AFTER)),
        "same sentence, and": float(same and bool({joint, opening} & {"and"})),
        "same sentence, after the clause": float(same and token > clause.verb),
        "opens the sentence": float(same and token - sentence.first < 3),
        "next sentence": float(distance == -1),
        "later text": float(distance < -1),
        "one sentence before": float(distance == 1),
        "two sentences before": float(distance == 2),
        "distance": math.log1p(max(distance, 0)),
        "same paragraph": float(sentence.paragraph == paragraph and not same),
        "paragraph before": float(sentence.paragraph == paragraph - 1),
        "paragraphs": math.log1p(max(paragraph - sentence.paragraph, 0)),
        "times named": math.log(dated.counts[dated.keys[at]]),
        "dates an event": float(at in dated.owners),
        "of a verb of speech": float(speech),
        "of a verb of speech, same sentence": float(speech and same),
        "quoted": float(quoted),
        "today": float(relative.startswith("+0") or bool(phrase & _NOW)),
        "future": float(relative.startswith((">", "+")) and not relative.startswith("+0")),
        "past": float(relative.startswith(("<", "-"))),
        "stated": float(stated),
        "stated, perfect": float(stated and perfect),
        "stated, lead": float(stated and number < _LEAD),
        "weekday": float(relative.startswith(("<W", ">W"))),
        "counted from another": float(time.anchor is not None),
        "time of day": float(time.type == "TIME"),
        "since": float(preposition in ("since", "until", "till", "by")),
        "of": float(preposition in ("of", "from")),
    }


def choose_day(words: Doc, clause: UndatedClause, dated: DatedTimes) -> ChosenDay:
    """Return the most probable day of a clause."""
    candidates = find_day_candidates(words, clause, dated)
    weights = load_weights()
    scores = [weigh_features(weights, candidate.features) for candidate in candidates]
    best = max(range(len(scores)), key=lambda at: scores[at])
    total = sum(math.exp(score - scores[best]) for score in scores)
    time = candidates[best].time
    if time is None:
        time = _find_today(words, clause, dated)
    return ChosenDay(time, 1 / total, len(candidates))


def _find_today(words: Doc, clause: UndatedClause, dated: DatedTimes) -> int | None:
    """Return the last expression near a clause that names the day of publication, "today"."""
    near = _find_near_today(dated, words.sentence_of(clause.verb))
    return near[-1] if near else None


def _find_near_today(dated: DatedTimes, number: int) -> Sequence[int]:
    """Return the expressions of the day of publication in or near before a sentence."""
    sentence_of = dated.sentences.__getitem__
    begin = bisect_left(dated.today, number - _NEAR, key=sentence_of)
    return dated.today[begin : bisect_right(dated.today, number, key=sentence_of)]


@cache
def load_weights() -> Mapping[str, float]:
    """Return the fitted weights by feature."""
    weights: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights
