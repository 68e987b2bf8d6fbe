"""Differences of two wordings, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.text_reuse import diff_words


def format_diff(before: str, after: str) -> str:
    marks = {"same": "{}", "cut": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.how].format(piece.text) for piece in diff_words(before, after))


def test_cut_and_added_words_are_marked() -> None:
    full = "We never promised a second crane, and never will."
    assert format_diff(full, "We never promised a second crane.") == (
        "We never promised a second crane[-, and never will-]."
    )
    assert format_diff("We promised a crane", "We never promised a crane") == (
        "We[+ never+] promised a crane"
    )


def test_case_accents_and_the_form_of_marks_make_no_difference() -> None:
    assert format_diff("“We won’t pay,”", '"we won\'t pay,"') == '"we won\'t pay,"'
    assert format_diff("at the café", "at the cafe") == "at the cafe"


def test_a_short_word_in_common_does_not_tear_a_change_apart() -> None:
    assert format_diff("Boats rot in the harbour", "Boats lie at the quay") == (
        "Boats [-rot in the harbour-][+lie at the quay+]"
    )


TEXTS = st.text(st.sampled_from("the crane Harbour, . “ ” é’\n") | st.characters(), max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.how != "cut") == after
    assert (
        "".join(piece.first_text or piece.text for piece in pieces if piece.how != "added")
        == before
    )
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.how == "same" for piece in diff_words(text, text))
