"""The annotated texts of the benchmarks: complete, consistent, and apart from one another."""

from pathlib import Path

import pytest

import benchmarks
from benchmarks.corpora import Row, read_json_lines

_DATA = Path(benchmarks.__file__).parent / "data"
_FOLDERS = ("wikinews_quotations", "wikinews_subjects")
_FILES = ("develop", "measure", "second")
_KINDS = {"direct", "indirect", "mixed"}
_SOURCE_TYPES = {"person", "unnamed", "group", "organization", "document", "outlet", "none"}


def _rows(folder: str, name: str) -> list[Row]:
    return read_json_lines(_DATA / folder / f"{name}.jsonl")


def _ids(folder: str, name: str) -> set[str]:
    return {row["id"] for row in _rows(folder, name)}


@pytest.mark.parametrize("folder", _FOLDERS)
@pytest.mark.parametrize("name", _FILES)
def test_each_span_lies_in_its_text(folder: str, name: str) -> None:
    for row in _rows(folder, name):
        for quote in row["quotes"]:
            ends = [end for span in quote["spans"] for end in span]
            assert ends == sorted(ends), row["id"]
            assert all(row["text"][slice(*span)].strip() for span in quote["spans"]), row["id"]
            if quote["cue"]:
                assert row["text"][quote["cue_start"] : quote["cue_end"]] == quote["cue"]
            if quote["speaker_text"]:
                [span] = quote["speaker_spans"]
                assert row["text"][slice(*span)] == quote["speaker_text"]
            assert all(name in row["text"] for name in quote["speaker_names"]), row["id"]


@pytest.mark.parametrize("folder", _FOLDERS)
@pytest.mark.parametrize("name", _FILES)
def test_no_content_is_annotated_twice(folder: str, name: str) -> None:
    for row in _rows(folder, name):
        contents = [quote["spans"] for quote in row["quotes"]]
        assert all(contents.count(spans) == 1 for spans in contents), row["id"]


@pytest.mark.parametrize("folder", _FOLDERS)
@pytest.mark.parametrize("name", _FILES)
def test_each_kind_is_one_of_the_guideline(folder: str, name: str) -> None:
    kinds = {quote["type"] for row in _rows(folder, name) for quote in row["quotes"]}
    topics = {"topic"} if folder == "wikinews_subjects" else set()
    assert kinds == _KINDS | topics


@pytest.mark.parametrize("name", _FILES)
def test_each_source_of_the_subjects_has_a_type_and_a_name_or_description(name: str) -> None:
    for row in _rows("wikinews_subjects", name):
        for quote in row["quotes"]:
            assert quote["speaker_type"] in _SOURCE_TYPES, row["id"]
            assert not (quote["speaker_names"] and quote["speaker_description"]), row["id"]
            if quote["speaker_type"] == "none":
                assert not quote["speaker_text"], row["id"]
                assert not quote["speaker_names"], row["id"]
            if quote["speaker_type"] == "person":
                assert quote["speaker_names"], row["id"]


@pytest.mark.parametrize(
    ("folder", "fewest"), [("wikinews_quotations", 100), ("wikinews_subjects", 40)]
)
def test_no_article_serves_to_develop_and_to_measure(folder: str, fewest: int) -> None:
    develop, measure, second = (_ids(folder, name) for name in _FILES)
    assert not develop & measure
    assert second <= develop | measure
    assert len(develop | measure) >= fewest


def test_no_article_is_in_both_sets() -> None:
    titles = [
        {row["text"].split("\n", 1)[0] for name in _FILES for row in _rows(folder, name)}
        for folder in _FOLDERS
    ]
    assert not titles[0] & titles[1]
