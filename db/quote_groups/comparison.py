"""Compare the occurrences of a quote group: which came first, which are cut or reworded."""

from analysis.corpus.text_reuse import DiffPiece, NormalizedText, diff_words, normalize_quotation
from db.quote_groups.models import Occurrence, OccurrenceChange, OccurrenceDiff, QuoteGroup

_MIN_LETTERS = 2  # least letters of a changed segment that is more than an ending or a mark


def compare_occurrences(group: QuoteGroup, base: int | None = None) -> tuple[OccurrenceDiff, ...]:
    """Compare every occurrence with the one at index `base`, by default the fullest one."""
    base_occurrence = group.tellings[fullest_occurrence(group) if base is None else base]
    dated = [occurrence.published for occurrence in group.tellings if occurrence.published]
    earliest = min(dated, default=None)
    return tuple(
        OccurrenceDiff(
            occurrence,
            diff_words(base_occurrence.content, occurrence.content),
            _change(base_occurrence, occurrence),
            first=occurrence.published is not None and occurrence.published == earliest,
            has_other_speaker=_has_other_speaker(occurrence, base_occurrence),
        )
        for occurrence in group.tellings
    )


def fullest_occurrence(group: QuoteGroup) -> int:
    """Return the index of the occurrence with most words of the speaker, the earliest of equals."""
    lengths = [len(_normalized(occurrence).words) for occurrence in group.tellings]
    return lengths.index(max(lengths))


def _normalized(occurrence: Occurrence) -> NormalizedText:
    return normalize_quotation(occurrence.content, occurrence.kind)


def _change(base: Occurrence, occurrence: Occurrence) -> OccurrenceChange:
    """Classify the change of the speaker's words; marks and case are ignored."""
    before, after = _normalized(base), _normalized(occurrence)
    pieces = diff_words(" ".join(before.words), " ".join(after.words))
    cut = any(piece.how == "cut" and _is_substantial(piece) for piece in pieces)
    added = any(piece.how == "added" and _is_substantial(piece) for piece in pieces)
    if cut and added:
        return "reworded"
    return "cut" if cut else "longer" if added else ""


def _is_substantial(piece: DiffPiece) -> bool:
    return sum(map(str.isalnum, piece.text)) >= _MIN_LETTERS or piece.text.strip().isdigit()


def _has_other_speaker(occurrence: Occurrence, base: Occurrence) -> bool:
    """Return whether two articles name different speakers; one may use only the last name."""
    if not occurrence.named or not base.named or not occurrence.names.isdisjoint(base.names):
        return False
    last = {name.split()[-1] for name in occurrence.names if name.split()}
    return last.isdisjoint(name.split()[-1] for name in base.names if name.split())
