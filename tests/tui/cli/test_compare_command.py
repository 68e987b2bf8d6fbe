"""`onrecord compare`: two articles, or two versions of one, as text, JSON and a page."""

from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from tests.support.cli import Run
from tests.support.compared_texts import add_marked, add_versions, read_statements
from tests.support.findings import span

FIRST = "Ana Reis spoke in Port Luna. [Ana Reis: “The pier has been closed since March.”] Rain."
SECOND = "[Ana Reis: “The old pier has been closed since March.”] [Tom Berg: “<b>No</b> comment.”]"


@pytest.fixture
def two_articles(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite"
    with Store(path) as store:
        add_marked(store, "Pier closed", FIRST, "Coastwire")
        add_marked(store, "<script>alert(1)</script> | # Pier", SECOND, "Harbour Post")
    return path


def test_both_texts_and_what_they_share_are_printed(run: Run, two_articles: Path) -> None:
    ended = run("compare", "1", "2", "--store", str(two_articles))
    assert ended.code == 0
    assert "Sources: 1 in both, 0 only in Coastwire, 1 only in Harbour Post" in ended.out
    assert "no. 1, 1 statement, 100% | no. 1, 1 statement, 80%" in ended.out
    assert "“The {+old+} pier" in ended.out


def test_the_counts_of_the_json_are_those_of_its_lists(run: Run, two_articles: Path) -> None:
    found = run("compare", "1", "2", "--json", "--store", str(two_articles)).json
    for aspect, counts in found["counts"].items():
        for presence, number in counts.items():
            assert number == sum(item["in"] == presence for item in found[aspect])
    [source] = [item for item in found["sources"] if item["in"] == "both"]
    spans = source["first"][0]["spans"]
    assert spans == [
        list(span("“The pier has been closed since March.”", read_statements(FIRST).text))
    ]


def test_the_page_escapes_titles_and_words(run: Run, two_articles: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = run("compare", "1", "2", "--html", page, "--store", str(two_articles))
    assert ended.code == 0
    written = page.read_text(encoding="utf-8")
    assert "<script" not in written
    assert "&lt;b&gt;No&lt;/b&gt; comment." in written
    assert "<ins> old</ins>" in written
    assert run("compare", "1", "2", "--html", page, "--store", str(two_articles)).code == 1
    assert page.read_text(encoding="utf-8") == written


def test_a_page_that_cannot_be_written_is_reported(run: Run, two_articles: Path) -> None:
    ended = run("compare", "1", "2", "--html", "/dev/null/page.html", "--store", str(two_articles))
    assert ended.code == 1
    assert "/dev/null/page.html" in ended.err


def test_two_versions_are_compared_by_what_appeared_and_vanished(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def analyze(document: Document, _progress: object = None) -> Analysis:
        statement = document.text.partition("\n")[0]
        return read_statements(document.text.replace(statement, f"[Ana Reis: {statement}]"))

    path = tmp_path / "versions.sqlite"
    with Store(path) as store:
        add_versions(store, "“We close the pier.”", "“We never said a word of that.”", analyze)
    monkeypatch.setattr("db.document_analysis.analyze_document", analyze)
    ended = run("compare", "1", "--store", str(path))
    assert "Quotations: 0 in both, 1 only in version 1, 1 only in version 2" in ended.out


def test_an_article_without_versions_and_itself(run: Run, two_articles: Path) -> None:
    ended = run("compare", "1", "--store", str(two_articles))
    assert ended.code == 1
    assert "1 version" in ended.err
    assert "compared with itself" in run("compare", "2", "2", "--store", str(two_articles)).err
