"""Topics: what a source spoke about, apart from statements."""

import pytest

from tests.support.quotation_text import list_quotations


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The mayor criticized the new parking rules.", "the new parking rules"),
        ("Ana Berg announced a plan for the old pier.", "a plan for the old pier"),
        ("The union rejected the idea of another vote.", "the idea of another vote"),
        ("Tom Reed declined to comment on the report.", "to comment on the report"),
        ("The owners have called for a wider bridge.", "a wider bridge"),
    ],
)
def test_a_bare_noun_phrase_is_a_topic(text: str, topic: str) -> None:
    assert [pieces for _, pieces, _ in list_quotations(text, "topic")] == [(topic,)]
    assert list_quotations(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The mayor accused the builders of cutting corners.",
        "The mayor accused the builders of fraud.",
        "Ana Berg called the plan a waste of money.",
        "Ana Berg criticized the plan as “a gift to the port.”",
        "Tom Reed denied taking the money.",
        "The union urged the city to open the pier.",
        "The mayor said the pier would open in May.",
    ],
)
def test_an_object_that_is_judged_asked_or_quoted_is_a_statement(text: str) -> None:
    assert len(list_quotations(text)) == 1
    assert list_quotations(text, "topic") == []


@pytest.mark.parametrize(
    "text", ["The union rejected it.", "Ana Berg criticized them on Monday.", "He disclosed that."]
)
def test_a_pronoun_alone_is_no_content(text: str) -> None:
    assert list_quotations(text, "direct", "mixed", "indirect", "topic") == []


@pytest.mark.parametrize(
    "text",
    [
        "Riot police responded with gas that scattered a crowd of fifty people.",
        "It is worth noting that the bridge was closed.",
        "Two men were said to have fled to the coast.",
    ],
)
def test_a_relative_clause_the_writer_and_hearsay_state_nothing(text: str) -> None:
    assert list_quotations(text) == []


def test_a_relative_clause_belongs_to_the_statement_unless_it_explains_a_name() -> None:
    [(_, pieces, _)] = list_quotations("She said the repairs took a year, which hurt the shops.")
    assert pieces == ("the repairs took a year, which hurt the shops",)
    [(_, pieces, _)] = list_quotations("She said the ferry belonged to Acme, which builds ships.")
    assert pieces == ("the ferry belonged to Acme",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Ana Berg said the bridge was closed. It would reopen in the spring.",
            "It would reopen in the spring.",
        ),
        (
            "Ana Berg said the bridge was closed. We have waited for years.",
            "We have waited for years.",
        ),
    ],
)
def test_a_forecast_or_the_first_person_continues_a_statement(text: str, words: str) -> None:
    assert list_quotations(text, "continuation") == [("continuation", (words,), "Ana Berg")]
    assert len(list_quotations(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ana Berg said the bridge was closed. The river rose in April.",
        "The bridge was closed. It would reopen in the spring.",
        "Ana Berg said the bridge was closed.\n\nIt would reopen in the spring.",
        "Ana Berg criticized the bridge. It would reopen in the spring.",
    ],
)
def test_other_sentences_do_not_continue_a_statement(text: str) -> None:
    assert list_quotations(text, "continuation") == []


@pytest.mark.parametrize(
    ("headline", "words", "source"),
    [
        ("Ports must open again: minister", "Ports must open again", "minister"),
        ("We will not yield: Ana Berg", "We will not yield", "Ana Berg"),
        ("Ports to close in May: Ana Berg", "Ports to close in May", "Ana Berg"),
        ("Bridge is safe: engineers", "Bridge is safe", "engineers"),
        ("Bridge is safe – minister", "Bridge is safe", "minister"),
    ],
)
def test_a_headline_names_its_source_behind_a_mark(headline: str, words: str, source: str) -> None:
    text = f"{headline}\n\nThe ports were closed on Monday."
    assert list_quotations(text) == [("indirect", (words,), source)]


def test_a_name_behind_a_dash_is_no_source_of_a_headline() -> None:
    text = "Bridge is safe – Skarvik Herald\n\nThe bridge was closed on Monday."
    assert list_quotations(text) == []


def test_a_first_word_that_asks_opens_no_report_of_its_own() -> None:
    text = "What I can tell you is that the bridge is safe, Berg said."
    content = "What I can tell you is that the bridge is safe"
    assert list_quotations(text) == [("indirect", (content,), "Berg")]


def test_a_line_break_does_not_part_quoted_words_from_their_source() -> None:
    text = "“We are leaving”\nMary Lee said on Monday."
    assert list_quotations(text) == [("direct", ("“We are leaving”",), "Mary Lee")]


def test_a_report_continues_in_its_own_past_and_ends_at_the_next_one() -> None:
    [(_, pieces, _)] = list_quotations("She said the city was ready, and had sent nurses there.")
    assert pieces == ("the city was ready, and had sent nurses there",)
    [(_, first, _), _] = list_quotations("He said it was a party adding that all were welcome.")
    assert first == ("it was a party",)
    [(_, pieces, _)] = list_quotations("He said when the suit was filed that they must pay.")
    assert pieces == ("that they must pay",)
