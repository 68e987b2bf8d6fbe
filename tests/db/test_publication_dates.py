"""Publication dates that are a month or a year, on their way through the store."""

import datetime
import json
from pathlib import Path

import pytest

from analysis.partial_dates import PartialDate
from db.document_analysis import analyze_document
from db.importers import read_all_bytes
from db.importers.models import ImportItem
from db.maintenance.recovery import repair
from db.models import Document
from db.serialization import document_record
from db.store import Store
from tests.support.edits import make_edit

TEXT = "The old pier closed on Friday. Ana Reis said it would open again in May 2023."
MARCH = PartialDate(2022, 3)


def add_dated(store: Store, text: str, published: PartialDate | None) -> int:
    document = Document(text, "The pier", published=published, published_from="metadata")
    return store.articles.add(document, analyze_document(document)).article


@pytest.mark.parametrize("date", [PartialDate(2022), MARCH, PartialDate(2022, 3, 17)])
def test_a_date_is_stored_as_exact_as_it_is(store: Store, date: PartialDate) -> None:
    article = add_dated(store, TEXT, date)
    assert store.articles.row(article).published == date
    assert store.articles.get(article).document.published == date
    assert store.articles.get(article).to_dict()["published"] == str(date)


def test_only_a_day_dates_the_events_of_its_text(store: Store) -> None:
    article = add_dated(store, TEXT, MARCH)
    days = [event.first_day for event in store.articles.get(article).analysis.events]
    assert days == [None, datetime.date(2023, 5, 1)]
    store.articles.set_metadata(article, published="2022-03-17")
    analysis = store.articles.get(article).analysis
    assert analysis.events[0].first_day == datetime.date(2022, 3, 11)
    store.articles.set_metadata(article, published="2022")
    days = [event.first_day for event in store.articles.get(article).analysis.events]
    assert days == [None, datetime.date(2023, 5, 1)]
    assert store.articles.row(article).published == PartialDate(2022)


def test_a_bulk_edit_sets_a_month_and_its_undo_restores_the_year(store: Store) -> None:
    article = add_dated(store, TEXT, PartialDate(2021))
    make_edit(
        store, "metadata", lambda: store.articles.set_metadata([article], published="2022-03")
    )
    assert store.articles.row(article).published == MARCH
    store.edits.undo()
    row = store.articles.row(article)
    assert (row.published, row.published_from) == (PartialDate(2021), "metadata")


def test_the_trash_and_the_versions_have_the_date_as_it_is(store: Store) -> None:
    article = add_dated(store, TEXT, MARCH)
    store.trash.move([article])
    [trashed] = store.trash.list()
    assert trashed.published == MARCH
    assert store.trash.load(article, 10).row.published == MARCH
    store.trash.restore([article])
    assert store.articles.row(article).published == MARCH
    [version] = store.versions.list(article)
    assert version.published == MARCH


def test_a_later_version_does_not_make_the_date_less_exact(store: Store) -> None:
    source, day = "https://pier.example/1", PartialDate(2022, 3, 17)
    for text, date, expected in (
        (TEXT, MARCH, MARCH),
        (f"{TEXT} It did.", day, day),
        (f"{TEXT} It did not.", PartialDate(2022), day),
        (f"{TEXT} It may.", PartialDate(2023), PartialDate(2023)),
    ):
        document = Document(text, "The pier", source=source, published=date)
        added = store.imports.add(ImportItem(document, accept=True), None)
        assert store.articles.row(added.article).published == expected


def test_a_record_comes_back_with_its_date(store: Store) -> None:
    document = store.articles.get(add_dated(store, TEXT, MARCH)).document
    record = document_record(document)
    assert record["published"] == "2022-03"

    [item] = read_all_bytes(json.dumps(record).encode(), "pier.json")
    assert isinstance(item, ImportItem)
    assert (item.document.published, item.document.published_from) == (MARCH, "metadata")


def test_a_repaired_store_has_the_dates(store: Store, tmp_path: Path) -> None:
    for number, date in enumerate((PartialDate(2022), MARCH, None)):
        add_dated(store, f"{TEXT} {number}", date)
    store.close()
    repair(tmp_path / "store.sqlite")
    with Store(tmp_path / "store.sqlite") as repaired:
        dates = [row.published for row in repaired.articles.list(order="published")]
    assert dates == [MARCH, PartialDate(2022), None]
