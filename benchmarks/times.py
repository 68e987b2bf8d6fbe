"""Accuracy of time expressions on TIMEX3 corpora, by type, tense and class of error, and KB/s."""

import argparse
import datetime
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis import lexicon
from analysis.models import TimeExpression
from analysis.tagger import tag
from analysis.text import clean
from analysis.timex.extractor import find_times
from analysis.timex.relations import parse_relation
from analysis.tokenizer import tokenize
from benchmarks.corpora import Row, read_day, read_json_lines

# Strict, relaxed and value F1 on the same texts by the same measure.
_RIVALS: dict[str, list[tuple[str, float, float, float]]] = {
    "timebank_even": [
        ("HeidelTime 2.2, all of TimeBank", 85.3, 91.9, 79.5),
        ("SUTime, all of TimeBank", 82.0, 91.3, 69.0),
        ("recognizers-text, all of TimeBank", 67.0, 86.5, 59.5),
        ("dateparser.search, all of TimeBank", 22.3, 55.9, 28.0),
    ],
    "meantime": [
        ("HeidelTime 2.2", 83.7, 89.4, 78.5),
        ("SUTime", 81.4, 91.0, 75.4),
        ("recognizers-text", 70.8, 90.0, 73.1),
        ("dateparser.search", 39.5, 75.0, 56.8),
    ],
    "wikiwars": [
        ("HeidelTime 2.2, narrative mode", 85.4, 91.9, 82.9),
        ("HeidelTime 2.2, news mode", 85.4, 91.9, 60.5),
        ("SUTime", 78.6, 91.8, 49.4),
        ("recognizers-text", 64.4, 85.8, 45.2),
        ("dateparser.search", 12.2, 77.6, 37.6),
    ],
}
_RIVAL_SPEEDS = "KB/s: HeidelTime 2.2, SUTime 14, recognizers-text 12.5, dateparser.search 47"

_WEEKDAYS = "bare weekdays"
_WEEKDAY = re.compile(f"(?:on )?(?:{lexicon.pattern('weekdays', 'full')})", re.IGNORECASE)
_MODALS = lexicon.words("auxiliaries", "future")
_CUES = (_WEEKDAYS, "infinitive", "will, would, could", "other cue of the future", "past")

Gold = dict[str, Any]


@dataclass
class Score:
    """Counts of one corpus, and its errors as lines: class, text around, gold, ours."""

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    value: int = 0
    by_type: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_cue: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def to_f1(self) -> dict[str, float]:
        """F1 in per cent: same span, spans that overlap, and the same value in such a span."""
        rights = {"strict": self.strict, "relaxed": self.relaxed, "value": self.value}
        return {name: f1(right, self.found, self.gold) for name, right in rights.items()}


def run(arguments: list[str]) -> int:
    """Find the times of each corpus and print strict, relaxed and value F1 beside the rivals'."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks times", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="JSON lines: text, dct, timexes")
    parser.add_argument("--errors", action="store_true", help="list every error")
    options = parser.parse_args(arguments)
    for path in options.files:
        rows = read_json_lines(path)
        if not rows:
            print(f"{path}: no lines", file=sys.stderr)
            return 1
        if "expected" in rows[0]:
            _print_probe(path, rows, options.errors)
        else:
            _print_corpus(path, rows, options.errors)
    return 0


def score_times(score: Score, text: str, gold: Sequence[Gold], ours: Sequence[Any]) -> None:
    """Add an article's counts: pairs with the same span first, then those that overlap most.

    Gold expressions inside another one are left out. A value is right where it is the same after
    seconds of zero and a zone are trimmed.
    """
    gold = _outermost(gold)
    pairs, strict = _matched(gold, ours)
    score.gold += len(gold)
    score.found += len(ours)
    score.strict += strict
    score.relaxed += len(pairs)
    for reference in gold:
        score.by_type[reference["type"], "gold"] += 1
        score.by_cue[_WEEKDAYS, "all"] += _WEEKDAY.fullmatch(reference["text"]) is not None
    for i, j in pairs:
        reference, found = gold[i], ours[j]
        right = _plain(reference["value"]) == _plain(found.value)
        score.value += right
        score.by_type[reference["type"], "relaxed"] += 1
        score.by_type[reference["type"], "value"] += right
        if _WEEKDAY.fullmatch(reference["text"]):
            score.by_cue[_WEEKDAYS, "right"] += right
        cue = cue_class(found.relative or "")
        score.by_cue[cue, "all"] += bool(cue)
        days = [value.partition("T")[0] for value in map(_plain, (reference["value"], found.value))]
        score.by_cue[cue, "right"] += bool(cue) and days[0] == days[1]
        exact = (reference["start"], reference["end"]) == (found.start, found.end)
        if not (right and exact):
            kind = "extent" if right else _value_error(reference, found)
            mine = f"{text[found.start : found.end]!r} {found.value}"
            _, _, direction, verb = parse_relation(found.relative or "")
            mine += f" {direction}{verb}"
            score.errors.append((kind, f"{reference['text']!r} {reference['value']} | {mine}"))
    for i in set(range(len(gold))) - {i for i, _ in pairs}:
        score.errors.append(("missed", f"{gold[i]['text']!r} {gold[i]['value']} |"))
    for j in set(range(len(ours))) - {j for _, j in pairs}:
        mine = f"{text[ours[j].start : ours[j].end]!r} {ours[j].value}"
        score.errors.append(("false", f"| {mine}"))


def cue_class(relation: str) -> str:
    """Return the class of the verb that gives a date its direction; "" for a date without one.

    "<W5 {<called}" → past, ">M06 {>to open}" → infinitive.
    """
    steps, _, direction, cue = parse_relation(relation)
    if not direction or re.match(r"[<>]~?[A-Z]", steps) is None:
        return ""
    words = cue.lower().split()
    if not _MODALS.isdisjoint(words):
        return "will, would, could"
    if "to" in words:
        return "infinitive"
    return "past" if direction == "<" else "other cue of the future"


def f1(right: int, found: int, gold: int) -> float:
    """The harmonic mean of precision and recall, in per cent."""
    return 200 * right / (found + gold) if found + gold else 0.0


def is_probe_right(row: Row, times: Sequence[TimeExpression]) -> bool:
    """Return True if each expected expression of a sentence has one of its values."""
    return all(
        any(
            time.start < expected["end"]
            and expected["start"] < time.end
            and time.value in expected["values"]
            for time in times
        )
        for expected in row["expected"]
    )


def _print_corpus(path: Path, rows: Sequence[Row], errors: bool) -> None:
    score = Score()
    seconds = 0.0
    size = 0
    for row in rows:
        started = time.process_time()
        ours = _times(row["text"], read_day(row["dct"]))
        seconds += time.process_time() - started
        size += len(row["text"].encode())
        score_times(score, row["text"], row["timexes"], ours)
    console = Console()
    table = Table(title=f"{path.name}: {len(rows)} articles, {score.gold} expressions")
    measures = score.to_f1()
    table.add_column("system")
    for name in measures:
        table.add_column(f"{name} F1", justify="right")
    table.add_row("OnRecord", *(f"{figure:.1f}" for figure in measures.values()), style="bold")
    for name, *figures in _RIVALS.get(path.name.partition(".")[0], []):
        table.add_row(name, *(f"{figure:.1f}" for figure in figures))
    console.print(table)
    speed = size / 1024 / seconds if seconds else 0.0
    console.print(f"{speed:.0f} KB/s of CPU time, words and tags included; {_RIVAL_SPEEDS}")
    types = Table(title="by type")
    for heading in ("type", "gold", "found", "value right"):
        types.add_column(heading, justify="left" if heading == "type" else "right")
    for name in ("DATE", "TIME", "DURATION", "SET"):
        sums = (score.by_type[name, kind] for kind in ("gold", "relaxed", "value"))
        types.add_row(name, *map(str, sums))
    console.print(types)
    cues = Table(title="direction: right days by cue, and right values of all bare weekdays")
    for heading in ("cue", "all", "right", "share"):
        cues.add_column(heading, justify="left" if heading == "cue" else "right")
    for name in _CUES:
        total, right = score.by_cue[name, "all"], score.by_cue[name, "right"]
        share = f"{100 * right / total:.1f}%" if total else "–"
        cues.add_row(name, str(total), str(right), share)
    console.print(cues)
    classes = Counter(kind for kind, _ in score.errors)
    console.print("errors: " + ", ".join(f"{kind} {n}" for kind, n in classes.most_common()))
    if errors:
        for kind, line in sorted(score.errors):
            console.print(f"{kind}: {line}", markup=False, highlight=False)


def _print_probe(path: Path, rows: Sequence[Row], errors: bool) -> None:
    """Print how many sentences with accepted values are right."""
    right = 0
    for row in rows:
        ours = _times(row["text"], read_day(row["dct"]))
        met = is_probe_right(row, ours)
        right += met
        if errors and not met:
            print(row["text"], [(row["text"][t.start : t.end], t.value) for t in ours])
    print(f"{path.name}: {right} of {len(rows)} sentences right")


def _times(text: str, published: datetime.date | None) -> tuple[TimeExpression, ...]:
    return find_times(tag(tokenize(clean(text))), published)


def _outermost(gold: Sequence[Gold]) -> list[Gold]:
    outermost: list[Gold] = []
    for reference in sorted(gold, key=lambda reference: (reference["start"], -reference["end"])):
        if not outermost or reference["end"] > outermost[-1]["end"]:
            outermost.append(reference)
    return outermost


def _matched(gold: Sequence[Gold], ours: Sequence[Any]) -> tuple[list[tuple[int, int]], int]:
    """The pairs of indexes that match, one to one, and how many of them match exactly."""
    spans = {(found.start, found.end): j for j, found in enumerate(ours)}
    exact = {
        i: spans[reference["start"], reference["end"]]
        for i, reference in enumerate(gold)
        if (reference["start"], reference["end"]) in spans
    }
    pairs = list(exact.items())
    overlaps = sorted(
        (-overlap, i, j)
        for i, reference in enumerate(gold)
        if i not in exact
        for j, found in enumerate(ours)
        if (overlap := min(reference["end"], found.end) - max(reference["start"], found.start)) > 0
    )
    taken_gold, taken = set(exact), set(exact.values())
    for _, i, j in overlaps:
        if i not in taken_gold and j not in taken:
            pairs.append((i, j))
            taken_gold.add(i)
            taken.add(j)
    return pairs, len(exact)


def _plain(value: str | None) -> str:
    plain = (value or "").strip().upper()
    plain = re.sub(r"(T\d\d:\d\d):00(\.0+)?$", r"\1", plain)
    return re.sub(r"(T\d\d:\d\d)(Z|[+-]\d\d:?\d\d)$", r"\1", plain)


def _value_error(reference: Gold, found: Any) -> str:
    """Return the error of a value: its type, its precision, or its date."""
    gold, ours = _plain(reference["value"]), _plain(found.value)
    if reference["type"] != found.type:
        return "type"
    if gold.endswith("_REF") or ours.endswith("_REF"):
        return "vague reference"
    if gold.startswith("P") or ours.startswith("P"):
        return "length"
    if gold.startswith(ours) or ours.startswith(gold) or len(gold) != len(ours):
        return "granularity"
    return "year" if gold[4:] == ours[4:] else "other date"
