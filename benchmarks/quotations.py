"""Accuracy of quotations on corpora of attributions: content, source, confidence, and speed."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.coref import find_entities
from analysis.models import Entity, Quotation, QuotationKind
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.reasons import render_reason
from analysis.tagger import tag
from analysis.text import clean
from analysis.tokenizer import tokenize
from benchmarks._quotation_scores import (
    BOUNDARIES,
    Document,
    Found,
    Gold,
    QuotationScores,
    band_of,
    boundaries,
    gold_of,
    letters_of,
    score,
    tally_by_cue,
)
from benchmarks.corpora import Row, find_corpus, read_json_lines

# F1 on the same texts by the same measures: all quotations at 0.8, end to end, direct pieces.
_RIVALS: dict[str, list[tuple[str, str, str, str]]] = {
    "polnear": [
        ("textacy, a paragraph at a time", "0.213", "0.202", "0.758"),
        ("Gender Gap Tracker", "0.451", "0.425", "0.732"),
        ("Citron, retrained", "0.513", "0.500", "0.705"),
    ],
    "gum": [("Gender Gap Tracker", "0.699", "0.585", "–")],
}
# Share of the cues that a second annotator finds on PolNeAR's test texts.
_SECOND_HUMAN = {"say": "0.97", "other verbs": "0.86"}
_CONTEXT = 90
DATA = Path(__file__).with_name("data")
_SCARE_CASES = DATA / "scare_quotes.jsonl"
# The annotated articles of this repository, each with one half to develop and one to measure.
OPEN_CORPORA = (
    "wikinews_quotations/develop",
    "wikinews_quotations/measure",
    "wikinews_subjects/develop",
    "wikinews_subjects/measure",
)


def run(arguments: list[str]) -> int:
    """Score the quotations found in each corpus and print the tables. Returns an exit code.

    Without a corpus, print the measures of the open ones in `data/`, a column for each.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks quotations")
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument(
        "--scare", action="store_true", help="tell scare quotes from quotations, in labeled cases"
    )
    parser.add_argument("--thoughts", action="store_true", help="count beliefs and plans too")
    parser.add_argument("--errors", action="store_true", help="print every miss in its context")
    parser.add_argument("--topics", action="store_true", help="count topics too")
    parser.add_argument("--first", type=int, help="only this number of documents")
    parser.add_argument("--second", type=Path, metavar="FILE",
                        help="score a second annotation of some texts")  # fmt: skip
    options = parser.parse_args(arguments)
    second = {row["id"]: row for row in read_json_lines(options.second)} if options.second else None
    console = Console(width=110)
    if options.scare:
        _print_scare_cases(console, errors=options.errors)
    elif not options.corpora and options.errors:
        parser.error("--errors needs a corpus")
    elif not options.corpora:
        _print_open_corpora(console, options)
    for path in options.corpora:
        if not path.is_file():
            print(f"benchmarks quotations: no such file: {path}", file=sys.stderr)
            return 1
        seconds = [0.0, 0.0]
        scores = _score_corpus(path, options, second, seconds)
        _print(console, path, scores)
        if seconds[0]:
            share = seconds[1] / seconds[0]
            console.print(f"quotations add {share:.0%} to the time of the stages before them\n")
        if options.errors:
            _print_errors(console, scores.documents)
    return 0


def score_agreement(path: Path, second: Path) -> QuotationScores:
    """Score the second annotation of a corpus by the first one, in the texts that have both."""
    rows = {row["id"]: row for row in read_json_lines(second)}
    options = argparse.Namespace(first=None, thoughts=False, topics=False)
    return _score_corpus(path, options, rows, [0.0, 0.0])


def _score_corpus(
    path: Path,
    options: argparse.Namespace,
    second: Mapping[str, Row] | None,
    seconds: list[float],
) -> QuotationScores:
    """Score what is found in a corpus, or what a second annotator marked in some of its texts."""
    scores = QuotationScores()
    for row in read_json_lines(path)[: options.first]:
        if second is None:
            entities, quotations = _find(row["text"], seconds, options.thoughts)
        elif row["id"] in second:
            entities, quotations = _annotated(second[row["id"]], thoughts=options.thoughts)
        else:
            continue
        shown = [
            found
            for found in quotations
            if found.is_statement or (options.topics and found.kind == "topic")
        ]
        score_quotations(scores, row, entities, shown, thoughts=options.thoughts)
    return scores


def _print_open_corpora(console: Console, options: argparse.Namespace) -> None:
    """Print the measures of the open corpora, then the agreement of their two annotations."""
    columns: dict[str, list[QuotationScores]] = {}
    for corpus in OPEN_CORPORA:
        path = find_corpus(DATA, corpus)
        columns[corpus] = [
            _score_corpus(path, options, None, [0.0, 0.0]),
            score_agreement(path, path.with_name("second.jsonl")),
        ]
    headings = [corpus.replace("/", "\n") for corpus in columns]
    for title, number in (("found by OnRecord, F1", 0), ("second annotation, F1", 1)):
        table = Table(title, *headings)
        cells = [_to_cells(pair[number]) for pair in columns.values()]
        for measure in cells[0]:
            table.add_row(measure, *(column[measure] for column in cells))
        console.print(table)


def _to_cells(scores: QuotationScores) -> dict[str, str]:
    """Return the main measures of a corpus as words, by their names."""
    counts = scores.sources
    named = counts["entities right"] / max(counts["entities"], 1)
    contents = scores.tally("all quotations, ov80")
    return {
        "articles": str(len(scores.documents)),
        "quotations": str(contents.expected),
        "all quotations, ov80": f"{contents.rates()[2]:.3f}",
        "end to end, ov80": f"{scores.tally('end to end, ov80').rates()[2]:.3f}",
        "direct pieces, ov80": f"{scores.tally('direct pieces, ov80').rates()[2]:.3f}",
        "resolved entity right": f"{named:.3f} of {counts['entities']}",
    }


def score_scare_cases() -> dict[tuple[str, str], list[tuple[Row, bool]]]:
    """Return the labeled cases by part and category, each with whether it is classified right.

    Words in marks are a quotation if a quotation other than a scare quote covers them.
    """
    cases: dict[tuple[str, str], list[tuple[Row, bool]]] = {}
    for case in map(json.loads, _SCARE_CASES.read_text(encoding="utf-8").splitlines()):
        _, quotations = _find(case["text"], [0.0, 0.0], thoughts=False)
        start = case["text"].index(case["words"]) + 1
        end = start + len(case["words"]) - 2
        is_quotation = any(
            first < end and start < last
            for quotation in quotations
            if quotation.kind != "scare"
            for first, last in quotation.spans
        )
        right = is_quotation == (case["label"] == "quotation")
        cases.setdefault((case["part"], case["category"]), []).append((case, right))
    return cases


def _print_scare_cases(console: Console, *, errors: bool) -> None:
    """Print the share of labeled cases that are right; `errors` lists those for development."""
    cases = score_scare_cases()
    table = Table("part", "category", "right", "cases", title="scare quotes and quotations")
    for part in ("develop", "measure"):
        of_part = {name: found for (where, name), found in cases.items() if where == part}
        for name, found in of_part.items():
            table.add_row(part, name, str(sum(right for _, right in found)), str(len(found)))
        rights = [right for found in of_part.values() for _, right in found]
        table.add_row(part, "all", f"{sum(rights) / len(rights):.0%}", str(len(rights)))
    console.print(table)
    for (part, _), found in cases.items():
        for case, right in found:
            if errors and part == "develop" and not right:
                console.print(f"{case['label']}: {case['text']}", markup=False)


def score_quotations(
    scores: QuotationScores,
    row: Row,
    entities: Sequence[Entity],
    quotations: Sequence[Quotation],
    *,
    thoughts: bool = False,
) -> None:
    """Add an article's quotations to the scores; thoughts and plans count only with `thoughts`."""
    text = row["text"]
    gold = [gold_of(text, quotation, not thoughts) for quotation in row["quotes"]]
    found = [
        Found(
            quotation,
            letters_of(text, quotation.spans),
            text[slice(*quotation.source)] if quotation.source else None,
            tuple(entities[speaker].name for speaker in quotation.speakers),
            tuple(
                entities[speaker].name
                for speaker in quotation.speakers
                if entities[speaker].is_named
            ),
        )
        for quotation in quotations
    ]
    score(scores, Document(row["id"], text), gold, found, turns=bool(row.get("turns")))


def _find(
    text: str, seconds: list[float], thoughts: bool
) -> tuple[tuple[Entity, ...], tuple[Quotation, ...]]:
    """Find entities and quotations; add the CPU time before and in the quotation stage."""
    began = time.process_time()
    words = tag(tokenize(clean(text)))
    entities, mentions = find_entities(words, find_names(words))
    ready = time.process_time()
    quotations = find_quotations(words, entities, mentions, thoughts=thoughts)
    seconds[0] += ready - began
    seconds[1] += time.process_time() - ready
    return entities, quotations


def _annotated(row: Row, *, thoughts: bool) -> tuple[tuple[Entity, ...], tuple[Quotation, ...]]:
    """Return an annotator's quotations as if they were found; each speaker is an entity."""
    text = row["text"]
    entities: list[Entity] = []
    quotations: list[Quotation] = []
    for annotated in row["quotes"]:
        gold = gold_of(text, annotated, not thoughts)
        if gold.left_out:
            continue
        speaker = len(entities) if gold.names else None
        if gold.names:
            entities.append(Entity(len(entities), gold.names[0], "PERSON"))
        kind: QuotationKind = annotated["type"]
        source = gold.source_spans[0] if gold.source_spans else None
        quotations.append(Quotation(gold.spans, kind, source=source, speaker=speaker))
    return tuple(entities), tuple(quotations)


def _print(console: Console, path: Path, scores: QuotationScores) -> None:
    table = Table(
        "measure", "precision", "recall", "F1", "right / found / expected", title=path.name
    )
    for name, tally in scores.tallies.items():
        figures = [f"{rate:.3f}" for rate in tally.rates()]
        table.add_row(name, *figures, f"{tally.right} / {tally.found} / {tally.expected}")
    for kind, tally in scores.recalls.items():
        count = f"{tally.right} / – / {tally.expected}"
        table.add_row(f"{kind} ones, ov80", "", f"{tally.rates()[1]:.3f}", "", count)
    console.print(table)
    counts = scores.sources
    for label, part, whole in (
        ("source right, of those matched", "right", "asked"),
        ("source right, of continuation pieces", "continuations right", "continuations"),
        ("resolved entity right", "entities right", "entities"),
        ("resolved entity right for pronouns", "pronouns right", "pronouns"),
    ):
        if counts[whole]:
            console.print(f"{label}: {counts[part] / counts[whole]:.3f} of {counts[whole]}")
    _print_rivals(console, path)
    _print_by_cue(console, scores.documents)
    _print_confidence(console, scores.judged)
    _print_boundaries(console, scores.documents)
    _print_worst(console, scores.documents)


def _print_rivals(console: Console, path: Path) -> None:
    table = Table("others, same texts, F1", "all quotations, ov80", "end to end", "direct pieces")
    for key, lines in _RIVALS.items():
        if path.name.startswith(key):
            for line in lines:
                table.add_row(*line)
    if table.row_count:
        console.print(table)


def _print_by_cue(console: Console, documents: Sequence[Document]) -> None:
    columns = ("by cue", "expected", "right", "missed", "wrong", "share right", "second human")
    table = Table(*columns)
    for kind, tally in tally_by_cue(documents).items():
        if tally.expected or tally.wrong:
            share = f"{tally.right / tally.expected:.2f}" if tally.expected else "–"
            counts = map(str, (tally.expected, tally.right, tally.missed, tally.wrong))
            table.add_row(kind, *counts, share, _SECOND_HUMAN.get(kind, "–"))
    console.print(table)


def _print_confidence(console: Console, judged: Sequence[tuple[Quotation, bool]]) -> None:
    table = Table("confidence", "quotations", "of them right", title="is the confidence true?")
    for tenth in range(10):
        rights = [right for found, right in judged if band_of(found.confidence, 10) == tenth]
        if rights:
            span = f"{tenth / 10:.1f} – {(tenth + 1) / 10:.1f}"
            table.add_row(span, str(len(rights)), f"{sum(rights) / len(rights):.2f}")
    console.print(table)


def _print_boundaries(console: Console, documents: Sequence[Document]) -> None:
    counts = sum((boundaries(document) for document in documents), Counter[str]())
    table = Table("boundaries", "contents found", "share", title="contents found at 0.3 or better")
    for name in BOUNDARIES:
        if counts[name]:
            table.add_row(name, str(counts[name]), f"{counts[name] / counts.total():.2f}")
    console.print(table)


def _print_worst(console: Console, documents: Sequence[Document]) -> None:
    table = Table("document", "right", "missed", "wrong", title="the ten worst documents")
    worst = sorted(
        documents, key=lambda document: len(document.missed) + len(document.wrong), reverse=True
    )
    for document in worst[:10]:
        table.add_row(
            document.id,
            str(len(document.right)),
            str(len(document.missed)),
            str(len(document.wrong)),
        )
    console.print(table)


def _print_errors(console: Console, documents: Sequence[Document]) -> None:
    for document in documents:
        for gold in document.missed:
            _print_error(console, document, "missed", gold, None)
        for found in document.wrong:
            _print_error(console, document, "wrong", None, found)
        for gold, found, good in document.right:
            if not good and gold.source is not None:
                _print_error(console, document, "other source", gold, found)


def _print_error(
    console: Console, document: Document, error: str, gold: Gold | None, found: Found | None
) -> None:
    """One error: ⟦…⟧ around what was expected, {…} around what was found."""
    signs: list[tuple[int, str]] = []
    if gold is not None:
        for start, end in gold.spans:
            signs += [(start, "⟦"), (end, "⟧")]
        for start, end in gold.source_spans:
            signs += [(start, "‹"), (end, "›")]
    if found is not None:
        for start, end in found.quotation.spans:
            signs += [(start, "{"), (end, "}")]
        if found.quotation.source is not None:
            signs += [(found.quotation.source[0], "<"), (found.quotation.source[1], ">")]
    signs.sort()
    text = document.text
    position = max(0, signs[0][0] - _CONTEXT)
    parts = []
    for offset, sign in signs:
        parts += [text[position:offset], sign]
        position = offset
    parts.append(text[position : signs[-1][0] + _CONTEXT])
    kind = gold.kind if gold is not None else found.quotation.kind if found is not None else ""
    reason = f" ({render_reason(found.quotation.reason)})" if found is not None else ""
    line = "".join(parts).replace("\n", " ¶ ")
    console.print(f"{document.id}: {error}, {kind}{reason}: {line}", markup=False, highlight=False)
