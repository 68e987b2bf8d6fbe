"""Disks that are full, and files that were damaged at random: noticed, named, and read around."""

import random
import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from db import Store, StoreError
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from tests.reliability.editions import edition
from tests.reliability.processes import Outcome

_EDITIONS = 24
_WAYS = ("a bit turned", "a page of noise", "a page of zeros", "the end cut off", "the log cut")


@dataclass(slots=True)
class Damage:
    """Counts of noticed and harmless damage, by the way of damaging.

    `silent` lists texts and notes that changed unnoticed. `crashes` lists errors other than the
    store's own. `unsaved` lists stores whose rest could not be saved into a sound one.
    """

    noticed: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    unsaved: list[str] = field(default_factory=list)


def fill_disk(folder: Path, times: int, seed: int) -> Outcome:
    """Write to a store whose disk is full at random pages; continue after space is freed."""
    chance, outcome = random.Random(seed), Outcome()
    with Store(folder / "full.sqlite") as store:
        sqlite = store._connection._sqlite
        for number in range(times):
            pages = sqlite.execute("PRAGMA page_count").fetchone()[0]
            sqlite.execute(f"PRAGMA max_page_count = {pages + chance.randrange(60)}")
            before = store.articles.count()
            document, analysis = edition(f"{number} " + "pilots " * chance.randrange(60_000))
            try:
                store.articles.add(document, analysis)
                outcome.acknowledged += 1
            except StoreError as error:
                outcome.tries += 1
                if "free some space" not in str(error):
                    outcome.damaged.append(f"named wrongly: {error}")
                if store.articles.count() != before:
                    outcome.damaged.append("a change was made by halves")
            sqlite.execute("PRAGMA max_page_count = 1000000")
        if store.articles.count() != outcome.acknowledged:
            outcome.lost.append(f"{store.articles.count()} of {outcome.acknowledged} articles")
    outcome.damaged += [problem.message for problem in check_store(folder / "full.sqlite").problems]
    return outcome


def damage_files(folder: Path, times: int, seed: int) -> Damage:
    """Damage copies of a store at random, and see what is noticed and saved."""
    chance, found = random.Random(seed), Damage()
    whole = folder / "whole"
    with Store(whole / "store.sqlite") as store:
        for number in range(_EDITIONS):
            article = store.articles.add(*edition(str(number))).article
            store.notes.add(article, 0, 7, f"note {number}")
        expected = _content(store)
        # as it lies on the disk while it is open: the log has a part of it
        shutil.copytree(whole, folder / "open", ignore=shutil.ignore_patterns("*-shm"))
    for number in range(times):
        way = chance.choice(_WAYS)
        copy = folder / f"damaged-{number}"
        shutil.copytree(folder / ("open" if way == "the log cut" else "whole"), copy)
        where = _damage(copy / "store.sqlite", way, chance)
        _look(copy, f"{way} at {where}", way, expected, found)
        shutil.rmtree(copy)
    return found


def _damage(store: Path, way: str, chance: random.Random) -> int:
    file = store.with_name(f"{store.name}-wal") if way == "the log cut" else store
    data = bytearray(file.read_bytes())
    size = int.from_bytes(store.read_bytes()[16:18], "big") or 65536
    at = chance.randrange(len(data))
    if way == "a bit turned":
        data[at] ^= 1 << chance.randrange(8)
    elif way in ("the end cut off", "the log cut"):
        del data[at:]
    else:
        at = at // size * size
        data[at : at + size] = chance.randbytes(size) if "noise" in way else bytes(size)
    file.write_bytes(data)
    return at


def _look(folder: Path, damage: str, way: str, expected: dict[str, str], found: Damage) -> None:
    """Record whether harmful damage is noticed, and the rest can be saved."""
    path, saved = folder / "store.sqlite", folder / "saved.sqlite"
    try:
        noticed = not check_store(path).whole
    except StoreError:
        noticed = True
    except Exception as error:
        found.crashes.append(f"{damage}, check: {type(error).__name__}: {error}")
        return
    try:
        with Store(path) as store:
            # findings can be made anew; what cannot has a hash or an index that is compared
            same = _content(store) == expected
    except StoreError:
        noticed, same = True, False
    except (sqlite3.Error, ValueError, TypeError, LookupError, ArithmeticError) as error:
        same = False  # rows of nonsense, which a check has to tell of
        if not noticed:
            found.crashes.append(f"{damage}, reading: {type(error).__name__}: {error}")
    if noticed:
        found.noticed[way] += 1
        _save(path, saved, damage, found)
    elif same:
        found.harmless[way] += 1
    else:
        found.silent.append(damage)


def _save(path: Path, saved: Path, damage: str, found: Damage) -> None:
    try:
        report = repair(path, saved)
        named = {*report.changed, *(record.article for record in report.unmended)}
        problems = [
            problem
            for problem in check_store(saved).problems
            if problem.kind != "record" or problem.article not in named
        ]
    except StoreError as error:
        if path.read_bytes()[:16] == b"SQLite format 3\0" and "another program" not in str(error):
            found.unsaved.append(f"{damage}: {error}")
        return
    except Exception as error:
        found.crashes.append(f"{damage}, repair: {type(error).__name__}: {error}")
        return
    found.unsaved += [f"{damage}: {problem.message}" for problem in problems]


def _content(store: Store) -> dict[str, str]:
    """Every text and every note of a store."""
    texts = {
        f"text {row.id}": store.articles.text(row.id) for row in store.articles.list(limit=10_000)
    }
    return texts | {f"note {note.id}": note.body for note in store.notes.list()}
