"""Names that are linked by the reader's authority list, and the decisions that it respects."""

import pytest

from db import Store
from db.identities.authority_models import AuthorityChanges
from db.library_records import AuthorityEntry, HeldRole, Identifier
from db.maintenance.integrity import check_store
from tests.support.edits import make_edit, undo_edit
from tests.support.identities import add_people, entity, list_people, who

REIS = AuthorityEntry(
    "Ana Reis",
    aliases=("Nina Costa", "Nina"),
    roles=(HeldRole("President", "Uruguay", "2025-01-20", "2027"),),
    identifiers=(Identifier("wikidata", "Q42"),),
)
OLDER = AuthorityEntry("Otto Reis", roles=(HeldRole("President", "Uruguay", "2001", "2009"),))
SHORT = entity(0, "Reis", "PERSON", "President")


def import_list(store: Store, *entries: AuthorityEntry) -> AuthorityChanges:
    with store.edits.record("authority", origin="command"):
        return store.authority.add(entries, "list.csv")


def test_names_and_aliases_of_an_entry_are_one_person(store: Store) -> None:
    for title, name in (("One", "Ana Reis"), ("Two", "Nina Costa"), ("Three", "Nina")):
        add_people(store, title, entity(0, name))
    before = list_people(store)
    done = import_list(store, REIS)
    assert (done.added, done.articles) == (1, 3)
    assert list_people(store) == [("Ana Reis", 3, 3)]
    found = store.identities.get_identity(who(store, "Ana Reis").id)
    reasons = {name.words: name.reason for name in found.names}
    assert reasons["Nina"].id == "similarity.authority"
    assert dict(reasons["Nina Costa"].args) == {"name": "Ana Reis", "list": "list.csv"}
    assert [stored.entry for stored in store.authority.find(found.row.id)] == [REIS]
    add_people(store, "Four", entity(0, "Nina Costa"))
    assert list_people(store) == [("Ana Reis", 4, 4)]
    assert undo_edit(store) is not None
    assert store.authority.list() == []
    assert {name for name, *_ in list_people(store)} == {name for name, *_ in before}
    assert store.edits.redo() is not None
    assert list_people(store) == [("Ana Reis", 4, 4)]
    assert check_store(store.path).whole


@pytest.mark.parametrize(
    ("role", "day", "person"),
    [
        ("President", "2026-03-04", "Ana Reis"),
        ("President", "2005-03-04", "Otto Reis"),
        ("former President", "2026-03-04", None),  # either may be meant
        ("President", "2015-03-04", None),
        ("French President", "2026-03-04", None),
        ("lawyer", "2026-03-04", None),
        (None, "2026-03-04", None),
    ],
)
def test_a_title_and_a_surname_is_the_holder_at_that_time(
    store: Store, role: str | None, day: str, person: str | None
) -> None:
    import_list(store, REIS, OLDER)
    add_people(store, "One", entity(0, "Reis", "PERSON", role), day=day)
    assert [name for name, *_ in list_people(store)] == [person or "Reis"]


def test_a_namesake_of_another_field_is_not_the_entry(store: Store) -> None:
    import_list(store, REIS)
    add_people(store, "One", entity(0, "Ana Reis", "PERSON", "Uruguayan President"))
    add_people(store, "Two", entity(0, "Ana Reis", "PERSON", "striker"))
    assert [name for name, *_ in list_people(store)] == ["Ana Reis", "Ana Reis"]


def test_two_entries_of_one_name_need_a_role(store: Store) -> None:
    first = AuthorityEntry(
        "Ana Reis", roles=(HeldRole("mayor of Sela"),), identifiers=(Identifier("wikidata", "Q1"),)
    )
    second = AuthorityEntry(
        "Ana Reis", roles=(HeldRole("striker"),), identifiers=(Identifier("wikidata", "Q2"),)
    )
    import_list(store, first, second)
    add_people(store, "One", entity(0, "Ana Reis", "PERSON", "mayor of Sela"))
    add_people(store, "Two", entity(0, "Ana Reis", "PERSON", "striker"))
    add_people(store, "Three", entity(0, "Ana Reis", "PERSON", "mayor of Sela"))
    assert sorted(articles for _, articles, _ in list_people(store)) == [1, 2]


def test_a_later_file_of_the_name_replaces_the_entries(store: Store) -> None:
    for title, name in (("One", "Ana Reis"), ("Two", "Nina Costa")):
        add_people(store, title, entity(0, name))
    import_list(store, REIS, OLDER)
    done = import_list(store, REIS, OLDER)
    assert (done.added, done.changed, done.removed, done.unchanged) == (0, 0, 0, 2)
    shorter = AuthorityEntry("Ana Reis", identifiers=REIS.identifiers)
    done = import_list(store, shorter)
    assert (done.added, done.changed, done.removed, done.unchanged) == (0, 1, 1, 0)
    assert [name for name, *_ in list_people(store)] == ["Ana Reis", "Nina Costa"]


def test_two_names_that_the_reader_keeps_apart_stay_apart(store: Store) -> None:
    for title, name in (("One", "Ana Reis"), ("Two", "Nina Costa")):
        add_people(store, title, entity(0, name))
    people = store.identities
    pair = who(store, "Ana Reis").id, who(store, "Nina Costa").id
    make_edit(store, "distinct", lambda: people.mark_distinct(*pair))
    done = import_list(store, REIS)
    assert [name for name, *_ in list_people(store)] == ["Ana Reis", "Nina Costa"]
    assert len(done.proposals) == 1
    store.proposals.accept_all(done.proposals)
    assert list_people(store) == [("Ana Reis", 2, 2)]


def test_two_entries_that_the_reader_merged_stay_merged(store: Store) -> None:
    for title, name in (("One", "Ana Reis"), ("Two", "Otto Reis")):
        add_people(store, title, entity(0, name))
    people = store.identities
    pair = who(store, "Otto Reis").id, who(store, "Ana Reis").id
    make_edit(store, "merge", lambda: people.merge(*pair))
    done = import_list(store, REIS, OLDER)
    assert list_people(store) == [("Ana Reis", 2, 2)]
    assert len(done.proposals) == 1
    store.proposals.accept_all(done.proposals)
    assert [name for name, *_ in list_people(store)] == ["Ana Reis", "Otto Reis"]


def test_a_split_of_the_reader_outlives_the_list(store: Store) -> None:
    add_people(store, "One", entity(0, "Ana Reis"))
    add_people(store, "Two", entity(0, "Nina Costa"))
    import_list(store, REIS)
    person = who(store, "Ana Reis").id
    people = store.identities
    make_edit(store, "split", lambda: people.split_name(person, "person:ninacosta"))
    add_people(store, "Three", entity(0, "Nina Costa"))
    assert ("Nina Costa", 2, 2) in list_people(store)


def test_an_export_of_the_library_has_the_list(store: Store) -> None:
    import_list(store, REIS)
    (record,) = store.library.load_people().authority
    assert (record.entry, record.origin.endswith(" list.csv")) == (REIS, True)
