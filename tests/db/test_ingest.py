"""Ingest of a stored text: a duplicate, another version, a near-duplicate, more metadata."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, NotFound, Store
from db.corrections import EntityRef, SetSpeaker
from db.importers import Highlight, ImportItem
from db.repositories.articles import MetadataChanges
from db.repositories.versions import diff_texts
from tests.support.copied_library import accept_everything
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span

PAGE = "https://coastwire.example/pilots"
LATER = TEXT.replace("Pilots will walk", "All pilots will walk") + (
    "More pilots have joined them since, the harbour office said later in the evening.\n"
)


def page_at(address: str, text: str = TEXT) -> ImportItem:
    """A page that was fetched from its address."""
    return ImportItem(replace(document(text), source=address, retrieved_from=address))


def found_in(text: str) -> Analysis:
    """The findings of TEXT; another text that they do not fit has none."""
    return analysis(text) if text.startswith(TEXT) else Analysis(text, PUBLISHED)


def ingest_item(store: Store, incoming: ImportItem) -> int:
    return store.imports.add(incoming, found_in(incoming.document.text)).article


def indexes_are_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path, isolation_level=None)) as sqlite:
        for index in (
            "article_fts",
            "quotation_fts",
            "event_fts",
            "note_fts",
            "article_metadata_fts",
        ):
            sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        return bool(sqlite.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def test_the_tags_and_notes_that_come_with_a_known_text_are_proposed(store: Store) -> None:
    article = ingest_item(store, ImportItem(document(), ("port",)))
    more = ImportItem(document(), ("strike",), True, "read", 9, (Highlight("a café", "Which?"),))
    added = store.imports.add(more, None)
    assert (added.article, added.known, added.notes_added) == (article, True, 0)
    assert store.articles.row(article).tags == ("port",)
    assert [proposal.kind for proposal in store.proposals.list()] == [
        "tag", "star", "reading", "note",
    ]  # fmt: skip
    accept_everything(store)
    row = store.articles.row(article)
    assert (row.tags, row.starred, row.state) == (("port", "strike"), True, "read")
    [note] = store.notes.list(article)
    assert TEXT[note.start : note.end] == "a café"
    assert store.imports.add(more, None).proposals == 0


def test_another_text_at_the_same_address_is_a_new_version(store: Store) -> None:
    article = ingest_item(store, page_at(f"{PAGE}?utm_source=feed"))
    bucket_note = store.notes.add(article, *span("got a bucket"), "Whose?", tags=["port"])
    gone = store.notes.add(article, *span("say 50% of them"), "Who counted?")
    store.corrections.add(article, *span("Pilots will walk out on Friday"),
                           SetSpeaker(EntityRef("Port Luna", "ORG")))  # fmt: skip
    store.reading_state.save_bookmarks(article, {"a": span("She")[0] if "She" in TEXT else 100})
    later = LATER.replace(", say 50% of them", "")
    added = store.imports.add(
        page_at("http://www.coastwire.example/pilots/", later), found_in(later)
    )

    assert (added.article, added.known, added.changed) == (article, False, True)
    assert store.articles.count() == 1
    assert store.articles.text(article) == later
    notes = {note.id: note for note in store.notes.list(article)}
    assert later[notes[bucket_note.id].start : notes[bucket_note.id].end] == "got a bucket"
    assert notes[gone.id].exact == "say 50% of them"
    assert notes[gone.id].start == notes[gone.id].end == 0
    [correction] = store.corrections.list_of_article(article)
    assert later[correction.start : correction.end].endswith("ilots will walk out on Friday")
    first, present = store.versions.list(article)
    assert (first.text, present.text, present.until) == (TEXT, later, None)
    assert [hit.article for hit in store.search.find("evening ")] == [article]
    assert indexes_are_sound(store.path)


def test_findings_corrections_and_people_follow_a_new_version(store: Store) -> None:
    article = ingest_item(store, page_at(PAGE))
    store.corrections.add(article, *span("Pilots will walk out on Friday"),
                           SetSpeaker(EntityRef("Port Luna", "ORG")))  # fmt: skip
    later = f"{TEXT}More pilots have joined them since, the harbour office said in the evening.\n"
    store.imports.add(page_at(PAGE, later), analysis(later))
    assert store.corrections.machine_analysis(article) == analysis(later)
    shown = store.articles.get(article).analysis
    assert shown.entities[shown.quotations[0].speaker or 0].name == "Port Luna"
    assert [row.name for row in store.identities.rows("ortiz")] == ["Mara Ortiz"]
    store.articles.delete(article)
    assert indexes_are_sound(store.path)
    with pytest.raises(NotFound):
        store.versions.list(article)


def test_an_earlier_version_is_known_when_it_comes_again(store: Store) -> None:
    article = ingest_item(store, page_at(PAGE))
    ingest_item(store, page_at(PAGE, LATER))
    again = store.imports.add(page_at(PAGE), None)
    assert (again.article, again.known) == (article, True)
    assert store.articles.text(article) == LATER


def test_another_article_at_an_address_is_no_version(store: Store) -> None:
    first = ingest_item(store, page_at(PAGE))
    weather = "The weather will stay dry. No one in the town expects any rain before the weekend.\n"
    assert ingest_item(store, page_at(PAGE, weather)) != first
    assert len(store.versions.list(first)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/x?id=7&utm_medium=mail#top", "http://www.a.example/x?id=7"),
        ("https://m.a.example/x/", "https://a.example/x/index.html"),
        ("https://a.example:443/x", "https://a.example/x"),
    ],
)
def test_addresses_are_equal_without_tracking_parameters(first: str, second: str) -> None:
    from db.web_addresses import normalize_url

    assert normalize_url(first) == normalize_url(second) != ""
    assert normalize_url("https://a.example/x?id=8") != normalize_url("https://a.example/x?id=7")
    assert normalize_url("pilots.txt") == normalize_url("javascript:x") == ""


def test_near_copies_are_kept_and_know_each_other(store: Store) -> None:
    report = (
        document().text + "The union has asked the town to pay for new boats before the autumn.\n"
    )
    first = ingest_item(store, ImportItem(document(report)))
    copy = f"From our own desk. {report.replace('PORT LUNA, March 3 (Coastwire) – ', '')}"
    added = store.imports.add(ImportItem(document(copy)), found_in(copy))
    cut = report.partition("The union")[0]
    third = store.imports.add(ImportItem(document(cut)), found_in(cut))
    text = (
        "Nothing of all this was ever said, and the sea was calm that evening, "
        "so calm that gulls slept."
    )
    undated = ingest_item(store, ImportItem(Document(text, published=to_partial_date(PUBLISHED))))
    assert (added.known, added.alike, third.alike) == (False, 1, 2)
    assert store.articles.near_duplicates(first) == [added.article, third.article]
    assert store.articles.near_duplicates(undated) == []
    copies = {row.id: row.copies for row in store.articles.list()}
    assert copies == {first: 2, added.article: 2, third.article: 2, undated: 0}
    store.articles.delete(first)
    assert store.articles.near_duplicates(added.article) == [third.article]
    assert store.articles.row(third.article).copies == 1
    for article in (added.article, third.article, undated):
        store.articles.delete(article)
    with store._connection.read_transaction() as sqlite:
        assert sqlite.execute("SELECT count(*) FROM article_sketch").fetchone() == (0,)


def test_a_reference_goes_to_the_article_that_it_is_of(store: Store) -> None:
    article = ingest_item(store, page_at(PAGE))
    reference = ImportItem(Document("", "A title", source=f"{PAGE}/"), ("later",))
    assert store.imports.find_existing(reference) == article
    assert store.imports.add(reference, None).known
    accept_everything(store)
    assert store.articles.row(article).tags == ("later",)
    assert (
        store.imports.find_existing(ImportItem(Document("", source="https://else.example"))) is None
    )

    excerpt = ImportItem(
        Document("a café and got a bucket", document().title), excerpt=True,
        highlights=(Highlight("a café and got a bucket"),),
    )  # fmt: skip
    assert store.imports.add(excerpt, None).article == article
    accept_everything(store)
    assert [note.exact for note in store.notes.list(article)] == ["a café and got a bucket"]


def test_metadata_set_by_the_reader_has_its_origin(store: Store) -> None:
    article = ingest_item(store, page_at(PAGE))
    store.articles.set_metadata(
        article, MetadataChanges(title="Boats", section="Harbour", source="https://b.example/1")
    )
    stored = store.articles.get(article)
    assert (stored.row.title, stored.document.section) == ("Boats", "Harbour")
    assert dict(stored.document.origins)["title"] == "given"
    assert [row.id for row in store.articles.list("boats")] == [article]
    assert (
        store.imports.find_existing(ImportItem(Document("", source="https://b.example/1")))
        == article
    )
    assert {hit.article for hit in store.search.find("source:b.example ")} == {article}
    assert indexes_are_sound(store.path)
    with pytest.raises(NotFound):
        store.articles.set_metadata(99, MetadataChanges(title="x"))


def test_a_file_that_was_read_is_known_until_it_changes_or_an_article_goes(store: Store) -> None:
    article = ingest_item(store, ImportItem(document()))
    store.imports.record_file("/news/a.mbox", 10, 5, [article])
    assert store.imports.articles_of_file("/news/a.mbox", 10, 5) == [article]
    assert store.imports.articles_of_file("/news/a.mbox", 11, 5) == []
    store.articles.delete(article)
    assert store.imports.articles_of_file("/news/a.mbox", 10, 5) == []


def test_a_change_is_described_in_words() -> None:
    before, after = "One two.\nIt was Monday in Luna.\n", "One two.\nIt was Friday in Luna.\nNew.\n"
    pieces = diff_texts(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert [piece.text for piece in pieces if piece.kind == "gone"] == ["Monday"]
