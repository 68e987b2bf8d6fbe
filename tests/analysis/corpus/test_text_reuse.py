"""Which quotations are taken for the same words, and which are not joined on doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.text_reuse import fingerprint, is_same_quotation, normalize_quotation, shingles

FULL = (
    "“We never promised the harbour a second crane, and whoever says so has not read the contract "
    "that the council signed in spring.”"
)


def direct(first: str, second: str, *, one_voice: bool | None = None) -> bool:
    return is_same_quotation(
        normalize_quotation(first, "direct"),
        normalize_quotation(second, "direct"),
        one_voice=one_voice,
    )


@pytest.mark.parametrize(
    "reworded",
    [
        "“We never promised the harbour a second crane”",
        "“whoever says so has not read the contract that the council signed”",
        "“We have never promised the harbour a second crane, and whoever says that did not read "
        "the contract the council signed this spring”",
        "“WE NEVER PROMISED the harbor … the harbour a second crane and whoever says so has not "
        "read the contract”",
    ],
)
def test_what_was_cut_or_a_little_reworded_is_the_same(reworded: str) -> None:
    assert direct(FULL, reworded)
    assert direct(reworded, FULL)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("“No comment,”", "“No comment.”"),
        ("“Thank you very much,”", "“Thank you very much, all of you.”"),
        ("“We have to wait and see,”", "“We have to wait and see what comes of it,”"),
        ("“At the end of the day it is what it is.”", "“It is what it is,”"),
        (FULL, "“The council signed a contract for the crane in spring, and we have all read it.”"),
    ],
)
def test_commonplaces_and_the_same_subject_are_not(first: str, second: str) -> None:
    assert not direct(first, second)


def test_few_words_are_the_same_only_of_one_voice() -> None:
    short = "“Cranes do not lie,”"
    assert direct(short, "“Cranes do not lie.”", one_voice=True)
    assert not direct(short, "“Cranes do not lie.”")
    assert not direct(short, "“Cranes do not lie.”", one_voice=False)


def test_a_mixed_quotation_is_taken_by_its_words_in_marks() -> None:
    mixed = normalize_quotation(
        "the port had “never promised the harbour a second crane”, as some had hoped", "mixed"
    )
    assert mixed.is_verbatim
    assert mixed.words == ("never", "promised", "the", "harbour", "a", "second", "crane")
    assert is_same_quotation(mixed, normalize_quotation(FULL, "direct"))


def test_what_papers_report_in_their_own_words_has_to_agree_nearly_whole() -> None:
    figures = normalize_quotation(
        "that the port would buy two used cranes from Northgate by October", "indirect"
    )
    copied = normalize_quotation(
        "the port would buy two used cranes from Northgate by October", "indirect"
    )
    about = normalize_quotation(
        "the port had looked at two used cranes from Northgate last year", "indirect"
    )
    other_figures = normalize_quotation(
        "that the port would buy 3 used cranes from Northgate by October", "indirect"
    )
    assert is_same_quotation(figures, copied)
    assert not is_same_quotation(figures, about)
    assert not is_same_quotation(figures, other_figures)  # another number is another statement


WORDS = st.lists(
    st.sampled_from(
        [
            "harbour",
            "crane",
            "contract",
            "council",
            "spring",
            "promise",
            "vote",
            "the",
            "of",
            "and",
            "never",
        ]
    ),
    max_size=40,
)


@given(WORDS, WORDS, WORDS)
def test_what_shares_four_telling_words_in_a_row_is_found(
    before: list[str], middle: list[str], after: list[str]
) -> None:
    piece = normalize_quotation(" ".join(middle), "direct")
    whole = normalize_quotation(" ".join([*before, *middle, *after]), "direct")
    if len(piece.content_stems) >= 4:
        assert fingerprint(whole) & set(shingles(piece))
        assert fingerprint(piece) & set(shingles(whole))
    assert fingerprint(piece) <= set(shingles(piece))


@given(WORDS, WORDS, st.sampled_from([None, True, False]))
def test_being_the_same_goes_both_ways_and_a_long_quotation_is_itself(
    words: list[str], other_words: list[str], one_voice: bool | None
) -> None:
    first, second = (
        normalize_quotation(" ".join(words), "direct"),
        normalize_quotation(" ".join(other_words), "direct"),
    )
    assert is_same_quotation(first, second, one_voice=one_voice) == is_same_quotation(
        second, first, one_voice=one_voice
    )
    if len(first.content_stems) > 5:
        assert is_same_quotation(first, first)
