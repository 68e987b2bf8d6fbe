"""The wordings of a shared finding in two texts, in pieces that both or one of them has."""

from analysis.corpus.text_reuse import DiffPiece, diff_words
from db.comparison.models import ComparedItem

GAP = " … "


def diff_wordings(item: ComparedItem) -> tuple[DiffPiece, ...]:
    """Return the pieces of a quotation in both texts: cut ones are only in the first text."""
    first, second = (
        GAP.join(passage.words for passage in side) for side in (item.first, item.second)
    )
    return (DiffPiece(second, "same", first),) if first == second else diff_words(first, second)
