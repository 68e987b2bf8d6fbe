"""The check of accuracy against floors, on corpora of a few sentences written here."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from analysis import Quotation, pipeline
from analysis.syntax.tokens import Doc
from analysis.tagger import tag
from benchmarks import __main__ as command
from benchmarks import floors, names, quotations
from benchmarks.corpora import Row

_HEADER = "# Floors, with a comment.\n# Its second line.\n"
# The second one expects a wrong value, so that half of them are right.
_PROBE = [
    {
        "id": "friday",
        "dct": "2013-03-20",
        "text": "The minister resigned on Friday.",
        "expected": [{"start": 25, "end": 31, "values": ["2013-03-15"]}],
    },
    {
        "id": "harbour",
        "dct": "2013-03-20",
        "text": "The harbour opened on Friday.",
        "expected": [{"start": 22, "end": 28, "values": ["1999"]}],
    },
]
_PROBE_HALF = {"times/probe": {"sentences right": 50.0}}
_TAGS = [
    {"doc": "first", "tokens": ["It", "rained", "."], "xpos": ["PRP", "VBD", "."]},
    {"doc": "second", "tokens": ["It", "snowed", "."], "xpos": ["PRP", "VBD", "."]},
]
_NAMES = [
    {
        "doc": "d0",
        "tokens": ["Angela", "Merkel", "spoke", "in", "Berlin", "."],
        "tags": ["B-PERSON", "I-PERSON", "O", "O", "B-LOC", "O"],
    }
]
_QUOTED = {
    "id": "rain",
    "text": "Angela Merkel said it would rain on Friday.",
    "quotes": [
        {
            "spans": [[19, 42]],
            "type": "indirect",
            "speech": True,
            "speaker_text": "Angela Merkel",
            "speaker_start": 0,
            "speaker_end": 13,
            "speaker_names": ["Angela Merkel"],
        }
    ],
}
_GUM = {**_QUOTED, "entities": {"1": {"type": "person", "mentions": [[0, 13, "Angela Merkel"]]}}}
_TIMES = {
    "id": "friday",
    "dct": "2013-03-20",
    "text": "The minister resigned on Friday.",
    "timexes": [{"start": 25, "end": 31, "text": "Friday", "type": "DATE", "value": "2013-03-15"}],
}
_RAW = {
    "id": "harbor",
    "text": "PORTO, March 20, 2013 - Ana Reis said the harbor closed on Monday.\n\n“No ship came,”"
    " Ana Reis said.",
    "title": None,
    "published": "2013-03-20",
    "byline": None,
    "quotes": [
        {"spans": [[38, 65]], "kind": "indirect", "speakers": ["Ana Reis"], "optional": False},
        {"spans": [[68, 83]], "kind": "direct", "speakers": ["Ana Reis"], "optional": False},
    ],
    "events": [{"span": [38, 65], "value": "2013-03-18", "lead": False}],
    "mentions": [{"span": [84, 92], "person": "Ana Reis"}],
}
_LAYOUT = {
    "id": "debate",
    "layout": "turns",
    "text": "REIS: The harbor is closed.\n\nMOREL: It is open.\n\nREIS: It is closed.\n",
    "turns": [{"start": 0, "end": 27, "body_start": 6, "speaker": "REIS", "name": None}],
}


@pytest.fixture
def corpora_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the corpora and of the file of floors, in place of the real ones."""
    (tmp_path / "corpora").mkdir()
    monkeypatch.setattr(floors, "CORPORA", tmp_path / "corpora")
    monkeypatch.setattr(quotations, "DATA", tmp_path / "corpora")
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.toml")
    return tmp_path


def _write_corpus(folder: Path, corpus: str, rows: Sequence[Row]) -> None:
    path = folder / "corpora" / f"{corpus}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def _write_floors(folder: Path, tables: Mapping[str, Mapping[str, float]]) -> None:
    text = _HEADER
    for corpus, measures in tables.items():
        text += f'["{corpus}"]\n'
        text += "".join(f'"{measure}" = {floor}\n' for measure, floor in measures.items())
    (folder / "floors.toml").write_text(text, encoding="utf-8")


def _read_floors(folder: Path) -> dict[str, dict[str, float]]:
    return tomllib.loads((folder / "floors.toml").read_text(encoding="utf-8"))


def test_passes_at_the_floor(corpora_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    _write_floors(corpora_folder, _PROBE_HALF)
    assert command.main(["floors"]) == 0
    printed = capsys.readouterr().out
    cells = r"sentences right\W+times/probe\W+50\.00\W+50\.00 │  \+0\.00\W+2\W+0 │"
    assert re.search(cells, printed)
    assert "no text failed, and no figure is below its floor" in printed
    assert re.search(r"^\d+ s of CPU time$", printed, re.MULTILINE)


def test_fails_below_the_floor(corpora_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    _write_floors(corpora_folder, {"times/probe": {"sentences right": 50.1}})
    assert command.main(["floors"]) == 1
    expected = "times/probe, sentences right: 50.00 is below its floor 50.10"
    assert expected in capsys.readouterr().out


def test_a_stage_that_fails_is_reported_with_its_text(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_quotations(words: Doc, *_: object, **__: object) -> tuple[Quotation, ...]:
        if "harbour" in words.text:
            raise ValueError("no such one")
        return ()

    monkeypatch.setattr(pipeline, "find_quotations", find_quotations)
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    _write_floors(corpora_folder, _PROBE_HALF)
    assert command.main(["floors"]) == 1
    printed = capsys.readouterr().out
    failure = r"^times/probe, harbour: quotations: ValueError: no such one \(test_floors.py:\d+\)$"
    assert re.search(failure, printed, re.MULTILINE)
    assert "times/probe, friday" not in printed
    assert "is below its floor" not in printed  # the times of the text were found all the same


def test_a_text_that_raises_is_reported_and_the_others_are_measured(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag_first(words: Doc) -> Doc:
        if "snowed" in words.text:
            raise IndexError("out of\nrange")
        return tag(words)

    monkeypatch.setattr(names, "tag", tag_first)
    _write_corpus(corpora_folder, "tags/ewt.dev", _TAGS)
    _write_floors(corpora_folder, {"tags/ewt.dev": {"tags right": 100.0}})
    assert command.main(["floors"]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"tags right\W+tags/ewt.dev\W+100\.00\W+100\.00\W+0\.00\W+2\W+1 │", printed)
    failure = r"^tags/ewt.dev, second: IndexError: out of range \(test_floors.py:\d+\)$"
    assert re.search(failure, printed, re.MULTILINE)
    assert "tags/ewt.dev, first" not in printed


def test_is_skipped_without_the_corpora(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floors, "CORPORA", corpora_folder / "absent")
    assert command.main(["floors"]) == 0
    printed = capsys.readouterr().out
    assert (
        printed
        == f"floors: skipped, since the corpora are not there: {corpora_folder / 'absent'}\n"
    )


def test_a_floor_without_a_figure_is_named(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    tables = {"times/probe": {"sentences right": 50.0, "days right": 1.0}, "times/b": {"F1": 1.0}}
    _write_floors(corpora_folder, tables)
    assert command.main(["floors"]) == 1
    printed = capsys.readouterr().out
    assert "times/probe, days right: has a floor but is not measured any more" in printed
    assert "times/b, F1: has a floor but is not measured any more" in printed


def test_raise_raises_a_floor_and_adds_a_new_one(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    _write_corpus(corpora_folder, "tags/ewt.dev", _TAGS)
    _write_floors(corpora_folder, {"times/probe": {"sentences right": 12.0}})
    assert command.main(["floors"]) == 0
    assert "3 floors can be raised: run with --raise" in capsys.readouterr().out
    assert command.main(["floors", "--raise"]) == 0
    assert "3 floors are raised" in capsys.readouterr().out
    assert _read_floors(corpora_folder) == {
        "tags/ewt.dev": {"tags right": 99.0, "sentence ends F1": 99.0},
        "times/probe": {"sentences right": 49.0},
    }
    assert (corpora_folder / "floors.toml").read_text(encoding="utf-8").startswith(_HEADER)
    assert command.main(["floors", "--raise"]) == 0
    assert "0 floors are raised" in capsys.readouterr().out


@pytest.mark.parametrize(("texts", "floor"), [(19, 49.0), (20, 49.7)])
def test_a_figure_of_few_texts_has_a_wider_margin(texts: int, floor: float) -> None:
    measured = {"times/probe": floors.Measurement({"F1": 50.0}, floors.Texts(texts))}
    assert floors.raise_floors(measured, {}) == {"times/probe": {"F1": floor}}


def test_raise_lowers_no_floor_and_removes_none(corpora_folder: Path) -> None:
    _write_corpus(corpora_folder, "times/probe", _PROBE)
    tables = {"times/probe": {"sentences right": 49.9}, "times/b": {"F1": 12.34}}
    _write_floors(corpora_folder, tables)
    assert command.main(["floors", "--raise"]) == 1
    assert _read_floors(corpora_folder) == tables
    _write_floors(corpora_folder, {"times/probe": {"sentences right": 80.0}})
    assert command.main(["floors", "--raise"]) == 1
    assert _read_floors(corpora_folder) == {"times/probe": {"sentences right": 80.0}}


def test_raise_changes_nothing_where_a_text_failed(
    corpora_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_corpus(corpora_folder, "times/probe", [_PROBE[0], {**_PROBE[1], "dct": 2013}])
    _write_floors(corpora_folder, _PROBE_HALF)
    assert command.main(["floors", "--raise"]) == 1
    assert "no floor is raised" in capsys.readouterr().out
    assert _read_floors(corpora_folder) == _PROBE_HALF


def test_every_kind_of_corpus_is_measured(corpora_folder: Path) -> None:
    _write_corpus(corpora_folder, "names/worldwide.dev", _NAMES)
    _write_corpus(corpora_folder, "tags/gum_open.dev", _TAGS)
    _write_corpus(corpora_folder, "quotes/polnear.dev", [_QUOTED])
    _write_corpus(corpora_folder, "quotes/gum_court.dev", [_GUM])
    _write_corpus(corpora_folder, "wikinews_subjects/measure", [_QUOTED])
    _write_corpus(corpora_folder, "times/meantime", [_TIMES])
    # Only the odd lines are measured: a text of an even one is not even read.
    _write_corpus(corpora_folder, "raw/pages_raw.dev", [_RAW, {"id": "even"}])
    _write_corpus(corpora_folder, "fresh_news/measure", [_RAW])
    _write_corpus(corpora_folder, "layouts/layouts.dev", [_LAYOUT, {"id": "even"}])
    measured = floors.measure_corpora(corpora_folder / "corpora")
    assert [measurement.texts.failures for measurement in measured.values()] == [[]] * 9
    figures = {corpus: measurement.figures for corpus, measurement in measured.items()}
    assert {corpus: set(measures.values()) for corpus, measures in figures.items()} == {
        "names/worldwide.dev": {100.0},
        "tags/gum_open.dev": {100.0},
        "quotes/polnear.dev": {100.0, 0.0},  # 0 for direct ones, of which there are none
        "quotes/gum_court.dev": {100.0},
        "wikinews_subjects/measure": {100.0, 0.0},
        "times/meantime": {100.0},
        "raw/pages_raw.dev": {100.0},
        "fresh_news/measure": {100.0},
        "layouts/layouts.dev": {100.0},
    }
    assert "leads on their day" not in figures["raw/pages_raw.dev"]  # one lead or none says little
    assert set(figures["names/worldwide.dev"]) == {"PER F1", "all F1", "untyped F1"}
    assert "end to end, ov80 F1" in figures["quotes/polnear.dev"]
    assert {"speaker, all", "B-cubed F1"} <= set(figures["quotes/gum_court.dev"])
    assert set(figures["times/meantime"]) == {"strict F1", "relaxed F1", "value F1"}


def test_a_corpus_of_one_document_is_cut_into_texts() -> None:
    rows = [{**_NAMES[0]} for _ in range(45)]
    assert [article.id for article in names.to_articles(rows)] == ["row 0", "row 20", "row 40"]
