"""Reasons kept as wordings come back as they were."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from db import Store
from db.reasons import abridge, cue_in, cue_parts, written_out
from db.schema import migrations

words = st.text("ab {}", max_size=8)


@given(words, st.dictionaries(st.sampled_from(["words", "cue", "a"]), words))
def test_a_reason_comes_back_as_it_was(because: str, parts: dict[str, str]) -> None:
    assert written_out(abridge(because, parts), parts) == because


def test_one_wording_serves_many_reasons() -> None:
    parts = [
        {"words": word, "day": f"{day} March 2022"} for word, day in (("Sunday", 6), ("x1", 7))
    ]
    reasons = [f"“{one['words']}” dates *met*; that is {one['day']}" for one in parts]
    wordings = {abridge(because, one) for because, one in zip(reasons, parts, strict=True)}
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
    assert cue_in(because) == cue
    wording = abridge(because, cue_parts(cue))
    assert not cue or cue not in wording
    assert written_out(wording, cue_parts(cue)) == because


def test_an_older_store_keeps_its_findings(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    sqlite = sqlite3.connect(path)
    migrations.apply(Database(sqlite), stop_before="reasons_once")
    sqlite.executescript("""
        INSERT INTO article VALUES (1, 'x', '', '', '', '', '2022-03-07', 'given', 'en',
            '2022-03-07T00:00:00+00:00', 2, 1, 1, '', 'Ana met {us} on Sunday.');
        INSERT INTO entity VALUES (1, 0, 'Ana', 'PERSON', NULL, 0.95, 'named once');
        INSERT INTO reason VALUES (1, 'a given name');
        INSERT INTO mention VALUES (1, 0, 0, 3, 'PERSON', 'name', 0, 0.921, 1);
        INSERT INTO mention VALUES (1, 1, 8, 12, 'PERSON', 'name', NULL, 0.3333, 1);
        INSERT INTO quotation VALUES (1, 1, 0, 'direct', 'us', 'Ana', 'Ana', 0, 'met', 4, 7, 0, 3,
            NULL, NULL, 0, 0.9, 'the subject of *met* {us}');
        INSERT INTO quotation_span VALUES (1, 0, 0, 9, 11);
        INSERT INTO time_expression VALUES (1, 0, 16, 22, 'Sunday', 'DATE', '2022-03-06', NULL,
            NULL, NULL, 0.9, 'Sunday → 2022-03-06');
        INSERT INTO event VALUES (1, 1, 0, 0, 23, 0, 'Ana met us', '2022-03-06', '2022-03-06',
            'day', 0, 0.85, '“Sunday” dates *met*');
        PRAGMA application_id = 1332630117; PRAGMA user_version = 4;
    """)
    sqlite.close()
    with Store(path) as store:
        found = store.article(1).analysis
        assert [mention.confidence for mention in found.mentions] == [0.921, 0.3333]
        assert found.entities[0].because == "named once"
        assert found.quotations[0].because == "the subject of *met* {us}"
        assert found.times[0].because == "Sunday → 2022-03-06"
        assert found.events[0].because == store.timeline()[0].because == "“Sunday” dates *met*"
        assert store.quotations("ana")[0].because == "the subject of *met* {us}"
        assert {hit.kind for hit in store.search("met")} == {"article", "event"}
