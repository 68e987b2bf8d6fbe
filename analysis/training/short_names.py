"""Fit the weights of short names, by `python -m analysis.training.short_names`.

A conditional logit over the people named in full and "none of them"
(`analysis.coref.short_names`), fitted to the even texts of open news whose surnames were exchanged,
of GUM, and of the raw articles, and to the open articles of this repository. The weights that are
shipped are kept, and only new evidence is fitted, since a new fit of all weights was not better on
unseen texts. Delete a weight to fit it again. Takes about three minutes.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.coref.short_name_evidence import KnownPerson
from analysis.coref.short_names import load_short_name_weights
from analysis.text import clean
from analysis.training.choice_weights import ChoiceExample, fit_choice_weights
from analysis.training.short_name_examples import (
    ShortNameDecision,
    exchange_surnames,
    find_short_names,
    match_full_name,
)

_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "short_names.json"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_OPEN_DATA = Path(__file__).resolve().parents[2] / "benchmarks" / "data"
_LEAST_WEIGHT = 0.005  # a smaller weight is left out
_PENALTY = 10.0
_LEAST = 0.6  # the probability from which a choice is made
# The weight of an annotated decision, of one in a text with exchanged surnames, of one there where
# a full name was removed, and of the only candidate in a text without annotation.
_ANNOTATED, _EXCHANGED, _REMOVED, _ASSUMED = 3.0, 0.3, 0.05, 1.0
# Strong evidence that the texts have rarely.
_PRIORS = {
    "own relative": -4.0,
    "relative of": -1.5,
    "relative too": 1.5,
    "dead, speaks": -3.0,
    "none: gender agrees": 0.5,
    "none: gender differs": -4.0,
    "none: title agrees": 1.5,
    "none: title differs": -1.0,
    "title agrees": 1.5,
    "title differs": -1.5,
    "role words differ": -1.0,
    "gender differs": -6.0,
    "gender differs, by the given name": -3.5,
    "gender differs, by a usual given name": -1.0,
    "gender differs, a rival's agrees": -2.0,
    "gender agrees, by the given name": 1.5,
    "none: gender of nobody, described": 1.5,
    "none: latest": 1.0,
    "known by another part": -2.0,
    "field differs": -4.5,
    "field differs, described": -5.0,
    "apposed, role differs": -5.0,
    "rank differs": -2.0,
    "credit": -5.0,
    "credit, described": -3.0,
    "namesake, described": -5.5,
    "past, described": -6.0,
    "past, speaks": -5.0,
    "old year, described": -4.5,
    "quoted only, described": -4.5,
    "named later, dependent": -3.0,
    "pronoun differs": -1.0,
    "spouse agrees": 0.5,
    "called by the given name": -1.5,
    "possessor of a relative, named later": -1.5,
    "spouse differs": -3.0,
    "given name, a rival's surname": -1.0,
    "none: family of several": 6.0,
    "gender agrees": 1.0,
    "royal too": 1.0,
    "not royal": -4.5,
    "headline, named soon": 2.0,
    "headline, named first": 1.0,
    "relative": -0.7,
    "relative, named later": -2.0,
    "extends a name": -3.0,
    "titled, only bearer": 2.0,
}
_OPEN_NEWS = ("times/meantime", "timelines/timeset.dev", "timelines/semeval15_docs")
_GUM = tuple(f"quotes/gum_{genre}.dev" for genre in ("news", "interview", "speech", "court"))
_RAW = ("raw/worldwide_raw.dev", "raw/pages_raw.dev")
_ANNOTATED_NEWS = "fresh_news/develop"
_OPEN_ARTICLES = (_ANNOTATED_NEWS, "wikinews_quotations/develop", "wikinews_subjects/develop")
_REACH = 150  # characters from a statement to the words of its source
Row = dict[str, Any]
Decisions = list[tuple[float, ShortNameDecision]]


def main() -> None:
    """Fit and write the weights."""
    examples = [
        ChoiceExample(decision.choices, decision.right, weight)
        for weight, decision in read_decisions()
        if decision.right is not None
    ]
    known = load_short_name_weights().weights
    weights = fit_choice_weights(examples, {**_PRIORS, **known}, _PENALTY) | known
    rounded = {name: round(value, 2) for name, value in sorted(weights.items())}
    relevant = {name: value for name, value in rounded.items() if abs(value) >= _LEAST_WEIGHT}
    content = {"least": _LEAST, "weights": relevant}
    _WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{len(examples)} short names, {len(relevant)} weights")


def read_decisions() -> Decisions:
    """Return the short names of the even texts and of the open articles, with their weights."""
    found: Decisions = []
    for corpus in (*_OPEN_NEWS, *_GUM, *_RAW):
        for row in _read_rows(corpus)[1::2]:
            found += _read_exchanged(row["text"])
    for corpus in _OPEN_NEWS:
        for row in _read_rows(corpus)[1::2]:
            found += [(_ASSUMED, each) for each in find_short_names(row["text"])]
    for corpus in _GUM:
        for row in _read_rows(corpus)[1::2]:
            found += [(_ANNOTATED, each) for each in _read_gum(row)]
    for corpus in _RAW:
        for row in _read_rows(corpus)[1::2]:
            found += [(_ANNOTATED, each) for each in _read_raw(row)]
    return [*found, *_read_open_articles()]


def _read_open_articles() -> Iterator[tuple[float, ShortNameDecision]]:
    for corpus in _OPEN_ARTICLES:
        for row in _read_lines(_OPEN_DATA / f"{corpus}.jsonl"):
            if corpus == _ANNOTATED_NEWS:
                yield from ((_ANNOTATED, each) for each in _read_raw(row))
            yield from _read_exchanged(row["text"])
            yield from ((_ASSUMED, each) for each in find_short_names(row["text"]))


def _read_exchanged(text: str) -> Iterator[tuple[float, ShortNameDecision]]:
    for copy in exchange_surnames(text):
        people = copy.people

        def find_right(
            first: int,
            last: int,
            candidates: Sequence[KnownPerson],
            people: dict[int, str | None] = people,
        ) -> int | None:
            del last
            return match_full_name(people[first], candidates) if first in people else None

        weight = _EXCHANGED if copy.is_named else _REMOVED
        for decision in find_short_names(copy.text, find_right):
            yield weight, decision


def _read_gum(row: Row) -> list[ShortNameDecision]:
    gold = [
        (first, last, number)
        for number, entity in row["entities"].items()
        for first, last, *_ in entity["mentions"]
    ]
    names: dict[str, Counter[str]] = {}
    for first, last, number in gold:
        names.setdefault(number, Counter())[row["text"][first:last]] += 1

    def find_right(first: int, last: int, candidates: Sequence[KnownPerson]) -> int | None:
        around = [(b - a, number) for a, b, number in gold if a <= first and last <= b + 2]
        if not around:
            return None
        mentions = " ".join(names[min(around)[1]])
        matching = [
            number
            for number, person in enumerate(candidates, 1)
            if any(
                len(form.parsed.parts) > 1 and spelling in mentions
                for form in person.cluster.forms
                for spelling in form.spellings
            )
        ]
        return matching[0] if matching else 0

    return find_short_names(row["text"], find_right)


def _read_raw(row: Row) -> list[ShortNameDecision]:
    mentions = (mention for mention in row["mentions"] if mention["span"])
    people = [(*mention["span"], mention["person"]) for mention in mentions]
    people += list(_locate_sources(row))

    def find_right(first: int, last: int, candidates: Sequence[KnownPerson]) -> int | None:
        word = row["text"][first:last].split()[-1].strip(".,'’").lower()
        for start, end, person in people:
            if start <= first and last <= end and word in person.lower():
                number = match_full_name(person, candidates)
                if number is None and len(person.split()) == 1:
                    return None
                return number or 0
        return None

    return find_short_names(row["text"], find_right)


def _locate_sources(row: Row) -> Iterator[tuple[int, int, str]]:
    """Yield the span of the words of each source beside its statement, with its one speaker."""
    for quote in row["quotes"]:
        if not quote.get("source") or len(quote["speakers"]) != 1:
            continue
        for match in re.finditer(re.escape(quote["source"]), row["text"]):
            distances = [
                min(abs(match.start() - end), abs(match.end() - start))
                for start, end in quote["spans"]
            ]
            if distances and min(distances) < _REACH:
                yield *match.span(), quote["speakers"][0]


def _read_rows(corpus: str) -> list[Row]:
    return _read_lines(_CORPORA / f"{corpus}.jsonl.gz")


def _read_lines(path: Path) -> list[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if clean(row["text"])]


if __name__ == "__main__":
    main()
