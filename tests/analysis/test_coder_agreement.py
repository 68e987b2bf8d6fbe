"""Agreement of coders, against published examples."""

from collections import Counter

import pytest

from analysis.coded_passages import CodedMark, assign_marks, join_marks
from analysis.coder_agreement import CodeAgreement, Values, cohen_kappa, krippendorff_alpha

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
MISSING = ("123321412...", "1233224125.3", ".33323422 51.".replace(" ", ""), "12332441251.")


def count_units(*coders: str) -> Counter[Values]:
    units = zip(*coders, strict=True)
    return Counter(tuple(None if value == "." else value for value in unit) for unit in units)


@pytest.mark.parametrize(("coders", "alpha"), [(BINARY, 0.095), (NOMINAL, 0.692), (MISSING, 0.743)])
def test_alpha_is_that_of_the_published_examples(coders: tuple[str, ...], alpha: float) -> None:
    assert krippendorff_alpha(count_units(*coders)) == pytest.approx(alpha, abs=0.0005)


def test_kappa_is_that_of_a_published_example() -> None:
    units: dict[Values, int] = {
        ("yes", "yes"): 20,
        ("yes", "no"): 5,
        ("no", "yes"): 10,
        ("no", "no"): 15,
    }
    assert cohen_kappa(units) == pytest.approx(0.4)  # 50 grant proposals, two readers


def test_both_coefficients_equal_those_of_nltk() -> None:
    from nltk.metrics.agreement import AnnotationTask

    triples = [
        (str(coder), str(item), value)
        for coder, values in enumerate(NOMINAL)
        for item, value in enumerate(values)
    ]
    task = AnnotationTask(data=triples)
    assert krippendorff_alpha(count_units(*NOMINAL)) == pytest.approx(task.alpha())
    assert cohen_kappa(count_units(*NOMINAL)) == pytest.approx(task.kappa())


def test_agreement_by_chance_alone_is_not_defined() -> None:
    code = CodeAgreement("tax", both=0, only_first=0, only_second=0, neither=9)
    assert (code.agreement, code.kappa, code.alpha) == (1, None, None)
    assert CodeAgreement("tax", 0, 0, 0, 0).agreement is None
    opposite = CodeAgreement("tax", both=0, only_first=5, only_second=5, neither=0)
    assert opposite.kappa == -1


def mark(start: int, end: int, coder: int, *codes: str) -> CodedMark:
    return CodedMark(start, end, coder, codes)


def test_marks_that_share_half_of_the_shorter_one_are_one_passage() -> None:
    marks = [mark(0, 10, 0, "tax"), mark(5, 30, 1, "tax"), mark(27, 60, 0), mark(70, 80, 1)]
    joined = join_marks(marks, 0.5)
    assert [(each.start, each.end) for each in joined] == [(0, 30), (27, 60), (70, 80)]
    assert [len(each.marks) for each in join_marks(marks, 0.1)] == [3, 1]
    assert [len(each.marks) for each in join_marks(marks, 0.6)] == [1, 1, 1, 1]


def test_a_mark_over_two_sentences_belongs_to_those_that_it_covers_enough() -> None:
    parts = [(0, 50), (51, 100), (101, 150)]
    assigned = assign_marks(parts, [mark(0, 55, 0), mark(60, 140, 1)], 0.5)
    assert [len(each.marks) for each in assigned] == [1, 1, 1]
    assert [len(each.marks) for each in assign_marks(parts, [mark(40, 60, 0)], 0.9)] == [1, 0, 0]
