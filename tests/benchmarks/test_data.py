"""The annotated texts of the benchmarks: complete, consistent, and apart from one another."""

import re
from pathlib import Path

import pytest

import benchmarks
from benchmarks.corpora import Row, read_json_lines
from benchmarks.quotations import score_agreement

_DATA = Path(benchmarks.__file__).parent / "data"
_FOLDERS = ("wikinews_quotations", "wikinews_subjects")
_FILES = ("develop", "measure", "second")
_PAIRS = (
    *((folder, name) for folder in _FOLDERS for name in _FILES),
    ("wikinews_subjects", "independent"),
)
_KINDS = {"direct", "indirect", "mixed"}
_SOURCE_TYPES = {"person", "unnamed", "group", "organization", "document", "outlet", "none"}


def _rows(folder: str, name: str) -> list[Row]:
    return read_json_lines(_DATA / folder / f"{name}.jsonl")


def _ids(folder: str, name: str) -> set[str]:
    return {row["id"] for row in _rows(folder, name)}


@pytest.mark.parametrize(("folder", "name"), _PAIRS)
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


@pytest.mark.parametrize(("folder", "name"), _PAIRS)
def test_no_content_is_annotated_twice(folder: str, name: str) -> None:
    for row in _rows(folder, name):
        contents = [quote["spans"] for quote in row["quotes"]]
        assert all(contents.count(spans) == 1 for spans in contents), row["id"]


@pytest.mark.parametrize(("folder", "name"), _PAIRS)
def test_each_kind_is_one_of_the_guideline(folder: str, name: str) -> None:
    kinds = {quote["type"] for row in _rows(folder, name) for quote in row["quotes"]}
    topics = {"topic"} if folder == "wikinews_subjects" else set()
    assert kinds == _KINDS | topics


@pytest.mark.parametrize("name", [*_FILES, "independent"])
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


_AGREEMENT = re.compile(
    r"^\| (?P<part>develop|measure)(?:, \d+ (?P<other>other )?articles)? "
    r"\| (?P<content>\d?\.\d{3}) \| (?P<both>\d?\.\d{3}) \| (?P<count>\d+) \|$",
    re.MULTILINE,
)


@pytest.mark.parametrize("folder", _FOLDERS)
def test_the_agreement_of_two_annotations_is_the_one_stated(folder: str) -> None:
    stated = list(_AGREEMENT.finditer((_DATA / folder / "README.md").read_text(encoding="utf-8")))
    assert len(stated) == (4 if folder == "wikinews_subjects" else 2)
    for row in stated:
        second = "independent" if row["other"] else "second"
        scores = score_agreement(
            _DATA / folder / f"{row['part']}.jsonl", _DATA / folder / f"{second}.jsonl"
        )
        contents = scores.tally("all quotations, ov80")
        assert contents.expected == int(row["count"])
        assert f"{contents.rates()[2]:.3f}" == f"{float(row['content']):.3f}"
        assert f"{scores.tally('end to end, ov80').rates()[2]:.3f}" == f"{float(row['both']):.3f}"


def test_the_independent_annotation_is_of_articles_without_a_second_one() -> None:
    folder = "wikinews_subjects"
    independent = _ids(folder, "independent")
    assert not independent & _ids(folder, "second")
    assert independent | _ids(folder, "second") == _ids(folder, "develop") | _ids(folder, "measure")


def test_fresh_articles_are_in_one_half_and_their_statements_in_the_text() -> None:
    rows = {name: _rows("fresh_news", name) for name in ("develop", "measure")}
    ids = [row["id"] for half in rows.values() for row in half]
    assert len(set(ids)) == len(ids) == 80
    for row in (*rows["develop"], *rows["measure"]):
        for quote in row["quotes"]:
            assert all(row["text"][start:end].strip() for start, end in quote["spans"]), row["id"]
            assert quote["speakers"] or quote["optional"], row["id"]
