"""`onrecord report`: dossiers as Markdown and HTML, and again between the markers of a file."""

import re
from pathlib import Path

import pytest

from db import Store
from db.exporters.marked_file import BEGIN, END
from tests.support.cli import Run
from tests.support.compared_texts import add_marked, read_statements
from tests.support.findings import span

CLOSE = "[Ana Reis: “We will close twelve schools.”] [Ana Reis: “Nobody asked the parents.”]"
HOSTILE = f"<script>alert(1)</script> # {BEGIN} [x](javascript:1)"
STAY = "[Ana Reis: “# We | <b>stay</b> [open](x).”] [Tom Berg: “Good.”] It rained in Port Luna."


@pytest.fixture
def dossier_store(tmp_path: Path) -> Path:
    path = tmp_path / "schools.sqlite"
    with Store(path) as store:
        first = add_marked(store, "Budget", CLOSE, "Wire", day=3)
        second = add_marked(store, HOSTILE, STAY, "Harbour Post", day=9)
        store.collections.add("School strike", [first, second])
        start, end = span("“We will close twelve schools.”", read_statements(CLOSE).text)
        store.notes.add(first, start, end, "Check the *minutes*", verdict="disputed",
                        compared="“We will open schools.”")  # fmt: skip
        rain = read_statements(STAY).text.index("It rained")
        store.notes.add(second, rain, rain + 9, "Did it?")
    return path


def test_a_person_has_statements_with_sources_and_notes_on_them(
    run: Run, dossier_store: Path
) -> None:
    found = run("report", "person", "Ana", "Reis", "--store", str(dossier_store)).out
    assert "- **Ana Reis**: 3 statements" in found
    assert "3 Mar 2026: “We will close twelve schools.” (direct) [1]" in found
    assert "1. Budget · Wire, 3 Mar 2026 · <https://bay.example/budget>" in found
    assert "Check the \\*minutes\\*" in found
    assert "Compared with: “We will open schools.”" in found
    assert "Did it?" not in found
    assert "Good." not in found


def test_the_numbers_of_a_page_are_those_of_its_lists(
    run: Run, dossier_store: Path, tmp_path: Path
) -> None:
    page = tmp_path / "strike.html"
    ended = run("report", "collection", "school strike", "-o", page, "--store", str(dossier_store))
    assert ended.code == 0
    written = page.read_text(encoding="utf-8")
    assert "<script" not in written
    assert written.count(BEGIN) == written.count(END) == 1
    counts = re.findall(r'<a href="#w(\d)">(\d+) statements?</a>', written)
    assert counts == [("1", "3"), ("2", "1")]
    for speaker, number in counts:
        listed = written.partition(f'<h3 id="w{speaker}">')[2].partition("</ul>")[0]
        assert listed.count("<li>") == int(number)
    extent = written.partition('<p class="extent">')[2].partition("</p>")[0]
    headings = dict(re.findall(r'<section id="(\w+)".*?><h2>\w+ \((\d+)\)</h2>', written))
    linked = re.findall(r'<a href="#(\w+)">(\d+) ', extent)
    assert linked == [(part, headings[part]) for part in ("statements", "sources")]
    for name, number in re.findall(r"<h2>(\w+) \((\d+)\)</h2>", written):
        section = written.partition(f'<section id="{name.lower()}"')[2].partition("</section>")[0]
        tag = "<blockquote>" if name == "Notes" else "<li"
        assert section.count(tag) == int(number)
    assert set(re.findall(r'href="#(s\d)"', written)) <= set(re.findall(r'id="(s\d)"', written))


def test_the_reader_keeps_what_is_beside_the_markers(
    run: Run, dossier_store: Path, tmp_path: Path
) -> None:
    page = tmp_path / "day.md"
    arguments = ("report", "day", "2026-03-09", "-o", page, "--store", str(dossier_store))
    assert run(*arguments).code == 0
    page.write_text(f"Mine above\n\n{page.read_text()}\nMine below\n")
    before = page.read_text()
    ended = run(*arguments, "--include", "who,sources")
    assert "between the markers" in ended.err
    after = page.read_text()
    assert after.startswith(before.partition(BEGIN)[0] + BEGIN)
    assert after.endswith(END + before.partition(END)[2].rpartition(END)[2])
    assert "## Statements" in before
    assert "## Statements" not in after
    page.write_text(after + BEGIN + "\n")
    ended = run(*arguments)
    assert ended.code == 1
    assert "damaged markers" in ended.err
    assert page.read_text() == after + BEGIN + "\n"


def test_an_unknown_subject_writes_nothing(run: Run, dossier_store: Path, tmp_path: Path) -> None:
    page = tmp_path / "none.md"
    for arguments, code in (
        (("collection", "Ferries"), 1),
        (("person", "No Such Person"), 1),
        (("query", "walrus"), 1),
        (("day", "soon"), 2),
        (("query", "(schools"), 2),
        (("day", "2026-03-09", "--include", "colors"), 2),
    ):
        assert run("report", *arguments, "-o", page, "--store", str(dossier_store)).code == code
    assert not page.exists()
