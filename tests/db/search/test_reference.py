"""For random stores, what a plain definition of the language says is what comes back."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Analysis, Entity, Event, Quotation, TimeExpression
from analysis.partial_dates import PartialDate
from db import Document, Store
from db.commit_counter import commit_counter_path
from db.models import HitKind
from db.search.executor import KINDS
from db.search.parser import parse
from db.search.sql import SearchOrder
from tests.support.reference_search import Happening, Noted, Piece, Quoted, answers
from tests.support.thoroughness import count_examples

WORDS = [
    "rain",
    "rains",
    "rained",
    "raining",
    "Rain",
    "café",
    "cafe",
    "C++",
    "50%",
    "what's",
    "a-b",
    "port",
    "ports",
    "strike",
    "US",
    "us",
    "U.S.",
    "UN",
    "United Nations",
]
DAYS = st.dates(date(2021, 12, 1), date(2022, 4, 30))
DATES = st.tuples(DAYS, st.sampled_from(["day", "month", "year"])).map(
    lambda drawn: {
        "day": PartialDate.from_day(drawn[0]),
        "month": PartialDate(drawn[0].year, drawn[0].month),
        "year": PartialDate(drawn[0].year),
    }[drawn[1]]
)
words = st.sampled_from(WORDS)
phrases = st.lists(words, min_size=1, max_size=5).map(" ".join)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    text = draw(phrases)
    return Piece(
        draw(phrases | st.just("")),
        text,
        draw(words | st.just("")),
        draw(words | st.just("")),
        draw(DATES | st.none()),
        draw(st.lists(words, max_size=2)),
        [Quoted(text, draw(words), draw(st.sampled_from(["direct", "indirect"])))]
        if draw(st.booleans())
        else [],
        [Happening(draw(phrases), draw(DAYS))] if draw(st.booleans()) else [],
        [Noted(draw(phrases), text, draw(st.sampled_from([(), ("One",)])), draw(st.booleans()))]
        if draw(st.booleans())
        else [],
        draw(st.sampled_from([(), ("one",), ("two",)])),
        draw(st.sampled_from(["unread", "read", "reading"])),
        draw(st.booleans()),
    )


def add_piece(store: Store, number: int, piece: Piece) -> None:
    # the number is on its own line, so that no text is there twice
    text = f"{piece.text}\n"
    whole = text + f"{number}q"
    entities = tuple(Entity(at, name, "PERSON") for at, name in enumerate(piece.entities))
    speakers = tuple(
        Entity(len(entities) + at, quotation.speaker, "PERSON")
        for at, quotation in enumerate(piece.quotations)
    )
    piece.entities = [entity.name for entity in entities + speakers]
    analysis = Analysis(
        whole,
        piece.published and piece.published.exact_day,
        entities + speakers,
        (),
        tuple(
            Quotation(
                ((0, len(piece.text)),),
                "direct" if quotation.kind == "direct" else "indirect",
                speaker=speakers[at].id,
            )
            for at, quotation in enumerate(piece.quotations)
        ),
        tuple(TimeExpression(0, 1, "DATE", "2022") for _ in piece.events),
        tuple(
            Event(0, 1, at, event.headline, event.day, event.day, "day")
            for at, event in enumerate(piece.events)
        ),
    )  # fmt: skip
    piece.text = whole
    document = Document(whole, piece.title, piece.byline, piece.site, "", piece.published)
    article = store.articles.add(document, analysis).article
    for note in piece.notes:
        stored = store.notes.add(article, 0, len(note.exact), note.body, tags=note.tags,
                              starred=note.starred)  # fmt: skip
        assert stored.exact == note.exact
    store.articles.set_tags(article, piece.tags)
    if piece.state == "read":
        store.reading_state.set_state(article, "read")
    elif piece.state == "reading":
        store.reading_state.set_state(article, "reading")
    store.reading_state.set_flag("starred", article, piece.starred)


values = (
    words
    | phrases.map(lambda words: f'"{words}"')
    | st.sampled_from(
        [
            "ra*",
            '"a b*"',
            "por*",
            '"café rain"*',
            "rain NEAR/1 port",
            "strike NEAR/2 cafe NEAR/2 rain",
        ]
    )
)
fields = st.sampled_from(["title", "source", "author", "speaker", "entity", "quote", "note"])
dates = st.sampled_from(
    [
        "2022-03",
        "2022",
        "2021",
        '"3 March 2022"',
        "2022-02-14",
        "2022-Q1",
        "2022-01-01",
        "2021-12-31",
    ]
)
conditions = st.one_of(
    values,
    st.tuples(fields, values).map(":".join),
    st.sampled_from(
        [
            "kind:article",
            "kind:quotation",
            "kind:event",
            "kind:note",
            "kind:direct",
            "is:unread",
            "is:read",
            "is:starred",
            "has:note",
            "has:quotation",
            "has:event",
            "has:tag",
            "tag:one",
            "tag:T*",
            "tag:three",
        ]
    ),
    st.tuples(st.sampled_from(["before", "after", "on"]), dates).map(":".join),
    st.tuples(st.sampled_from(["event:", "event:before:", "event:after:"]), dates).map("".join),
)
queries = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map(lambda query: f"-({query})"),
        inner.map(lambda query: f"({query})"),
        st.tuples(fields, inner).map(lambda pair: f"{pair[0]}:({pair[1]})"),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [tmp_path_factory.mktemp("meaning")]


@settings(
    max_examples=count_examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    st.lists(pieces(), min_size=1, max_size=5),
    st.lists(queries, min_size=8, max_size=12),
)
def test_what_the_language_says_comes_back(
    store_folder: list[Path], archive: list[Piece], asked: list[str]
) -> None:
    path = store_folder[0] / "store.sqlite"
    for file in (path, commit_counter_path(path)):  # with a counter, the store would count as lost
        file.unlink(missing_ok=True)
    with Store(path) as store:
        for number, piece in enumerate(archive):
            add_piece(store, number, piece)
        for query in asked:
            read = parse(query)
            assert read.error is None, read.error.format_with(query)
            expected = answers(read.root, archive)
            for order in ("rank", "date", "oldest"):
                assert store_answers(store, query, order) == expected, (query, order)
            # a blank behind it: while it is typed its last word may go on
            assert store_answers(store, f"{query} ", "newest") == expected, query


def store_answers(store: Store, query: str, order: SearchOrder) -> set[tuple[int, str, int]]:
    """The answers of the store, as the definition names them: each kind once in an article."""
    kinds: tuple[HitKind, ...] = KINDS
    answer = store.search.execute(query, order, 1_000, kinds=kinds)
    return {(hit.article - 1, hit.kind, 0) for hit in answer.hits}
