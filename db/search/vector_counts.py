"""The number and the size of the vectors in a store."""

from msgspec import Struct

from db.connection import Connection

# The index has no texts, so that articles with a vector are passed over without reading their rows.
_WITHOUT = """FROM article AS listed INDEXED BY article_filter
    WHERE NOT EXISTS (SELECT 1 FROM {vectors} WHERE article = listed.id)
        AND EXISTS (SELECT 1 FROM article WHERE id = listed.id AND {has_any})"""
WITHOUT_TEXT_VECTOR = _WITHOUT.format(vectors="article_vector", has_any="text != ''")
"""The end of a query of articles, as `listed`, that have a text but no vector."""
WITHOUT_QUOTATION_VECTORS = _WITHOUT.format(vectors="quotation_vector", has_any="quotations > 0")
"""The end of a query of articles, as `listed`, that have statements but no vectors of them."""


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
            f"""SELECT count(*) FROM (SELECT listed.id {WITHOUT_TEXT_VECTOR}
                UNION SELECT listed.id {WITHOUT_QUOTATION_VECTORS})"""
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
