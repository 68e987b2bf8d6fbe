"""Iterators over all records of a query, their JSON and their tables."""

import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis import analyze, redate
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, QuotationRow, Store
from db.exporters import ExportOptions, Selection, export
from db.repositories import records
from db.repositories.articles import MetadataChanges
from tests.support.findings import PUBLISHED, TEXT, analysis, document

QUERIES: dict[str, Callable[[Store, str], records.Records[Any]]] = {
    "articles": lambda store, query: store.articles(query),
    "quotations": lambda store, query: store.quotations(query),
    "events": lambda store, query: store.events(query),
    "notes": lambda store, query: store.notes(query),
    "identities": lambda store, query: store.identities(query),
}


@pytest.fixture
def seven_articles(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Seven articles of one text, with a note each; two records are loaded at a time."""
    monkeypatch.setattr(records, "_BATCH_SIZE", 2)
    for number in range(7):
        day = PUBLISHED + datetime.timedelta(number % 4)
        text = f"{TEXT}Edition {number}.\n"
        about = replace(document(text, day), title="Late" if number == 3 else "Early")
        article = store.articles.add(about, analysis(text, day)).article
        store.notes.add(article, 0, 7, f"Ask about edition {number}", tags=["port"])
    return store


def test_all_quotations_are_iterated_in_the_order_of_the_list(seven_articles: Store) -> None:
    everything = seven_articles.quotations.list(limit=1_000)
    assert len(everything) == 14
    assert list(seven_articles.quotations()) == everything
    found = seven_articles.quotations("bucket")
    assert next(found) == next(row for row in everything if "bucket" in row.content)
    assert len(list(found)) == 6
    assert list(found) == []


def test_a_query_selects_by_words_and_fields(seven_articles: Store) -> None:
    assert {row.content for row in seven_articles.quotations("speaker:ortiz bucket")} == {
        "“We have asked for a café and got a bucket,”"
    }
    assert [row.article for row in seven_articles.quotations("title:late")] == [4, 4]
    assert [note.body for note in seven_articles.notes('"edition 5"')] == ["Ask about edition 5"]
    assert [row.id for row in seven_articles.articles("title:late")] == [4]
    assert [row.name for row in seven_articles.identities("ortiz")] == ["Mara Ortiz"]
    assert list(seven_articles.identities("ortiz", sort="organizations")) == []


def test_articles_are_in_the_order_of_publication(seven_articles: Store) -> None:
    rows = list(seven_articles.articles())
    assert rows == seven_articles.articles.list(order="published")
    assert list(seven_articles.articles("pilots")) == rows


def test_events_are_in_the_order_of_their_days(seven_articles: Store) -> None:
    everything = seven_articles.events.list(limit=1_000)
    assert list(seven_articles.events()) == everything
    friday = [event for event in everything if event.first_day == datetime.date(2021, 3, 5)]
    assert len(friday) > 0
    assert list(seven_articles.events("pilots", first="2021-03-05", last="2021-03-05")) == friday
    assert list(seven_articles.events(last="1999-12-31")) == []


@pytest.mark.parametrize("name", QUERIES)
def test_the_records_of_a_query_without_hits_are_none(name: str, seven_articles: Store) -> None:
    assert list(QUERIES[name](seven_articles, "zeppelin")) == []


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "identities"])
def test_an_invalid_query_is_refused_with_the_position_of_the_error(
    name: str, seven_articles: Store
) -> None:
    with pytest.raises(ValueError, match="»"):
        QUERIES[name](seven_articles, "nobody:x AND (")


@pytest.mark.parametrize("name", QUERIES)
def test_records_are_json(name: str, seven_articles: Store) -> None:
    dictionaries = QUERIES[name](seven_articles, "").to_dicts()
    assert dictionaries
    assert json.loads(QUERIES[name](seven_articles, "").to_json()) == json.loads(
        json.dumps(dictionaries)
    )
    record = next(QUERIES[name](seven_articles, ""))
    assert record.to_dict() == dictionaries[0]
    assert json.loads(record.to_json()) == json.loads(json.dumps(dictionaries[0]))


def test_a_quotation_as_a_dictionary_has_its_reason_in_words(seven_articles: Store) -> None:
    row = next(seven_articles.quotations()).to_dict()
    assert row["published"] == "2021-03-06"
    assert row["because"] == "the clause before *said*"
    assert row["reason"]["id"] == "imported.sentence"


def test_an_article_as_a_dictionary_has_its_findings(seven_articles: Store) -> None:
    found = seven_articles.articles.get(1).to_dict()
    assert (found["id"], found["title"], found["published"]) == (1, "Early", "2021-03-03")
    assert len(found["quotations"]) == len(analysis().quotations)
    assert json.loads(json.dumps(found)) == json.loads(seven_articles.articles.get(1).to_json())


def test_a_deleted_record_is_left_out(seven_articles: Store) -> None:
    found = seven_articles.notes()
    assert next(found).article == 1
    seven_articles.articles.delete(5)
    assert [note.article for note in found] == [2, 3, 4, 6, 7]


def test_without_pandas_a_dataframe_is_refused_with_what_to_install(
    seven_articles: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        seven_articles.quotations().to_frame()


@pytest.mark.parametrize("name", QUERIES)
def test_a_dataframe_has_a_row_for_each_record(name: str, seven_articles: Store) -> None:
    pandas = pytest.importorskip("pandas", reason="is no dependency")
    frame = QUERIES[name](seven_articles, "").to_frame()
    assert len(frame) == len(list(QUERIES[name](seven_articles, "")))
    empty = QUERIES[name](seven_articles, "zeppelin").to_frame()
    assert list(empty.columns) == list(frame.columns)
    for column in {"published", "first_day", "added", "created"} & set(frame.columns):
        assert pandas.api.types.is_datetime64_any_dtype(frame[column])
        assert pandas.api.types.is_datetime64_any_dtype(empty[column])


def test_a_dataframe_of_early_days_and_its_parquet_file(store: Store, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="is no dependency")
    pytest.importorskip("pyarrow", reason="is no dependency")
    early = datetime.date(814, 1, 28)
    found = analysis()
    event = replace(found.events[0], first_day=early, last_day=early)
    store.articles.add(document(), replace(found, events=(event,)))
    store.events().to_frame().to_parquet(tmp_path / "events.parquet")
    again = pandas.read_parquet(tmp_path / "events.parquet")
    assert again["first_day"][0].date() == early
    store.quotations().to_frame().to_parquet(tmp_path / "quotations.parquet")
    quotations = pandas.read_parquet(tmp_path / "quotations.parquet")
    assert [[tuple(span) for span in spans] for spans in quotations["spans"]] == [
        list(row.spans) for row in store.quotations()
    ]
    assert set(quotations.columns) == {*QuotationRow.__match_args__, "because"}


def test_days_and_paths_may_be_strings(tmp_path: Path) -> None:
    text = "The port closes on Friday, Ana Reis said."
    found = analyze(text, "2021-03-03")
    assert found == analyze(text, PUBLISHED)
    assert redate(found, "2021-03-10") == analyze(text, datetime.date(2021, 3, 10))
    with Store(str(tmp_path / "store.sqlite")) as store:
        about = Document(text, published="2021-03-03", published_from="given")  # type: ignore[arg-type]
        article = store.articles.add(about, found).article
        assert store.articles.get(article).document.published == to_partial_date(PUBLISHED)
        store.articles.set_metadata(article, published="2021-03-10")
        store.articles.set_metadata(article, MetadataChanges(updated="2021-03-11"))
        assert store.articles.get(article).document.updated == datetime.date(2021, 3, 11)
        [event] = store.events.list("2021-03-12", "2021-03-12")
        assert event.first_day == datetime.date(2021, 3, 12)
        assert [*store.timeline.events(first="2021-03-12", last="2021-03-12")] == [event]
        options = ExportOptions(first="2021-03-12")  # type: ignore[arg-type]
        export(store, Selection(), "jsonl", str(tmp_path / "all.jsonl"), options)
        assert "2021-03-12" in (tmp_path / "all.jsonl").read_text("utf-8")


@pytest.mark.parametrize("day", ["Friday", "2021-02-30", "03/04/2021", ""])
def test_a_string_that_is_no_day_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match="write it as 2022-03-17"):
        analyze("It rained.", day)
