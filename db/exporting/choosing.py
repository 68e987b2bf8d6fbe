"""Which articles a reader means: some, those that answer a search or a filter, a person's."""

from dataclasses import dataclass

from db.exporting.selecting import Selection
from db.store import Store

_MOST = 100_000  # answers of a search that are exported


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice of articles, all of them where nothing is given; several conditions all hold.

    `query` is a search, `listed` the words that a list is filtered by, `identity` somebody whom
    articles name.
    """

    articles: tuple[int, ...] | None = None
    query: str | None = None
    listed: str | None = None
    identity: int | None = None

    def selection(self, store: Store) -> Selection:
        """The articles now in the store, and what an export of them is called; raises NotFound."""
        name = "OnRecord"
        ids = None if self.articles is None else list(dict.fromkeys(self.articles))
        if ids is not None:
            rows = [store.row(article) for article in ids]
            name = rows[0].title or name if len(rows) == 1 else name
        if self.listed is not None:
            listed = store.articles(self.listed, limit=_MOST)
            ids, name = _both(ids, [row.id for row in listed]), self.listed
        if self.query is not None:
            # with a space, since the last word is whole
            hits = store.search(f"{self.query} ", order="newest", limit=_MOST)
            ids, name = _both(ids, [hit.article for hit in hits]), self.query
        if self.identity is not None:
            name = store.people.row(self.identity).name
            naming = store.people.articles(self.identity, oldest=True, limit=_MOST)
            ids = _both(ids, [one.article for one in naming])
        return Selection(name, ids, self.identity)


def _both(ids: list[int] | None, found: list[int]) -> list[int]:
    """The articles found, each once, that are among those given."""
    wanted = None if ids is None else set(ids)
    return [one for one in dict.fromkeys(found) if wanted is None or one in wanted]
