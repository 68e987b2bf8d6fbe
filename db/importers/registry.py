"""Choice of the importer for each kind of file; items are read lazily, when they are called.

This runs in the sandbox (`db.importers.sandbox`), after `db.importers.detection`.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Literal

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.detection import ENDINGS, TAGGED_KINDS, FileKind, detect_kind
from db.importers.encodings import decode
from db.importers.file_ends import CUT_OFF, is_cut_off
from db.importers.models import ImportItem, ImportProblem, ItemReaders

_HERE = "db.importers"
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


class Importer(Struct, frozen=True):
    """The function that reads a kind of file: its module here and its name.

    It takes the bytes, or with `takes_text` the decoded text, and the name; then the kind, or the
    function that reads attached files, as `needs` says. It returns readers of items, unless
    `returns` says otherwise. `preloads` are further modules that it imports.
    """

    module: str
    function: str
    takes_text: bool = False
    needs: Literal["", "kind", "read_file"] = ""
    returns: Literal["items", "item", "document"] = "items"
    preloads: tuple[str, ...] = ()


IMPORTERS: Mapping[FileKind, Importer] = {
    "text": Importer(
        "text_files", "read_text", True, "kind", preloads=("db.importers.plain_text",)
    ),
    "html": Importer("text_files", "read_text", True, "kind", preloads=(f"{_HERE}.html",)),
    "markdown": Importer("markdown", "read_markdown", True, returns="item"),
    "pdf": Importer("pdf", "read_pdf", returns="item", preloads=("pypdfium2",)),
    "epub": Importer("epub", "read_epub"),
    "docx": Importer("rich_text", "read_document", needs="kind", preloads=("mammoth",)),
    "odt": Importer("rich_text", "read_document", needs="kind"),
    "rtf": Importer("rich_text", "read_document", needs="kind"),
    "mhtml": Importer("web_archives", "read_mhtml"),
    "warc": Importer("web_archives", "read_warc", preloads=("warcio",)),
    "arc": Importer("web_archives", "read_warc", preloads=("warcio",)),
    "mail": Importer("mail", "read_mail", needs="read_file"),
    "mailbox": Importer("mail", "read_mailbox", needs="read_file"),
    "feed": Importer("feeds", "read_feed", preloads=("feedparser",)),
    "json": Importer("json_lists", "read_json", True),
    "jsonl": Importer("json_lists", "read_json_lines", True),
    "csv": Importer("tabular", "read_csv", True),
    "workbook": Importer("workbooks", "read_xlsx"),
    "bookmarks": Importer("bookmarks", "read_bookmarks_page", True),
    "enex": Importer("reading_lists", "read_enex"),
    "kindle": Importer("kindle", "read_clippings", True),
    "posts": Importer("posts", "read_archive", True),
    "bibtex": Importer("bibtex", "read_bibtex", True),
    **dict.fromkeys(TAGGED_KINDS, Importer("tagged_references", "read_tagged", True, "kind")),
    "reference xml": Importer("reference_xml", "read_xml_references"),
    "reference rdf": Importer("reference_rdf", "read_rdf_references"),
    "marc": Importer("marc", "read_marc"),
    "refi project": Importer("coding_projects", "read_refi"),
    "database": Importer("coding_projects", "read_database"),
    "factiva": Importer("news_databases", "read_factiva_xml"),
    "nitf": Importer("nitf", "read_nitf"),
    "newsml 1": Importer("newsml", "read_newsml_1"),
    "newsml-g2": Importer("newsml", "read_newsml_g2"),
    "vendor xml": Importer("vendor_xml", "read_vendor_xml"),
    "wire text": Importer("wire_text", "read_wire_text"),
    "transcript": Importer("subtitles", "read_transcript", True, returns="document"),
    "ass": Importer("subtitles", "read_substation", True, returns="document"),
    "ttml": Importer("subtitles", "read_ttml", returns="document"),
    "scc": Importer("closed_captions", "read_scenarist", True, returns="document"),
}
"""The importer of each kind, which is imported when a file of the kind is read."""


def preload_parsers(ending: str) -> None:
    """Import the parsers for files with an ending, which takes up to 0.3 s."""
    importer = IMPORTERS[ENDINGS.get(ending, "html")]
    for module in (f"{_HERE}.{importer.module}", *importer.preloads):
        with suppress(ModuleNotFoundError):  # reading a file reports it
            importlib.import_module(module)


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
    items = read_items(read_items_of_kind(data, name, kind), name, skip)
    for item in _remark_end(items) if is_cut_off(data, kind) else items:
        yield item
        if isinstance(item, ImportItem) or skip:
            unreadable = -1
        elif unreadable >= 0:
            unreadable += 1
            if unreadable == MOST_UNREADABLE:
                yield ImportProblem(name, NO_READABLE_ITEM)
                return


def _remark_end(
    items: Iterator[ImportItem | ImportProblem],
) -> Iterator[ImportItem | ImportProblem]:
    """Add a remark to the last item of a file that ends too early."""
    last: ImportItem | ImportProblem | None = None
    for item in items:
        if last is not None:
            yield last
        last = item
    if isinstance(last, ImportItem):
        remark = "; ".join(filter(None, (last.document.remark, CUT_OFF)))
        last = replace(last, document=replace(last.document, remark=remark))
    if last is not None:
        yield last


def read_items_of_kind(data: bytes, name: str, kind: FileKind) -> ItemReaders:
    """Yield the items of a file's bytes; raises ImportingError if the rest cannot be read."""
    importer = IMPORTERS[kind]
    read = getattr(importlib.import_module(f"{_HERE}.{importer.module}"), importer.function)
    content = decode(data) if importer.takes_text else data
    needed = {"kind": (kind,), "read_file": (read_items_of_kind,), "": ()}[importer.needs]
    match importer.returns:
        case "items":
            yield from read(content, name, *needed)
        case "item":
            yield lambda: read(content, name)
        case "document":
            yield lambda: ImportItem(read(content, name))


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
