"""A title and a surname across articles: linked by office, country and time, and to one person."""

import pytest

from analysis import Reason
from db import Store
from tests.support.edits import make_edit, undo_edit
from tests.support.identities import add_people, entity, list_people, who

UMBRIA_PRESIDENT = "U.S. President"
VESKER = entity(0, "Antoni Vesker", "PERSON", UMBRIA_PRESIDENT)
SHORT = entity(0, "Vesker", "PERSON", "President")
LIND = entity(1, "Anna Lind")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_titled_surname_is_the_person_of_that_office(store: Store, is_first: bool) -> None:
    articles = [("One", VESKER), ("Two", SHORT)]
    for title, named in articles if is_first else reversed(articles):
        add_people(store, title, named)
    assert list_people(store) == [("Antoni Vesker", 2, 2)]
    found = store.identities.get_identity(who(store, "Antoni Vesker").id)
    (short,) = (name for name in found.names if name.words == "Vesker")
    assert short.reason == Reason("similarity.surname_alone").extend(
        Reason.of("similarity.same_role", role="President")
    )


@pytest.mark.parametrize(
    ("role", "day"),
    [
        ("French President", "2026-03-04"),
        ("Vice President", "2026-03-04"),
        ("Prime Minister", "2026-03-04"),
        (None, "2026-03-04"),
        ("lawyer", "2026-03-04"),
        ("President", "2010-03-04"),
        ("President", "2035-03-04"),
    ],
)
def test_another_office_country_or_time_is_another_person(
    store: Store, role: str | None, day: str
) -> None:
    add_people(store, "One", VESKER)
    add_people(store, "Two", entity(0, "Vesker", "PERSON", role), day=day)
    assert {name for name, *_ in list_people(store)} == {"Antoni Vesker", "Vesker"}


def test_two_people_of_one_surname_and_office_stay_open(store: Store) -> None:
    add_people(store, "One", VESKER)
    add_people(store, "Two", entity(0, "Jon Vesker", "PERSON", UMBRIA_PRESIDENT))
    add_people(store, "Three", SHORT)
    assert ("Vesker", 1, 1) in list_people(store)


def test_an_office_that_many_have_needs_company(store: Store) -> None:
    add_people(store, "One", entity(0, "Antoni Vesker", "PERSON", "Senator"), LIND)
    add_people(store, "Two", entity(0, "Vesker", "PERSON", "Senator"))
    assert ("Vesker", 1, 1) in list_people(store)
    add_people(store, "Three", entity(0, "Vesker", "PERSON", "Senator"), LIND)
    assert ("Antoni Vesker", 2, 2) in list_people(store)


@pytest.mark.parametrize(("name", "surname"), [("Kim Dae-mun", "Kim"), ("Xi Dawei", "Xi")])
def test_a_name_with_the_family_name_first_is_found(store: Store, name: str, surname: str) -> None:
    add_people(store, "One", entity(0, name, "PERSON", "Chinese President"))
    add_people(store, "Two", entity(0, surname, "PERSON", "Chinese President"))
    assert list_people(store) == [(name, 2, 2)]


def test_a_surname_that_the_reader_separates_stays_separate(store: Store) -> None:
    add_people(store, "One", VESKER)
    article = add_people(store, "Two", SHORT)
    people = store.identities
    person = who(store, "Antoni Vesker").id
    make_edit(store, "split", lambda: people.split_name(person, "person:vesker"))
    assert list_people(store) == [("Antoni Vesker", 1, 1), ("Vesker", 1, 1)]
    store.analyses.save(article, store.articles.get(article).analysis)
    assert list_people(store) == [("Antoni Vesker", 1, 1), ("Vesker", 1, 1)]
    add_people(store, "Three", SHORT)
    assert ("Antoni Vesker", 1, 1) in list_people(store)
    assert undo_edit(store) is not None
    assert ("Antoni Vesker", 2, 2) in list_people(store)
