"""Questions about sayings: which there are, which an article or a search has, and one whole."""

import sqlite3
from collections.abc import Iterable, Sequence

from db.errors import NotFound
from db.findings import day, spans_of
from db.sayings.keeping import saying_of
from db.sayings.records import Saying, SayingOrder, SayingRow, Telling
from db.wording import NAME

_MOST_TELLINGS = 500  # of one saying
_ORDERS: dict[SayingOrder, str] = {
    "latest": "last_day DESC, id DESC",
    "told": "articles DESC, last_day DESC, id DESC",
}
_ROW = """SELECT saying.id, articles, first_day, last_day, content, speaker FROM saying
    CROSS JOIN quotation ON quotation.id = (
        SELECT quotation.id FROM quotation_saying
        CROSS JOIN quotation ON quotation.id = quotation_saying.quotation
        CROSS JOIN article ON article.id = quotation.article
        WHERE quotation_saying.saying = saying.id
        ORDER BY published IS NULL, published, length(content) DESC, quotation.id LIMIT 1
    )"""
_TELLINGS = f"""SELECT article.id, {NAME}, site, published, quotation.number, content, kind,
        speaker, coalesce(role, ''), quotation.entity IS NOT NULL, speaker_names
    FROM quotation_saying
    CROSS JOIN quotation ON quotation.id = quotation_saying.quotation
    CROSS JOIN article ON article.id = quotation.article
    LEFT JOIN entity ON entity.article = quotation.article AND entity.number = quotation.entity
    WHERE quotation_saying.saying = ?
    ORDER BY published IS NULL, published, article.id, quotation.number LIMIT {_MOST_TELLINGS}"""


def count_sayings(sqlite: sqlite3.Connection) -> int:
    """How many sayings more than one article has."""
    query = "SELECT count(*) FROM saying WHERE articles > 1"
    return int(sqlite.execute(query).fetchone()[0])


def list_sayings(
    sqlite: sqlite3.Connection, order: SayingOrder, limit: int, offset: int
) -> list[SayingRow]:
    """A window of the sayings that more than one article has."""
    chosen = f"""SELECT id FROM saying WHERE articles > 1
        ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?"""
    ids = [id for (id,) in sqlite.execute(chosen, (limit, offset))]
    return rows_of(sqlite, ids)


def sayings_with(sqlite: sqlite3.Connection, quotations: Iterable[int]) -> list[int]:
    """The ids of the sayings that quotations belong to, in the order of the quotations."""
    query = """SELECT saying.id FROM quotation_saying
        CROSS JOIN saying ON saying.id = quotation_saying.saying
        WHERE quotation = ? AND articles > 1"""
    found = (sqlite.execute(query, (quotation,)).fetchone() for quotation in quotations)
    return list(dict.fromkeys(row[0] for row in found if row))


def quotations_in(sqlite: sqlite3.Connection, article: int) -> list[int]:
    """The ids of an article's quotations in text order."""
    query = "SELECT id FROM quotation WHERE article = ? AND kind != 'scare' ORDER BY number"
    return [id for (id,) in sqlite.execute(query, (article,))]


def articles_with_same(sqlite: sqlite3.Connection, article: int) -> dict[int, int]:
    """How many articles have the words of each of an article's quotations, by its number."""
    query = """SELECT number, articles FROM quotation
        CROSS JOIN quotation_saying ON quotation_saying.quotation = quotation.id
        CROSS JOIN saying ON saying.id = quotation_saying.saying
        WHERE article = ? AND articles > 1"""
    return dict(sqlite.execute(query, (article,)).fetchall())


def rows_of(sqlite: sqlite3.Connection, sayings: Sequence[int]) -> list[SayingRow]:
    """Sayings as a list shows them; those that are gone are left out."""
    rows = []
    for id in sayings:
        row = sqlite.execute(f"{_ROW} WHERE saying.id = ?", (id,)).fetchone()
        if row is not None:
            _, articles, first, last, content, speaker = row
            rows.append(SayingRow(id, articles, day(first), day(last), content, speaker))
    return rows


def load_saying(sqlite: sqlite3.Connection, saying: int) -> Saying:
    """A saying with its tellings by date, at most 500 of them; raises NotFound."""
    rows = sqlite.execute(_TELLINGS, (saying,)).fetchall()
    if not rows:
        raise NotFound(f"There is no saying {saying} in the store")
    tellings = []
    for article, title, site, published, number, content, kind, speaker, role, *who in rows:
        named, names = who
        tellings.append(
            Telling(
                article,
                title,
                site,
                day(published),
                number,
                spans_of(sqlite, article, number),
                content,
                kind,
                speaker,
                role,
                bool(named),
                frozenset(names.lower().split("\n")) if named else frozenset(),
            )
        )
    return Saying(saying, tuple(tellings))


def saying_at(sqlite: sqlite3.Connection, article: int, number: int) -> int | None:
    """The saying of an article's quotation; None where no other article has its words."""
    query = "SELECT id FROM quotation WHERE article = ? AND number = ?"
    row = sqlite.execute(query, (article, number)).fetchone()
    return None if row is None else saying_of(sqlite, row[0])


def number_at(sqlite: sqlite3.Connection, article: int, start: int) -> int | None:
    """The number of the quotation that has a character of an article's text."""
    query = """SELECT number FROM (
            SELECT number, start, "end" FROM quotation WHERE article = :article
            UNION ALL SELECT quotation, start, "end" FROM quotation_span WHERE article = :article
        ) WHERE start <= :start AND "end" > :start ORDER BY "end" - start LIMIT 1"""
    row = sqlite.execute(query, {"article": article, "start": start}).fetchone()
    return None if row is None else int(row[0])
