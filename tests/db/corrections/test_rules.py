"""What a correction says beyond its article, and what a standing rule does in another one."""

import datetime

from analysis import Analysis, Span
from db.corrections import (
    Change,
    IsAQuotation,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    RuleChange,
    SameAs,
    SpeakerIs,
    StandingRule,
    Who,
    correct,
    rule_for,
)
from tests.support.correction_examples import TEXT, analysis, correction, span

CASTLE = Who("Ministry of Roads", "ORG", at=span("Ministry of Roads"))


def offered(at: Span, change: Change) -> tuple[str, RuleChange] | None:
    return rule_for(correction(at, change))


def held(*rules: tuple[str, RuleChange]) -> Analysis:
    moment = datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)
    return correct(analysis(), [StandingRule(1, *rule, moment) for rule in rules])


def test_what_holds_beyond_an_article() -> None:
    ministry = Who("Ministry of Roads", "ORG")
    assert offered(span("Castle"), SameAs(CASTLE)) == ("Castle", Means(ministry, everywhere=True))
    assert offered(span("Vesna"), NameIs("Vesna River", "LOC")) == (
        "Vesna", Means(Who("Vesna River", "LOC"), everywhere=True)
    )  # fmt: skip
    assert offered(span("Vesna"), LabelIs("LOC")) == ("Vesna", LabelIs("LOC"))
    assert offered(span("Tolls on"), SpeakerIs(CASTLE, "the Castle")) == (
        "the Castle", Means(ministry, everywhere=True)
    )  # fmt: skip
    assert offered(span("“madness”"), NotAQuotation()) == ("“madness”", NotAQuotation())


def test_what_only_one_text_can_say() -> None:
    assert offered(span("Her"), Means(Who("Lena Marsh"))) is None
    assert offered(span("Tom Marsh"), Means(Who("Tom Marsh"))) is None
    assert offered(span("the bridge was safe"), SpeakerIs(CASTLE)) is None
    assert offered(span("the bridge"), IsAQuotation("indirect")) is None
    long = (0, span("Nobody is happy")[1])
    assert offered(long, KindIs("direct")) is None


def test_words_are_read_as_somebody_whom_the_article_names() -> None:
    found = held(("the Castle", Means(Who("Ministry of Roads", "ORG"))))
    assert [entity.name for entity in found.entities] == [
        entity.name for entity in analysis().entities
    ]
    assert [TEXT[m.start : m.end] for m in found.mentions if m.entity == 2] == [
        "Castle", "Ministry of Roads"
    ]  # fmt: skip
    assert found.quotations[0].speaker == 2
    assert found.quotations[0].because == (
        "Yours, always: *the Castle* is read as *Ministry of Roads*"
    )


def test_words_are_read_as_somebody_whom_the_article_does_not_name() -> None:
    found = held(("Vesna", Means(Who("Vesna River", "LOC"))), ("engineer", Means(Who("Ida Stone"))))
    river = next(entity for entity in found.entities if entity.name == "Vesna River")
    assert (river.id, river.label, river.aliases) == (1, "LOC", ("Vesna",))
    stone = next(entity for entity in found.entities if entity.name == "Ida Stone")
    assert [TEXT[m.start : m.end] for m in found.mentions if m.entity == stone.id] == ["engineer"]


def test_a_rule_for_words_that_are_not_there_changes_nothing() -> None:
    assert held(("the Palace", Means(Who("Otto Brandl")))) == analysis()
    assert held(("palace", NotAQuotation()), ("Palace", LabelIs("ORG"))) == analysis()


def test_quotations_by_what_they_say_and_names_by_their_sort() -> None:
    found = held(("Madness!", NotAQuotation()), ("VESNA", LabelIs("LOC")))
    assert len(found.quotations) == len(analysis().quotations) - 1
    assert found.entities[1].label == "LOC"
    assert held(("madness", KindIs("direct"))).quotations[2].kind == "direct"


def test_the_article_has_the_last_word() -> None:
    moment = datetime.datetime(2024, 4, 11, tzinfo=datetime.UTC)
    rule = StandingRule(1, "madness", NotAQuotation(), moment)
    found = correct(
        analysis(), [rule], [correction(span("“madness”"), SpeakerIs(Who("Tom Marsh")))]
    )
    assert any(q.start == span("“madness”")[0] and q.speaker is not None for q in found.quotations)
