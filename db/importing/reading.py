"""Choice of the importer for each kind of file; items are read lazily, when they are called."""

from db.importing.decoding import decode
from db.importing.errors import ImportingError
from db.importing.incoming import Incoming, Items
from db.importing.kinds import Kind
from db.records import Document


def items_of(data: bytes, name: str, kind: Kind) -> Items:
    """Yield the items of a file's bytes; raises ImportingError if the rest cannot be read."""
    match kind:
        case "mail" | "mailbox":
            from db.importing import mail

            read = mail.mail_items if kind == "mail" else mail.mailbox_items
            yield from read(data, name)
        case "feed":
            from db.importing.feeds import feed_items

            yield from feed_items(data, name)
        case "epub":
            from db.importing.epub import epub_items

            yield from epub_items(data, name)
        case "warc":
            from db.importing.warc import warc_items

            yield from warc_items(data, name)
        case "json" | "jsonl" | "csv":
            from db.importing import listed

            readers = {
                "json": listed.json_items, "jsonl": listed.json_line_items, "csv": listed.csv_items
            }  # fmt: skip
            yield from readers[kind](decode(data), name)
        case "pocket page":
            from db.importing.exports import pocket_page_items

            yield from pocket_page_items(decode(data), name)
        case _:
            yield lambda: Incoming(_document(data, name, kind))


def _document(data: bytes, name: str, kind: Kind) -> Document:
    """Read the single document of a file that is one article."""
    if kind == "pdf":
        from db.importing.pdf import pdf_document

        return pdf_document(data, name)
    if kind == "docx":
        from db.importing.docx import docx_document

        return docx_document(data, name)
    if kind == "mhtml":
        from db.importing.mhtml import mhtml_document

        return mhtml_document(data, name)
    text = decode(data)
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    if kind == "html":
        from db.importing.html import html_document  # 190 ms for its parsers

        return html_document(text, name)
    if kind == "markdown":
        from db.importing.markdown import markdown_document  # 35 ms

        return markdown_document(text, name)
    from db.importing.plain import plain_document

    return plain_document(text, name)
