"""Words that a search takes for one: inflections, spellings, abbreviations, and case."""

import datetime

import pytest

from db import Store
from tests.support.articles import add_article

DAY = datetime.date(2026, 3, 12)
PAIRS = (
    ("buy", "bought"), ("sell", "sold"), ("man", "men"), ("woman", "women"), ("child", "children"),
    ("foot", "feet"), ("policeman", "policemen"), ("crisis", "crises"), ("take", "taken"),
    ("go", "went"), ("oversee", "oversaw"), ("stadium", "stadia"), ("person", "people"),
    ("organise", "organize"), ("radicalise", "radicalized"), ("colour", "color"),
    ("labelled", "labeled"), ("tyre", "tire"), ("defence", "defense"), ("city", "cities"),
    ("UN", "U.N."), ('"United Nations"', "UN"), ("FBI", "F.B.I."),
)  # fmt: skip


@pytest.fixture(scope="module")
def forms_archive(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("forms") / "store.sqlite")
    for word in dict.fromkeys(word.strip('"') for pair in PAIRS for word in pair):
        add_article(store, f"A note of {word} was read.", word, DAY)
    for text in (
        "Tell us more.",
        "The US agreed.",
        "The U.S. agreed.",
        "The United States agreed.",
    ):
        add_article(store, text, text, DAY)
    return store


def find_titles(store: Store, query: str) -> set[str]:
    return {hit.title for hit in store.search.find(f"{query} kind:article", order="rank")}


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_forms_find_each_other(forms_archive: Store, first: str, second: str) -> None:
    titles = {first.strip('"'), second.strip('"')}
    assert titles <= find_titles(forms_archive, first) & find_titles(forms_archive, second)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("us", {"Tell us more.", "The US agreed."}),
        ("US", {"The US agreed.", "The U.S. agreed.", "The United States agreed."}),
        ("U.S.", {"The US agreed.", "The U.S. agreed.", "The United States agreed."}),
        ("agree -US", set()),
        ("peaceful", set()),  # derived from no word of the texts
    ],
)
def test_capitals_tell_a_state_from_a_pronoun(
    forms_archive: Store, query: str, titles: set[str]
) -> None:
    found = find_titles(forms_archive, query)
    assert found == titles
