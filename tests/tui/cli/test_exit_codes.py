"""The exit code of every command: 0 success, 1 no results or failure, 2 usage, 3 store."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import Store
from tests.support.cli import Run
from tests.support.thoroughness import one_in
from tests.tui.test_docs import COMMANDS as COMMANDS_PAGE
from tui.__main__ import main
from tui.cli import COMMANDS, EXIT_CODES

TEXT = (
    "“The cranes are moving again,” said Helena Marques. “The ships wait,” said Marta Oliveira. "
    "The strike began on 9 March 2026."
)
SIMILAR = (
    "Helena Marques watched while cranes and ships stood still; a strike had begun in the port."
)
FULL = Path("/dev/full")  # a file that refuses every byte, on Linux


@pytest.fixture(scope="module")
def stocked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article, which is stored, and files of other kinds."""
    folder = tmp_path_factory.mktemp("stocked")
    (folder / "ports.txt").write_text(TEXT)
    (folder / "lines.jsonl").write_text('{"id": 1, "text": "It rained."}\n')
    (folder / "bad.jsonl").write_text("not json\n")
    (folder / "foreign.sqlite").write_bytes(b"this is no database" * 100)
    (folder / "news").mkdir()
    (folder / "news" / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "none").mkdir()
    (folder / "speech.txt").write_text(f"A day in the port. {TEXT}")
    (folder / "other.txt").write_text(TEXT.replace("again", "no more"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ONRECORD_STORE", str(folder / "data" / "store.sqlite"))
        patch.setattr(sys, "argv", ["onrecord", "add", "ports.txt", "--published", "2026-03-12"])
        with pytest.raises(SystemExit, match=r"^0$"):
            main()
    with Store(folder / "data" / "store.sqlite") as store:
        store.articles.set_tags(1, ["ports", "docks"])
        store.collections.add("Cranes", [1])
        store.collections.create("Empty")
    shutil.copyfile(folder / "data" / "store.sqlite", folder / "bo.sqlite")
    return folder


@pytest.fixture
def run_in_folder(
    run: Run, stocked_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command in a copy of the folder."""
    shutil.copytree(stocked_folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return run


SUCCESS = [
    "read", "read 1 --plain",
    "list", "list ports", "show 1", "edit 1", "edit 1 --title Ports", "versions 1", "search cranes",
    "compare 1 1", "compare 1 1 --json --only names", "positions marques",
    "report query cranes", "report person marques -o new.html", "search",
    "verify ports.txt --against speech.txt", "verify lines.jsonl",
    "merge bo.sqlite", "agreement data/store.sqlite --unit article",
    "agreement data/store.sqlite --list",
    "sources", "sources 1", "sources cranes --by role --csv", "sources --by gender",
    "search cranes --save Cranes", "quotes", "quotes --speaker marques",
    "quotes --repeated", "quotes --repeated --reworded", "people", "people marques",
    "people --merge-candidates", "timeline", "timeline --article 1", "timeline --upcoming",
    "words --concordance cranes", "words 1", "words 1 --concordance cranes --order left",
    "words ports.txt", "export markdown", "export csv -o new.csv", "datasette",
    "datasette -o new.json", "corrections rules", "corrections rules --apply", "backup",
    "backup new.sqlite", "check",
    "repair", "repair -o new.sqlite", "paths", "keys", "help", "help list", "help --man",
    "completion bash", "corrections", "corrections proposals", "reanalyze", "reanalyze 1",
    "analyze ports.txt", "add ports.txt",
    "analyse ports.txt", "analyze --jsonl lines.jsonl", "watch none --once", "watch",
    "watch none --add", "watch --check", "watch --once", "--help", "-h",
    "--version", "-V",
    "list --help", "tag", "tag --tree", "tag ports --merge docks", "tag docks --delete",
    "tag ports docks --color NONE", "collection",
    "collection list cranes", "collection add Ports 1", "collection add Ports --search cranes",
    "collection remove cranes 1", "collection rename Cranes Ships", "collection delete cranes",
    "list is:unread tag:ports",
    "tag harbor 1", "tag harbor 1 --remove", "star 1", "original 1", "note Check 1",
    "note Check --search cranes", "delete 1", "delete 1 --dry-run", "trash", "trash --empty",
    "undo --list", "history", "config", "list --quiet", "-q list",
]  # fmt: skip
FAILURE = [
    "list whale", "show 9", "read 9", "edit 9", "versions 9", "versions 1 --from 7",
    "verify ports.txt --against other.txt", "positions whale",
    "report person whale", "report collection whale", "report query cranes -o ports.txt",
    "positions marques --about geology", "compare 1 9", "compare 1",
    "compare 1 1 --html ports.txt", "search whale",
    "search cranes ships whale",
    "search --saved Whale", "search --saved Whale --new", "search --new",
    "search --queries unknown.txt", "agreement data/store.sqlite",
    "merge unknown.sqlite", "merge ports.txt", "merge data/store.sqlite",
    "sources 9", "sources whale", "sources --by role --list whale",
    "like 1", "like 9", "like 1 --quotation 99", "like 99 --person",
    "search --delete-saved Whale", "quotes --speaker whale",
    "quotes --repeated whale", "quotes --repeated 9", "people whale", "people 9",
    "people --type places", "timeline whale", "timeline --article 9", "timeline --from 2031-01-01",
    "words --concordance whale", "words 9 --concordance cranes", "words 9", "words unknown.txt",
    "export markdown --article 9", "export csv --search whale", "export csv --person whale",
    "export csv -o ports.txt", "export csv -o none", "export csv --fields color",
    "datasette -o ports.txt", "corrections rules --delete 9", "reanalyze 9",
    "corrections --accept 9", "corrections --reject 9", "analyze unknown.txt",
    "analyze --jsonl unknown.jsonl", "analyze --jsonl bad.jsonl", "add unknown.txt",
    "add news/bad.pdf", "add none", "watch news --once", "watch unknown",
    "watch news --add", "watch unknown --add", "watch 9 --remove", "watch 9 --pause",
    "watch 9 --resume", "watch 9 --check",
    "watch ports.txt", "tag harbor 9", "star 9", "original 9", "note Check 9",
    "note Check 1 --on whale",
    "tag whale --rename ship", "tag ports --rename docks", "tag whale --color red",
    "tag ports 1 --delete",
    "collection list whale", "collection list Empty", "collection add Ports 9",
    "collection add Ports --search whale", "collection remove whale 1",
    "collection rename whale Ships", "collection rename Cranes empty", "collection delete whale",
    "delete 9", "delete --search whale", "restore 9", "undo", "redo", "open 9",
]  # fmt: skip
USAGE = [
    "nonsense", "where", "same", "tags", "concordance cranes", "proposals", "rules", "version",
    "--nonsense", "list --nonsense", "list --order nonsense",
    "quotes --limit nonsense",
    "list --limit 0", "list --order", "show", "show one", "read one",
    "verify", "verify ports.txt --allow nonsense", "verify ports.txt --sarif --json",
    "edit 1 --published soon", "versions", "positions", "positions a --limit 0",
    "report", "report person", "report day soon", "report week 1",
    "compare", "compare 1 2 --from 1",
    "compare 1 2 --only colors",
    "agreement", "agreement a b c",
    "agreement data/store.sqlite --csv --json", "agreement data/store.sqlite --code whale",
    "merge",
    "sources --csv", "sources --by colors", "sources --guess-gender", "sources (cranes",
    "sources --rules unknown.toml", "sources --rules ports.txt", "search (cranes",
    "search --save Name", "like", "people --type nonsense",
    "like 1 --quotation 0 --person",
    "timeline --by hour", "timeline --group --upcoming", "words", "words 1 --order right",
    "words ports.txt --concordance cranes", "words --concordance", "export",
    "export nonsense", "export brat", "export csv --include color",
    "corrections rules --delete one",
    "restore", "completion tcsh", "help nonsense", "help --man list", "add", "add --workers 0 x",
    "watch --add", "watch --remove", "watch --export x.opml --once", "watch none --once --check",
    "watch https://bay.example/feed", "analyze",
    "analyze --jsonl lines.jsonl --published 2026-03-12", "reanalyze one",
    "corrections --accept one", "corrections --apply", "corrections --delete 1",
    "corrections rules --accept 1", "corrections nonsense", "--tour list", "paths 1", "check 1",
    "keys 1",
    "repair 1", "backup 1 2", "tag harbor", "tag harbor one", "tag --search cranes",
    "list spekaer:x", "list after:yesterdy", "list about:rain",
    "collection nonsense", "collection add", "collection add Ports", "collection add Ports one",
    "collection rename Cranes", "collection delete",
    "collection delete Cranes 1", "collection list Cranes --search cranes",
    "tag --rename ships", "tag ports docks --rename ships", "tag ports --rename #",
    "tag ports --color mauve", "tag ports --merge Ports", "tag --delete",
    "tag ports --delete --tree", "tag ports --delete --remove", "tag ports --tree", "star",
    "original",
    "star --search (cranes", "note", "note Check", "delete",
    "trash 1", "undo 1", "redo 1", "history 1",
    "open", "open one", "config 1", "restore 1 --newest", "datasette 1",
    "list --store",
]  # fmt: skip
STORE = [
    "merge ports.txt --store foreign.sqlite",
    "agreement unknown.sqlite", "agreement foreign.sqlite",
    "list --store unknown.sqlite", "list --store foreign.sqlite", "list --store none",
    "list --store ports.txt/store.sqlite",
    "add ports.txt --store foreign.sqlite", "check --store unknown.sqlite",
    "repair --store unknown.sqlite", "restore unknown.sqlite", "restore foreign.sqlite",
    "backup ports.txt", "backup --store unknown.sqlite new.sqlite", "repair -o ports.txt",
    *(
        f"{command} --store foreign.sqlite"
        for command in (
            "read 1",
            "show 1", "verify 1", "edit 1", "versions 1", "compare 1 2", "positions a",
            "report query a", "search cranes",
            "sources 1", "quotes", "people", "timeline",
            "like 1",
            "words --concordance cranes", "words 1", "export csv", "datasette",
            "corrections rules", "check", "repair",
            "backup new.sqlite", "reanalyze", "corrections", "watch none --once", "watch",
            "watch none --add", "tag", "tag --tree", "collection", "collection delete Cranes",
            "star 1", "original 1",
            "note Check 1", "delete 1", "trash", "undo", "redo", "history", "open 1", "restore 1",
        )
    ),
]  # fmt: skip
TABLE = [
    (code, line)
    for code, lines in enumerate((SUCCESS, FAILURE, USAGE, STORE))
    for line in lines
]  # fmt: skip


@pytest.mark.parametrize(("code", "line"), one_in(3, TABLE))
def test_the_exit_code_and_one_line_for_each_failure(
    code: int, line: str, run_in_folder: Run
) -> None:
    ended = run_in_folder(*line.split())
    assert ended.code == code, ended.err
    if code > 1:
        assert ended.out == ""
        assert len(ended.err.splitlines()) == 1
    if code and not ended.out:
        assert ended.err.startswith("onrecord: ")


def test_every_command_is_in_the_table() -> None:
    # these have no result of their own that can be missing, or take no store
    program = {"completion", "config", "help", "keys", "paths", "version"}
    without = {
        1: {"backup", "check", "history", "repair", "trash", *program},
        3: {"analyze", *program},
    }
    for code, lines in enumerate((SUCCESS, FAILURE, USAGE, STORE)):
        tested = {line.split()[0] for line in lines}
        missing = set(COMMANDS) - tested - without.get(code, set())
        below = {"add", "like", "open", "redo", "restore", "undo"} if code == 0 else set()
        assert missing <= below, (code, missing)


@pytest.mark.parametrize(
    "line",
    ["verify unknown.txt", "verify 9", "verify ports.txt --against none",
     "verify ports.txt --against unknown.txt", "verify ports.txt --against ports.txt"],
)  # fmt: skip
def test_a_draft_that_can_be_compared_with_nothing_has_a_code_of_its_own(
    line: str, run_in_folder: Run
) -> None:
    ended = run_in_folder(*line.split())
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("onrecord: ")


def test_add_open_restore_undo_and_redo_succeed(
    run_in_folder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.launch", lambda _: 0)
    assert run_in_folder("open", "1").code == 0
    assert run_in_folder("delete", "1").code == 0
    assert run_in_folder("restore", "1").code == 0
    assert run_in_folder("undo").code == 0
    assert run_in_folder("redo").code == 0
    assert run_in_folder("undo").code == 0
    assert run_in_folder("undo").code == 0
    assert run_in_folder("backup", "copy.sqlite").code == 0
    Path("new.txt").write_text(
        "Helena Marques says that no cranes move and no ships leave: a strike."
    )
    assert run_in_folder("add", "new.txt").code == 0
    assert run_in_folder("like", "1").code == 0
    assert run_in_folder("restore", "copy.sqlite").code == 0
    assert len(run_in_folder("list", "--json").json) == 1


def test_a_damaged_store_and_a_keys_file_with_an_error_are_failures(
    run_in_folder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "wrong.toml"
    keys.write_text('[library]\nnonsense = "x"\n')
    monkeypatch.setenv("ONRECORD_KEYS", str(keys))
    assert run_in_folder("keys").code == run_in_folder("keys", "--check").code == 1
    path = Path(os.environ["ONRECORD_STORE"])
    with Store(path) as store, store._connection.transaction() as sqlite:
        sqlite.execute("UPDATE article SET sha256 = 'x'")
    assert run_in_folder("check").code == 1


def test_the_exit_codes_are_documented(run_in_folder: Run) -> None:
    documented = dict(re.findall(r"^\| (\d) \| (.+) \|$", COMMANDS_PAGE, re.M))
    assert documented == {str(code): meaning for code, meaning in EXIT_CODES.items()}
    shown = run_in_folder("--help").out
    assert all(f"{code}  {meaning}" in shown for code, meaning in EXIT_CODES.items())


def start(
    *arguments: str, stdin: int | None = None, stdout: int | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments],
        stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_is_a_failure_without_a_traceback(run_in_folder: Run) -> None:
    assert run_in_folder("list").code == 0
    with start("analyze", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        # more than a pipe holds: when all is written, the command has begun to read
        child.stdin.write("The ships wait. " * 20_000)
        child.stdin.flush()
        os.kill(child.pid, signal.SIGINT)
        child.stdin.close()
        words = child.stderr.read()
    assert (child.returncode, words.strip()) == (1, "onrecord: interrupted")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
@pytest.mark.parametrize("line", ["list", "list --tsv", "export jsonl", "help --man"])
def test_a_closed_pipe_ends_a_command_as_it_ends_other_programs(
    line: str, run_in_folder: Run
) -> None:
    assert run_in_folder("list").code == 0
    reader, writer = os.pipe()
    os.close(reader)
    with start(*line.split(), stdout=writer) as child:
        os.close(writer)
        assert child.stderr is not None
        words = child.stderr.read()
    assert (child.returncode, words) == (-signal.SIGPIPE, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
def test_a_shell_reports_141_for_a_command_before_a_reader_that_ended(run_in_folder: Run) -> None:
    assert run_in_folder("list").code == 0
    line = f"(sleep 0.2; exec {sys.executable} -m tui list) | true; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (found.stdout.strip(), found.stderr) == ("141", "")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("line", ["list", "help --man", "--help", "export csv"])
def test_a_full_disk_is_reported(line: str, run_in_folder: Run) -> None:
    assert run_in_folder("list").code == 0
    with FULL.open("w") as full, start(*line.split(), stdout=full.fileno()) as child:
        assert child.stderr is not None
        words = child.stderr.read()
    assert child.returncode == 1
    assert words == (
        "onrecord: the output is incomplete: No space left on device; choose another place for it\n"
    )


def test_a_suggestion_is_made_for_commands_options_and_values(run_in_folder: Run) -> None:
    assert "did you mean 'search'? See `onrecord --help`" in run_in_folder("serach").err
    assert "is now `onrecord paths`" in run_in_folder("where").err
    assert "is now `onrecord quotes --repeated`" in run_in_folder("same").err
    assert run_in_folder("tags", "rename", "a", "b").err == (
        "onrecord: the command 'tags' is now `onrecord tag --tree`; see `onrecord tag --help`\n"
    )
    assert "is now `onrecord words --concordance`" in run_in_folder("concordance", "harbor").err
    assert "is now `onrecord corrections rules`" in run_in_folder("help", "rules").err
    assert "is now `onrecord --version`; see `onrecord --help`" in run_in_folder("version").err
    assert (
        "did you mean --order? See `onrecord list --help`"
        in run_in_folder("list", "--ordr", "x").err
    )
    assert "did you mean 'title'?" in run_in_folder("list", "--order", "tilte").err
    assert "did you mean" not in run_in_folder("xyzzy").err
