"""A store of made-up articles with findings, and copies of them for large sizes."""

import itertools
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from benchmarks._archive_articles import make_articles, make_world
from db import Store
from db.connection import Connection
from db.finding_rows import finding_id
from db.identities.link_counts import RECOUNT_ALL
from db.maintenance.integrity import accept_changes
from db.maintenance.optimize import optimize_fts, vacuum
from db.repositories.article_rows import hash_text
from db.repositories.corrections import insert_corrected_article

BLOCK = 10_000
"""The articles that are stored one by one; a larger store has a multiple of them."""
_AT_ONCE = 1_000  # articles in a transaction


def build(folder: Path, count: int, seed: int, *, rivals: bool) -> dict[str, float]:
    """Make the stores in `folder` unless they are there; return the CPU seconds that each took.

    The first 10,000 articles are stored as an import stores them, in 250 s. A larger store has
    copies of them, which take a tenth of that time: see `_copy_articles`.
    """
    spent: dict[str, float] = {}
    path = folder / "onrecord.sqlite"
    if not is_built(folder, count, seed):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.process_time()
        _store_articles(path, min(count, BLOCK), count, seed)
        _copy_articles(path, count // BLOCK)
        accept_changes(path)  # the copies have no checksums yet
        optimize_fts(path)  # as after every large import
        vacuum(path)
        spent["OnRecord"] = time.process_time() - began
        (folder / "done").write_text(f"{count} {seed}")
    if rivals and not (folder / "rivals").exists():
        from benchmarks._archive_rivals import build_rivals  # needs tantivy

        spent |= build_rivals(folder)
        (folder / "rivals").touch()
    return spent


def is_built(folder: Path, count: int, seed: int) -> bool:
    """Return True if `folder` has a store of this number of articles and this seed."""
    done = folder / "done"
    return done.exists() and done.read_text() == f"{count} {seed}"


def _store_articles(path: Path, count: int, total: int, seed: int) -> None:
    """Store articles with their findings; take them from a smaller store of `total` if there."""
    known = path.parent.with_name(str(count))
    if total > count and is_built(known, count, seed):
        shutil.copy(known / path.name, path)
        return
    Store(path).close()
    store = Connection(path)
    with store.read_transaction() as sqlite:  # the store may be lost, and has to be made quickly
        sqlite.execute("PRAGMA cache_size = -400000")
        sqlite.execute("PRAGMA wal_autocheckpoint = 20000")
    articles = make_articles(make_world(seed), seed, count)
    stored = 0
    while batch := list(itertools.islice(articles, _AT_ONCE)):
        with store.transaction() as sqlite:
            for document, analysis in batch:
                insert_corrected_article(sqlite, document, analysis)
        stored += len(batch)
        print(f"\r{stored:,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    store.close()


# The columns that differ in a copy; others are equal. `own` are the identities of a copy's own.
_COPIED = {
    "article": "{} + :articles", "article.id": "{} + :articles",
    "article.duplicate_group": "{} + :articles",
    "article.sha256": "hash_text(text || :mark)", "article.text": "text || :mark",
    "article.address": "{} || :suffix", "article.source": "{} || :suffix",
    "published": "date({}, :days)", "day": "date({}, :days)", "first_day": "date({}, :days)",
    "last_day": "date({}, :days)",
    "quotation_shingle.quotation": "{} + :findings",
    "quotation_shingle.shingle": "({} + :hash + 8388608) % 16777216 - 8388608",
    "article_sketch.hash": "({} + :hash) % 4294967295",
    "quote_group_member.quotation": "{} + :findings",
    "quote_group_member.quote_group": "{} + :groups", "quote_group.id": "{} + :groups",
    "identity": "iif({0} IN own, {0} + :identities, {0})", "identity.id": "{} + :identities",
    "entity.name": "iif(identity IN own, name || :suffix, name)",
    "identity.name": "name || :suffix",
    "identity.all_names":
        "iif(all_names = '', '', replace(all_names, char(10), :suffix || char(10)) || :suffix)",
    "identity.folded":
        "iif(folded = '', '', replace(folded, char(10), :suffix || char(10)) || :suffix)",
    "identity_name.key": "key || :suffix",
}  # fmt: skip
_FIRST_BLOCK = {
    "identity": "id IN own", "identity_name": "identity IN own",
    "identity_block": "identity IN own",
    "article": "id <= :last", "article_sketch": "article <= :last", "entity": "article <= :last",
    "alias": "article <= :last", "mention": "article <= :last", "quotation": "article <= :last",
    "quotation_shingle": "quotation < :end", "time_expression": "article <= :last",
    "event": "article <= :last", "event_entity": "article <= :last",
    "quote_group": "id <= :last_group", "quote_group_member": "quotation < :end",
    "identity_entity": "article <= :last",
}  # fmt: skip
_RARE = 2  # articles of an identity that each copy has one of its own of


def _copy_articles(path: Path, blocks: int) -> None:
    """Copy all articles with their findings until the store has this number of blocks of them.

    Each copy is some days later. Its texts have other hashes, so that copies are no near-duplicates
    and their quotations not repeated. People and things that occur in one or two articles have
    another name in each copy. All others occur in all copies, so that the store has more articles
    about the same people, as a real one.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as sqlite:
        sqlite.create_function("hash_text", 1, hash_text, deterministic=True)
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -400000",
                       "wal_autocheckpoint = 20000"):  # fmt: skip
            sqlite.execute(f"PRAGMA {pragma}")
        query = """SELECT (SELECT max(id) FROM article), (SELECT max(id) FROM quote_group),
            (SELECT max(id) FROM identity)"""
        articles, groups, identities = sqlite.execute(query).fetchone()
        sqlite.execute(
            f"""CREATE TEMP TABLE own AS SELECT id FROM identity
                WHERE articles <= {_RARE} AND merged_into IS NULL"""
        )
        sqlite.execute("CREATE UNIQUE INDEX temp.own_id ON own (id)")
        query = "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'"
        triggers = sqlite.execute(query).fetchall()
        sqlite.execute("BEGIN")
        for name, _ in triggers:
            sqlite.execute(f"DROP TRIGGER {name}")
        for block in range(1, blocks):
            values = {
                "last": articles, "last_group": groups, "end": finding_id(articles + 1, 0),
                "articles": block * articles, "findings": finding_id(block * articles, 0),
                "groups": block * groups, "identities": block * identities,
                "days": f"+{3 * block} days", "mark": f"\n({block})", "hash": 104_729 * block,
                "suffix": "".join("aeioulnrst"[int(digit)] for digit in str(block)),
            }  # fmt: skip
            for table, where in _FIRST_BLOCK.items():
                _copy_rows(sqlite, table, where, values)
            print(f"\r{(block + 1) * articles:,} articles", end="", file=sys.stderr, flush=True)
        for statement in RECOUNT_ALL if blocks > 1 else ():
            sqlite.execute(statement)
        for table in ("article", "quotation", "event", "article_metadata") if blocks > 1 else ():
            sqlite.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
        for _, statement in triggers:
            sqlite.execute(statement)
        sqlite.execute("COMMIT")


def _copy_rows(
    sqlite: sqlite3.Connection, table: str, where: str, values: dict[str, object]
) -> None:
    columns = [row[1] for row in sqlite.execute(f"PRAGMA table_info ({table})")]
    copied = [
        _COPIED.get(f"{table}.{column}", _COPIED.get(column, "{}")).format(f'"{column}"')
        for column in columns
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    sqlite.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(copied)} FROM {table} WHERE {where}",
        values,
    )
