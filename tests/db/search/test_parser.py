"""Every string is a query or a clear error with its place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.dates import parse_days
from db.search.ast import And, DateTerm, IsTerm, Near, Not, Or, Term, query_terms
from db.search.parser import FIELDS, parse

TODAY = date(2022, 3, 16)  # a Wednesday


def test_words_phrases_and_beginnings() -> None:
    root = parse('rain "of the" tow* C++, “curly marks”').root
    assert isinstance(root, And)
    assert [(w.tokens, w.exact, w.prefix, w.literals) for w in query_terms(root)] == [
        (("rain",), False, False, ()),
        (("of", "the"), True, False, ()),
        (("tow",), True, True, ()),
        (("c",), True, False, ("c++",)),
        (("curly", "marks"), True, False, ()),
    ]


def test_or_binds_less_than_words_side_by_side() -> None:
    root = parse("rain wind OR snow").root
    assert isinstance(root, Or)
    assert isinstance(root.parts[0], And)
    grouped = parse("rain (wind OR snow) -title:hail").root
    assert isinstance(grouped, And)
    assert [type(part) for part in grouped.parts] == [Term, Or, Not]


def test_fields_reach_over_groups() -> None:
    root = parse('title:(rain OR "high wind")').root
    assert [words.field for words in query_terms(root)] == ["title", "title"]
    assert parse("is:unread").root == IsTerm("unread")


def test_near() -> None:
    root = parse('rain NEAR/3 "high wind" NEAR/5 port').root
    assert isinstance(root, Near)
    assert (root.distance, len(root.words)) == (5, 3)
    for nothing in ("' NEAR/5 port", 'rain NEAR/5 ""'):
        trouble = parse(nothing).error
        assert trouble is not None
        assert trouble.message == "NEAR needs a word or phrase on both sides"


def test_dates_are_of_publication_or_of_events() -> None:
    march = DateTerm("on", date(2022, 3, 1), date(2022, 3, 31))
    assert parse("on:2022-03").root == march
    assert parse("event:2022-03").root == DateTerm("on", march.first, march.last, event=True)
    assert parse("event:before:2022-03").root == DateTerm("before", march.first, march.last, True)


@pytest.mark.parametrize(
    ("query", "place", "message"),
    [
        ("(rain", "(", "not closed"),
        ("rain)", ")", "unmatched closing parenthesis"),
        ("rain OR", "OR", "OR needs a search term"),
        ("is:red", "red", "is: takes unread, reading, read or starred"),
        ("after:soon", "soon", "not a date"),
        ("title: rain", "title:", "needs a value after it"),
        ("rain ()", "()", "these parentheses are empty"),
        ("rain NEAR/3", "NEAR/3", "NEAR needs a word or phrase"),
        ("rain € wind", "€", "a symbol alone"),
        ("rain NOT", "NOT", "need a search term after them"),
        ('rain NOT ""', "NOT", "need a search term after them"),
    ],
)
def test_what_cannot_be_read_is_marked_and_the_rest_asked(
    query: str, place: str, message: str
) -> None:
    read = parse(query)
    assert read.error is not None
    assert query[read.error.start : read.error.end] == place
    assert message in read.error.message
    assert f"»{place}«" in read.error.format_with(query)
    if "rain" in query:
        assert "rain" in {token for words in query_terms(read.root) for token in words.tokens}


@pytest.mark.parametrize("query", ['"no end', "(rain", "is:unr", "after:20", "title:"])
def test_what_is_not_typed_to_its_end_is_no_error(query: str) -> None:
    assert parse(query, typing=True).error is None


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [*(f"{field}:" for field in FIELDS), "OR", "AND", "NOT", "-", "NEAR/5", "(", ")", '"',
             "*", "rain", "C++", " ", " ", "2022-03", "%", "“", "\0", "unread"]
        )
    ).map("".join)
)  # fmt: skip
def test_every_string_is_a_query_or_a_clear_error(query: str) -> None:
    read = parse(query)
    if read.error is not None:
        assert 0 <= read.error.start < read.error.end
        marked = read.error.format_with(query)
        assert "\n" not in marked
        assert len(marked) < 300
    elif read.root is None:
        assert not any(map(str.isalnum, query))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-03", "2022-03-01", "2022-03-31"),
        ("2022-3-7", "2022-03-07", "2022-03-07"),
        ("17.3.2022", "2022-03-17", "2022-03-17"),
        ("2022-W10", "2022-03-07", "2022-03-13"),
        ("Q1 2022", "2022-01-01", "2022-03-31"),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("March 2021", "2021-03-01", "2021-03-31"),
        ("march", "2022-03-01", "2022-03-31"),
        ("April", "2021-04-01", "2021-04-30"),
        ("3 March", "2022-03-03", "2022-03-03"),
        ("Mar 3rd, 2020", "2020-03-03", "2020-03-03"),
        ("yesterday", "2022-03-15", "2022-03-15"),
        ("Tuesday", "2022-03-15", "2022-03-15"),
        ("last wednesday", "2022-03-09", "2022-03-09"),
        ("next friday", "2022-03-18", "2022-03-18"),
        ("last week", "2022-03-07", "2022-03-13"),
        ("last month", "2022-02-01", "2022-02-28"),
        ("this year", "2022-01-01", "2022-12-31"),
        ("3 days ago", "2022-03-13", "2022-03-13"),
        ("two months ago", "2022-01-01", "2022-01-31"),
        ("last 7 days", "2022-03-10", "2022-03-16"),
    ],
)
def test_dates_as_people_type_them(words: str, first: str, last: str) -> None:
    assert parse_days(words, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "words", ["", "soon", "2022-13", "31 February 2022", "0000", "9999 years ago"]
)
def test_what_is_no_date(words: str) -> None:
    assert parse_days(words, TODAY) is None
