"""Small stores in which readers worked, to be merged."""

from pathlib import Path

from analysis import Analysis
from db import Document, Store
from db.corrections import RenameEntity
from db.models import NoteDraft
from db.original_marks import OriginalMark
from tests.support.findings import analysis, document, span


def add_plain(store: Store, text: str, source: str = "") -> int:
    """Add an article without findings; return its id."""
    title = text.split(".")[0]
    return store.articles.add(Document(text, title, source=source), Analysis(text)).article


def write_annotated(path: Path) -> None:
    """Write a store of two articles with work of every kind."""
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        plain = add_plain(store, "The ferry stops. It will come back in May, the owner says.")
        store.notes.add(article, 0, 7, "where?", tags=["place"], starred=True, verdict="checked")
        store.notes.add(plain, 0, 9, "asked the owner", tags=["ferries"], color="red")
        store.articles.tag([article, plain], ["strike"])
        store.tag_edits.color(["strike"], "red")
        store.collections.add("Harbor", [article])
        store.reading_state.set_flag("starred", article, True)
        store.reading_state.set_state(article, "reading")
        store.reading_state.save_bookmarks(article, {"a": 12})
        store.notes.save_draft(NoteDraft(article, 0, 6, body="not finished"))
        store.originals.mark([plain], OriginalMark("Mara Ortiz"))
        store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz"))
