"""Similar items: the strongest words and names of an item, and what shares them."""

import datetime
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Mention, Quotation
from analysis.models import Label
from analysis.partial_dates import to_partial_date
from db import Document, NotFound, Store
from db.finding_rows import finding_id
from db.search.closest import ClosestResult

DAY = datetime.date(2026, 3, 12)
FERRY = (
    "The Star Line ferry sank in a storm off Port Luna. Divers searched the wreck for the captain. "
    "“The hull was rusty and the pumps were broken,” said the harbor inspector Ana Reis."
)
INQUIRY = (
    "An inquiry into the wreck of the Star Line ferry began. The captain ignored the storm. "
    "“The rusty hull and broken pumps were known,” said a lawyer."
)
INSPECTION = (
    "Inspectors boarded a ferry of Star Line. The hull of the second ship is rusty. Its captain "
    "left the harbor before the storm. “Pumps are checked,” said a spokesman."
)
CHOIR = "The choir sang old songs in the hall. “We rehearsed a lot,” said the conductor."


def add_report(store: Store, title: str, text: str) -> int:
    start, end = text.find("“"), text.find("”") + 1
    entities: list[Entity] = []
    mentions: list[Mention] = []
    labels: dict[str, Label] = {"Star Line": "ORG", "Ana Reis": "PERSON"}
    for name, label in labels.items():
        at = text.find(name)
        if at >= 0:
            mentions.append(Mention(at, at + len(name), label, "name", entity=len(entities)))
            entities.append(Entity(len(entities), name, label))
    speaker = next((entity.id for entity in entities if entity.name == "Ana Reis"), None)
    quotation = Quotation(((start, end),), "direct", speaker=speaker)
    analysis = Analysis(text, DAY, tuple(entities), tuple(mentions), (quotation,))
    return store.articles.add(
        Document(text, title, published=to_partial_date(DAY)), analysis
    ).article


@pytest.fixture
def reports(store: Store) -> Store:
    for title, text in (
        ("Ferry sinks", FERRY),
        ("Inquiry", INQUIRY),
        ("Inspection", INSPECTION),
        ("Choir", CHOIR),
        ("Another choir", CHOIR.replace("choir", "band").replace("old", "new")),
    ):
        add_report(store, title, text)
    return store


def list_found_articles(result: ClosestResult) -> list[int]:
    return [closest.hit.article for closest in result.hits]


def test_articles_share_names_and_words_with_an_article(reports: Store) -> None:
    result = reports.search.execute_similar("article", 1, 10)
    assert set(list_found_articles(result)) == {2, 3}
    assert result.match == "similar"
    [first, _] = result.hits
    assert first.has[0] == "Star Line"  # names come first
    assert {"wreck", "captain"} <= set(first.has)
    assert "star" not in first.has  # it is in the name
    assert not first.lacks


def test_words_are_shown_as_the_text_writes_them(reports: Store) -> None:
    first = add_report(
        reports, "Quay", "NATO ships and the Navy left a quay with fuel. “Go,” he said."
    )
    add_report(
        reports,
        "Dock",
        "At dawn the Navy and NATO sent ships and fuel to a dock. “Stay,” she said.",
    )
    [hit] = reports.search.find_similar(first)
    assert {"NATO", "Navy", "ships"} <= set(hit.has)


def test_near_duplicates_are_left_out(reports: Store) -> None:
    copy = add_report(reports, "Ferry sinks in storm", f"{FERRY} More soon.")
    assert reports.articles.near_duplicates(1) == [copy]
    assert copy not in list_found_articles(reports.search.execute_similar("article", 1, 10))


def test_quotations_of_other_articles_are_similar_to_a_quotation(reports: Store) -> None:
    result = reports.search.execute_similar("quotation", finding_id(1, 0), 10)
    assert [(closest.hit.kind, closest.hit.article) for closest in result.hits] == [
        ("quotation", 2)
    ]
    assert set(result.hits[0].has) == {"hull", "rusty", "pumps", "broken"}


def test_articles_without_a_person_are_similar_to_the_quotations(reports: Store) -> None:
    [reis] = [row.id for row in reports.identities.rows("Reis")]
    result = reports.search.execute_similar("person", reis, 10)
    assert set(list_found_articles(result)) == {2, 3}
    assert 1 not in list_found_articles(result)  # it names the person


def test_an_item_with_nothing_in_common_has_no_similar_ones(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        add_report(store, "Ferry", FERRY)
        add_report(store, "Choir", CHOIR)
        assert not store.search.find_similar(1)
        assert not store.search.execute_similar("quotation", finding_id(1, 0), 10).hits


@pytest.mark.parametrize("kind", ["article", "quotation", "person"])
def test_an_unknown_item_is_reported(reports: Store, kind: str) -> None:
    with pytest.raises(NotFound):
        reports.search.execute_similar(kind, 99, 10)  # type: ignore[arg-type]


def test_common_words_are_not_searched_for(reports: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.search.similar._COMMON", 3)
    result = reports.search.execute_similar("article", 1, 10)
    assert all("captain" not in closest.has for closest in result.hits)
