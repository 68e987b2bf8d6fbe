"""Reasons kept as wordings come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.repositories.findings import cue_args, fill_template, find_cue, make_template

words = st.text("ab {}", max_size=8)


@given(words, st.dictionaries(st.sampled_from(["words", "cue", "a"]), words))
def test_a_reason_comes_back_as_it_was(because: str, parts: dict[str, str]) -> None:
    assert fill_template(make_template(because, parts), parts) == because


def test_one_wording_serves_many_reasons() -> None:
    parts = [
        {"words": word, "day": f"{day} March 2022"} for word, day in (("Sunday", 6), ("x1", 7))
    ]
    reasons = [f"“{one['words']}” dates *met*; that is {one['day']}" for one in parts]
    wordings = {make_template(because, one) for because, one in zip(reasons, parts, strict=True)}
    assert wordings == {"“{words}” dates *met*; that is {day}"}


@pytest.mark.parametrize(
    ("because", "cue"),
    [
        ("“Sunday” dates *was sent*; that is 6 March 2022", "was sent"),
        ("“May” dates the elections that it stands before, and *said* looks back", "the elections"),
        ("named before", ""),
    ],
)
def test_what_dates_something_is_kept_beside_it(because: str, cue: str) -> None:
    assert find_cue(because) == cue
    wording = make_template(because, cue_args(cue))
    assert not cue or cue not in wording
    assert fill_template(wording, cue_args(cue)) == because
