"""The findings of each recorded text are the recorded ones.

The stages after the tags run on the recorded tokens, so they have to find exactly the same on
every machine. The tags of the encoder may differ in a few tokens.
"""

import pytest

from analysis.syntax.tokens import Token
from tests.analysis.recorded.differences import differences
from tests.analysis.recorded.records import (
    FOLDER,
    Record,
    find_all,
    is_record_of,
    parse_recorded_texts,
    read_records,
    tag_words,
)

TEXTS = parse_recorded_texts(FOLDER / "texts.txt")
RECORDS = read_records(FOLDER / "findings.jsonl")
ACCEPT = "python -m tests.analysis.recorded --accept"
LEAST_SHARE = 0.99


@pytest.mark.parametrize("name", TEXTS)
def test_findings_are_the_recorded_ones(name: str) -> None:
    text, record = TEXTS[name], RECORDS.get(name)
    assert record is not None, f"{name} is not recorded; to record it: {ACCEPT}"
    assert is_record_of(record, text), (
        f"{name} has other words, tokens or sentences than the recorded ones; to accept: {ACCEPT}"
    )
    changes = differences(record, Record(record.words, find_all(record.words, text.published)))
    assert not changes, "\n".join(
        (
            f"{len(changes)} changes; to accept all: {ACCEPT} --keep-tags",
            *(f"{name}: {change}" for change in changes),
        )
    )


def test_each_record_is_of_a_text() -> None:
    assert RECORDS.keys() <= TEXTS.keys(), f"records without a text; to remove them: {ACCEPT}"


@pytest.mark.slow
def test_the_encoder_gives_nearly_all_recorded_tags() -> None:
    pairs: list[tuple[Token, Token]] = []
    for name, record in RECORDS.items():
        pairs += zip(record.words.tokens, tag_words(TEXTS[name]).tokens, strict=True)
    tags = sum(old.tag == new.tag for old, new in pairs) / len(pairs)
    names = sum(old.name == new.name for old, new in pairs) / len(pairs)
    assert min(tags, names) >= LEAST_SHARE, (
        f"{tags:.1%} of the tags and {names:.1%} of the name tags are the recorded ones; "
        f"to accept: {ACCEPT}"
    )
