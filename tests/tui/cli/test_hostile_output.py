"""Output of a store with control codes in every text: JSON escapes them, text omits them."""

import contextlib
import hashlib
import json
import os
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.structs import replace
from db import Document, Store
from db.exporters import FORMATS, TABLE_NAMES
from db.importers import ImportItem
from db.maintenance.integrity import accept_changes
from tests.reliability.hostile import CONTROLS
from tests.support.children import await_exit
from tests.support.cli import Ended, Run
from tests.support.prepared_stores import copy_store
from tests.support.refused_store import set_rule, stock

# Control codes that a terminal interprets: C0, C1 and DEL, except line ends and tabs.
OBEYED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
HOSTILE = "\x9b31m\x1b]0;x\x07\x7f\x85\r" + "".join(CONTROLS[:2])
ADDRESS = "https://harbour.example/wall"
COLUMNS = {
    "article": ("title", "byline", "site", "source", "section"),
    "entity": ("name", "role"),
    "alias": ("name",),
    "time_expression": ("words",),
    "event": ("headline",),
    "note": ("exact", "prefix", "suffix", "body"),
    "tag": ("name",),
    "saved_search": ("name", "query"),
    "correction": ("exact",),
    "correction_rule": ("words",),
    "identity": ("name",),
    "article_version": ("title", "text"),
    "proposal": ("origin",),
}
COMMANDS = [
    "list", "list --order title market", "show 1", "show 2", "search market",
    "search --facets vote", "search --saved Ports", "search (", "quotes", "quotes --speaker ortiz",
    "people", "people ortiz", "people --type all", "people --merge-candidates", "timeline",
    "timeline --group", "timeline --upcoming", "timeline --article 1", "timeline --by month",
    "quotes --repeated", "quotes --repeated --order count", "quotes --repeated vote",
    "quotes --repeated 3", "quotes --repeated --reworded", "words 1", "words --concordance vote",
    "words 1 --concordance market --order right", "versions 6", "compare 1 2",
    "sources 1", "sources --by source", "sources --by outlet", "corrections",
    "corrections rules", "check",
]  # fmt: skip
TEXTS = [name for name, form in FORMATS.items() if form.kind == "text"]


@pytest.fixture
def hostile(tmp_path: Path, run: Run) -> Run:
    """Run a command on a store with control codes in every text."""
    path = tmp_path / "data" / "store.sqlite"
    path.parent.mkdir()
    copy_store(path, make_hostile_store)
    return run


def make_hostile_store(path: Path) -> None:
    """Make a store with control codes in every text."""
    stock(path)
    with Store(path) as store:
        set_rule(store)
        store.identities.find_merge_candidates(lambda: True)
        store.search.save("Ports", "market")
        for end in ("is planned.", "is built."):
            wall = f"The wall of the harbour {end}"
            page = Document(wall, "The wall", source=ADDRESS, retrieved_from=ADDRESS)
            store.imports.add(ImportItem(page), None)
        copy = replace(page, text=f"{wall} It is high.", retrieved_from="/downloads/wall.html")
        store.imports.add(ImportItem(copy), None)
    with sqlite3.connect(path) as sqlite:
        for table, columns in COLUMNS.items():
            sets = ", ".join(f"{column} = {column} || :hostile" for column in columns)
            sqlite.execute(f"UPDATE OR IGNORE {table} SET {sets}", {"hostile": HOSTILE})
        sqlite.execute("UPDATE identity_candidate SET reason = json_object('id', ?)", (HOSTILE,))
        sqlite.execute("UPDATE reason SET code = code || ? WHERE id % 2", (HOSTILE,))
        args = "SELECT json_group_object(key, value || ?) FROM json_each(args)"
        sqlite.execute(f"UPDATE reason SET args = ({args}) WHERE id % 2 = 0", (HOSTILE,))
        sqlite.execute(
            "UPDATE article SET text = replace(text, ' is ', char(155) || 'is' || char(127))"
        )
        sqlite.execute("UPDATE article SET text = replace(text, ' the ', char(27) || 'the ')")
        texts = sqlite.execute("SELECT id, text FROM article WHERE text != ''").fetchall()
        hashes = [(hashlib.sha256(text.encode()).hexdigest(), id) for id, text in texts]
        sqlite.executemany("UPDATE article SET sha256 = ? WHERE id = ?", hashes)
    sqlite.close()
    accept_changes(path)


def assert_harmless(ended: Ended) -> None:
    for stream in (ended.out, ended.err):
        assert not OBEYED.search(stream), OBEYED.sub("¿", stream)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_control_code_of_a_store_is_printed(command: str, hostile: Run) -> None:
    ended = hostile(*command.split())
    assert ended.out or ended.err
    assert_harmless(ended)


@pytest.mark.parametrize("command", COMMANDS)
def test_json_has_control_codes_as_escapes(command: str, hostile: Run) -> None:
    ended = hostile(*command.split(), "--json")
    assert_harmless(ended)
    if ended.out:
        json.loads(ended.out)


def test_json_preserves_the_stored_text(hostile: Run) -> None:
    ended = hostile("list", "--json")
    assert "\\u009b31m" in ended.out
    assert ended.json[-1]["title"].endswith(HOSTILE)


@pytest.mark.parametrize("form", [name for name in TEXTS if name != "csv"])
def test_no_control_code_of_a_store_is_exported_to_the_terminal(form: str, hostile: Run) -> None:
    ended = hostile("export", form)
    assert ended.out
    assert_harmless(ended)


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_no_control_code_is_in_a_table_on_the_terminal(table: str, hostile: Run) -> None:
    ended = hostile("export", "csv", "--table", table)
    assert ended.out
    assert_harmless(ended)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_control_code_reaches_a_terminal(hostile: Run, tmp_path: Path) -> None:
    """Standard output and standard error are both the terminal, as for a user."""
    assert hostile("list").code == 0  # makes the store
    store = tmp_path / "data" / "store.sqlite"
    exports = [f"export {form} -o -" for form in TEXTS]
    for command in [*COMMANDS, "show 1 --json", *exports]:  # of JSON, all print in one way
        sent = sent_to_terminal(command.split(), store)
        assert sent, command
        found = OBEYED_BY_TERMINAL.search(COLOR.sub("", sent))
        assert found is None, f"{command}: {found and found[0]!r}"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_title_links_to_the_page_on_a_terminal(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "data" / "store.sqlite"
    with Store(store) as opened:
        opened.articles.add(
            Document("It rained.", "Rain", source="https://press.example/a;b"),
            Analysis("It rained."),
        )
        with opened._connection.transaction() as sqlite:  # as another program may write it
            sqlite.execute(
                """INSERT INTO article (sha256, title, byline, site, source, published_from,
                        language, added, words, quotations, events, folded, text)
                    SELECT 'x', title, byline, site,
                        'https://press.example/' || char(27, 7, 155), published_from,
                        language, added, words, quotations, events, folded, text
                    FROM article"""
            )
    sent = sent_to_terminal(["list"], store)
    assert re.findall(r"\x1b\]8;id=\d+;(.*?)\x1b", sent) == ["https://press.example/a;b"]
    assert OBEYED_BY_TERMINAL.search(COLOR.sub("", sent)) is None
    assert "\x1b" not in run("list").out


# Styles, links and the line ends of a terminal are the program's own.
COLOR = re.compile(r"\x1b\[[0-9;]*m|\x1b\[[0-9]*K|\r|\x1b\]8;[ -~]*\x1b\\")
OBEYED_BY_TERMINAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def sent_to_terminal(arguments: list[str], store: Path) -> str:
    """Run a command in a pseudo-terminal; return everything that it sends."""
    import pty  # which Windows lacks

    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "TERM": "xterm-256color", "ONRECORD_STORE": str(store)}
        os.execvpe(sys.executable, [sys.executable, "-m", "tui", *arguments], environment)
    data = b""
    with contextlib.suppress(OSError):  # the program ended
        while more := os.read(terminal, 65_536):
            data += more
    await_exit(child)
    os.close(terminal)
    return data.decode("utf-8", "surrogateescape")
