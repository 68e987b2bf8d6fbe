"""`onrecord export`, `edit` and `versions`."""

import json
from pathlib import Path

import pytest

from tests.support.cli import Run
from tests.support.import_samples import FIRST, PAGE, TITLE


@pytest.fixture
def added_page(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    assert run("add", path).code == 0
    return path


@pytest.mark.usefixtures("added_page")
def test_an_article_is_exported_to_standard_output_or_a_file(run: Run, tmp_path: Path) -> None:
    assert f"# {TITLE}" in run("export", "markdown").out
    assert json.loads(run("export", "jsonl", "--article", "1").out)["title"] == TITLE
    target = tmp_path / "out.html"
    assert "wrote 1 file" in run("export", "html", "-o", target).err
    again = run("export", "html", "-o", target)
    assert (again.code, "--force" in again.err) == (1, True)
    assert run("export", "html", "-o", target, "--force").code == 0
    assert "wrote" in run("export", "obsidian", "-o", tmp_path / "vault").err


@pytest.mark.usefixtures("added_page")
def test_the_options_select_the_exported_articles_and_parts(run: Run) -> None:
    table = run("export", "csv", "--person", "Mara Ortiz", "--fields", "speaker,content").out
    assert table.splitlines()[0] == "speaker,content"
    assert all(line.startswith("Mara Ortiz,") for line in table.splitlines()[1:])
    assert run("export", "csv", "--search", "lighthouse").code == 1
    assert TITLE in run("export", "csl", "--search", "harbour").out
    assert run("export", "markdown", "--person", "No Such-Person").code == 1
    assert run("export", "markdown", "--article", "9").code == 1
    assert run("export", "markdown", "--include", "colors").code == 2
    assert run("export", "brat").code == 2
    assert run("export", "csv", "--fields", "color").code == 1


@pytest.mark.usefixtures("added_page")
def test_metadata_are_set_and_printed_with_their_origins(run: Run) -> None:
    before = run("edit", "1", "--json").json
    assert before["title"] == {"value": TITLE, "from": "metadata"}
    ended = run("edit", "1", "--title", "Boats", "--section", "Sea", "--published", "2021-03-04")
    assert "title\tBoats\t(given)" in ended.out
    assert "published\t2021-03-04\t(given)" in ended.out
    [row] = run("list", "boats", "--json").json
    assert row["title"] == "Boats"
    assert run("search", "Boats").code == 0
    assert run("edit", "12", "--title", "x").code == 1


def test_the_changes_between_versions_are_shown(run: Run, added_page: Path) -> None:
    assert "has not changed" in run("versions", "1").err
    added_page.write_text(
        PAGE.replace("on Friday", "on Monday").replace(FIRST[-30:], "and no one knew.")
    )
    assert "1\tproposed" in run("add", added_page).out
    assert run("corrections", "--accept", "all").code == 0
    shown = run("versions", "1").out
    assert "[-Friday-]{+Monday+}" in shown
    assert "From version 1 to 2\n" in shown
    numbers = [line.split("\t")[:2] for line in shown.splitlines()[:2]]
    assert [number for number, _ in numbers] == ["1", "2"]
    assert (numbers[0][1][:6], numbers[1][1]) == ("until ", "now")
    value = run("versions", "1", "--json").json
    assert [version["number"] for version in value["versions"]] == [1, 2]
    assert {"kind": "gone", "text": "Friday"} in value["changes"]
    assert run("versions", "1", "--to", "7").code == 1
