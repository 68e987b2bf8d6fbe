"""No export has a day of an event or a publication that is known to the month or year only."""

import json
import re
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from db import Store
from db.exporters import FORMATS, TableName, export, render
from db.exporters.selection import Selection
from tests.support.date_scan import add_dated_articles, days_in_json, days_in_text

TEXTS = [name for name, form in FORMATS.items() if form.kind == "text" and name != "csv"]


@pytest.fixture(scope="module")
def precision_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("precision") / "store.sqlite")
    add_dated_articles(store)
    return store


def test_the_scan_finds_days_and_nothing_else() -> None:
    for day in ("1965-03-01", "19650301", "1 March 1965", "31 Mar 1965", "March 1, 1965"):
        assert days_in_text(f"on {day}: closed")
    for date in ("1965", "1965-03", "March 1965", "1960s", "1965-Q2", "1965-34", "2–6 Mar 2021"):
        assert not days_in_text(f"on {date}: closed")
    assert days_in_json({"from": "1965-03-01", "to": "1965-03-31"})
    assert not days_in_json({"from": "1965-03-01", "to": "1965-03-31", "precision": "month"})


@pytest.mark.parametrize("form", TEXTS)
def test_no_text_has_a_day_that_is_not_known(precision_store: Store, form: str) -> None:
    text = "".join(render(precision_store, Selection(), form))
    if form in ("json", "csl", "timelinejs", "annotations"):
        assert days_in_json(json.loads(text)) == []
    elif form == "jsonl":
        assert [day for line in text.splitlines() for day in days_in_json(json.loads(line))] == []
    elif form == "ics":
        # a month or a year is no entry of a calendar
        entries = text.split("BEGIN:VEVENT")[1:]
        spans = [re.findall(r"DT(?:START|END);VALUE=DATE:(\d{8})", entry) for entry in entries]
        assert spans
        assert not any("1965" in start for start, _ in spans)
        assert days_in_text(re.sub(r"DT(?:START|END);VALUE=DATE:\d{8}", "", text)) == []
    else:
        assert days_in_text(text) == []
    if form not in ("readwise", "ics", "timelinejs"):
        assert "1965" in text


@pytest.mark.parametrize("table", get_args(TableName))
def test_no_table_has_a_day_that_is_not_known(precision_store: Store, table: TableName) -> None:
    text = "".join(render(precision_store, Selection(), "csv", table=table))
    assert days_in_text(text.replace('""', '"')) == []
    assert "1965" in text


def test_no_file_of_a_folder_or_project_has_a_day_that_is_not_known(
    precision_store: Store, tmp_path: Path
) -> None:
    for form in (name for name, form in FORMATS.items() if form.kind != "text"):
        target = tmp_path / f"{form}{FORMATS[form].extension}"
        export(precision_store, Selection(), form, target)
        if target.is_file():
            with zipfile.ZipFile(target) as archive:
                texts = [archive.read(name).decode() for name in archive.namelist()]
        else:
            texts = [file.read_text("utf-8") for file in target.rglob("*") if file.is_file()]
        assert any("1965" in text for text in texts)
        assert [day for text in texts for day in days_in_text(text)] == []


def test_the_views_have_dates_as_exact_as_they_are_known(precision_store: Store) -> None:
    import sqlite3

    with sqlite3.connect(precision_store.path) as sqlite:
        dates = {date for (date,) in sqlite.execute("SELECT date FROM timeline")}
        published = {date for (date,) in sqlite.execute("SELECT published FROM who_said_what")}
    assert dates == {
        "1965", "1965-03", "1960/1969", "1965-04/1965-06", "1961/1964", "1966-01/1966-06",
        "1959-12-30",
    }  # fmt: skip
    assert published == {"1965", "1965-04", "1959-12-30"}
