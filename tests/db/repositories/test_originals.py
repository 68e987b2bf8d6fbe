"""Articles are marked as originals; the mark is found, exported, proposed and kept."""

from db import Store
from db.importers import ImportItem
from db.original_marks import OriginalMark
from tests.support.edits import make_edit
from tests.support.findings import analysis, document

DEBATE = OriginalMark("Mara Ortiz", "Harbor debate")


def store_sample(store: Store) -> int:
    return store.articles.add(document(), analysis()).article


def test_a_mark_names_a_speaker_and_an_event() -> None:
    assert OriginalMark.parse(" Mara  Ortiz;Harbor debate ") == DEBATE
    assert OriginalMark.parse("; Harbor debate") == OriginalMark("", "Harbor debate")
    assert DEBATE.describe() == "original of Mara Ortiz, Harbor debate"
    assert OriginalMark().describe() == "original"


def test_an_original_is_found_and_its_mark_is_undone(store: Store) -> None:
    article = store_sample(store)
    make_edit(store, "original", lambda: store.originals.mark([article], DEBATE))
    assert store.articles.list_ids("is:original") == [article]
    assert store.articles.row(article).original == DEBATE
    store.edits.undo()
    assert store.articles.list_ids("is:original") == []
    assert store.originals.list_ids() == []
    store.edits.redo()
    assert store.originals.list_marks([article]) == {article: DEBATE}


def test_an_original_stays_one_through_the_trash_and_a_new_version(store: Store) -> None:
    article = store_sample(store)
    store.originals.mark([article], DEBATE)
    store.trash.move([article])
    assert store.originals.list_ids() == []
    assert store.trash.load(article, 100).row.original == DEBATE
    store.trash.restore([article])
    later = document(document().text + "\nThe harbor reopens on Friday.\n")
    added = store.imports.add(ImportItem(later, accept=True, version_of=article), None)
    assert added.article == article
    assert store.articles.row(article).original == DEBATE


def test_a_file_proposes_the_mark_of_a_stored_article(store: Store) -> None:
    article = store_sample(store)
    item = ImportItem(document(), original=DEBATE, origin="2026-03-12 notes.jsonl")
    store.imports.add(item, None)
    assert store.articles.row(article).original is None
    [proposal] = store.proposals.list()
    store.proposals.accept(proposal.id)
    assert store.articles.row(article).original == DEBATE
    assert store.articles.origins(article).original == "2026-03-12 notes.jsonl"
    store.imports.add(item, None)
    assert store.proposals.list() == []
    store.originals.mark([article], OriginalMark("Anders Lind"))
    assert store.articles.origins(article).original == ""  # it is the reader's own now
