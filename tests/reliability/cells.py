"""Cells of a store with values that no program should write: each is found, and the rest is shown.

`python -m tests.reliability.cells [TIMES] [SEED]` prints the counts of a store with everything.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from db.checksums.comparison import list_damage
from db.checksums.groups import GROUPS
from tests.reliability.flips import run_commands
from tests.support.full_store import fill_store

_VALUES = {
    "bytes": "x'ff00fe'",
    "invalid UTF-8": "CAST(x'41ff42' AS TEXT)",
    "words": "'garbage'",
    "empty": "''",
    "cut JSON": """'{"a": [1,'""",
    "JSON of another type": "'[[1], null, {}]'",
    "a large number": "9223372036854775807",
    "a negative number": "-7",
    "a real number": "1.5",
}  # fmt: skip


@dataclass(slots=True)
class Cells:
    """Counts of changed cells.

    `refused` are commands that showed nothing but an error of the store, of which `crashes` ended
    by another error. `silent` are cells that no comparison of checksums found.
    """

    tries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def change_cells(folder: Path, times: int, seed: int) -> Cells:
    """Change one cell at a time in copies of a store with everything."""
    chance, found = random.Random(seed), Cells()
    model, path = folder / "model.sqlite", folder / "changed.sqlite"
    fill_store(model)
    expected, _ = run_commands(model, folder)
    cells = _list_cells(model)
    for _ in range(times):
        table, column = chance.choice(cells)
        kind, value = chance.choice(list(_VALUES.items()))
        shutil.copyfile(model, path)
        row = _change(path, table, column, value, chance)
        if row is None:
            continue
        found.tries += 1
        cell = f"{kind} in {table}.{column} of row {row}"
        shown, crashes = run_commands(path, folder)
        found.crashes += [f"{cell}: {crash}" for crash in crashes]
        for command, text in shown.items():
            if "refused: " in text and "refused: " not in expected[command]:
                found.refused[f"{cell}: {command}: {text[text.index('refused: ') :].strip()}"] += 1
        with closing(sqlite3.connect(path)) as sqlite:
            if next(list_damage(sqlite), None) is None:
                found.silent.append(cell)
    return found


def _list_cells(path: Path) -> list[tuple[str, str]]:
    """Return the tables and columns that have rows; the key of a table is left as it is."""
    with closing(sqlite3.connect(path)) as sqlite:
        return [
            (table, column)
            for table in dict.fromkeys(group.source for group in GROUPS)
            if sqlite.execute(f"SELECT 1 FROM {table}").fetchone()
            for _, column, type, _, _, key in sqlite.execute(f"PRAGMA table_info({table})")
            if not (key == 1 and type == "INTEGER")
        ]


def _change(path: Path, table: str, column: str, value: str, chance: random.Random) -> int | None:
    """Set a cell of a row; return the number of the row, None if the table refuses the value."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("PRAGMA ignore_check_constraints = ON")
        info = sqlite.execute(f"PRAGMA table_info({table})").fetchall()
        keys = [name for _, name, _, _, _, key in info if key] or ["rowid"]
        count = sqlite.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        row = chance.randrange(count)
        names = ", ".join(f'"{name}"' for name in keys)
        chosen = f"SELECT {names} FROM {table} LIMIT 1 OFFSET {row}"
        try:
            with sqlite:
                changed = sqlite.execute(
                    f'UPDATE {table} SET "{column}" = {value} WHERE ({names}) = ({chosen})'
                ).rowcount
        except sqlite3.Error:
            return None
    return row if changed == 1 else None


def main() -> int:
    """Print the counts; 1 if a command crashed, or a changed cell was not found."""
    times, seed = (int(value) for value in (sys.argv[1:] + ["100", "1"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        found = change_cells(Path(folder), times, seed)
    for line in (*found.crashes, *found.silent, *found.refused):
        print(line)
    print(
        f"{found.tries} cells: {len(found.crashes)} crashes, {sum(found.refused.values())} refused"
    )
    print(f"{len(found.silent)} not found")
    return 1 if found.silent or found.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
