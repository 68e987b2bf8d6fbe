"""`onrecord positions`: statements of a person about a topic, with signs of change."""

from pathlib import Path

from tests.db.comparison.test_positions import CLOSE, STAY, schools
from tests.support.cli import Run

__all__ = ["schools"]


def test_positions_are_printed_with_the_earlier_statement(run: Run, schools: Path) -> None:
    ended = run("positions", "ana", "reis", "--store", str(schools))
    assert ended.code == 2
    ended = run("positions", "reis", "--store", str(schools))
    assert ended.code == 0
    assert ended.out.index(CLOSE) < ended.out.index(STAY)
    assert "negation differs: not" in ended.out
    assert "contradict" not in ended.out.casefold()


def test_json_has_the_earlier_statement_and_the_changes(run: Run, schools: Path) -> None:
    found = run("positions", "reis", "--changed", "--json", "--store", str(schools)).json
    assert [position["title"] for position in found] == ["Budget", "Schools stay"]
    assert found[1]["earlier"]["content"] == f"“{CLOSE}”"
    assert found[1]["changes"] == [{"sign": "negation", "words": "not"}]


def test_a_topic_far_from_everything_and_an_unknown_name_have_no_result(
    run: Run, schools: Path
) -> None:
    path = str(schools)
    assert run("positions", "reis", "--about", "quantum physics", "--store", path).code == 1
    assert run("positions", "No Such Person", "--store", path).code == 1


def test_the_page_has_both_wordings(run: Run, schools: Path, tmp_path: Path) -> None:
    page = tmp_path / "positions.html"
    assert run("positions", "reis", "--html", page, "--store", str(schools)).code == 0
    written = page.read_text(encoding="utf-8")
    assert "<ins>" in written
    assert "negation differs: not" in written
