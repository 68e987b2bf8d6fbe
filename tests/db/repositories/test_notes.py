import pytest

from analysis.structs import replace
from db import NoteDraft, NotFound, Store
from tests.support.edits import make_edit, undo_edit
from tests.support.findings import TEXT, analysis, document, span


@pytest.fixture
def article(store: Store) -> int:
    return store.articles.add(document(), analysis()).article


def test_a_note_remembers_the_words_it_stands_on(store: Store, article: int) -> None:
    start, end = span("Mara Ortiz")
    note = store.notes.add(article, start, end, "Who is she?", tags=["#Union ", "union", "person"])

    assert (note.exact, note.prefix) == (
        "Mara Ortiz",
        "will walk out on Friday, union leader "[-32:],
    )
    assert note.suffix == " said on Tuesday. “We have asked for"[:32]
    assert note.tags == ("person", "Union")
    assert note.created == note.changed
    assert store.notes.list(article) == store.notes.list() == [note]
    assert store.articles.row(article).notes == 1


def test_a_note_on_a_quotation_and_a_highlight(store: Store, article: int) -> None:
    quoted = store.notes.add(article, *span("“We have asked for a café"), "Ha", quotation=1)
    highlight = store.notes.add(article, 0, len(TEXT), "")

    assert quoted.quotation == 1
    assert (highlight.prefix, highlight.exact, highlight.suffix) == ("", TEXT, "")
    assert store.notes.list(article) == [highlight, quoted]
    store.notes.add_several([article], "Which café?", "café")
    assert {note.origin for note in store.notes.list(article)} == {""}


def test_editing_changes_only_what_is_given(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "draft", tags=["x"])
    edited = store.notes.edit(note.id, body="final\x1b[2J")

    assert (edited.body, edited.tags) == ("final\ufffd[2J", ("x",))
    assert edited.changed > note.changed
    assert store.notes.edit(note.id, tags=[]).tags == ()
    assert store.notes.list() != [note]


def test_words_with_a_hash_sign_in_a_note_are_tags(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 5, "Ask #Board/Pier, not #1 (see pier.example/#top) #ask.")
    assert note.tags == ("ask", "Board/Pier")
    assert store.notes.edit(note.id, tags=("ask",)).tags == ("ask",)
    edited = store.notes.edit(note.id, body=f"{note.body} #later", tags=("ask",))
    assert edited.tags == ("ask", "later"), "a removed tag stays removed"
    noted = store.notes.add_several([article], "Who? #ask")
    listed = {note.id: note.tags for note in store.notes.list(article)}
    assert listed[noted.notes[0]] == ("ask",)


def test_a_verdict_and_a_star(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "sure?", verdict="to verify", starred=True)
    assert (note.verdict, note.starred) == ("to verify", True)

    checked = store.notes.edit(note.id, verdict="checked")
    assert (checked.verdict, checked.starred, checked.body) == ("checked", True, "sure?")
    assert not store.notes.edit(note.id, starred=False).starred
    assert store.notes.edit(note.id, verdict="").verdict == ""


def test_a_note_moves_to_other_words(store: Store, article: int) -> None:
    note = store.notes.add(article, *span("Mara Ortiz"), "the whole name", tags=["x"])
    moved = store.notes.move(note.id, *span("union leader Mara Ortiz"))

    assert moved.exact == "union leader Mara Ortiz"
    assert moved.prefix == TEXT[: moved.start][-32:]
    assert moved.suffix == note.suffix
    assert (moved.body, moved.tags, moved.created) == (note.body, note.tags, note.created)
    with pytest.raises(ValueError, match="is not within a text"):
        store.notes.move(note.id, 5, 4)
    assert store.notes.list() == [moved]


def test_the_undo_of_a_deletion_restores_the_note(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "keep me", tags=["x"], verdict="disputed", starred=True)
    make_edit(store, "note deletion", lambda: store.notes.delete(note.id))
    assert not store.notes.list()
    assert not store.search.find("keep")

    second_note = store.notes.add(article, 8, 14, "another")
    assert undo_edit(store) == ("note deletion", (note.id,), ())
    assert store.notes.list() == [note, second_note]
    assert [hit.note for hit in store.search.find("keep")] == [note.id]


def test_a_note_without_its_article_is_not_restored(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "")
    make_edit(store, "note deletion", lambda: store.notes.delete(note.id))
    store.articles.delete(article)
    assert undo_edit(store) == ("note deletion", (), (note.id,))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 4), (0, len(TEXT) + 1)])
def test_a_note_stands_within_its_text(store: Store, article: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not within a text"):
        store.notes.add(article, start, end, "")


def test_notes_on_nothing(store: Store) -> None:
    with pytest.raises(NotFound):
        store.notes.add(1, 0, 0, "")
    with pytest.raises(NotFound):
        store.notes.edit(1, body="")


def test_what_is_being_written_is_kept_until_it_is_dropped(store: Store, article: int) -> None:
    note = store.notes.add(article, 0, 7, "before", tags=["x"])
    draft = NoteDraft(article, 0, 7, note.id, None, "half a th", ("x", "y, z"), "disputed", True)
    store.notes.save_draft(draft)
    assert store.notes.draft(article) == draft
    store.notes.delete(note.id)
    assert store.notes.draft(article) == replace(draft, note=None)
    store.notes.save_draft(
        replace(draft, body="half a thought")
    )  # its note is gone: it will be a new one
    assert store.notes.draft(article) == replace(draft, note=None, body="half a thought")
    store.notes.delete_draft(article)
    assert store.notes.draft(article) is None

    store.notes.save_draft(draft)
    store.articles.delete(article)
    with pytest.raises(NotFound):
        store.notes.draft(article)
    with pytest.raises(NotFound):
        store.notes.save_draft(draft)


def test_recent_tags_are_those_of_the_notes_last_changed(store: Store, article: int) -> None:
    first = store.notes.add(article, 0, 7, "", tags=["money"])
    store.notes.add(article, 8, 14, "", tags=["harbour"])
    store.articles.set_tags(article, ["sea"])
    assert store.tags.recent(9) == ["harbour", "money", "sea"]
    store.notes.edit(first.id, body="more")
    assert store.tags.recent(2) == ["money", "harbour"]


def test_the_page_of_a_note_survives_deletion_undo_and_the_trash(
    store: Store, article: int
) -> None:
    note = store.notes.add(article, *span("Mara Ortiz"), "Who?", page=3)
    assert store.notes.edit(note.id, body="Who is she?").page == 3
    make_edit(store, "note deletion", lambda: store.notes.delete(note.id))
    assert store.notes.list() == []
    store.edits.undo()
    store.trash.move([article])
    store.trash.restore([article])
    assert [stored.page for stored in store.notes.list()] == [3]
