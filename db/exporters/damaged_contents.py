"""Damaged contents, which an export leaves out and counts."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from analysis.structs import replace
from analysis.text import join_names
from db.article_properties import FLAGS, MARKS, ORIGINAL
from db.exporters.selection import ExportedArticle, Selection, list_rows
from db.kinds import FINDINGS
from db.models import ArticleOrigins, ArticleRow
from db.store import Store

# What is left out for a damaged group of an article, in the singular and the plural. Without its
# text, its details or its status at its agency, an article is left out as a whole.
_NAMES: Mapping[str, tuple[str, str]] = {
    "article": ("article", "articles"),
    "text": ("article", "articles"),
    "wire_record": ("article", "articles"),
    "note": ("note", "notes"),
    "note_tag": ("note", "notes"),
    "findings": ("article’s findings", "articles’ findings"),
    "correction": ("article’s corrections", "articles’ corrections"),
    "article_tag": ("article’s tags", "articles’ tags"),
    "tag": ("damaged tag of an article or a note", "damaged tags of articles and notes"),
    "collection": ("article’s damaged collection", "articles’ damaged collections"),
    "collection_article": ("article’s collections", "articles’ collections"),
    "reading_state": (
        f"article’s {join_names([*(flag.noun for flag in FLAGS), 'reading state'])}",
        f"articles’ {join_names([*(flag.nouns for flag in FLAGS), 'reading states'])}",
    ),
    ORIGINAL.table: (f"article’s {ORIGINAL.noun}", f"articles’ {ORIGINAL.nouns}"),
    "draft": ("unfinished note", "unfinished notes"),
    "library": ("record of the library", "records of the library"),
}  # fmt: skip
_WHOLE = frozenset({"article", "text", "wire_record"})


def list_whole_rows(store: Store, selection: Selection) -> list[ArticleRow]:
    """Return the rows of the articles that an export does not leave out, in its order."""
    return [row for row in list_rows(store, selection) if not _list_groups(store, row.id) & _WHOLE]


def _list_groups(store: Store, article: int) -> set[str]:
    return {record.group for record in store.list_damage(article)}


class DamagedContents:
    """Leaves damaged contents out of the articles of an export, and counts them."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self._names: dict[str, frozenset[str]] | None = None  # of damaged tags and collections

    def leave_out(self, store: Store, article: ExportedArticle) -> ExportedArticle | None:
        """Return an article without its damaged contents; None if it is left out itself."""
        damaged = store.list_damage(article.row.id)
        groups = {record.group for record in damaged}
        if groups & _WHOLE:
            self._count("article")
            return None
        notes = {record.key for record in damaged if record.group in ("note", "note_tag")}
        changes: dict[str, Any] = {}
        if groups.intersection(FINDINGS):
            self._count("findings")
            changes["machine"] = None
        left = tuple(note for note in article.notes if note.id not in notes)
        for _ in range(len(article.notes) - len(left)):
            self._count("note")
        changes["notes"] = tuple(
            replace(note, tags=self._list_whole(store, "tag", note.tags)) for note in left
        )
        row = article.row
        tags = self._list_whole(store, "tag", row.tags)
        collections = self._list_whole(store, "collection", row.collections)
        if (tags, collections) != (row.tags, row.collections):
            row = replace(row, tags=tags, collections=collections)
        if "correction" in groups and article.corrections:
            self._count("correction")
            changes["corrections"] = ()
        if "draft" in groups and article.draft:
            self._count("draft")
            changes["draft"] = None
        if "article_tag" in groups:
            self._count("article_tag")
            row = replace(row, tags=())
        if "collection_article" in groups:
            self._count("collection_article")
            row = replace(row, collections=())
        if "reading_state" in groups:
            self._count("reading_state")
            row = replace(row, state="unread")
            changes |= {"position": 0, "bookmarks": {}}
        if ORIGINAL.table in groups:
            self._count(ORIGINAL.table)
        lost: dict[str, Any] = {mark.name: mark.default for mark in MARKS if mark.table in groups}
        row = replace(row, **lost) if lost else row
        if row is not article.row:
            changes |= {"row": row, "origins": ArticleOrigins()}
        return replace(article, **changes)

    def _list_whole(self, store: Store, group: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the tags or collections that are not damaged; count the others."""
        if self._names is None:
            damaged = (found.name for found in store.collections.list() if found.damaged)
            self._names = {"tag": store.tags.list_damaged(), "collection": frozenset(damaged)}
        left = tuple(name for name in names if name not in self._names[group])
        for _ in range(len(names) - len(left)):
            self._count(group)
        return left

    def count_library(self, store: Store, selection: Selection) -> None:
        """Count the damaged records that belong to no single article."""
        if selection.rows is None and selection.articles is None:
            for _ in range(store.library.count_damaged()):
                self._count("library")

    def _count(self, group: str) -> None:
        self._counts[_NAMES[group]] += 1

    def describe(self) -> str:
        """Return one line for the user, "" if nothing is damaged.

        `left out because they are damaged: 2 articles, 1 note; run `onrecord check``
        """
        listed = ", ".join(f"{count:,} {names[count > 1]}" for names, count in self._counts.items())
        if not listed:
            return ""
        return f"left out as damaged: {listed}; `onrecord check` lists the damage"
