"""Queries that select the articles of an export: by id, search, list filter or identity."""

from dataclasses import dataclass

from db.exporters.selection import Selection
from db.store import Store

_MAX_ARTICLES = 100_000  # articles of a search that are exported


@dataclass(frozen=True, slots=True)
class Chosen:
    """A query for the articles of an export; all conditions apply, and none selects all articles.

    `query` is a search, `listed` the filter of the article list, and `identity` the id of an
    identity that the articles name.
    """

    articles: tuple[int, ...] | None = None
    query: str | None = None
    listed: str | None = None
    identity: int | None = None

    def selection(self, store: Store) -> Selection:
        """Return the selected articles and the name of their export; raises NotFound."""
        name = "OnRecord"
        ids = None if self.articles is None else list(dict.fromkeys(self.articles))
        if ids is not None:
            rows = [store.row(article) for article in ids]
            name = rows[0].title or name if len(rows) == 1 else name
        if self.listed is not None:
            listed = store.articles(self.listed, limit=_MAX_ARTICLES)
            ids, name = _intersection(ids, [row.id for row in listed]), self.listed
        if self.query is not None:
            # the space marks the last word as complete
            hits = store.search(f"{self.query} ", order="newest", limit=_MAX_ARTICLES)
            ids, name = _intersection(ids, [hit.article for hit in hits]), self.query
        if self.identity is not None:
            name = store.people.row(self.identity).name
            naming = store.people.articles(self.identity, oldest=True, limit=_MAX_ARTICLES)
            ids = _intersection(ids, [row.article for row in naming])
        return Selection(name, ids, self.identity)


def _intersection(ids: list[int] | None, found: list[int]) -> list[int]:
    """Return the articles found that are also in `ids`, without duplicates."""
    wanted = None if ids is None else set(ids)
    return [id for id in dict.fromkeys(found) if wanted is None or id in wanted]
