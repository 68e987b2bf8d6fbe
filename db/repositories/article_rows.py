"""The rows of articles in the store: insert, replace, index and load them inside a transaction."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from analysis import Analysis
from analysis.partial_dates import PartialDate
from db.article_properties import MARKS
from db.errors import NotFound
from db.finding_rows import format_day, parse_date
from db.models import ArticleRow, Document, IngestResult
from db.repositories.findings import (
    insert_findings,
    load_findings,
    load_shown_findings,
    parse_state,
    remove_findings,
)
from db.repositories.near_duplicates import add_sketch, count_near_duplicates, delete_sketch
from db.repositories.tags import load_tags
from db.repositories.wires import WIRE_SQL, parse_wire_state, save_wire
from db.stored_records import SCREEN_TEXTS, mark_damaged, read_records
from db.text import BEGINNING_SQL, fold_unless_lower, one_line, parse_time, timestamp
from db.vocabulary import add_words, split_index_words
from db.web_addresses import normalize_url, without_password
from db.wire_records import parse_utc

_AS_STORED = (
    "title", "byline", "site", "source", "published", "published_from", "added", "words",
    "quotations", "events", "language", "retrieved_from", "claimed_address",
)  # fmt: skip
_VALUES = {
    "id": "article.id",
    **{name: name for name in _AS_STORED},
    **{mark.name: mark.stored for mark in MARKS},
    "notes": "(SELECT count(*) FROM note WHERE note.article = article.id)",
    "state": "coalesce(state, 'unread')",
    "opening": f"CASE WHEN title = '' THEN {BEGINNING_SQL} ELSE '' END",
    "analysis_state": """(SELECT analysis_state.state FROM analysis_state
        WHERE analysis_state.article = article.id)""",
    "wire": WIRE_SQL,
    "title_from": """CASE WHEN title != '' THEN coalesce(
            iif(json_valid(article.origins), json_extract(article.origins, '$.title'), ''), '')
        WHEN text != '' THEN 'opening' ELSE '' END""",
}
"""The columns of a row by their names: the fields of `ArticleRow`, and the record of its wire."""
ROW = ", ".join(_VALUES.values())
_LISTED = (
    "article", "wire_record", "article_tag", "collection_article",
    *dict.fromkeys(("reading_state", *(mark.table for mark in MARKS))),
)  # fmt: skip
_LARGEST_ID = 2**63 - 1
_LONGEST_REMARK = 1_000  # characters


def find_article(sqlite: sqlite3.Connection, text: str) -> int | None:
    """Return the id of the article that has, or once had, exactly this text."""
    query = """SELECT id FROM article WHERE sha256 = :hash
        UNION ALL SELECT article FROM article_version WHERE sha256 = :hash"""
    found = sqlite.execute(query, {"hash": hash_text(text)}).fetchone()
    return None if found is None else int(found[0])


def insert_article(
    sqlite: sqlite3.Connection, document: Document, analysis: Analysis, *, is_pending: bool = False
) -> IngestResult:
    """Store an article with its findings, unless its text is already stored.

    The vocabulary gets the words of a pending article together with its findings: new words change
    pages all over the table, and a bulk import stores findings in larger commits than texts.
    """
    known = find_article(sqlite, document.text)
    if known is not None:
        return IngestResult(known, known=True)
    row = {"added": timestamp(), **_columns(document, analysis)}
    columns = ", ".join(row)
    marks = ", ".join(f":{column}" for column in row)
    added = sqlite.execute(f"INSERT INTO article ({columns}) VALUES ({marks})", row).lastrowid
    assert added is not None
    from db.identities.linker import link_article  # loads name data: not before the first frame

    if document.wire is not None:
        save_wire(sqlite, added, document.wire)
    insert_findings(sqlite, added, analysis)
    link_article(sqlite, added)
    index_metadata(sqlite, added)
    if not is_pending:
        index_words(sqlite, added)
    add_sketch(sqlite, added, document.text)
    return IngestResult(added, known=False)


def replace_text(
    sqlite: sqlite3.Connection, article: int, document: Document, analysis: Analysis
) -> None:
    """Replace the text, metadata and findings of an article whose old findings were removed."""
    delete_sketch(sqlite, article, load_text(sqlite, article))
    row = _columns(document, analysis)
    sets = ", ".join(f"{column} = :{column}" for column in row)
    sqlite.execute(f"UPDATE article SET {sets} WHERE id = :id", {**row, "id": article})
    insert_findings(sqlite, article, analysis)
    index_words(sqlite, article)
    add_sketch(sqlite, article, document.text)
    update_list_keys(sqlite, [article])


def delete_article(sqlite: sqlite3.Connection, article: int, *, is_grouped: bool = True) -> None:
    """Delete an article with its findings, notes and corrections; raises NotFound.

    Its quotations are not in groups if `is_grouped` is False.
    """
    from db.identities.previous_links import unlink_deleted_article  # not before the first frame

    text = load_text(sqlite, article)
    unindex_metadata(sqlite, article)
    unlink_deleted_article(sqlite, article)
    delete_sketch(sqlite, article, text)
    remove_findings(sqlite, article, is_grouped=is_grouped)
    sqlite.execute("DELETE FROM article WHERE id = ?", (article,))


def _columns(document: Document, analysis: Analysis) -> dict[str, object]:
    """Map a document to the columns of its row."""
    statements = sum(quotation.is_statement for quotation in analysis.quotations)
    shown = {
        "title": one_line(document.title),
        "byline": one_line(document.byline),
        "site": one_line(document.site),
        "source": one_line(without_password(document.source)),
    }
    return {
        # references without a text are distinct
        "sha256": hash_text(document.text) if document.text else uuid.uuid4().hex,
        **shown,
        "published": format_day(document.published),
        "published_from": document.published_from,
        "section": one_line(document.section),
        "updated": format_day(document.updated),
        "language": document.language,
        "origins": json.dumps(dict(document.origins)),
        "address": normalize_url(document.source),
        "retrieved_from": one_line(without_password(document.retrieved_from)),
        "claimed_address": one_line(without_password(document.claimed_address)),
        "remark": one_line(document.remark)[:_LONGEST_REMARK],
        "part_of": one_line(document.part_of),
        "words": len(document.text.split()),
        "quotations": statements,
        "events": len(analysis.events),
        "folded": _fold_list_key(*shown.values()),
        "text": document.text,
    }


def index_words(sqlite: sqlite3.Connection, article: int) -> None:
    """Add the words of the title and text of an article to the vocabulary."""
    query = "SELECT title, text FROM article WHERE id = ?"
    title, text = sqlite.execute(query, (article,)).fetchone()
    add_words(sqlite, sorted({*split_index_words(title), *split_index_words(text)}))


def index_metadata(sqlite: sqlite3.Connection, article: int) -> None:
    """Index an article by its current source, author and names."""
    query = "SELECT source, author, entity FROM article_metadata WHERE article = ?"
    about = sqlite.execute(query, (article,)).fetchone()
    if not _is_deferred(sqlite, article):
        sqlite.execute(
            "INSERT INTO article_metadata_fts (rowid, source, author, entity) VALUES (?, ?, ?, ?)",
            (article, *about),
        )
    # a name that the user set, or a headline, may have words that are not in the text
    query = "SELECT headline FROM event WHERE article = ?"
    headlines = (headline for (headline,) in sqlite.execute(query, (article,)))
    add_words(sqlite, set(split_index_words("\n".join((*about, *headlines)))))


def unindex_metadata(sqlite: sqlite3.Connection, article: int) -> None:
    """Remove an article's source, author and names from the index, before they change."""
    if not _is_deferred(sqlite, article):
        sqlite.execute("DELETE FROM article_metadata_fts WHERE rowid = ?", (article,))


def _is_deferred(sqlite: sqlite3.Connection, article: int) -> bool:
    """Return True if an article is indexed at the end of the open transaction."""
    query = "SELECT 1 FROM deferred_index WHERE article = ?"
    return sqlite.execute(query, (article,)).fetchone() is not None


def require_article(sqlite: sqlite3.Connection, article: int) -> None:
    """Raise NotFound unless the article exists; the message says if it is in the trash."""
    if abs(article) <= _LARGEST_ID:
        if sqlite.execute("SELECT 1 FROM article WHERE id = ?", (article,)).fetchone():
            return
        if sqlite.execute("SELECT 1 FROM trash WHERE id = ?", (article,)).fetchone():
            raise NotFound(
                f"Article {article} is in the trash; `onrecord restore {article}` restores it"
            )
    raise NotFound(f"There is no article {article} in the store")


def require_articles(sqlite: sqlite3.Connection, articles: int | Iterable[int]) -> list[int]:
    """Return the ids of one or several articles, each once; raises NotFound unless all exist."""
    ids = [articles] if isinstance(articles, int) else list(dict.fromkeys(articles))
    for article in ids:
        require_article(sqlite, article)
    return ids


def list_stored(sqlite: sqlite3.Connection, articles: Iterable[int]) -> set[int]:
    """Return those of the articles that are in the library."""
    query = "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"
    return {article for (article,) in sqlite.execute(query, (json.dumps(list(articles)),))}


def load_article_row(sqlite: sqlite3.Connection, article: int) -> ArticleRow:
    """Return one article as a list shows it; raises NotFound."""
    require_article(sqlite, article)
    query = f"""SELECT {ROW} FROM article
        LEFT JOIN reading_state ON reading_state.article = article.id
        WHERE article.id = ?"""
    [row] = build_article_rows(sqlite, sqlite.execute(query, (article,)).fetchall())
    return row


def load_shown_analysis(sqlite: sqlite3.Connection, article: int) -> Analysis:
    """Load an article's text with its findings, unless these are damaged; raises NotFound."""
    return load_analysis(sqlite, article, load_shown_findings)


def load_analysis(
    sqlite: sqlite3.Connection,
    article: int,
    load: Callable[..., Analysis] = load_findings,
) -> Analysis:
    """Load an article's text with its findings; raises NotFound."""
    text, date = load_text(sqlite, article), load_published(sqlite, article)
    return load(sqlite, article, text, date and date.exact_day)


def load_published(sqlite: sqlite3.Connection, article: int) -> PartialDate | None:
    """Load the publication date of a stored article."""
    query = "SELECT published FROM article WHERE id = ?"
    return parse_date(sqlite.execute(query, (article,)).fetchone()[0])


def load_text(sqlite: sqlite3.Connection, article: int) -> str:
    """Load an article's text; raises NotFound."""
    require_article(sqlite, article)
    query = "SELECT text FROM article WHERE id = ?"
    return str(sqlite.execute(query, (article,)).fetchone()[0])


def update_list_keys(sqlite: sqlite3.Connection, articles: Sequence[int]) -> None:
    """Update the text by which a list filter finds articles: their current metadata and tags."""
    query = """SELECT id, title, byline, site, source FROM article
        WHERE id IN (SELECT value FROM json_each(?))"""
    shown = sqlite.execute(query, (json.dumps(articles),)).fetchall()
    tags = load_tags(sqlite, "article", articles)
    sqlite.executemany(
        "UPDATE article SET folded = ? WHERE id = ?",
        ((_fold_list_key(*fields, *tags.get(article, ())), article) for article, *fields in shown),
    )


def hash_text(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _fold_list_key(title: str, byline: str, site: str, source: str, *tags: str) -> str:
    """Return the normalized fields and tags, or "" if the fields in lower case are the same."""
    fields = (title, byline, site, source)
    return fold_unless_lower("\n".join((*fields, *tags)), "\n".join(fields))


def build_article_rows(
    sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]
) -> list[ArticleRow]:
    """Build the records of rows of `ROW`, with tags, collections and numbers of near-duplicates."""
    ids = [row[0] for row in rows]
    tags, copies = load_tags(sqlite, "article", ids), count_near_duplicates(sqlite, ids)
    collections = _load_collections(sqlite, ids)

    def build(row: tuple[Any, ...]) -> ArticleRow:
        id = row[0]
        return _article_row(row, tags.get(id, ()), copies.get(id, 0), collections.get(id, ()))

    found = read_records(ArticleRow, build, rows)
    return mark_damaged(sqlite, found, _LISTED, most_texts=SCREEN_TEXTS)


def _load_collections(
    sqlite: sqlite3.Connection, articles: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the names of the collections, by name, of each of the articles that is in any."""
    found: dict[int, list[str]] = {}
    query = """SELECT article, name FROM collection_article JOIN collection ON id = collection
        WHERE article IN (SELECT value FROM json_each(?)) ORDER BY name COLLATE NOCASE"""
    for article, name in sqlite.execute(query, (json.dumps(list(articles)),)):
        found.setdefault(article, []).append(name)
    return {article: tuple(names) for article, names in found.items()}


def _article_row(
    row: tuple[Any, ...], tags: tuple[str, ...], copies: int, collections: tuple[str, ...]
) -> ArticleRow:
    values = dict(zip(_VALUES, row, strict=True))
    wire_status, wire_note, embargo, proposed_status = parse_wire_state(values.pop("wire"))
    return ArticleRow(
        **values
        | {mark.name: mark.parse(values[mark.name]) for mark in MARKS}
        | {
            "published": parse_date(values["published"]),
            "added": parse_time(values["added"]),
            "tags": tags,
            "copies": copies,
            "analysis_state": (
                parse_state(values["analysis_state"]) if values["words"] else "no text"
            ),
            "collections": collections,
            "wire_status": wire_status,
            "wire_note": wire_note,
            "embargo": parse_utc(embargo),
            "proposed_status": proposed_status,
        }
    )


def count_repeating_articles(sqlite: sqlite3.Connection, article: int) -> dict[int, int]:
    """Count the articles that repeat each quotation of an article, by quotation number."""
    query = """SELECT number, articles FROM quotation
        CROSS JOIN quote_group_member ON quote_group_member.quotation = quotation.id
        CROSS JOIN quote_group ON quote_group.id = quote_group_member.quote_group
        WHERE article = ? AND articles > 1"""
    return dict(sqlite.execute(query, (article,)).fetchall())


def list_correction_ids(sqlite: sqlite3.Connection, article: int) -> frozenset[int]:
    """Return the ids of the corrections of an article, also of those that cannot be read."""
    query = "SELECT id FROM correction WHERE article = ?"
    return frozenset(number for (number,) in sqlite.execute(query, (article,)))
