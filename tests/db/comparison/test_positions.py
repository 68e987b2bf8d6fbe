"""The positions of a person: statements by date, pairs near in words, and notes on them."""

from pathlib import Path

import pytest

from db import NotFound, Store
from db.comparison.positions import PositionList
from tests.support.compared_texts import add_marked

CLOSE = "We will close twelve schools in the north before the winter begins."
STAY = "We will not close twelve schools in the north before the winter begins."


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    """A minister who changes what she says about schools, added in another order."""
    path = tmp_path / "schools.sqlite"
    with Store(path) as store:
        add_marked(store, "Schools stay", f"[Ana Reis: “{STAY}”]", "Harbour Post", day=9)
        add_marked(store, "Budget", f"[Ana Reis: “{CLOSE}”] [Tom Berg: “{STAY}”]", "Wire", day=3)
        add_marked(store, "Ferry", "[Ana Reis: “The ferry was late.”]", "Coastwire", day=5)
    return path


def find(store: Store, about: str = "") -> PositionList:
    [identity] = store.identities.rows("Ana Reis", limit=2)
    return store.comparisons.find_positions(identity.id, about)


def test_statements_are_oldest_first_and_a_pair_has_its_sign(schools: Path) -> None:
    with Store(schools) as store:
        found = find(store)
    assert [position.row.title for position in found.positions] == [
        "Budget", "Ferry", "Schools stay"
    ]  # fmt: skip
    [pair] = found.pairs
    assert (pair.earlier, pair.later) == (0, 2)
    assert [(change.sign, change.words) for change in pair.changes] == [("negation", "not")]
    assert found.positions[0].address == "https://bay.example/budget"
    assert found.changed == [pair]


def test_a_topic_lists_only_statements_near_to_it(schools: Path) -> None:
    with Store(schools) as store:
        found = find(store, "closing schools")
    assert [position.row.title for position in found.positions] == ["Budget", "Schools stay"]
    assert found.compared == 3


def test_a_note_on_a_pair_survives_the_trash_an_export_and_undo(schools: Path) -> None:
    with Store(schools) as store:
        later = find(store).positions[2].row
        with store.edits.record("notes", origin="app"):
            store.notes.add(
                later.article, *later.spans[0], "After the vote", verdict="disputed",
                compared=f"“{CLOSE}”",
            )  # fmt: skip
        [pair] = find(store).pairs
        assert [(note.verdict, note.body) for note in pair.notes] == [
            ("disputed", "After the vote")
        ]
        store.trash.move([later.article])
        assert find(store).pairs == ()
        store.trash.restore([later.article])
        assert find(store).pairs == (pair,)
        store.edits.undo()
        assert find(store).pairs[0].notes == ()


def test_an_unknown_person_is_refused(schools: Path) -> None:
    with Store(schools) as store, pytest.raises(NotFound):
        store.comparisons.find_positions(999)
