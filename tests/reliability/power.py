"""Loss of power at any moment: every possible state of the disk is opened as a store.

In the time between two syncs of a file, a disk may have executed any part of its requests, in any
order. A write may be torn between two sectors. Synced data stays. The names in a folder are synced
with the first sync of a new file, as SQLite does. Until then a new file may be missing, and a
deleted one may be present.
"""

import random
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from db import Store, StoreError
from tests.reliability.disk_log import Operation, Recording
from tests.reliability.editions import edition, torn
from tests.reliability.processes import Outcome

_SECTOR = 512  # bytes that a disk writes whole

State = tuple[frozenset[str], frozenset[tuple[str, bool]]]


def lose_power(folder: Path, states: int, seed: int) -> Outcome:
    """Write to a store, then open it as it may be after `states` losses of power."""
    operations, expected = _record(folder)
    chance, outcome = random.Random(seed), Outcome()
    outcome.acknowledged = len(expected) - 1
    moments = chance.choices(range(len(operations) + 1), k=states)
    for moment in sorted(moments):
        mode = chance.choice((0.0, 0.5, 0.9))  # nothing more than synced, half, nearly all
        files, acknowledged = _after(operations[:moment], mode, chance)
        outcome.tries += 1
        _look(files, expected[acknowledged : acknowledged + 2], outcome)
    return outcome


def _record(folder: Path) -> tuple[list[Operation], list[State]]:
    """Return the requests to the disk, and the contents after each acknowledged change."""
    path = folder / "power.sqlite"
    recording = Recording(folder)
    expected: list[State] = [(frozenset(), frozenset())]

    def acknowledge(store: Store) -> None:
        expected.append(_state(store))
        recording.mark(len(expected) - 1)

    with recording.running():
        for round_ in range(3):  # closing folds the log into the file
            with Store(path) as store:
                for number in range(8):
                    article = store.articles.add(*edition(f"{round_}-{number}")).article
                    acknowledge(store)
                    note = store.notes.add(article, 0, 7, f"note {round_}-{number}")
                    acknowledge(store)
                    store.notes.edit(note.id, body=f"edited {round_}-{number}", starred=True)
                    acknowledge(store)
                store.articles.delete(article)
                acknowledge(store)
    return recording.operations, expected


def _state(store: Store) -> State:
    rows = store.articles.list(limit=10_000)
    return (
        frozenset(store.articles.text(row.id) for row in rows),
        frozenset((note.body, note.starred) for note in store.notes.list()),
    )


def _after(
    operations: Sequence[Operation], probability: float, chance: random.Random
) -> tuple[dict[str, bytearray], int]:
    """Files as they may be after a loss of power, and the last change acknowledged before it."""
    files: dict[str, bytearray] = {}
    ghosts: dict[str, bytearray] = {}  # files deleted, whose names may still be in the folder
    pending: dict[str, list[Operation]] = defaultdict(list)
    named: set[str] = set()  # names that are in the folder for sure
    acknowledged = 0
    for operation in operations:
        name = operation.file
        if operation.kind == "mark":
            acknowledged = operation.offset
        elif operation.kind == "delete":
            pending.pop(name, None)
            if name in named:
                ghosts[name] = files.pop(name)
            files.pop(name, None)
            named.discard(name)
        elif operation.kind == "sync":
            _apply(files, pending.pop(name, []))
            if name not in named:
                named = {*named, *files, name}
                ghosts.clear()
        else:
            pending[name].append(operation)
    for left in pending.values():
        _apply(files, _part(left, probability, chance))
    for name in [*files]:
        if name not in named and chance.random() < 0.5:
            del files[name]
    for name, content in ghosts.items():
        if name not in files and chance.random() < 0.5:
            files[name] = content
    return files, acknowledged


def _part(
    operations: Sequence[Operation], probability: float, chance: random.Random
) -> Iterator[Operation]:
    """Some of the operations, some of them torn."""
    for operation in operations:
        if chance.random() >= probability:
            continue
        if operation.kind == "write" and chance.random() < 0.2:
            sectors = range(0, len(operation.data), _SECTOR)
            for at in chance.sample(sectors, chance.randint(0, len(sectors))):
                piece = operation.data[at : at + _SECTOR]
                yield Operation("write", operation.file, operation.offset + at, piece)
        else:
            yield operation


def _apply(files: dict[str, bytearray], operations: Iterator[Operation] | list[Operation]) -> None:
    for operation in operations:
        content = files.setdefault(operation.file, bytearray())
        if operation.kind == "truncate":
            del content[operation.offset :]
        else:
            content.extend(bytes(max(0, operation.offset - len(content))))
            content[operation.offset : operation.offset + len(operation.data)] = operation.data


def _look(files: dict[str, bytearray], allowed: list[State], outcome: Outcome) -> None:
    """Open the store that the files are, and hold it against what it may be."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        path = Path(folder) / "power.sqlite"
        try:
            with Store(path) as store:
                state = _state(store)
                outcome.damaged += torn(store)
            with closing(sqlite3.connect(path)) as sqlite:
                whole = sqlite.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except (StoreError, sqlite3.DatabaseError) as error:
            outcome.damaged.append(str(error))
            return
        if whole != "ok":
            outcome.damaged.append(whole)
        if state not in allowed:
            outcome.lost.append(f"{len(allowed[0][0])} articles, {len(allowed[0][1])} notes")
