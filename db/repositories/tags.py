"""Tags on articles and notes."""

import json
import re
import sqlite3
import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from analysis import clean
from analysis.structs import replace
from db.checksums.damaged_keys import find_damaged_keys
from db.connection import Connection
from db.models import TAG_COLORS, Record, TagColor

TagTarget = Literal["article", "note"]
NO_ORIGINS: Mapping[str, str] = {}


_HASHTAG = re.compile(r"(?<![\w#&/])#([^\W\d_](?:[\w/-]*\w)?)")


def normalize_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Normalize tags: no `#`, single spaces, and no duplicates that differ in case only.

    The parts of a name have no blanks around them, and none is empty: `a / b/` is `a/b`.
    """
    names: dict[str, str] = {}
    for tag in tags:
        parts = " ".join(clean(tag).split()).lstrip("#").split("/")
        name = "/".join(filter(None, map(str.strip, parts)))
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names[key] for key in sorted(names))


def find_hashtags(text: str) -> tuple[str, ...]:
    """Return the tags that a reader typed in a text: `Ask #harbor/board` → ("harbor/board",).

    A tag begins with a letter, so that "#1" and the anchor of an address are none.
    """
    return normalize_tags(match[1] for match in _HASHTAG.finditer(text))


def set_tags(
    sqlite: sqlite3.Connection,
    kind: TagTarget,
    id: int,
    tags: Sequence[str],
    origins: Mapping[str, str] = NO_ORIGINS,
    authors: Mapping[str, str] | None = None,
) -> None:
    """Replace the tags of an article or a note.

    `origins` and `authors` are those of new ones, by their names. Without `authors`, the reader is
    the author of tags without an origin.
    """
    names = normalize_tags(tags)
    known, named = (
        {key: value for tag, value in (given or {}).items() for key in normalize_tags([tag])}
        for given in (origins, authors)
    )
    author = "iif(:origin = '', reader(), '')" if authors is None else ":author"
    sqlite.execute(
        f"""DELETE FROM {kind}_tag WHERE {kind} = ? AND tag NOT IN
            (SELECT id FROM tag WHERE name IN (SELECT value FROM json_each(?)))""",
        (id, json.dumps(names)),
    )
    sqlite.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", ((name,) for name in names))
    sqlite.executemany(
        f"""INSERT OR IGNORE INTO {kind}_tag ({kind}, tag, origin, author)
            SELECT :id, id, :origin, {author} FROM tag WHERE name = :name""",
        (
            {"id": id, "name": name, "origin": known.get(name, ""), "author": named.get(name, "")}
            for name in names
        ),
    )


def load_tags(
    sqlite: sqlite3.Connection, kind: TagTarget, ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the tags, in alphabetical order, of each of the articles or notes that has any."""
    found: dict[int, list[str]] = {}
    query = f"""SELECT {kind}, name FROM {kind}_tag JOIN tag ON tag.id = tag
        WHERE {kind} IN (SELECT value FROM json_each(?)) ORDER BY name COLLATE NOCASE"""
    for id, name in sqlite.execute(query, (f"[{','.join(map(str, ids))}]",)):
        found.setdefault(id, []).append(name)
    return {id: tuple(names) for id, names in found.items()}


def load_tag_origins(
    sqlite: sqlite3.Connection, kind: TagTarget, ids: Sequence[int]
) -> dict[int, dict[str, str]]:
    """Return the origins of the imported tags, by their names, of each article or note."""
    return _load_tag_texts(sqlite, kind, "origin", ids)


def load_tag_authors(
    sqlite: sqlite3.Connection, kind: TagTarget, ids: Sequence[int]
) -> dict[int, dict[str, str]]:
    """Return the authors of tags, by their names, of each article or note; unknown ones not."""
    return _load_tag_texts(sqlite, kind, "author", ids)


def _load_tag_texts(
    sqlite: sqlite3.Connection, kind: TagTarget, column: str, ids: Sequence[int]
) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    query = f"""SELECT {kind}, name, {column} FROM {kind}_tag JOIN tag ON tag.id = tag
        WHERE {kind} IN (SELECT value FROM json_each(?)) AND {column} != ''
        ORDER BY name COLLATE NOCASE"""
    for id, name, value in sqlite.execute(query, (f"[{','.join(map(str, ids))}]",)):
        found.setdefault(id, {})[name] = value
    return found


_USED = """SELECT name, count(*) FROM tag
    JOIN (SELECT tag FROM article_tag UNION ALL SELECT tag FROM note_tag) AS used
        ON used.tag = tag.id
    GROUP BY tag.id ORDER BY count(*) DESC, name COLLATE NOCASE"""

_LINKS = """SELECT 'article' AS kind, article AS item, tag, origin FROM article_tag
    UNION ALL SELECT 'note', note, tag, origin FROM note_tag"""
_OWN = f"""SELECT tag.id, name, color, total(kind = 'article'), total(kind = 'note'),
        total(origin != '')
    FROM tag
    JOIN ({_LINKS}) AS link ON link.tag = tag.id GROUP BY tag.id"""
# `/` sorts before `0`, so all names that begin with `name/` are between `name/` and `name0`
_BELOW = f"""SELECT count(DISTINCT iif(kind = 'article', item, NULL)),
        count(DISTINCT iif(kind = 'note', item, NULL))
    FROM tag JOIN ({_LINKS}) AS link ON link.tag = tag.id
    WHERE name = :name OR (name > :name || '/' AND name < :name || '0')"""

TagNames = list[str]
TagCounts = list[tuple[str, int]]


class TagNode(Record, frozen=True):
    """A tag in the tree of tags, with the numbers of articles and notes that have it.

    `all_articles` and `all_notes` include the tags below it, each article and note once. A tag
    that nothing has by itself is listed if there is a tag below it. `imported` is the number of
    articles and notes that have the tag itself from a file.
    """

    name: str
    articles: int
    notes: int
    all_articles: int
    all_notes: int
    color: TagColor = ""
    imported: int = 0
    damaged: bool = False

    @property
    def depth(self) -> int:
        """The number of tags above it."""
        return self.name.count("/")

    @property
    def label(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]


TagNodes = list[TagNode]


_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def tag_key(name: str) -> str:
    """Return a name by which SQLite's NOCASE compares tags: ASCII letters in lower case."""
    return name.translate(_LOWER)


def is_below(name: str, above: str) -> bool:
    """Return whether a tag is below another one; the case of letters does not matter."""
    return tag_key(name).startswith(f"{tag_key(above)}/")


class TagRepository:
    """The tags of a store, in use on articles and notes; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> TagCounts:
        """Return every tag in use with its number of articles and notes, most used first."""
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(_USED).fetchall()

    def list_damaged(self) -> frozenset[str]:
        """Return the names of the damaged tags."""
        with self._connection.read_transaction() as sqlite:
            return load_damaged_tags(sqlite)

    def tree(self) -> TagNodes:
        """Return the tags in use and the tags above them, each followed by those below it."""
        nodes: dict[str, TagNode] = {}
        with self._connection.read_transaction() as sqlite:
            colors = load_colors(sqlite)
            rows = sqlite.execute(_OWN).fetchall()
            damaged = find_damaged_keys(sqlite, ("tag",), {row[0] for row in rows})
            for id, name, color, articles, notes, imported in rows:
                numbers = int(articles), int(notes)
                nodes[tag_key(str(name))] = TagNode(
                    str(name), *numbers, *numbers, _known_color(color), int(imported),
                    id in damaged,
                )  # fmt: skip
            above: dict[str, str] = {}
            for node in nodes.values():
                parts = node.name.split("/")
                for length in range(1, len(parts)):
                    name = "/".join(parts[:length])
                    above.setdefault(tag_key(name), name)
            for key, name in above.items():
                below = sqlite.execute(_BELOW, {"name": name}).fetchone()
                empty = TagNode(name, 0, 0, 0, 0, colors.get(key, ""))
                node = nodes.get(key, empty)
                nodes[key] = replace(node, all_articles=below[0], all_notes=below[1])
        return [nodes[key] for key in sorted(nodes, key=lambda key: key.split("/"))]

    def colors(self) -> dict[str, TagColor]:
        """Return the color of each tag that has one, by the key of its name (`tag_key`)."""
        with self._connection.read_transaction() as sqlite:
            return load_colors(sqlite)

    def recent(self, limit: int) -> TagNames:
        """Return the tags of the notes changed last, latest first, then the most used tags."""
        query = """SELECT tag.name FROM note_tag
            JOIN note ON note.id = note_tag.note JOIN tag ON tag.id = note_tag.tag
            GROUP BY tag.id ORDER BY max(note.changed) DESC, name COLLATE NOCASE LIMIT ?"""
        with self._connection.read_transaction() as sqlite:
            recent = [name for (name,) in sqlite.execute(query, (limit,))]
            used = [name for name, _ in sqlite.execute(_USED)]
        return [*dict.fromkeys([*recent, *used])][:limit]


def load_damaged_tags(sqlite: sqlite3.Connection) -> frozenset[str]:
    """Return the names of the damaged tags."""
    names = dict(sqlite.execute("SELECT id, name FROM tag").fetchall())
    return frozenset(str(names[id]) for id in find_damaged_keys(sqlite, ("tag",), names))


def load_colors(sqlite: sqlite3.Connection) -> dict[str, TagColor]:
    """Return the color of each tag that has one, by the key of its name."""
    colored = sqlite.execute("SELECT name, color FROM tag WHERE color != ''")
    return {tag_key(name): _known_color(color) for name, color in colored}


def _known_color(color: str) -> TagColor:
    """Return a stored color; a later version may have others, which are read as none."""
    return next((known for known in TAG_COLORS if known == color), "")
