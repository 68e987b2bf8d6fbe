"""The whole analysis: a text in, findings out."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import LABELS, Analysis, analyze, findings_as_json
from analysis.models import SOURCE_LABELS
from tests.support.thoroughness import count_examples
from tui.sample_article import sample_document

PUBLISHED = datetime.date(2026, 3, 12)

# Pieces that set the stages against each other: marks, names, cues and dates in any order.
PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "‘", "’", "«", "»", " said ", "he", " she said", ", ", ". ", "\n",
        "Ana Reis", "the minister", "Mr. ", "Lisbon", "U.S.", "on Friday", "March 3", "2011-12",
        "in its fourth week", "two days later", "according to ", " told Reuters that ", ": ", " – ",
        "We won", "it rained", "[sic]", "[/]", "'90s", "5'11\"", "\x1b[2J", "\u202e",
        "\n\n", "\t", "é", "漢字",
    ]
)  # fmt: skip


def assert_consistent(analysis: Analysis) -> None:
    """Assert what holds of every analysis: offsets, references and ranges."""
    assert analysis.failures == ()
    size = len(analysis.text)
    for mention in analysis.mentions:
        assert 0 <= mention.start < mention.end <= size
        assert mention.label in (*LABELS, *SOURCE_LABELS)
        assert mention.entity is None or 0 <= mention.entity < len(analysis.entities)
    assert [entity.id for entity in analysis.entities] == list(range(len(analysis.entities)))
    for quotation in analysis.quotations:
        flat = [offset for span in quotation.spans for offset in span]
        assert flat == sorted(flat)
        assert all(start < end for start, end in quotation.spans)
        for span in (*quotation.spans, quotation.cue, quotation.source, quotation.addressee):
            assert span is None or 0 <= span[0] < span[1] <= size
        assert quotation.speaker is None or 0 <= quotation.speaker < len(analysis.entities)
        if quotation.kind == "scare":
            assert quotation.cue is None
            assert quotation.source is None
    for index, time in enumerate(analysis.times):
        assert 0 <= time.start < time.end <= size
        assert time.value
        assert time.anchor is None or 0 <= time.anchor < len(analysis.times)
        assert time.anchor != index
    for event in analysis.events:
        assert 0 <= event.start < event.end <= size
        assert event.time is None or 0 <= event.time < len(analysis.times)
        assert event.headline
        assert (event.first_day is None) == (event.last_day is None)
        if event.first_day and event.last_day:
            assert event.first_day <= event.last_day
        assert all(0 <= entity < len(analysis.entities) for entity in event.entities)
    for found in (analysis.mentions, analysis.entities, analysis.quotations, analysis.times):
        assert all(0 <= finding.confidence <= 1 and finding.reason.id for finding in found)
    assert all(0 <= event.confidence <= 1 and event.reason.id for event in analysis.events)
    for kind in (analysis.mentions, analysis.quotations, analysis.times):
        starts = [finding.start for finding in kind]
        assert starts == sorted(starts)
    findings_as_json(analysis)


@settings(max_examples=count_examples(60), deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_findings_hold_together_whatever_the_text(pieces: list[str]) -> None:
    assert_consistent(analyze("".join(pieces), PUBLISHED))


@settings(max_examples=count_examples(40), deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_analysed(text: str) -> None:
    assert_consistent(analyze(text))


def test_the_sample_article() -> None:
    found = analyze(sample_document().text, PUBLISHED)
    assert_consistent(found)
    text = found.text
    names = {entity.name: entity for entity in found.entities}
    assert names["Helena Marques"].label == "PERSON"
    assert "Marques" in names["Helena Marques"].aliases

    def speaker(words: str) -> str | None:
        offset = text.index(words)
        for quotation in found.quotations:
            if any(start <= offset < end for start, end in quotation.spans):
                return None if quotation.speaker is None else found.entities[quotation.speaker].name
        raise AssertionError(f"no quotation holds {words!r}")

    assert speaker("We have talked about this") == "Helena Marques"
    assert speaker("On Friday, somebody goes first") == "Helena Marques"
    assert speaker("The steel is being cut") == "Joost van den Berg"
    assert speaker("Somebody should read the calendar") == "Marta Oliveira"
    assert speaker("Then they send us the bill") == "António Reis"
    green = text.index("green corridor")
    assert [q.kind for q in found.quotations if q.start <= green < q.end] == ["scare"]

    signing = next(event for event in found.events if "sign" in event.headline)
    assert (signing.first_day, signing.upcoming) == (datetime.date(2026, 3, 13), True)


def test_a_date_given_later_resolves_what_depended_on_it() -> None:
    from analysis import redate

    text = sample_document().text
    whole, later = analyze(text, PUBLISHED), redate(analyze(text), PUBLISHED)
    assert later.times == whole.times
    assert later.events == whole.events
    assert any(time.value.startswith("XXXX") for time in analyze(text).times)


def test_nothing_is_found_in_nothing() -> None:
    assert analyze("") == Analysis("")
    assert analyze(" \n\n ").quotations == ()
