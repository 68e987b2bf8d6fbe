"""Everything that a reader typed comes back from an export into an empty store."""

import inspect
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import clean
from analysis.structs import replace
from db import Document, Store
from db.corrections import Change, EntityRef, RemoveQuotation, RenameEntity, SetLabel, SetSpeaker
from db.exporters import ExportQuery, Selection, render
from db.importers import ImportItem
from db.models import NOTE_COLORS, TAG_COLORS, VERDICTS, NoteDraft, ReadingState, ReadState
from db.original_marks import OriginalMark
from db.repositories.articles import MetadataChanges
from db.wire_records import WireRecord
from tests.support.copied_library import copy_export
from tests.support.findings import TEXT, analysis, document, span
from tests.support.thoroughness import count_examples, one_in

FORMS = ("jsonl", "json", "annotations")

READ_STATES: tuple[ReadState, ...] = ("unread", "reading", "read")
CORRECTIONS: list[tuple[Change, str]] = [
    (SetSpeaker(EntityRef("Port Luna", "GPE")), "Pilots will walk out on"),
    (RemoveQuotation(), "“regrettable”"),
    (RenameEntity("Mara Ortiz-Vega"), "Mara Ortiz"),
    (RenameEntity("Mara O."), "Mara Ortiz"),
]
Draw = Callable[..., Any]

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(clean)
names = st.sampled_from(["Ferry", "ports", "ports/north", "Ports/North/pilots", "été", "a b", "#x"])


def copy_library(store: Store, form: str, path: Path, selection: Selection | None = None) -> Store:
    """Return a new store into which an export was imported, as `add --own` does."""
    copied = Store(path)
    copy_export(store, copied, form, selection)
    return copied


def dump_typed(store: Store) -> dict[str, list[Any]]:
    """Return the rows of all tables that a reader writes, with texts in the place of ids."""
    # hashes tell articles and references apart, and are not chosen by the store
    article = "(SELECT title || text || source FROM article WHERE id = {}.article) AS owner"
    queries = {
        "article": """SELECT title, byline, site, source, section, language, published,
            published_from, updated, origins, claimed_address, remark, part_of,
            added, text FROM article""",
        "reading_state": f"""SELECT {article.format("reading_state")}, position, state, starred,
            star_origin, bookmarks FROM reading_state
            WHERE (position, state, starred, bookmarks) != (0, 'unread', 0, '{{}}')""",
        "note": f"""SELECT {article.format("note")}, start, "end", exact, prefix, suffix, body,
            quotation, created, changed, verdict, starred, color, page, origin, author, compared,
            verdict_author,
            (SELECT json_group_array(name || origin || author)
                FROM (SELECT name, note_tag.origin, note_tag.author
                    FROM note_tag JOIN tag ON tag.id = tag WHERE note = note.id ORDER BY name))
            FROM note""",
        "tag": """SELECT name, color FROM tag WHERE color != ''
            OR id IN (SELECT tag FROM article_tag UNION SELECT tag FROM note_tag)""",
        "article_tag": f"""SELECT {article.format("article_tag")}, name, origin, author
            FROM article_tag JOIN tag ON tag.id = tag""",
        "draft": f"""SELECT {article.format("draft")}, start, "end", quotation, body, tags, verdict,
            starred, color, (SELECT body FROM note WHERE id = draft.note) FROM draft""",
        "collection": """SELECT name, created FROM collection""",
        "collection_article": f"""SELECT {article.format("collection_article")}, name, origin
            FROM collection_article JOIN collection ON collection.id = collection""",
        "saved_search": "SELECT name, query, is_filter, created, opened FROM saved_search",
        "correction": f"""SELECT {article.format("correction")}, kind, start, "end", exact, value,
            created, origin, author, row_number() OVER (PARTITION BY article ORDER BY id)
            FROM correction""",
        "wire_record": f"""SELECT {article.format("wire_record")}, wire_record.id, version, issued,
            status, note, embargo FROM wire_record""",
        "original": f"""SELECT {article.format("original")}, speaker, event, origin
            FROM original""",
        "correction_rule": """SELECT kind, words, value, created, origin, author,
            row_number() OVER (ORDER BY id) FROM correction_rule""",
    }
    with store._connection.read_transaction() as sqlite:
        return {
            table: sorted(sqlite.execute(query).fetchall(), key=repr)
            for table, query in queries.items()
        }


@contextmanager
def new_library() -> Iterator[tuple[Store, Path]]:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "one.sqlite") as store:
        yield store, Path(folder) / "two.sqlite"


def write_library(draw: Draw, store: Store) -> None:
    """Write random values with every repository by which a reader changes a store."""
    articles = []
    for number in range(draw(st.integers(1, 3))):
        text = f"{TEXT}\n{draw(words)} {number}"
        about = replace(
            document(text),
            title=draw(words),
            source=f"https://a.example/{draw(st.sampled_from([0, number]))}",
        )
        if draw(st.booleans()):
            about = replace(about, claimed_address="https://c.example/")
        if draw(st.booleans()):
            status = draw(st.sampled_from(["usable", "killed"]))
            about = replace(about, wire=WireRecord(f"urn:{number}", "2", status=status, note="x"))
        if draw(st.integers(0, 4)):
            articles.append(store.articles.add(about, analysis(text)).article)
        else:  # a reference without a text
            about = Document("", draw(words), source=f"https://b.example/{number}")
            articles.append(store.imports.add(ImportItem(about), None).article)
    for article in articles:
        write_article(draw, store, article)
    for name in draw(st.lists(names, max_size=2)):
        store.collections.add(name, draw(st.lists(st.sampled_from(articles), max_size=2)))
    for name in draw(st.lists(names, max_size=3)):
        with_color = [tag for tag, _ in store.tags.list() if draw(st.booleans())]
        if with_color:
            store.tag_edits.color(with_color, draw(st.sampled_from(TAG_COLORS)))
        store.search.save(name, draw(words) + " x", is_filter=draw(st.booleans()))
    for rule in draw(st.lists(st.sampled_from(["Port Luna", "Ortiz", "PORT LUNA"]), max_size=3)):
        store.corrections.add_rule(rule, SetLabel(draw(st.sampled_from(["ORG", "PERSON"]))))


def write_article(draw: Draw, store: Store, article: int) -> None:
    text = store.articles.text(article)
    offsets = st.integers(0, len(text))
    reader = draw(st.sampled_from(["", "Ana", "Bené"]))
    store.set_reader(lambda: reader)
    store.articles.set_tags(article, draw(st.lists(names | words, max_size=3)))
    if draw(st.booleans()):
        state = draw(st.sampled_from(READ_STATES))
        store.reading_state.save(article, ReadingState(draw(offsets), state))
        store.reading_state.set_flag("starred", article, draw(st.booleans()))
        bookmarks = draw(st.dictionaries(st.sampled_from("abcé'"), offsets, max_size=2))
        store.reading_state.save_bookmarks(article, bookmarks)
    if draw(st.booleans()):
        store.originals.mark([article], OriginalMark(draw(words | st.just("")), draw(words)))
    if draw(st.booleans()):
        edited = draw(st.none() | words | st.just(""))
        store.articles.set_metadata(
            article, MetadataChanges(title=edited or None, byline=edited, site=draw(words))
        )
        if text:
            store.articles.set_metadata(article, published=draw(st.just("") | st.dates()))
    notes = []
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted((draw(offsets), draw(offsets)))
        notes.append(
            store.notes.add(
                article, start, end, draw(words | st.just("")),
                tags=draw(st.lists(names | words, max_size=2)),
                verdict=draw(st.sampled_from(VERDICTS)), starred=draw(st.booleans()),
                color=draw(st.sampled_from(NOTE_COLORS)),
                page=draw(st.none() | st.integers(1, 999)),
                compared=draw(words | st.just("")),
            )
        )  # fmt: skip
    if text and draw(st.booleans()):
        quotation = analysis(text).quotations[0]
        store.notes.add(article, quotation.start, quotation.end, "Whose?", quotation=0)
    if draw(st.booleans()):
        note = draw(st.sampled_from([None, *(note.id for note in notes)]))
        store.notes.save_draft(
            NoteDraft(
                article,
                0,
                draw(offsets),
                note,
                None,
                draw(words),
                ("ports",),
                draw(st.sampled_from(VERDICTS)),
            )
        )
    if text:
        for change, found in draw(st.lists(st.sampled_from(CORRECTIONS), max_size=4)):
            store.corrections.add(article, *span(found), change)


@pytest.mark.parametrize("form", one_in(3, FORMS))
@settings(max_examples=count_examples(25), deadline=None)
@given(data=st.data())
def test_all_that_was_typed_comes_back_equal(form: str, data: st.DataObject) -> None:
    with new_library() as (store, path):
        write_library(data.draw, store)
        typed = dump_typed(store)
        with copy_library(store, form, path) as copied:
            assert dump_typed(copied) == typed
        copy_export(store, store, form, accept=False)
        assert store.proposals.list() == []
        assert dump_typed(store) == typed


def test_the_color_of_a_tag_that_only_stands_above_others_comes_back(
    store: Store, tmp_path: Path
) -> None:
    article = store.articles.add(document(), analysis()).article
    store.articles.set_tags(article, ["ports/north"])
    store.tag_edits.color(["ports"], "blue")
    with copy_library(store, "jsonl", tmp_path / "two.sqlite") as copied:
        assert [(tag.name, tag.color) for tag in copied.tags.tree()] == [
            ("ports", "blue"), ("ports/north", ""),
        ]  # fmt: skip


def test_an_import_leaves_the_colors_and_searches_of_the_store(
    store: Store, tmp_path: Path
) -> None:
    article = store.articles.add(document(), analysis()).article
    store.articles.set_tags(article, ["ports"])
    store.tag_edits.color(["ports"], "blue")
    store.search.save("Strikes", "strike")
    with Store(tmp_path / "two.sqlite") as target:
        target.articles.set_tags(target.articles.add(document(), analysis()).article, ["Ports"])
        target.tag_edits.color(["Ports"], "red")
        target.search.save("strikes", "walkout")
        copy_export(store, target, accept=False)
        assert [(tag.name, tag.color) for tag in target.tags.tree()] == [("Ports", "red")]
        assert [(found.name, found.query) for found in target.search.list_saved()] == [
            ("strikes", "walkout")
        ]


def test_the_same_words_marked_at_two_positions_stay_two(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    first, second = TEXT.index("said"), TEXT.rindex("said")
    for start in (first, second):
        store.notes.add(article, start, start + 4, "", color="green")
    with copy_library(store, "jsonl", tmp_path / "two.sqlite") as copied:
        assert [note.start for note in copied.notes.list()] == [first, second]


def test_an_export_of_one_article_has_no_saved_searches(store: Store) -> None:
    first = store.articles.add(document(), analysis()).article
    store.articles.set_tags(first, ["ports"])
    article = store.articles.add(document(f"{TEXT}More."), analysis(f"{TEXT}More.")).article
    store.articles.set_tags(article, ["secret"])
    store.tag_edits.color(["ports", "secret"], "red")
    store.collections.add("Mine", [article])
    store.search.save("Strikes", "strike")
    selection = ExportQuery((first,)).select(store)
    [line] = render(store, selection, "jsonl")
    assert json.loads(line)["library"] == {"tags": [{"name": "ports", "color": "red"}]}


COMPUTED = {
    "alias", "analysis_checkpoint", "analysis_state", "article_sketch", "article_vector",
    "commit_counter", "deferred_index", "entity", "event", "event_entity", "identity_block",
    "identity_candidate", "identity_entity", "identity_month", "import_log", "machine_analysis",
    "mention", "mention_type", "quotation", "quotation_shingle", "quotation_span",
    "quotation_speaker", "quotation_vector", "quote_group", "quote_group_member", "reason",
    "row_checksum", "staged_analysis", "statement_source", "time_expression", "vocabulary",
}  # fmt: skip
"""Tables that the program fills from the others, or that only concern this machine."""
PEOPLE = {
    "authority_entry", "authority_name", "identity", "identity_distinct", "identity_name",
    "identity_override",
}  # fmt: skip
"""Tables of which `test_people_round_trip` compares the contents."""
ONLY_IN_BACKUPS = {
    "article_version", "edit", "feed_article", "proposal", "trash", "watched_entry",
    "watched_source",
}  # fmt: skip
"""Tables that an export reports as left out, and the history of edits."""
COMPUTED_COLUMNS = {
    "article": {"id", "sha256", "words", "quotations", "events", "folded", "address",
                "retrieved_from", "duplicate_group"},
    "reading_state": {"article", "view"},
    "draft": {"article", "note", "changed"},
    "saved_search": {"id", "seen"},
}  # fmt: skip
IDS = {"id", "article", "tag", "collection"}
"""Columns that are not compared by name: computed, of this machine, or compared otherwise."""


def test_every_table_and_column_is_compared_or_named_here(store: Store) -> None:
    typed = {*dump_typed(store), "note_tag"}
    tables = {
        name
        for name in store.tables()
        if "_fts" not in name and not name.startswith(("sqlite_", "_sqlite"))
    }
    views = {"article_metadata", "event_with_day", "quotation_attributed",
             "quotation_speaker_name", "repeated_quotes", "timeline", "weak_quotation",
             "who_said_what"}  # fmt: skip
    assert tables - views == typed | COMPUTED | PEOPLE | ONLY_IN_BACKUPS
    named = inspect.getsource(dump_typed)
    with store._connection.read_transaction() as sqlite:
        columns = {
            (table, column)
            for table in typed - {"note_tag"}
            for _, column, *_ in sqlite.execute(f"PRAGMA table_info({table})")
            if column not in COMPUTED_COLUMNS.get(table, IDS)
        }
    missing = [each for each in columns if not re.search(rf"\b{each[1]}\b", named)]
    assert missing == []
