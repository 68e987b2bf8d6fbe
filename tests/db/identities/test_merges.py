"""What the reader decides about who is who, taken back, and outliving what happens to articles."""

import pytest

from db import NotFound, Store
from db.corrections import Means, Who
from tests.support.identities import add, entity, listed, who, write

MARA = entity(0, "Mara Ortiz")
MARTA = entity(0, "Marta Ortiz")
ORTIZ = entity(0, "Ortiz")


def test_two_that_are_merged_are_one_with_both_names(store: Store) -> None:
    add(store, "One", MARA, day="2024-01-01")
    add(store, "Two", MARTA, day="2025-01-01")
    mara, marta = who(store, "Mara Ortiz"), who(store, "Marta Ortiz")
    made = store.people.merge(marta.id, mara.id)
    assert listed(store) == [("Mara Ortiz", 2, 2)]
    assert listed(store, "marta") == [("Mara Ortiz", 2, 2)]
    assert store.people.row(marta.id).id == mara.id
    row = who(store, "Mara Ortiz")
    assert (str(row.first), str(row.last)) == ("2024-01-01", "2025-01-01")
    assert store.people.months([mara.id]) == {mara.id: {"2024-01": 1, "2025-01": 1}}
    store.people.unmerge(made)
    assert listed(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]
    assert listed(store, "marta") == [("Marta Ortiz", 1, 1)]
    assert who(store, "Marta Ortiz") == marta
    store.people.merge_again(made)
    assert listed(store) == [("Mara Ortiz", 2, 2)]


def test_articles_added_later_follow_a_merge(store: Store) -> None:
    add(store, "One", MARA)
    two = add(store, "Two", MARTA)
    made = store.people.merge(who(store, "Marta Ortiz").id, who(store, "Mara Ortiz").id)
    store.delete(two)
    add(store, "Three", MARTA)
    assert listed(store) == [("Mara Ortiz", 2, 2)]
    store.people.unmerge(made)
    assert listed(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]


def test_a_name_alone_goes_to_whom_the_reader_says_from_then_on(store: Store) -> None:
    add(store, "One", MARA)
    add(store, "Two", ORTIZ)
    # the other way round would call her by the surname
    store.people.merge(who(store, "Mara Ortiz").id, who(store, "Ortiz").id)
    add(store, "Three", ORTIZ)
    assert listed(store) == [("Mara Ortiz", 3, 3)]


def test_merges_of_merged_ones_are_taken_back_one_by_one(store: Store) -> None:
    for number, name in enumerate(("Ana Roe", "Ana Rowe", "Ana Row")):
        add(store, f"Item {number}", entity(0, name))
    ana, rowe, row = (who(store, name).id for name in ("Ana Roe", "Ana Rowe", "Ana Row"))
    first = store.people.merge(row, rowe)
    second = store.people.merge(rowe, ana)
    assert listed(store) == [("Ana Roe", 3, 3)]
    with pytest.raises(ValueError, match="merged already"):
        store.people.merge(row, ana)
    store.people.unmerge(second)
    assert listed(store) == [("Ana Roe", 1, 1), ("Ana Rowe", 2, 2)]
    store.people.unmerge(first)
    assert [count for _, count, _ in listed(store)] == [1, 1, 1]


def test_articles_that_are_split_off_are_somebody_else_and_stay_so(store: Store) -> None:
    add(store, "One", MARA)
    document, analysis = write("Two", MARA)
    two = store.add(document, analysis).article
    mara = who(store, "Mara Ortiz").id
    split = store.people.split_articles(mara, [two])
    assert listed(store) == [("Mara Ortiz", 1, 1), ("Mara Ortiz", 1, 1)]
    assert store.people.of(two, 0) == split.new != mara
    store.analyses.save(two, analysis)
    store.corrections.make(two, *_span(analysis.text, "Mara Ortiz"), Means(Who("Luis Ortiz")))
    store.corrections.take_back(store.corrections.of(two)[0].id)
    assert store.people.of(two, 0) == split.new
    store.people.unsplit(split)
    assert listed(store) == [("Mara Ortiz", 2, 2)]
    assert store.people.of(two, 0) == mara
    store.people.split_again(split)
    assert store.people.of(two, 0) == split.new
    assert [row.title for row in store.people.articles(split.new)] == ["Two"]


def test_namesakes_that_were_split_are_told_apart_by_company_else_nobody_is_meant(
    store: Store,
) -> None:
    ida = entity(1, "Ida Holm")
    add(store, "One", MARA)
    two = add(store, "Two", MARA, ida)
    split = store.people.split_articles(who(store, "Mara Ortiz").id, [two])
    with_ida = add(store, "Three", MARA, ida)
    assert store.people.of(with_ida, 0) != split.identity
    assert store.people.of(with_ida, 0) == split.new
    alone = add(store, "Four", MARA)
    unclear = store.people.of(alone, 0)
    assert unclear not in (None, split.identity, split.new)
    assert unclear is not None
    assert store.people.row(unclear).shared


def test_a_name_that_is_split_off_leads_to_somebody_else_from_then_on(store: Store) -> None:
    add(store, "One", entity(0, "Joseph R. Vance", "PERSON", None, "Joe Vance"))
    add(store, "Two", entity(0, "Joe Vance"))
    joseph = who(store, "Joseph R. Vance")
    (joe,) = (n for n in store.people.identity(joseph.id).names if n.words == "Joe Vance")
    split = store.people.split_name(joseph.id, joe.key)
    add(store, "Three", entity(0, "Joe Vance"))
    assert listed(store) == [("Joe Vance", 2, 2), ("Joseph R. Vance", 1, 1)]
    store.people.unsplit(split)
    assert listed(store) == [("Joseph R. Vance", 3, 3)]
    store.people.split_again(split)
    assert listed(store) == [("Joe Vance", 2, 2), ("Joseph R. Vance", 1, 1)]


def test_the_own_name_that_is_split_off_leaves_the_other_one(store: Store) -> None:
    add(store, "One", MARA)
    add(store, "Two", MARTA)
    mara = who(store, "Mara Ortiz").id
    store.people.merge(who(store, "Marta Ortiz").id, mara)
    (own,) = (n for n in store.people.identity(mara).names if n.words == "Mara Ortiz")
    split = store.people.split_name(mara, own.key)
    assert listed(store) == [("Mara Ortiz", 1, 1), ("Marta Ortiz", 1, 1)]
    store.people.unsplit(split)
    assert listed(store) == [("Mara Ortiz", 2, 2)]


def test_a_merged_name_that_is_split_off_is_unmerged(store: Store) -> None:
    add(store, "One", MARA)
    add(store, "Two", MARTA)
    mara, marta = who(store, "Mara Ortiz").id, who(store, "Marta Ortiz").id
    store.people.merge(marta, mara)
    (other,) = (n for n in store.people.identity(mara).names if n.words == "Marta Ortiz")
    split = store.people.split_name(mara, other.key)
    assert who(store, "Marta Ortiz").id == marta
    store.people.unsplit(split)
    assert listed(store) == [("Mara Ortiz", 2, 2)]


def test_a_split_that_would_leave_nobody_is_refused(store: Store) -> None:
    one = add(store, "One", MARA)
    mara = who(store, "Mara Ortiz").id
    with pytest.raises(ValueError, match="but not all of them"):
        store.people.split_articles(mara, [one])
    with pytest.raises(ValueError, match="not its only name"):
        store.people.split_name(mara, store.people.identity(mara).names[0].key)


def test_doubtful_pairs_are_proposed_until_the_reader_decides(store: Store) -> None:
    add(store, "One", entity(0, "Volodar Zelinsky"))
    add(store, "Two", entity(0, "Volodar Zelinskyy"))
    add(store, "Three", entity(0, "Zelinsky"))
    people = store.people
    assert people.uncompared() == 3
    people.look_for_proposals()
    assert people.uncompared() == 0
    (first, *others) = people.proposals()
    assert (first.one.name, first.other.name) == ("Volodar Zelinsky", "Volodar Zelinskyy")
    assert first.because == "the surname spelled otherwise"
    assert {one.other.name for one in others} == {"Zelinsky"}
    people.set_apart(first.other.id, first.one.id)
    assert first not in people.proposals()
    people.unset_apart(first.one.id, first.other.id)
    assert first in people.proposals()
    made = people.merge(first.other.id, first.one.id)
    assert [(one.one.name, one.other.name) for one in people.proposals()] == [
        ("Volodar Zelinsky", "Zelinsky")
    ]
    people.unmerge(made)
    assert len(people.proposals(first.other.id)) == 2


def test_what_is_new_is_compared_with_what_is_there(store: Store) -> None:
    add(store, "One", entity(0, "Volodar Zelinsky"))
    store.people.look_for_proposals()
    add(store, "Two", entity(0, "Volodar Zelinskyy"))
    assert store.people.uncompared() == 1
    store.people.look_for_proposals()
    assert len(store.people.proposals()) == 1


def test_a_machine_that_is_no_longer_wanted_stops(store: Store) -> None:
    add(store, "One", MARA)
    store.people.look_for_proposals(lambda: False)
    assert store.people.uncompared() == 1


def test_two_that_were_called_not_the_same_are_not_linked_by_a_deleted_article(
    store: Store,
) -> None:
    one = add(store, "One", MARA)
    add(store, "Two", MARTA)
    people = store.people
    people.set_apart(who(store, "Mara Ortiz").id, who(store, "Marta Ortiz").id)
    store.delete(one)
    add(store, "Three", MARA)
    people.look_for_proposals()
    assert people.proposals() == []


def test_nobody_is_not_found(store: Store) -> None:
    for ask in (store.people.row, store.people.identity):
        with pytest.raises(NotFound):
            ask(7)
    with pytest.raises(NotFound):
        store.people.merge(1, 2)
    assert store.people.span() is None


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)
