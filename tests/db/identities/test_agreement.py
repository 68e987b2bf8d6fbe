"""Spellings of one person that are merged automatically, and namesakes that are not."""

import pytest

from analysis import Reason
from analysis.structs import replace
from db import Store
from tests.support.edits import make_edit
from tests.support.identities import add_people, entity, list_people, make_article, who

ANTONI = entity(0, "Antoni Vesker", "PERSON", "U.S. Secretary of State")
ANTHONI = entity(0, "Anthoni Vesker", "PERSON", "Secretary of State")
LIND, HOLM = entity(1, "Anna Lind"), entity(2, "Holm Line", "ORG")


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        ("Antoni Vesker", "Anthoni Vesker", "U.S. Secretary of State"),
        ("Abdal Fatih el-Sari", "Abdul-Fatih Al-Sari", "Egyptian President"),
        ("Lopes Oradour", "Andre Manuel Lopes Oradour", "Mexican president"),
        ("Ana Reis", "Ana B. Reis", "senator for Umbria"),
        ("Volodar Zelinsky", "Volodar Zelinskyy", "Ukrainian President"),
    ],
)
def test_two_spellings_with_one_office_are_one(
    store: Store, first: str, second: str, role: str
) -> None:
    add_people(store, "One", entity(0, first, "PERSON", role))
    add_people(store, "Two", entity(0, second, "PERSON", role))
    assert list_people(store) == [(first, 2, 2)]
    (row,) = store.identities.rows()
    (merged,) = (n for n in store.identities.get_identity(row.id).names if n.words == second)
    assert merged.reason.also == (Reason.of("similarity.same_role", role=role),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Antoni Vesker", "Secretary of State"), ("Anthoni Vesker", None)),
        (("Antoni Vesker", "Secretary of State"), ("Anthoni Vesker", "health minister")),
        (("Antoni Vesker", "Kenyan President"), ("Anthoni Vesker", "Indian President")),
        (("Antoni Vesker", "mayor"), ("Anthoni Vesker", "mayor")),  # many towns have one
        (("Antoni Vesker", "Umbria Bank lawyer"), ("Anthoni Vesker", "Umbria Bank lawyer")),
        (("Wang Lijun", "Chinese minister"), ("Wang Lijuan", "Chinese minister")),
        (("Ana B. Reis", "senator for Umbria"), ("Ana C. Reis", "senator for Umbria")),
        (("Kojo Edu", "Ghanaian King"), ("Kojo Edu XV", "Ghanaian King")),
        (("Vesker", "U.S. Secretary of State"), ("Antoni Vesker", "U.S. Secretary of State")),
    ],
)
def test_others_stay_two(
    store: Store, first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    add_people(store, "One", entity(0, first[0], "PERSON", first[1]))
    add_people(store, "Two", entity(0, second[0], "PERSON", second[1]))
    assert len(list_people(store)) == 2


def test_company_supports_a_role_that_many_have(store: Store) -> None:
    for title, name in (("One", "Antoni Vesker"), ("Two", "Anthoni Vesker")):
        add_people(store, title, entity(0, name, "PERSON", "mayor"), LIND, HOLM)
    assert list_people(store, "vesker") == [("Antoni Vesker", 2, 2)]


def test_pronouns_dates_and_a_common_article_contradict(store: Store) -> None:
    add_people(store, "She", ANTONI, pronoun="she")
    add_people(store, "He", ANTHONI, pronoun="he")
    add_people(store, "Then", entity(0, "Ana Reis", "PERSON", "Kenyan President"), day="1998-01-01")
    add_people(store, "Now", entity(0, "Anna Reis", "PERSON", "Kenyan President"), day="2020-01-01")
    sisters = ("Irina Vale", "Irena Vale")
    add_people(
        store, "Two", *(entity(n, name, "PERSON", "Umbrian MP") for n, name in enumerate(sisters))
    )
    assert len(list_people(store)) == 6


def test_of_two_namesakes_none_is_merged(store: Store) -> None:
    role = "U.S. Secretary of State"
    names = ("Antoni Veskerr", "Antonni Vesker")
    add_people(store, "One", *(entity(n, name, "PERSON", role) for n, name in enumerate(names)))
    add_people(store, "Two", entity(0, "Antoni Vesker", "PERSON", role))
    assert len(list_people(store)) == 3


def test_a_role_in_a_later_article_merges(store: Store) -> None:
    add_people(store, "One", entity(0, "Antoni Vesker"))
    add_people(store, "Two", ANTHONI)
    assert len(list_people(store)) == 2
    add_people(store, "Three", ANTONI)
    assert list_people(store) == [("Antoni Vesker", 3, 3)]


def test_a_merge_is_undone_for_good_and_redone(store: Store) -> None:
    add_people(store, "One", ANTONI)
    document, analysis = make_article("Two", ANTHONI)
    article = store.articles.add(document, analysis).article
    people = store.identities
    root = who(store, "Antoni Vesker").id
    (name,) = (use for use in people.get_identity(root).names if use.words == "Anthoni Vesker")
    key = name.key
    make_edit(store, "split", lambda: people.split_name(root, key))
    assert len(list_people(store)) == 2
    store.analyses.save(article, replace(analysis, quotations=()))
    add_people(store, "Three", entity(0, "Anthoni Vesker", "PERSON", "US Secretary of State"))
    assert len(list_people(store)) == 2
    store.edits.undo()
    assert list_people(store) == [("Antoni Vesker", 3, 2)]
    (name,) = (use for use in people.get_identity(root).names if use.words == "Anthoni Vesker")
    assert name.reason.id == "similarity.given_spelling"


def test_a_merge_goes_with_its_articles(store: Store) -> None:
    for article in [add_people(store, "One", ANTONI), add_people(store, "Two", ANTHONI)]:
        store.articles.delete(article)
    with store._connection.read_transaction() as sqlite:
        assert sqlite.execute("SELECT count(*) FROM identity").fetchone() == (0,)
