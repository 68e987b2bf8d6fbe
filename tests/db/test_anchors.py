"""A note finds its place again in a text that has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.anchors import Anchor, reanchor

TEXT = (
    "The port authority said on Monday that ninety stalls would move to the north quay. "
    "No one had asked the fishermen. “We read it in the paper,” said Ilse Brandt, who has sold "
    "herring there since 1987. The mayor did not answer. The mayor was in Oslo that week, and "
    "the council had not met. A second quay would cost nine million, the authority said."
)


def reanchored(old: str, new: str, exact: str, nth: int = 0) -> tuple[str, float] | None:
    """The words that a note on `exact` of the old text has in the new one, and their likeness."""
    anchor = again(old, new, exact, nth)
    return (new[anchor.start : anchor.end], anchor.similarity) if anchor else None


def again(old: str, new: str, exact: str, nth: int = 0) -> Anchor | None:
    start = -1
    for _ in range(nth + 1):
        start = old.index(exact, start + 1)
    end = start + len(exact)
    return reanchor(
        new, start, end, exact, old[max(0, start - 32) : start], old[end : end + 32]
    )  # fmt: skip


def test_words_that_moved_are_found() -> None:
    new = "A correction was made to this article.\n\n" + TEXT
    assert reanchored(TEXT, new, "ninety stalls") == ("ninety stalls", 1.0)


@pytest.mark.parametrize(("changed", "is_found"), [(64, True), (65, False)])
def test_a_long_note_is_found_while_half_of_its_end_is_kept(changed: int, is_found: bool) -> None:
    new = TEXT[:-changed] + "0" * changed
    assert (reanchor(new, 60, len(TEXT), TEXT[60:], TEXT[28:60], "") is not None) == is_found


def test_of_the_same_words_those_with_the_same_words_around_them() -> None:
    second = again(TEXT, "The mayor spoke.\n" + TEXT, "The mayor", nth=1)
    assert second
    assert second.start == len("The mayor spoke.\n") + TEXT.rindex("The mayor")
    reworded = TEXT.replace("did not answer", "would not say a word")
    second = again(TEXT, reworded, "The mayor", nth=1)
    assert second
    assert second.start == reworded.rindex("The mayor")


def test_words_that_were_reworded_are_found_with_how_much_is_left() -> None:
    new = TEXT.replace("who has sold herring there since", "who had sold fish there ever since")
    words, likeness = reanchored(
        TEXT, new, "Ilse Brandt, who has sold herring there since 1987"
    ) or (
        "",
        0,
    )
    assert words == "Ilse Brandt, who had sold fish there ever since 1987"
    assert 0.5 < likeness < 1


def test_another_word_between_the_same_words_is_the_place() -> None:
    for words, now in (("ninety", "eighty"), ("ninety stalls", "a few sheds")):
        match = reanchored(TEXT, TEXT.replace(words, now), words)
        assert match is not None
        assert match[0] == now
        assert match[1] < 0.5


@pytest.mark.parametrize("exact", ["ninety stalls", "The mayor was in Oslo that week"])
def test_words_that_are_gone_are_not_found(exact: str) -> None:
    assert reanchored(TEXT, TEXT.replace(exact, ""), exact) is None
    assert (
        reanchored(TEXT, "Rain is expected along the coast until the weekend. " * 9, exact) is None
    )


def test_other_line_ends_and_marks_do_no_harm() -> None:
    new = TEXT.replace("“", '"').replace("”", '"').replace(". ", ".\n\n")
    words, likeness = reanchored(TEXT, new, "“We read it in the paper,” said Ilse Brandt") or (
        "",
        0,
    )
    assert words == '"We read it in the paper," said Ilse Brandt'
    assert likeness > 0.8


def test_a_long_note_is_found_by_its_ends() -> None:
    old = " ".join(f"Line {n} of the minutes names {n * 7} boats." for n in range(200))
    new = old.replace("Line 90 of", "The ninetieth line of").replace(
        "boats. Line 12", "sloops. Line 12"
    )
    exact = old[old.index("Line 9 ") : old.index("Line 150 ")]
    words, _ = reanchored(old, new, exact) or ("", 0)
    assert words == new[new.index("Line 9 ") : new.index("Line 150 ")]


_WORDS = ("a", "an", "the port", "mayor", "quay", "said", "1987", "nine", ".", ",", "“", "”")
words = st.lists(st.sampled_from(_WORDS))
texts = st.builds(" ".join, words)


@given(texts, st.data())
def test_in_the_same_text_every_note_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    anchor = reanchor(
        text, start, end, text[start:end], text[max(0, start - 32) : start], text[end : end + 32]
    )  # fmt: skip
    assert anchor == Anchor(start, end, 1.0)


@given(texts, texts)
def test_a_note_follows_what_is_written_before_and_after_it(before: str, after: str) -> None:
    new = f"{before}\n{TEXT}\n{after}"
    for exact in ("ninety stalls", "The mayor did not answer.", "1987"):
        start = len(before) + 1 + TEXT.index(exact)
        assert again(TEXT, new, exact) == Anchor(start, start + len(exact), 1.0)


@given(texts, st.text(), st.text(), st.text(), st.integers(0, 500), st.integers(0, 500))
def test_whatever_is_found_is_within_the_text(
    text: str, exact: str, prefix: str, suffix: str, start: int, length: int
) -> None:
    anchor = reanchor(text, start, start + length, exact, prefix, suffix)
    assert anchor is None or 0 <= anchor.start <= anchor.end <= len(text)
    if anchor is not None and (exact or prefix or suffix):  # without words the offsets decide
        assert bool(exact) == (anchor.start < anchor.end)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["", "x", " very", "\n"]))
def test_one_small_change_anywhere_loses_no_note(at: int, inserted: str) -> None:
    new = TEXT[:at] + inserted + TEXT[at + 1 :]
    exact = "No one had asked the fishermen."
    anchor = again(TEXT, new, exact)
    assert anchor is not None
    shift = len(inserted) - 1 if at < TEXT.index(exact) else 0
    assert abs(anchor.start - TEXT.index(exact) - shift) <= 2
