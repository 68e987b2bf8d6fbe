"""The annotated texts of the benchmarks: complete, consistent, and apart from one another."""

from pathlib import Path

import pytest

import benchmarks
from benchmarks.corpora import Row, read_json_lines

_FOLDER = Path(benchmarks.__file__).parent / "data" / "wikinews_quotations"
_FILES = ("develop", "measure", "second")


def _rows(name: str) -> list[Row]:
    return read_json_lines(_FOLDER / f"{name}.jsonl")


@pytest.mark.parametrize("name", _FILES)
def test_each_span_lies_in_its_text(name: str) -> None:
    for row in _rows(name):
        for quote in row["quotes"]:
            ends = [end for span in quote["spans"] for end in span]
            assert ends == sorted(ends), row["id"]
            assert all(row["text"][slice(*span)].strip() for span in quote["spans"]), row["id"]
            assert quote["type"] in ("direct", "indirect", "mixed")
            if quote["cue"]:
                assert row["text"][quote["cue_start"] : quote["cue_end"]] == quote["cue"]
            if quote["speaker_text"]:
                [span] = quote["speaker_spans"]
                assert row["text"][slice(*span)] == quote["speaker_text"]
            assert all(name in row["text"] for name in quote["speaker_names"]), row["id"]


def test_no_article_serves_to_develop_and_to_measure() -> None:
    develop, measure, second = ({row["id"] for row in _rows(name)} for name in _FILES)
    assert not develop & measure
    assert second <= develop | measure
    assert len(develop | measure) >= 100
