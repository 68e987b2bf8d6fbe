"""The step that makes a store smaller: nothing kept twice that one look-up or one reason gives."""

import sqlite3

from db.alike import SKETCH
from db.people.linking import link_everything
from db.people.schema import (
    FOLLOWING_INDEXES,
    FOLLOWING_TRIGGERS,
    LINKING_TRIGGERS,
    LINKS,
    MONTHS,
    NAMES,
    RECOUNT_ALL,
)
from db.reasons import cue_in, cue_parts
from db.sayings.tables import SAME_WORDS

_WORDS = (
    # by their stems alone, by which a search looks for them
    """CREATE TABLE new_word (
        stem TEXT NOT NULL,
        word TEXT NOT NULL,
        PRIMARY KEY (stem, word)
    ) WITHOUT ROWID""",
    "INSERT INTO new_word SELECT stem, word FROM word ORDER BY stem, word",
    "DROP TABLE word",
    "ALTER TABLE new_word RENAME TO word",
)

_SKETCHES = (
    # What goes is found by its hashes, made of the text anew: an index of articles, which a
    # reference to them would need, is as large as the table.
    """CREATE TABLE new_article_sketch (
        hash INTEGER NOT NULL,
        article INTEGER NOT NULL,
        PRIMARY KEY (hash, article)
    ) WITHOUT ROWID""",
    f"""INSERT INTO new_article_sketch SELECT hash, article FROM
        (SELECT *, row_number() OVER (PARTITION BY article ORDER BY hash) AS place
            FROM article_sketch)
        WHERE place <= {SKETCH} ORDER BY hash, article""",
    "DROP TABLE article_sketch",
    "ALTER TABLE new_article_sketch RENAME TO article_sketch",
)

_THOUSANDTHS = "round(confidence * 1000)"
_CONFIDENCES = (
    "UPDATE mention SET confidence = 0.001 WHERE confidence = 1",
    *(
        f"""UPDATE {table} SET confidence = {_THOUSANDTHS}
            WHERE {_THOUSANDTHS} > 1 AND {_THOUSANDTHS} / 1000 = confidence"""
        for table in ("entity", "quotation", "time_expression", "event")
    ),
)
_CONFIDENCE = "CASE WHEN {0}.confidence > 1 THEN {0}.confidence / 1000.0 ELSE {0}.confidence END"

_DAYS = ("UPDATE event SET last_day = NULL WHERE last_day = first_day",)
_LAST_DAY = "coalesce(event.last_day, event.first_day)"

_CUES = (
    # the word that dates something is kept beside it, so that its reason serves others as well
    "ALTER TABLE time_expression ADD COLUMN cue TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE event ADD COLUMN cue TEXT NOT NULL DEFAULT ''",
    "CREATE TEMP TABLE recued (old INTEGER PRIMARY KEY, cue TEXT, new INTEGER)",
)
_RECUED = (
    *(
        f"""UPDATE {table} SET cue = recued.cue, reason = recued.new
            FROM temp.recued WHERE recued.old = {table}.reason"""
        for table in ("time_expression", "event")
    ),
    "DROP TABLE temp.recued",
)

_NAMES = (
    "UPDATE mention_sort SET because = replace(because, '{', '{brace}')",
    "CREATE TEMP TABLE renamed (old INTEGER, name TEXT, new INTEGER, PRIMARY KEY (old, name))",
)
_OF_NAMES = """SELECT DISTINCT sort, name, mention_sort.label, kind, because
    FROM mention CROSS JOIN entity
        ON entity.article = mention.article AND entity.number = mention.entity
    CROSS JOIN mention_sort ON mention_sort.id = sort
    WHERE length(name) > 1 AND instr(because, name)"""
_RENAMED = (
    """UPDATE mention SET sort = renamed.new FROM entity, temp.renamed
        WHERE entity.article = mention.article AND entity.number = mention.entity
            AND renamed.old = mention.sort AND renamed.name = entity.name""",
    "DROP TABLE temp.renamed",
)

_REFERRING = {
    "reason": ("entity", "quotation", "time_expression", "event"),
    "sort": ("mention",),
}

_QUOTATIONS = (
    # where it stands, which is in one piece but for a few
    "ALTER TABLE quotation ADD COLUMN start INTEGER",
    'ALTER TABLE quotation ADD COLUMN "end" INTEGER',
    """UPDATE quotation SET (start, "end") = (SELECT piece.start, piece."end"
        FROM quotation_span AS piece WHERE piece.article = quotation.article
            AND piece.quotation = number AND position = 0)""",
    "DELETE FROM quotation_span WHERE position = 0",
    "DROP VIEW who_said_what",
    "DROP VIEW timeline",
    "DROP VIEW same_words",
    # the first of the speaker's names, which are there already
    "ALTER TABLE quotation DROP COLUMN speaker",
    """ALTER TABLE quotation ADD COLUMN speaker TEXT GENERATED ALWAYS AS
        (substr(speaker_names, 1, instr(speaker_names || char(10), char(10)) - 1)) VIRTUAL""",
)

_VIEWS = (
    SAME_WORDS,
    f"""CREATE VIEW who_said_what AS
        SELECT article.published, quotation.speaker, entity.role, quotation.cue,
            quotation.content, quotation.kind, quotation.negated,
            {_CONFIDENCE.format("quotation")} AS confidence,
            replace(reason.because, '{{cue}}', quotation.cue) AS because,
            article.id AS article, article.title, article.site
        FROM quotation
        JOIN article ON article.id = quotation.article
        JOIN reason ON reason.id = quotation.reason
        LEFT JOIN entity
            ON entity.article = quotation.article AND entity.number = quotation.entity
        WHERE quotation.kind != 'scare'""",
    f"""CREATE VIEW timeline AS
        SELECT event.first_day, {_LAST_DAY} AS last_day, event.precision, event.upcoming,
            event.headline, {_CONFIDENCE.format("event")} AS confidence,
            replace(replace(replace(replace(replace(reason.because,
                '{{cue}}', CASE WHEN event.cue LIKE 'the %' THEN event.cue
                    ELSE '*' || event.cue || '*' END),
                '{{words}}', time_expression.words),
                '{{published}}', coalesce(article.published, '')),
                '{{first}}', event.first_day), '{{last}}', {_LAST_DAY}) AS because,
            article.id AS article, article.title, article.site, article.published
        FROM event
        JOIN article ON article.id = event.article
        JOIN reason ON reason.id = event.reason
        JOIN time_expression ON time_expression.article = event.article
            AND time_expression.number = event.time_expression
        WHERE event.first_day IS NOT NULL
        ORDER BY event.first_day""",
)

_LINKS = (
    # no reference, for which deleting an identity would look through all entities
    "ALTER TABLE entity ADD COLUMN identity INTEGER",
    """UPDATE entity SET identity = (SELECT own FROM identity_entity AS link
        WHERE link.article = entity.article AND link.entity = entity.number)""",
    LINKS.replace("identity_entity", "new_identity_entity"),
    """INSERT INTO new_identity_entity
        SELECT identity, day, article, entity, quotations FROM identity_entity""",
    "DROP TABLE identity_entity",
    "ALTER TABLE new_identity_entity RENAME TO identity_entity",
    NAMES.replace("identity_name", "new_identity_name"),
    "INSERT INTO new_identity_name SELECT key, identity FROM identity_name",
    "DROP TABLE identity_name",
    "ALTER TABLE new_identity_name RENAME TO identity_name",
    "DROP TABLE identity_month",
    MONTHS,
    *LINKING_TRIGGERS,
)


def make_smaller(sqlite: sqlite3.Connection) -> None:
    """Change the tables and what is in them; for use inside a transaction."""
    for statement in (*_WORDS, *_SKETCHES, *_CONFIDENCES, *_DAYS, *_CUES):
        sqlite.execute(statement)
    _cut_out_cues(sqlite)
    for statement in (*_RECUED, *_NAMES):
        sqlite.execute(statement)
    _cut_out_names(sqlite)
    for statement in _RENAMED:
        sqlite.execute(statement)
    _drop_unused(sqlite, "reason", "reason")
    _drop_unused(sqlite, "mention_sort", "sort")
    for statement in (*_QUOTATIONS, *_VIEWS, *_LINKS):
        sqlite.execute(statement)
    _link(sqlite)


def _cut_out_cues(sqlite: sqlite3.Connection) -> None:
    for id, because in sqlite.execute("SELECT id, because FROM reason").fetchall():
        cue = cue_in(because)
        if cue and "{" not in cue:
            [(place, words)] = cue_parts(cue).items()
            new = _kept(sqlite, "reason", {"because": because.replace(words, f"{{{place}}}")})
            sqlite.execute("INSERT INTO temp.recued VALUES (?, ?, ?)", (id, cue, new))


def _cut_out_names(sqlite: sqlite3.Connection) -> None:
    for sort, name, label, kind, because in sqlite.execute(_OF_NAMES).fetchall():
        wording = {"label": label, "kind": kind, "because": because.replace(name, "{name}")}
        new = _kept(sqlite, "mention_sort", wording)
        sqlite.execute("INSERT INTO temp.renamed VALUES (?, ?, ?)", (sort, name, new))


def _kept(sqlite: sqlite3.Connection, table: str, row: dict[str, str]) -> int:
    """The id of a row, added where it is new."""
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    values = tuple(row.values())
    sqlite.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", values)
    query = f"SELECT id FROM {table} WHERE ({columns}) = ({marks})"
    return int(sqlite.execute(query, values).fetchone()[0])


def _drop_unused(sqlite: sqlite3.Connection, table: str, column: str) -> None:
    """Delete the rows that nothing refers to, with indexes for looking whether anything does."""
    referring = _REFERRING[column]
    for one in referring:
        sqlite.execute(f"CREATE INDEX unused_{one} ON {one} ({column})")
    used = " UNION ".join(f"SELECT {column} FROM {one}" for one in referring)
    sqlite.execute(f"DELETE FROM {table} WHERE id NOT IN ({used})")
    for one in referring:
        sqlite.execute(f"DROP INDEX unused_{one}")


def _link(sqlite: sqlite3.Connection) -> None:
    """Let the identities' indexes and counts follow again; a store without links gets them."""
    for name in ("quotations", "articles", "last_day", "by_name"):
        sqlite.execute(f"DROP INDEX IF EXISTS identity_{name}")
    if sqlite.execute("SELECT 1 FROM identity_entity").fetchone() is None:
        link_everything(sqlite)
        return
    for statement in (*RECOUNT_ALL, *FOLLOWING_INDEXES, *FOLLOWING_TRIGGERS):
        sqlite.execute(statement)
