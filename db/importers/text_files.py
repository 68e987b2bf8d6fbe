"""Import of texts and pages: one document, or the articles of a news database."""

from typing import Literal

from db.errors import ImportingError
from db.importers.models import ImportItem, ItemReaders
from db.importers.news_articles import has_export_signs
from db.serialization import PAGE_MARK


def read_text(text: str, name: str, kind: Literal["text", "html"]) -> ItemReaders:
    """Read a text or a page; raises ImportingError for one without words."""
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    if has_export_signs(text):
        from db.importers.news_databases import read_export

        found = read_export(text, name, is_markup=kind == "html")
        if found is not None:
            yield from found
            return
    if kind == "html" and PAGE_MARK in text:
        from db.importers.own_exports import read_exported_page

        yield from read_exported_page(text, name)
    elif kind == "html":
        from db.importers.html import read_html  # 190 ms for its parsers

        yield lambda: ImportItem(read_html(text, name))
    else:
        from db.importers.plain_text import read_plain
        from db.importers.prose import describe_non_prose  # 10 ms for its patterns

        if refusal := describe_non_prose(text):
            raise ImportingError(refusal)
        yield lambda: ImportItem(read_plain(text, name))
