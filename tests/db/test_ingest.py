"""What comes in meets what is there: the same text, another version, a near copy, more about it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, NotFound, Store
from db.corrections import SpeakerIs, Who
from db.importers import Highlight, Incoming
from db.repositories.articles import Facts
from db.repositories.versions import compare
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span

PAGE = "https://coastwire.example/pilots"
LATER = TEXT.replace("Pilots will walk", "All pilots will walk") + (
    "More pilots have joined them since, the harbour office said later in the evening.\n"
)


def at(address: str, text: str = TEXT) -> Incoming:
    return Incoming(replace(document(text), source=address))


def found_in(text: str) -> Analysis:
    """The findings of TEXT; another text that they do not fit has none."""
    return analysis(text) if text.startswith(TEXT) else Analysis(text, PUBLISHED)


def take(store: Store, incoming: Incoming) -> int:
    return store.take(incoming, found_in(incoming.document.text)).article


def indexes_are_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path, isolation_level=None)) as sqlite:
        for index in ("article_fts", "quotation_fts", "event_fts", "note_fts", "article_about_fts"):
            sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        return bool(sqlite.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def test_a_known_text_gets_the_tags_and_notes_that_come_with_it(store: Store) -> None:
    article = take(store, Incoming(document(), ("port",)))
    more = Incoming(document(), ("strike",), True, "read", 9, (Highlight("a café", "Which?"),))
    added = store.take(more, None)
    assert (added.article, added.known, added.noted) == (article, True, 1)
    row = store.row(article)
    assert (row.tags, row.starred, row.state) == (("port", "strike"), True, "read")
    [note] = store.notes(article)
    assert TEXT[note.start : note.end] == "a café"
    assert store.take(more, None).noted == 0


def test_another_text_at_the_same_address_is_a_new_version(store: Store) -> None:
    article = take(store, at(f"{PAGE}?utm_source=feed"))
    kept = store.add_note(article, *span("got a bucket"), "Whose?", tags=["port"])
    gone = store.add_note(article, *span("say 50% of them"), "Who counted?")
    store.corrections.make(article, *span("Pilots will walk out on Friday"),
                           SpeakerIs(Who("Port Luna", "ORG")))  # fmt: skip
    store.save_reading_places(article, {"a": span("She")[0] if "She" in TEXT else 100})
    later = LATER.replace(", say 50% of them", "")
    added = store.take(at("http://www.coastwire.example/pilots/", later), found_in(later))

    assert (added.article, added.known, added.changed) == (article, False, True)
    assert store.count() == 1
    assert store.text(article) == later
    notes = {note.id: note for note in store.notes(article)}
    assert later[notes[kept.id].start : notes[kept.id].end] == "got a bucket"
    assert notes[gone.id].exact == "say 50% of them"
    assert notes[gone.id].start == notes[gone.id].end == 0
    [correction] = store.corrections.of(article)
    assert later[correction.start : correction.end].endswith("ilots will walk out on Friday")
    first, present = store.versions(article)
    assert (first.text, present.text, present.until) == (TEXT, later, None)
    assert [hit.article for hit in store.search("evening ")] == [article]
    assert indexes_are_sound(store.path)


def test_findings_corrections_and_people_follow_a_new_version(store: Store) -> None:
    article = take(store, at(PAGE))
    store.corrections.make(article, *span("Pilots will walk out on Friday"),
                           SpeakerIs(Who("Port Luna", "ORG")))  # fmt: skip
    later = f"{TEXT}More pilots have joined them since, the harbour office said in the evening.\n"
    store.take(at(PAGE, later), analysis(later))
    assert store.corrections.machine(article) == analysis(later)
    shown = store.article(article).analysis
    assert shown.entities[shown.quotations[0].speaker or 0].name == "Port Luna"
    assert [row.name for row in store.people.rows("ortiz")] == ["Mara Ortiz"]
    store.delete(article)
    assert indexes_are_sound(store.path)
    with pytest.raises(NotFound):
        store.versions(article)


def test_an_earlier_version_is_known_when_it_comes_again(store: Store) -> None:
    article = take(store, at(PAGE))
    take(store, at(PAGE, LATER))
    again = store.take(at(PAGE), None)
    assert (again.article, again.known) == (article, True)
    assert store.text(article) == LATER


def test_another_article_at_an_address_is_no_version(store: Store) -> None:
    first = take(store, at(PAGE))
    other = "The weather will stay dry. Nobody in the town expects any rain before the weekend.\n"
    assert take(store, at(PAGE, other)) != first
    assert len(store.versions(first)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=7&utm_medium=mail#top", "http://www.a.example/x?id=7"),
        ("https://m.a.example/x/", "https://a.example/x/index.html"),
        ("https://a.example:443/x", "https://a.example/x"),
    ],
)
def test_addresses_are_the_same_whatever_tells_readers_apart(one: str, other: str) -> None:
    from db.repositories.articles import address_key

    assert address_key(one) == address_key(other) != ""
    assert address_key("https://a.example/x?id=8") != address_key("https://a.example/x?id=7")
    assert address_key("pilots.txt") == address_key("javascript:x") == ""


def test_near_copies_are_kept_and_know_each_other(store: Store) -> None:
    report = (
        document().text + "The union has asked the town to pay for new boats before the autumn.\n"
    )
    first = take(store, Incoming(document(report)))
    copy = f"From our own desk. {report.replace('PORT LUNA, March 3 (Coastwire) – ', '')}"
    added = store.take(Incoming(document(copy)), found_in(copy))
    cut = report.partition("The union")[0]
    third = store.take(Incoming(document(cut)), found_in(cut))
    other = take(store, Incoming(Document("Nothing of all this was ever said, and the sea was calm "
                                          "that evening, so calm that gulls slept.",
                                          published=PUBLISHED)))  # fmt: skip
    assert (added.known, added.alike, third.alike) == (False, 1, 2)
    assert store.alike(first) == [added.article, third.article]
    assert store.alike(other) == []
    copies = {row.id: row.copies for row in store.articles()}
    assert copies == {first: 2, added.article: 2, third.article: 2, other: 0}
    store.delete(first)
    assert store.alike(added.article) == [third.article]
    assert store.row(third.article).copies == 1
    for article in (added.article, third.article, other):
        store.delete(article)
    with store._connection.reading() as sqlite:
        assert sqlite.execute("SELECT count(*) FROM article_sketch").fetchone() == (0,)


def test_a_reference_goes_to_the_article_that_it_is_of(store: Store) -> None:
    article = take(store, at(PAGE))
    reference = Incoming(Document("", "A title", source=f"{PAGE}/"), ("later",))
    assert store.known_incoming(reference) == article
    assert store.take(reference, None).known
    assert store.row(article).tags == ("later",)
    assert store.known_incoming(Incoming(Document("", source="https://else.example"))) is None

    excerpt = Incoming(
        Document("a café and got a bucket", document().title), excerpt=True,
        highlights=(Highlight("a café and got a bucket"),),
    )  # fmt: skip
    assert store.take(excerpt, None).article == article
    assert [note.exact for note in store.notes(article)] == ["a café and got a bucket"]


def test_facts_are_set_by_hand_and_say_so(store: Store) -> None:
    article = take(store, at(PAGE))
    store.set_facts(article, Facts(title="Boats", section="Harbour", source="https://b.example/1"))
    stored = store.article(article)
    assert (stored.row.title, stored.document.section) == ("Boats", "Harbour")
    assert dict(stored.document.origins)["title"] == "given"
    assert [row.id for row in store.articles("boats")] == [article]
    assert store.known_incoming(Incoming(Document("", source="https://b.example/1"))) == article
    assert {hit.article for hit in store.search("source:b.example ")} == {article}
    assert indexes_are_sound(store.path)
    with pytest.raises(NotFound):
        store.set_facts(99, Facts(title="x"))


def test_a_file_that_was_read_is_known_until_it_changes_or_an_article_goes(store: Store) -> None:
    article = take(store, Incoming(document()))
    store.keep_read("/news/a.mbox", 10, 5, [article])
    assert store.read_before("/news/a.mbox", 10, 5) == [article]
    assert store.read_before("/news/a.mbox", 11, 5) == []
    store.delete(article)
    assert store.read_before("/news/a.mbox", 10, 5) == []


def test_what_changed_is_told_by_words() -> None:
    before, after = "One two.\nIt was Monday in Luna.\n", "One two.\nIt was Friday in Luna.\nNew.\n"
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert [piece.text for piece in pieces if piece.kind == "gone"] == ["Monday"]
