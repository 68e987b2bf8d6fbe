"""The reader's own commands as the configuration file defines them.

[commands.define]
run = "dict -d wn -"        # the words of the command, or a list of them
input = "selection"         # selection, quotation or article
format = "text"             # text or json
output = "pane"             # pane or note
seconds = 20
key = "F12"
"""

import hashlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from tui.strings.own_command_text import OwnCommandText

CommandInput = Literal["selection", "quotation", "article"]
CommandFormat = Literal["text", "json"]
CommandOutput = Literal["pane", "note"]

_MOST_SECONDS = 600
_OPTIONS = ("run", "input", "format", "output", "seconds", "key")
_CHOICES: Mapping[str, Sequence[str]] = {
    "input": get_args(CommandInput),
    "format": get_args(CommandFormat),
    "output": get_args(CommandOutput),
}

Report = Callable[[str, str], None]
"""Receives the name of an option, as `commands.define.run`, and a message."""


class OwnCommand(Struct, frozen=True, kw_only=True):
    """A command: its words, its input and output, its limit of time, and its Textual key."""

    name: str
    run: tuple[str, ...]
    input: CommandInput = "selection"
    format: CommandFormat = "text"
    output: CommandOutput = "pane"
    seconds: int = 20
    key: str = ""

    @property
    def line(self) -> str:
        """The words of the command as a shell would need them."""
        return shlex.join(self.run)

    def digest(self, program: str) -> str:
        """Return a checksum of what runs and what it receives; `program` is the file that runs."""
        parts = (program, *self.run, self.input, self.format)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_commands(table: object, report: Report) -> tuple[OwnCommand, ...]:
    """Read the table `commands`; an entry with a problem is reported and left out."""
    if not isinstance(table, Mapping):
        report("commands", OwnCommandText.NOT_A_TABLE.format(name="commands"))
        return ()
    found = (_read_command(str(name), value, report) for name, value in table.items())
    return tuple(command for command in found if command is not None)


def _read_command(name: str, table: object, report: Report) -> OwnCommand | None:
    where = f"commands.{name}"
    if not isinstance(table, Mapping):
        report(where, OwnCommandText.NOT_A_TABLE.format(name=where))
        return None
    problems = [*_find_problems(table)]
    for option, message in problems:
        report(f"{where}.{option}", message.format(option=f"{where}.{option}"))
    words = _split_words(table.get("run"))
    if not words and not any(option == "run" for option, _ in problems):
        report(where, OwnCommandText.NO_RUN.format(name=where))
    if problems or not words:
        return None
    key = _parse_key(table["key"]) if table.get("key") else ""
    chosen = {option: table[option] for option in (*_CHOICES, "seconds") if option in table}
    return OwnCommand(name=name, run=words, key=key, **chosen)


def _find_problems(table: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the options with a problem, each with a message."""
    found = [
        (option, OwnCommandText.UNKNOWN.format(option="{option}", known=", ".join(_OPTIONS)))
        for option in table
        if option not in _OPTIONS
    ]
    if "run" in table and not _split_words(table["run"]):
        found.append(("run", OwnCommandText.NOT_WORDS))
    for option, choices in _CHOICES.items():
        if option in table and table[option] not in choices:
            wanted = OwnCommandText.ONE_OF.format(option="{option}", choices=", ".join(choices))
            found.append((option, wanted))
    seconds = table.get("seconds", 1)
    if type(seconds) is not int or not 1 <= seconds <= _MOST_SECONDS:
        found.append(
            ("seconds", OwnCommandText.SECONDS.format(option="{option}", most=_MOST_SECONDS))
        )
    if "key" in table and not _is_one_key(table["key"]):
        found.append(("key", OwnCommandText.NOT_A_KEY))
    return found


def _split_words(run: object) -> tuple[str, ...]:
    """Return the words of a command; none if they cannot be read."""
    if isinstance(run, str):
        try:
            run = shlex.split(run)
        except ValueError:
            return ()
    if not isinstance(run, list) or not all(isinstance(word, str) for word in run):
        return ()
    words = tuple(run)
    return words if words and words[0] and not any("\0" in word for word in words) else ()


def _is_one_key(written: object) -> bool:
    try:
        return isinstance(written, str) and " " not in _parse_key(written)
    except ValueError:
        return False


def _parse_key(written: str) -> str:
    from tui.key_names import parse_key  # imports Textual, which commands need not

    return parse_key(written)
