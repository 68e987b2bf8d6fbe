"""Merge candidates that evidence supports, and pairs that only the list of one identity has."""

import pytest

from db import Store
from tests.support.identities import add_people, entity, who

ORTIZ = entity(0, "Mara Ortiz", "PERSON", "mayor")
LIND = entity(1, "Anna Lind")


def proposed_pairs(store: Store) -> set[tuple[str, str]]:
    """The pairs in the list of all candidates, each in alphabetical order."""
    store.identities.find_merge_candidates()
    pairs = ((pair.first.name, pair.second.name) for pair in store.identities.merge_candidates())
    return {(min(pair), max(pair)) for pair in pairs}


def test_a_surname_is_proposed_if_one_person_of_several_articles_has_it(store: Store) -> None:
    add_people(store, "One", ORTIZ)
    add_people(store, "Two", entity(0, "Ortiz"))
    assert proposed_pairs(store) == set()
    add_people(store, "Three", ORTIZ)
    add_people(store, "Four", ORTIZ)
    add_people(store, "Five", entity(0, "Ortiz", "PERSON", None, "Ms Ortiz"))
    assert proposed_pairs(store) == {("Mara Ortiz", "Ortiz")}


def test_only_the_likeliest_person_is_proposed_for_a_surname(store: Store) -> None:
    for title in ("One", "Two", "Three"):
        add_people(store, title, ORTIZ)
    add_people(store, "Four", entity(0, "Juan Ortiz", "PERSON", "mayor"))
    add_people(store, "Five", entity(0, "Ortiz", "PERSON", "mayor"))
    assert proposed_pairs(store) == {("Mara Ortiz", "Ortiz")}
    store.identities.find_merge_candidates()
    ambiguous = who(store, "Ortiz").id
    assert len(store.identities.merge_candidates(ambiguous)) == 2


@pytest.mark.parametrize(
    ("first", "second", "is_proposed"),
    [
        (("Umbra", "GPE"), ("Umbra", "ORG"), False),  # a town and its team
        (("Umbra", "PRODUCT"), ("Umbra", "ORG"), True),
        (("Umbra House", "FAC"), ("Umbra House", "ORG"), True),
        (("Harbor Board Union", "ORG"), ("HBU", "ORG"), False),  # others have these initials
        (("Harbor Board", "ORG"), ("HB", "ORG"), False),  # many names have two initials
        (("Hempdale", "GPE"), ("Hampdale", "GPE"), False),
        (("Umbra Steamship", "ORG"), ("Umbra Steamships", "ORG"), True),
        (("Los Angeles Courier", "ORG"), ("Courier", "ORG"), False),
    ],
)
def test_pairs_of_things_need_more_than_similar_names(
    store: Store, first: tuple[str, str], second: tuple[str, str], is_proposed: bool
) -> None:
    add_people(store, "One", entity(0, *first))
    add_people(store, "Two", entity(0, *second))
    assert bool(proposed_pairs(store)) == is_proposed


def test_an_acronym_with_two_full_forms_is_not_proposed(store: Store) -> None:
    add_people(store, "One", entity(0, "Harbor Board Union", "ORG"), LIND)
    add_people(store, "Two", entity(0, "HBU", "ORG"), LIND)
    assert proposed_pairs(store) == {("HBU", "Harbor Board Union")}
    add_people(store, "Three", entity(0, "Home Builders United", "ORG"), LIND)
    assert proposed_pairs(store) == set()


def test_a_common_word_is_not_proposed(store: Store) -> None:
    add_people(store, "One", entity(0, "Act", "LAW"))
    add_people(store, "Two", entity(0, "Act", "ORG"))
    add_people(store, "A great day", entity(0, "Great", "ORG"))
    add_people(store, "Four", entity(0, "Great", "PRODUCT"))
    assert proposed_pairs(store) == set()


@pytest.mark.parametrize("has_company", [False, True])
def test_two_spellings_with_roles_that_differ_need_company(store: Store, has_company: bool) -> None:
    company = (LIND,) if has_company else ()
    add_people(store, "One", entity(0, "Timo Klark", "PERSON", "Umbra Air president"), *company)
    add_people(store, "Two", entity(0, "Timo Klarke", "PERSON", "head of a mission"), *company)
    assert bool(proposed_pairs(store)) == has_company


def test_a_contradiction_is_not_proposed(store: Store) -> None:
    add_people(store, "One", entity(0, "Mara Ortiz"), pronoun="she")
    add_people(store, "Two", entity(0, "Marra Ortiz"), pronoun="he")
    assert proposed_pairs(store) == set()
    add_people(store, "Three", entity(0, "Jon Hale"), entity(1, "Jon B. Hale"))
    assert proposed_pairs(store) == set()


def test_an_initial_needs_company(store: Store) -> None:
    add_people(store, "One", entity(0, "Joseph Vance"), LIND)
    add_people(store, "Two", entity(0, "J. Vance"))
    assert proposed_pairs(store) == set()
    add_people(store, "Three", entity(0, "J. Vance", "PERSON", None, "Joseph V."), LIND)
    assert ("J. Vance", "Joseph Vance") in proposed_pairs(store)
