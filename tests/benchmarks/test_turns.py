"""The turns of the texts in benchmarks/data/turns: their content and the right person."""

from pathlib import Path

import pytest

from analysis import analyze
from benchmarks._quotation_scores import QuotationScores
from benchmarks.corpora import read_json_lines
from benchmarks.quotations import score_quotations

FOLDER = Path(__file__).parents[2] / "benchmarks" / "data" / "turns"


@pytest.mark.parametrize("half", ["develop", "measure"])
def test_turns_have_the_right_person(half: str) -> None:
    scores = QuotationScores()
    for row in read_json_lines(FOLDER / f"{half}.jsonl"):
        found = analyze(row["text"])
        score_quotations(scores, row, found.entities, found.quotations)
    assert scores.tally("turns with the right person").rates()[2] >= 0.95
