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
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_stage_fails_on_a_part_of_a_text(text: str) -> None:
    tokens = tokenize(text).tokens
    parts = [text[: token.end] for token in tokens] + [text[token.start :] for token in tokens]
    failed = {
        part: failures for part in parts if (failures := run_analysis(part, PUBLISHED).failures)
    }
    assert failed == {}
