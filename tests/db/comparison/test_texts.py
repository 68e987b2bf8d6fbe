"""The comparison of two texts: sources, quotations, events, numbers and names."""

import pytest

from db.comparison.models import ASPECTS, PRESENCES, ComparedItem, TextComparison
from db.errors import Cancelled
from tests.support.compared_texts import (
    compare_analyses,
    compare_marked,
    read_statements,
    with_event,
)


def labels(items: list[ComparedItem]) -> list[str]:
    return [item.label for item in items]


def test_a_quotation_in_both_is_one_item_with_both_wordings() -> None:
    found = compare_marked(
        "Ana Reis spoke. [Ana Reis: “The pier has been closed since the storm in March.”]",
        "[Ana Reis: “The pier has been closed since the great storm in March.”] [Tom Berg: “No.”]",
    )
    [shared] = found.items("quotations", "both")
    assert [passage.words for passage in (*shared.first, *shared.second)] == [
        "“The pier has been closed since the storm in March.”",
        "“The pier has been closed since the great storm in March.”",
    ]
    assert shared.changes == (("longer", ""),)
    assert labels(found.items("quotations", "second")) == ["“No.”"]


def test_words_that_one_text_divides_are_one_item() -> None:
    found = compare_marked(
        "[Ana Reis: “The harbor belongs to the fishermen of Luna.”] she said. "
        "[Ana Reis: “Nobody asked them before the fence was built.”]",
        "[Ana Reis: “The harbor belongs to the fishermen of Luna. "
        "Nobody asked them before the fence was built.”]",
    )
    [shared] = found.items("quotations")
    assert (len(shared.first), len(shared.second)) == (2, 1)


def test_a_short_quotation_within_a_long_one_of_the_same_speaker_is_shared() -> None:
    found = compare_marked(
        "[Tom Berg: “The board made dumb claims about the quay. Its mind is shot!”]",
        "[Tom Berg: “Its mind is shot!”]",
    )
    assert found.count("quotations", "both") == 1


def test_the_same_words_of_another_speaker_are_marked() -> None:
    words = "“We will open every gate of the old harbor before the winter begins.”"
    [shared] = compare_marked(f"[Ana Reis: {words}]", f"[Tom Berg: {words}]").items("quotations")
    assert shared.changes == (("speaker", "Ana Reis / Tom Berg"),)


def test_a_number_that_changed_in_a_reported_statement_is_one_item() -> None:
    found = compare_marked(
        "[Ana Reis: the storm damaged 12 boats and two cranes in the old harbor]",
        "[Ana Reis: the storm damaged 15 boats and two cranes in the old harbor]",
    )
    assert found.count("quotations", "both") == 1
    assert ("number", "12 boats / 15 boats") in [
        change for item in found.items("numbers", "both") for change in item.changes
    ]


def test_sources_have_their_rank_and_their_share_of_the_words() -> None:
    found = compare_marked(
        "[Tom Berg: “Two words.”] [Ana Reis: “We have six more words here.”]",
        "[Ana Reis: “Nothing but her own.”]",
    )
    reis = next(item for item in found.items("sources") if item.label == "Ana Reis")
    assert reis.first_place is not None
    assert reis.second_place is not None
    assert (reis.first_place.rank, reis.first_place.share) == (2, 0.75)
    assert (reis.second_place.rank, reis.second_place.share) == (1, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "presence"),
    [
        ("port officials", "officials", "both"),
        ("the police", "police", "both"),
        ("a dock worker", "a school teacher", "first"),
        ("a spokesman for the ministry of ports", "a spokesman", "first"),
    ],
)
def test_sources_without_a_name_are_one_by_their_description(
    first: str, second: str, presence: str
) -> None:
    found = compare_marked(
        f"[{first}: “The gate was open.”]", f"[{second}: “Nobody came that night.”]"
    )
    assert found.items("sources")[0].presence == presence


def test_a_surname_alone_is_its_only_bearer_in_the_other_text() -> None:
    found = compare_analyses(
        read_statements("Tom Berg met Ana Reis in Port Luna."),
        read_statements("Berg left.", {"Berg": "PERSON"}),
    )
    assert labels(found.items("names", "both")) == ["Tom Berg"]
    assert sorted(labels(found.items("names", "first"))) == ["Ana Reis", "Port Luna"]


def test_reports_of_one_event_are_one_item_and_another_date_is_marked() -> None:
    first = read_statements("The ferry sank.")
    headline = "The ferry Luna sank off the pier with ten people aboard"
    same = compare_analyses(
        with_event(first, headline, 2),
        with_event(first, "Ferry Luna sank with ten people off the pier", 2),
    )
    assert same.count("events", "both") == 1
    different = compare_analyses(
        with_event(first, headline, 2), with_event(first, "A choir sang in the hall", 2)
    )
    assert different.count("events", "both") == 0


def test_numbers_need_the_same_noun_and_dates_are_none() -> None:
    found = compare_marked(
        "Twelve boats and $1.2 million were lost, 30 crews came, 40% voted.",
        "The 12 boats cost $1.2 million; 30 days passed; forty percent voted.",
    )
    assert labels(found.items("numbers", "both")) == ["Twelve boats", "$1.2 million", "40%"]
    assert labels(found.items("numbers", "first")) == ["30 crews"]


def test_a_text_compared_with_itself_has_everything_in_both() -> None:
    text = (
        "Ana Reis led 12 crews. [Ana Reis: “We have waited for three long years.”] [Tom Berg: No]"
    )
    found = compare_marked(text, text)
    for aspect in ASPECTS:
        assert found.count(aspect, "first") == found.count(aspect, "second") == 0
    assert found.count("sources", "both") == 2


def test_texts_without_findings_have_nothing() -> None:
    found = compare_marked("Rain.", "")
    assert [found.items(aspect) for aspect in ASPECTS] == [[], [], [], [], []]


def count_passages(found: TextComparison) -> tuple[int, int]:
    items = found.items("quotations")
    return sum(len(item.first) for item in items), sum(len(item.second) for item in items)


def test_every_statement_of_both_texts_is_in_one_item() -> None:
    many = " ".join(
        f"[Ana Reis: “Crate {n} of the {n % 7} new crates went to the pier number {n % 11}.”]"
        for n in range(300)
    )
    found = compare_marked(many, f"{many} [Tom Berg: “Stop it.”]")
    assert count_passages(found) == (300, 301)
    for aspect in ASPECTS:
        counts = [found.count(aspect, presence) for presence in PRESENCES]
        assert sum(counts) == len(found.items(aspect))


def test_a_comparison_reports_its_aspects_and_an_error_from_the_report_cancels_it() -> None:
    analysis = read_statements("[Ana Reis: “The pier is closed.”] [Tom Berg: “It is open.”]")
    parts: list[str] = []
    compare_analyses(analysis, analysis, lambda part, _: parts.append(part))
    assert list(dict.fromkeys(parts)) == ["sources", "quotations", "events", "numbers", "names"]

    def cancel(part: str, done: float) -> None:
        if part == "quotations" and done >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        compare_analyses(analysis, analysis, cancel)


def test_descriptions_of_one_source_are_paired_with_the_nearest_ones() -> None:
    found = compare_marked(
        "[port officials: “One.”] [U.S. health officials: “Two.”] [officials: “Three.”]",
        "[senior port officials: “Four.”] [health officials: “Five.”] [local doctors: “Six.”]",
    )
    shared = [
        {passage.words for passage in (*item.first, *item.second)}
        for item in found.items("sources", "both")
    ]
    assert {"“One.”", "“Four.”"} in shared
    assert {"“Two.”", "“Five.”"} in shared
