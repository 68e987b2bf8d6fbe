"""Errors of boundaries, what is left out of a score, and the table of the open corpora."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.models import Quotation, Reason
from benchmarks import quotations
from benchmarks._quotation_scores import (
    Document,
    Found,
    QuotationScores,
    boundaries,
    gold_of,
    letters_of,
    score,
)

TEXT = "“We sold the mill,” Ada Lind said on Monday, “and the land around it.”"
FIRST, SECOND = (0, 19), (45, 70)


def count(*found: tuple[int, int], gold: tuple[tuple[int, int], ...] = (FIRST, SECOND)) -> str:
    """Return the one class that is counted for found spans."""
    row = {"spans": gold, "type": "direct", "speaker_text": "Ada Lind"}
    quotation = Quotation(
        found, "direct", None, None, None, None, False, 0.9, Reason.of("quote.alone")
    )
    wrong = Found(quotation, letters_of(TEXT, found), None, (), ())
    document = Document("one", TEXT, missed=[gold_of(TEXT, row, True)], wrong=[wrong])
    ((name, number),) = boundaries(document).items()
    assert number == 1
    return name


def test_boundaries_are_classed() -> None:
    assert count(FIRST, SECOND) == "exact"
    assert count(FIRST, (37, 70)) == "too long"
    assert count(FIRST, (53, 70)) == "too short"
    assert count((4, 30), SECOND) == "both"
    assert count(SECOND) == "pieces missing"


def test_the_marks_alone_make_no_error() -> None:
    assert count((1, 18), (46, 69)) == "exact"


@pytest.mark.parametrize("annotated", [{"type": "topic"}, {"type": "indirect", "optional": True}])
@pytest.mark.parametrize("is_found", [True, False])
def test_topics_and_optional_quotations_are_neither_missed_nor_wrong(
    annotated: dict[str, Any], is_found: bool
) -> None:
    text = "The port announced a new pier."
    spans = ((19, 29),)
    gold = gold_of(text, {"spans": spans, "speaker_text": "The port", **annotated}, True)
    found = Found(Quotation(spans, "indirect"), letters_of(text, spans), "The port", (), ())
    scores = QuotationScores()
    score(scores, Document("pier", text), [gold], [found] * is_found)
    tally = scores.tally("all quotations, ov80")
    assert (tally.right, tally.found, tally.expected) == (0, 0, 0)
    [document] = scores.documents
    assert not document.missed
    assert not document.wrong


def test_without_a_corpus_each_open_one_has_a_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {
        "id": "rain",
        "text": "Angela Merkel said it would rain on Friday.",
        "quotes": [
            {
                "spans": [[19, 42]],
                "type": "indirect",
                "speaker_text": "Angela Merkel",
                "speaker_spans": [[0, 13]],
                "speaker_names": ["Angela Merkel"],
            }
        ],
    }
    for name in ("develop", "measure", "second"):
        path = tmp_path / "rain" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setattr(quotations, "DATA", tmp_path)
    monkeypatch.setattr(quotations, "OPEN_CORPORA", ("rain/develop", "rain/measure"))
    assert quotations.run([]) == 0
    lines = [
        [cell.strip() for cell in line.split("│")[1:-1]]
        for line in capsys.readouterr().out.splitlines()
    ]
    assert lines.count(["quotations", "1", "1"]) == 2  # found ones, and the second annotation
    assert lines.count(["end to end, ov80", "1.000", "1.000"]) == 2
    assert ["resolved entity right", "1.000 of 1", "1.000 of 1"] in lines
