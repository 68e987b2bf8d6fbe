"""The tables whose rows are recorded while a reader edits, and how their rows are restored.

Tables and columns that are computed from others are not recorded: a step of undo computes them
again for the rows that it changes, with the functions that any edit uses.
"""

import sqlite3
from collections.abc import Mapping

from msgspec import Struct

from db.edits.models import DataKind, ItemType

UNIT_TABLES = ("entity", "alias", "mention", "quotation", "quotation_span", "quotation_speaker",
               "time_expression", "event", "event_entity", "machine_analysis")  # fmt: skip
"""The findings of an article, which are restored together or computed again, parents first."""

FINDING_COUNTS = frozenset({"quotations", "events"})
"""The columns of an article that follow its findings."""


class TableSpec(Struct, frozen=True, kw_only=True):
    """A recorded table.

    `columns` are the recorded ones without the key, None for all that are stored. `apart` are
    groups of columns that are restored independently of each other; the others of a row are
    restored together. `uncompared` may have changed since the edit, and are restored with the
    others. `article` is the column of the article, `items` those by which items are counted.
    """

    key: tuple[str, ...]
    kind: DataKind
    columns: tuple[str, ...] | None = None
    apart: tuple[tuple[str, ...], ...] = ()
    uncompared: frozenset[str] = frozenset()
    article: str = ""
    items: Mapping[ItemType, str] = {}
    defaults: Mapping[str, int | str] = {}
    """The values of a row that may as well be missing."""
    unique: tuple[tuple[str, ...], ...] = ()
    has_inserts: bool = True
    """False for a table whose inserted rows remain."""
    unit: str = ""
    """The column of the holder whose rows are restored all or not at all."""
    is_global: bool = False
    """True if a change of a row concerns any article."""
    parents: Mapping[str, str] = {}
    """The columns that refer to a row of another table, which has to exist."""


def _finding(*key: str, columns: tuple[str, ...] | None = None) -> TableSpec:
    return TableSpec(key=key, kind="findings", columns=columns, article="article")


def _link(*key: str) -> TableSpec:
    return TableSpec(key=key, kind="identities", parents={"identity": "identity"})


_ARTICLE = {"article": "article"}

# Parents before their children: rows are deleted in the reverse order.
TABLES: dict[str, TableSpec] = {
    "article": TableSpec(
        key=("id",), kind="metadata", article="id", items={"article": "id"},
        columns=(
            "title", "byline", "site", "source", "published", "published_from", "language",
            "section", "updated", "origins", "address", "retrieved_from", "claimed_address",
            "remark", "part_of", "quotations", "events",
        ),
        apart=(("title",), ("byline",), ("site",), ("source", "address"), ("language",),
               ("published", "published_from"), ("section",), ("updated",)),
        has_inserts=False,
    ),
    "reading_state": TableSpec(
        key=("article",), kind="reading_state", article="article", items={"article": "article"},
        columns=("state", "starred", "bookmarks", "star_origin"),
        apart=(("state",), ("starred", "star_origin"), ("bookmarks",)),
        defaults={"state": "unread", "starred": 0, "bookmarks": "{}", "star_origin": ""},
        parents=_ARTICLE,
    ),
    "wire_record": TableSpec(
        key=("article",), kind="metadata", article="article", parents=_ARTICLE
    ),
    "original": TableSpec(
        key=("article",), kind="metadata", article="article", items={"article": "article"},
        parents=_ARTICLE,
    ),
    "tag": TableSpec(
        key=("id",), kind="tags", items={"tag": "id"}, unique=(("name",),), has_inserts=False,
        is_global=True,
    ),
    "article_tag": TableSpec(
        key=("article", "tag"), kind="tags", article="article", unit="article",
        items={"article": "article", "tag": "tag"}, parents={**_ARTICLE, "tag": "tag"},
    ),
    "collection": TableSpec(
        key=("id",), kind="views", items={"collection": "id"}, unique=(("name",),),
        is_global=True,
    ),
    "collection_article": TableSpec(
        key=("collection", "article"), kind="tags", article="article",
        items={"article": "article", "collection": "collection"},
        parents={**_ARTICLE, "collection": "collection"},
    ),
    "note": TableSpec(
        key=("id",), kind="notes", article="article", items={"note": "id", "article": "article"},
        apart=(("quotation",),), uncompared=frozenset({"changed"}), parents=_ARTICLE,
    ),
    "note_tag": TableSpec(
        key=("note", "tag"), kind="notes", unit="note", items={"note": "note", "tag": "tag"},
        parents={"note": "note", "tag": "tag"},
    ),
    "saved_search": TableSpec(
        key=("id",), kind="views", items={"search": "id"}, unique=(("name",),),
        uncompared=frozenset({"opened", "seen"}),
    ),
    "watched_source": TableSpec(
        key=("id",), kind="watched_sources", items={"watched source": "id"},
        unique=(("address",),), apart=(("title",),),
        uncompared=frozenset({
            "checked", "error", "articles", "last_new", "last_changed", "last_proposed", "remark",
            "etag", "modified", "title", "found", "last_error", "failed", "failures", "due",
        }),
    ),
    "watched_entry": TableSpec(
        key=("source", "key"), kind="watched_sources", parents={"source": "watched_source"}
    ),
    "feed_article": TableSpec(
        key=("source", "added_article"), kind="watched_sources",
        parents={"source": "watched_source"}, uncompared=frozenset({"changed"}),
    ),
    "proposal": TableSpec(
        key=("id",), kind="list", article="article", items={"proposal": "id"},
        unique=(("sha256",),), parents=_ARTICLE,
    ),
    "correction_rule": TableSpec(
        key=("id",), kind="rules", items={"rule": "id"}, unique=(("kind", "words"),),
        is_global=True,
    ),
    "correction": TableSpec(
        key=("id",), kind="findings", article="article", items={"correction": "id"},
        parents=_ARTICLE,
    ),
    "authority_entry": TableSpec(
        key=("id",), kind="identities", items={"authority record": "id"},
    ),
    "authority_name": TableSpec(
        key=("key", "entry"), kind="identities", parents={"entry": "authority_entry"},
    ),
    "identity": TableSpec(
        key=("id",), kind="identities", items={"identity": "id"},
        columns=("name", "label_code", "all_names", "shared", "gender", "fields", "country",
                 "merged_into", "merge_reason", "compared"),
        apart=(("name",), ("label_code",), ("all_names",), ("shared",), ("gender",), ("fields",),
               ("country",), ("merged_into", "merge_reason"), ("compared",)),
    ),
    "identity_name": _link("key", "identity"),
    "identity_distinct": TableSpec(
        key=("first", "second"), kind="identities", items={"identity": "first"},
        uncompared=frozenset({"created"}), parents={"first": "identity", "second": "identity"},
    ),
    "identity_override": TableSpec(
        key=("article", "key"), kind="identities", article="article",
        parents={**_ARTICLE, "identity": "identity"},
    ),
    "identity_block": _link("block", "identity"),
    "identity_candidate": TableSpec(
        key=("first", "second"), kind="identities",
        parents={"first": "identity", "second": "identity"},
    ),
    "entity": _finding(
        "article", "number",
        columns=("name", "label_code", "role", "confidence", "reason", "identity"),
    ),
    "alias": _finding("article", "entity", "position"),
    "mention": _finding("article", "number"),
    "quotation": _finding("article", "number"),
    "quotation_span": _finding("article", "quotation", "position"),
    "quotation_speaker": _finding("article", "quotation", "position"),
    "time_expression": _finding("article", "number"),
    "event": _finding("article", "number"),
    "event_entity": _finding("article", "event", "position"),
    "machine_analysis": _finding("article"),
}  # fmt: skip


class Column(Struct, frozen=True):
    """A column of a table: its type in the schema, and whether it may be NULL."""

    type: str
    is_nullable: bool


_columns: dict[str, dict[str, Column]] = {}  # the same in each store, whose schema is verified


def list_columns(sqlite: sqlite3.Connection, table: str) -> dict[str, Column]:
    """Return the key columns and the recorded columns of a table."""
    if table not in _columns:
        spec = TABLES[table]
        found = {
            name: Column(type, not is_required)
            for _, name, type, is_required, *_ in sqlite.execute(f"PRAGMA table_info({table})")
        }
        names = found if spec.columns is None else spec.columns
        _columns[table] = {name: found[name] for name in dict.fromkeys((*spec.key, *names))}
    return _columns[table]
