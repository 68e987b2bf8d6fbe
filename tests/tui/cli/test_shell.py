"""`onrecord completion` and `help`: completion in real shells, the man page."""

import importlib.metadata
import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Quotation
from db import Document, Store
from tests.support.children import DEADLINE, await_exit
from tests.support.cli import Ended, Run
from tests.support.older_store import make_older
from tui.cli import COMMANDS
from tui.cli.man_page import man_page
from tui.cli.shell import completion_script

ROOT = Path(__file__).parents[3]
TEXT = "“The cranes move,” said Helena Marques."
WAIT = DEADLINE  # seconds for a shell's answer on a busy machine


@pytest.fixture
def command_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with an article, a speaker and a saved search, for commands of other processes."""
    path = tmp_path / "data" / "store.sqlite"
    monkeypatch.setenv("ONRECORD_STORE", str(path))
    speaker = Entity(0, "Helena Marques", "PERSON")
    quotation = Quotation((((0, TEXT.index("”") + 1)),), "direct", speaker=0)
    with closing(Store(path)) as store:
        store.articles.add(
            Document(TEXT, "Ports, cranes"), Analysis(TEXT, None, (speaker,), (), (quotation,))
        )
        store.search.save("Cranes only", "cranes -ships")
    return path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files in which a shell finds the command `onrecord`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = "import sys; sys.argv[0] = 'onrecord'; from tui.__main__ import main; main()"
    words = ["exec", sys.executable, "-c", command]
    script = folder / "onrecord"
    script.write_text(f'#!/bin/sh\n{shlex.join(words)} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "two words.txt").touch()
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def ask(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Ask for the completions of a command line, as the script of Bash does."""

    def call(line: str) -> Ended:
        words = line.split(" ")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        monkeypatch.setenv("_ONRECORD_COMPLETE", "bash_complete")
        ended = run()
        monkeypatch.delenv("_ONRECORD_COMPLETE")
        return ended

    return call


def completed_values(ended: Ended) -> list[str]:
    assert (ended.code, ended.err) == (0, "")
    return [line.split("\t")[1] for line in ended.out.splitlines() if line]


@pytest.mark.usefixtures("command_store")
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("onrecord pe", ["people"]),
        ("onrecord --vers", ["--version"]),
        ("onrecord help ve", ["versions", "verify"]),
        ("onrecord timeline --up", ["--upcoming"]),
        ("onrecord list --order t", ["title"]),
        ("onrecord list --order = t", ["title"]),
        ("onrecord list --order=t", ["--order=title"]),
        ("onrecord export t", ["timelinejs", "tei"]),
        ("onrecord completion f", ["fish"]),
        ("onrecord quotes --speaker hel", ["Helena Marques"]),
        ("onrecord quotes --speaker MARQ", ["Marques"]),
        ("onrecord quotes --speaker arq", []),
        ("onrecord people ma", ["Marques"]),
        ("onrecord export csv --person ma", ["Marques"]),
        ("onrecord show ", ["1"]),
        ("onrecord edit 1", ["1"]),
        ("onrecord edit 2", []),
        ("onrecord words 1", ["1"]),
        ("onrecord search --saved cr", ["Cranes only"]),
        ("onrecord nonsense --x", []),
    ],
)
def test_commands_options_and_values_are_completed(
    line: str, completed: list[str], ask: Run
) -> None:
    assert completed_values(ask(line)) == completed


@pytest.mark.usefixtures("command_store")
def test_a_completion_has_a_description(ask: Run) -> None:
    assert ask("onrecord show ").out == "plain\t1\tPorts, cranes\n"
    assert ask("onrecord search --saved ").out == "plain\tCranes only\tcranes -ships\n"
    assert f"plain\tpaths\t{COMMANDS['paths'].summary}\n" in ask("onrecord pa").out


@pytest.mark.usefixtures("command_store")
def test_file_names_are_left_to_the_shell(ask: Run) -> None:
    assert ask("onrecord add ne").out == "file\tne\t\n"
    assert ask("onrecord words ne").out == "file\tne\t\n"
    assert ask("onrecord watch ne").out == "dir\tne\t\n"


def test_completion_creates_no_store(ask: Run, tmp_path: Path) -> None:
    assert completed_values(ask("onrecord show ")) == []
    assert not (tmp_path / "data").exists()
    empty = tmp_path / "empty.sqlite"
    empty.touch()
    assert completed_values(ask(f"onrecord --store {empty} quotes --speaker ")) == []
    assert empty.read_bytes() == b""


def test_completion_migrates_no_store(
    command_store: Path, ask: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(command_store, monkeypatch)
    before = command_store.read_bytes()
    assert completed_values(ask("onrecord show ")) == []
    assert command_store.read_bytes() == before


def test_completion_of_a_damaged_store_prints_nothing(command_store: Path, ask: Run) -> None:
    content = command_store.read_bytes()
    command_store.write_bytes(content[:4096] + b"x" * (len(content) - 4096))
    ended = ask("onrecord show ")
    assert (ended.out, ended.err) == ("", "")


def test_control_characters_of_a_title_are_not_completed(command_store: Path, ask: Run) -> None:
    with Store(command_store) as opened:
        opened.articles.add(Document("A text.", "Red\x1b[31m\ttide\nrises"), Analysis("A text."))
    assert all(
        line.isprintable() for line in ask("onrecord show ").out.replace("\t", " ").split("\n")
    )


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.usefixtures("command_store", "program")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["pe"], ["people"]),
        (["quotes", "--speaker", "hel"], ["Helena\\ Marques"]),
        (["quotes", "--speaker", "'hel"], ["Helena Marques"]),
        (["quotes", "--speaker", "x y"], []),
        (["list", "--order", "=", "t"], ["title"]),
    ],
)
def test_bash_completes(words: list[str], completed: list[str]) -> None:
    line = ["onrecord", *words]
    script = f"""{completion_script("bash")}
        COMP_WORDS=({shlex.join(line)}) COMP_CWORD={len(line) - 1} COMP_TYPE=9
        _onrecord_completion onrecord
        [ ${{#COMPREPLY[@]}} = 0 ] || printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    ended = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True)
    assert (ended.stdout.splitlines(), ended.stderr) == (completed, "")


@pytest.mark.skipif(not shutil.which("fish"), reason="needs fish")
@pytest.mark.usefixtures("command_store", "program")
def test_fish_completes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    installed = tmp_path / "config" / "fish" / "completions" / "onrecord.fish"
    assert f"wrote {installed}" in run("completion", "--install").err
    lines = ("onrecord peo", "onrecord show ", "onrecord add tw", "onrecord list --order=t")
    asked = "\n".join(f"complete -C '{line}'" for line in lines)
    ended = subprocess.run(["fish", "-c", asked], capture_output=True, text=True)
    assert ended.stdout.splitlines() == [
        f"people\t{COMMANDS['people'].summary}",
        "1\tPorts, cranes",
        "two words.txt",
        "--order=title",
    ]


@pytest.mark.skipif(not shutil.which("zsh"), reason="needs zsh")
@pytest.mark.usefixtures("command_store", "program")
def test_zsh_completes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("ZDOTDIR", str(tmp_path))
    lines = run("completion", "zsh", "--install").out
    (tmp_path / ".zshrc").write_text(f"{lines}PS1='ready> '\n")
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe("zsh", ["zsh", "-i"], {**os.environ, "TERM": "xterm"})
    try:
        assert "ready> " in read_expected(terminal, "ready> ")
        for typed, expected in (
            ("onrecord quotes --speaker hel\t", "ena\\ Marques"),
            ("\x15onrecord pe\t", "ople"),
            ("\x15onrecord list --or\t", "der"),
            ("\x15onrecord add tw\t", "o\\ words.txt"),
            ("\x15onrecord export csv --output=tw\t", "o\\ words.txt"),
        ):
            os.write(terminal, typed.encode())
            assert expected in read_expected(terminal, expected)
    finally:
        os.close(terminal)
        await_exit(child)


def read_expected(terminal: int, expected: str) -> str:
    """Read what a terminal shows until it is expected, or until `WAIT` is over."""
    seen, end = b"", time.monotonic() + WAIT
    while expected.encode() not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 65536)
    return seen.decode(errors="replace")


def test_the_script_of_click_s_own_request_is_printed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_ONRECORD_COMPLETE", "fish_source")
    ended = run()
    assert (ended.code, ended.out) == (0, completion_script("fish"))


def test_a_script_is_installed_where_bash_completion_looks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("BASH_COMPLETION_USER_DIR", raising=False)
    ended = run("completion", "bash", "--install")
    file = tmp_path / ".local" / "share" / "bash-completion" / "completions" / "onrecord"
    assert file.read_text() == run("completion", "bash").out == completion_script("bash")
    assert (ended.code, ended.out) == (0, "")
    assert f"source {file}" in ended.err
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == [
        tmp_path / ".local"
    ]


def test_an_unknown_shell_is_refused_and_an_unwritable_folder_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert run("completion").code == 2
    assert "did you mean 'bash'" in run("completion", "bsh").err
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    ended = run("completion", "zsh", "--install")
    assert (ended.code, "cannot be written" in ended.err) == (1, True)


def test_help_is_a_command_and_the_version_an_option(run: Run) -> None:
    assert run("help").out == run("--help").out
    assert run("help", "search").out == run("search", "--help").out
    assert "did you mean 'search'" in run("help", "serch").err
    assert run("-V").out == run("--version").out != ""


def test_help_prints_the_man_page_of_the_installed_version(run: Run) -> None:
    assert run("help", "--man").out == man_page(importlib.metadata.version("onrecord"))


def test_the_man_page_has_every_command_option_and_exit_code() -> None:
    page = man_page("1.0").replace("\\-", "-")
    for name in COMMANDS:
        assert f"\n.SS {name}\n" in page
    assert "--allow-private-network" in page
    assert ".TP\n\\fB3\\fR\nThe store cannot be opened or written." in page


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_groff_accepts_the_man_page() -> None:
    command = ["groff", "-ww", "-man", "-Tutf8"]
    ended = subprocess.run(command, input=man_page("1.0"), capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "'news/*.html'" in ended.stdout
