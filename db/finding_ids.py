"""The ids of quotations and events: their article's id and their number in it, in one number.

So what an index finds says which article it is in, and an article's findings lie together.
"""

from db.errors import StoreError

BITS = 18  # of the number; what an index keeps grows with them, by a byte a word for eight
_MOST = 1 << BITS


def finding_id(article: int, number: int) -> int:
    """The id of a quotation or an event; raises StoreError where an article has too many."""
    if number >= _MOST:
        raise StoreError(
            f"A text with more than {_MOST:,} quotations or events cannot be kept; split it"
        )
    return article << BITS | number


def first_id(article: int) -> int:
    """What the ids of an article's findings begin with, and those of the articles before end."""
    return article << BITS


def article_of(id: str) -> str:
    """The article in an id, as SQL."""
    return f"({id} >> {BITS})"
