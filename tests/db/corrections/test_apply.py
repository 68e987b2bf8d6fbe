"""Effects of each kind of correction on an analysis."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from analysis import Analysis, Entity, Event, Quotation, Span, analyze, render_reason
from analysis.models import LABELS
from analysis.structs import replace
from db.corrections import (
    AddQuotation,
    Change,
    CorrectionRule,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    SetBounds,
    SetDate,
    SetKind,
    SetLabel,
    SetSpeaker,
    apply_corrections,
)
from tests.support.correction_examples import TEXT, analysis, correction, span

SAFE = span("the bridge was safe")
TOM = EntityRef("Tom Marsh", at=span("Tom Marsh"))
CHOICE = (span("“No one is happy about it,”")[0], span("“We have no choice.”")[1])


def after(*changes: tuple[Span, Change]) -> Analysis:
    made = [correction(at, change, number) for number, (at, change) in enumerate(changes)]
    return apply_corrections(analysis(), (), made)


def quotation(found: Analysis, at: Span) -> Quotation:
    return next(q for q in found.quotations if (q.start, q.end) == at)


def sentence(finding: Quotation | Event) -> str:
    return render_reason(finding.reason, finding.origin)


def speaker(found: Analysis, at: Span) -> str | None:
    number = quotation(found, at).speaker
    return None if number is None else found.entities[number].name


def find_entity(found: Analysis, name: str) -> Entity:
    return next(entity for entity in found.entities if entity.name == name)


def mention_name(found: Analysis, at: Span) -> str | None:
    number = next(m.entity for m in found.mentions if (m.start, m.end) == at)
    return None if number is None else found.entities[number].name


def test_no_correction_leaves_the_analysis_unchanged() -> None:
    assert apply_corrections(analysis()) == analysis()


def test_another_speaker_picked_among_the_entities() -> None:
    found = after((SAFE, SetSpeaker(EntityRef("Otto Brandl", at=span("Otto Brandl")))))
    assert speaker(found, SAFE) == "Otto Brandl"
    corrected = quotation(found, SAFE)
    assert corrected.confidence == 1
    assert sentence(corrected) == "Edited by you: said by *Otto Brandl*, not *Lena Marsh*"
    # “Marsh” names the wrong one, and nobody names Brandl in the sentence
    assert corrected.source is None


def test_of_two_people_of_one_name_the_marked_one_is_meant() -> None:
    found = analysis()
    namesake = replace(found.entities[3], id=4)
    *others, last = found.mentions
    doubled = replace(
        found,
        entities=(*found.entities, namesake),
        mentions=(*others, replace(last, entity=4)),
    )
    change = SetSpeaker(EntityRef("Otto Brandl", at=span("Brandl", 1)))
    assert quotation(apply_corrections(doubled, (), [correction(SAFE, change)]), SAFE).speaker == 4


def test_an_unnamed_source_stays_with_another_speaker() -> None:
    at = span("Tolls on the Vesna bridge will double in May")
    found = after((at, SetSpeaker(EntityRef("Otto Brandl"), "the Castle")))
    assert speaker(found, at) == "Otto Brandl"
    assert quotation(found, at).source == span("the Castle")


def test_a_speaker_typed_is_found_in_the_text() -> None:
    found = after((span("“madness”"), SetSpeaker(EntityRef("engineer"))))
    corrected = quotation(found, span("“madness”"))
    assert (corrected.kind, corrected.source) == ("direct", span("engineer"))
    assert mention_name(found, span("engineer")) == "engineer"


def test_a_correction_removes_the_speaker() -> None:
    found = after((SAFE, SetSpeaker(None)))
    assert (quotation(found, SAFE).speaker, quotation(found, SAFE).source) == (None, None)


def test_kind_and_bounds_and_both_in_the_reason() -> None:
    wider = (CHOICE[0], span("Her brother")[1])
    found = after((CHOICE, SetKind("mixed")), (CHOICE, SetBounds(*wider)))
    corrected = quotation(found, wider)
    assert corrected.spans == (
        span("“No one is happy about it,”"), (span("“We have no choice.”")[0], wider[1])
    )  # fmt: skip
    assert sentence(corrected) == "Edited by you: mixed, not direct; with these bounds"
    narrower = quotation(
        after((CHOICE, SetBounds(*span("“No one is happy")))), span("“No one is happy")
    )
    assert narrower.spans == (span("“No one is happy"),)


def test_mere_words_in_marks_attribute_nothing() -> None:
    corrected = quotation(after((CHOICE, SetKind("scare"))), CHOICE)
    assert (corrected.speaker, corrected.source, corrected.cue, corrected.addressee) == (
        None,
        None,
        None,
        None,
    )


def test_not_a_quotation_and_one_that_was_missed() -> None:
    missed = span("there would be none")
    found = after(
        (CHOICE, RemoveQuotation()),
        (missed, AddQuotation("indirect", EntityRef("Otto Brandl", at=span("Otto Brandl")))),
    )
    assert [TEXT[q.start : q.end] for q in found.quotations] == [
        "Tolls on the Vesna bridge will double in May", "“madness”", "the bridge was safe",
        "there would be none",
    ]  # fmt: skip
    assert speaker(found, missed) == "Otto Brandl"
    assert quotation(found, missed).source == span("Brandl", 1)


def test_what_stands_between_pieces_in_marks_was_not_said() -> None:
    gone = replace(analysis(), quotations=())
    lena = EntityRef("Lena Marsh", at=span("Lena Marsh"))
    (corrected,) = apply_corrections(
        gone, (), [correction(CHOICE, AddQuotation("direct", lena))]
    ).quotations
    assert corrected.spans == (span("“No one is happy about it,”"), span("“We have no choice.”"))
    assert corrected.source == span("Lena Marsh")


def test_the_last_word_on_the_same_thing_is_the_reason() -> None:
    brandl = EntityRef("Otto Brandl", at=span("Otto Brandl"))
    found = after(
        (SAFE, SetSpeaker(brandl)),
        (SAFE, SetKind("mixed")),
        (SAFE, SetSpeaker(EntityRef("Lena Marsh"))),
    )
    assert sentence(quotation(found, SAFE)) == (
        "Edited by you: mixed, not indirect; said by *Lena Marsh*, not *Otto Brandl*"
    )


def test_two_that_are_one() -> None:
    found = after((span("Castle"), MergeEntities(EntityRef("Ministry of Roads", "ORG"))))
    ministry = find_entity(found, "Ministry of Roads")
    assert ministry.aliases == ("Castle",)
    assert ministry.origin == "user"
    assert mention_name(found, span("Castle")) == "Ministry of Roads"
    again = after(
        (span("Otto Brandl"), MergeEntities(EntityRef("Lena Marsh", at=span("Lena Marsh"))))
    )
    assert [entity.name for entity in again.entities] == [
        "Lena Marsh",
        "Vesna",
        "Ministry of Roads",
    ]
    assert find_entity(again, "Lena Marsh").aliases == (
        "Marsh",
        "Tom Marsh",
        "Otto Brandl",
        "Brandl",
    )
    assert mention_name(again, span("Brandl", 1)) == "Lena Marsh"


def test_one_that_is_two() -> None:
    found = after(
        (span("Tom Marsh"), ReassignMention(EntityRef("Tom Marsh"))),
        (span("Marsh", 2), ReassignMention(TOM)),
    )
    assert find_entity(found, "Lena Marsh").aliases == ()
    assert find_entity(found, "Tom Marsh").aliases == ("Marsh",)
    assert find_entity(found, "Tom Marsh").origin == "user"
    assert mention_name(found, span("Lena Marsh")) == "Lena Marsh"
    assert speaker(found, SAFE) == "Tom Marsh"
    assert speaker(found, CHOICE) == "Lena Marsh"


def test_an_event_follows_the_reassigned_mention() -> None:
    machine = analysis()
    (tolls,) = machine.events
    plan = replace(tolls, start=span("Her brother")[0], end=span("“madness”")[1], entities=(0, 1))
    both = replace(plan, start=span("Lena Marsh")[0])
    found = apply_corrections(
        replace(machine, events=(plan, both)),
        (),
        [correction(span("Tom Marsh"), ReassignMention(EntityRef("Tom Marsh")))],
    )
    tom = find_entity(found, "Tom Marsh").id
    assert [event.entities for event in found.events] == [(tom, 1), (0, tom, 1)]


def test_every_mention_of_the_words_is_reassigned() -> None:
    doubled = replace(
        analysis(),
        mentions=tuple(replace(m, entity=3) if m.entity == 0 else m for m in analysis().mentions),
    )
    change = ReassignMention(EntityRef("Lena Marsh", at=None), everywhere=True)
    found = apply_corrections(doubled, (), [correction(span("Marsh", 2), change)])
    assert mention_name(found, span("Marsh", 2)) == "Lena Marsh"
    assert mention_name(found, span("Tom Marsh")) == "Otto Brandl"


def test_words_without_a_mention_become_one() -> None:
    found = after((span("the bridge"), ReassignMention(EntityRef("Vesna", "GPE"), everywhere=True)))
    assert [TEXT[m.start : m.end] for m in found.mentions if m.entity == 1] == [
        "Vesna", "the bridge"
    ]  # fmt: skip
    assert find_entity(found, "Vesna").aliases == ("the bridge",)


def test_another_name_and_another_sort() -> None:
    found = after(
        (span("Vesna"), RenameEntity("Vesna River")),
        (span("Vesna"), SetLabel("LOC")),
        (span("Castle"), SetLabel("ORG")),
    )
    river = find_entity(found, "Vesna River")
    assert (river.label, river.aliases) == ("LOC", ("Vesna",))
    assert [m.label for m in found.mentions if m.entity == river.id] == ["LOC"]
    assert find_entity(found, "Castle").label == "ORG"


def test_the_date_of_an_event_and_of_words() -> None:
    clause = span("Tolls on the Vesna bridge will double in May")
    day = datetime.date(2023, 5, 2)
    found = after(
        (clause, SetDate("event", day, day)),
        (span("Monday"), SetDate("time", datetime.date(2024, 4, 1), datetime.date(2024, 4, 1))),
    )
    (event,) = found.events
    assert (event.first_day, event.last_day, event.precision) == (day, day, "day")
    assert not event.upcoming
    assert sentence(event) == "Edited by you: dated 2 May 2023"
    assert [time.value for time in found.times] == ["2024-05", "2024-04-01"]
    assert found.times[1].relative is None


def test_a_reported_event_gets_a_date_of_its_own() -> None:
    published, day = datetime.date(2024, 5, 15), datetime.date(2024, 5, 3)
    text = "The council has closed the lower bridge for good."
    found = analyze(text, published)
    change = correction((0, len(text) - 1), SetDate("event", day, day), 0)
    (event,) = apply_corrections(found, (), [change]).events
    assert (event.time, event.first_day, event.last_day) == (None, day, day)
    assert (event.precision, event.is_reported, event.origin) == ("day", False, "user")


def test_a_finding_is_found_again_though_it_moved_a_little_and_made_where_it_is_gone() -> None:
    made = [correction(SAFE, SetSpeaker(TOM)), correction(span("“madness”"), RemoveQuotation(), 2)]
    machine = analysis()
    shorter = replace(machine.quotations[3], spans=(span("bridge was safe"),))
    moved = apply_corrections(replace(machine, quotations=(shorter,)), (), made)
    assert [(q.spans, q.speaker) for q in moved.quotations] == [(shorter.spans, 0)]
    gone = apply_corrections(replace(machine, quotations=()), (), made)
    assert [(q.spans, q.kind) for q in gone.quotations] == [((SAFE,), "indirect")]


def test_what_the_machine_understands_by_now_changes_nothing_twice() -> None:
    once = [correction(span("Castle"), MergeEntities(EntityRef("Ministry of Roads", "ORG")))]
    fixed = apply_corrections(analysis(), (), once)
    twice = apply_corrections(fixed, (), once)
    assert [e.name for e in twice.entities] == [e.name for e in fixed.entities]
    assert mention_name(twice, span("Castle")) == "Ministry of Roads"


people = st.sampled_from(
    ["Lena Marsh", "Tom Marsh", "Marsh", "Otto Brandl", "Vesna", "Castle", "X"]
)
spans = st.sampled_from(
    [(m.start, m.end) for m in analysis().mentions]
    + [(q.start, q.end) for q in analysis().quotations]
    + [(0, 5), (0, len(TEXT)), span("engineer")]
)
people_refs = st.builds(EntityRef, people, st.sampled_from(LABELS), st.none() | spans)
changes = st.one_of(
    st.builds(SetSpeaker, st.none() | people_refs),
    st.builds(SetKind, st.sampled_from(["direct", "indirect", "mixed", "scare"])),
    spans.map(lambda at: SetBounds(*at)),
    st.just(RemoveQuotation()),
    st.builds(AddQuotation, st.just("direct"), st.none() | people_refs),
    st.builds(MergeEntities, people_refs),
    st.builds(ReassignMention, people_refs, st.booleans()),
    st.builds(RenameEntity, people),
    st.builds(SetLabel, st.sampled_from(LABELS)),
)


rules = st.builds(
    CorrectionRule,
    st.just(1),
    people | st.sampled_from(["the Castle", "madness", "engineer", "Her", "", "“", "the"]),
    st.one_of(
        st.builds(ReassignMention, people_refs, st.just(True)),
        st.builds(SetLabel, st.sampled_from(LABELS)),
        st.builds(SetKind, st.sampled_from(["direct", "scare"])),
        st.just(RemoveQuotation()),
    ),
    st.just(datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)),
)


@given(st.lists(rules, max_size=4), st.lists(st.tuples(spans, changes), max_size=6))
def test_any_corrections_leave_consistent_findings(
    standing: list[CorrectionRule], made: list[tuple[Span, Change]]
) -> None:
    corrections = [correction(at, change, number) for number, (at, change) in enumerate(made)]
    found = apply_corrections(analysis(), standing, corrections)
    ids = range(len(found.entities))
    assert [entity.id for entity in found.entities] == list(ids)
    assert all(m.entity is None or m.entity in ids for m in found.mentions)
    assert all(q.speaker is None or q.speaker in ids for q in found.quotations)
    assert all(index in ids for event in found.events for index in event.entities)
    assert all(entity.name not in entity.aliases for entity in found.entities)
    assert list(found.mentions) == sorted(found.mentions, key=lambda m: (m.start, m.end))
    assert all(0 <= start < end <= len(TEXT) for q in found.quotations for start, end in q.spans)
    assert apply_corrections(analysis(), standing, corrections) == found
