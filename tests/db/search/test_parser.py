"""Every string is a query or a clear error with its place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ("query", "unread", "message"),
    [
        ("(rain", "(", "not closed"),
        ("rain)", ")", "unmatched closing parenthesis"),
        ("rain OR", "OR", "OR needs a search term"),
        (
            "is:red",
            "red",
            "is: takes unread, reading, read, starred, undated, incomplete, killed, embargoed, "
            "imported, original, woman, man, topic or continuation",
        ),
        ("after:soon", "soon", "not a date"),
        ("title: rain", "title:", "needs a value after it"),
        ("rain ()", "()", "these parentheses are empty"),
        ("rain NEAR/3", "NEAR/3", "NEAR needs a word or phrase"),
        ("rain € wind", "€", "a symbol alone"),
        ("rain NOT", "NOT", "need a search term after them"),
        ('rain NOT ""', "NOT", "need a search term after them"),
        ("rain " * 64 + "wind", "wind", "only the first 64 words are searched for"),
    ],
)
def test_what_cannot_be_read_is_marked_and_the_rest_asked(
    query: str, unread: str, message: str
) -> None:
    read = parse(query)
    assert read.error is not None
    assert query[read.error.start : read.error.end] == unread
    assert message in read.error.message
    assert f"»{unread}«" in read.error.format_with(query)
    if "rain" in query:
        assert "rain" in {token for words in query_terms(read.root) for token in words.tokens}


def test_a_date_with_two_readings_is_an_error_that_names_both() -> None:
    read = parse("rain after:03/04/2026")
    assert read.error is not None
    assert "3 April 2026 or 4 March 2026" in read.error.message
    assert parse("on:17/3/2022").root == DateTerm("on", date(2022, 3, 17), date(2022, 3, 17))


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
