"""The store's service for quote groups: each method is one query."""

from collections.abc import Sequence

from db.connection import Connection
from db.quote_groups import reading
from db.quote_groups.models import Saying, SayingOrder, SayingRow
from db.search.ast import Trouble
from db.search.executor import find, read
from db.search.sql import SearchOrder

_MOST_HITS = 1_000  # quotations of a search that are grouped


class Sayings:
    """The quote groups of a store: quotations with the same words in several articles."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def count(self) -> int:
        """Count the quote groups."""
        with self._connection.reading() as sqlite:
            return reading.count_sayings(sqlite)

    def window(
        self, order: SayingOrder = "latest", *, limit: int = 200, offset: int = 0
    ) -> list[SayingRow]:
        """Return a window of the quote groups, sorted by latest day or by number of articles."""
        with self._connection.reading() as sqlite:
            return reading.list_sayings(sqlite, order, limit, offset)

    def rows(self, sayings: Sequence[int]) -> list[SayingRow]:
        """Return the list rows of quote groups by id; deleted groups are left out."""
        with self._connection.reading() as sqlite:
            return reading.rows_of(sqlite, sayings)

    def found(self, query: str, order: SearchOrder = "rank") -> tuple[list[int], Trouble | None]:
        """Return the ids of the quote groups that match a query, and the query's error."""
        request = read(query, order)
        with self._connection.reading() as sqlite:
            hits = find(sqlite, request.root, order, _MOST_HITS, kinds=("quotation",))
            return reading.sayings_with(sqlite, (hit.id for hit in hits)), request.trouble

    def of_article(self, article: int) -> list[int]:
        """Return the ids of the quote groups in an article, in text order."""
        with self._connection.reading() as sqlite:
            return reading.sayings_with(sqlite, reading.quotations_in(sqlite, article))

    def counts(self, article: int) -> dict[int, int]:
        """Count the articles that repeat each quotation of an article, by quotation number."""
        with self._connection.reading() as sqlite:
            return reading.articles_with_same(sqlite, article)

    def of_quotation(self, article: int, number: int) -> int | None:
        """Return the quote group id of a quotation; None if no other article repeats it."""
        with self._connection.reading() as sqlite:
            return reading.saying_at(sqlite, article, number)

    def at(self, article: int, start: int) -> int | None:
        """Return the quote group id of the quotation at an offset in the text of an article."""
        with self._connection.reading() as sqlite:
            number = reading.number_at(sqlite, article, start)
            return None if number is None else reading.saying_at(sqlite, article, number)

    def saying(self, saying: int) -> Saying:
        """Load a quote group with its occurrences; raises NotFound."""
        with self._connection.reading() as sqlite:
            return reading.load_saying(sqlite, saying)
