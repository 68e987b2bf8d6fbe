"""Corrections in the store: they reach every query, and can be undone and redone."""

import datetime
import json

import pytest

from analysis import Analysis, redate
from analysis.structs import replace
from db import NotFound, Store
from db.corrections import (
    AddQuotation,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    SetDate,
    SetKind,
    SetLabel,
    SetSpeaker,
    kind_of,
)
from db.corrections.models import from_exported, from_json, to_exported, to_json
from tests.support.correction_examples import PUBLISHED, TEXT, analysis, document, span
from tests.support.edits import make_edit

SAFE = span("the bridge was safe")
BRANDL = EntityRef("Otto Brandl", at=span("Otto Brandl"))


@pytest.fixture
def article(store: Store) -> int:
    return store.articles.add(document(), analysis()).article


def test_a_correction_reaches_every_answer(store: Store, article: int) -> None:
    made = store.corrections.add(article, *SAFE, SetSpeaker(BRANDL))

    assert (made.exact, made.change) == ("the bridge was safe", SetSpeaker(BRANDL))
    assert store.corrections.list_of_article(article) == [made]
    quotation = store.articles.get(article).analysis.quotations[3]
    assert quotation.origin == "user"
    assert [row.content for row in store.quotations.list("Brandl")] == ["the bridge was safe"]
    assert store.quotations.count_speakers(article, 9)[-1] == ("Otto Brandl", 1)
    assert any(hit.kind == "quotation" for hit in store.search.find("Brandl safe"))


def test_the_quotations_of_people_are_counted_again_after_a_correction(
    store: Store, article: int
) -> None:
    def count() -> dict[str, int]:
        return {row.name: row.quotations for row in store.identities.rows()}

    before = count()
    make_edit(
        store, "correction", lambda: store.corrections.add(article, *SAFE, SetSpeaker(BRANDL))
    )
    after = count()
    changed = {name: after[name] - number for name, number in before.items()}
    assert {name: by for name, by in changed.items() if by} == {"Lena Marsh": -1, "Otto Brandl": 1}
    store.edits.undo()
    assert count() == before
    store.edits.redo()
    assert count() == after


def test_a_correction_is_undone_and_redone(store: Store, article: int) -> None:
    first = store.corrections.add(article, *span("“madness”"), RemoveQuotation())
    shown = store.articles.get(article)
    made = store.corrections.add(
        article, *span("Castle"), MergeEntities(EntityRef("Ministry of Roads", "ORG"))
    )
    corrected = store.articles.get(article)

    make_edit(store, "correction removal", lambda: store.corrections.revert(made.id))
    assert store.articles.get(article) == shown
    store.edits.undo()
    assert store.corrections.list_of_article(article)[1] == made
    assert store.articles.get(article) == corrected
    store.corrections.revert(first.id)
    store.corrections.revert(made.id)
    assert store.articles.get(article).analysis == analysis()
    with pytest.raises(NotFound, match="no correction"):
        store.corrections.revert(made.id)


def test_a_stretch_outside_of_the_text_is_refused(store: Store, article: int) -> None:
    for at in ((0, 0), (-1, 4), (4, len(TEXT) + 1)):
        with pytest.raises(ValueError, match="outside the text"):
            store.corrections.add(article, *at, RemoveQuotation())
    with pytest.raises(NotFound):
        store.corrections.add(article + 1, 0, 4, RemoveQuotation())


def test_kept_over_a_new_analysis_and_another_date(store: Store, article: int) -> None:
    day = datetime.date(2024, 6, 1)
    clause = span("Tolls on the Vesna bridge will double in May")
    store.corrections.add(article, *SAFE, SetSpeaker(BRANDL))
    dated = store.corrections.add(article, *clause, SetDate("event", day, day))

    store.articles.set_metadata(article, published=datetime.date(2025, 4, 10))
    assert [row.first_day for row in store.events.list(article=article)] == [day]
    store.articles.set_metadata(article, published=PUBLISHED)
    store.analyses.save(article, replace(analysis(), quotations=(), mentions=()))
    (quotation,) = store.articles.get(article).analysis.quotations
    assert (quotation.start, quotation.end) == SAFE
    assert store.articles.row(article).quotations == 1

    store.analyses.save(article, analysis())
    store.corrections.revert(dated.id)
    found = store.articles.get(article).analysis
    assert found.events == analysis().events
    assert found.quotations[3].speaker == 3


def test_an_analysis_made_before_a_change_is_dated_again_or_refused(
    store: Store, article: int
) -> None:
    """A long analysis can end after the reader set the date, or after a new version came."""
    assert store.analyses.save(article, analysis(None)) == "saved"
    dated = redate(analysis(None), PUBLISHED)
    assert store.articles.get(article).analysis == dated

    unrelated = Analysis("Another text.", PUBLISHED)
    assert store.analyses.save(article, unrelated) == "outdated"
    assert store.articles.get(article).analysis == dated


def test_notes_stay_on_their_quotations(store: Store, article: int) -> None:
    on_words = store.notes.add(article, *SAFE, "sure?", quotation=3)
    within = store.notes.add(article, *span("bridge was"), "which?", quotation=3)
    gone = store.notes.add(article, *span("“madness”"), "odd", quotation=2)
    made = store.corrections.add(article, *span("“madness”"), RemoveQuotation())
    numbers = {note.id: note.quotation for note in store.notes.list(article)}
    assert numbers == {on_words.id: 2, within.id: 2, gone.id: None}

    store.corrections.revert(made.id)
    assert [note.quotation for note in store.notes.list(article)] == [2, 3, 3]


def test_a_rule_holds_for_what_is_added_from_now_on(store: Store, article: int) -> None:
    rule = store.corrections.add_rule(
        "Castle", ReassignMention(EntityRef("Ministry of Roads", "ORG"))
    )
    assert store.corrections.list_rules() == [rule]
    assert store.articles.get(article).analysis == analysis()

    text = TEXT + "More.\n"
    later = store.articles.add(
        replace(document(), text=text), replace(analysis(), text=text)
    ).article
    assert store.articles.get(later).analysis.quotations[0].origin == "rule"
    assert store.corrections.articles_containing(["the castle", "bridge"]) == [article, later]
    assert store.corrections.reapply_rules(article)
    assert not store.corrections.reapply_rules(article)
    assert [row.speaker for row in store.quotations.list("Ministry of Roads")] == [
        "Ministry of Roads",
        "Ministry of Roads",
    ]

    make_edit(store, "rule deletion", lambda: store.corrections.delete_rule(rule.id))
    for number in store.corrections.articles_containing(["Castle"]):
        store.corrections.reapply_rules(number)
    assert store.articles.get(article).analysis == analysis()
    assert store.articles.get(later).analysis == replace(analysis(), text=text)
    step = store.edits.undo()
    assert step is not None
    assert step.words == ("Castle",)
    assert store.corrections.list_rules() == [rule]


def test_a_rule_takes_the_place_of_one_for_the_same_words(store: Store) -> None:
    add_rule, named = store.corrections.add_rule, ReassignMention(EntityRef("B"))
    first = add_rule("the Castle", ReassignMention(EntityRef("A")))
    label_rule = add_rule("the Castle", SetLabel("ORG"))
    make_edit(store, "future rule", lambda: add_rule("THE castle", named))
    assert [rule.change for rule in store.corrections.list_rules()] == [label_rule.change, named]
    store.edits.undo()
    assert store.corrections.list_rules() == [first, label_rule]


def test_deleting_an_article_deletes_its_corrections(store: Store, article: int) -> None:
    made = store.corrections.add(article, *SAFE, SetKind("direct"))
    store.articles.delete(article)
    with pytest.raises(NotFound):
        store.corrections.revert(made.id)
    again = store.articles.add(document(), analysis()).article
    assert store.corrections.list_of_article(again) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("speaker", "[]"),
        ("kind", '{"other": 1}'),
        ("shape", "{}"),
        ("date", '{"finding": "event", "first_day": "x", "last_day": "y"}'),
        ("same", "not JSON"),
        ("same", '{"target": {"label": "ORG"}}'),
        ("same", '{"target": {"name": "A"}}'),
    ],
)
def test_what_is_no_correction_is_said_to_be_none(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(kind, value)


def test_an_exported_change_has_the_keys_that_exports_always_had() -> None:
    day = datetime.date(2024, 5, 1)
    entity = {"name": "Otto Brandl", "label": "PERSON", "at": None}
    days = {"first_day": "2024-05-01", "last_day": "2024-05-01", "precision": "month"}
    brandl = EntityRef("Otto Brandl")
    for change, exported in (
        (SetSpeaker(brandl, "the official"), {"who": entity, "called": "the official"}),
        (SetSpeaker(None), {"who": None, "called": ""}),
        (AddQuotation("direct", brandl), {"kind": "direct", "who": entity}),
        (MergeEntities(brandl), {"who": entity}),
        (ReassignMention(brandl, True), {"who": entity, "everywhere": True}),
        (SetDate("time", day, day, "month"), {"of": "time", **days}),
        (SetKind("scare"), {"kind": "scare"}),
    ):
        assert to_exported(change) == exported
        assert from_exported(kind_of(change), exported) == change


@pytest.mark.parametrize(
    "value",
    ["[]", "not JSON", '{"who": {"label": "ORG"}}', '{"who": {"name": "A"}}', '{"other": 1}'],
)
def test_an_exported_value_that_is_no_change_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_exported("same", json.loads(value))


def test_a_change_is_read_as_it_was_written() -> None:
    day = datetime.date(2024, 5, 1)
    for kind, change in (
        ("date", SetDate("time", day, day, "month")),
        ("speaker", SetSpeaker(BRANDL, "the official")),
        ("speaker", SetSpeaker(None)),
    ):
        assert from_json(kind, to_json(change)) == change
