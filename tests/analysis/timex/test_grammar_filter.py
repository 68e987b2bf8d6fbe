"""Patterns of times are skipped only in texts without the kinds of words that they need."""

import pytest

from analysis.timex import grammar
from analysis.timex.lexer import lex
from analysis.tokenizer import tokenize


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday, 3 May 2022 at 10.30 a.m. GMT the port opened; it closed on the 21st.",
        "From the mid-1990s to 2011-12, in the first quarter of fiscal 2019 in FY2020, it grew.",
        "Two and a half years ago, a few weeks before Christmas, the mayor left for three months.",
        "The last days of 1999, the early hours, this morning, tonight at ten, by the year-end.",
        "In 44 BC, in AD 79, in nineteen eighty, every Friday and twice a week they met at noon.",
        "It rose in Q3 2021, in the same period, at the time, in recent years, and last summer.",
        "Within the next 18 months, during those years, and a day later, it happened on 9/11.",
        "The day before yesterday, the week after next, on Sunday night, 2022-03-04, and 4/3/2022.",
    ],
)
def test_no_pattern_that_matches_is_skipped(text: str) -> None:
    kinds = lex(tokenize(text)).kinds
    matching = [rule for rule in grammar._RULES if rule[0].search(kinds)]
    assert len(matching) > 3
    for pattern, _, required in matching:
        assert all(not set(kinds).isdisjoint(needed) for needed in required), pattern.pattern
