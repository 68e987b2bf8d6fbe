"""An export of everything is equal after its import into an empty store."""

import datetime
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Reason,
    StageFailure,
    TimeExpression,
    analyze,
    clean,
)
from analysis.models import LABELS
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, Store
from db.corrections import EntityRef, RemoveQuotation, RenameEntity, SetLabel, SetSpeaker
from db.importers import Highlight, ImportItem, read_all_bytes
from db.models import VERDICTS
from db.serialization import decode_findings, dump_findings
from tests.support.copied_library import accept_everything, copy_export
from tests.support.findings import TEXT, analysis, document, span, stated
from tests.support.thoroughness import count_examples

KINDS = (Entity, Mention, Quotation, TimeExpression, Event)
FORMS = ("jsonl", "json", "annotations")

words = st.text(min_size=1, max_size=60).map(clean)
days = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


@st.composite
def annotated_articles(draw: st.DrawFn) -> tuple[ImportItem, Analysis | None]:
    """An article with notes and all that a reader makes of it, and its findings."""
    text = f"{draw(words)} said {draw(words)}\n{draw(words)}."
    published = draw(days)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda pair: (min(pair), max(pair))
    )
    entity = Entity(0, draw(words), draw(st.sampled_from(LABELS)), (draw(words),), draw(words), 0.5,
                    stated(draw(words)))  # fmt: skip
    start, end = draw(places)
    found = Analysis(
        text,
        published,
        (entity,),
        (Mention(start, end, entity.label, "name", 0, 0.25, stated("x")),),
        (Quotation(((start, end),), "direct", None, (start, end), 0, None, draw(st.booleans())),),
        events=draw(
            st.sampled_from(
                [(), (Event(start, end, None, "news", published, published, "reported"),)]
            )
            if published
            else st.just(())
        ),
        failures=draw(st.sampled_from([(), (StageFailure("times", "not enough memory"),)])),
    )
    analyzed = draw(st.sampled_from([True, True, True, False]))
    notes = []
    for _ in range(draw(st.integers(0, 3))):
        start, end = draw(places)
        notes.append(
            Highlight(
                text[start:end], draw(words), tuple(draw(st.lists(words, max_size=2))),
                text[max(start - 32, 0) : start], text[end : end + 32], start, end,
                draw(st.sampled_from(VERDICTS)), draw(st.booleans()),
                draw(st.sampled_from([None, 0])),
                datetime.datetime(2021, 3, 3, 8, 0, 0, 123456, datetime.UTC),
                datetime.datetime(2022, 3, 3, tzinfo=datetime.UTC),
            )
        )  # fmt: skip
    about = Document(
        text, draw(words), draw(words), draw(words), draw(words), to_partial_date(published),
        "metadata" if published else "unknown", "en", "", draw(words), draw(days),
        (("source", "file name"), ("title", "metadata")),
    )  # fmt: skip
    item = ImportItem(
        about, tuple(draw(st.lists(words, max_size=2))), draw(st.booleans()),
        draw(st.sampled_from(["unread", "reading", "read"])), draw(st.integers(0, len(text))),
        tuple(notes), (), False,
        datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    return item, found if analyzed else None


def copied(store: Store, form: str, path: Path) -> Store:
    """An empty store into which an export was read."""
    target = Store(path)
    copy_export(store, target, form)
    return target


def dump_library(store: Store) -> list[object]:
    """Everything in a store that an export is to bring over, in an order of its own."""
    found: list[object] = []
    for row in store.articles.list(limit=1_000):
        stored = store.articles.get(row.id)
        # the analysis decides which quotation a note is on; the library's round trip compares it
        notes = [
            replace(note, id=0, article=0, quotation=None) for note in store.notes.list(row.id)
        ]
        notes.sort(key=repr)
        made = [
            replace(correction, id=0, article=0)
            for correction in store.corrections.list_of_article(row.id)
        ]
        found.append(
            (replace(row, id=0), stored.document, stored.analysis, notes, made,
             store.corrections.machine_analysis(row.id), store.reading_state.get(row.id))
        )  # fmt: skip
    rules = [replace(rule, id=0) for rule in store.corrections.list_rules()]
    return [*sorted(found, key=repr), rules]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=count_examples(25), deadline=None)
@given(given=st.lists(annotated_articles(), min_size=1, max_size=3))
def test_what_comes_back_is_equal(
    form: str, given: list[tuple[ImportItem, Analysis | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "one.sqlite") as store:
        for incoming, found in given:
            store.imports.add(replace(incoming, accept=True), found)
            accept_everything(store)
        with copied(store, form, Path(folder) / "two.sqlite") as copied_store:
            assert dump_library(copied_store) == dump_library(store)


def test_an_older_export_has_sentences_for_reasons() -> None:
    rows = json.loads(dump_findings(analysis()))
    for kind, findings in zip(KINDS, rows.values(), strict=True):
        reason = kind.__struct_fields__.index("reason")
        for row in findings:
            row[reason:] = ["the subject of *said*"]
    found = decode_findings(json.dumps(rows), analysis().text, analysis().published)
    kinds = (found.entities, found.mentions, found.quotations, found.times, found.events)
    assert all(kinds)
    assert {(finding.reason, finding.origin) for kind in kinds for finding in kind} == {
        (Reason.of("imported.sentence", sentence="the subject of *said*"), "machine")
    }


@pytest.mark.parametrize("form", FORMS)
def test_corrections_and_rules_come_back_and_hold(form: str, store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(
        article, *span("“regrettable”"), "A word of theirs.", tags=["port"], color="blue"
    )
    store.corrections.add(article, *span("Pilots will walk out on Friday"),
                           SetSpeaker(EntityRef("Port Luna", "ORG")))  # fmt: skip
    store.corrections.add(article, *span("“regrettable”"), RemoveQuotation())
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara Ortiz-Vega"))
    store.corrections.add_rule("Port Luna", SetLabel("ORG"))
    store.corrections.reapply_rules(article)

    with copied(store, form, tmp_path / "two.sqlite") as copied_store:
        assert dump_library(copied_store) == dump_library(store)
        assert len(copied_store.corrections.list_of_article(1)) == 3
        assert [note.color for note in copied_store.notes.list()] == ["blue"]
        assert copied_store.articles.get(1).analysis != copied_store.corrections.machine_analysis(1)


@pytest.mark.parametrize("form", FORMS)
def test_news_without_a_date_comes_back_as_reported(
    form: str, store: Store, tmp_path: Path
) -> None:
    text = "Judge frees three managers\n\nA judge has freed three managers of the ferry company.\n"
    day = datetime.date(2024, 5, 6)
    found = analyze(text, day)
    reported = [event for event in found.events if event.is_reported]
    assert reported
    store.articles.add(
        Document(text, published=to_partial_date(day), published_from="given"), found
    )
    with copied(store, form, tmp_path / "two.sqlite") as copied_store:
        assert dump_library(copied_store) == dump_library(store)
        events = copied_store.articles.get(1).analysis.events
        assert [event for event in events if event.is_reported] == reported
        assert {(event.first_day, event.time) for event in reported} == {(day, None)}


@pytest.mark.parametrize("form", FORMS)
def test_coming_back_twice_doubles_nothing(form: str, store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "A word of theirs.")
    before = dump_library(store)
    copy_export(store, store, form, accept=False)
    assert store.proposals.list() == []
    assert dump_library(store) == before


def test_annotations_of_another_program_are_notes_on_the_page_they_name(store: Store) -> None:
    page = "https://coastwire.example/pilots"
    store.articles.add(replace(document(), source=page), analysis())
    annotation = f"""{{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation",
        "motivation": "commenting", "creator": {{"id": "urn:onrecord:reader", "name": "Reader"}},
        "body": [{{"type": "TextualBody", "value": "Who counted?",
        "purpose": "commenting"}}, {{"type": "TextualBody", "value": "count",
        "purpose": "tagging"}}],
        "target": {{"source": "{page}?utm_source=feed", "selector": {{"type": "TextQuoteSelector",
        "exact": "say 50% of them", "prefix": "training, "}}}}}}"""
    [item] = read_all_bytes(annotation.encode(), "note.jsonld")
    assert isinstance(item, ImportItem)
    assert store.imports.add(item, None).known
    assert store.notes.list() == []
    accept_everything(store)
    [note] = store.notes.list()
    assert (TEXT[note.start : note.end], note.body, note.tags) == (
        "say 50% of them", "Who counted?", ("count",),
    )  # fmt: skip
    assert note.author == ""
