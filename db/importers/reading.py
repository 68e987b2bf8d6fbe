"""Choice of the importer for each kind of file; items are read lazily, when they are called."""

from db.errors_errors import ImportingError
from db.importers.decoding import decode
from db.importers.models import Incoming, Items
from db.importers.registry import Kind
from db.models import Document


def items_of(data: bytes, name: str, kind: Kind) -> Items:
    """Yield the items of a file's bytes; raises ImportingError if the rest cannot be read."""
    match kind:
        case "mail" | "mailbox":
            from db.importers import email

            read = email.mail_items if kind == "mail" else email.mailbox_items
            yield from read(data, name)
        case "feed":
            from db.importers.feeds import feed_items

            yield from feed_items(data, name)
        case "epub":
            from db.importers.epub import epub_items

            yield from epub_items(data, name)
        case "warc":
            from db.importers.warc import warc_items

            yield from warc_items(data, name)
        case "json" | "jsonl" | "csv":
            from db.importers import tabular

            readers = {
                "json": tabular.json_items, "jsonl": tabular.json_line_items, "csv": tabular.csv_items
            }  # fmt: skip
            yield from readers[kind](decode(data), name)
        case "pocket page":
            from db.importers.reading_lists import pocket_page_items

            yield from pocket_page_items(decode(data), name)
        case _:
            yield lambda: Incoming(_document(data, name, kind))


def _document(data: bytes, name: str, kind: Kind) -> Document:
    """Read the single document of a file that is one article."""
    if kind == "pdf":
        from db.importers.pdf import pdf_document

        return pdf_document(data, name)
    if kind == "docx":
        from db.importers.docx import docx_document

        return docx_document(data, name)
    if kind == "mhtml":
        from db.importers.mhtml import mhtml_document

        return mhtml_document(data, name)
    text = decode(data)
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    if kind == "html":
        from db.importers.html import html_document  # 190 ms for its parsers

        return html_document(text, name)
    if kind == "markdown":
        from db.importers.markdown import markdown_document  # 35 ms

        return markdown_document(text, name)
    from db.importers.plain_text import plain_document

    return plain_document(text, name)
