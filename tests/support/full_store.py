"""A store with rows in every table that a reader or a file writes."""

import datetime
from pathlib import Path

from analysis import redate
from db import Document, Store
from db.corrections import RenameEntity
from db.corrections.models import SetLabel
from db.importers.models import ImportItem
from db.models import NoteDraft
from db.original_marks import OriginalMark
from db.repositories.watched_sources import WatchedEntry
from db.wire_records import WireRecord
from tests.reliability.editions import edition
from tests.support import correction_examples
from tests.support.edits import make_edit
from tests.support.findings import PUBLISHED, analysis, document, span
from tests.support.proposals import ADDRESS, CORRECTION, LATER, RULE


def fill_store(path: Path) -> None:
    """Write a store with everything."""
    with Store(path) as store:
        first = store.articles.add(document(), redate(analysis(), PUBLISHED)).article
        store.articles.add(correction_examples.document(), correction_examples.analysis())
        for number in range(10):
            store.articles.add(*edition(f"number {number}"))
        _annotate(store, first)
        _bring_by_file(store)
        _decide(store, first)
        make_edit(store, "trash", lambda: store.trash.move([5, 6, 7]))
        store.trash.delete_expired(90, datetime.date(2026, 3, 12))


def _annotate(store: Store, article: int) -> None:
    for number in range(3):
        store.notes.add(article + number, 0, 7, f"where? {number}", tags=["place"], starred=True)
    store.notes.add(5, 0, 9, "a note that goes to the trash", verdict="checked", color="red")
    make_edit(store, "tags", lambda: store.articles.tag([1, 2, 5, 6], ["strike", "Ports"]))
    make_edit(store, "star", lambda: store.reading_state.set_flag("starred", [1, 3], True))
    make_edit(store, "original", lambda: store.originals.mark([1, 5], OriginalMark("Mara Ortiz")))
    store.reading_state.set_state(article, "reading")
    store.reading_state.save_bookmarks(article, {"a": 12})
    store.tag_edits.color(["strike"], "red")
    store.collections.create("Harbor")
    store.collections.add("Harbor", [1, 2, 5])
    store.notes.save_draft(NoteDraft(article, 0, 6, body="not finished"))
    store.search.save("pilots", "pilots bucket")


def _bring_by_file(store: Store) -> None:
    text = "Ferry to close\n\nIt stops on Friday, the harbor said.\n"
    for later in ("", "It will open in May.\n", "It will open in June.\n"):
        page = Document(text + later, "Ferry", source=ADDRESS, wire=WireRecord("ferry-1"))
        store.imports.add(ImportItem(page, accept="May" in later), None)
    store.imports.add(ImportItem(document(), corrections=(CORRECTION,)), None)
    store.imports.add(ImportItem(document(LATER, None), rules=(RULE,)), None)
    store.imports.record_file("/news/pilots.txt", 700, 1, [1])
    source = store.watched_sources.add("feed", "https://coastwire.example/feed")
    entry = WatchedEntry("0" * 64, "tag:1", ADDRESS, "Pilots", "1" * 64, 1)
    store.watched_sources.replace_entries(source.id, [entry])


def _decide(store: Store, article: int) -> None:
    make_edit(
        store,
        "correction",
        lambda: store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz")),
    )
    store.corrections.add_rule("Anders Lind", SetLabel("ORG"))
    rows = store.identities.rows(sort="all", order="name")
    store.identities.merge(rows[0].id, rows[1].id)
    store.identities.split_articles(rows[4].id, [store.identities.articles(rows[4].id)[0].article])
    store.identities.mark_distinct(rows[2].id, rows[3].id)
    while store.identities.find_merge_candidates():
        pass
    store.analyses.stage([(9, analysis(store.articles.text(9)))])
