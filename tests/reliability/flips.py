"""Bits of a store that are inverted: each is harmless, or it is found.

`python -m tests.reliability.flips [TIMES] [SEED] [TARGET]` prints the counts of a store with
everything. The target is "file" for a compacted store, and "closed" for one that the app closed.
It is "log" for the log of a store whose program was killed.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from click.testing import CliRunner

from db import Store, StoreError
from db.maintenance.integrity import check_store
from db.maintenance.optimize import vacuum
from tests.support.full_store import fill_store
from tui.cli import onrecord

# What a reader sees of a store, by commands that do not change it.
_COMMANDS = (
    "list", "list --json", "search pilots --json", "search bridge", "quotes --json", "quotes",
    "people --json", "people 1", "timeline --json", "timeline", "tag", "collection",
    "trash --json", "history --json", "versions 14", "watch --json", "corrections rules",
    "corrections proposals", "show 1", "show 1 --json", "show 2", "like 1", "words 1",
    "export jsonl", "export annotations", "export csv --table notes", "export csv --table articles",
    "export markdown", "export bibtex", "backup", "restore 5 --json", "undo --json",
)  # fmt: skip
_CHANGING = ("restore", "undo")
Target = Literal["file", "closed", "log"]
_PARTS = ("", "-wal", "-commits")
"""The endings of the files of a store that are copied."""


@dataclass(slots=True)
class Flips:
    """Counts of turned bits, by their effect.

    `silent` are the harmful ones that a check did not find; `crashes` those after which a command
    ended by an error that is not the store's own.
    """

    harmless: int = 0
    seen: int = 0
    seen_without_effect: int = 0
    silent: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def tries(self) -> int:
        """The number of turned bits."""
        return self.harmless + self.seen + self.seen_without_effect + len(self.silent)


def flip_bits(folder: Path, times: int, seed: int, target: Target = "file") -> Flips:
    """Turn one bit at a time in copies of a store with everything."""
    chance, found = random.Random(seed), Flips()
    model, path = folder / "model.sqlite", folder / "flipped.sqlite"
    _make_store(model, target)
    expected, crashes = run_commands(model, folder)
    assert not crashes, crashes
    ending = "-wal" if target == "log" else ""
    for number in range(times):
        _copy(model, path)
        turned = path.with_name(f"{path.name}{ending}")
        changed = bytearray(turned.read_bytes())
        at, bit = chance.randrange(len(changed)), chance.randrange(8)
        changed[at] ^= 1 << bit
        turned.write_bytes(changed)
        _judge(path, folder, f"{number}: bit {bit} of byte {at}", expected, found)
    return found


def _make_store(path: Path, target: Target) -> None:
    """Write a store with everything; for the log, with all but its first changes in the log."""
    if target != "log":
        fill_store(path)
        if target == "file":
            vacuum(path)  # else most bits are in free pages
        return
    filled = path.with_name("open.sqlite")
    Store(filled).close()
    with closing(sqlite3.connect(filled)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM article").fetchone()  # so that nothing is written back
        fill_store(filled)
        _copy(filled, path)


def _copy(store: Path, copy: Path) -> None:
    """Copy a store with its log and its counter."""
    for file in copy.parent.glob(f"{copy.name}*"):
        if file.is_file():
            file.unlink()
    for ending in _PARTS:
        file = store.with_name(f"{store.name}{ending}")
        if file.exists():
            shutil.copyfile(file, copy.with_name(f"{copy.name}{ending}"))


def _judge(path: Path, folder: Path, flip: str, expected: dict[str, str], found: Flips) -> None:
    shown, crashes = run_commands(path, folder)
    kinds = _check(path, found, flip)  # it writes the log back
    found.crashes += [f"{flip}: {crash}" for crash in crashes]
    changed = [command for command, text in shown.items() if text != expected[command]]
    found.kinds.update(kinds)
    if kinds and changed:
        found.seen += 1
    elif kinds:
        found.seen_without_effect += 1
    elif changed:
        found.silent.append(f"{flip}: {', '.join(changed)}")
    else:
        found.harmless += 1


def _check(path: Path, found: Flips, flip: str) -> set[str]:
    """Return the kinds of problems that a check finds; "refused" if the store is not opened."""
    try:
        return {problem.kind for problem in check_store(path).problems}
    except StoreError:
        return {"refused"}
    except Exception as error:
        found.crashes.append(f"{flip}: check: {describe_crash(error)}")
        return set()


def run_commands(path: Path, folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the output of each command on a copy of a store, and the commands that crashed."""
    copy = folder / "opened.sqlite"
    shown: dict[str, str] = {}
    crashes = []
    for command in _COMMANDS:
        if command == _COMMANDS[0] or command.startswith(_CHANGING):
            _copy(path, copy)
        ended = CliRunner().invoke(onrecord, [*command.split(), "--store", str(copy)])
        shown[command] = ended.output
        error = ended.exception
        if isinstance(error, StoreError):
            shown[command] += f"refused: {error}"
        elif error is not None and not isinstance(error, SystemExit):
            crashes.append(f"{command}: {describe_crash(error)}")
            shown[command] += "crashed"
    return shown, crashes


def describe_crash(error: BaseException) -> str:
    """Return an error, and the line of ours that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/db/" in frame.filename or "/tui/" in frame.filename]
    line = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} in {line}: {error}"


def main() -> int:
    """Print the counts; 1 if a harmful bit was not found, or a command crashed."""
    arguments = dict(enumerate(sys.argv[1:]))
    times, seed = int(arguments.get(0, 500)), int(arguments.get(1, 1))
    target = next(target for target in get_args(Target) if target == arguments.get(2, "file"))
    with tempfile.TemporaryDirectory() as folder:
        found = flip_bits(Path(folder), times, seed, target)
    for line in (*found.silent, *found.crashes):
        print(line)
    print(f"{found.tries} bits: {found.harmless} harmless, {found.seen} harmful and found,")
    print(
        f"{found.seen_without_effect} found before a harm, {len(found.silent)} harmful in silence"
    )
    print(f"{len(found.crashes)} crashes; problems: {dict(found.kinds.most_common())}")
    return 1 if found.silent or found.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
