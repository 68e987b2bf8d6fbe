"""The authors of notes, verdicts and tags as text."""

import datetime
from typing import Any

import pytest

from analysis.structs import replace
from db.models import Note
from tui.note_authors import describe_author, list_tag_authors

_NOW = datetime.datetime(2026, 3, 12, tzinfo=datetime.UTC)
_NOTE = Note(1, 1, 0, 7, "Harbor ", "", "", "where?", None, (), _NOW, _NOW, "checked")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"author": "Ana"}, "by Ana"),
        ({"author": "Ana", "verdict_author": "Ana"}, "by Ana"),
        ({"author": "Ana", "verdict_author": "Ben"}, "by Ana, checked by Ben"),
        ({"verdict_author": "Ben"}, "checked by Ben"),
        ({"author": "Ana", "origin": "2026-03-12 notes.jsonl"}, "from Ana, notes.jsonl"),
    ],
)
def test_a_note_names_who_wrote_and_judged_it(fields: dict[str, Any], text: str) -> None:
    assert describe_author(replace(_NOTE, **fields)) == text


def test_tags_are_listed_by_author() -> None:
    authors = {"strike": "Ben", "ports": "Ana", "dock": "Ben"}
    assert list_tag_authors(authors) == ["Tags by Ana: ports", "Tags by Ben: strike, dock"]
