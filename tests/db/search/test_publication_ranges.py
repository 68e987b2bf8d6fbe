"""Articles whose publication is known to the month or year only, in searches by date."""

import datetime

import pytest

from analysis import Analysis
from analysis.partial_dates import PartialDate
from db import Document, Store
from db.search.facets import Facet

DATES = ("2021", "2022", "2022-03", "2022-03-17", "2022-04", None)


@pytest.fixture(scope="module")
def dated_ferries(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("ranges") / "store.sqlite")
    for date in DATES:
        text = f"The ferry of {date} sails."
        published = PartialDate.parse(date) if date else None
        document = Document(text, str(date), published=published)
        store.articles.add(document, Analysis(text, document.published_day))
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("on:2022", {"2022", "2022-03", "2022-03-17", "2022-04"}),
        ("on:2022-03", {"2022-03", "2022-03-17"}),
        ("on:2022-03-17", {"2022-03-17"}),
        ("on:2022-Q1", {"2022-03", "2022-03-17"}),
        ("on:2020s", {"2021", "2022", "2022-03", "2022-03-17", "2022-04"}),
        ("before:2022-03-17", {"2021"}),
        ("before:2022-04-30", {"2021", "2022-03", "2022-03-17"}),
        ("before:2023", {"2021", "2022", "2022-03", "2022-03-17", "2022-04"}),
        ("before:2022-05", {"2021", "2022-03", "2022-03-17", "2022-04"}),
        ("after:2021", {"2022", "2022-03", "2022-03-17", "2022-04"}),
        ("after:2022-01-01", {"2022-03", "2022-03-17", "2022-04"}),
        ("after:2022-03-05", {"2022-03-17", "2022-04"}),
        ("-on:2022-03 on:2022", {"2022", "2022-04"}),
        ("is:undated", {"None"}),
    ],
)
def test_a_date_matches_if_all_its_days_do(
    dated_ferries: Store, query: str, found: set[str]
) -> None:
    answer = dated_ferries.search.execute(f"ferry {query}", "date", 100, kinds=("article",))
    assert {dated_ferries.articles.row(hit.article).title for hit in answer.hits} == found
    assert {row.title for row in dated_ferries.articles.list(query)} == found


def test_the_latest_is_first(dated_ferries: Store) -> None:
    rows = dated_ferries.articles.list(order="published")
    assert [row.title for row in rows] == [
        "2022-04", "2022-03-17", "2022-03", "2022", "2021", "None"
    ]  # fmt: skip


def test_a_year_among_the_months_counts_all_of_its_articles(dated_ferries: Store) -> None:
    answer = dated_ferries.search.execute("ferry", "date", 100, kinds=("article",))
    assert dated_ferries.search.facets(answer.hits).months == (
        Facet("2021", 1), Facet("2022", 4), Facet("2022-03", 2), Facet("2022-04", 1)
    )  # fmt: skip


def test_the_axis_counts_an_article_where_its_whole_period_is(dated_ferries: Store) -> None:
    years = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in (2021, 2022)]
    months = [
        (datetime.date(2022, 3, 1), datetime.date(2022, 3, 31)),
        (datetime.date(2022, 4, 1), datetime.date(2022, 4, 30)),
    ]
    timeline = dated_ferries.timeline
    assert [counted.articles for counted in timeline.count_ranges(years)] == [1, 4]
    assert [counted.articles for counted in timeline.count_ranges(months)] == [2, 1]
    scope = timeline.scope("ferry")
    assert [counted.articles for counted in timeline.count_ranges(years, scope)] == [1, 4]
    assert [counted.articles for counted in timeline.count_ranges(months, scope)] == [2, 1]
    assert [counted.articles for counted in timeline.count_units("year")] == [1, 4]
    assert [counted.articles for counted in timeline.count_units("month")] == [2, 1]
    assert [counted.articles for counted in timeline.count_units("day")] == [1]
