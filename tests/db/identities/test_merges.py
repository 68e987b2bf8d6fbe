"""Merges and splits by the reader: they can be undone, and survive changes of articles."""

import pytest

from analysis import Reason
from db import NotFound, Store
from db.corrections import EntityRef, ReassignMention
from tests.support.edits import make_edit
from tests.support.identities import add_people, entity, list_people, make_article, who

MARA = entity(0, "Mara Ortiz")
MARTA = entity(0, "Marta Ortiz")
ORTIZ = entity(0, "Ortiz")


def test_two_that_are_merged_are_one_with_both_names(store: Store) -> None:
    add_people(store, "One", MARA, day="2024-01-01")
    add_people(store, "Two", MARTA, day="2025-01-01")
    mara, marta = who(store, "Mara Ortiz"), who(store, "Marta Ortiz")
    make_edit(store, "merge", lambda: store.identities.merge(marta.id, mara.id))
    assert list_people(store) == [("Mara Ortiz", 2, 2)]
    assert list_people(store, "marta") == [("Mara Ortiz", 2, 2)]
    assert store.identities.get_row(marta.id).id == mara.id
    row = who(store, "Mara Ortiz")
    assert (str(row.first), str(row.last)) == ("2024-01-01", "2025-01-01")
    assert store.identities.months([mara.id]) == {mara.id: {"2024-01": 1, "2025-01": 1}}
    store.edits.undo()
    assert list_people(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]
    assert list_people(store, "marta") == [("Marta Ortiz", 1, 1)]
    assert who(store, "Marta Ortiz") == marta
    store.edits.redo()
    assert list_people(store) == [("Mara Ortiz", 2, 2)]


def test_articles_added_later_follow_a_merge(store: Store) -> None:
    add_people(store, "One", MARA)
    two = add_people(store, "Two", MARTA)
    mara, marta = who(store, "Mara Ortiz").id, who(store, "Marta Ortiz").id
    make_edit(store, "merge", lambda: store.identities.merge(marta, mara))
    store.articles.delete(two)
    add_people(store, "Three", MARTA)
    assert list_people(store) == [("Mara Ortiz", 2, 2)]
    store.edits.undo()
    assert list_people(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]


def test_a_reassigned_name_is_linked_to_the_chosen_identity_from_then_on(store: Store) -> None:
    add_people(store, "One", MARA)
    add_people(store, "Two", ORTIZ)
    # the other way round would call her by the surname
    store.identities.merge(who(store, "Mara Ortiz").id, who(store, "Ortiz").id)
    add_people(store, "Three", ORTIZ)
    assert list_people(store) == [("Mara Ortiz", 3, 3)]


def test_merges_of_merged_identities_are_undone_one_by_one(store: Store) -> None:
    for number, name in enumerate(("Ana Roe", "Ana Rowe", "Ana Row")):
        add_people(store, f"Item {number}", entity(0, name))
    ana, rowe, row = (who(store, name).id for name in ("Ana Roe", "Ana Rowe", "Ana Row"))
    make_edit(store, "merge", lambda: store.identities.merge(row, rowe))
    make_edit(store, "merge", lambda: store.identities.merge(rowe, ana))
    assert list_people(store) == [("Ana Roe", 3, 3)]
    with pytest.raises(ValueError, match="merged already"):
        store.identities.merge(row, ana)
    store.edits.undo()
    assert list_people(store) == [("Ana Roe", 1, 1), ("Ana Rowe", 2, 2)]
    store.edits.undo()
    assert [count for _, count, _ in list_people(store)] == [1, 1, 1]


def test_articles_split_off_keep_their_new_identity(store: Store) -> None:
    add_people(store, "One", MARA)
    document, analysis = make_article("Two", MARA)
    two = store.articles.add(document, analysis).article
    mara = who(store, "Mara Ortiz").id
    make_edit(store, "split", lambda: store.identities.split_articles(mara, [two]))
    new = store.identities.identity_of(two, 0)
    assert new is not None
    assert list_people(store) == [("Mara Ortiz", 1, 1), ("Mara Ortiz", 1, 1)]
    assert store.identities.identity_of(two, 0) == new != mara
    store.analyses.save(two, analysis)
    store.corrections.add(
        two, *_span(analysis.text, "Mara Ortiz"), ReassignMention(EntityRef("Luis Ortiz"))
    )
    store.corrections.revert(store.corrections.list_of_article(two)[0].id)
    assert store.identities.identity_of(two, 0) == new
    store.edits.undo()
    assert list_people(store) == [("Mara Ortiz", 2, 2)]
    assert store.identities.identity_of(two, 0) == mara
    store.edits.redo()
    assert store.identities.identity_of(two, 0) == new
    assert [row.title for row in store.identities.articles(new)] == ["Two"]


def test_split_namesakes_are_distinguished_by_co_mentions_or_not_linked(
    store: Store,
) -> None:
    ida = entity(1, "Ida Holm")
    add_people(store, "One", MARA)
    two = add_people(store, "Two", MARA, ida)
    mara = who(store, "Mara Ortiz").id
    new = store.identities.split_articles(mara, [two])
    with_ida = add_people(store, "Three", MARA, ida)
    assert store.identities.identity_of(with_ida, 0) != mara
    assert store.identities.identity_of(with_ida, 0) == new
    alone = add_people(store, "Four", MARA)
    unclear = store.identities.identity_of(alone, 0)
    assert unclear not in (None, mara, new)
    assert unclear is not None
    assert store.identities.get_row(unclear).shared


def test_a_name_split_off_is_linked_to_the_new_identity_from_then_on(store: Store) -> None:
    add_people(store, "One", entity(0, "Joseph R. Vance", "PERSON", None, "Joe Vance"))
    add_people(store, "Two", entity(0, "Joe Vance"))
    joseph = who(store, "Joseph R. Vance")
    (joe,) = (n for n in store.identities.get_identity(joseph.id).names if n.words == "Joe Vance")
    make_edit(store, "split", lambda: store.identities.split_name(joseph.id, joe.key))
    add_people(store, "Three", entity(0, "Joe Vance"))
    assert list_people(store) == [("Joe Vance", 2, 2), ("Joseph R. Vance", 1, 1)]
    store.edits.undo()
    assert list_people(store) == [("Joseph R. Vance", 3, 3)]
    store.edits.redo()
    assert list_people(store) == [("Joe Vance", 2, 2), ("Joseph R. Vance", 1, 1)]


def test_the_own_name_that_is_split_off_leaves_the_other_one(store: Store) -> None:
    add_people(store, "One", MARA)
    add_people(store, "Two", MARTA)
    mara = who(store, "Mara Ortiz").id
    store.identities.merge(who(store, "Marta Ortiz").id, mara)
    (own,) = (n for n in store.identities.get_identity(mara).names if n.words == "Mara Ortiz")
    make_edit(store, "split", lambda: store.identities.split_name(mara, own.key))
    assert list_people(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]
    store.edits.undo()
    assert list_people(store) == [("Mara Ortiz", 2, 2)]


def test_a_merged_name_that_is_split_off_is_unmerged(store: Store) -> None:
    add_people(store, "One", MARA)
    add_people(store, "Two", MARTA)
    mara, marta = who(store, "Mara Ortiz").id, who(store, "Marta Ortiz").id
    store.identities.merge(marta, mara)
    (name,) = (n for n in store.identities.get_identity(mara).names if n.words == "Marta Ortiz")
    make_edit(store, "split", lambda: store.identities.split_name(mara, name.key))
    assert who(store, "Marta Ortiz").id == marta
    store.edits.undo()
    assert list_people(store) == [("Mara Ortiz", 2, 2)]


def test_a_split_of_all_articles_is_refused(store: Store) -> None:
    article = add_people(store, "One", MARA)
    mara = who(store, "Mara Ortiz").id
    with pytest.raises(ValueError, match="but not all of them"):
        store.identities.split_articles(mara, [article])
    with pytest.raises(ValueError, match="not its only name"):
        store.identities.split_name(mara, store.identities.get_identity(mara).names[0].key)


def test_doubtful_pairs_are_proposed_until_the_reader_decides(store: Store) -> None:
    add_people(store, "One", entity(0, "Volodar Zelinsky", "PERSON", "mayor"))
    add_people(store, "Two", entity(0, "Volodar Zelinskyy"))
    add_people(store, "Three", entity(0, "Zelinsky", "PERSON", "mayor"))
    people = store.identities
    assert people.pending_comparisons() == 3
    people.find_merge_candidates()
    assert people.pending_comparisons() == 0
    (pair, *others) = people.merge_candidates()
    assert (pair.first.name, pair.second.name) == ("Volodar Zelinsky", "Volodar Zelinskyy")
    assert pair.reason == Reason("similarity.surname_spelling")
    assert {candidate.second.name for candidate in others} == {"Zelinsky"}
    make_edit(store, "distinct", lambda: people.mark_distinct(pair.second.id, pair.first.id))
    assert pair not in people.merge_candidates()
    store.edits.undo()
    assert pair in people.merge_candidates()
    make_edit(store, "merge", lambda: people.merge(pair.second.id, pair.first.id))
    assert [
        (candidate.first.name, candidate.second.name) for candidate in people.merge_candidates()
    ] == [("Volodar Zelinsky", "Zelinsky")]
    store.edits.undo()
    assert len(people.merge_candidates(pair.second.id)) == 2


def test_what_is_new_is_compared_with_what_is_there(store: Store) -> None:
    add_people(store, "One", entity(0, "Volodar Zelinsky"))
    store.identities.find_merge_candidates()
    add_people(store, "Two", entity(0, "Volodar Zelinskyy"))
    assert store.identities.pending_comparisons() == 1
    store.identities.find_merge_candidates()
    assert len(store.identities.merge_candidates()) == 1


def test_a_machine_that_is_no_longer_wanted_stops(store: Store) -> None:
    add_people(store, "One", MARA)
    store.identities.find_merge_candidates(lambda: False)
    assert store.identities.pending_comparisons() == 1


def test_two_that_were_called_not_the_same_are_not_linked_by_a_deleted_article(
    store: Store,
) -> None:
    article = add_people(store, "One", MARA)
    add_people(store, "Two", MARTA)
    people = store.identities
    people.mark_distinct(who(store, "Mara Ortiz").id, who(store, "Marta Ortiz").id)
    store.articles.delete(article)
    add_people(store, "Three", MARA)
    people.find_merge_candidates()
    assert people.merge_candidates() == []


def test_an_unknown_identity_is_not_found(store: Store) -> None:
    for ask in (store.identities.get_row, store.identities.get_identity):
        with pytest.raises(NotFound):
            ask(7)
    with pytest.raises(NotFound):
        store.identities.merge(1, 2)
    assert store.identities.dated_months() is None


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)
