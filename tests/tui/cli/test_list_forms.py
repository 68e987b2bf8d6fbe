"""The lists of the commands as JSON, as a line of JSON for each result, and as a table."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from db import Store
from db.corrections import SetLabel
from tests.support.cli import Run
from tests.support.findings import analysis, document
from tui.cli.tsv import format_tsv

LISTS = (
    "list", "search pilots", "search pilots --facets", "search --saved Ports", "like 1", "quotes",
    "quotes --repeated", "search --queries queries.txt", "timeline", "timeline --group",
    "timeline --by month", "people",
    "people --merge-candidates", "people Mara", "words --concordance pilots", "words 1", "tag",
    "collection", "collection list Port", "trash", "undo --list", "watch",
    "tag --tree", "corrections", "corrections rules",
    "delete 1 --dry-run", "search",
)  # fmt: skip
ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


def read_table(printed: str) -> list[dict[str, str]]:
    """Read a table as any program would: lines, tabs, then escapes."""
    if not printed:
        return []
    head, *lines = printed.removesuffix("\n").split("\n")
    return [
        {
            name: re.sub(r"\\[tnr\\]", lambda match: ESCAPES[match[0]], cell)
            for name, cell in zip(head.split("\t"), line.split("\t"), strict=True)
        }
        for line in lines
    ]


def as_cell(value: Any) -> str:
    """Return the text of a value in a table."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@pytest.fixture
def stocked(run: Run) -> Run:
    """Run a command on a store with an article, a tag, a collection, a search and a rule."""
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        store.articles.add(document(), analysis())
        store.articles.set_tags(1, ["ports/north"])
        store.collections.add("Port", [1])
        store.search.save("Ports", "pilots")
        store.corrections.add_rule("Port Luna", SetLabel("ORG"))
    Path("queries.txt").write_text("pilots\nCity\tluna -pilots\n(\n", encoding="utf-8")
    return run


@pytest.mark.parametrize("line", LISTS)
def test_the_three_forms_of_a_list_have_the_same_values(line: str, stocked: Run) -> None:
    command = line.split()
    printed = json.loads(stocked(*command, "--json").out)
    lines = [json.loads(text) for text in stocked(*command, "--jsonl").out.splitlines()]
    table = read_table(stocked(*command, "--tsv").out)
    if "--facets" in line:  # the counts of each facet, in one list
        names = ("sources", "speakers", "entities", "months")
        counts = [count for name in names for count in printed[name]]
        assert [{"value": row["value"], "articles": row["articles"]} for row in lines] == counts
    else:
        assert lines == (printed if isinstance(printed, list) else [printed])
    assert table == [{name: as_cell(value) for name, value in row.items()} for row in lines]


def test_a_table_has_no_tab_and_no_line_break_in_a_value() -> None:
    [head, line] = format_tsv(
        [{"id": 7, "body": "a\tb\nc\\d\x1b\u2028", "tags": ["x"], "day": None}]
    )
    assert head.split("\t") == ["id", "body", "tags", "day"]
    assert line.split("\t") == ["7", r"a\tb\nc\\d\u001b\u2028", '["x"]', ""]


def test_the_ids_of_a_table_and_of_lines_are_read_from_standard_input(stocked: Run) -> None:
    for form in ("--tsv", "--jsonl", "--json"):
        printed = stocked("list", form).out
        assert stocked("star", "-", stdin=printed.encode()).code == 0
    assert "line 2: no id of an article" in stocked("star", "-", stdin=b"id\tname\nx\ty\n").err
