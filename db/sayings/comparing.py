"""How the tellings of a saying differ: who said it first, who cut it, who changed it."""

from analysis.wording.differences import Piece, differences
from analysis.wording.sameness import Wording, wording
from db.sayings.records import Change, Compared, Saying, Telling

_LETTERS = 2  # of a piece, from which it is more than an ending or a mark


def compare(saying: Saying, base: int | None = None) -> tuple[Compared, ...]:
    """Every telling beside the one at index `base`, the fullest one where none is given."""
    beside = saying.tellings[fullest(saying) if base is None else base]
    dated = [telling.published for telling in saying.tellings if telling.published]
    earliest = min(dated, default=None)
    return tuple(
        Compared(
            telling,
            differences(beside.content, telling.content),
            _change(beside, telling),
            first=telling.published is not None and telling.published == earliest,
            otherwise=_otherwise(telling, beside),
        )
        for telling in saying.tellings
    )


def fullest(saying: Saying) -> int:
    """The index of the telling with most words of the speaker, the earliest of those as long."""
    lengths = [len(_said(telling).words) for telling in saying.tellings]
    return lengths.index(max(lengths))


def _said(telling: Telling) -> Wording:
    return wording(telling.content, telling.kind)


def _change(beside: Telling, telling: Telling) -> Change:
    """Whether words of the speaker went, came, or both; marks and case make no difference."""
    before, after = _said(beside), _said(telling)
    pieces = differences(" ".join(before.words), " ".join(after.words))
    cut = any(piece.how == "cut" and _says(piece) for piece in pieces)
    added = any(piece.how == "added" and _says(piece) for piece in pieces)
    if cut and added:
        return "reworded"
    return "cut" if cut else "longer" if added else ""


def _says(piece: Piece) -> bool:
    return sum(map(str.isalnum, piece.text)) >= _LETTERS or piece.text.strip().isdigit()


def _otherwise(telling: Telling, beside: Telling) -> bool:
    """Whether two articles name different people; a name may be short, or cut."""
    if not telling.named or not beside.named or not telling.names.isdisjoint(beside.names):
        return False
    last = {name.split()[-1] for name in telling.names if name.split()}
    return last.isdisjoint(name.split()[-1] for name in beside.names if name.split())
