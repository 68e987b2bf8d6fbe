"""The tree of tags: its counts and colors, and edits that their undo takes back exactly."""

import pytest

from analysis import Analysis
from db import Document, NotFound, Store
from db.errors import StoreError, TagExists
from db.repositories.tags import TagNode, is_below, normalize_tags
from tests.support.edits import last_edit, make_edit, undo_edit
from tests.support.findings import analysis, document, span

FERRY = "The ferry is old.\n"
TABLES = ("tag", "article_tag", "note_tag", "article", "note")


@pytest.fixture
def article(store: Store) -> int:
    return store.articles.add(document(), analysis()).article


@pytest.fixture
def notes(store: Store, article: int) -> list[int]:
    """Three notes, and an article that has a tag of its own."""
    store.articles.set_tags(article, ["Election", "harbor"])
    return [
        store.notes.add(article, *span(words), "", tags=tags).id
        for words, tags in (
            ("Mara Ortiz", ["election/fraud"]),
            ("Port officials", ["election/fraud/ballots", "harbor"]),
            ("a café", ["money"]),
        )
    ]


def dump(store: Store, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    with store._connection.read_transaction() as sqlite:
        return {
            table: sqlite.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in tables or TABLES
        }


def tag_names(store: Store) -> list[str]:
    return [node.name for node in store.tags.tree()]


def tags_by_note(store: Store, notes: list[int]) -> list[tuple[str, ...]]:
    by_id = {note.id: note.tags for note in store.notes.list()}
    return [by_id[note] for note in notes]


def test_a_slash_separates_a_tag_from_the_one_above_it() -> None:
    assert normalize_tags([" election / fraud ", "/a//b/", "#x", "/"]) == (
        "a/b",
        "election/fraud",
        "x",
    )
    assert is_below("Election/fraud", "election")
    assert not is_below("elections", "election")
    assert not is_below("election", "election")


def test_the_tree_counts_each_article_and_note_once(store: Store, notes: list[int]) -> None:
    store.tag_edits.color(["election"], "blue")
    assert store.tags.tree() == [
        TagNode("Election", 1, 0, 1, 2, "blue"),
        TagNode("election/fraud", 0, 1, 0, 2),
        TagNode("election/fraud/ballots", 0, 1, 0, 1),
        TagNode("harbor", 1, 1, 1, 1),
        TagNode("money", 0, 1, 0, 1),
    ]
    store.notes.tag([notes[0]], ["election/fraud/ballots"])
    fraud = store.tags.tree()[1]
    assert (fraud.all_notes, fraud.depth, fraud.label) == (2, 1, "fraud")


def test_a_tag_above_others_is_listed_though_nothing_has_it(store: Store, article: int) -> None:
    store.articles.set_tags(article, ["sport/rowing"])
    assert [(node.name, node.articles, node.all_articles) for node in store.tags.tree()] == [
        ("sport", 0, 1),
        ("sport/rowing", 1, 1),
    ]
    store.tag_edits.color(["sport"], "green")
    assert store.tags.colors() == {"sport": "green"}
    assert store.tags.tree()[0].color == "green"


@pytest.mark.usefixtures("notes")
def test_a_renamed_tag_takes_those_below_it_along(store: Store) -> None:
    before = dump(store)
    with store.edits.record("tag tree", origin="app"):
        change = store.tag_edits.rename("ELECTION", "votes / 2026")
    assert (change.tags, change.articles, change.notes) == (3, 1, 2)
    assert tag_names(store) == [
        "harbor", "money", "votes", "votes/2026", "votes/2026/fraud", "votes/2026/fraud/ballots",
    ]  # fmt: skip
    assert [row.title for row in store.articles.list("votes")]
    edit = last_edit(store)
    undone = store.edits.undo()
    assert undone is not None
    assert not undone.skipped
    assert dump(store) == before
    with pytest.raises(NotFound):
        store.edits.undo(edit)


@pytest.mark.usefixtures("notes")
def test_a_tag_is_moved_below_another_one_and_below_itself(store: Store) -> None:
    before = dump(store)
    make_edit(store, "tag tree", lambda: store.tag_edits.rename("money", "election/money"))
    assert "election/money" in tag_names(store)
    make_edit(store, "tag tree", lambda: store.tag_edits.rename("harbor", "harbor/north"))
    assert tag_names(store)[-2:] == ["harbor", "harbor/north"]
    store.edits.undo()
    store.edits.undo()
    assert dump(store) == before


def test_a_name_in_use_asks_for_a_merge(store: Store, notes: list[int]) -> None:
    before = dump(store)
    with pytest.raises(TagExists, match="There is already a tag “harbor”; merge the two instead"):
        store.tag_edits.rename("money", "Harbor")
    assert dump(store) == before
    assert store.tag_edits.rename("money", "Harbor", merge=True).tags == 2
    assert tags_by_note(store, notes)[2] == ("harbor",)


@pytest.mark.parametrize(
    ("merged", "into", "left"),
    [
        (["harbor", "money"], "election/fraud",
         ["Election", "election/fraud", "election/fraud/ballots"]),
        (["election"], "harbor", ["harbor", "harbor/fraud", "harbor/fraud/ballots", "money"]),
        (["election"], "election/fraud",
         ["election", "election/fraud", "election/fraud/ballots", "harbor", "money"]),
        (["money", "harbor"], "docks", ["docks", "Election", "election/fraud",
                                        "election/fraud/ballots"]),
        (["election/fraud", "election"], "money", ["harbor", "money", "money/ballots",
                                                   "money/fraud"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("notes")
def test_a_merge_is_undone_exactly(
    store: Store, merged: list[str], into: str, left: list[str]
) -> None:
    store.tag_edits.color([merged[0]], "red")
    before = dump(store, "article_tag", "note_tag", "article", "note")
    tree, rows = store.tags.tree(), dump(store, "tag")["tag"]
    make_edit(store, "tag tree", lambda: store.tag_edits.merge(merged, into))
    if "election/fraud" not in merged:
        assert tag_names(store) == left
    store.edits.undo()
    assert store.tags.tree() == tree
    assert dump(store, "article_tag", "note_tag", "article", "note") == before
    assert dump(store, "tag")["tag"] == rows


@pytest.mark.usefixtures("notes")
def test_a_merged_tag_without_a_color_gets_the_first_one(store: Store) -> None:
    store.tag_edits.color(["money"], "red")
    store.tag_edits.merge(["money"], "harbor")
    assert store.tags.colors()["harbor"] == "red"


def test_the_undo_of_a_merge_leaves_what_was_changed_since(store: Store, notes: list[int]) -> None:
    make_edit(store, "tag tree", lambda: store.tag_edits.merge(["money"], "harbor"))
    store.notes.edit(notes[2], tags=["later"])
    store.notes.delete(notes[1])
    store.edits.undo()
    assert tags_by_note(store, [notes[0], notes[2]]) == [("election/fraud",), ("later",)]
    assert "money" not in tag_names(store)


@pytest.mark.usefixtures("notes")
def test_a_tag_renamed_again_is_skipped(store: Store) -> None:
    make_edit(store, "tag tree", lambda: store.tag_edits.rename("money", "cash"))
    store.tag_edits.rename("cash", "coins")
    undone = store.edits.undo()
    assert undone is not None
    assert len(undone.skipped) == 1
    assert "coins" in tag_names(store)


@pytest.mark.usefixtures("notes")
def test_an_earlier_name_that_is_in_use_again_is_not_taken(store: Store, article: int) -> None:
    make_edit(store, "tag tree", lambda: store.tag_edits.rename("money", "cash"))
    store.articles.set_tags(article, ["money"])
    undone = store.edits.undo()
    assert undone is not None
    assert undone.skipped
    assert {"cash", "money"} <= set(tag_names(store))


@pytest.mark.usefixtures("notes")
def test_a_deleted_tag_leaves_with_those_below_it(store: Store) -> None:
    before = dump(store)
    with store.edits.record("tag tree", origin="app"):
        change = store.tag_edits.delete(["election"])
    assert (change.articles, change.notes) == (1, 2)
    assert tag_names(store) == ["harbor", "money"]
    store.edits.undo()
    assert dump(store) == before
    with pytest.raises(NotFound, match="There is no tag “whale”"):
        store.tag_edits.delete(["whale"])


@pytest.mark.usefixtures("notes")
def test_an_article_comes_back_from_the_trash_with_its_own_tag(store: Store, article: int) -> None:
    second = store.articles.add(Document(FERRY), Analysis(FERRY)).article
    store.articles.set_tags(second, ["ferries"])
    store.trash.move([second])
    store.tag_edits.merge(["harbor"], "docks")
    store.articles.set_tags(article, ["boats"])
    store.trash.restore([second])
    assert store.articles.row(second).tags == ("ferries",)


@pytest.mark.parametrize("name", ["", " / ", "#"])
@pytest.mark.usefixtures("notes")
def test_an_empty_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="The new name of the tag is empty"):
        store.tag_edits.rename("money", name)
    with pytest.raises(StoreError, match="cannot be merged into itself"):
        store.tag_edits.merge(["money"], "Money")


def test_notes_are_tagged_edited_and_deleted_together(store: Store, notes: list[int]) -> None:
    before = store.notes.list()
    tag, edit, delete = store.notes.tag, store.notes.edit, store.notes.delete
    assert len(make_edit(store, "note tags", lambda: tag(notes, ["money"], ["Harbor"]))) == 2
    assert tags_by_note(store, notes) == [
        ("election/fraud", "money"), ("election/fraud/ballots", "money"), ("money",),
    ]  # fmt: skip
    make_edit(
        store, "note fields", lambda: edit(notes, verdict="checked", color="green", starred=True)
    )
    assert {(note.verdict, note.color, note.starred) for note in store.notes.list()} == {
        ("checked", "green", True)
    }
    assert make_edit(store, "note fields", lambda: edit(notes, color="green")) == ()
    make_edit(store, "note deletion", lambda: delete(notes[:2]))
    assert [note.id for note in store.notes.list()] == notes[2:]
    for _ in range(3):
        store.edits.undo()
    assert [note.tags for note in store.notes.list()] == [note.tags for note in before]
    assert [note.color for note in store.notes.list()] == ["yellow"] * 3
    with pytest.raises(NotFound, match="There is no note 99"):
        store.notes.delete([notes[0], 99])
    assert len(store.notes.list()) == 3


def test_deleted_notes_of_a_deleted_article_are_counted(
    store: Store, notes: list[int], article: int
) -> None:
    make_edit(store, "note deletion", lambda: store.notes.delete(notes))
    store.trash.move([article])
    assert undo_edit(store) == ("note deletion", (), tuple(notes))
