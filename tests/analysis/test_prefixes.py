"""No stage fails on a text that ends, or begins, at any word or mark."""

import datetime

import pytest

from analysis.pipeline import run_analysis
from analysis.tokenizer import tokenize

PUBLISHED = datetime.date(2026, 3, 12)
TEXTS = (
    "Two men died on Monday, according to police, 3 of them guards, a report of May 2, 2022 says.",
    "SKARVIK, March 3 – “The harbor closes on Friday,” said Ana Reis (the mayor), who left [in "
    "2019]: “We won't wait,” she told Reuters.",
    "The ministry, which had denied that the bridge fell on 4 June, said: it will reopen, by "
    "“next week”, the union's head, Rui Moura, 51, added.",
    "Tests at the plant found oil in one of the tanks on Monday, before the board, which had met "
    "since May, asked the women who stay at home to leave as the city has not yet declared a flood "
    "– to be, in a deal to be signed on Friday, repaired and paid for.",
    "Lund, an engineer who came from Porto to Faro last week, was held after the call on 25 July "
    "between Reis and Moura, and he claimed that prices, rents and fares rise with the tide.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_stage_fails_on_a_part_of_a_text(text: str) -> None:
    tokens = tokenize(text).tokens
    parts = [text[: token.end] for token in tokens] + [text[token.start :] for token in tokens]
    failed = {
        part: failures for part in parts if (failures := run_analysis(part, PUBLISHED).failures)
    }
    assert failed == {}
