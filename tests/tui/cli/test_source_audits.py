"""`onrecord sources`: audits, counts of who is quoted, and house rules."""

import csv
import re
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.compared_texts import add_marked

TEXT = (
    "[Ana Reis: “The <b>pier</b> is closed.”] She left. [Tom Berg: “It is open.”] "
    "[Ana Reis: “It stays closed.”]"
)


@pytest.fixture
def audited(tmp_path: Path) -> str:
    path = tmp_path / "audited.sqlite"
    with Store(path) as store:
        add_marked(store, "Pier closed", TEXT, "Coastwire")
        add_marked(store, "Pier open", "[Tom Berg: “Open at last.”]", "=Harbour")
    return str(path)


def test_an_audit_counts_statements_by_source(run: Run, audited: str) -> None:
    ended = run("sources", "1", "--store", audited)
    assert ended.code == 0
    assert "3 statements, 2 sources" in ended.out
    [audit] = run("sources", "1", "--json", "--store", audited).json
    counts = {each["source"]: each["statements"] for each in audit["sources"]}
    assert counts == {"Ana Reis": 2, "Tom Berg": 1}
    assert "pronoun" not in audit["statements"][0]


def test_several_ids_are_audited_together(run: Run, audited: str) -> None:
    printed = run("sources", "1", "2", "--store", audited).out
    assert printed.startswith("2 articles, 4 statements")
    assert run("sources", "1", "99", "--store", audited).code == 1
    page = ("--html", "page.html", "--by", "role", "--csv")
    assert run("sources", *page, "--store", audited).code == 2


def test_each_count_equals_the_list_behind_it(run: Run, audited: str) -> None:
    for group in run("sources", "--by", "source", "--json", "--store", audited).json:
        options = ("--by", "source", "--list", group["value"], "--json", "--store", audited)
        assert len(run("sources", *options).json) == group["statements"]


@pytest.mark.parametrize(
    ("by", "field"),
    [("source", "speaker"), ("outlet", "source"), ("type", "type"), ("basis", "basis")],
)
def test_each_count_equals_the_quotes_of_the_matching_query(
    run: Run, audited: str, by: str, field: str
) -> None:
    groups = run("sources", "--by", by, "--json", "--store", audited).json
    assert sum(group["statements"] for group in groups) == 4
    for group in groups:
        listed = run("quotes", f'{field}:"{group["value"]}"', "--json", "--store", audited).json
        assert len(listed) == group["statements"]


def test_counts_are_written_as_csv_that_starts_no_formula(run: Run, audited: str) -> None:
    printed = run("sources", "--by", "outlet", "--csv", "--store", audited).out
    rows = list(csv.DictReader(printed.splitlines()))
    assert [row["statements"] for row in rows] == ["3", "1"]
    assert not rows[1]["value"].startswith("=")


def test_gender_labels_nobody_unless_asked(run: Run, audited: str, tmp_path: Path) -> None:
    found = run("sources", "--by", "gender", "--json", "--store", audited).json
    assert all("first_article" not in group for group in found)
    assert run("sources", "--by", "gender", "--list", "she", "--store", audited).code == 2
    page = tmp_path / "page.html"
    assert run("sources", "--by", "gender", "--html", page, "--store", audited).code == 0
    assert "Ana Reis" not in page.read_text(encoding="utf-8")


def test_a_page_opens_its_numbers_and_escapes_words(run: Run, audited: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("sources", "1", "--html", page, "--store", audited).code == 0
    written = page.read_text(encoding="utf-8")
    assert "<summary>2</summary>" in written
    assert "&lt;b&gt;pier&lt;/b&gt;" in written
    grouped = tmp_path / "grouped.html"
    assert run("sources", "--by", "type", "--html", grouped, "--store", audited).code == 0
    opened = re.findall(r"<summary>(\d+)</summary><ol>(.*?)</ol>", grouped.read_text())
    assert [number for number, _ in opened] == ["4", "2", "2"]  # statements, sources, articles
    assert all(listed.count("<li>") == int(number) for number, listed in opened)


def test_a_house_rule_that_is_broken_ends_with_1(run: Run, audited: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[rules]\nmin_sources = 2\n", encoding="utf-8")
    ended = run("sources", "--rules", rules, "--store", audited)
    assert ended.code == 1
    assert "min_sources: 1 sources, fewer than 2" in ended.out
    assert run("sources", "1", "--rules", rules, "--store", audited).code == 0
    rules.write_text("[rules]\nmin_source = 2\n", encoding="utf-8")
    ended = run("sources", "--rules", rules, "--store", audited)
    assert ended.code == 2
    assert "did you mean min_sources?" in ended.err
