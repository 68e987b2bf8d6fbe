"""Copy the articles of another store with all that belongs to them, in bulk.

The store that is merged is attached, and its rows are inserted by queries, so that no finding is
decoded. Ids of articles, notes, reasons, tags, collections and identities become those of this
store. What depends on all articles is computed for the new ones: near-duplicates, repeated
quotations, and the identities that both stores know by the same name.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from db.connection import Connection
from db.finding_rows import article_id_sql, finding_id_sql, ids_of_article_sql, number_sql
from db.kinds import BY_NAME, TABLES, StoredTable
from db.merge.identity_copy import IdentityCopy
from db.merge.known_texts import list_missing
from db.merge.source_store import SOURCE, attach, require_mergeable
from db.progress import ReportDone, report_nothing
from db.quote_groups import clusterer
from db.repositories.near_duplicates import SHARING, SketchedArticles
from db.store import Store

_SHARED = 2  # hashes of a sketch that a near-duplicate shares at least


def _mapped(table: str) -> str:
    return f"(SELECT target FROM temp.merge_{table} WHERE source = r.{{column}})"


def _named(table: str) -> str:
    return f"""(SELECT id FROM main.{table}
        WHERE name = (SELECT name FROM {SOURCE}.{table} WHERE id = r.{{column}}))"""


_NAMED = ("tag", "collection")
# The references of a row `r` of the other store as references to rows of this one, by their tables.
# The article of the row is in the map `m`. Rows with other references cannot be copied.
_CARRIED = {
    "article": "m.target",
    "quotation": finding_id_sql("m.target", number_sql("r.{column}")),
    **{table: _mapped(table) for table in ("reason", "mention_type", "note", "identity")},
    **{table: _named(table) for table in _NAMED},
}
_REASON = _CARRIED["reason"].format(column="reason")


def copy_articles(
    store: Store,
    source: Path,
    *,
    each: int = 500,
    has_reading_state: bool = True,
    report: ReportDone = report_nothing,
) -> Iterator[tuple[int, ...]]:
    """Copy the articles of the store file `source` that `store` lacks; yield ids of each commit.

    An article that `store` has, by its text or address, is left as it is. A commit has `each`
    articles, in the order of their ids in `source`. A process that was killed loses those of one
    commit, and copies them when it runs again. Without `has_reading_state`, stars, bookmarks,
    reading positions and unfinished notes are not copied.

    `source` is only read. Raises StoreError if it is not a whole store of the present version.
    """
    require_mergeable(source)
    connection = store.connection
    with attach(connection, source):
        copy = ArticleCopy(connection, has_reading_state=has_reading_state)
        done = 0
        for articles in copy.list_batches(each):
            yield copy.run(articles)
            done += len(articles)
            report(done)


class ArticleCopy:
    """The copy of articles of the attached store."""

    def __init__(self, connection: Connection, *, has_reading_state: bool = True) -> None:
        """Copy articles into the store of `connection`."""
        self._connection = connection
        self._tables = [
            table
            for table in TABLES
            if table.is_merged and (has_reading_state or not table.is_personal)
        ]
        self._statements: tuple[str, ...] = ()
        self._identities = IdentityCopy()

    def list_batches(self, each: int) -> Iterator[tuple[int, ...]]:
        """Yield the ids in the attached store of the articles that are missing here."""
        with self._connection.read_transaction() as sqlite:
            missing = list_missing(sqlite)
        for start in range(0, len(missing), each):
            yield missing[start : start + each]

    def run(self, articles: Sequence[int]) -> tuple[int, ...]:
        """Copy articles of the attached store in one transaction; return their ids here."""
        with self._connection.transaction(is_large=True) as sqlite:
            if not self._statements:
                self._prepare(sqlite)
            _map_articles(sqlite, articles)
            _map_notes(sqlite)
            for name in _NAMED:
                _add_named(sqlite, name)
            self._identities.map(sqlite)
            for statement in self._statements:
                sqlite.execute(statement)
            copied = tuple(
                id for (id,) in sqlite.execute("SELECT target FROM temp.merge_article ORDER BY 1")
            )
            self._identities.link(sqlite)
            _index(sqlite)
            _group_duplicates(sqlite)
            _group_quotations(sqlite)
            return copied

    def _prepare(self, sqlite: sqlite3.Connection) -> None:
        """Map what articles share, and sort what has no index by article."""
        _map_reasons(sqlite)
        sqlite.execute(
            f"""INSERT OR IGNORE INTO main.vocabulary (stem, ending)
                SELECT stem, ending FROM {SOURCE}.vocabulary"""
        )
        for statement in _PREPARATION:
            sqlite.execute(statement)
        self._identities.prepare(sqlite)
        self._statements = tuple(map(_insert, self._tables))


_PREPARATION = (
    "CREATE TEMP TABLE merge_article (source INTEGER PRIMARY KEY, target INTEGER NOT NULL)",
    "CREATE TEMP TABLE merge_note (source INTEGER PRIMARY KEY, target INTEGER NOT NULL)",
    """CREATE TEMP TABLE merge_sketch (article INTEGER, hash INTEGER, PRIMARY KEY (article, hash))
        WITHOUT ROWID""",
    f"""INSERT INTO temp.merge_sketch SELECT article, hash FROM {SOURCE}.article_sketch
        ORDER BY article, hash""",
    """CREATE TEMP TABLE merge_shingle (quotation INTEGER, shingle INTEGER,
        PRIMARY KEY (quotation, shingle)) WITHOUT ROWID""",
    f"""INSERT INTO temp.merge_shingle SELECT quotation, shingle FROM {SOURCE}.quotation_shingle
        ORDER BY quotation, shingle""",
)


def _insert(table: StoredTable) -> str:
    """Return the statement that copies the rows of a table."""
    columns = table.columns
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(_value(table, name) for name in columns)
    return f"""INSERT INTO main.{table.name} ({names}) SELECT {chosen}
        FROM temp.merge_article AS m CROSS JOIN {SOURCE}.{table.name} AS r
        WHERE {_where(table)} ORDER BY m.source"""


def _where(table: StoredTable) -> str:
    """Return the condition for the rows of an article of the map."""
    if table.article:
        return f"r.{table.article} = m.source"
    if table.holder:
        holders = BY_NAME[table.references[table.holder]]
        query = f"SELECT id FROM {SOURCE}.{holders.name} WHERE {holders.article} = m.source"
        return f"r.{table.holder} IN ({query})"
    return ids_of_article_sql("r.id", "m.source")


def _value(table: StoredTable, column: str) -> str:
    """Return the value of a column in this store."""
    parent = "article" if column == table.article else table.references.get(column, "")
    if table.key == ("id",) == (column,):
        parent = parent or table.name
        if parent not in _CARRIED:
            return "NULL"  # a new id
    if column in table.local:
        return "NULL"
    return _CARRIED[parent].format(column=column) if parent else f'r."{column}"'


def _map_reasons(sqlite: sqlite3.Connection) -> None:
    columns = "code, args, also, origin"
    sqlite.execute(
        f"INSERT OR IGNORE INTO main.reason ({columns}) SELECT {columns} FROM {SOURCE}.reason"
    )
    for table in ("reason", "mention_type"):
        sqlite.execute(
            f"CREATE TEMP TABLE merge_{table} (source INTEGER PRIMARY KEY, target INTEGER NOT NULL)"
        )
    sqlite.execute(
        f"""INSERT INTO temp.merge_reason SELECT r.id, own.id
            FROM {SOURCE}.reason AS r CROSS JOIN main.reason AS own
            WHERE own.code = r.code AND own.args = r.args AND own.also = r.also
                AND own.origin = r.origin"""
    )
    sqlite.execute(
        f"""INSERT OR IGNORE INTO main.mention_type (label, kind, reason)
            SELECT label, kind, {_REASON} FROM {SOURCE}.mention_type AS r"""
    )
    sqlite.execute(
        f"""INSERT INTO temp.merge_mention_type SELECT r.id, own.id
            FROM {SOURCE}.mention_type AS r CROSS JOIN main.mention_type AS own
            WHERE own.label = r.label AND own.kind = r.kind AND own.reason = {_REASON}"""
    )


def _map_articles(sqlite: sqlite3.Connection, articles: Sequence[int]) -> None:
    sqlite.execute("DELETE FROM temp.merge_article")
    last = "coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'article'), 0)"
    sqlite.execute(
        f"""INSERT INTO temp.merge_article SELECT value, {last} + row_number() OVER (ORDER BY value)
            FROM json_each(?)""",
        (json.dumps(list(articles)),),
    )


def _map_notes(sqlite: sqlite3.Connection) -> None:
    sqlite.execute("DELETE FROM temp.merge_note")
    last = "coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'note'), 0)"
    sqlite.execute(
        f"""INSERT INTO temp.merge_note SELECT id, {last} + row_number() OVER (ORDER BY id)
            FROM {SOURCE}.note WHERE article IN (SELECT source FROM temp.merge_article)"""
    )


def _add_named(sqlite: sqlite3.Connection, name: str) -> None:
    """Add the tags or collections of the articles; those of the same name stay as they are."""
    columns = ", ".join(f'"{column}"' for column in BY_NAME[name].columns if column != "id")
    wanted = " UNION ".join(
        f"""SELECT r.{column} FROM temp.merge_article AS m CROSS JOIN {SOURCE}.{table.name} AS r
            WHERE {_where(table)}"""
        for table in TABLES
        if table.is_merged
        for column, parent in table.references.items()
        if parent == name
    )
    sqlite.execute(
        f"""INSERT OR IGNORE INTO main.{name} ({columns}) SELECT {columns} FROM {SOURCE}.{name}
            WHERE id IN ({wanted}) ORDER BY id"""
    )


def _index(sqlite: sqlite3.Connection) -> None:
    """Index the articles by their metadata; triggers have indexed the texts."""
    sqlite.execute(
        """INSERT INTO article_metadata_fts (rowid, source, author, entity)
            SELECT article, article_metadata.source, author, entity
            FROM temp.merge_article AS m CROSS JOIN article_metadata ON article = m.target
            ORDER BY article"""
    )


def _group_duplicates(sqlite: sqlite3.Connection) -> None:
    """Put each new article into one group with its near-duplicates."""
    sqlite.execute(
        """INSERT INTO main.article_sketch (hash, article)
            SELECT hash, target FROM temp.merge_article AS m
            CROSS JOIN temp.merge_sketch ON merge_sketch.article = m.source"""
    )
    similar = sqlite.execute(
        f"""SELECT DISTINCT target FROM (
            SELECT m.target, twin.article FROM temp.merge_article AS m
            CROSS JOIN temp.merge_sketch AS own ON own.article = m.source
            CROSS JOIN main.article_sketch AS twin ON twin.hash = own.hash
                AND twin.article <= coalesce((SELECT article FROM main.article_sketch
                    WHERE hash = own.hash ORDER BY article LIMIT 1 OFFSET {SHARING}), {2**63 - 1})
            WHERE twin.article != m.target
            GROUP BY m.target, twin.article HAVING count(*) >= {_SHARED})
        ORDER BY target"""
    ).fetchall()
    sketched = SketchedArticles(sqlite)
    for (article,) in similar:
        sketched.group(article)


def _group_quotations(sqlite: sqlite3.Connection) -> None:
    """Group the new quotations with those of the same words."""
    id = finding_id_sql("m.target", number_sql("merge_shingle.quotation"))
    own = f"""temp.merge_article AS m CROSS JOIN temp.merge_shingle
        ON {ids_of_article_sql("merge_shingle.quotation", "m.source")}"""
    sqlite.execute(
        f"""INSERT INTO main.quotation_shingle (shingle, quotation)
            SELECT shingle, {id} FROM {own}"""
    )
    shared = sqlite.execute(
        f"""SELECT DISTINCT {id} FROM {own}
            WHERE EXISTS (SELECT 1 FROM main.quotation_shingle AS twin
                WHERE twin.shingle = merge_shingle.shingle
                    AND {article_id_sql("twin.quotation")} != m.target)
            ORDER BY 1"""
    ).fetchall()
    clusterer.group_quotations(sqlite, [id for (id,) in shared])
