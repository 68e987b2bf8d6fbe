"""Verdicts about quotations: the words of the original beside them, and what differs."""

from typing import Literal, get_args

from msgspec import Struct

from analysis.models import QuotationKind, Span

VerdictKind = Literal[
    "verbatim",
    "cut",
    "altered",
    "changed",
    "joined",
    "reversed",
    "misattributed",
    "not_found",
    "near",
]
"""The result of a comparison.

`changed` is a changed negation or number, `joined` has pieces from places far apart, `reversed` is
from a longer sentence that reverses it, `misattributed` was said by somebody else. `near` are only
the nearest statements to an indirect quotation, which proves nothing.
"""
VERDICT_NAMES: dict[VerdictKind, str] = {
    "verbatim": "verbatim",
    "cut": "cut",
    "altered": "altered",
    "changed": "negation or number changed",
    "joined": "joined from places far apart",
    "reversed": "out of a sentence that reverses it",
    "misattributed": "said by somebody else",
    "not_found": "not found",
    "near": "near, no proof",
}
"""The name of each verdict, for messages and pages."""
VERDICT_KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
Edit = Literal[
    "abbreviations",
    "brackets",
    "case",
    "confusables",
    "contractions",
    "ellipsis",
    "fillers",
    "hyphens",
    "numerals",
    "spelling",
]
"""A change that leaves the words as they were said."""
EDITS: tuple[Edit, ...] = get_args(Edit)
Concern = Literal[
    "", "negation", "number", "name", "quantifier", "modal", "pronoun", "condition", "order", "word"
]
"""The most important thing that a difference changes."""
DANGEROUS: frozenset[Concern] = frozenset({"negation", "number", "name", "quantifier", "modal"})
DifferenceKind = Literal["cut", "added", "replaced", "moved"]


class QuotedText(Struct, frozen=True):
    """A quotation in a text: the spans of its words, and all names of its speaker.

    `number` is its index in the analysis of the text, None for words in marks without a
    speaker in the analysis. A mixed quotation has only its words in marks.
    """

    spans: tuple[Span, ...]
    kind: QuotationKind = "direct"
    speaker: str = ""
    names: frozenset[str] = frozenset()
    number: int | None = None


class WordDifference(Struct, frozen=True):
    """A difference: the words `spoken` in the original, and those `quoted` in their place.

    The spans are in the text of the original and in that of the quotation; a side without words
    has an empty span where they would be. `is_marked` is True for a cut that an ellipsis shows.
    """

    kind: DifferenceKind
    concern: Concern
    spoken: str
    quoted: str
    spoken_span: Span
    quoted_span: Span
    is_marked: bool = False


class Match(Struct, frozen=True):
    """The place of a quotation, or of a piece of it, in an original.

    `original` is the index of the original. `speaker` and `time` are "" if they are unknown.
    """

    original: int
    start: int
    end: int
    line: int
    speaker: str = ""
    time: str = ""


class Verdict(Struct, frozen=True):
    """The result for one quotation.

    `matches` are the places of its pieces, the main one first; none if it was not found. `edits`
    are the changes that leave the words as they were said. `frame` has the words around the
    quotation that reverse it. `is_question` is True if the original asks what is quoted as a
    statement.
    """

    kind: VerdictKind
    quotation: QuotedText
    matches: tuple[Match, ...] = ()
    differences: tuple[WordDifference, ...] = ()
    edits: tuple[Edit, ...] = ()
    frame: str = ""
    is_question: bool = False
