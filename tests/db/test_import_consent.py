"""A file changes nothing of stored articles that the reader did not ask for."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from analysis import analyze
from analysis.partial_dates import to_partial_date
from db import Document, NotFound, Store
from db.exporters import Selection, render
from db.importers import ImportItem
from db.ingest import IngestService
from db.models import NoteDraft
from db.proposal_acceptance import accept_proposals
from db.tasks import FileSlice, MetadataOverrides, TaskResult
from tui.proposed_change_text import describe_proposal

TEXT = """The harbor of Skarvik stays closed until June, the port office said on Monday.

“We cannot repair a quay that is no longer there,” said Petra Holm, the mayor of Skarvik.

The pilots were told in a letter. “No one asked us,” said Nils Berg, who speaks for them.
"""
DAY = datetime.date(2026, 3, 9)
OTHER_TEXT = """A ferry ran aground near Skarvik on Tuesday, the coast guard said.

“The engine failed twice,” said Eva Lund, its captain.
"""
FORGED = "Forged Speaker"
ORIGIN = f"{datetime.date.today()} theirs.jsonl"
# the log of files that were read is no data of the reader
OF_THE_PROGRAM = ("proposal", "import_log", "row_checksum", "commit_counter", "sqlite_sequence")


@pytest.fixture
def library(store: Store) -> Store:
    """A library of one article with a note, a tag, a collection, a correction rule and a search."""
    document = Document(
        TEXT, "Harbor closed", source="https://a.example/harbor", published=to_partial_date(DAY)
    )
    article = store.articles.add(document, analyze(TEXT, DAY)).article
    store.articles.set_tags(article, ["harbor"])
    store.collections.add("Ports", [article])
    start = TEXT.index("the port office")
    store.notes.add(article, start, start + len("the port office"), "Call them.", tags=["call"])
    store.search.save("Closed", "closed")
    return store


def export_record(store: Store) -> dict[str, Any]:
    record: dict[str, Any] = json.loads("".join(render(store, Selection(), "jsonl")))
    return record


def note_of(words: str, body: str, **fields: object) -> dict[str, Any]:
    start = TEXT.index(words)
    span = {"start": start, "end": start + len(words), "exact": words, "prefix": "", "suffix": ""}
    moment = "1999-01-01T00:00:00+00:00"
    return {"by": "reader", **span, "body": body, "tags": [], "verdict": "", "starred": False,
            "color": "yellow", "quotation": None, "created": moment, "changed": moment,
            **fields}  # fmt: skip


def hostile_record(store: Store) -> dict[str, Any]:
    """An export of the same article that tries to change everything about it."""
    record = export_record(store)
    [own] = record["notes"]
    forged = json.loads(json.dumps(record["machine"]).replace("Petra Holm", FORGED))
    for quotation in record["quotations"]:
        quotation |= {"speaker": FORGED, "origin": "user"}
    words = "We cannot repair"
    correction = {
        "by": "reader", "kind": "speaker", "start": TEXT.index(words), "exact": words,
        "end": TEXT.index(words) + len(words), "created": "2020-01-01T00:00:00+00:00",
        "value": {"who": {"name": FORGED, "label": "PERSON", "at": None}, "called": ""},
    }  # fmt: skip
    rule = {
        "by": "reader", "kind": "label", "words": "Skarvik", "value": {"label": "PERSON"},
        "created": "2020-01-01T00:00:00+00:00",
    }  # fmt: skip
    link = ["0" * 64, "forged"]
    return record | {
        "id": 1, "title": "Harbor open", "published": "1999-01-01", "published_from": "given",
        "origins": {"title": "given", "byline": "given"}, "byline": "Another Writer",
        "tags": ["harbor", "paid"], "starred": True, "state": "read", "position": 50,
        "bookmarks": {"z": 3}, "collections": ["Ports", "Theirs"], "by": "reader",
        "imported": {"tags": {"paid": ""}, "starred": ""},
        "notes": [
            note_of("No one asked us", "I lied here.", id=own.get("id", 1), author="you",
                    origin="", tags=["call", "lie"]),
            {**own, "verdict": "disputed", "starred": True, "color": "red"},
            note_of("the port office", "Never call them.", start=10**6, end=10**6 + 3),
        ],
        "draft": {"start": 0, "end": 5, "body": "Unfinished", "tags": ["d"], "note": None,
                  "verdict": "checked", "starred": True, "color": "red", "quotation": None},
        "corrections": [correction], "rules": [rule], "machine": forged,
        "trash": True, "trashed": "2020-01-01", "deleted": True, "accept": True, "is_own": True,
        "watched_sources": [{"kind": "feed", "address": "https://evil.example/feed"}],
        "library": {
            "tags": [{"name": "harbor", "color": "red"}],
            "collections": [{"name": "Empty", "created": "2020-01-01T00:00:00+00:00"}],
            "saved_searches": [{"name": "Evil", "query": "x", "is_filter": True,
                                "created": "2020-01-01T00:00:00+00:00"}],
            "people": [{"links": [link], "keys": ["holm"], "distinct": []}],
            "names": [{"link": link, "name": FORGED}],
            "watched_sources": ["https://evil.example/feed"],
        },
    }  # fmt: skip


def dump_tables(store: Store) -> dict[str, list[Any]]:
    """Return the rows of all tables but those of the program."""
    with store._connection.read_transaction() as sqlite:
        names = [name for (name,) in sqlite.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%'"
        )]  # fmt: skip
        return {
            name: sqlite.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if name not in OF_THE_PROGRAM
        }


def add_file(
    store: Store, path: Path, *records: dict[str, Any], accept: bool = False, own: bool = False
) -> list[TaskResult]:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    overrides = MetadataOverrides(accept=accept or own, is_own=own)
    return list(IngestService(store).run_all([FileSlice(path, overrides=overrides)]))


def test_a_hostile_export_changes_nothing_but_proposals(library: Store, tmp_path: Path) -> None:
    before = dump_tables(library)
    [result] = add_file(library, tmp_path / "theirs.jsonl", hostile_record(library))
    assert (result.problem, result.known, result.is_pending) == ("", True, False)
    assert dump_tables(library) == before
    kinds = [proposal.kind for proposal in library.proposals.list()]
    assert result.proposals == len(kinds)
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "collection": 2, "color": 1, "correction": 1, "details": 1, "note": 4, "people": 1,
        "reading": 1, "rule": 1, "search": 1, "star": 1, "tag": 1,
    }  # fmt: skip
    assert FORGED not in {quotation.speaker for quotation in library.quotations()}


def test_the_findings_of_a_new_article_are_computed_here(library: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "other.sqlite") as source:
        document = Document(OTHER_TEXT, "Aground", published=to_partial_date(DAY))
        source.articles.add(document, analyze(OTHER_TEXT, DAY))
        record = export_record(source)
    forged = json.loads(json.dumps(record).replace("Eva Lund", FORGED))
    forged["text"] = OTHER_TEXT
    [result] = add_file(library, tmp_path / "theirs.jsonl", forged)
    assert (result.known, result.recomputed) == (False, True)
    speakers = {quotation.speaker for quotation in library.quotations()}
    assert "Eva Lund" in speakers
    assert FORGED not in speakers


def test_what_came_with_a_new_article_has_the_origin_of_its_file(
    library: Store, tmp_path: Path
) -> None:
    note = note_of("the port office", "Call them.", author="Ana Reis", origin="", tags=["call"])
    note |= {"start": 2, "end": 7, "exact": OTHER_TEXT[2:7]}
    record = export_record(library) | {
        "text": OTHER_TEXT, "title": "Aground", "source": "", "notes": [note], "tags": ["ferry"],
        "starred": True, "collections": ["Ports"], "origins": {"title": "given"}, "library": {},
    }  # fmt: skip
    [result] = add_file(library, tmp_path / "theirs.jsonl", record)
    article = result.article
    assert article is not None
    [stored] = library.notes.list(article)
    assert (stored.author, stored.origin) == ("Ana Reis", ORIGIN)
    assert stored.tag_origins == {"call": ORIGIN}
    origins = library.articles.origins(article)
    assert origins.tags == {"ferry": ORIGIN}
    assert origins.collections == {"Ports": ORIGIN}
    assert origins.starred == ORIGIN
    assert dict(library.articles.get(article).document.origins)["title"] == "metadata"
    for query in ("is:imported", "from:theirs", "from:REIS"):
        assert [note.id for note in library.notes(query)] == [stored.id], query
        assert [found.id for found in library.articles(query)] == [article], query
    assert [note.article for note in library.notes("-is:imported")] == [1]
    assert list(library.notes("from:mine")) == []
    library.reading_state.set_flag("starred", article, False)
    library.reading_state.set_flag("starred", article, True)
    assert library.articles.origins(article).starred == ""


def test_proposals_are_accepted_and_undone_as_one_edit(library: Store, tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    add_file(library, path, hostile_record(library))
    before = dump_tables(library)
    proposals = library.proposals.list()
    ids = [proposal.id for proposal in proposals]
    accepted = accept_proposals(library, ids, "command", "Accepted all")
    assert accepted.failed == ()
    assert accepted.accepted == len(ids)
    assert library.proposals.count() == 0
    row = library.articles.row(1)
    assert (row.title, row.starred, row.state) == ("Harbor open", True, "read")
    assert row.tags == ("harbor", "paid")
    notes = {note.body: note for note in library.notes.list(1)}
    assert set(notes) == {"Call them.", "I lied here.", "Never call them.", "Unfinished"}
    assert (notes["Call them."].verdict, notes["Call them."].origin) == ("disputed", "")
    assert (notes["I lied here."].author, notes["I lied here."].origin) == ("you", ORIGIN)
    lost = notes["Never call them."]
    assert TEXT[lost.start : lost.end] == "the port office"
    assert library.articles.origins(1).tags == {"paid": ORIGIN}
    assert [edit.description for edit in library.edits.list()] == ["Accepted all"]
    step = library.edits.undo()
    assert step is not None
    after = dump_tables(library)
    [note] = library.notes.list(1)
    assert (note.body, note.verdict, note.tags) == ("Call them.", "", ("call",))
    unchanged = ("article_tag", "note_tag", "collection_article", "correction",
                 "correction_rule", "saved_search", "quotation", "mention")  # fmt: skip
    for table in unchanged:
        assert after[table] == before[table], table
    assert library.articles.row(1).title == "Harbor closed"
    assert library.proposals.list() == proposals


@pytest.mark.parametrize(
    ("change", "described"),
    [
        ({"verdict": "disputed"}, "Note “Call them.”, disputed #call on “the port office”"),
        ({"starred": True}, "Note “Call them.”, starred #call on “the port office”"),
        ({"color": "red"}, "Note “Call them.”, red #call on “the port office”"),
        ({"body": ""}, "Highlight #call on “the port office”"),
    ],
)
def test_another_star_verdict_or_color_of_a_note_is_a_proposal_of_its_file(
    library: Store, tmp_path: Path, change: dict[str, Any], described: str
) -> None:
    record = export_record(library)
    [note] = record["notes"]
    before = library.notes.list(1)
    add_file(library, tmp_path / "theirs.jsonl", record | {"notes": [{**note, **change}]})
    [proposal] = library.proposals.list()
    assert (proposal.kind, Path(proposal.origin).name) == ("note", "theirs.jsonl")
    assert describe_proposal(proposal).startswith(described)
    assert library.notes.list(1) == before


def test_a_file_that_comes_again_proposes_nothing_twice(library: Store, tmp_path: Path) -> None:
    record = hostile_record(library)
    [first] = add_file(library, tmp_path / "theirs.jsonl", record)
    [again] = add_file(library, tmp_path / "copy.jsonl", record)
    assert (again.proposals, again.waiting, again.rejected) == (0, first.proposals, 0)
    rejected = library.proposals.reject_all([p.id for p in library.proposals.list()])
    assert rejected == first.proposals
    [third] = add_file(library, tmp_path / "again.jsonl", record)
    assert (third.proposals, third.waiting, third.rejected) == (0, 0, first.proposals)
    assert library.proposals.list() == []
    [wanted] = add_file(library, tmp_path / "again.jsonl", record, accept=True)
    assert wanted.proposals == first.proposals


def test_an_accepted_file_is_unchanged_when_it_comes_again(library: Store, tmp_path: Path) -> None:
    record = hostile_record(library)
    add_file(library, tmp_path / "theirs.jsonl", record)
    accept_proposals(library, [p.id for p in library.proposals.list()], "command")
    [again] = add_file(library, tmp_path / "copy.jsonl", record)
    kinds = [proposal.kind for proposal in library.proposals.list()]
    assert kinds == ["people"]  # nobody of the decision is in this library
    assert again.proposals == 1


def test_proposals_of_a_trashed_article_wait_with_it(library: Store, tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    add_file(library, path, hostile_record(library))
    path.unlink()  # the file is not needed any longer
    of_article = [p for p in library.proposals.list() if p.article]
    library.trash.move([1])
    assert all(p.article is None for p in library.proposals.list())
    with pytest.raises(NotFound):
        library.proposals.accept(of_article[0].id)
    library.trash.restore([1])
    assert [p for p in library.proposals.list() if p.article] == of_article
    assert library.proposals.accept(of_article[0].id).article == 1


def test_a_note_follows_its_words_into_a_text_that_changed(library: Store, tmp_path: Path) -> None:
    record = export_record(library)
    record["notes"].append(note_of("No one asked us", "Who is us?"))
    record["notes"].append(note_of("The pilots were told in a letter.", "Which letter?"))
    add_file(library, tmp_path / "theirs.jsonl", record)
    changed = f"Updated.\n\n{TEXT}".replace("The pilots were told in a letter. ", "")
    page = Document(changed, "Harbor closed", source="https://a.example/harbor",
                    retrieved_from="https://a.example/harbor")  # fmt: skip
    assert library.imports.add(ImportItem(page), None).changed
    for proposal in library.proposals.list(1):
        library.proposals.accept(proposal.id)
    notes = {note.body: note for note in library.notes.list(1)}
    found = notes["Who is us?"]
    assert changed[found.start : found.end] == "No one asked us"
    lost = notes["Which letter?"]
    assert (lost.start, lost.end, lost.exact) == (0, 0, "The pilots were told in a letter.")


def test_a_file_of_the_readers_own_changes_nothing_and_says_so(
    library: Store, tmp_path: Path
) -> None:
    library.notes.save_draft(NoteDraft(1, 0, 5, None, None, "Unfinished"))
    library.reading_state.set_flag("starred", 1, True)
    before = dump_tables(library)
    [result] = add_file(library, tmp_path / "mine.jsonl", export_record(library))
    assert (result.known, result.proposals, result.waiting, result.rejected) == (True, 0, 0, 0)
    assert dump_tables(library) == before


def test_the_origins_of_an_export_hold_only_for_the_readers_own(
    library: Store, tmp_path: Path
) -> None:
    record = export_record(library)
    record["notes"][0] |= {"by": "file", "origin": "2020-01-02 first.jsonl", "author": "Ana"}
    record["imported"] = {"tags": {"harbor": "2020-01-02 first.jsonl"}}
    for own, origin in ((True, "2020-01-02 first.jsonl"), (False, ORIGIN)):
        with Store(tmp_path / f"{own}.sqlite") as target:
            add_file(target, tmp_path / "theirs.jsonl", record, own=own)
            assert [note.origin for note in target.notes.list()] == [origin]
            assert target.articles.origins(1).tags == {"harbor": origin}
