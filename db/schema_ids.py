"""New ids for quotations and events, which say what article they are in, and their indexes."""

import sqlite3

from db.finding_ids import BITS

_NEW = f"article << {BITS} | number"
TOKENS = 'tokenize="unicode61 remove_diacritics 2"'
"""How the indexes take words: in lower case, without accents."""


def _index(table: str, view: str, shown: str, *columns: str) -> tuple[str, ...]:
    """A full-text index over the rows of a table that a search shows, and what keeps it in step."""
    names = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    insert = f"""INSERT INTO {table}_fts (rowid, {names})
        SELECT new.id, {new} WHERE new.{shown};"""
    delete = f"""INSERT INTO {table}_fts ({table}_fts, rowid, {names})
        SELECT 'delete', old.id, {old} WHERE old.{shown};"""
    shows = shown.split()[0]
    return (
        f"CREATE VIEW {view} AS SELECT id, {names} FROM {table} WHERE {shown}",
        f"""CREATE VIRTUAL TABLE {table}_fts USING fts5 (
            {names}, content='{view}', content_rowid='id', {TOKENS}
        )""",
        f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {insert} END",
        f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {delete} END",
        f"""CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names}, {shows} ON {table}
            BEGIN {delete} {insert} END""",
        f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')",
    )


def _renumber(table: str, child: str) -> tuple[str, ...]:
    """New ids for a table, whose rows leave it for a while: so they lie in their order, and close.

    What refers to them would go with them.
    """
    return (
        f"CREATE TEMP TABLE kept AS SELECT * FROM {table} ORDER BY article, number",
        f"CREATE TEMP TABLE kept_child AS SELECT * FROM {child}",
        f"UPDATE temp.kept SET id = {_NEW}",
        f"DELETE FROM {child}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM temp.kept ORDER BY id",
        f"INSERT INTO {child} SELECT * FROM temp.kept_child",
        "DROP TABLE temp.kept",
        "DROP TABLE temp.kept_child",
    )


def _refer(table: str) -> tuple[str, ...]:
    """Let a table refer to quotations by their new ids; first below zero, where none is yet."""
    new = f"SELECT {_NEW} FROM quotation WHERE id = quotation"
    return (
        f"UPDATE {table} SET quotation = -({new})",
        f"UPDATE {table} SET quotation = -quotation",
    )


STATEMENTS = (
    *(
        f"DROP TRIGGER {table}_fts_{step}"
        for table in ("quotation", "event")
        for step in ("insert", "delete", "update")
    ),
    "DROP TABLE quotation_fts",
    "DROP TABLE event_fts",
    "DROP INDEX quotation_facts",
    "DROP INDEX event_facts",
    "DROP INDEX quotation_entity",
    *_refer("quotation_shingle"),
    *_refer("quotation_saying"),
    *_renumber("quotation", "quotation_span"),
    *_renumber("event", "event_entity"),
    *_index("quotation", "quotation_said", "kind != 'scare'", "content", "speaker_names"),
    *_index("event", "event_dated", "first_day IS NOT NULL", "headline"),
)


def renumber(sqlite: sqlite3.Connection) -> None:
    """Give the new ids, and make the indexes over them; for use inside a transaction."""
    for statement in STATEMENTS:
        sqlite.execute(statement)
