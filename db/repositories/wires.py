"""The records that news agencies keep of articles: load and save them, inside a transaction."""

import json
import sqlite3

from db.stored_records import read_record
from db.text import one_line
from db.wire_records import WireRecord, wire_as_json, wire_from_json

WIRE_SQL = """(SELECT json_array(CAST(status AS TEXT), CAST(note AS TEXT), CAST(embargo AS TEXT), (
            SELECT iif(json_valid(value), json_extract(value, '$.status'), NULL) FROM proposal
            WHERE proposal.article = article.id AND kind = 'status' AND rejected IS NULL
            ORDER BY proposal.id DESC LIMIT 1))
        FROM wire_record WHERE wire_record.article = article.id)"""
"""The status, the note, the embargo and the proposed status of an article as JSON; NULL for one
without a record."""

_COLUMNS = ("id", "version", "issued", "status", "note", "embargo")
_LONGEST_ID = 500  # characters


def load_wire(sqlite: sqlite3.Connection, article: int) -> WireRecord | None:
    """Load the record of an article, None if it is from no agency."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM wire_record WHERE article = ?"
    row = sqlite.execute(query, (article,)).fetchone()
    if row is None:
        return None
    return read_record(
        WireRecord, lambda values: wire_from_json(dict(zip(_COLUMNS, values, strict=True))), row
    )


def save_wire(sqlite: sqlite3.Connection, article: int, wire: WireRecord | None) -> None:
    """Replace the record of an article."""
    if wire is None:
        sqlite.execute("DELETE FROM wire_record WHERE article = ?", (article,))
        return
    values = wire_as_json(wire)
    values |= {name: one_line(values[name]) for name in ("version", "note")}
    values["id"] = one_line(wire.id)[:_LONGEST_ID]
    sqlite.execute(
        f"""INSERT OR REPLACE INTO wire_record (article, {", ".join(_COLUMNS)})
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (article, *(values[name] for name in _COLUMNS)),
    )


def find_wire_article(sqlite: sqlite3.Connection, wire: WireRecord | None) -> int | None:
    """Find the article of an item by the id of its source."""
    if wire is None:
        return None
    query = "SELECT article FROM wire_record WHERE id = ? ORDER BY article DESC"
    found = sqlite.execute(query, (one_line(wire.id)[:_LONGEST_ID],)).fetchone()
    return None if found is None else int(found[0])


def parse_wire_state(packed: str | None) -> tuple[str, str, str | None, str]:
    """Parse the value of `WIRE_SQL`: status, note, embargo as text, and proposed status."""
    if packed is None:
        return "usable", "", None, ""
    status, note, embargo, proposed = json.loads(packed)
    return status, note, embargo, proposed or ""
