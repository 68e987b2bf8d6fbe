"""Edits of several articles: what they change, what they leave, and their undo."""

import datetime

import pytest

from analysis import Analysis, analyze
from analysis.partial_dates import PartialDate
from db import Document, NotFound, Store
from db.repositories.articles import MetadataChanges
from db.repositories.bulk_edits import BulkEdit, UndoneEdit
from tests.support.findings import analysis, document


def add(store: Store, text: str) -> int:
    return store.articles.add(Document(text, text[:12]), Analysis(text)).article


@pytest.fixture
def articles(store: Store) -> list[int]:
    return [
        store.articles.add(document(), analysis()).article,
        add(store, "The ferry stays in port. The ferry is old.\n"),
        add(store, "The town votes on\na new ferry.\n"),
    ]


def tags(store: Store, *articles: int) -> list[tuple[str, ...]]:
    return [store.articles.row(article).tags for article in articles]


def test_tags_are_added_and_removed_and_the_others_stay(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.articles.set_tags(first, ["Ports", "old"])
    store.articles.set_tags(second, ["ports"])
    edit = store.bulk_edits.tag(articles, ["ports"], ["old"])
    assert edit == BulkEdit("tags", (first, third), (second,))
    assert tags(store, *articles) == [("Ports",), ("Ports",), ("Ports",)]
    store.articles.set_tags(third, ["ports", "later"])
    assert store.bulk_edits.undo() == UndoneEdit("tags", (first, third), ())
    assert tags(store, *articles) == [("old", "Ports"), ("Ports",), ("later",)]
    assert [row.id for row in store.articles.list("old")] == [first]


def test_stars_are_set_and_undone_where_they_are_still_set(
    store: Store, articles: list[int]
) -> None:
    first, second, third = articles
    store.reading_state.set_starred(first, True)
    assert store.bulk_edits.star(articles, True) == BulkEdit("star", (second, third), (first,))
    store.reading_state.set_starred(second, False)
    assert store.bulk_edits.undo() == UndoneEdit("star", (third,), (second,))
    assert [store.articles.row(article).starred for article in articles] == [True, False, False]


def test_a_note_is_written_on_the_words_in_each_article(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    edit = store.bulk_edits.add_notes(articles, "How old?", "ferry", tags=["boats"])
    assert (edit.changed, edit.unmatched, edit.repeated) == ((second, third), (first,), (second,))
    [note] = store.notes.list(second)
    assert (note.start, note.exact, note.body, note.tags) == (4, "ferry", "How old?", ("boats",))
    assert store.bulk_edits.add_notes([third], "", "votes on a new").changed == (third,)
    assert [note.exact for note in store.notes.list(third)] == ["votes on\na new", "ferry"]


def test_a_note_without_words_is_on_the_first_line(store: Store, articles: list[int]) -> None:
    _, second, third = articles
    long = add(store, "\n\n" + "word " * 40)
    store.bulk_edits.add_notes([second, third, long], "Check")
    exact = [note.exact for note in store.notes.list()]
    assert exact[:2] == ["The ferry stays in port. The ferry is old.", "The town votes on"]
    assert exact[2] == ("word " * 24).strip()


def test_a_note_on_a_span_is_undone_as_an_edit(store: Store, articles: list[int]) -> None:
    edit = store.bulk_edits.add_note(articles[1], 4, 9, "How old?")
    [note] = store.notes.list(articles[1])
    assert (edit.notes, note.exact, note.body, note.quotation) == (
        (note.id,), "ferry", "How old?", None
    )  # fmt: skip
    with pytest.raises(ValueError, match="not within a text"):
        store.bulk_edits.add_note(articles[1], 4, 9_999, "")
    assert store.bulk_edits.undo() == UndoneEdit("notes", (note.id,), ())
    assert store.notes.list(articles[1]) == []


def test_undoing_notes_leaves_those_that_were_edited(store: Store, articles: list[int]) -> None:
    _, second, third = articles
    edit = store.bulk_edits.add_notes([second, third], "Check")
    store.notes.edit(edit.notes[0], body="Checked: true")
    assert store.bulk_edits.undo() == UndoneEdit("notes", edit.notes[1:], edit.notes[:1])
    assert [note.body for note in store.notes.list()] == ["Checked: true"]


def test_articles_are_trashed_restored_and_trashed_again(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    before = [store.open_article(article) for article in articles]
    assert store.bulk_edits.trash([first, second]).changed == (first, second)
    assert store.bulk_edits.trash([second, third]) == BulkEdit("trash", (third,), (second,))
    assert store.bulk_edits.restore([first, second]).changed == (first, second)
    assert store.bulk_edits.undo() == UndoneEdit("restore", (first, second), ())
    assert store.trash.count() == 3
    assert store.bulk_edits.undo() == UndoneEdit("trash", (third,), ())
    assert store.bulk_edits.undo() == UndoneEdit("trash", (first, second), ())
    assert [store.open_article(article) for article in articles] == before
    assert store.bulk_edits.undo() is None


def test_an_edit_without_effect_is_not_stored(store: Store, articles: list[int]) -> None:
    store.bulk_edits.star(articles[:1], True)
    store.bulk_edits.star(articles[:1], True)
    assert store.bulk_edits.tag(articles[:1], [], ["absent"]).changed == ()
    assert [(edit.kind, edit.changed) for edit in store.bulk_edits.list()] == [("star", 1)]


def test_what_was_deleted_for_good_is_skipped_by_an_undo(store: Store, articles: list[int]) -> None:
    first, second, _ = articles
    store.bulk_edits.tag([first, second], ["x"])
    store.articles.delete(first)
    assert store.bulk_edits.undo() == UndoneEdit("tags", (second,), (first,))


def test_an_edit_of_an_unknown_article_changes_nothing(store: Store, articles: list[int]) -> None:
    for edit in (store.bulk_edits.trash, lambda ids: store.bulk_edits.tag(ids, ["x"]),
                 lambda ids: store.bulk_edits.star(ids, True),
                 lambda ids: store.bulk_edits.add_notes(ids, "x")):  # fmt: skip
        with pytest.raises(NotFound):
            edit([articles[0], 99])
    assert tags(store, articles[0]) == [()]
    assert store.articles.row(articles[0]).notes == 0
    assert store.trash.count() == 0
    assert store.bulk_edits.list() == []


def test_the_latest_two_hundred_edits_can_be_undone(store: Store, articles: list[int]) -> None:
    for number in range(203):
        store.bulk_edits.star(articles[:1], number % 2 == 0)
    assert len(store.bulk_edits.list()) == 200


def test_a_reading_state_is_set_and_undone(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.reading_state.set_state(first, "read")
    store.reading_state.set_state(second, "reading")
    edit = store.bulk_edits.mark_read(articles, "read")
    assert edit == BulkEdit("read", (second, third), (first,))
    store.reading_state.set_state(third, "reading")
    assert store.bulk_edits.undo() == UndoneEdit("read", (second,), (third,))
    states = [store.reading_state.get(article).state for article in articles]
    assert states == ["read", "reading", "reading"]


def test_metadata_is_edited_and_undone_field_by_field(store: Store, articles: list[int]) -> None:
    before = [store.articles.get(article).document for article in articles]
    facts = MetadataChanges(site="Harbor Post", section="Ports")
    edit = store.bulk_edits.edit_metadata(articles, facts, published="2024-05-06")
    assert edit.changed == tuple(articles)
    for article in articles:
        document = store.articles.get(article).document
        assert (document.site, document.section) == ("Harbor Post", "Ports")
        assert document.published == PartialDate(2024, 5, 6)
        assert dict(document.origins)["site"] == "given"
    assert [row.site for row in store.articles.list("harbor post")] == ["Harbor Post"] * 3
    store.articles.set_metadata(articles[2], MetadataChanges(section="Towns"))
    assert store.bulk_edits.undo() == UndoneEdit("metadata", tuple(articles), ())
    after = [store.articles.get(article).document for article in articles]
    assert after[:2] == before[:2]
    assert (after[2].site, after[2].section) == (before[2].site, "Towns")
    assert after[2].published == before[2].published


def test_metadata_that_is_so_already_is_unchanged(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.bulk_edits.edit_metadata([second], MetadataChanges(site="Harbor Post"))
    edit = store.bulk_edits.edit_metadata(articles, MetadataChanges(site="Harbor Post"))
    assert edit == BulkEdit("metadata", (first, third), (second,))
    store.articles.set_metadata(first, MetadataChanges(site="Post"))
    store.articles.set_metadata(third, MetadataChanges(site="Post"))
    assert store.bulk_edits.undo(edit.id) == UndoneEdit("metadata", (), (first, third))


def test_dates_in_the_texts_follow_a_new_publication_date(store: Store) -> None:
    text = "The council met on Tuesday. The ferry sails tomorrow."
    article = store.articles.add(
        Document(text, published=PartialDate(2024, 5, 9)),
        analyze(text, datetime.date(2024, 5, 9)),
    ).article
    before = store.articles.get(article).analysis
    store.bulk_edits.edit_metadata([article], published="2024-05-16")
    dated = store.articles.get(article).analysis
    assert [time.value for time in dated.times] != [time.value for time in before.times]
    store.bulk_edits.undo()
    assert store.articles.get(article).analysis == before


def test_an_earlier_edit_is_undone_by_its_id(store: Store, articles: list[int]) -> None:
    starred = store.bulk_edits.star(articles, True)
    store.bulk_edits.tag(articles, ["ports"])
    assert store.bulk_edits.undo(starred.id) == UndoneEdit("star", tuple(articles), ())
    with pytest.raises(NotFound, match="undone already"):
        store.bulk_edits.undo(starred.id)
    assert tags(store, *articles) == [("ports",)] * 3


def test_an_error_in_the_report_of_progress_changes_nothing(
    store: Store, articles: list[int]
) -> None:
    def cancel(done: int) -> None:
        if done == 2:
            raise KeyError(done)

    with pytest.raises(KeyError):
        store.bulk_edits.trash(articles, cancel)
    assert store.trash.count() == 0
    edit = store.bulk_edits.trash(articles)
    with pytest.raises(KeyError):
        store.bulk_edits.undo(edit.id, cancel)
    assert store.trash.count() == 3
    with pytest.raises(KeyError):
        store.bulk_edits.edit_metadata(
            store.bulk_edits.restore(articles).changed, published="2024-05-06", report=cancel
        )
    assert store.articles.row(articles[1]).published is None
