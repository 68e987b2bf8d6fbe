"""Sayings as the app asks for them."""

from collections.abc import Sequence

from db.connection import Connection
from db.sayings import reading
from db.sayings.records import Saying, SayingOrder, SayingRow
from db.search.asking import find, read
from db.search.statements import SearchOrder
from db.search.tree import Trouble

_MOST_ANSWERS = 1_000  # quotations of a search


class Sayings:
    """The sayings of one open store: quotations of several articles that have the same words."""

    def __init__(self, connection: Connection) -> None:
        """Those of the store of `connection`."""
        self._connection = connection

    def count(self) -> int:
        """How many there are."""
        with self._connection.reading() as sqlite:
            return reading.count_sayings(sqlite)

    def window(
        self, order: SayingOrder = "latest", *, limit: int = 200, offset: int = 0
    ) -> list[SayingRow]:
        """A window of them: those told last first, or those that most articles have."""
        with self._connection.reading() as sqlite:
            return reading.list_sayings(sqlite, order, limit, offset)

    def rows(self, sayings: Sequence[int]) -> list[SayingRow]:
        """Sayings by their ids as a list shows them; those that are gone are left out."""
        with self._connection.reading() as sqlite:
            return reading.rows_of(sqlite, sayings)

    def found(self, query: str, order: SearchOrder = "rank") -> tuple[list[int], Trouble | None]:
        """The ids of those that have quotations which answer a query, and what it had wrong."""
        asked = read(query, order)
        with self._connection.reading() as sqlite:
            answers = find(sqlite, asked.root, order, _MOST_ANSWERS, kinds=("quotation",))
            return reading.sayings_with(sqlite, (one.id for one in answers)), asked.trouble

    def of_article(self, article: int) -> list[int]:
        """The ids of those that an article has, in the order of its text."""
        with self._connection.reading() as sqlite:
            return reading.sayings_with(sqlite, reading.quotations_in(sqlite, article))

    def counts(self, article: int) -> dict[int, int]:
        """How many articles have the words of each of an article's quotations, by its number."""
        with self._connection.reading() as sqlite:
            return reading.articles_with_same(sqlite, article)

    def of_quotation(self, article: int, number: int) -> int | None:
        """The id of the saying of an article's quotation; None where nobody else has its words."""
        with self._connection.reading() as sqlite:
            return reading.saying_at(sqlite, article, number)

    def at(self, article: int, start: int) -> int | None:
        """The id of the saying of the quotation at a place in an article's text."""
        with self._connection.reading() as sqlite:
            number = reading.number_at(sqlite, article, start)
            return None if number is None else reading.saying_at(sqlite, article, number)

    def saying(self, saying: int) -> Saying:
        """A saying whole; raises NotFound."""
        with self._connection.reading() as sqlite:
            return reading.load_saying(sqlite, saying)
