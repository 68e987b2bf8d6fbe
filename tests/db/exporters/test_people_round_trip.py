"""The reader's decisions about people come back from an export into another store."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.linking.similarity import name_key
from db import Store
from tests.support.copied_library import copy_export
from tests.support.identities import add_people, entity, list_people, who
from tests.support.thoroughness import count_examples

NAMES = ("Ana Reis", "A. Reis", "Ana Lopes Reis", "Bo Lindqvist", "Bo Ek", "Reis")
FORMS = {"jsonl": "export.jsonl", "json": "export.json", "annotations": "export.jsonld"}


def copy_people(store: Store, path: Path, form: str = "jsonl", *, accept: bool = True) -> Store:
    copied = Store(path)
    read_again(store, copied, form, accept=accept)
    return copied


def read_again(store: Store, target: Store, form: str = "jsonl", *, accept: bool = True) -> None:
    copy_export(store, target, form, accept=accept)


def dump_people(store: Store) -> list[Any]:
    """Return the names of each identity in articles, its display name, and the distinct pairs."""
    with store._connection.read_transaction() as sqlite:
        rows = sqlite.execute(
            """SELECT link.identity, identity.name, article.title, entity.name, entity.label
            FROM identity_entity AS link
            CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
            JOIN article ON article.id = link.article
            JOIN identity ON identity.id = link.identity"""
        ).fetchall()
        pairs = sqlite.execute("SELECT first, second FROM identity_distinct").fetchall()
        roots = dict(sqlite.execute("SELECT id, coalesce(merged_into, id) FROM identity"))
    members: dict[int, set[tuple[str, str]]] = {}
    shown = {}
    for root, name, title, called, label in rows:
        members.setdefault(root, set()).add((title, called))
        shown[root] = name
        assert name_key(called, label).key
    distinct = {
        frozenset(str(sorted(members[roots[end]])) for end in pair)
        for pair in pairs
        if all(roots[end] in members for end in pair) and len({roots[end] for end in pair}) == 2
    }
    people = sorted((sorted(found), shown[root]) for root, found in members.items())
    return [people, sorted(map(sorted, distinct))]


def decide(draw: Callable[..., Any], store: Store) -> None:
    """Make a random decision, as the app does it."""
    rows = store.identities.rows("", sort="all", limit=50)
    first, second = draw(st.sampled_from(rows)), draw(st.sampled_from(rows))
    kind = draw(st.sampled_from(["merge", "distinct", "split name", "split articles", "name"]))
    names = store.identities.get_identity(first.id).names
    try:
        if kind == "merge":
            store.identities.merge(first.id, second.id)
        elif kind == "distinct" and first.id != second.id:
            store.identities.mark_distinct(first.id, second.id)
        elif kind == "split name":
            store.identities.split_name(first.id, draw(st.sampled_from(names)).key)
        elif kind == "split articles":
            articles = [row.article for row in store.identities.articles(first.id)]
            chosen = draw(st.lists(st.sampled_from(articles), unique=True))
            store.identities.split_articles(first.id, chosen)
        elif kind == "name":
            store.identities.set_display_name(first.id, draw(st.sampled_from(names)).words)
    except ValueError:
        return  # such as a split of all names


@settings(max_examples=count_examples(25), deadline=None)
@given(data=st.data())
def test_identities_return_from_an_export(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "one.sqlite") as store:
        for number in range(data.draw(st.integers(1, 5))):
            named = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
            add_people(
                store, f"Article {number}", *(entity(at, name) for at, name in enumerate(named))
            )
        for _ in range(data.draw(st.integers(1, 4))):
            decide(data.draw, store)
        expected = dump_people(store)
        with copy_people(store, Path(folder) / "two.sqlite") as copied:
            assert dump_people(copied) == expected
        read_again(store, store)
        assert dump_people(store) == expected


@pytest.mark.parametrize("form", FORMS)
def test_a_merge_applies_to_articles_that_are_added_after_the_import(
    form: str, store: Store, tmp_path: Path
) -> None:
    add_people(store, "One", entity(0, "Ana Reis"))
    add_people(store, "Two", entity(0, "Bo Ek"))
    store.identities.merge(who(store, "Bo Ek").id, who(store, "Ana Reis").id)
    with copy_people(store, tmp_path / "two.sqlite", form) as copied:
        add_people(copied, "Three", entity(0, "Bo Ek"))
        assert list_people(copied) == [("Ana Reis", 3, 3)]


def test_a_foreign_file_decides_nothing_about_people(store: Store, tmp_path: Path) -> None:
    add_people(store, "One", entity(0, "Ana Reis"))
    add_people(store, "Two", entity(0, "Bo Ek"))
    store.identities.merge(who(store, "Bo Ek").id, who(store, "Ana Reis").id)
    with copy_people(store, tmp_path / "two.sqlite", accept=False) as copied:
        assert [name for name, *_ in list_people(copied)] == ["Ana Reis", "Bo Ek"]
