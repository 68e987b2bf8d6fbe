"""Link the entities of copied articles to identities of this store.

An identity that this store does not know is copied with its names. One that it knows by the same
names, and no other, is the same if nothing contradicts. The linker decides about the others, as it
does for a new article: namesakes, and parts of names that belong to an identity.
"""

import sqlite3
from collections.abc import Iterable

from db.identities.authority_list import has_entries
from db.identities.linker import link_missing, use_new_role
from db.identities.records import MOST_NAMES, rebuild_searchable_names
from db.merge.source_store import SOURCE

_PREPARATION = (
    "CREATE TEMP TABLE merge_identity (source INTEGER PRIMARY KEY, target INTEGER)",
    "CREATE TEMP TABLE merge_needed (source INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE merge_match (source INTEGER PRIMARY KEY, target INTEGER NOT NULL)",
    """CREATE TEMP TABLE merge_name (identity INTEGER, key TEXT, PRIMARY KEY (identity, key))
        WITHOUT ROWID""",
    f"""INSERT INTO temp.merge_name SELECT identity, key FROM {SOURCE}.identity_name
        ORDER BY identity, key""",
    "CREATE TEMP TABLE merge_own (source INTEGER PRIMARY KEY)",
    """CREATE TEMP TABLE merge_block (identity INTEGER, block INTEGER,
        PRIMARY KEY (identity, block)) WITHOUT ROWID""",
    f"""INSERT INTO temp.merge_block SELECT identity, block FROM {SOURCE}.identity_block
        ORDER BY identity, block""",
)
_NEEDED = f"""INSERT INTO temp.merge_needed
    SELECT DISTINCT r.identity FROM temp.merge_article AS m
    CROSS JOIN {SOURCE}.entity AS r ON r.article = m.source
    WHERE r.identity IS NOT NULL AND r.identity NOT IN (SELECT source FROM temp.merge_identity)"""
# A generic name without a country belongs to its article, whose number is in the only key.
_OF_ARTICLE = (
    """INSERT INTO temp.merge_own SELECT source FROM temp.merge_needed
        CROSS JOIN temp.merge_name AS n ON n.identity = source
        WHERE key GLOB 'body:*#*' AND EXISTS (SELECT 1 FROM temp.merge_article AS m
            WHERE m.source = CAST(substr(key, instr(key, '#') + 1) AS INTEGER)
                AND key LIKE '%#' || m.source)
            AND (SELECT count(*) FROM temp.merge_name WHERE identity = source) = 1""",
    """UPDATE temp.merge_name SET key = substr(key, 1, instr(key, '#'))
            || (SELECT target FROM temp.merge_article
                WHERE source = CAST(substr(key, instr(key, '#') + 1) AS INTEGER))
        WHERE identity IN (SELECT source FROM temp.merge_own)""",
)
# Another key with a number belongs to a person or an entry of the source.
_UNCLEAR = f"""INSERT INTO temp.merge_identity
    SELECT source, NULL FROM temp.merge_needed
    WHERE (source NOT IN (SELECT source FROM temp.merge_own) AND EXISTS
            (SELECT 1 FROM temp.merge_name WHERE identity = source AND instr(key, '#')))
        OR (SELECT merged_into FROM {SOURCE}.identity WHERE id = source) IS NOT NULL
        OR EXISTS (SELECT 1 FROM {SOURCE}.identity_distinct WHERE source IN (first, second))"""
_MATCHES = """SELECT n.identity, min(own.identity) AS target, max(own.identity) AS last
    FROM temp.merge_needed AS needed
    CROSS JOIN temp.merge_name AS n ON n.identity = needed.source
    CROSS JOIN main.identity_name AS own ON own.key = n.key
    WHERE needed.source NOT IN (SELECT source FROM temp.merge_identity)
    GROUP BY n.identity"""
_SAME = f"""INSERT INTO temp.merge_match
    SELECT found.identity, found.target FROM ({_MATCHES}) AS found
    CROSS JOIN main.identity AS own ON own.id = found.target
    CROSS JOIN {SOURCE}.identity AS r ON r.id = found.identity
    WHERE found.target = found.last AND own.merged_into IS NULL
        AND own.label = r.label AND own.shared = r.shared AND own.country = r.country
        AND (own.gender = r.gender OR own.gender = '' OR r.gender = '')
        AND (own.fields = r.fields OR own.fields = '' OR r.fields = '')
        AND found.target NOT IN
            (SELECT target FROM temp.merge_identity WHERE target IS NOT NULL)"""
_OF_TWO = """DELETE FROM temp.merge_match WHERE target IN (
    SELECT target FROM temp.merge_match GROUP BY target HAVING count(*) > 1)"""
_KNOWN = f"""INSERT OR IGNORE INTO temp.merge_identity
    SELECT found.identity, (SELECT target FROM temp.merge_match WHERE source = found.identity)
    FROM ({_MATCHES}) AS found"""
_NEW = """INSERT INTO temp.merge_identity
    SELECT source, coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'identity'), 0)
        + row_number() OVER (ORDER BY source)
    FROM temp.merge_needed WHERE source NOT IN (SELECT source FROM temp.merge_identity)"""
_COLUMNS = "name, label_code, all_names, folded, shared, gender, fields, country"
_TARGETS = """temp.merge_needed AS needed
    CROSS JOIN temp.merge_identity AS i ON i.source = needed.source AND i.target IS NOT NULL"""
_COPY = (
    f"""INSERT INTO main.identity (id, {_COLUMNS}) SELECT i.target, {_COLUMNS} FROM {_TARGETS}
        CROSS JOIN {SOURCE}.identity AS r ON r.id = i.source
        WHERE i.source NOT IN (SELECT source FROM temp.merge_match) ORDER BY i.target""",
    f"""INSERT OR IGNORE INTO main.identity_name (key, identity) SELECT key, i.target
        FROM {_TARGETS} CROSS JOIN temp.merge_name AS n ON n.identity = i.source""",
    f"""INSERT OR IGNORE INTO main.identity_block (block, identity) SELECT block, i.target
        FROM {_TARGETS} CROSS JOIN temp.merge_block AS b ON b.identity = i.source""",
)
_LEARNT = f"""SELECT i.target, own.names, r.names, own.gender, r.gender, own.fields, r.fields
    FROM temp.merge_match AS i CROSS JOIN main.identity AS own ON own.id = i.target
    CROSS JOIN {SOURCE}.identity AS r ON r.id = i.source
    WHERE (own.names, own.gender, own.fields) != (r.names, r.gender, r.fields) ORDER BY i.target"""
_WITH_PARTS = f"""SELECT DISTINCT i.target FROM {_TARGETS}
    CROSS JOIN {SOURCE}.identity AS part ON part.merged_into = i.source"""
_LINKS = f"""INSERT INTO main.identity_entity (identity, day, article, entity, quotations)
    SELECT i.target, link.day, m.target, r.number, link.quotations
    FROM temp.merge_article AS m CROSS JOIN {SOURCE}.entity AS r ON r.article = m.source
    CROSS JOIN temp.merge_identity AS i ON i.source = r.identity AND i.target IS NOT NULL
    CROSS JOIN {SOURCE}.article AS a ON a.id = m.source
    CROSS JOIN {SOURCE}.identity_entity AS link
        ON link.identity = r.identity AND link.day = coalesce(a.published, '')
        AND link.article = m.source AND link.entity = r.number"""
_UNLINKED = f"""SELECT DISTINCT m.target FROM temp.merge_article AS m
    CROSS JOIN {SOURCE}.entity AS r ON r.article = m.source
    LEFT JOIN temp.merge_identity AS i ON i.source = r.identity
    WHERE r.identity IS NOT NULL AND i.target IS NULL ORDER BY m.target"""

# People with a role, whose name another identity may spell in another way.
_WITH_TWINS = """SELECT DISTINCT i.target FROM temp.merge_needed AS needed
    CROSS JOIN temp.merge_identity AS i ON i.source = needed.source AND i.target IS NOT NULL
    CROSS JOIN main.identity AS own ON own.id = i.target
    WHERE own.label = 'PERSON' AND NOT own.shared AND own.merged_into IS NULL
        AND EXISTS (SELECT 1 FROM temp.merge_block AS b
            CROSS JOIN main.identity_block AS twin ON twin.block = b.block
            WHERE b.identity = i.source AND twin.identity != i.target
                AND twin.identity NOT IN (SELECT target FROM temp.merge_identity
                    WHERE target IS NOT NULL))
        AND EXISTS (SELECT 1 FROM main.identity_entity AS link CROSS JOIN main.entity AS e
            ON e.article = link.article AND e.number = link.entity
            WHERE link.identity = i.target AND e.role IS NOT NULL)
    ORDER BY i.target"""


class IdentityCopy:
    """The identities of an attached store, and those that they are in this one."""

    _has_authority = False

    def prepare(self, sqlite: sqlite3.Connection) -> None:
        """Sort the names of the identities of the attached store by identity."""
        for statement in _PREPARATION:
            sqlite.execute(statement)
        self._has_authority = has_entries(sqlite)

    def map(self, sqlite: sqlite3.Connection) -> None:
        """Map the identities of the articles of a batch, and copy the new ones."""
        for table in ("needed", "match", "own"):
            sqlite.execute(f"DELETE FROM temp.merge_{table}")
        sqlite.execute(_NEEDED)
        if self._has_authority:
            sqlite.execute("INSERT INTO temp.merge_identity SELECT source, NULL FROM merge_needed")
            return
        for statement in (*_OF_ARTICLE, _UNCLEAR, _SAME, _OF_TWO, _KNOWN, _NEW, *_COPY):
            sqlite.execute(statement)
        learning = {target: values for target, *values in sqlite.execute(_LEARNT).fetchall()}
        for target, (names, more, *rest) in learning.items():
            _learn(sqlite, target, (*names.split("\n"), *more.split("\n")), rest)
        with_parts = {target for (target,) in sqlite.execute(_WITH_PARTS)}
        for target in sorted(with_parts | learning.keys()):
            rebuild_searchable_names(sqlite, target)

    def link(self, sqlite: sqlite3.Connection) -> None:
        """Link the entities of the copied articles; those that are not clear by the linker."""
        sqlite.execute(_LINKS)
        for (article,) in sqlite.execute(_UNLINKED).fetchall():
            link_missing(sqlite, article)
        for (root,) in sqlite.execute(_WITH_TWINS).fetchall():
            use_new_role(sqlite, root, 0)


def _learn(
    sqlite: sqlite3.Connection, identity: int, names: Iterable[str], evidence: list[str]
) -> None:
    """Add what the other store knows about an identity: names, gender and occupations."""
    gender, other_gender, fields, other_fields = evidence
    known = "\n".join(list(dict.fromkeys(names))[:MOST_NAMES])
    sqlite.execute(
        """UPDATE identity SET all_names = iif(name = ?1, '', ?1), gender = ?2, fields = ?3,
            compared = 0 WHERE id = ?4""",
        (known, gender or other_gender, fields or other_fields, identity),
    )
