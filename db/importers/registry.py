"""Choice of the importer for each kind of file; items are read lazily, when they are called.

This runs in the sandbox (`db.importers.sandbox`), after `db.importers.detection`.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import suppress

from analysis.structs import replace
from db.errors import ImportingError, PluginError
from db.importers.detection import ENDINGS, TAGGED_KINDS, FileKind, detect_kind
from db.importers.encodings import decode
from db.importers.file_ends import CUT_OFF, is_cut_off
from db.importers.models import Importer, ImportItem, ImportProblem, ItemReaders
from db.importers.other_importers import (
    find_plugin_of_name,
    load_importer,
    read_other_items,
    recognize_file,
)

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


IMPORTERS: Mapping[FileKind, Importer] = {
    "text": Importer(
        f"{_HERE}.text_files:read_text", True, "kind", preloads=("db.importers.plain_text",)
    ),
    "html": Importer(f"{_HERE}.text_files:read_text", True, "kind", preloads=(f"{_HERE}.html",)),
    "markdown": Importer(f"{_HERE}.markdown:read_markdown", True, returns="item"),
    "pdf": Importer(f"{_HERE}.pdf:read_pdf", returns="item", preloads=("pypdfium2",)),
    "epub": Importer(f"{_HERE}.epub:read_epub"),
    "docx": Importer(f"{_HERE}.rich_text:read_document", needs="kind", preloads=("mammoth",)),
    "odt": Importer(f"{_HERE}.rich_text:read_document", needs="kind"),
    "rtf": Importer(f"{_HERE}.rich_text:read_document", needs="kind"),
    "mhtml": Importer(f"{_HERE}.web_archives:read_mhtml"),
    "warc": Importer(f"{_HERE}.web_archives:read_warc", preloads=("warcio",)),
    "mail": Importer(f"{_HERE}.mail:read_mail", needs="read_file"),
    "mailbox": Importer(f"{_HERE}.mail:read_mailbox", needs="read_file"),
    "feed": Importer(f"{_HERE}.feeds:read_feed", preloads=("feedparser",)),
    "json": Importer(f"{_HERE}.json_lists:read_json", True),
    "jsonl": Importer(f"{_HERE}.json_lists:read_json_lines", True),
    "csv": Importer(f"{_HERE}.tabular:read_csv", True),
    "workbook": Importer(f"{_HERE}.workbooks:read_xlsx"),
    "bookmarks": Importer(f"{_HERE}.bookmarks:read_bookmarks_page", True),
    "enex": Importer(f"{_HERE}.reading_lists:read_enex"),
    "posts": Importer(f"{_HERE}.posts:read_archive", True),
    "bibtex": Importer(f"{_HERE}.bibtex:read_bibtex", True),
    **dict.fromkeys(TAGGED_KINDS, Importer(f"{_HERE}.tagged_references:read_tagged", True, "kind")),
    "reference xml": Importer(f"{_HERE}.reference_xml:read_xml_references"),
    "refi project": Importer(f"{_HERE}.coding_projects:read_refi"),
    "database": Importer(f"{_HERE}.coding_projects:read_database"),
    "factiva": Importer(f"{_HERE}.news_databases:read_factiva_xml"),
    "nitf": Importer(f"{_HERE}.nitf:read_nitf"),
    "newsml 1": Importer(f"{_HERE}.newsml:read_newsml_1"),
    "newsml-g2": Importer(f"{_HERE}.newsml:read_newsml_g2"),
    "wire text": Importer(f"{_HERE}.wire_text:read_wire_text"),
    "transcript": Importer(f"{_HERE}.subtitles:read_transcript", True, returns="document"),
    "ass": Importer(f"{_HERE}.subtitles:read_substation", True, returns="document"),
    "ttml": Importer(f"{_HERE}.subtitles:read_ttml", returns="document"),
}
"""The importer of each kind, which is imported when a file of the kind is read."""


def preload_parsers(ending: str) -> None:
    """Import the parsers for files with an ending, which takes up to 0.3 s."""
    if ending and ending not in ENDINGS:
        with suppress(Exception):  # reading a file reports it
            if plugin := find_plugin_of_name(f"file{ending}"):
                load_importer(plugin).load_reader()
                return
    for module in IMPORTERS[ENDINGS.get(ending, "html")].modules:
        with suppress(ModuleNotFoundError):  # reading a file reports it
            importlib.import_module(module)


def read_detected(data: bytes, name: str, skip: int = 0) -> Iterator[ImportItem | ImportProblem]:
    """Detect the kind of a file's bytes, and read its items after the first `skip`."""
    plugin, problems = find_plugin_of_name(name), list[str]()
    if plugin is None:
        try:
            kind = detect_kind(data, name)
        except ImportingError as error:
            plugin, problems = recognize_file(data, name)
            problems.insert(0, str(error))
    if plugin is not None:
        yield from read_items(read_other_items(plugin, data, name), name, skip)
        return
    largest = _LARGEST if problems or kind not in _LISTS else LARGEST_LIST
    if not problems and len(data) > largest:
        problems = [f"is larger than {largest // 1_000_000} MB; split it"]
    if problems:
        yield ImportProblem(name, "; ".join(problems))
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
    read = importer.load_reader()
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
        except (ImportingError, PluginError) as error:
            label = f"{name}#{number}" if number > 1 else name
            yield ImportProblem(label, str(error))
        except RecursionError:
            yield ImportProblem(name, "is nested too deep; save it as text first")
        except (TypeError, LookupError, AttributeError, ValueError, ArithmeticError):
            # an unexpected failure of a reader must not stop the other items
            yield ImportProblem(f"{name}#{number}", "is damaged; export or save it again")
