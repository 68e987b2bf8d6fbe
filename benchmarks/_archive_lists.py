"""The operations of the lists and screens, whose costs may grow with the store."""

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis import Analysis
from analysis.partial_dates import PartialDate
from benchmarks._archive_queries import Question
from db import Document, Store
from db.search.text_vectors import CREATE_UNSAVED
from db.timeline.event_queries import MOST_ARTICLES
from db.timeline.models import TimelinePosition

_DAY = datetime.date(2015, 3, 1)
_VECTOR = 384  # bytes
WINDOW = 50  # rows of a list that are loaded
_MONTH_END = datetime.date(2015, 3, 31)


@dataclass(frozen=True)
class Cost:
    """The median and the 95th percentile, in milliseconds."""

    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:,.1f} / {self.high:,.1f}"


Figures = dict[str, Cost | str]
Measure = Callable[[Sequence[Question], Callable[[Question], object]], Cost]


def measure_lists(store: Store, common: Sequence[Question], measure: Measure) -> Figures:
    """Measure each operation of the app's lists, with questions of common words."""
    operations = {
        **_library(store), **_timeline(store), **_repeated_quotations(store), **_searching(store),
        **_people(store), **_adding(store),
    }  # fmt: skip
    return {name: measure(common[:6], ask) for name, ask in operations.items()}


Operations = dict[str, Callable[[Question], object]]


def _library(store: Store) -> Operations:
    articles = store.articles
    last = max(0, articles.count() - 50)

    def filter_by(words: str) -> object:
        return articles.list_by_id(articles.list_ids(words)[:WINDOW])

    return {
        "library: first page": lambda _: (articles.count(), articles.list(limit=50)),
        "library: last page by date": lambda _: articles.list_by_id(
            articles.list_ids(order="published")[last:]
        ),
        "library: last page by title": lambda _: articles.list_by_id(
            articles.list_ids(order="title")[last:]
        ),
        "library: filter, many match": lambda _: filter_by("wire"),
        "library: filter, few match": lambda question: filter_by(f"{question.query} wire"),
        "library: filter, none match": lambda question: filter_by(f"{question.query}xq"),
        "near-duplicates of an article": lambda _: articles.near_duplicates(7),
        "quotations: 50 newest": lambda _: store.quotations.list(limit=50),
    }


def _timeline(store: Store) -> Operations:
    axis = store.timeline

    scope = axis.scope("the", limit=MOST_ARTICLES)
    span = axis.span(scope)
    middle = span.first_article.first if span.first_article else _DAY
    years = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in range(2011, 2024)]

    return {
        "timeline: events of a month": lambda _: store.events.list(_DAY, _MONTH_END, limit=50),
        "timeline: first and last day": lambda _: axis.span(),
        "timeline: axis of all years": lambda _: axis.count_ranges(years),
        "timeline: list from a day": lambda _: axis.window(TimelinePosition(_DAY)),
        "timeline: announced events": lambda _: axis.window(TimelinePosition(_DAY), announced=True),
        "timeline of a search: articles": lambda question: axis.scope(
            question.query, limit=MOST_ARTICLES
        ),
        "timeline of a search: first and last day": lambda _: axis.span(scope),
        "timeline of a search: axis of all years": lambda _: axis.count_ranges(years, scope),
        "timeline of a search: list": lambda _: axis.window(TimelinePosition(middle), scope),
        "timeline --by day": lambda _: axis.count_units("day"),
    }


def _repeated_quotations(store: Store) -> Operations:
    groups = store.quote_groups
    largest = groups.list_rows("count", limit=1)[0].id
    return {
        "repeated quotations: open": lambda _: (groups.count(), groups.list_rows(limit=100)),
        "repeated quotations: by number": lambda _: groups.list_rows("count", limit=100),
        "repeated quotations: the largest": lambda _: groups.load_group(largest),
        "repeated quotations: of a search": lambda question: groups.search(question.query),
    }


def _searching(store: Store) -> Operations:
    engine = store.search
    engine.has_vector_task = True  # as in the app
    _fill_vectors(store)
    found = {}

    def count_facets(question: Question) -> object:
        if question not in found:  # in the first turn, which is not counted
            found[question] = engine.execute(question.query, "newest", 1_000).hits
        return engine.facets(found[question])

    return {
        "search: facets of 1,000 results": count_facets,
        "search: did you mean": lambda question: engine.suggest(f"{question.query}xq"),
        "search: closest results": lambda question: engine.execute_closest(
            f"{question.query} {question.query}xq wire", "rank", 20
        ),
        "search: completion of a speaker": lambda _: engine.complete("speaker:a", 9),
        "search: completion of a source": lambda _: engine.complete("source:t", 8),
        "search: completion of an author": lambda _: engine.complete("author:a", 8),
        "search: is:unread": lambda _: engine.execute("is:unread", "newest", 20),
        "search: has:quotation source:wire": lambda _: engine.execute(
            "has:quotation source:wire", "newest", 20
        ),
        "search: event:2015-03": lambda _: engine.execute("event:2015-03", "newest", 20),
        "similar articles": lambda _: engine.execute_similar("article", 7, 20),
    }


def _fill_vectors(store: Store) -> None:
    """Give each article a vector of random numbers, in memory, so that the store keeps its size."""
    chance = random.Random(1)
    with store.connection.read_transaction() as sqlite:
        sqlite.execute(CREATE_UNSAVED)
        ids = sqlite.execute("SELECT id FROM article").fetchall()
        sqlite.executemany(
            "INSERT OR IGNORE INTO unsaved_vector VALUES (?, ?, '')",
            ((id, chance.randbytes(_VECTOR)) for (id,) in ids),
        )


def _people(store: Store) -> Operations:
    """The list of people and the profile of the most quoted of them."""
    people = store.identities
    most_quoted = people.rows(limit=1)[0].id

    def open_profile(_: Question) -> object:
        return (
            people.get_identity(most_quoted),
            people.months([most_quoted]),
            people.quotations(most_quoted, limit=100),
            people.merge_candidates(most_quoted, limit=3),
        )

    return {
        "people: number": lambda _: people.count(),
        "people: first page": lambda _: people.rows(limit=100),
        "people: by name, last page": lambda _: people.load(people.list_ids(order="name")[-50:]),
        "people: filter": lambda question: people.load(
            people.list_ids(filter=question.query)[:WINDOW]
        ),
        "people: unsure": lambda _: people.rows(sort="unsure", limit=100),
        "person: profile of the most quoted": open_profile,
        "person: names and roles": lambda _: people.get_identity(most_quoted),
        "person: articles": lambda _: people.articles(most_quoted, limit=100),
        "person: companions": lambda _: people.companions(most_quoted, limit=100),
        "merge candidates": lambda _: people.merge_candidates(limit=50),
    }


def _adding(store: Store) -> Operations:
    number = 0

    def add_article(_: Question) -> None:
        nonlocal number
        number += 1
        text = f"{store.articles.text(7)}\n\nAdded {number} times at {datetime.datetime.now()}."
        document = Document(text, f"Added {number}", published=PartialDate.from_day(_DAY))
        added = store.articles.add(document, Analysis(text, _DAY)).article
        store.articles.delete(added)

    return {"add and delete an article without findings": add_article}
