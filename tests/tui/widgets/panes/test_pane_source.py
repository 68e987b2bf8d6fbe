"""Rows of the panes: findings and notes in groups, sorted, filtered, drawn row by row."""

import datetime
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import ComposeResult
from textual.content import Content

from analysis import Analysis, Event, Quotation, TimeExpression, analyze
from analysis.models import FindingOrigin, Precision
from analysis.structs import replace
from db import Note
from db.models import Verdict
from tests.support.findings import stated
from tests.support.sample_article import TEXT, analysis, span
from tests.support.themed_app import ThemedApp
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.finding_summary import describe_finding
from tui.widgets.panes.names import NameRows, draw_distribution, format_context
from tui.widgets.panes.notes import NoteEntry, NoteRows
from tui.widgets.panes.pane import Source
from tui.widgets.panes.pane_source import Arrangement, GroupHeading
from tui.widgets.panes.quotes import (
    QuoteEntry,
    QuoteRows,
    format_manner,
    join_quotation_spans,
    speaker_and_role,
)
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.panes.timeline import (
    UNITS,
    AxisUnit,
    TimelineRows,
    axis_lines,
    choose_unit,
    describe_length,
    format_event_date,
    list_timeline_entries,
)
from tui.widgets.virtual_list import VirtualList


def rows_as_text(source: Source, width: int = 40) -> str:
    """All rows as text, checked to fill the height that each says it has at most."""
    lines = []
    for index in range(source.count()):
        row = source.row(index, width)
        assert len(row) <= source.height(index, width)
        assert all(line.cell_length <= width for line in row)
        lines += [line.plain for line in row]
    return "\n".join(lines)


def test_names_are_grouped_with_role_and_count() -> None:
    lines = rows_as_text(NameRows(FindingIndex(analysis()))).split("\n")
    assert [line[:16].strip() for line in lines if line] == [
        "▾ People 2 ─────", "▸ Anders Lind", "leader of the", "▸ Petra Holm", "mayor of Skarv",
        "▾ Places 1 ─────", "▸ Skarvik",
    ]  # fmt: skip
    assert [line.split()[-1] for line in lines if "▁" in line] == ["3", "2", "1"]


def test_a_sparkline_shows_where_a_name_occurs() -> None:
    assert draw_distribution([0, 1, 99], 100, 4) == "█▁▁▅"


def test_the_sparklines_mark_what_is_being_read() -> None:
    source = NameRows(FindingIndex(analysis()))
    before = source.row(1, 60)
    assert source.read_at(len(TEXT) - 1)
    assert not source.read_at(len(TEXT) - 2)
    assert [line.plain for line in source.row(1, 60)] == [line.plain for line in before]
    assert source.row(1, 60)[0].spans != before[0].spans


def test_a_quotation_is_listed_with_speaker_role_kind_and_reason() -> None:
    shown = rows_as_text(QuoteRows(FindingIndex(analysis())), 80)
    first = shown.split("Anders Lind")[0]
    assert "Petra Holm, mayor of Skarvik" in first
    assert '"We cannot repair a roof that is no longer there," …' in first
    assert "direct · 96% · the subject of said, right after the quotation" in first
    assert "┊ the move would cost" in shown


def test_an_unidentified_source_is_shown_in_the_words_of_the_article() -> None:
    found = analysis()
    quotation = replace(found.quotations[0], speaker=None, negated=True, addressee=span("Skarvik"))
    assert speaker_and_role(found, quotation) == ("Petra Holm", "")
    assert speaker_and_role(found, replace(quotation, source=None)) == ("no speaker", "")
    assert format_manner(found, quotation) == "direct, denied, to Skarvik · 96%"
    assert join_quotation_spans(found, quotation).endswith('there," … "On Friday we decide."')


def test_the_timeline_runs_from_the_oldest_to_the_coming_and_sets_the_open_apart() -> None:
    shown = rows_as_text(TimelineRows(FindingIndex(analysis())))
    order = [
        "● 1987", "The market burned", "≈ 39 years", "● Tue 10 March 2026",
        "◆ Published Wed 11 March 2026", "Upcoming 1", "○ Fri 13 March 2026", "in 2 days",
        "No date",
        "“the spring”", "The council meets again",
    ]  # fmt: skip
    at = [shown.index(words) for words in order]
    assert at == sorted(at)
    assert "Friday” " not in shown  # a date in a quotation, resolved, reports no event


@pytest.mark.parametrize(
    ("first", "last", "precision", "words"),
    [
        ("2026-03-13", "2026-03-13", "day", "Fri 13 March 2026"),
        ("2026-03-01", "2026-03-31", "month", "March 2026"),
        ("1987-01-01", "1987-12-31", "year", "1987"),
        ("2026-03-09", "2026-03-15", "week", "week of 9 March 2026"),
        ("1980-01-01", "1989-12-31", "decade", "1980s"),
        ("2026-04-01", "2026-06-30", "quarter", "Q2 2026"),
        ("2025-12-01", "2026-02-28", "season", "December 2025 – February 2026"),
        ("2026-03-09", "2026-03-11", "day", "9–11 March 2026"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(
    first: str, last: str, precision: Precision, words: str
) -> None:
    day = datetime.date.fromisoformat
    event = Event(0, 1, 0, "", day(first), day(last), precision)
    assert format_event_date(event) == words


@pytest.mark.parametrize(
    ("first", "last", "precision", "distance"),
    [
        ("2027-01-01", "2027-12-31", "year", "next year"),
        ("2029-01-01", "2029-12-31", "year", "in 3 years"),
        ("2026-12-01", "2026-12-31", "year", ""),
        ("2026-04-01", "2026-04-30", "month", "next month"),
        ("2026-04-01", "2026-06-30", "quarter", ""),
        ("2030-01-01", "2039-12-31", "decade", ""),
        ("2026-03-18", "2026-03-18", "day", "in 7 days"),
    ],
)
def test_the_time_until_an_announced_event_is_as_precise_as_its_date(
    first: str, last: str, precision: Precision, distance: str
) -> None:
    day = datetime.date.fromisoformat
    event = Event(0, 3, None, "The ferry opens", day(first), day(last), precision, upcoming=True)
    announced = Analysis(TEXT, datetime.date(2026, 3, 11), events=(event,))
    assert [entry.distance for entry in list_timeline_entries(FindingIndex(announced))] == [
        distance
    ]


def test_gaps_are_said_in_fitting_units() -> None:
    assert [describe_length(days) for days in (1, 13, 21, 90, 365 * 39)] == [
        "1 day", "13 days", "3 weeks", "3 months", "39 years",
    ]  # fmt: skip


def test_long_words_are_cut_with_an_ellipsis() -> None:
    assert wrap_lines("a long tale of many words", 12, 1) == ["a long tale…"]
    assert wrap_lines("[b]short[/]", 20, 2) == ["[b]short[/]"]
    assert wrap_lines("", 20, 2) == []
    assert wrap_lines("one\ntwo", 20, 2) == ["one two"]


def test_an_article_with_nothing_in_it_lists_nothing() -> None:
    nothing = FindingIndex(Analysis(""))
    assert [source(nothing).count() for source in (NameRows, QuoteRows, TimelineRows)] == [0, 0, 0]


def test_times_that_wait_for_the_publication_date_are_listed() -> None:
    time = TimeExpression(*span("on Friday"), "DATE", "XXXX-WXX-5", relative=">W5")
    shown = rows_as_text(TimelineRows(FindingIndex(Analysis(TEXT, times=(time,)))))
    assert shown.startswith("▾ No date: press D to set the day")
    assert "“on Friday”" in shown


def heads(source: Source) -> list[str]:
    """The titles of the groups in order, with their counts."""
    return [f"{row.title} {row.count}" for row in source.rows if isinstance(row, GroupHeading)]


def note(
    start: int, body: str = "", tags: tuple[str, ...] = (), verdict: Verdict = "", **more: int
) -> Note:
    """A note on the words at `start`."""
    when = datetime.datetime(2026, 3, 12, 9, start % 60)
    return Note(
        start, 1, start, start + 8, TEXT[start : start + 8], "", "", body,
        more.get("quotation"), tags, when, when, verdict,
    )  # fmt: skip


def with_scare() -> Analysis:
    """The findings and words in marks that are no quotation."""
    found = analysis()
    scare = Quotation((span("[sic]"),), "scare", confidence=0.8)
    return replace(found, quotations=(found.quotations[0], scare, *found.quotations[1:]))


def test_a_name_unfolds_to_its_mentions_and_its_other_names() -> None:
    source = NameRows(
        FindingIndex(analysis()), Arrangement(toggled_keys=frozenset({"PERSON Anders Lind"}))
    )
    shown = rows_as_text(source, 60)
    assert "▾ Anders Lind" in shown
    assert "also Lind" in shown
    assert "would cost his members a third" in shown
    lind = source.index_of(FindingRef("name", 5, *span("Lind", 1)))
    assert '…own hammers," Lind said.' in source.row(lind, 60)[0].plain
    assert source.fold_key(lind) == "PERSON Anders Lind"


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 10), st.integers(1, 50))
def test_a_mention_in_its_line_never_takes_more_than_its_width(
    text: str, start: int, length: int, width: int
) -> None:
    start = min(start, len(text))
    mention = FindingRef("name", 0, start, min(start + length, len(text)))
    assert format_context(text, mention, width).cell_length <= width


def test_names_are_ordered_by_count_place_or_name() -> None:
    def order(number: int) -> list[str]:
        source = NameRows(FindingIndex(analysis()), Arrangement(number, grouping=1))
        return [entry.name for entry in source.sort_entries(list(source.entries))]

    assert order(0) == ["Anders Lind", "Petra Holm", "Skarvik"]
    assert order(1) == ["Petra Holm", "Skarvik", "Anders Lind"]
    assert order(2) == ["Anders Lind", "Petra Holm", "Skarvik"]


def test_quotations_by_speaker_have_the_speaker_only_above_them() -> None:
    source = QuoteRows(FindingIndex(with_scare()), Arrangement(grouping=1))
    assert heads(source) == [
        "Anders Lind, leader of the fishermen's union 2",
        "Petra Holm, mayor of Skarvik 1",
        "Scare quotes 1",
    ]
    assert rows_as_text(source, 60).count("Petra Holm") == 1


def test_a_folded_group_stands_for_all_in_it() -> None:
    places = FindingIndex(analysis())
    everything = QuoteRows(places, Arrangement(grouping=1))
    turned = everything.next_fold_level()
    assert turned is not None
    source = QuoteRows(places, Arrangement(grouping=1, toggled_keys=turned))
    assert source.count() == 2
    assert [source.index_of(group) for group in places.groups["quotes"]] == [1, 0, 0]
    assert source.next_fold_level() == frozenset()


def test_scare_quotes_are_listed_separately_and_can_be_hidden() -> None:
    source = QuoteRows(FindingIndex(with_scare()))
    assert (source.count(), source.listed_count) == (4, 3)
    assert "  [sic]\n  scare quote" in rows_as_text(source)
    source.set_arrangement(Arrangement(shows_minor=False))
    assert source.count() == 3


def test_topics_are_listed_on_request_or_if_a_filter_asks_for_them() -> None:
    found = analysis()
    topic = Quotation((span("Skarvik"),), "topic", confidence=0.8)
    source = QuoteRows(FindingIndex(replace(found, quotations=(*found.quotations, topic))))
    assert (source.count(), source.listed_count, source.total) == (3, 3, 3)
    source.set_arrangement(Arrangement(shows_weak=True))
    assert (source.count(), source.listed_count) == (4, 3)
    assert "topic · 80%" in rows_as_text(source)
    source.set_arrangement(Arrangement(filter_text="is:topic "))
    assert source.count() == 1
    source.set_arrangement(Arrangement(grouping=2, shows_weak=True))
    assert heads(source)[-1] == "Topics 1"


def test_the_least_sure_quotations_come_first_where_that_is_asked_for() -> None:
    source = QuoteRows(FindingIndex(analysis()), Arrangement(order=1))
    assert [ref.start for i in range(3) if (ref := source.ref_at(i))] == [
        span("the move would cost")[0], span('"We cannot')[0], span('"People')[0],
    ]  # fmt: skip


def _with_doubtful(origin: FindingOrigin = "machine") -> Analysis:
    """Return the sample's findings with a second quotation that is hardly certain."""
    found = analysis()
    first, second, third = found.quotations
    doubtful = replace(second, confidence=0.29, origin=origin)
    return replace(found, quotations=(first, doubtful, third))


def test_doubtful_quotations_are_folded_away_below_the_others() -> None:
    source = QuoteRows(FindingIndex(_with_doubtful()))
    assert heads(source) == ["Doubtful, below 30% 1"]
    assert "the move would cost" not in rows_as_text(source)
    assert source.index_of(FindingRef("quotation", 1, *span("the move would cost"))) == 2
    assert source.listed_count == 3
    unfolded = source.arrangement.toggled_keys ^ {source.fold_key(2)}
    source.set_arrangement(Arrangement(toggled_keys=unfolded))
    assert rows_as_text(source).index("▾ Doubtful") < rows_as_text(source).index("the move would")


def test_all_groups_are_collapsed_and_expanded_with_the_doubtful_one() -> None:
    source = QuoteRows(FindingIndex(_with_doubtful()), Arrangement(grouping=1))
    assert heads(source)[-1] == "Doubtful, below 30% 1"
    collapsed = source.next_fold_level()
    assert collapsed is not None
    source.set_arrangement(Arrangement(grouping=1, toggled_keys=collapsed))
    assert source.count() == 3
    expanded = source.next_fold_level()
    assert expanded is not None
    source.set_arrangement(Arrangement(grouping=1, toggled_keys=expanded))
    assert "the move would cost" in rows_as_text(source)
    assert source.next_fold_level() == collapsed


def test_what_a_user_judged_and_the_order_by_confidence_fold_nothing_away() -> None:
    by_user = QuoteRows(FindingIndex(_with_doubtful(origin="user")))
    assert heads(by_user) == []
    start = span("the move would cost")[0]
    noted = [note(start, verdict="checked", quotation=1)]
    assert heads(QuoteRows(FindingIndex(_with_doubtful(), noted))) == []
    assert heads(QuoteRows(FindingIndex(_with_doubtful(), (), {("quotation", 1)}))) == []
    assert heads(QuoteRows(FindingIndex(_with_doubtful()), Arrangement(order=1))) == []


def test_verdicts_and_corrections_show_on_what_they_are_about() -> None:
    start = span('"People')[0]
    places = FindingIndex(
        analysis(),
        [note(start, verdict="disputed", quotation=2)],
        {("quotation", 1), ("entity", 2), ("event", 1)},
    )
    quotes = rows_as_text(QuoteRows(places), 60).split("\n")
    assert [line.split("  ")[-1].strip() for line in quotes if "Anders Lind, " in line] == [
        "edited", "✗ disputed",
    ]  # fmt: skip
    assert "edited" in rows_as_text(NameRows(places)).split("▸ Skarvik")[1]
    assert "Tue 10 March 2026" in rows_as_text(TimelineRows(places)).split("edited")[0]


def test_notes_are_grouped_by_verdict_or_by_every_tag_they_have() -> None:
    notes = [
        note(0, "first", ("money", "sea"), "checked"),
        note(20, "second\nand more", ("sea",)),
        note(40, verdict="to verify"),
    ]
    source = NoteRows(FindingIndex(analysis(), notes), Arrangement(grouping=1))
    assert heads(source) == ["To verify 1", "Checked 1", "No verdict 1"]
    assert "✓ checked #money #sea" in rows_as_text(source)
    source.set_arrangement(Arrangement(grouping=2))
    assert heads(source) == ["#money 1", "#sea 2", "No tag 1"]
    source.set_arrangement(Arrangement(order=1, filter_text="#sea"))
    assert [row.note.body for row in source.rows if isinstance(row, NoteEntry)] == [
        "second\nand more", "first",
    ]  # fmt: skip


def test_a_filter_wants_every_word_and_marks_it() -> None:
    source = QuoteRows(FindingIndex(analysis()), Arrangement(filter_text="LIND hammers"))
    assert (source.listed_count, source.total) == (1, 3)
    marks = [span for line in source.row(0, 60) for span in line.spans if "match" in str(span)]
    assert len(marks) == 2
    source.set_arrangement(Arrangement(filter_text="no such words"))
    assert source.count() == 0


@given(st.sampled_from([NameRows, QuoteRows, TimelineRows]), st.text("aehlnrst ", max_size=4),
       st.integers(0, 1), st.booleans())  # fmt: skip
def test_filtered_rows_are_some_of_all_rows_in_the_same_order(
    kind: type[Source], words: str, order: int, aside: bool
) -> None:
    places = FindingIndex(with_scare())

    def listing(how: Arrangement) -> list[FindingRef]:
        source = kind(places, how)
        return [ref for i in range(source.count()) if (ref := source.ref_at(i))]

    everything = listing(Arrangement(order))
    some = iter(everything)
    assert all(
        ref in some for ref in listing(Arrangement(order, filter_text=words, shows_minor=aside))
    )


def test_the_axis_marks_days_and_compresses_what_is_long() -> None:
    day = datetime.date
    days, _, months, *_ = UNITS
    assert axis_lines(day(2026, 3, 10), day(2026, 3, 13), days) == [
        "├ Wed 11 March",
        "├ Thu 12 March",
    ]
    assert axis_lines(day(2025, 11, 1), day(2026, 2, 3), months) == [
        "├ December", "├ January 2026", "├ February",
    ]  # fmt: skip
    assert axis_lines(day(1987, 1, 1), day(2026, 3, 10), days)[2] == "≈ 39 years"
    assert choose_unit([1, 2, 4, 9000]) == days
    assert choose_unit([30, 61, 90]) == months
    assert choose_unit([]) == days


@given(st.dates(), st.dates(), st.sampled_from(UNITS))
def test_no_stretch_of_the_axis_is_long_and_all_read_the_same_both_ways(
    first: datetime.date, last: datetime.date, unit: AxisUnit
) -> None:
    lines = axis_lines(first, last, unit)
    assert len(lines) <= 8
    back = axis_lines(last, first, unit)
    assert back == (lines if "≈" in "".join(lines) else lines[::-1])


def test_the_timeline_backwards_and_in_the_order_of_the_text() -> None:
    backwards = rows_as_text(TimelineRows(FindingIndex(analysis()), Arrangement(order=1)))
    order = ["○ Fri 13 March 2026", "◆ Published", "● Tue 10 March 2026", "≈ 39 years", "● 1987"]
    at = [backwards.index(words) for words in order]
    assert at == sorted(at)
    by_place = TimelineRows(FindingIndex(analysis()), Arrangement(order=2))
    starts = [ref.start for i in range(by_place.count()) if (ref := by_place.ref_at(i))]
    assert starts == sorted(starts)


def test_reported_events_have_a_sign_and_can_be_left_out() -> None:
    found = analysis()
    assert found.published
    news = Event(0, 7, None, "Pilots walk out", found.published, found.published, "reported")
    index = FindingIndex(replace(found, events=(*found.events, news)))
    source = TimelineRows(index)
    assert f"◇ reported {found.published:%a}" in rows_as_text(source)
    assert source.listed_count == TimelineRows(FindingIndex(found)).listed_count + 1
    assert "Pilots walk out" not in rows_as_text(
        TimelineRows(index, Arrangement(shows_minor=False))
    )
    ref = next(ref for ref in index.groups["timeline"] if ref.index == len(found.events))
    assert (ref.start, ref.end) == (0, 7)
    name, _ = describe_finding(ref, index)
    assert name.plain.startswith(f"reported {found.published:%a}")


def test_coming_events_are_an_agenda_by_how_soon_they_are() -> None:
    found = analysis()
    first = found.events[0]
    days = (1, 3, 20, 200, 700)
    events = tuple(
        replace(first, first_day=found.published + datetime.timedelta(ahead),
                last_day=found.published + datetime.timedelta(ahead))
        for ahead in days if found.published
    )  # fmt: skip
    source = TimelineRows(FindingIndex(replace(found, events=events)))
    assert [head for head in heads(source) if head.startswith("Upcoming")] == [
        "Upcoming within a week 2", "Upcoming within a month 1", "Upcoming within a year 1",
        "Upcoming later 1",
    ]  # fmt: skip


async def test_of_four_thousand_quotations_only_those_in_sight_are_built() -> None:
    quotation = Quotation(
        (span('"On Friday we decide."'),), "direct", reason=stated("for the test")
    )
    built: list[int] = []

    class CountedQuotes(QuoteRows):
        def entry_lines(self, entry: QuoteEntry, index: int, width: int) -> Sequence[Content]:
            built.append(index)
            return super().entry_lines(entry, index, width)

    rows = VirtualList(
        CountedQuotes(FindingIndex(Analysis(TEXT, quotations=(quotation,) * 4000)), Arrangement())
    )

    class RowsApp(ThemedApp):
        def compose(self) -> ComposeResult:
            yield rows

    async with RowsApp().run_test(size=(40, 20)) as pilot:
        await pilot.press("2", "0", "0", "j", "G")
        await pilot.pause()
        assert rows.cursor == 3999
        assert len(set(built)) < 40


def test_several_speakers_have_one_name() -> None:
    found = analysis()
    joint = replace(found.quotations[0], speaker=0, co_speakers=(1,))
    names = [found.entities[number].name for number in (0, 1)]
    assert speaker_and_role(found, joint) == (" and ".join(names), "")
    rows = QuoteRows(FindingIndex(replace(found, quotations=(joint,))), Arrangement(grouping=1))
    text = rows_as_text(rows, 60)
    assert text.count(" and ".join(names)) == 2
    assert [line.split(",")[0][2:] for line in text.split("\n") if line[:1] == "▾"] == names


def test_a_state_has_a_mark_and_a_bound_of_its_own() -> None:
    text = "Ana Reis has been mayor of Tarn since 2019."
    found = analyze(text, datetime.date(2026, 3, 12))
    drawn = rows_as_text(TimelineRows(FindingIndex(found)), 60)
    assert "since 2019, a state" in drawn
    assert "▬" in drawn
