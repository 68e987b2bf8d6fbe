"""Records and annotations with values that cannot be: refused, and nothing of them stored."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.structs import replace
from db import Store
from db.corrections import EntityRef, RemoveQuotation, RenameEntity, SetBounds, SetLabel, SetSpeaker
from db.errors import ImportingError
from db.exporters import Selection, render
from db.importers import ImportItem, ImportProblem, read_all_bytes
from db.importers.onrecord_json import item_from_record
from tests.support.copied_library import accept_everything
from tests.support.findings import analysis, document, span

ODD: list[object] = [None, -1, 10**6, 10**30, 1.5, True, "x", "3", [], {}, [[]], [1], "2021-03-03"]
REFUSED = [
    # a place in a record, and its value
    (("position",), -1),
    (("position",), "far"),
    (("notes", 0, "start"), -1),
    (("notes", 0, "end"), "there"),
    (("notes", 0, "start"), 10**30),
    (("notes", 0, "quotation"), []),
    (("notes", 0, "verdict"), "doubted"),
    (("corrections", 0, "start"), -1),
    (("corrections", 0, "end"), 10**30),
    (("corrections", 0, "kind"), "rumour"),
    (("corrections", 0, "value", "who", "label"), "x"),
    (("corrections", 0, "value", "who", "at", 0), "here"),
    (("corrections", 2, "value", "end"), 10**30),
    (("rules", 0, "value", "label"), "x"),
    (("rules", 0, "value", "label"), []),
    (("origins", "title"), "hearsay"),
    (("state",), 3),
    (("published",), "soon"),
    (("notes", 0, "origin"), "yesterday notes.jsonl"),
    (("notes", 0, "author"), 7),
    (("notes", 0, "tag_origins"), {"port": "2026-03-12"}),
    (("corrections", 0, "origin"), "2026-13-12 notes.jsonl"),
    (("rules", 0, "origin"), []),
    (("imported",), {"tags": {"port": "notes.jsonl"}}),
]


@pytest.fixture
def article_record(store: Store) -> dict[str, Any]:
    """An article as it is exported, with findings, a note, corrections and a rule."""
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "A word of theirs.", tags=["port"])
    event = span("Pilots will walk out on Friday")
    store.corrections.add(article, *event, SetSpeaker(EntityRef("Port Luna", "ORG", (0, 5))))
    store.corrections.add(article, *span("“regrettable”"), RemoveQuotation())
    store.corrections.add(article, *event, SetBounds(*span("walk out on Friday")))
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara Ortiz-Vega"))
    store.corrections.add_rule("Port Luna", SetLabel("ORG"))
    exported: dict[str, Any] = json.loads("".join(render(store, Selection(), "jsonl")))
    return {**exported, "origins": {"title": "metadata"}}


def put(record: object, path_to_value: tuple[str | int, ...], value: object) -> Any:
    """A copy of a record with another value at a place."""
    spoilt = copy.deepcopy(record)
    *path, last = path_to_value
    part: Any = spoilt
    for key in path:
        part = part[key]
    part[last] = value
    return spoilt


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a record that has a value which is no list and no object."""
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in entries:
            yield from places(item, (*path, key))
    else:
        yield path


def read_record(record: object, name: str = "export.jsonl") -> ImportItem | ImportProblem:
    [item] = read_all_bytes(json.dumps(record).encode(), name)
    return item


def assert_sound(store: Store, article: int) -> None:
    """Check that everything stored of an article lies in its text."""
    stored = store.articles.get(article)
    length = len(stored.analysis.text)
    found = stored.analysis
    spans = [(mention.start, mention.end) for mention in found.mentions]
    spans += [(time.start, time.end) for time in found.times]
    spans += [(event.start, event.end) for event in found.events]
    for quotation in found.quotations:
        parts = (quotation.cue, quotation.source, quotation.addressee)
        spans += [*quotation.spans, *(part for part in parts if part)]
    spans += [(note.start, note.end) for note in store.notes.list(article)]
    spans.append((0, store.reading_state.get(article).position))
    for start, end in spans:
        assert type(start) is type(end) is int
        assert 0 <= start <= end <= length


def test_a_row_of_the_table_of_articles_gives_its_article_back() -> None:
    table = (
        "title,byline,language,text,state,published,published_from,wire_id,tags\n"
        "Pilots,Ida Quill,en,They left.,read,2021-03-03,metadata,,port; strike\n"
    )
    [item] = read_all_bytes(table.encode(), "articles.csv")
    assert isinstance(item, ImportItem)
    found = item.document
    assert (found.title, found.byline, found.text) == ("Pilots", "Ida Quill", "They left.")
    assert (str(found.published), found.published_from) == ("2021-03-03", "metadata")


@pytest.mark.parametrize(("path_to_value", "value"), REFUSED, ids=lambda value: repr(value)[:60])
def test_a_record_with_a_value_that_cannot_be_is_refused(
    path_to_value: tuple[str | int, ...], value: object, article_record: dict[str, Any]
) -> None:
    item = read_record(put(article_record, path_to_value, value))
    assert isinstance(item, ImportProblem)
    assert "damaged record of an OnRecord export" in item.message


@pytest.mark.slow
def test_any_value_in_any_place_is_refused_or_stored_sound(
    article_record: dict[str, Any], tmp_path: Path
) -> None:
    with Store(tmp_path / "other.sqlite") as store:
        of_article = [path for path in places(article_record) if path != ("onrecord",)]
        for number, path in enumerate(of_article):
            # a few values for each place, other ones for its neighbors
            for value in ODD[number % 4 :: 4]:
                try:
                    incoming = item_from_record(put(article_record, path, value), "export.jsonl")
                except ImportingError:
                    continue
                article = store.imports.add(incoming, None).article
                assert_sound(store, article)
                store.articles.delete(article)


@pytest.mark.parametrize(
    ("path_to_value", "value"),
    [
        (("position",), 10**6),
        (("corrections", 0, "end"), 10**6),
        (("corrections", 2, "value", "end"), 10**6),
        (("corrections", 2, "value", "start"), -1),
        (("notes", 0, "end"), 10**6),
    ],
)
def test_what_lies_beyond_the_text_is_brought_into_it_or_changes_nothing(
    path_to_value: tuple[str | int, ...],
    value: object,
    article_record: dict[str, Any],
    tmp_path: Path,
) -> None:
    item = read_record(put(article_record, path_to_value, value))
    assert isinstance(item, ImportItem)
    with Store(tmp_path / "other.sqlite") as store:
        assert_sound(store, store.imports.add(item, None).article)


# Web Annotation


def annotation(**selector: object) -> dict[str, Any]:
    """A note of another program on words of a page."""
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": "Who paid?", "purpose": "commenting"},
        "target": {
            "source": "https://coastwire.example/pilots",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "“regrettable”"},
                {"type": "TextPositionSelector", **selector},
            ],
        },
    }


@pytest.mark.parametrize("start", [-1, 10**30, "far", None, [], {}, 1e999])
def test_an_annotation_at_a_place_that_cannot_be_is_refused(start: object) -> None:
    item = read_record(annotation(start=start, end=12), "notes.jsonld")
    assert isinstance(item, ImportProblem)
    assert "no annotation with a quotation and a valid position" in item.message


@pytest.mark.parametrize(("start", "end"), [(10**6, 10**6 + 13), (5, 2), (0, 10**6)])
def test_an_annotation_beside_its_words_finds_them(start: int, end: int, store: Store) -> None:
    page = "https://coastwire.example/pilots"
    article = store.articles.add(replace(document(), source=page), analysis()).article
    item = read_record(annotation(start=start, end=end), "notes.jsonld")
    assert isinstance(item, ImportItem)
    store.imports.add(item, None)
    assert store.notes.list(article) == []
    accept_everything(store)
    (note,) = store.notes.list(article)
    assert (note.start, note.end) == span("“regrettable”")


@pytest.mark.parametrize("path", [("target",), ("target", "selector"), ("body",), ("motivation",)])
@pytest.mark.parametrize("value", [None, 3, "x", [], [3], [None], {}, [[]]])
def test_any_part_of_an_annotation_may_be_spoilt(path: tuple[str, ...], value: object) -> None:
    item = read_record(put(annotation(start=0, end=13), path, value), "notes.jsonld")
    if isinstance(item, ImportProblem):
        assert not re.search(r"Error|\n", item.message)
        assert "internal" not in item.message
    else:
        assert [highlight.exact for highlight in item.highlights] == ["“regrettable”"]
