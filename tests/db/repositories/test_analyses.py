"""The text of an article is stored before its analysis, and the store knows what is missing."""

import sqlite3
from contextlib import closing

import pytest

from analysis import Analysis, StageFailure, analyze, redate
from analysis.models import TagWindow
from analysis.structs import replace
from db import NotFound, Store
from db.corrections import EntityRef, RenameEntity, SetSpeaker
from db.errors import ImportingError
from db.importers import Highlight, ImportItem
from db.ingest import IngestService
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span

FAILED = (StageFailure("events", "internal error", "Traceback …"),)
INCOMING = ImportItem(document(), ("port",), highlights=(Highlight("a café", "Which?"),))
LATER = f"{TEXT}\nMore pilots have joined them since, the harbour office said in the evening.\n"


@pytest.fixture
def pending(store: Store) -> int:
    added = store.imports.add(INCOMING, None)
    assert added.is_pending
    assert not added.known
    return added.article


def incomplete(analysis: Analysis) -> Analysis:
    return replace(analysis, events=(), failures=FAILED)


def test_a_text_can_be_read_searched_and_annotated_before_it_is_analyzed(
    store: Store, pending: int
) -> None:
    assert store.articles.row(pending).analysis_state == "pending"
    assert store.articles.text(pending) == TEXT
    answer = store.search.execute("bucket", "rank", 5)
    assert [(hit.kind, hit.article) for hit in answer.hits] == [("article", pending)]
    assert store.articles.row(pending).tags == ("port",)
    assert [note.body for note in store.notes.list(pending)] == ["Which?"]
    store.notes.add(pending, *span("got a bucket"), "Whose?")
    assert store.articles.get(pending).analysis.quotations == ()
    assert {failure.reason for failure in store.articles.get(pending).analysis.failures} == {
        "not analyzed yet"
    }
    assert store.articles.list_incomplete() == [(pending, "pending")]


def test_an_analysis_stored_later_is_as_one_stored_at_once(store: Store, pending: int) -> None:
    quoted = span("We have asked for a café")
    correction = SetSpeaker(EntityRef("Olu Bello", "PERSON"))
    store.corrections.add(pending, *quoted, correction)
    store.notes.add(pending, *span("“regrettable”"), "says who?")
    assert store.analyses.save(pending, analysis()) == "saved"
    assert store.articles.row(pending).analysis_state == "complete"
    assert store.articles.list_incomplete() == []
    assert len(store.notes.list(pending)) == 2

    second_store = Store(store.path.with_name("other.sqlite"))
    with second_store:
        once = second_store.articles.add(document(), analysis()).article
        second_store.corrections.add(once, *quoted, correction)
        assert store.articles.get(pending).analysis == second_store.articles.get(once).analysis
        assert store.corrections.machine_analysis(
            pending
        ) == second_store.corrections.machine_analysis(once)
        assert store.articles.row(pending).quotations == second_store.articles.row(once).quotations
        assert len(store.identities.rows()) == len(second_store.identities.rows())


def test_adding_a_pending_text_again_says_that_it_is_pending(store: Store, pending: int) -> None:
    again = store.imports.add(INCOMING, None)
    assert (again.article, again.known, again.is_pending) == (pending, True, True)
    store.analyses.save(pending, analysis())
    assert not store.imports.add(INCOMING, None).is_pending


def test_failed_stages_are_stored_without_their_tracebacks(store: Store, pending: int) -> None:
    assert store.analyses.save(pending, incomplete(analysis())) == "saved"
    assert store.articles.row(pending).analysis_state == "failed"
    (failure,) = store.articles.get(pending).analysis.failures
    assert (failure.stage, failure.reason, failure.traceback) == ("events", "internal error", "")
    assert store.articles.get(pending).analysis.quotations == analysis().quotations
    assert store.corrections.machine_analysis(pending).failures == FAILED

    assert store.analyses.save(pending, analysis()) == "saved"
    assert store.articles.get(pending).analysis == analysis()


def test_a_failed_analysis_does_not_replace_a_complete_one(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    assert store.analyses.save(article, incomplete(analysis())) == "kept"
    assert store.articles.get(article).analysis == analysis()


def test_a_new_version_is_pending_until_it_is_analyzed(store: Store) -> None:
    address = "https://coastwire.example/pilots"
    page = replace(document(), source=address, retrieved_from=address)
    article = store.imports.add(ImportItem(page), analysis()).article
    later = store.imports.add(ImportItem(replace(page, text=LATER)), None)
    assert (later.article, later.changed, later.is_pending) == (article, True, True)
    assert store.analyses.save(article, analysis()) == "outdated"
    assert store.articles.row(article).analysis_state == "pending"
    assert store.analyses.save(article, analysis(LATER)) == "saved"
    assert store.articles.get(article).analysis == analysis(LATER)


def test_tags_of_a_long_text_are_stored_until_its_analysis_is(store: Store, pending: int) -> None:
    checkpoint = store.analyses.checkpoint(pending)
    windows = [TagWindow(at, b"\1\2", b"\0\0", b"12345678") for at in (0, 2)]
    for window in windows:
        checkpoint.save("key", window)
    assert list(store.analyses.checkpoint(pending).load("key")) == windows
    assert list(checkpoint.load("of another text")) == []
    assert list(checkpoint.load("key")) == []

    checkpoint.save("key", windows[0])
    store.analyses.save(pending, analysis())
    assert list(checkpoint.load("key")) == []


def test_a_deleted_article_leaves_no_state_behind(store: Store, pending: int) -> None:
    store.analyses.checkpoint(pending).save("key", TagWindow(0, b"\1", b"\0", b"1234"))
    store.articles.delete(pending)
    assert store.articles.list_incomplete() == []
    assert list(store.analyses.checkpoint(pending).load("key")) == []
    store.analyses.checkpoint(pending).save("key", TagWindow(0, b"\1", b"\0", b"1234"))
    with pytest.raises(NotFound):
        store.analyses.save(pending, analysis())


def test_a_reference_without_a_title_and_an_address_is_refused(store: Store) -> None:
    with pytest.raises(ImportingError, match="no title and no address"):
        store.imports.add(ImportItem(document("", PUBLISHED)), None)
    assert store.articles.count() == 0


@pytest.mark.parametrize(
    "failures",
    [
        "",
        "{",
        "7",
        "[7]",
        '[{"stage": "magic", "reason": "x"}]',
        '[{"stage": "names"}]',
        "[" * 9999,
    ],
)
def test_failures_that_another_program_wrote_do_not_close_the_article(
    store: Store, pending: int, failures: str
) -> None:
    store.analyses.save(pending, incomplete(analysis()))
    with closing(sqlite3.connect(store.path)) as sqlite, sqlite:
        sqlite.execute("UPDATE analysis_state SET failures = ?", (failures,))
    found = store.articles.get(pending).analysis
    assert found.quotations == analysis().quotations
    assert {failure.reason for failure in found.failures} == {"unknown reason"}


def test_the_findings_of_another_version_stay_until_the_article_is_analyzed_again(
    store: Store,
) -> None:
    computed = redate(analyze(TEXT, PUBLISHED), PUBLISHED)
    earlier = redate(analysis(), PUBLISHED)  # as another version of the program found them
    assert computed != earlier
    article = store.articles.add(document(), earlier).article
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz"))
    before = store.articles.get(article).analysis
    path = store.path
    store.close()
    with Store(path) as again:
        assert list(IngestService(again).run_all([])) == []
        assert again.articles.list_incomplete() == []
        assert again.articles.get(article).analysis == before
        assert again.corrections.machine_analysis(article) == earlier
        assert again.analyses.save(article, computed) == "saved"
        after = again.articles.get(article).analysis
        assert "Mara M. Ortiz" in {entity.name for entity in after.entities}
        assert len(again.corrections.list_of_article(article)) == 1
        assert again.corrections.machine_analysis(article) == computed
