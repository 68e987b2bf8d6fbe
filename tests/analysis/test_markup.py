"""Texts as HTML with highlighted findings."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression, analyze
from analysis.markup import mark_text


def test_a_span_has_the_classes_of_all_findings_in_it() -> None:
    text = "“Luna is dry,” she said.\nYes."
    marked = mark_text(text, [((0, 14), "said"), ((1, 5), "place")], {1: ["name"]})
    assert marked == (
        '<p><span class="said">“</span><i id="name"></i><span class="place said">Luna</span>'
        '<span class="said"> is dry,”</span> she said.</p>\n<p>Yes.</p>\n'
    )


def test_a_span_over_two_paragraphs_is_closed_in_each() -> None:
    assert mark_text("Rain.\n\nSnow.", [((0, 12), "said")]) == (
        '<p><span class="said">Rain.</span></p>\n<p><span class="said">Snow.</span></p>\n'
    )


def test_markup_in_a_text_is_escaped() -> None:
    page = Analysis("<script>x</script> & more")._repr_html_()
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in page
    assert "<script>" not in page


def test_a_notebook_shows_names_quotations_and_dates_of_events() -> None:
    page = analyze("“It rained,” said Ana Reis of Port Luna on Friday.", "2026-03-12")._repr_html_()
    assert page.startswith('<div class="findings"><style>')
    assert '<span class="said">“It rained,”</span>' in page
    assert '<span class="person">Ana Reis</span>' in page
    assert ".findings .said" in page


def test_scare_quotes_and_dates_without_a_day_are_not_highlighted() -> None:
    found = Analysis(
        "The “so-called” plan began once.", None, (Entity(0, "plan", "LAW"),),
        (Mention(16, 20, "LAW", "nominal", 0),), (Quotation(((4, 15),), "scare"),),
        (TimeExpression(27, 31, "DATE", "PAST_REF"),), (Event(0, 26, 0, "The plan began"),),
    )  # fmt: skip
    assert found.marked_spans() == []


TEXT = "It rained & <b>.\n\nSo it went,\nthey say."
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))


@given(st.lists(st.tuples(SPANS, st.sampled_from(("said", "person", "when"))), max_size=6))
def test_any_spans_leave_the_text_as_it_is(classes: list[tuple[tuple[int, int], str]]) -> None:
    page = etree.fromstring(f"<div>{mark_text(TEXT, classes)}</div>")
    assert "".join(page.itertext()).split() == TEXT.split()
