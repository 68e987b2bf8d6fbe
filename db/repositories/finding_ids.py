"""Ids of quotations and events: the article's id and the finding's number in it, in one integer.

The article of an index entry is thus known from its id, and an article's findings are adjacent.
"""

from db.errors import StoreError

BITS = 18  # of the number; an index grows by about a byte per word for every eight bits
_MOST = 1 << BITS


def finding_id(article: int, number: int) -> int:
    """Return the id of a quotation or an event; raises StoreError if an article has too many."""
    if number >= _MOST:
        raise StoreError(
            f"A text with more than {_MOST:,} quotations or events cannot be stored; split it"
        )
    return article << BITS | number


def first_id(article: int) -> int:
    """Return the lowest finding id of an article; those of earlier articles are lower."""
    return article << BITS


def article_of(id: str) -> str:
    """Return the SQL expression for the article in an id."""
    return f"({id} >> {BITS})"
