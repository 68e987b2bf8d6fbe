"""Errors of boundaries, on one sentence with a quotation in two pieces."""

from analysis.models import Quotation, Reason
from benchmarks._quotation_scores import Document, Found, boundaries, gold_of, letters_of

TEXT = "“We sold the mill,” Ada Lind said on Monday, “and the land around it.”"
FIRST, SECOND = (0, 19), (45, 70)


def count(*found: tuple[int, int], gold: tuple[tuple[int, int], ...] = (FIRST, SECOND)) -> str:
    """Return the one class that is counted for found spans."""
    row = {"spans": gold, "type": "direct", "speaker_text": "Ada Lind"}
    quotation = Quotation(
        found, "direct", None, None, None, None, False, 0.9, Reason.of("quote.alone")
    )
    wrong = Found(quotation, letters_of(TEXT, found), None, ())
    document = Document("one", TEXT, missed=[gold_of(TEXT, row, True)], wrong=[wrong])
    ((name, number),) = boundaries(document).items()
    assert number == 1
    return name


def test_boundaries_are_classed() -> None:
    assert count(FIRST, SECOND) == "exact"
    assert count(FIRST, (37, 70)) == "too long"
    assert count(FIRST, (53, 70)) == "too short"
    assert count((4, 30), SECOND) == "both"
    assert count(SECOND) == "pieces missing"


def test_the_marks_alone_make_no_error() -> None:
    assert count((1, 18), (46, 69)) == "exact"
