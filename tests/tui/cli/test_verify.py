"""`onrecord verify`: the quotations of a draft, compared with files and with the store."""

import os
from pathlib import Path

import pytest

from db import Store
from db.original_marks import OriginalMark
from tests.support.cli import Run

COUNCIL = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Ana Reis>I have always said that the harbor budget

2
00:00:04.000 --> 00:00:08.000
<v Ana Reis>is not a toy. Every family deserves a fair share.

3
00:00:13.000 --> 00:00:19.000
<v Tom Berg>We spent 250 million dollars, which was a loan, on roads last year.
"""
DRAFT = """The council met on Tuesday.

“I have always said that the harbor budget is not a toy,” Ana Reis said.

“We spent two hundred and fifty million dollars … on roads last year,” said Tom Berg.
"""


@pytest.fixture
def drafts(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("originals").mkdir()
    Path("originals", "council.vtt").write_text(COUNCIL)
    Path("draft.txt").write_text(DRAFT)
    return run


def test_a_line_for_each_quotation_has_its_file_and_its_verdict(drafts: Run) -> None:
    ended = drafts("verify", "draft.txt", "--against", "originals", "--brief")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "draft.txt:3: verbatim: I have always said that the harbor budget is not a toy",
        "draft.txt:5: cut: We spent two hundred and fifty million dollars … on roads last year",
    ]
    allowed = drafts("verify", "draft.txt", "--against", "originals", "--allow", "marked-cut")
    assert allowed.code == 0
    assert "originals/council.vtt:13 · 00:00:13 · Tom Berg" in allowed.out
    assert "left out at an ellipsis: which was a loan" in allowed.out
    strict = ("--forbid", "numerals", "--allow", "cut")
    assert drafts("verify", "draft.txt", "--against", "originals", *strict).code == 1


def test_a_house_sets_what_it_allows_in_the_configuration(
    drafts: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("house.toml").write_text('[verify]\nallow = "marked-cut"\n')
    monkeypatch.setenv("ONRECORD_CONFIG", "house.toml")
    assert drafts("verify", "draft.txt", "--against", "originals").code == 0


def test_files_that_cannot_be_read_are_named_and_the_draft_is_left_out(drafts: Run) -> None:
    Path("originals", "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    Path("originals", "picture.png").write_bytes(b"no text")
    Path("draft.txt").write_text(f"{DRAFT}\nThe plan is called “Blue Water”.\n")
    Path("originals", "draft.txt").write_text(Path("draft.txt").read_text())
    found = drafts("verify", "draft.txt", "--against", "originals", "--json")
    assert "bad.pdf: " in found.err
    assert "1 file was left out, since it cannot be read" in found.err
    assert "skipped: 1 .png" in found.err
    assert "left out: 1 short phrase in quotation marks without a speaker" in found.err
    assert "left out of the originals: the draft itself" in found.err
    first, second = found.json
    assert (first["verdict"], first["result"], first["line"]) == ("verbatim", "passes", 3)
    [difference] = second["differences"]
    assert (difference["kind"], difference["original"]) == ("cut", "which was a loan")
    assert second["searched"] == ["originals/council.vtt"]


def test_words_that_no_original_has_are_not_found(drafts: Run) -> None:
    Path("draft.txt").write_text("“The orchestra plays in the old hall tonight,” said Ana Reis.")
    ended = drafts("verify", "draft.txt", "--against", "originals")
    assert ended.code == 2
    assert "looked for in originals/council.vtt" in ended.out


def test_sarif_has_a_result_for_each_quotation_that_does_not_pass(drafts: Run) -> None:
    [log] = drafts("verify", "draft.txt", "--against", "originals", "--sarif").json["runs"]
    [result] = log["results"]
    assert (result["ruleId"], result["level"]) == ("cut", "error")
    region = result["locations"][0]["physicalLocation"]
    assert region == {"artifactLocation": {"uri": "draft.txt"}, "region": {"startLine": 5}}


def test_the_page_marks_the_words_that_differ(drafts: Run) -> None:
    Path("originals", "council.vtt").write_text(COUNCIL.replace("a loan", "a &lt;b&gt; loan"))
    ended = drafts("verify", "draft.txt", "--against", "originals", "--html", "page.html")
    assert ended.code == 1
    page = Path("page.html").read_text(encoding="utf-8")
    assert "<del>which was a &lt;b&gt; loan</del>" in page
    assert "Ana Reis" in page


def test_without_originals_that_are_given_those_of_the_store_are_used(drafts: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])):
        pass
    assert drafts("add", "originals/council.vtt", "draft.txt").code == 0
    assert drafts("verify", "2", "--allow", "cut").code == 0
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        store.originals.mark([2], OriginalMark())
    assert drafts("verify", "2").code == 4
