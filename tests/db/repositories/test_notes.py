from dataclasses import replace

import pytest

from db import NoteDraft, NotFound, Store
from tests.support.findings import TEXT, analysis, document, span


@pytest.fixture
def article(store: Store) -> int:
    return store.add(document(), analysis()).article


def test_a_note_remembers_the_words_it_stands_on(store: Store, article: int) -> None:
    start, end = span("Mara Ortiz")
    note = store.add_note(article, start, end, "Who is she?", tags=["#Union ", "union", "person"])

    assert (note.exact, note.prefix) == (
        "Mara Ortiz",
        "will walk out on Friday, union leader "[-32:],
    )
    assert note.suffix == " said on Tuesday. “We have asked for"[:32]
    assert note.tags == ("person", "Union")
    assert note.created == note.changed
    assert store.notes(article) == store.notes() == [note]
    assert store.article_row(article).notes == 1


def test_a_note_on_a_quotation_and_a_highlight(store: Store, article: int) -> None:
    quoted = store.add_note(article, *span("“We have asked for a café"), "Ha", quotation=1)
    highlight = store.add_note(article, 0, len(TEXT), "")

    assert quoted.quotation == 1
    assert (highlight.prefix, highlight.exact, highlight.suffix) == ("", TEXT, "")
    assert store.notes(article) == [highlight, quoted]


def test_editing_changes_only_what_is_given(store: Store, article: int) -> None:
    note = store.add_note(article, 0, 7, "draft", tags=["x"])
    edited = store.edit_note(note.id, body="final\x1b[2J")

    assert (edited.body, edited.tags) == ("final\ufffd[2J", ("x",))
    assert edited.changed > note.changed
    assert store.edit_note(note.id, tags=[]).tags == ()
    assert store.notes() != [note]


def test_a_verdict_and_a_star(store: Store, article: int) -> None:
    note = store.add_note(article, 0, 7, "sure?", verdict="to verify", starred=True)
    assert (note.verdict, note.starred) == ("to verify", True)

    checked = store.edit_note(note.id, verdict="checked")
    assert (checked.verdict, checked.starred, checked.body) == ("checked", True, "sure?")
    assert not store.edit_note(note.id, starred=False).starred
    assert store.edit_note(note.id, verdict="").verdict == ""

    deleted = store.delete_note(store.edit_note(note.id, verdict="disputed", starred=True).id)
    assert store.restore_note(deleted) == deleted


def test_a_note_moves_to_other_words(store: Store, article: int) -> None:
    note = store.add_note(article, *span("Mara Ortiz"), "the whole name", tags=["x"])
    moved = store.move_note(note.id, *span("union leader Mara Ortiz"))

    assert moved.exact == "union leader Mara Ortiz"
    assert moved.prefix == TEXT[: moved.start][-32:]
    assert moved.suffix == note.suffix
    assert (moved.body, moved.tags, moved.created) == (note.body, note.tags, note.created)
    with pytest.raises(ValueError, match="is not within a text"):
        store.move_note(note.id, 5, 4)
    assert store.notes() == [moved]


def test_a_deleted_note_can_be_put_back_as_it_was(store: Store, article: int) -> None:
    note = store.add_note(article, 0, 7, "keep me", tags=["x"])
    assert store.delete_note(note.id) == note
    assert not store.notes()
    assert not store.search("keep")

    other = store.add_note(article, 8, 14, "another")
    assert store.restore_note(note) == note
    assert store.restore_note(note) == note
    assert store.notes() == [note, other]
    assert [hit.note for hit in store.search("keep")] == [note.id]


def test_a_note_without_its_article_cannot_be_put_back(store: Store, article: int) -> None:
    note = store.delete_note(store.add_note(article, 0, 7, "").id)
    store.delete(article)
    with pytest.raises(NotFound, match="no article"):
        store.restore_note(note)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 4), (0, len(TEXT) + 1)])
def test_a_note_stands_within_its_text(store: Store, article: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not within a text"):
        store.add_note(article, start, end, "")


def test_notes_on_nothing(store: Store) -> None:
    with pytest.raises(NotFound):
        store.add_note(1, 0, 0, "")
    with pytest.raises(NotFound):
        store.edit_note(1, body="")


def test_what_is_being_written_is_kept_until_it_is_dropped(store: Store, article: int) -> None:
    note = store.add_note(article, 0, 7, "before", tags=["x"])
    draft = NoteDraft(article, 0, 7, note.id, None, "half a th", ("x", "y, z"), "disputed", True)
    store.save_draft(draft)
    assert store.draft(article) == draft
    store.delete_note(note.id)
    assert store.draft(article) == replace(draft, note=None)
    store.save_draft(
        replace(draft, body="half a thought")
    )  # its note is gone: it will be a new one
    assert store.draft(article) == replace(draft, note=None, body="half a thought")
    store.delete_draft(article)
    assert store.draft(article) is None

    store.save_draft(draft)
    store.delete(article)
    with pytest.raises(NotFound):
        store.draft(article)
    with pytest.raises(NotFound):
        store.save_draft(draft)


def test_recent_tags_are_those_of_the_notes_last_changed(store: Store, article: int) -> None:
    first = store.add_note(article, 0, 7, "", tags=["money"])
    store.add_note(article, 8, 14, "", tags=["harbour"])
    store.set_article_tags(article, ["sea"])
    assert store.recent_tags(9) == ["harbour", "money", "sea"]
    store.edit_note(first.id, body="more")
    assert store.recent_tags(2) == ["money", "harbour"]
