"""Requests in a reader's own words, and the queries that they are read as."""

import datetime
import tomllib
from pathlib import Path

import pytest

from db import Store
from db.search.request_dates import find_period
from db.search.requests import read_request
from tests.support.articles import add_article


@pytest.fixture
def quoting_archive(store: Store) -> Store:
    day = datetime.date(2026, 3, 12)
    for speaker in ("Ana Reis", "Tomás Brandão", "the harbor master", "the health minister"):
        text = f"“The ferry waits,” {speaker} said."
        add_article(store, text, speaker, day, speaker=speaker)
    return store


def read_query(store: Store, request: str) -> tuple[str, str | None] | None:
    with store._connection.read_transaction() as sqlite:
        found = read_request(sqlite, request)
    return (found.query, found.kind) if found else None


@pytest.mark.parametrize(
    ("request_text", "query"),
    [
        ("what did Ana Reis say about the ferry?", "speaker:(ana reis) the ferry"),
        ("What has reis told the port", "speaker:reis the port"),
        ("what did Mayor Reis say", "speaker:reis"),
        ("Brandao on tolls", "speaker:brandao tolls"),
        ("Brandoa on tolls", "speaker:brandao tolls"),  # misspelled
        ("statements by Ana Reis on tolls", "speaker:(ana reis) tolls"),
        ("Reis's view on tolls", "speaker:reis tolls"),
        ("what did the harbor master say about tolls", "speaker:(harbor master) tolls"),
        ("what did the city harbor master say", "the city harbor master"),  # nobody with all words
        ("who said the ferry was late", "the ferry was late"),
        ("quotes about inflation", "inflation"),
        ("remarks on tolls but not ferries", "tolls -ferries"),
    ],
)
def test_a_request_for_statements(quoting_archive: Store, request_text: str, query: str) -> None:
    assert read_query(quoting_archive, request_text) == (query, "quotation")


@pytest.mark.parametrize(
    ("request_text", "query"),
    [
        ("tolls, not the ferry ones", "tolls -ferry"),
        ("tolls but not Port Luna", 'tolls -"Port Luna"'),
        ("not Reis tolls", "tolls -Reis"),
        ("an article about the storm", "the storm"),
        ("STORMS AND FERRIES", "storms and ferries"),
        ("an article\nabout tolls", "tolls"),
        ("THE STORM OF THE CENTURY", "the storm of the century"),
    ],
)
def test_a_request_for_texts(quoting_archive: Store, request_text: str, query: str) -> None:
    assert read_query(quoting_archive, request_text) == (query, None)


@pytest.mark.parametrize(
    "request_text",
    [
        "",
        "   ?",
        "ferry tolls",
        "tolls on bridges",  # nobody has this name
        "speaker:reis ferry",
        '"quotes about" inflation',
        "ferry AND storm",
        "US OR UN",
        "storm -ferry",
        "ask not what your country can do for you",
        "what",
        "not",
    ],
)
def test_words_and_queries_stay_as_they_are(quoting_archive: Store, request_text: str) -> None:
    assert read_query(quoting_archive, request_text) is None


TYPED = tomllib.loads(Path(__file__).with_name("requests.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", TYPED)
def test_requests_as_people_type_them(
    quoting_archive: Store, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.date(2026, 3, 20)
    monkeypatch.setattr("db.search.requests.find_period", lambda text: find_period(text, today))
    read = {text: read_query(quoting_archive, text) for text in TYPED[kind]}
    assert {text: found[0] if found else "" for text, found in read.items()} == TYPED[kind]


@pytest.mark.parametrize(
    ("request_text", "lacks"),
    [
        ("what did Ana Reis say about ferries in 2020", "in 2020"),
        ("statements by women on ferries", "woman"),
    ],
)
def test_what_empties_the_result_is_given_up(
    quoting_archive: Store, request_text: str, lacks: str
) -> None:
    engine = quoting_archive.search
    reading = engine.read_request(request_text)
    assert reading is not None
    assert not engine.execute(reading.query, "rank", 5).hits
    assert engine.execute_statements(reading, 5).hits[0].lacks == (lacks,)
    assert engine.execute_closest(reading.soft, "rank", 5).hits
