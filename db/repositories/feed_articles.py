"""The articles that came from watched feeds: newest first, unread or changed ones among them."""

import json
from collections.abc import Sequence

from msgspec import Struct

from db.connection import Connection

_DAY = """CASE WHEN published IS NULL OR published > substr(added, 1, 10) THEN substr(added, 1, 10)
    ELSE published END"""
_JOINED = """FROM feed_article
    JOIN article ON article.id = added_article
    LEFT JOIN reading_state ON reading_state.article = article.id"""
_UNREAD = "coalesce(state, 'unread') = 'unread'"


class FeedCounts(Struct, frozen=True):
    """The numbers of articles of a feed: those unread, and all."""

    unread: int = 0
    articles: int = 0


class FeedArticleRepository:
    """The articles of the feeds of a store; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def counts(self) -> dict[int, FeedCounts]:
        """Return the numbers of articles of each feed, by its id."""
        query = f"""SELECT feed_article.source, total({_UNREAD}), count(*) {_JOINED}
            GROUP BY feed_article.source"""
        with self._connection.read_transaction() as sqlite:
            return {
                int(source): FeedCounts(int(unread), int(articles))
                for source, unread, articles in sqlite.execute(query)
            }

    def list_ids(
        self, sources: Sequence[int] = (), *, unread: bool = False, listed_too: Sequence[int] = ()
    ) -> list[int]:
        """Return the articles of feeds, or of all: newest first, those of one check as listed.

        An article that is dated later than it came, or has no date, is listed at its coming. With
        `unread`, only unread articles and those of `listed_too`.
        """
        conditions = ["1"]
        if sources:
            conditions.append("feed_article.source IN (SELECT value FROM json_each(:sources))")
        if unread:
            conditions.append(
                f"({_UNREAD} OR article.id IN (SELECT value FROM json_each(:listed_too)))"
            )
        query = f"""SELECT DISTINCT article.id {_JOINED} WHERE {" AND ".join(conditions)}
            ORDER BY {_DAY} DESC, added DESC, article.id"""
        values = {"sources": json.dumps(list(sources)), "listed_too": json.dumps(list(listed_too))}
        with self._connection.read_transaction() as sqlite:
            return [int(article) for (article,) in sqlite.execute(query, values)]

    def find_next_unread(self, sources: Sequence[int]) -> tuple[int, int] | None:
        """Return the feed and the newest unread article of the first of `sources` that has one."""
        query = f"""SELECT feed_article.source, article.id {_JOINED}
            WHERE feed_article.source = ? AND {_UNREAD}
            ORDER BY {_DAY} DESC, added DESC, article.id LIMIT 1"""
        with self._connection.read_transaction() as sqlite:
            for source in sources:
                if found := sqlite.execute(query, (source,)).fetchone():
                    return int(found[0]), int(found[1])
        return None

    def list_changed(self, articles: Sequence[int]) -> frozenset[int]:
        """Return those of `articles` of which a feed had another text later."""
        query = """SELECT added_article FROM feed_article WHERE changed IS NOT NULL
            AND added_article IN (SELECT value FROM json_each(?))"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, (json.dumps(list(articles)),))
            return frozenset(int(article) for (article,) in found)

    def lacks_full_text(self, article: int) -> bool:
        """Return True if the text of an article is that of its feed, not that of its page."""
        query = """SELECT 1 FROM feed_article JOIN article ON article.id = added_article
            WHERE article.id = ? AND words > 0 AND retrieved_from != article.source"""
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(query, (article,)).fetchone() is not None
