"""Signs of change between two statements that are near in words."""

import pytest

from analysis.statement_changes import list_changes

HOLDS = "We will close twelve schools in the north before the winter begins."


@pytest.mark.parametrize(
    ("later", "sign", "words"),
    [
        ("We will not close twelve schools in the north before winter begins.", "negation", "not"),
        ("We will close 15 schools in the north before the winter begins.", "number",
         "twelve / 15"),
        ("We may close twelve schools in the north before the winter begins.", "modality",
         "will / may"),
        ("They said we won't close twelve schools in the north before winter.", "negation",
         "won't"),
    ],
)  # fmt: skip
def test_a_changed_negation_number_or_modal_verb_is_a_sign(
    later: str, sign: str, words: str
) -> None:
    assert (sign, words) in [(each.sign, each.words) for each in list_changes(HOLDS, later)]


@pytest.mark.parametrize(
    "later",
    [
        "We'll close 12 schools in the north before the winter begins.",
        "We will close twelve schools in the north before winter begins, and we shall not open "
        "three of them again.",
        "In the north, twelve schools close.",
        "We will not close the harbor.",
        "",
    ],
)
def test_other_words_a_longer_statement_or_another_subject_are_none(later: str) -> None:
    assert list_changes(HOLDS, later) == ()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("The harbor dredging talks in Lund will begin on June 1 with all parties.",
         "The harbor dredging talks in Lund will begin on June first with all parties."),
        ("The harbor dredging could damage the old stone pier in Lund.",
         "The harbor dredging may damage the old stone pier in Lund."),
        ("The mayor is due to open the new stone bridge in Lund on Friday.",
         "The mayor will open the new stone bridge in Lund on Friday."),
        ("The envoy met the U.N. council about the dredging treaty in Lund.",
         "The envoy met the United Nations council about the dredging treaty in Lund."),
        ("The owners violated the dredging treaty with Lund and Oslo.",
         "The owners have not complied with the dredging treaty with Lund and Oslo."),
        ("At least seven guards were hurt on Friday and several others lost in a storm near Lund.",
         "Officials in Oslo say that three guards were hurt and seven others lost in a storm."),
    ],
)  # fmt: skip
def test_the_same_in_another_form_and_two_events_are_no_change(earlier: str, later: str) -> None:
    assert list_changes(earlier, later) == ()
