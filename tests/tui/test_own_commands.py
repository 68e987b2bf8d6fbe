"""The reader's own commands: their definitions, their processes, and their place in the reader."""

import json
import sys
import time
from pathlib import Path

import pytest

from tests.support.pilot import screen_text, settle, wait_until
from tests.support.sample_article import open_reader
from tui.config import format_config, read_config
from tui.dialogs.command_output import CommandOutputDialog
from tui.keymap.command_keys import drop_used_keys
from tui.own_commands import OwnCommand, read_commands
from tui.own_commands.process import MOST_OUTPUT, run_program
from tui.settings import config_path


def _python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def _read(table: object) -> tuple[tuple[OwnCommand, ...], list[str]]:
    problems: list[str] = []
    commands = read_commands(table, lambda name, message: problems.append(f"{name}: {message}"))
    return commands, problems


def test_a_command_is_read_with_its_options() -> None:
    table = {"define": {"run": "dict -d 'my words' -", "key": "F12", "output": "note"}}
    commands, problems = _read(table)
    assert problems == []
    assert commands[0].run == ("dict", "-d", "my words", "-")
    assert (commands[0].input, commands[0].output, commands[0].key) == ("selection", "note", "f12")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"run": "dict", "inptu": "article"}, "commands.x.inptu"),
        ({"run": "dict 'open"}, "commands.x.run takes the words of a command"),
        ({"run": []}, "commands.x.run takes the words of a command"),
        ({"run": "dict", "input": "page"}, "commands.x.input takes one of selection"),
        ({"run": "dict", "seconds": 0}, "commands.x.seconds takes a whole number from 1 to 600"),
        ({"run": "dict", "seconds": True}, "commands.x.seconds takes"),
        ({"run": "dict", "key": "gd"}, "commands.x.key takes one key"),
        ({"input": "article"}, "commands.x needs the words of a command"),
        ("dict", "commands.x must be a table"),
    ],
)
def test_a_command_with_a_problem_is_left_out_and_named(table: object, message: str) -> None:
    commands, problems = _read({"x": table, "fine": {"run": "wc"}})
    assert [command.name for command in commands] == ["fine"]
    assert any(message in problem for problem in problems)


def test_a_key_that_the_reader_uses_is_removed_from_the_command() -> None:
    file = config_path()
    file.write_text(
        '[commands.define]\nrun = "dict"\nkey = "j"\n'
        '[commands.speak]\nrun = "espeak"\nkey = "F12"\n'
        '[commands.other]\nrun = "wc"\nkey = "F12"\n'
    )
    config = drop_used_keys(read_config(file))
    assert [command.key for command in config.commands] == ["", "f12", ""]
    assert [problem.line for problem in config.problems] == [3, 9]
    assert "the key F12 already has the action commands.speak" in config.problems[1].text


def test_a_program_receives_the_words_and_its_output_has_no_control_codes() -> None:
    program = r"import sys; print('\033[31m' + sys.stdin.read().upper() + '\033[0m\033]0;title\a')"
    result = run_program(_python(program), b"harbor", 20)
    assert (result.end, result.code, result.output) == ("exit", 0, "HARBOR\n")


def test_a_failed_program_keeps_its_messages() -> None:
    result = run_program(_python("import sys; sys.exit('no such word')"), b"x", 20)
    assert (result.end, result.code, result.errors) == ("exit", 1, "no such word\n")


def test_endless_output_is_cut() -> None:
    result = run_program(_python("while True: print('x' * 999)"), b"", 20)
    assert result.end == "too long"
    assert len(result.output) == MOST_OUTPUT


@pytest.mark.slow
def test_a_program_that_ignores_its_end_and_forks_is_ended_with_its_children(
    tmp_path: Path,
) -> None:
    mark = tmp_path / "alive"
    program = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork()\n"
        f"while True: open({str(mark)!r}, 'a').write('x'); time.sleep(0.02)"
    )
    result = run_program(_python(program), b"", 4)
    assert result.end == "timeout"
    size = mark.stat().st_size
    time.sleep(0.2)
    assert mark.stat().st_size == size


def test_a_program_that_reads_nothing_and_one_that_is_missing_end() -> None:
    assert run_program(_python("pass"), b"x" * 3_000_000, 20).end == "exit"
    missing = run_program(("no-such-program-here",), b"", 20)
    assert (missing.end, missing.errors) == ("not started", "No such file or directory")


async def test_a_quotation_passes_a_command_once_confirmed_and_its_output_is_a_note(
    tmp_path: Path,
) -> None:
    receive = "import json, sys; found = json.load(sys.stdin); print(found['speaker'])"
    run = json.dumps(list(_python(receive)))
    wait = json.dumps(list(_python("import time; time.sleep(60)")))
    config_path().write_text(
        f'[commands.first]\nrun = {run}\ninput = "quotation"\nformat = "json"\nkey = "F12"\n'
        f'output = "note"\n[commands.slow]\nrun = {wait}\n'
    )
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("3", "]", "q", "f12")
        await settle(pilot)
        assert "the quotation, 37 characters as JSON" in screen_text(pilot.app.screen)
        await pilot.press("n", "f12", "y")
        await wait_until(pilot, lambda: len(screen.store.notes.list(1)) == 1)
        [note] = screen.store.notes.list(1)
        assert note.body == "Anders Lind"
        assert note.origin.endswith("command first")
        await pilot.press("f12")
        await wait_until(pilot, lambda: len(screen.store.notes.list(1)) == 2)
        await pilot.press("u")
        await settle(pilot)
        assert len(screen.store.notes.list(1)) == 1
        await pilot.press("|", *"slow", "enter", "y")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, CommandOutputDialog))
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is screen


def test_the_printed_configuration_has_the_commands(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[commands."look up"]\nrun = "dict -d \'a b\' -"\nkey = "F12"\nseconds = 5\n')
    config = read_config(file)
    file.write_text(format_config(config, file))
    assert read_config(file).commands == config.commands != ()
