"""Rules proposed by corrections, and effects of a rule in other articles."""

import datetime

from analysis import Analysis, Reason, Span
from db.corrections import (
    AddQuotation,
    Change,
    CorrectionRule,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    RuleChange,
    SetKind,
    SetLabel,
    SetSpeaker,
    apply_corrections,
    rule_for,
)
from tests.support.correction_examples import TEXT, analysis, correction, span

CASTLE = EntityRef("Ministry of Roads", "ORG", at=span("Ministry of Roads"))


def offered(at: Span, change: Change) -> tuple[str, RuleChange] | None:
    return rule_for(correction(at, change))


def held(*rules: tuple[str, RuleChange]) -> Analysis:
    moment = datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)
    return apply_corrections(analysis(), [CorrectionRule(1, *rule, moment) for rule in rules])


def test_what_holds_beyond_an_article() -> None:
    ministry = EntityRef("Ministry of Roads", "ORG")
    assert offered(span("Castle"), MergeEntities(CASTLE)) == (
        "Castle",
        ReassignMention(ministry, everywhere=True),
    )
    assert offered(span("Vesna"), RenameEntity("Vesna River", "LOC")) == (
        "Vesna", ReassignMention(EntityRef("Vesna River", "LOC"), everywhere=True)
    )  # fmt: skip
    assert offered(span("Vesna"), SetLabel("LOC")) == ("Vesna", SetLabel("LOC"))
    assert offered(span("Tolls on"), SetSpeaker(CASTLE, "the Castle")) == (
        "the Castle", ReassignMention(ministry, everywhere=True)
    )  # fmt: skip
    assert offered(span("“madness”"), RemoveQuotation()) == ("“madness”", RemoveQuotation())


def test_what_only_one_text_can_say() -> None:
    assert offered(span("Her"), ReassignMention(EntityRef("Lena Marsh"))) is None
    assert offered(span("Tom Marsh"), ReassignMention(EntityRef("Tom Marsh"))) is None
    assert offered(span("the bridge was safe"), SetSpeaker(CASTLE)) is None
    assert offered(span("the bridge was safe"), SetSpeaker(CASTLE, "They")) is None
    assert offered(span("the bridge"), AddQuotation("indirect")) is None
    long = (0, span("No one is happy")[1])
    assert offered(long, SetKind("direct")) is None


def test_words_are_reassigned_to_an_entity_of_the_article() -> None:
    found = held(("the Castle", ReassignMention(EntityRef("Ministry of Roads", "ORG"))))
    assert [entity.name for entity in found.entities] == [
        entity.name for entity in analysis().entities
    ]
    assert [TEXT[m.start : m.end] for m in found.mentions if m.entity == 2] == [
        "Castle", "Ministry of Roads"
    ]  # fmt: skip
    assert found.quotations[0].speaker == 2
    reason = Reason.of("edit.means", name="the Castle", target="Ministry of Roads")
    assert (found.quotations[0].reason, found.quotations[0].origin) == (reason, "rule")


def test_words_are_reassigned_to_a_new_entity() -> None:
    found = held(
        ("Vesna", ReassignMention(EntityRef("Vesna River", "LOC"))),
        ("engineer", ReassignMention(EntityRef("Ida Stone"))),
    )
    river = next(entity for entity in found.entities if entity.name == "Vesna River")
    assert (river.id, river.label, river.aliases) == (1, "LOC", ("Vesna",))
    stone = next(entity for entity in found.entities if entity.name == "Ida Stone")
    assert [TEXT[m.start : m.end] for m in found.mentions if m.entity == stone.id] == ["engineer"]


def test_a_rule_for_words_that_are_not_there_changes_nothing() -> None:
    assert held(("the Palace", ReassignMention(EntityRef("Otto Brandl")))) == analysis()
    assert held(("palace", RemoveQuotation()), ("Palace", SetLabel("ORG"))) == analysis()
    part_of_a_word = ("body", ReassignMention(EntityRef("Ida Stone")))  # of "No one"
    assert held(part_of_a_word) == analysis()


def test_quotations_by_what_they_say_and_names_by_their_sort() -> None:
    found = held(("Madness!", RemoveQuotation()), ("VESNA", SetLabel("LOC")))
    assert len(found.quotations) == len(analysis().quotations) - 1
    assert found.entities[1].label == "LOC"
    assert held(("madness", SetKind("direct"))).quotations[2].kind == "direct"


def test_the_article_has_the_last_word() -> None:
    moment = datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)
    rule = CorrectionRule(1, "madness", RemoveQuotation(), moment)
    found = apply_corrections(
        analysis(), [rule], [correction(span("“madness”"), SetSpeaker(EntityRef("Tom Marsh")))]
    )
    assert any(q.start == span("“madness”")[0] and q.speaker is not None for q in found.quotations)
