"""The number and the size of the vectors in a store."""

from msgspec import Struct

from db.connection import Connection

WITHOUT_TEXT_VECTOR = """FROM article WHERE text != ''
    AND NOT EXISTS (SELECT 1 FROM article_vector WHERE article = article.id)"""
WITHOUT_QUOTATION_VECTORS = """FROM article WHERE quotations > 0
    AND NOT EXISTS (SELECT 1 FROM quotation_vector WHERE article = article.id)"""


class VectorCount(Struct, frozen=True):
    """The vectors of a store, and their size in bytes.

    `articles` have a vector of their beginning, and `quotations` one of their words. Articles
    without one of the two, of those that can have it, are `missing`.
    """

    articles: int
    quotations: int
    missing: int
    bytes: int

    @property
    def description(self) -> str:
        """The numbers in one line."""
        size = f"{self.bytes / 1_000_000:.1f} MB"
        missing = f", {self.missing:,} articles still without" if self.missing else ""
        return f"{self.articles:,} of articles, {self.quotations:,} of quotations: {size}{missing}"


def count_vectors(connection: Connection) -> VectorCount:
    """Count the vectors of a store; raises StoreError."""
    with connection.read_transaction() as sqlite:
        query = "SELECT count(*), coalesce(sum(length(vector)), 0) FROM article_vector"
        articles, size = sqlite.execute(query).fetchone()
        query = """SELECT coalesce(sum(length(numbers) / 4), 0),
            coalesce(sum(length(numbers) + length(vectors)), 0) FROM quotation_vector"""
        quotations, more = sqlite.execute(query).fetchone()
        [missing] = sqlite.execute(
            """SELECT count(*) FROM article
                WHERE (text != '' AND id NOT IN (SELECT article FROM article_vector))
                    OR (quotations > 0 AND id NOT IN (SELECT article FROM quotation_vector))"""
        ).fetchone()
    return VectorCount(articles, quotations, missing, size + more)


def count_missing_vectors(connection: Connection) -> int:
    """Count the articles without a vector, and those with quotations that have none.

    This imports no part of the encoder: the app counts every few seconds. Raises StoreError.
    """
    with connection.read_transaction() as sqlite:
        counts = [
            int(sqlite.execute(f"SELECT count(*) {missing}").fetchone()[0])
            for missing in (WITHOUT_TEXT_VECTOR, WITHOUT_QUOTATION_VECTORS)
        ]
    return sum(counts)
