"""The lists of the commands as JSON, as a line of JSON for each result, and as a table."""

import itertools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import Store
from db.corrections import SetLabel
from db.repositories import records
from tests.support.cli import Run
from tests.support.findings import TEXT, analysis, document
from tui.cli.encoded_values import ENCODERS, encode_json, encode_json_list, encode_table

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
def stocked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a store with an article, a tag, a collection, a search and a rule."""
    monkeypatch.chdir(tmp_path)
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
    [head, line] = encode_table(
        [{"id": 7, "body": "a\tb\nc\\d\x1b\u2028", "tags": ["x"], "day": None}]
    )
    assert head.rstrip().split("\t") == ["id", "body", "tags", "day"]
    assert line.removesuffix("\n").split("\t") == ["7", r"a\tb\nc\\d\u001b\u2028", '["x"]', ""]


@pytest.mark.parametrize("number", [0, 1, 500, 501])
def test_a_list_is_encoded_in_batches_as_one_list(number: int) -> None:
    rows = [{"id": at, "words": ["“no”", "a\x7fb\x9b", {}], "day": None} for at in range(number)]
    printed = "".join(encode_json_list(iter(rows)))
    assert json.loads(printed) == rows
    expected = json.dumps(rows, ensure_ascii=False, indent=1)
    assert printed == expected.replace("\x7f", r"\u007f").replace("\x9b", r"\u009b") + "\n"


@pytest.mark.parametrize("form", ENCODERS)
def test_a_piece_of_a_list_is_ready_before_the_last_values_are_loaded(form: str) -> None:
    loaded = 0

    def load() -> Iterator[dict[str, int]]:
        nonlocal loaded
        for loaded in range(2_000):
            yield {"id": loaded}

    assert "0" in next(itertools.islice(ENCODERS[form](load()), int(form == "tsv"), None))
    assert loaded < 1_000


def test_a_path_that_is_not_text_is_encoded() -> None:
    assert encode_json({"file": "a\udcffb"}) == '{"file": "a?b"}'


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--tsv", "--quiet"])
@pytest.mark.parametrize(
    "command", ["list", "quotes", "people --type all", "timeline", "quotes --speaker ortiz"]
)
def test_a_list_that_is_loaded_in_batches_has_every_row_once(
    command: str, form: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        for number in range(3):
            text = f"{TEXT}\nReport {number}.\n"
            store.articles.add(document(text), analysis(text))
    whole = run(*command.split(), form).out
    monkeypatch.setattr(records, "_BATCH_SIZE", 1)
    assert run(*command.split(), form).out == whole
    assert whole.count("\n") > 1


def test_the_ids_of_a_table_and_of_lines_are_read_from_standard_input(stocked: Run) -> None:
    for form in ("--tsv", "--jsonl", "--json"):
        printed = stocked("list", form).out
        assert stocked("star", "-", stdin=printed.encode()).code == 0
    assert "line 2: no id of an article" in stocked("star", "-", stdin=b"id\tname\nx\ty\n").err
