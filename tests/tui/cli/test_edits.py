"""Commands that edit several articles: selection, counts, undo and the trash."""

import datetime
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import Store
from db.importers.http import FetchOptions
from db.tasks import Task
from tests.support.cli import Run
from tests.tui.conftest import add_spoken
from tui.settings import config_path


@pytest.fixture
def three_articles(tmp_path: Path) -> Path:
    """The default store, with three articles."""
    path = tmp_path / "data" / "store.sqlite"
    with Store(path) as store:
        for title, text in (
            (
                "Ferry late",
                "The ferry stays in port. “We wait,” said Ada Brandt. The ferry is old.",
            ),
            ("Toll doubles", "The toll on the bridge doubles."),
            ("Bakers strike", "The bakers and the ferry wait for flour."),
        ):
            add_spoken(store, title, text, site="Harbor Post", published=datetime.date(2026, 4, 9))
    return path


def stored_tags(path: Path) -> list[tuple[str, ...]]:
    with Store(path) as store:
        return [row.tags for row in reversed(store.articles.list())]


def test_a_tag_is_added_and_removed_and_the_counts_are_reported(
    run: Run, three_articles: Path
) -> None:
    assert run("tag", "ports", "1").err == "onrecord: tagged “Ferry late”\n"
    ended = run("tag", "ports, boats", "1", "2", "3", "3")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "onrecord: tagged 3 articles\n"
    assert stored_tags(three_articles) == [("boats", "ports")] * 3
    assert run("tag", "Ports", "1", "2").err == (
        "onrecord: tagged 0 articles; 2 had the tag already\n"
    )
    assert run("tag", "ports", "1", "--remove").err == "onrecord: untagged “Ferry late”\n"
    assert run("tag").out == "    3  boats\n    2  ports\n"
    assert run("tag", "--json").json[1] == {"tag": "ports", "count": 2, "damaged": False}
    assert run("undo").err == "onrecord: restored the tags of 1 article\n"
    assert run("undo", "--json").json == {
        "kind": "tags", "reverted": [1, 2, 3], "skipped": [], "origin": "command",
        "description": "",
    }  # fmt: skip
    assert stored_tags(three_articles) == [("ports",), (), ()]


def test_articles_are_collected(run: Run, three_articles: Path) -> None:
    added = run("collection", "add", "The ferry", "1", "2", "--json")
    assert added.json["changed"] == [1, 2]
    assert added.err == "onrecord: added to “The ferry”: 2 articles\n"
    again = run("collection", "add", "the FERRY", "-", stdin=b"2\n3\n")
    assert again.err == "onrecord: added to “the FERRY”: 1 article; 1 in it already\n"
    assert run("collection").out == "    3  The ferry\n"
    assert run("collection", "--json").json[0]["articles"] == 3
    assert [row["id"] for row in run("list", "collection:ferry", "--json").json] == []
    assert [row["id"] for row in run("list", 'collection:"the ferry"', "--json").json] == [3, 2, 1]
    run("collection", "remove", "The ferry", "1")
    assert [row["id"] for row in run("collection", "list", "the ferry", "--json").json] == [3, 2]
    assert run("show", "2", "--json").json["collections"] == ["The ferry"]
    renamed = run("collection", "rename", "The ferry", "Ships", "--json")
    assert (renamed.json["name"], renamed.json["articles"]) == ("Ships", 2)
    taken = run("collection", "add", "Council", "1")
    assert taken.code == 0
    assert run("collection", "rename", "Council", "ships").err == (
        "onrecord: There is a collection “Ships” already; choose another name\n"
    )
    assert run("collection", "delete", "Ships").err == (
        "onrecord: deleted “Ships”; its 2 articles remain; `onrecord undo` restores it\n"
    )
    assert run("collection").out == "    1  Council\n"
    for _ in range(2):
        assert run("undo").code == 0
    assert run("undo").err == "onrecord: restored the name or the articles of 1 collection\n"
    with Store(three_articles) as store:
        assert [(each.name, each.articles) for each in store.collections.list()] == [
            ("The ferry", 2)
        ]


def test_tags_are_a_tree_that_can_be_edited(run: Run, three_articles: Path) -> None:
    run("tag", "election/fraud, harbor", "1")
    run("tag", "election, docks", "2")
    with Store(three_articles) as store:
        store.notes.add(3, 4, 10, "", tags=["election/fraud"])
    run("tag", "election", "--color", "blue")
    assert run("tag", "--tree").out == (
        "    1  docks\n"
        "    3  election  (1 without those below)  blue\n"
        "    2    fraud\n"
        "    1  harbor\n"
    )
    [_, election, *_] = run("tag", "--tree", "--json").json
    assert election == {
        "name": "election", "articles": 1, "notes": 0, "all_articles": 2, "all_notes": 1,
        "imported": 0, "color": "blue", "damaged": False,
    }  # fmt: skip
    renamed = run("tag", "election", "--rename", "votes")
    assert renamed.err == (
        "onrecord: changed 2 tags, of 2 articles and 1 note; `onrecord undo` restores them\n"
    )
    assert run("tag", "docks", "--rename", "harbor").err == (
        "onrecord: there is already a tag 'harbor'; to merge them, run: "
        "onrecord tag docks --merge harbor\n"
    )
    merged = run("tag", "docks", "harbor", "--merge", "votes/port", "--json").json
    assert (merged["tags"], merged["articles"], merged["notes"]) == (2, 2, 0)
    assert stored_tags(three_articles) == [
        ("votes/fraud", "votes/port"),
        ("votes", "votes/port"),
        (),
    ]
    assert run("tag", "votes", "--delete").code == 0
    assert run("undo", "--list").out.count("renamed, merged, colored or deleted") == 4
    for _ in range(4):
        assert run("undo").err.startswith("onrecord: restored ")
    assert stored_tags(three_articles) == [("election/fraud", "harbor"), ("docks", "election"), ()]


@pytest.mark.usefixtures("three_articles")
def test_articles_are_selected_by_a_search_and_by_standard_input(run: Run) -> None:
    assert run("star", "--search", "ferry", "--json").json == {
        "kind": "star", "changed": [3, 1], "unchanged": [],
    }  # fmt: skip
    for arguments in (("list",), ("list", "--json"), ("search", "ferry"), ("quotes",),
                      ("search", "ferry", "--json")):  # fmt: skip
        printed = run(*arguments).out
        wanted = {"list": [3, 2, 1], "quotes": [1]}.get(arguments[0], [3, 1])
        edit = run("tag", "x", "-", "--json", stdin=printed.encode()).json
        assert sorted(edit["changed"]) == sorted(wanted), arguments
        run("undo")
    lines = "".join(json.dumps({"id": id}) + "\n" for id in (1, 2))
    assert run("star", "-", stdin=lines.encode()).code == 0
    assert run("star", "-", "--json", stdin=b"[2, 1]").json["unchanged"] == [2, 1]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["tag", "1", "ports"], "", "“ports” is not the id of an article; the tag comes first"),
        (["note", "1", "Who?"], "", "“Who?” is not the id of an article; the text comes first"),
        (["tag", " , ", "1"], "", "name a tag"),
        (["tag", "ports"], "", "name articles by their ids, by --search QUERY, or - to read ids"),
        (["delete", "--search", "(ferry"], "", "this parenthesis is not closed"),
        (["star", "1", "--search", "after:yesterdy"], "", "not a date"),
        (["star", "-"], "1\tadded\nnone\n", "standard input, line 2: none is not an id"),
        (["star", "-"], '[{"title": "x"}]', 'standard input: {"title": "x"} has no id'),
        (["star", "-"], "[1,", "standard input is not valid JSON"),
        (["note", " ", "1"], "", "an empty note needs words to highlight: --on WORDS"),
    ],
)
def test_a_wrong_selection_changes_nothing(
    run: Run, three_articles: Path, arguments: list[str], stdin: str, message: str
) -> None:
    ended = run(*arguments, stdin=stdin.encode())
    assert ended.code == 2
    assert ended.err.startswith(f"onrecord: {message}")
    with Store(three_articles) as store:
        assert store.edits.list() == []


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_results_that_lack_words_of_a_search_are_refused(
    run: Run, three_articles: Path, form: list[str]
) -> None:
    printed = run("search", "ferry late whale", *form)
    assert "lacks" in printed.out
    ended = run("delete", "-", stdin=printed.out.encode())
    assert ended.code == 2
    assert "lacks words of the search; select articles with --search QUERY" in ended.err
    with Store(three_articles) as store:
        assert store.articles.count() == 3


@pytest.mark.parametrize("form", [[], ["--json"], ["--tsv"]])
def test_an_article_that_matches_is_selected_once_and_its_closest_hits_are_not_refused(
    run: Run, form: list[str]
) -> None:
    text = "“Tolls will rise,” said Ana Reis. What did Ana Reis say about tolls?"
    assert run("add", "-", "--title", "Tolls", stdin=text.encode()).code == 0
    printed = run("search", "what did Reis say about tolls", "--literal", *form)
    assert "closest" in printed.out
    assert run("star", "-", stdin=printed.out.encode()).code == 0
    assert [row["starred"] for row in run("list", "--json").json] == [True]


def test_a_number_that_begins_an_excerpt_is_no_id(run: Run, three_articles: Path) -> None:
    text = "3 tugs left the quay before the storm, a pilot said."
    assert run("add", "-", "--title", "Quay", stdin=text.encode()).code == 0
    for form in ("--json", "--tsv", ""):
        printed = run("search", "tugs quay", *filter(None, [form]))
        ended = run("delete", "-", stdin=printed.out.encode())
        assert ended.code == 0
        assert re.search(r"left out \d articles? of standard input that only come close", ended.err)
        with Store(three_articles) as store:
            assert [row.id for row in store.trash.list()] == [4]
            store.edits.undo()
    assert re.search(r"^ {7}3 tugs", printed.out, re.M)


def test_an_empty_selection_is_a_failure(run: Run, three_articles: Path) -> None:
    assert (
        run("delete", "--search", "whale").err == "onrecord: no results; no article was changed\n"
    )
    ended = run("delete", "-", stdin=b"")
    assert (ended.code, ended.err) == (
        1, "onrecord: standard input has no ids; no article was changed\n",
    )  # fmt: skip
    ended = run("star", "1", "9")
    assert (ended.code, ended.err) == (1, "onrecord: There is no article 9 in the store\n")
    with Store(three_articles) as store:
        assert not any(row.starred for row in store.articles.list())


def test_notes_are_written_on_words(run: Run, three_articles: Path) -> None:
    ended = run("note", "How old?", "1", "2", "3", "--on", "the ferry", "--tags", "boats,age",
                "--verdict", "to verify")  # fmt: skip
    assert ended.err == "onrecord: added 1 note; the words are not in articles 1, 2\n"
    ended = run("note", "", "--search", "ferry", "--on", "ferry", "--json")
    assert ended.json["changed"] == [3, 1]
    assert ended.json["repeated"] == [1]
    assert "article 1: the words occur several times, the first has the note" in ended.err
    ended = run("note", "Who?", "2", "--on", "whale")
    assert (ended.code, ended.err) == (
        1, "onrecord: no note added: the words are not in article 2\n",
    )  # fmt: skip
    with Store(three_articles) as store:
        first = store.notes.list(3)[0]
        assert (first.exact, first.body, first.tags) == ("the ferry", "How old?", ("age", "boats"))
        assert first.verdict == "to verify"
    assert run("undo").err == "onrecord: deleted 2 notes\n"


def test_an_article_is_deleted_listed_and_restored(run: Run, three_articles: Path) -> None:
    with Store(three_articles) as store:
        opened = store.open_article(1)
    dry = run("delete", "--search", "ferry", "--dry-run")
    assert dry.err == "onrecord: would move to the trash: 2 articles\n"
    assert len(dry.out.splitlines()) == 2
    assert run("trash").err == "onrecord: the trash is empty\n"
    ended = run("delete", "1")
    assert ended.err == (
        "onrecord: moved to the trash: “Ferry late”\nonrecord: `onrecord undo` restores it\n"
    )
    ended = run("delete", "1", "2", "--json")
    assert ended.json == {"kind": "trash", "changed": [2], "unchanged": [1]}
    assert [line.split()[0] for line in run("trash").out.splitlines()] == ["2", "1"]
    assert [row["id"] for row in run("trash", "--json").json] == [2, 1]
    ended = run("show", "1")
    assert (ended.code, ended.err) == (
        1, "onrecord: Article 1 is in the trash; `onrecord restore 1` restores it\n",
    )  # fmt: skip
    for arguments in (["list"], ["search", "ferry"], ["quotes"], ["people"], ["export", "json"]):
        assert "Ferry late" not in run(*arguments).out
        assert "Brandt" not in run(*arguments).out
    assert run("restore", "1", "3").err == "onrecord: restored 1 article; 1 not in the trash\n"
    with Store(three_articles) as store:
        assert store.open_article(1) == opened
    assert run("restore", "9").err == "onrecord: There is no article 9 in the trash\n"
    assert run("undo").err == "onrecord: moved to the trash again: 1 article\n"
    assert run("undo").err == "onrecord: restored 1 article\n"
    assert [line.partition("\t")[2] for line in run("undo", "--list").out.splitlines()] == [
        "moved to the trash: 1 article"
    ]


def test_the_trash_is_emptied_only_on_request(run: Run, three_articles: Path) -> None:
    run("delete", "1", "2")
    ended = run("trash", "--empty")
    assert (ended.code, ended.err) == (
        2,
        "onrecord: emptying the trash deletes 2 articles for good; add --yes; "
        "see `onrecord trash --help`\n",
    )
    with Store(three_articles) as store:
        assert store.trash.count() == 2
    ended = run("trash", "--empty", "--yes", "--json")
    assert (ended.json, ended.err) == ({"deleted": 2}, "onrecord: deleted 2 articles for good\n")
    assert run("trash", "--empty").err == "onrecord: the trash is empty\n"
    ended = run("undo")
    assert ended.err == (
        "onrecord: restored 0 articles; skipped 2 articles, changed or deleted since\n"
    )
    assert (run("undo").code, run("undo").err) == (1, "onrecord: nothing to undo\n")


def test_old_articles_in_the_trash_are_deleted_with_a_report(
    run: Run, three_articles: Path
) -> None:
    config_path().write_text("trash_days = 10\n")
    run("delete", "1", "2")
    with closing(sqlite3.connect(three_articles)) as sqlite, sqlite:
        sqlite.execute("UPDATE trash SET days_of_use = 10 WHERE id = 1")
    ended = run("delete", "3")
    assert "deleted 1 article for good, after 10 days of use in the trash" in ended.err
    with Store(three_articles) as store:
        assert [article.id for article in store.trash.list()] == [3, 2]


def test_quiet_silences_messages_but_no_results_or_errors(run: Run, three_articles: Path) -> None:
    for arguments in (["tag", "x", "1"], ["undo"], ["delete", "1"], ["restore", "1"],
                      ["backup", str(three_articles.parent / "copy.sqlite")], ["check"],
                      ["export", "csv", "-o", str(three_articles.parent / "out.csv")]):  # fmt: skip
        ended = run(*arguments, "--quiet")
        assert (ended.code, ended.err) == (0, ""), arguments
    assert run("-q", "star", "1").err == ""
    assert len(run("list", "-q").out.splitlines()) == 3
    assert run("show", "9", "--quiet").err == "onrecord: There is no article 9 in the store\n"


@pytest.mark.usefixtures("three_articles")
def test_an_article_opens_at_its_address(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def launch(address: str) -> int:
        opened.append(address)
        return 0

    monkeypatch.setattr("click.launch", launch)
    run("edit", "1", "--source", "https://press.example/ferry")
    assert run("open", "1").err == "onrecord: opened https://press.example/ferry\n"
    file = tmp_path / "bridge.txt"
    file.write_text("The bridge opens on Friday, the ministry said.\n")
    run("add", str(file))
    run("open", "4")
    assert opened == ["https://press.example/ferry", file.as_uri()]
    file.unlink()
    ended = run("open", "4")
    assert (ended.code, ended.err) == (
        1,
        "onrecord: article 4 has no address, and its file is not there; add --app to read it\n",
    )
    monkeypatch.setattr("click.launch", lambda _: 1)
    ended = run("open", "1")
    assert (ended.code, "copy the address to a browser" in ended.err) == (1, True)


def test_an_article_opens_in_the_app(
    run: Run, three_articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(
        "tui.cli.articles.start_app", lambda path, article: started.append((path, article))
    )
    assert run("open", "2", "--app").code == 0
    assert started == [(three_articles, 2)]


@pytest.mark.usefixtures("three_articles")
def test_the_configuration_is_printed_checked_and_used(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = run("config")
    assert ended.code == 0
    assert '# theme = "night"' in ended.out
    config_path().write_text('[commands.define]\nrun = "dict -d wn -"\n')
    printed = run("config", "--json").json
    assert printed["options"]["trash_days"] == 30
    assert [command["run"] for command in printed["commands"]] == [["dict", "-d", "wn", "-"]]
    config_path().write_text('theem = "day"\n\n[add]\nworkers = 99\n')
    ended = run("config", "--check")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        f"onrecord: {config_path()}: line 1: Unknown option “theem”; did you mean “theme”?",
        f"onrecord: {config_path()}: line 4: add.workers takes a whole number from 0 to 64",
    ]
    ended = run("list")
    assert (ended.code, len(ended.out.splitlines())) == (0, 3)
    assert ended.err.splitlines()[1] == (
        "onrecord: config.toml, line 1: Unknown option “theem”; did you mean “theme”?; "
        "`onrecord config` prints all options"
    )
    assert run("list", "--quiet").err == ""
    config_path().write_text("[add]\nfetch = true\nallow_private_network = true\nworkers = 3\n")
    used: list[tuple[bool, bool]] = []

    def list_tasks(_name: str, _given: object, options: FetchOptions, fetch: bool) -> list[Task]:
        used.append((options.allow_private, fetch))
        return []

    monkeypatch.setattr("tui.cli.add._tasks", list_tasks)
    run("add", "nothing.txt")
    assert used == [(True, True)]
