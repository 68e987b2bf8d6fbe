"""Choice of the importer for each kind of file; items are read lazily, when they are called.

This runs in the sandbox (`db.importers.sandbox`), after `db.importers.detection`.
"""

import importlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from db.errors import ImportingError
from db.importers.detection import ENDINGS, TAGGED_KINDS, FileKind, detect_kind
from db.importers.encodings import decode
from db.importers.models import ImportItem, ImportProblem, ItemReaders
from db.models import Document
from db.serialization import PAGE_MARK

_LISTS: frozenset[FileKind] = frozenset({"mailbox", "warc", "json", "jsonl", "csv", "posts"})
_MOST_HIGHLIGHTS = 10_000  # of an article
_LARGEST = 50_000_000  # bytes of a file that is one article
LARGEST_LIST = 500_000_000
"""Bytes of a mailbox, an archive or a list."""

MOST_UNREADABLE = 1_000
"""Items at the beginning of a file that cannot be read, after which the rest is not tried."""

NO_READABLE_ITEM = (
    f"has no article in its first {MOST_UNREADABLE:,} items; check its format and its ending"
)
_MODULES: dict[FileKind | None, tuple[str, ...]] = {
    None: ("html",), "html": ("html",), "mail": ("mail",), "mailbox": ("mail",),
    "markdown": ("markdown",), "csv": ("tabular",), "json": ("json_lists",),
    "jsonl": ("json_lists",),
    "epub": ("epub",), "mhtml": ("web_archives",), "feed": ("feeds", "feedparser"),
    "pdf": ("pdf", "pypdfium2"), "docx": ("rich_text", "mammoth"),
    "warc": ("web_archives", "warcio"), "arc": ("web_archives", "warcio"),
    "odt": ("rich_text",), "rtf": ("rich_text",), "bibtex": ("bibtex",),
    "marc": ("marc",), "posts": ("posts",), "kindle": ("kindle",),
    "reference xml": ("reference_xml",), "reference rdf": ("reference_rdf",),
    **dict.fromkeys(TAGGED_KINDS, ("tagged_references",)),
    "enex": ("reading_lists",), "workbook": ("workbooks",), "refi project": ("coding_projects",),
    "database": ("coding_projects",), "transcript": ("subtitles",),
    "ass": ("subtitles",), "ttml": ("subtitles",), "scc": ("closed_captions",),
    "nitf": ("nitf",), "newsml 1": ("newsml",), "newsml-g2": ("newsml",),
    "wire text": ("wire_text",), "vendor xml": ("vendor_xml",),
}  # fmt: skip
"""For each kind, the module here that parses it, and the optional library that this loads."""


def preload_parsers(ending: str) -> None:
    """Import the parsers for files with an ending, which takes up to 0.3 s."""
    module, *libraries = _MODULES.get(ENDINGS.get(ending), ("plain_text",))
    importlib.import_module(f"db.importers.{module}")
    for library in libraries:
        with suppress(ModuleNotFoundError):  # reading a file reports it
            importlib.import_module(library)


def read_detected(data: bytes, name: str, skip: int = 0) -> Iterator[ImportItem | ImportProblem]:
    """Detect the kind of a file's bytes, and read its items after the first `skip`."""
    try:
        kind = detect_kind(data, name)
        largest = LARGEST_LIST if kind in _LISTS else _LARGEST
        if len(data) > largest:
            raise ImportingError(f"is larger than {largest // 1_000_000} MB; split it")
    except ImportingError as error:
        yield ImportProblem(name, str(error))
        return
    unreadable = 0
    for item in read_items(read_items_of_kind(data, name, kind), name, skip):
        yield item
        if isinstance(item, ImportItem) or skip:
            unreadable = -1
        elif unreadable >= 0:
            unreadable += 1
            if unreadable == MOST_UNREADABLE:
                yield ImportProblem(name, NO_READABLE_ITEM)
                return


def read_items_of_kind(data: bytes, name: str, kind: FileKind) -> ItemReaders:
    """Yield the items of a file's bytes; raises ImportingError if the rest cannot be read."""
    match kind:
        case "mail" | "mailbox":
            from db.importers.mail import read_mail, read_mailbox

            read_messages = read_mail if kind == "mail" else read_mailbox
            yield from read_messages(data, name, read_items_of_kind)
        case "feed":
            from db.importers.feeds import read_feed

            yield from read_feed(data, name)
        case "epub":
            from db.importers.epub import read_epub

            yield from read_epub(data, name)
        case "mhtml":
            from db.importers.web_archives import read_mhtml

            yield from read_mhtml(data, name)
        case "warc" | "arc":
            from db.importers.web_archives import read_warc

            yield from read_warc(data, name)
        case "json" | "jsonl":
            from db.importers import json_lists

            read_list = json_lists.read_json if kind == "json" else json_lists.read_json_lines
            yield from read_list(decode(data), name)
        case "csv":
            from db.importers.tabular import read_csv

            yield from read_csv(decode(data), name)
        case "transcript" | "ass" | "scc" | "ttml":
            yield lambda: ImportItem(_read_subtitles(data, name, kind))
        case "markdown":
            yield lambda: _read_markdown(data, name)
        case "kindle":
            from db.importers.kindle import read_clippings

            yield from read_clippings(decode(data), name)
        case "posts":
            from db.importers.posts import read_archive

            yield from read_archive(decode(data), name)
        case "bookmarks":
            from db.importers.bookmarks import read_bookmarks_page

            yield from read_bookmarks_page(decode(data), name)
        case "bibtex":
            from db.importers.bibtex import read_bibtex

            yield from read_bibtex(decode(data), name)
        case "ris" | "refworks" | "endnote" | "medline" | "ovid" | "web of science":
            from db.importers.tagged_references import read_tagged

            yield from read_tagged(decode(data), name, kind)
        case "reference xml":
            from db.importers.reference_xml import read_xml_references

            yield from read_xml_references(data, name)
        case "reference rdf":
            from db.importers.reference_rdf import read_rdf_references

            yield from read_rdf_references(data, name)
        case "marc":
            from db.importers.marc import read_marc

            yield from read_marc(data, name)
        case "workbook":
            from db.importers.workbooks import read_xlsx

            yield from read_xlsx(data, name)
        case "refi project":
            from db.importers.coding_projects import read_refi

            yield from read_refi(data, name)
        case "database":
            from db.importers.coding_projects import read_database

            yield from read_database(data, name)
        case "enex":
            from db.importers.reading_lists import read_enex

            yield from read_enex(data, name)
        case "factiva":
            from db.importers.news_databases import read_factiva_xml

            yield from read_factiva_xml(data, name)
        case "nitf":
            from db.importers.nitf import read_nitf

            yield from read_nitf(data, name)
        case "newsml 1" | "newsml-g2":
            from db.importers import newsml

            read = newsml.read_newsml_1 if kind == "newsml 1" else newsml.read_newsml_g2
            yield from read(data, name)
        case "vendor xml":
            from db.importers.vendor_xml import read_vendor_xml

            yield from read_vendor_xml(data, name)
        case "wire text":
            from db.importers.wire_text import read_wire_text

            yield from read_wire_text(data, name)
        case "docx" | "odt" | "rtf":
            from db.importers.rich_text import read_document

            yield from read_document(data, name, kind)
        case "text" | "html":
            yield from _read_text(data, name, kind)
        case "pdf":
            yield lambda: _read_pdf(data, name)


def _read_pdf(data: bytes, name: str) -> ImportItem:
    """Read a PDF; raises ImportingError for an export whose articles cannot be told apart."""
    from db.importers.news_articles import is_unsplit_export
    from db.importers.pdf import read_pdf

    item = read_pdf(data, name)
    if is_unsplit_export(item.document.text):
        raise ImportingError(
            "is a PDF of several articles of a news database; export them again as Word or HTML"
        )
    return item


def _read_text(data: bytes, name: str, kind: Literal["text", "html"]) -> ItemReaders:
    """Read a text or a page: one document, or the articles of a news database."""
    text = decode(data)
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    from db.importers.news_articles import has_export_signs

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


def _read_subtitles(
    data: bytes, name: str, kind: Literal["transcript", "ass", "scc", "ttml"]
) -> Document:
    from db.importers import closed_captions, subtitles

    if kind == "ttml":
        return subtitles.read_ttml(data, name)
    read = {
        "transcript": subtitles.read_transcript, "ass": subtitles.read_substation,
        "scc": closed_captions.read_scenarist,
    }[kind]  # fmt: skip
    return read(decode(data), name)


def _read_markdown(data: bytes, name: str) -> ImportItem:
    text = decode(data)
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    from db.importers.markdown import read_markdown  # 35 ms

    return read_markdown(text, name)


def read_items(
    items: ItemReaders, name: str, skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read the items after the first `skip`; yield each problem in place of its item."""
    number = 0
    while True:
        try:
            item = next(items, None)
            if item is None:
                return
            number += 1
            if number <= skip:
                continue
            incoming = item()
            text = incoming.document.text
            if text and not any(map(str.isalnum, text)):
                raise ImportingError("has no words in it; choose another file")
            if len(incoming.highlights) > _MOST_HIGHLIGHTS:
                raise ImportingError(f"has more than {_MOST_HIGHLIGHTS:,} highlights; split it")
            yield incoming
        except ImportingError as error:
            label = f"{name}#{number}" if number > 1 else name
            yield ImportProblem(label, str(error))
        except RecursionError:
            yield ImportProblem(name, "is nested too deep; save it as text first")
        except (TypeError, LookupError, AttributeError, ValueError, ArithmeticError):
            # an unexpected failure of a reader must not stop the other items
            yield ImportProblem(f"{name}#{number}", "is damaged; export or save it again")
