"""The forms of a word share a stem, and words of other meanings do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stemmer import stem


@pytest.mark.parametrize(
    "forms",
    [
        "rain rains rained raining",
        "hope hopes hoped hoping",
        "hop hops hopped hopping",
        "argue argues argued arguing",
        "city cities",
        "plan plans planned planning",
        "agree agrees agreed agreeing",
        "try tries tried trying",
        "pass passes passed passing",
        "bus buses",
        "woman women",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    ["hope hop", "university universe", "new news", "elect election", "sing single", "bus bush"],
)
def test_other_words_have_other_stems(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


@given(st.text("abceinsgdyt", min_size=1))
def test_every_word_has_a_stem(word: str) -> None:
    assert stem(word)
