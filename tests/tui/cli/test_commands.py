"""The command line: output, messages and exit codes."""

import datetime
import json
import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from analysis import Analysis, Event, Mention, Quotation
from analysis.date_format import MONTH_NAMES
from analysis.partial_dates import to_partial_date
from db import Document, Store
from db.connection import VERSION
from db.corrections import EntityRef, ReassignMention
from tests.support.cli import Run
from tests.support.import_samples import FILES, PAGE
from tests.support.older_store import make_older, set_version
from tui.cli import COMMANDS, onrecord
from tui.cli.analyze import analyze_lines
from tui.sample_article import sample_document


@pytest.fixture
def ports_file(tmp_path: Path) -> Path:
    path = tmp_path / "ports.txt"
    path.write_text(sample_document().text, encoding="utf-8")
    return path


def test_a_session_adds_lists_shows_and_searches(run: Run, ports_file: Path) -> None:
    added = run(
        "add", ports_file, "--published", "2026-03-12", "--title", "Ports", "--source", "Wire"
    )
    assert (added.code, added.out) == (0, "1\tadded\tPorts\n")

    (listed,) = run("list", "--json").json
    assert (listed["id"], listed["title"], listed["source"]) == (1, "Ports", "Wire")
    assert (listed["published"], listed["published_from"]) == ("2026-03-12", "given")

    shown = run("show", "1", "--json").json
    assert shown["text"] == ports_file.read_text(encoding="utf-8")
    names = {entity["name"]: entity for entity in shown["entities"]}
    assert "Helena Marques" in names

    hits = run("search", "crane", "--json").json
    assert {hit["article"] for hit in hits} == {1}
    assert all("crane" in shown["text"][hit["start"] : hit["end"]] for hit in hits)

    quotes = run("quotes", "--speaker", "Oliveira", "--json").json
    assert any("Somebody should read the calendar" in quote["content"] for quote in quotes)
    assert {quote["speaker"] for quote in quotes} == {"Marta Oliveira"}

    events = run("timeline", "--from", "2026-03-13", "--to", "2026-03-13", "--json").json
    assert any(event["upcoming"] and "sign" in event["headline"] for event in events)


def test_a_timeline_begins_at_its_newest_event_and_counts_those_left_out(run: Run) -> None:
    text = "The pier opened in May 2002. A ferry sank in June 2011. The quay closed in May 2019."
    assert run("add", "-", "--title", "The port", stdin=text.encode()).code == 0
    ended = run("timeline", "--limit", "2")
    assert [line[:4] for line in ended.out.splitlines()] == ["2019", "2011"]
    assert "2 of 3 events, oldest 2002: use --limit" in ended.err
    ended = run("timeline", "--order", "oldest", "--limit", "2", "--group")
    assert [line for line in ended.out.splitlines() if line[0] != " "] == ["May 2002", "June 2011"]
    assert "the first 2 groups of 3 events, newest 2019" in ended.err
    ended = run("timeline", "--by", "year", "--limit", "1")
    assert ended.out.startswith("2019")
    assert "1 of 3 years, oldest 2002" in ended.err
    assert "oldest" not in run("timeline", "--limit", "3").err


def test_a_search_prints_the_day_of_an_event_and_marks_a_reported_one(
    run: Run, tmp_path: Path
) -> None:
    text, published = "Judge frees three managers. They meet on 9 May.", datetime.date(2024, 5, 6)
    ninth = datetime.date(2024, 5, 9)
    events = (
        Event(0, 26, None, "Judge frees three managers", published, published, "reported"),
        Event(28, 46, None, "They meet with the managers", ninth, ninth, "day"),
    )
    with Store(tmp_path / "data" / "store.sqlite") as store:
        store.articles.add(
            Document(text, "Judge", published=to_partial_date(published)),
            Analysis(text, published, events=events),
        )
    lines = [line.strip() for line in run("search", "managers", "kind:event").out.splitlines()]
    assert "reported 2024-05-06  Judge frees three managers" in lines
    assert "event      2024-05-09  They meet with the managers" in lines
    found = run("search", "managers", "kind:event", "--json").json
    assert {(hit["day"], hit["precision"]) for hit in found} == {
        ("2024-05-06", "reported"), ("2024-05-09", "day"),
    }  # fmt: skip
    (article,) = run("search", "frees", "kind:article", "--json").json
    assert (article["day"], article["precision"]) == (None, None)


def test_searches_in_every_order_with_facets_and_saved(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "store.sqlite"
    with Store(path) as store:
        for month, words in ((1, "Rain on the harbour."), (3, "Snow. Rain, rain and rain.")):
            text, day = f"{words} It is so.", datetime.date(2022, month, 1)
            store.articles.add(
                Document(text, words, site="The Post", published=to_partial_date(day)),
                Analysis(text, day),
            )

    def found(*arguments: str) -> list[int]:
        return [hit["article"] for hit in run("search", *arguments, "--json").json]

    assert found("rains") == found("rain", "--order", "newest") == [2, 1]
    assert found("rain", "--order", "best") == [2, 1]
    assert found("rain", "--order", "oldest") == [1, 2]
    assert found("rain", "--limit", "1", "--offset", "1") == [1]
    assert found("rain before:2022-02 OR hail") == [1]
    facets = run("search", "rain", "--facets", "--json").json
    assert facets["sources"] == [{"value": "The Post", "articles": 2}]
    assert [month["value"] for month in facets["months"]] == ["2022-01", "2022-03"]

    assert run("search", "harbour OR hail", "--save", "Ports").code == 0
    assert run("search").out == "Ports\tharbour OR hail\n"
    assert found("--saved", "ports", "rain") == [1]
    assert run("search", "--delete-saved", "Ports").code == 0
    assert run("search", "--saved", "Ports").code == 1


def test_an_invalid_query_is_reported_with_the_position(run: Run, ports_file: Path) -> None:
    run("add", ports_file)
    ended = run("search", "crane (dock")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "onrecord: this parenthesis is not closed: crane »(«dock\n"
    assert "did you mean: crane\n" in run("search", "crnae").err


def test_the_migration_of_a_large_store_is_announced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    Store(path).close()
    make_older(path, monkeypatch)
    assert "older version" not in run("list", "--store", path).err  # a small one takes no time
    monkeypatch.setattr("tui.launch._LARGE", 0)
    assert "older version" not in run("list", "--store", path).err  # it is none any more
    set_version(path, VERSION - 1)
    monkeypatch.setattr("db.connection.Connection._prepare", lambda _: None)
    assert "older version" in run("list", "--store", path).err


def test_the_same_text_again_is_unchanged(run: Run, ports_file: Path) -> None:
    assert run("add", ports_file).code == 0
    again = run("add", ports_file)
    assert (again.code, again.err) == (0, "onrecord: nothing new\n")
    assert again.out.startswith("1\tunchanged\t")
    assert len(run("list", "--json").json) == 1


@pytest.mark.parametrize("name", ["", " "])
def test_a_command_refuses_an_empty_name(run: Run, ports_file: Path, name: str) -> None:
    ended = run("add", ports_file, name)
    assert ended.code == 2
    assert "FILE is empty: name a file" in ended.err
    assert "names no file" in run("list", "--store", "").err


def test_limits_that_the_system_lacks_are_printed_once_a_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("importers.sandbox.absent_limits", "confinement.limits.find_absent_limits"):
        monkeypatch.setattr(f"db.{name}", lambda: ("network", "reading"))
    words = "this system does not limit parsers of files in: network, reading"
    shown = []
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"The {name} harbor is closed, Ada Brandt said.")
        shown.append(words in run("add", tmp_path / name).err)
    assert shown == [True, False]
    for command in ("paths", "check"):
        assert words in run(command).err
        assert run(command, "--json").json["absent_limits"] == ["network", "reading"]


def test_a_clock_that_jumped_is_reported(run: Run, ports_file: Path) -> None:
    assert "a clock is or was wrong" not in run("add", ports_file).err
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400)
    store = run("paths", "--json").json["store"]
    with closing(sqlite3.connect(store)) as sqlite, sqlite:
        sqlite.execute("UPDATE article SET added = ?", (later.isoformat(),))
    for command in (["add", ports_file], ["trash"], ["delete", "1"]):
        ended = run(*command)
        assert ended.code == 0
        assert "which is after now: a clock is or was wrong" in ended.err


def test_a_bad_file_is_reported_and_the_others_are_added(
    run: Run, ports_file: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    binary = tmp_path / "binary.txt"
    binary.write_bytes(bytes(range(256)) * 8)
    ended = run("add", tmp_path / "missing.txt", empty, binary, ports_file)
    assert ended.code == 1
    assert ended.out.startswith("1\tadded\t")
    complaints = ended.err.splitlines()
    assert [name in line for name, line in zip(
        ("missing.txt", "empty.txt", "binary.txt", "1 added, 3 failed"), complaints, strict=True
    )] == [True] * 4  # fmt: skip


def test_a_folder_is_added_and_unchanged_files_are_skipped_the_next_time(
    run: Run, tmp_path: Path
) -> None:
    news = tmp_path / "news"
    (news / "page_files").mkdir(parents=True)
    (news / "page.html").write_text(PAGE)
    (news / "page_files" / "frame.html").write_text("<html><body>An advertisement.</body></html>")
    (news / "list.jsonl").write_bytes(FILES["pilots.jsonl"]() + b"{broken\n")
    (news / "letters.mbox").write_bytes(FILES["pilots.mbox"]())

    first = run("add", news)
    assert first.code == 1
    assert "list.jsonl#2: is not valid JSON" in first.err
    assert "added" in first.out
    assert "advertisement" not in first.out
    assert run("search", "advertisement").code == 1

    second = run("add", news)
    assert "0 added" in second.err
    (news / "page.html").write_text(PAGE.replace("Friday", "Saturday"))
    third = run("add", news)
    assert "1 with proposed changes" in third.err
    assert "1 change is proposed" in third.err
    (news / "page.html").write_text(PAGE.replace("Friday", "Tuesday"))
    fourth = run("add", news, "--accept-proposals")
    assert "1 updated" in fourth.err
    assert "its text has changed" in fourth.err


def test_an_article_from_standard_input(run: Run) -> None:
    ended = run("add", "-", "--title", "A line", stdin="“We won,” said Ana Reis.".encode())
    assert ended.code == 0
    (row,) = run("quotes", "--json").json
    assert (row["speaker"], row["title"]) == ("Ana Reis", "A line")


def test_a_text_in_another_language_is_stored_with_a_remark(run: Run) -> None:
    french = (
        "Le maire a dit que la pluie ne cesserait pas et que les ponts de la ville seront clos."
    )
    ended = run("add", "-", stdin=french.encode())
    assert ended.code == 0
    assert "In French: stored, but not analyzed" in ended.err
    assert run("show", "1", "--json").json["mentions"] == []
    assert run("search", "ponts").code == 0


def test_exit_codes(run: Run, ports_file: Path, tmp_path: Path) -> None:
    assert run("show", "12").code == 1
    assert run("search", "nothing-like-it").code == 1
    assert run("show", "not-a-number").code == 2
    assert run("nonsense").code == 2
    assert run("add", ports_file, "--published", "2026-02-31").code == 2
    assert run("add", ports_file, "--published", "soon").code == 2
    assert run("list").code == 0
    foreign = tmp_path / "foreign.sqlite"
    foreign.write_bytes(b"this is no database, and it is to stay as it is" * 40)
    before = foreign.read_bytes()
    ended = run("list", "--store", foreign)
    assert (ended.code, len(ended.err.splitlines())) == (3, 1)
    assert foreign.read_bytes() == before


def test_the_store_option_is_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.sqlite"
    assert run("--store", path, "paths", "--json").json["store"] == str(path)
    assert run("paths", "--store", path, "--json").json["store"] == str(path)
    lines = run("paths").out.splitlines()[:5]  # some machines have a telemetry folder
    assert [line.split("\t")[0] for line in lines] == [
        "store",
        "keys",
        "config",
        "state",
        "log",
    ]


def test_lines_in_lines_out_in_order(run: Run, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"id": "a", "text": "The minister resigned on Friday.", "published": "2013-03-20"}\n'
        "not json\n"
        f'{{"id": "e", "text": {"[" * 100_000}\n'
        '{"id": "b", "text": 5}\n'
        '{"id": "c", "text": "A bad date.", "published": "2013-02-31"}\n'
        "\n"
        '{"id": "d", "text": "It rained on Friday.", "published": null}\n',
        encoding="utf-8",
    )
    ended = run("analyse", "--jsonl", lines)
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["id"] for row in rows] == ["a", None, None, "b", "c", "d"]
    assert ["error" in row for row in rows] == [False, True, True, True, True, False]
    assert rows[0]["times"][0]["value"] == "2013-03-15"
    assert (rows[4]["text"], rows[4]["published"]) == ("A bad date.", None)
    assert rows[5]["published_from"] == "unknown"
    assert rows[5]["times"][0]["value"] != "2013-03-15"
    assert ended.code == 1
    assert run("analyse", "--jsonl", tmp_path / "missing.jsonl").code == 1


def test_lines_that_cannot_be_analyzed_are_counted(tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('not json\n{"id": "b", "text": 5}\n', encoding="utf-8")
    assert analyze_lines(str(lines)) == 2
    assert analyze_lines(str(tmp_path / "missing.jsonl")) == 1


def test_beliefs_and_intentions_are_printed_on_request(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "lind.txt"
    text.write_text("Anna Lind hopes to sell the ferry in May.\n", encoding="utf-8")
    lines = tmp_path / "in.jsonl"
    lines.write_text(json.dumps({"text": text.read_text(encoding="utf-8")}), encoding="utf-8")
    assert run("analyze", text, "--json").json["quotations"] == []
    assert json.loads(run("analyze", "--jsonl", lines).out)["quotations"] == []
    (found,) = run("analyze", text, "--thoughts", "--json").json["quotations"]
    (same,) = json.loads(run("analyze", "--jsonl", lines, "--thoughts").out)["quotations"]
    assert found["thought"] is same["thought"] is True


def test_controls_never_reach_the_terminal(run: Run) -> None:
    hostile = "\x1b]52;c;aGk=\x07“Stop\x1b[2J,” said Ana Reis of the [bold]Port[/] Council.\n"
    assert run("add", "-", "--title", "\x1b[31mRed [/x]", stdin=hostile.encode()).code == 0
    for command in (("list",), ("show", "1"), ("quotes",), ("search", "stop"), ("timeline",)):
        ended = run(*command)
        assert "\x1b" not in ended.out + ended.err
        assert "\x07" not in ended.out + ended.err
    assert "[bold]Port[/]" in run("show", "1").out


def test_an_analysis_without_a_store(run: Run, ports_file: Path, tmp_path: Path) -> None:
    ended = run("analyse", ports_file, "--published", "2026-03-12", "--json")
    assert ended.code == 0
    assert ended.json["published_from"] == "given"
    assert not (tmp_path / "data").exists()
    assert "Helena Marques" in run("analyse", ports_file).out


def test_the_app_needs_a_terminal(run: Run) -> None:
    ended = run()
    assert ended.code == 2
    assert "terminal" in ended.err


def test_the_words_of_a_stored_article_or_of_a_file(run: Run, tmp_path: Path) -> None:
    text = "Ferry pilots wait. The ferry pilots of Port Luna wait for the ferry. " * 8
    with Store(tmp_path / "data" / "store.sqlite") as store:
        store.articles.add(Document(text, "Pilots wait"), Analysis(text))
    printed = run("words", "1").out
    assert "Pilots wait" in printed
    assert "104 words, 8 different" in printed
    assert "ferry pilots" in printed
    file = tmp_path / "draft.txt"
    file.write_text("The ferry sank. The ferry was old.", encoding="utf-8")
    answer = run("words", file, "--json").json
    assert (answer["id"], answer["total"], answer["distinct"]) == (None, 7, 5)
    assert answer["frequent"][0] == {"word": "ferry", "count": 2, "named": False}
    file.write_text(text, encoding="utf-8")
    assert run("words", file, "--json").json["id"] == 1
    assert run("words", "7").code == 1
    assert run("words", tmp_path / "nothing.txt").code == 1


def test_words_in_context_in_all_articles_or_in_one(run: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "data" / "store.sqlite") as store:
        for text in ("The ferry left.", "A ferry came; the ferries wait."):
            store.articles.add(Document(text, text[:5]), Analysis(text))
    found = run("words", "--concordance", "ferr*", "--json").json
    assert [(match["article"], match["words"]) for match in found] == [
        (2, "ferry"), (2, "ferries"), (1, "ferry"),
    ]  # fmt: skip
    assert (found[2]["left"], found[2]["right"], found[2]["start"]) == ("The ", " left.", 4)
    ordered = run("words", "--concordance", "ferry", "--order", "right").out.splitlines()
    assert [line.split()[0] for line in ordered] == ["2", "1"]
    assert len(run("words", "2", "--concordance", "ferry, ferries").out.splitlines()) == 2
    assert run("words", "--concordance", "whale").code == 1
    assert run("words", "9", "--concordance", "ferry").code == 1


def test_correction_rules_are_listed_applied_and_deleted(run: Run, tmp_path: Path) -> None:
    text = "Marsh spoke at the Castle.\n"
    with Store(tmp_path / "data" / "store.sqlite") as store:
        mention = Mention(text.index("Castle"), text.index("Castle") + 6, "FAC", "name")
        article = store.articles.add(Document(text), Analysis(text, mentions=(mention,))).article
        change = ReassignMention(EntityRef("Ministry", "ORG"), everywhere=True)
        store.corrections.add_rule("the Castle", change)

        def names() -> list[str]:
            return [entity.name for entity in store.articles.get(article).analysis.entities]

        assert run("corrections", "rules") == (0, "1\tAlways link “the Castle” to Ministry\n", "")
        assert names() == []
        assert run("corrections", "rules", "--apply").err == "onrecord: updated 1 article\n"
        assert names() == ["Ministry"]
        (rule,) = run("corrections", "rules", "--json").json
        assert (rule["words"], rule["value"]["who"]["name"]) == ("the Castle", "Ministry")
        deleted = run("corrections", "rules", "--delete", "1")
        assert deleted == (0, "", "onrecord: updated 1 article\n")
        assert names() == []
    assert run("corrections", "rules", "--delete", "1").code == 1


def test_check_prints_each_problem_as_json(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "data" / "store.sqlite"
    with Store(store) as opened:
        article = opened.articles.add(
            Document("Marsh spoke.\n"), Analysis("Marsh spoke.\n")
        ).article
    with closing(sqlite3.connect(store)) as sqlite, sqlite:
        sqlite.execute("UPDATE article SET sha256 = 'x'")
    ended = run("check", "--json")
    assert ended.code == 1
    damaged = "damaged, or changed by another program"
    assert ended.json["problems"] == [
        {"kind": "record", "what": f"the details: {damaged}", "article": article},
        {"kind": "text", "what": f"the text: {damaged}", "article": article},
    ]
    assert ended.json["whole"] is False


def test_keys_prints_a_keys_file_and_checks_that_of_the_reader(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my-keys.toml"
    monkeypatch.setenv("ONRECORD_KEYS", str(path))
    printed = run("keys")
    assert (printed.code, printed.err) == (0, "")
    before, section, keys = printed.out.partition("[library]")
    edited = before + section + keys.replace('star = "F"', 'star = "x"', 1)
    path.write_text(edited, encoding="utf-8")
    assert run("keys", "--json").json["keys"]["library.star"] == ["x"]
    path.write_text('[library]\nstarr = "x"\n', encoding="utf-8")
    checked = run("keys", "--check")
    assert (checked.code, checked.out) == (1, "")
    assert "line 2: Unknown action “library.starr”" in checked.err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_has_an_example_with_valid_options(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Downloads" / "news").mkdir(parents=True)
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.epilog is not None
    line = command.epilog.removeprefix("Example: ").partition(" > ")[0]
    program, example, *arguments = shlex.split(line)
    assert (program, example) == ("onrecord", name)
    command.make_context(name, [os.path.expanduser(word) for word in arguments])  # noqa: PTH111


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_summary_of_every_command_is_the_first_sentence_of_its_help(name: str) -> None:
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.help is not None
    assert command.help.splitlines()[0] == COMMANDS[name].summary
    assert f"{name:11}  {COMMANDS[name].summary}" in onrecord.get_help(
        click.Context(onrecord, **onrecord.context_settings)
    )


def test_options_of_repeated_quotations_are_refused_without_it(run: Run) -> None:
    assert run("quotes", "--order", "count").code == 2
    assert run("quotes", "--repeated", "--speaker", "Ana Reis").code == 2
    refused = run("quotes", "--reworded")
    assert refused.code == 2
    assert "--reworded needs --repeated" in refused.err
    assert run("same").code == 2


UNDATED = (
    "Mayor closes the harbor\n\nThe mayor of Port Luna, Ana Reis, closed the harbor on Tuesday. "
    "She opened the bridge yesterday.\n"
)


def test_a_timeline_counts_the_events_that_wait_for_a_date(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "harbor.txt"
    path.write_text(UNDATED, encoding="utf-8")
    assert run("add", path).code == 0
    remark = "2 events of 1 article have no date: set the day of publication with `onrecord edit ID"
    for command in (("timeline",), ("timeline", "harbor"), ("timeline", "--by", "month"),
                    ("timeline", "--group"), ("timeline", "--article", "1", "--json")):  # fmt: skip
        ended = run(*command)
        assert ended.code == 1
        assert remark in ended.err
    assert run("edit", "1", "--published", "5 May 2024").code == 0
    ended = run("timeline", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert [event["from"] for event in ended.json] == ["2024-05-04", "2024-04-30"]


def test_a_publication_date_is_set_in_words_and_removed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "harbor.txt"
    path.write_text(UNDATED, encoding="utf-8")
    run("add", path)
    for given, value, origin in (
        ("5 May 2024", "2024-05-05", "given"),
        ("", "", "unknown"),
        ("May 2024", "2024-05", "given"),
        ("2024", "2024", "given"),
        ("2024-05-06", "2024-05-06", "given"),
    ):
        changed = run("edit", "1", "--published", given, "--json").json["published"]
        assert changed == {"value": value, "from": origin}
    refused = run("edit", "1", "--published", "May")
    assert refused.code == 2
    assert "'May' depends on the current day: write the year too" in refused.err
    assert run("edit", "1", "--json").json["published"]["value"] == "2024-05-06"


def test_a_guessed_date_is_marked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pilots.txt"
    published = datetime.date.today() - datetime.timedelta(180)  # not in the week of the import
    day = f"{MONTH_NAMES[published.month - 1]} {published.day}"
    text = (
        f"PORT LUNA, {day} (Wire) - “The harbor is closed,” said Ana Reis of the union. “It closed "
    )
    text += "yesterday.” It will open on May 5, 2031.\n"
    path.write_text(text, encoding="utf-8")
    run("add", path)
    guessed = published.isoformat()
    (row,) = run("list", "--json").json
    assert (row["published"], row["published_from"]) == (guessed, "guessed")
    for command in ("list", "search harbor", "quotes"):
        assert f"{guessed}?" in run(*command.split()).out
    for command in ("search harbor", "quotes", "words --concordance harbor"):
        assert run(*command.split(), "--json").json[0]["published_from"] == "guessed"
    assert f"{guessed} (guessed: the dateline has no year)" in run("show", "1").out
    assert run("show", "1", "--json").json["published_from"] == "guessed"
    assert f"{guessed} (guessed)" in run("export", "markdown").out
    assert f"{guessed}</time> (guessed)" in run("export", "html").out
    assert f"{guessed},guessed," in run("export", "csv").out
    assert f"date = {{{guessed}?}}" in run("export", "bibtex").out
    assert "(publication date guessed)" in run("export", "timelinejs").out
    assert "publication date guessed" in run("export", "ics").out.replace("\r\n ", "")
    (item,) = run("export", "csl").json
    assert item["issued"]["circa"] is True
    assert run("export", "jsonl").json["published_from"] == "guessed"

    run("edit", "1", "--published", "2022-07-25")
    assert "2022-07-25?" not in run("list").out
    assert "guessed" not in run("export", "markdown").out + run("export", "html").out


def test_a_timeline_marks_reported_events_and_can_leave_them_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "managers.txt"
    path.write_text("Prosecutors have indicted three managers of the mill.\n", encoding="utf-8")
    assert run("add", path, "--published", "2024-05-05").code == 0
    assert "2024-05-05               reported  Prosecutors" in run("timeline").out
    [event] = run("timeline", "--json").json
    assert (event["precision"], event["from"], event["to"]) == (
        "reported", "2024-05-05", "2024-05-05",
    )  # fmt: skip
    assert "◇ Prosecutors" in run("timeline", "--group").out
    assert run("timeline", "--no-reported").code == 1
    assert run("edit", "1", "--published", "2024-05-07").code == 0
    assert [event["from"] for event in run("timeline", "--json").json] == ["2024-05-07"]
    assert run("edit", "1", "--published", "").code == 0
    assert "1 event of 1 article has no date" in run("timeline").err


def test_lists_are_complete_off_a_terminal_and_cuts_are_reported(run: Run, tmp_path: Path) -> None:
    sentence = "“The pier is closed,” Ana Reis said. "
    text = sentence * 230
    spans = [(at, at + 21) for at in range(0, len(text), len(sentence))]
    quotations = tuple(
        Quotation((span,), "direct", source=(span[0] + 22, span[0] + 30)) for span in spans
    )
    with Store(tmp_path / "data" / "store.sqlite") as store:
        store.articles.add(Document(text, "Pier"), Analysis(text, quotations=quotations))
    for command in (("quotes",), ("quotes", "closed"), ("quotes", "1"), ("search", "closed")):
        complete = run(*command, "--json")
        assert len(complete.json) >= 230, command
        assert "--limit" not in complete.err
        cut = run(*command, "--limit", "3", "--json")
        assert len(cut.json) == 3
        assert "printed the first 3 results; use --limit to print more" in cut.err
    assert run("quotes", "closed", "--speaker", "Reis", "--limit", "1").code == 0
    assert run("quotes", "bridge").code == 1
    assert run("quotes", "closed", "--speaker", "Marques").code == 1


def test_the_closest_results_follow_those_with_all_words(run: Run) -> None:
    for title, text in (
        ("Ferry", "The ferry to Port Luna sank in a storm."),
        ("Bridge", "The bridge and the ferry are old."),
    ):
        assert run("add", "-", "--title", title, stdin=text.encode()).code == 0
    ended = run("search", "why", "did", "the", "ferry", "sink", "near", "Luna")
    assert ended.code == 1  # no result has all words
    assert "no result has all words; the closest are listed" in ended.err
    assert "has ferry, sink, Luna" in ended.out  # it sank
    assert "has ferry; lacks sink, Luna" in ended.out
    found = run("search", "ferry", "storm", "bridges", "--json").json
    assert {hit["match"] for hit in found} == {"closest"}
    articles = [hit for hit in found if hit["kind"] == "article"]
    assert {hit["article"]: (hit["has"], hit["lacks"]) for hit in articles} == {
        1: (["ferry", "storm"], ["bridges"]),
        2: (["ferry", "bridges"], ["storm"]),
    }
    exact = run("search", "storm", "ferry", "kind:article", "--json")
    assert (exact.code, exact.json[0]["match"], exact.json[0]["lacks"]) == (0, "exact", [])
    rare = run("search", "a ferry race for chess players in Peru")
    assert rare.code == 1
    assert "has ferry; lacks race, chess, players, Peru" in rare.out
    assert not run("search", "ferry", "AND", "walrus").out


def test_a_request_is_read_as_a_query_and_its_statements_are_first(run: Run) -> None:
    for title, text in (
        ("Harbor", "“Dredging will close the harbor,” said Ana Marques, the mayor. She left."),
        (
            "Dredging",
            "Dredging of the harbor began on Monday. Dredging is dear, and dredging is slow.",
        ),
    ):
        assert run("add", "-", "--title", title, stdin=text.encode()).code == 0
    ended = run("search", "what did Marques say about dredging?")
    assert "read as: speaker:marques dredging" in ended.err
    first = run("search", "quotes about dredging", "--json").json[0]
    assert (first["kind"], first["article"], first["match"]) == ("quotation", 1, "exact")
    without = run("search", "dredging but not Marques", "--json").json
    assert {hit["article"] for hit in without} == {2}


def test_what_is_new_for_a_saved_search_is_printed_once(run: Run, tmp_path: Path) -> None:
    def add(title: str) -> None:
        text = f"The ferry to {title} stopped. The ferry is old."
        assert run("add", "-", "--title", title, stdin=text.encode()).code == 0

    add("Luna")
    assert run("search", "ferry", "--save", "Ferries").code == 0
    ended = run("search", "--saved", "ferries", "--new")
    assert (ended.code, ended.out, ended.err) == (1, "", "onrecord: nothing new\n")
    add("Brava")
    add("Alta")
    assert run("search").out == "Ferries\tferry\t2 new\n"
    assert run("search", "--new", "--json").json[0]["new"] == 2
    ended = run("search", "--saved", "Ferries", "--new", "--limit", "1", "--jsonl")
    assert (ended.code, len(ended.out.splitlines())) == (0, 1)
    assert "not all is printed" in ended.err
    ended = run("search", "--saved", "Ferries", "--new")
    assert [line.split()[0] for line in ended.out.splitlines() if line[4] != " "] == ["3", "2"]
    assert run("search", "--saved", "Ferries", "--new").code == 1
    assert run("search", "--new").code == 1
    assert run("search", "rain", "--new").code == 2
    run("search", "ferry", "--save", "Ferries")
    with Store(tmp_path / "data" / "store.sqlite") as store:
        store.search.save("Bad", "ferry (boat")
    assert run("search", "--saved", "Bad", "--new").code == 2


def test_the_hits_in_one_article_are_below_its_title_and_the_closest_below_a_line(
    run: Run,
) -> None:
    text = "“The ferry waits,” said Ana Reis. The ferry is old."
    assert run("add", "-", "--title", "Ferry", stdin=text.encode()).code == 0
    assert run("add", "-", "--title", "Boat", stdin=b"The old boat waits in the port.").code == 0
    lines = run("search", "ferry", "waits").out.splitlines()
    assert "Ferry  · 2 hits" in lines[0]
    assert {line.split()[0] for line in lines[1:3]} & {"quotation", "article"}
    below = next(at for at, line in enumerate(lines) if line.startswith("── closest"))
    assert "Boat" in "".join(lines[below:])
    assert "Boat" not in "".join(lines[:below])
    assert "no result has all words" in run("search", "ferry", "volcano").out


def test_a_list_of_queries_is_counted_and_its_bad_lines_are_named(run: Run, tmp_path: Path) -> None:
    text = "“The ferry waits,” said Ana Reis. The ferry is old."
    assert run("add", "-", "--title", "Ferry", stdin=text.encode()).code == 0
    path = tmp_path / "queries.txt"
    path.write_bytes("\ufeff# boats\nferry\nOld\tferry -waits\n\n(boat\n".encode() + b"\xff\x00\n")
    ended = run("search", "--queries", path, "--json")
    assert ended.code == 1
    assert [(row["line"], row["articles"], row["quotations"]) for row in ended.json] == [
        (2, 1, 1), (3, 0, 0), (5, None, None), (6, None, None)
    ]  # fmt: skip
    assert f"{path}, line 5: this parenthesis is not closed" in ended.err
    lines = run("search", "--queries", "-", stdin=b"ferry\nwhat did Reis say about ferries").out
    assert lines.splitlines()[0].split() == ["articles", "quotations", "events", "notes", "query"]
    assert "speaker:reis ferries" in lines
    assert run("search", "ferry", "--queries", path).code == 2
    assert run("search", "--queries", "-", stdin=b"# none\n").code == 2


def test_a_request_is_taken_as_a_query_if_the_user_wants_it(run: Run) -> None:
    text = "“Tolls will rise,” said Ana Reis. What did Ana Reis say about tolls?"
    assert run("add", "-", "--title", "Tolls", stdin=text.encode()).code == 0
    request = "what did Reis say about tolls"
    ended = run("search", request)
    assert "(speaker: reis · about: tolls · kind: quotation)" in ended.err
    ended = run("search", request, "--literal", "--json")
    assert "read as" not in ended.err
    assert [hit["kind"] for hit in ended.json if hit["match"] == "exact"] == ["article"]


def test_similar_articles_and_quotations_are_listed(run: Run) -> None:
    for title, text in (
        (
            "Ferry",
            "The ferry sank. “The rusty hull and the pumps broke in the storm,” Ana Reis said.",
        ),
        (
            "Inquiry",
            "A ferry sank. “Its rusty hull broke, and pumps failed,” Tom Berg said in a storm.",
        ),
        ("Choir", "The choir sang old songs in the hall."),
    ):
        assert run("add", "-", "--title", title, stdin=text.encode()).code == 0
    ended = run("like", "1")
    assert ended.code == 0
    assert "Inquiry" in ended.out
    assert "shares " in ended.out
    assert "Choir" not in ended.out
    [hit] = run("like", "1", "--json").json
    assert (hit["match"], hit["article"], hit["lacks"]) == ("similar", 2, [])
    [quote] = run("like", "1", "--quotation", "0", "--json").json
    assert (quote["kind"], quote["article"]) == ("quotation", 2)
    assert {"rusty", "hull", "pumps"} <= set(quote["has"])
    [reis] = [row["id"] for row in run("people", "--json").json if row["name"] == "Ana Reis"]
    assert [hit["article"] for hit in run("like", str(reis), "--person", "--json").json] == [2]
    assert "nothing similar" in run("like", "3").err
    assert run("like", "3").code == 1
    assert run("like", "1", "--quotation", "9").code == 1
    assert run("like", "1", "--quotation", "0", "--person").code == 2


def test_quotations_are_found_by_meaning(run: Run) -> None:
    for title, text in (
        ("Vaccine", "“The vaccine made hundreds of people sick,” Ana Reis said on Monday."),
        ("Jab", "“The injection did not harm anyone,” Tom Reed said on Monday."),
        ("Choir", "“We will sing in the old hall,” Ana Reis said on Monday."),
    ):
        assert run("add", "-", "--title", title, stdin=text.encode()).code == 0
    query = 'about:"vaccines made people ill"'
    listed = run("quotes", query)
    assert listed.code == 0
    assert listed.out.index("hundreds of people") < listed.out.index("The injection")
    assert "in common: vaccines, made, people" in listed.out
    assert "near in meaning, no words in common · differs: not" in listed.out
    assert "old hall" not in listed.out
    [found] = run("quotes", query, "--speaker", "Reed", "--json").json
    assert (found["match"], found["has"], found["differs"]) == ("meaning", [], ["not"])
    hits = run("search", "about:vaccines made people ill", "--json").json
    assert [hit["title"] for hit in hits] == ["Vaccine", "Jab"]
    assert [hit["match"] for hit in hits] == ["meaning", "meaning"]
    absent = 'about:"a comet passed the moon"'
    for command in ("quotes", "search"):
        ended = run(command, absent)
        assert (ended.code, ended.out) == (1, "")
        assert "no results; none of 3 quotations near enough in meaning" in ended.err
    for refused in (("quotes", "--repeated", query), ("timeline", query)):
        assert "about: finds quotations in a search only" in run(*refused).err
    assert run("search", "about:rain", "OR", "snow").code == 2
