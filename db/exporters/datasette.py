"""Datasette metadata for a store: descriptions, labels, facets and canned queries.

https://docs.datasette.io/en/stable/metadata.html
"""

import json
from pathlib import Path
from typing import Any

from db.exporters.registry import write_file
from db.finding_rows import IS_STATEMENT_SQL
from db.store import Store


def _search(index: str, id: str = "id") -> dict[str, object]:
    """Return the keys by which `?_search=` finds rows: a full-text index and the column of its ids.

    Datasette finds the index of a table by itself only if the index is of the table, not of a view.
    A search in the views is faster: they begin at their indexes, while the ids of all rows of
    `quotation` and `event` are computed.
    """
    return {"fts_table": index, "fts_pk": id}


_TABLES: dict[str, tuple[str, dict[str, object]]] = {
    "article": ("Every article with its text and metadata.",
                {"label_column": "title", "sort_desc": "published", **_search("article_fts"),
                 "facets": ["site", "language", "section"]}),
    "quotation": ("Statements, scare quotes and others; `who_said_what` has the words of all.",
                  {"label_column": "speaker", "facets": ["kind", "speaker"],
                   **_search("quotation_fts")}),
    "event": ("Dated clauses; `timeline` has those with a day.",
              {"label_column": "headline", "sort": "first_day",
               "facets": ["precision", "upcoming"], **_search("event_fts")}),
    "entity": ("Who and what each article names.", {"label_column": "name", "facets": ["label"]}),
    "note": ("The reader's notes; an empty body is a highlight.",
             {"label_column": "body", "sort_desc": "changed", "facets": ["verdict", "color"],
              **_search("note_fts")}),
    "correction": ("The reader's corrections.", {"facets": ["kind"]}),
    "correction_rule": ("Corrections that apply to every article.", {"facets": ["kind"]}),
    "article_version": ("Earlier texts of articles that changed at their address.", {}),
    "tag": ("Tags of articles and notes.", {"label_column": "name"}),
    "collection": ("Named collections of articles.", {"label_column": "name"}),
    "saved_search": ("Saved searches.", {"label_column": "name"}),
    "who_said_what": ("Statements with speaker, role and article.",
                      {"facets": ["speaker", "kind", "site"],
                       **_search("quotation_fts", "quotation")}),
    "timeline": ("Events by day with their articles.",
                 {"facets": ["precision", "upcoming"], **_search("event_fts", "event")}),
    "repeated_quotes": ("Quotations that occur in several articles.",
                        {"facets": ["speaker"], **_search("quotation_fts", "quotation")}),
}  # fmt: skip
_QUESTIONS: dict[str, tuple[str, str]] = {
    "said_by": (
        "Who said what: a part of a speaker's name",
        """SELECT published, speaker, role, content, title, article FROM who_said_what
            WHERE speaker LIKE '%' || :speaker || '%' ORDER BY published DESC""",
    ),
    "words": (
        "Articles with these words",
        """SELECT article.id, article.published, article.title, article.site,
                snippet(article_fts, 0, '[', ']', ' … ', 24) AS words
            FROM article_fts JOIN article ON article.id = article_fts.rowid
            WHERE article_fts MATCH coalesce(nullif(trim(:words), ''), '""')
            ORDER BY rank LIMIT 100""",
    ),
    "ahead": (
        "What was still ahead when it was reported, from a day on",
        """SELECT date, precision, headline, title, article FROM timeline
            WHERE upcoming AND last_day >= :day ORDER BY first_day""",
    ),
    "most_quoted": (
        "Who is quoted most",
        f"""SELECT entity.name AS speaker, count(*) AS quotations,
                count(DISTINCT quotation.article) AS articles
            FROM quotation JOIN entity
                ON entity.article = quotation.article AND entity.number = quotation.entity
            WHERE {IS_STATEMENT_SQL} GROUP BY speaker ORDER BY quotations DESC LIMIT 200""",
    ),
    "my_notes": (
        "The reader's notes with their articles",
        """SELECT note.changed, note.exact, note.body, note.verdict, note.color, note.page,
                note.origin, note.author,
                (SELECT group_concat(tag.name, ', ') FROM note_tag
                    JOIN tag ON tag.id = note_tag.tag WHERE note_tag.note = note.id) AS tags,
                article.title, article.id AS article
            FROM note JOIN article ON article.id = note.article ORDER BY note.changed DESC""",
    ),
}


def datasette_metadata(store: Store) -> dict[str, Any]:
    """Return the metadata for a store's file; internal tables are hidden."""
    tables: dict[str, Any] = {}
    for name in store.tables():
        if name in _TABLES:
            description, more = _TABLES[name]
            tables[name] = {"description": description, **more}
        else:
            tables[name] = {"hidden": True}
    queries = {
        name: {"title": title, "sql": " ".join(sql.split())}
        for name, (title, sql) in _QUESTIONS.items()
    }
    return {
        "title": "OnRecord",
        "description": "Who said what, when: articles, quotations, events and notes.",
        "databases": {store.path.stem: {"tables": tables, "queries": queries}},
    }


def write_datasette_metadata(store: Store, target: Path | str) -> None:
    """Write the metadata as JSON."""
    text = json.dumps(datasette_metadata(store), ensure_ascii=False, indent=1)
    write_file(Path(target), [f"{text}\n".encode()])
