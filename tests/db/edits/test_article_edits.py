"""Edits of several articles: what they change, what they leave, and their undo."""

import pytest

from analysis.partial_dates import PartialDate
from db import NotFound, Store
from db.repositories.articles import MetadataChanges
from tests.support.edits import add_text, make_edit, undo_edit


def star_articles(store: Store, articles: list[int]) -> tuple[int, ...]:
    return make_edit(store, "star", lambda: store.reading_state.set_flag("starred", articles, True))


def tags(store: Store, *articles: int) -> list[tuple[str, ...]]:
    return [store.articles.row(article).tags for article in articles]


def test_tags_are_added_and_removed_and_the_others_stay(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.articles.set_tags(first, ["Ports", "old"])
    store.articles.set_tags(second, ["ports"])
    changed = make_edit(store, "tags", lambda: store.articles.tag(articles, ["ports"], ["old"]))
    assert changed == (first, third)
    assert tags(store, *articles) == [("Ports",), ("Ports",), ("Ports",)]
    store.articles.set_tags(third, ["ports", "later"])
    assert undo_edit(store) == ("tags", (first, third), ())
    assert tags(store, *articles) == [("old", "Ports"), ("Ports",), ("later",)]
    assert [row.id for row in store.articles.list("old")] == [first]


def test_stars_are_set_and_undone_where_they_are_still_set(
    store: Store, articles: list[int]
) -> None:
    first, second, third = articles
    store.reading_state.set_flag("starred", first, True)
    assert star_articles(store, articles) == (second, third)
    store.reading_state.set_flag("starred", second, False)
    assert undo_edit(store) == ("star", (third,), (second,))
    assert [store.articles.row(article).starred for article in articles] == [True, False, False]


def test_a_note_is_written_on_the_words_in_each_article(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    added = store.notes.add_several(articles, "How old?", "ferry", tags=["boats"])
    assert (added.annotated, added.unmatched) == ((second, third), (first,))
    assert added.repeated == (second,)
    [note] = store.notes.list(second)
    assert (note.start, note.exact, note.body, note.tags) == (4, "ferry", "How old?", ("boats",))
    assert store.notes.add_several([third], "", "votes on a new").annotated == (third,)
    assert [note.exact for note in store.notes.list(third)] == ["votes on\na new", "ferry"]


def test_a_note_without_words_is_on_the_first_line(store: Store, articles: list[int]) -> None:
    _, second, third = articles
    long = add_text(store, "\n\n" + "word " * 40)
    store.notes.add_several([second, third, long], "Check")
    exact = [note.exact for note in store.notes.list()]
    assert exact[:2] == ["The ferry stays in port. The ferry is old.", "The town votes on"]
    assert exact[2] == ("word " * 24).strip()


def test_undoing_notes_leaves_those_that_were_edited(store: Store, articles: list[int]) -> None:
    _, second, third = articles
    notes = make_edit(store, "notes", lambda: store.notes.add_several([second, third], "Check"))
    store.notes.edit(notes[0], body="Checked: true")
    assert undo_edit(store) == ("notes", notes[1:], notes[:1])
    assert [note.body for note in store.notes.list()] == ["Checked: true"]


def test_articles_are_trashed_restored_and_trashed_again(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    before = [store.open_article(article) for article in articles]
    trash = store.trash
    assert make_edit(store, "trash", lambda: trash.move([first, second])) == (first, second)
    assert make_edit(store, "trash", lambda: trash.move([second, third])) == (third,)
    assert set(make_edit(store, "restore", lambda: trash.restore([first, second]))) == {
        first, second
    }  # fmt: skip
    assert undo_edit(store) == ("restore", (first, second), ())
    assert store.trash.count() == 3
    assert undo_edit(store) == ("trash", (third,), ())
    assert undo_edit(store) == ("trash", (first, second), ())
    assert [store.open_article(article) for article in articles] == before
    assert undo_edit(store) is None


def test_what_was_deleted_for_good_is_skipped_by_an_undo(store: Store, articles: list[int]) -> None:
    first, second, _ = articles
    make_edit(store, "tags", lambda: store.articles.tag([first, second], ["x"]))
    store.articles.delete(first)
    assert undo_edit(store) == ("tags", (second,), (first,))


def test_an_edit_of_an_unknown_article_changes_nothing(store: Store, articles: list[int]) -> None:
    ids = [articles[0], 99]
    for make in (
        lambda: store.trash.move(ids),
        lambda: store.articles.tag(ids, ["x"]),
        lambda: store.articles.set_metadata(ids, published="2024"),
        lambda: store.reading_state.set_flag("starred", ids, True),
        lambda: store.notes.add_several(ids, "x"),
    ):
        with pytest.raises(NotFound):
            make_edit(store, "star", make)
    assert tags(store, articles[0]) == [()]
    assert store.articles.row(articles[0]).notes == 0
    assert store.trash.count() == 0
    assert store.edits.list() == []


def test_a_reading_state_is_set_and_undone(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    store.reading_state.set_state(first, "read")
    store.reading_state.set_state(second, "reading")
    mark = store.reading_state.set_state
    assert make_edit(store, "read", lambda: mark(articles, "read")) == (second, third)
    store.reading_state.set_state(third, "reading")
    assert undo_edit(store) == ("read", (second,), (third,))
    states = [store.reading_state.get(article).state for article in articles]
    assert states == ["read", "reading", "reading"]


def test_metadata_is_edited_and_undone_field_by_field(store: Store, articles: list[int]) -> None:
    before = [store.articles.get(article).document for article in articles]
    facts = MetadataChanges(site="Harbor Post", section="Ports")
    edit_metadata = store.articles.set_metadata
    make = lambda: edit_metadata(articles, facts, published="2024-05-06")  # noqa: E731
    assert make_edit(store, "metadata", make) == tuple(articles)
    for article in articles:
        document = store.articles.get(article).document
        assert (document.site, document.section) == ("Harbor Post", "Ports")
        assert document.published == PartialDate(2024, 5, 6)
        assert dict(document.origins)["site"] == "given"
    assert [row.site for row in store.articles.list("harbor post")] == ["Harbor Post"] * 3
    store.articles.set_metadata(articles[2], MetadataChanges(section="Towns"))
    assert undo_edit(store) == ("metadata", tuple(articles), ())
    after = [store.articles.get(article).document for article in articles]
    assert after[:2] == before[:2]
    assert (after[2].site, after[2].section) == (before[2].site, "Towns")
    assert after[2].published == before[2].published


def test_metadata_that_is_so_already_is_unchanged(store: Store, articles: list[int]) -> None:
    first, second, third = articles
    facts = MetadataChanges(site="Harbor Post")
    store.articles.set_metadata(second, facts)
    changed = make_edit(store, "metadata", lambda: store.articles.set_metadata(articles, facts))
    assert changed == (first, third)
    for article in changed:
        store.articles.set_metadata(article, MetadataChanges(site="Post"))
    assert undo_edit(store) == ("metadata", (), (first, third))


def test_an_error_in_the_report_of_progress_changes_nothing(
    store: Store, articles: list[int]
) -> None:
    def cancel(done: int) -> None:
        if done == 2:
            raise KeyError(done)

    with pytest.raises(KeyError):
        make_edit(store, "trash", lambda: store.trash.move(articles, cancel))
    assert store.trash.count() == 0
    make_edit(store, "trash", lambda: store.trash.move(articles))
    with pytest.raises(KeyError):
        store.edits.undo(report=cancel)
    assert store.trash.count() == 3
    store.edits.undo()
    edit_metadata = store.articles.set_metadata
    with pytest.raises(KeyError):
        edit_metadata(articles, published="2024-05-06", report=cancel)
    assert store.articles.row(articles[1]).published is None
