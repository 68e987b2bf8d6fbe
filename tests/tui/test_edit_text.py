"""The texts of edits."""

import datetime
from typing import get_args

import pytest

from db.edits.models import NO_CHANGE, Direction, Edit, EditKind, EditStep
from tui.edit_text import describe_edit, describe_step

MOMENT = datetime.datetime(2024, 5, 3, 9, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("kind", get_args(EditKind))
def test_every_kind_of_edit_is_described(kind: EditKind) -> None:
    edit = Edit(1, kind, "command", "", MOMENT, (4, 7))
    done = describe_edit(edit)
    directions: tuple[Direction, ...] = get_args(Direction)
    steps = [describe_step(EditStep(edit, (4, 7), (), NO_CHANGE), way) for way in directions]
    assert all(" 2 " in text for text in (done, *steps))
    assert len({done, *steps}) == 1 + len(directions)


def test_a_step_names_what_it_skipped() -> None:
    edit = Edit(1, "star", "app", "Starred 3 articles", MOMENT, (4, 7, 9))
    step = EditStep(edit, (4, 7), (9,), NO_CHANGE)
    assert describe_edit(edit) == "Starred 3 articles"
    assert describe_step(step, "undo") == (
        "restored the star of 2 articles (Starred 3 articles); "
        "skipped 1 article, changed or deleted since"
    )
