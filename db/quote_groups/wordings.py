"""The words of two quotations compared: the kind of change, and what is dangerous in it."""

from collections.abc import Sequence

from analysis.corpus.text_reuse import normalize_quotation
from analysis.models import QuotationKind
from analysis.quote_marks import find_quoted_spans
from analysis.tokenizer import tokenize
from analysis.verification import (
    WordDifference,
    Wording,
    compare_wordings,
    describe_differences,
)
from db.models import OccurrenceChange

_FEW_WORDS = 6  # that another wording lacks, in a difference that is named


def compare_statements(
    before: str, before_kind: QuotationKind, after: str, after_kind: QuotationKind
) -> Wording:
    """Compare the speaker's words of two quotations; of a mixed one, those in marks."""
    return compare_wordings(_list_spoken(before, before_kind), _list_spoken(after, after_kind))


def classify_change(wording: Wording) -> OccurrenceChange:
    """Classify the change of the speaker's words; what editing may do is ignored."""
    if wording.has_cut and wording.has_added:
        return "reworded"
    return "cut" if wording.has_cut else "longer" if wording.has_added else ""


def name_dangers(differences: Sequence[WordDifference]) -> tuple[str, ...]:
    """Return the differences in negations, numbers, names, quantifiers and modals: `12 / 20`.

    Words left out at an ellipsis, and many words left out, are no such difference.
    """
    return describe_differences(
        [
            difference
            for difference in differences
            if not difference.is_marked and len(difference.spoken.split()) <= _FEW_WORDS
        ]
    )


def _list_spoken(content: str, kind: QuotationKind) -> str:
    """Return the words of the speaker: of a mixed quotation those in marks, if these suffice."""
    if kind != "mixed" or not normalize_quotation(content, kind).is_verbatim:
        return content
    marked = (span for span in find_quoted_spans(tokenize(content)) if span.parent is None)
    return " ".join(content[slice(*span.inner)] for span in marked) or content
