"""The reading state of articles: state, position and flags, bookmarks, and the screen's state."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Literal

from db.article_properties import Flag, find_flag
from db.connection import Connection
from db.models import ReadingState, ReadState
from db.repositories.article_rows import require_article, require_articles
from db.stored_records import parse_stored_json, read_record


class ReadingStateRepository:
    """The reading states of a store; methods raise StoreError, and NotFound without an article."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def get(self, article: int) -> ReadingState:
        """Return the reading position and state of an article."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            query = "SELECT position, state FROM reading_state WHERE article = ?"
            found = sqlite.execute(query, (article,)).fetchone()
        return read_record(ReadingState, _reading_state, found) if found else ReadingState()

    def save(self, article: int, reading: ReadingState) -> None:
        """Store the reading position and state of an article."""
        self._update(article, position=reading.position, state=reading.state)

    def set_state(self, articles: int | Sequence[int], state: ReadState) -> None:
        """Mark one or several articles as unread, being read, or read."""
        self._update(articles, state=state)

    def all_read(self, articles: Sequence[int]) -> bool:
        """Return whether all of the articles are read."""
        return self._are_all("state = 'read'", articles)

    def all_flagged(self, name: str, articles: Sequence[int]) -> bool:
        """Return whether all of the articles have a flag of `db.article_properties`."""
        return self._are_all(find_flag(name).condition, articles)

    def _are_all(self, condition: str, articles: Sequence[int]) -> bool:
        query = f"""SELECT count(*) FROM reading_state
            WHERE {condition} AND article IN (SELECT value FROM json_each(?))"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, (json.dumps(articles),)).fetchone()
        return int(found[0]) == len(set(articles))

    def set_flag(self, name: str, articles: int | Sequence[int], value: bool) -> None:
        """Set a flag of one or several articles, or remove it: `set_flag("starred", 1, True)`."""
        flag = find_flag(name)
        self._update(articles, **{flag.name: value, flag.origin: ""})

    def bookmarks(self, article: int) -> dict[str, int]:
        """Return the bookmarks of an article: the offset of each letter."""
        stored = self._load_object(article, "bookmarks")
        return {letter: offset for letter, offset in stored.items() if isinstance(offset, int)}

    def save_bookmarks(self, article: int, bookmarks: Mapping[str, int]) -> None:
        """Replace the bookmarks of an article."""
        self._update(article, bookmarks=json.dumps(dict(bookmarks), ensure_ascii=False))

    def screen_state(self, article: int) -> dict[str, object]:
        """Return the screen state of an article that `save_screen_state` stored."""
        return self._load_object(article, "view")

    def save_screen_state(self, article: int, view: Mapping[str, object]) -> None:
        """Store the screen state of an article: any JSON object."""
        self._update(article, view=json.dumps(dict(view), ensure_ascii=False))

    def _load_object(self, article: int, column: Literal["bookmarks", "view"]) -> dict[str, object]:
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            query = f"SELECT {column} FROM reading_state WHERE article = ?"
            found = sqlite.execute(query, (article,)).fetchone()
        return parse_object(found[0]) if found else {}

    def _update(self, articles: int | Sequence[int], **columns: object) -> None:
        """Update columns of the rows of articles, which are created if missing."""
        names = ", ".join(columns)
        marks = ", ".join(f":{column}" for column in columns)
        sets = ", ".join(f"{column} = :{column}" for column in columns)
        with self._connection.transaction() as sqlite:
            ids = require_articles(sqlite, articles)
            sqlite.executemany(
                f"""INSERT INTO reading_state (article, {names}) VALUES (:article, {marks})
                    ON CONFLICT (article) DO UPDATE SET {sets}""",
                [{**columns, "article": article} for article in ids],
            )


def add_flag(sqlite: sqlite3.Connection, flag: Flag, article: int, origin: str) -> None:
    """Set a flag of an article with its origin, unless the article has it already."""
    sqlite.execute(
        f"""INSERT INTO reading_state (article, {flag.name}, {flag.origin}) VALUES (?, 1, ?)
            ON CONFLICT (article) DO UPDATE
            SET {flag.name} = 1, {flag.origin} = excluded.{flag.origin} WHERE NOT {flag.name}""",
        (article, origin),
    )


def _reading_state(row: tuple[int, ReadState]) -> ReadingState:
    return ReadingState(*row)


def parse_object(text: str) -> dict[str, object]:
    """Parse a stored JSON object; a damaged one counts as empty."""
    return parse_stored_json(
        text, dict[str, object], {}
    )  # only a convenience is lost, not the article
