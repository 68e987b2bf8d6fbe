"""Metadata of an article, edited by the user."""

import datetime
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from db.models import Origin
from db.repositories.addresses import address_key
from db.repositories.articles import index_about, list_under, require_article, unindex_about
from db.repositories.findings import stored_day
from db.search.terms import keep_words, tokens_of
from db.text import one_line

FIELDS = ("title", "byline", "site", "source", "section", "language")


@dataclass(frozen=True, slots=True)
class Facts:
    """Changes to an article's metadata; None leaves a field unchanged, "" clears it.

    The publication date is set by `Store.set_published`, since dates in the text depend on it.
    """

    title: str | None = None
    byline: str | None = None
    site: str | None = None
    source: str | None = None
    section: str | None = None
    language: str | None = None
    updated: datetime.date | Literal[""] | None = None


def set_facts(
    sqlite: sqlite3.Connection,
    article: int,
    facts: Facts,
    known: Sequence[tuple[str, Origin]] | None = None,
) -> None:
    """Set metadata of an article; raises NotFound.

    The origin of each changed field becomes "given" (by the user). `known` replaces all origins.
    """
    require_article(sqlite, article)
    query = "SELECT origins FROM article WHERE id = ?"
    origins = json.loads(sqlite.execute(query, (article,)).fetchone()[0])
    values: dict[str, str | None] = {
        field: one_line(value) for field in FIELDS if (value := getattr(facts, field)) is not None
    }
    if facts.updated is not None:
        values["updated"] = stored_day(facts.updated or None)
    if not values:
        return
    origins = dict(known) if known is not None else origins | dict.fromkeys(values, "given")
    values["origins"] = json.dumps(dict(sorted(origins.items())))
    if "source" in values:
        values["address"] = address_key(values["source"] or "")
    unindex_about(sqlite, article)
    sets = ", ".join(f"{column} = :{column}" for column in values)
    sqlite.execute(f"UPDATE article SET {sets} WHERE id = :id", {**values, "id": article})
    index_about(sqlite, article)
    keep_words(sqlite, tokens_of(values.get("title") or ""))
    list_under(sqlite, article)
