"""Detection of file types, by their first bytes and by the ending of their name.

Choice of the importer for each kind of file; items are read lazily, when they are called. All of
this runs in the sandbox (`db.importers.sandbox`).

Expansion of a name to files: one file, a folder with its subfolders, or a glob.
"""

import gzip
import importlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Literal

from db.errors import ImportingError
from db.importers.models import ImportItem, ImportProblem, ItemReaders
from db.importers.plain_text import decode
from db.models import Document

FileKind = Literal[
    "text", "markdown", "html", "pdf", "epub", "docx", "odt", "rtf", "mhtml", "mail", "mailbox",
    "feed", "warc", "json", "jsonl", "csv", "pocket page", "factiva", "ris", "bibtex", "enex",
    "transcript",
]  # fmt: skip

ENDINGS: dict[str, FileKind] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".epub": "epub", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
    ".ris": "ris", ".bib": "bibtex", ".enex": "enex", ".vtt": "transcript", ".srt": "transcript",
    ".mhtml": "mhtml", ".mht": "mhtml",
    ".eml": "mail", ".mbox": "mailbox",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc",
    ".json": "json", ".jsonld": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip

_LISTS: frozenset[FileKind] = frozenset({"mailbox", "warc", "json", "jsonl", "csv"})
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
    None: ("html",), "html": ("html",), "mail": ("archives",), "mailbox": ("archives",),
    "markdown": ("markdown",), "csv": ("tabular",), "json": ("tabular",), "jsonl": ("tabular",),
    "epub": ("archives",), "mhtml": ("archives",), "feed": ("archives", "feedparser"),
    "pdf": ("pdf", "pypdfium2"), "docx": ("rich_text", "mammoth"), "warc": ("archives", "warcio"),
    "odt": ("rich_text",), "rtf": ("rich_text",), "ris": ("reading_lists",),
    "bibtex": ("reading_lists",), "enex": ("reading_lists",),
}  # fmt: skip
"""For each kind, the module here that parses it, and the optional library that this loads."""

_LONGEST_PROLOG = 2_000  # bytes of a comment or a declaration before the root element
_XML = re.compile(rb"\s*(?:<\?xml[^<>]*>\s*)?")
_SPACES = re.compile(rb"\s*")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_NEXT_OBJECT = re.compile(rb"\s*\{")
_MAIL = re.compile(
    rb"(?:(?:From|To|Subject|Date|MIME-Version|Received|Return-Path|Delivered-To|Message-ID):"
    rb"[^\n]*\n(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"(?i)\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related"
)
_POCKET = re.compile(
    rb"(?i)<title>\s*Pocket Export\s*</title>|<!DOCTYPE\s+NETSCAPE-Bookmark-file-1"
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word file; save it as .docx first"),
    (b"\x89PNG", "a picture; save its text first"),
    (b"\xff\xd8\xff", "a picture; save its text first"),
    (b"GIF8", "a picture; save its text first"),
    (b"SQLite format 3\x00", "a database; open a store with --store"),
)


def known_ending(name: str) -> str:
    """Return the ending of a name in lower case, "" if it does not tell the kind of the file."""
    ending = PurePath(name).suffix.lower()
    return ending if ending in ENDINGS else ""


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


def detect_kind(data: bytes, name: str) -> FileKind:
    """Detect the kind of a file's bytes; raises ImportingError if there is no reader for it."""
    for mark, advice in _OTHERS:
        if data.startswith(mark):
            raise ImportingError(f"is {advice}")
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf")
    ending = ENDINGS.get(known_ending(name))
    if head[:1_024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if ending in (None, "text") and (kind := _detect_tagged(head)):
        return kind
    if data.startswith(b"WARC/") or (data.startswith(b"\x1f\x8b") and _unpacked(data) == b"WARC/"):
        return "warc"
    if data.startswith(b"\x1f\x8b"):
        raise ImportingError("is a compressed file; unpack it first")
    if ending in (None, "html", "feed"):
        if _POCKET.search(head[:2_000]):
            return "pocket page"
        if _has_root(head, _end(_XML, head, 0), _PAGE, (b"<!--",), b"-->"):
            return "html"
        if _has_root(head, _end(_SPACES, head, 0), _FEED, (b"<!", b"<?"), b">"):
            return "feed"
        if kind := _detect_xml(head, ending):
            return kind
    if ending is None and head.startswith(b"From ") and _MAIL.search(head[:2_000]):
        return "mailbox"
    if ending is None and _MAIL.match(head):
        return "mhtml" if _MHTML.match(head) else "mail"
    if ending is None and re.match(rb"\s*[\[{]\s*[\"{\]}]", head):
        return "jsonl" if _has_object_lines(data) else "json"
    return ending or "text"


_TAGGED: tuple[tuple[re.Pattern[bytes], FileKind], ...] = (
    (re.compile(rb"\s*TY  ?- ?[A-Z]"), "ris"),
    (
        re.compile(rb"\s*(?:%[^\n]*\n\s*){0,20}@[A-Za-z]{2,20}\s*[{(]\s*[^\s{}(),=]{1,100}\s*,"),
        "bibtex",
    ),
    (re.compile(rb"WEBVTT(?:[ \t][^\n]*)?\r?\n"), "transcript"),
    (re.compile(rb"\s*\d{1,6}\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> "), "transcript"),
)
_OTHERS_TAGGED = (
    (re.compile(rb"RT [A-Z][^\n]*\n(?:SR|ID|A1|T1) "), "a list of RefWorks; export it as RIS"),
    (re.compile(rb"%0 [A-Z][^\n]*\n%[A-Z0-9] "), "a list of EndNote; export it as RIS"),
    (re.compile(rb"\s*PMID- ?\d"), "a list of PubMed; export it as RIS or CSV"),
    (
        re.compile(rb"(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]\r?\nAU )"),
        "a list of Web of Science; export it as RIS",
    ),
    (
        re.compile(rb"BEGIN:V(?:CALENDAR|CARD)"),
        "a calendar or a list of addresses, without articles",
    ),
)
_XML_KINDS: dict[bytes, FileKind] = {
    b"PPSResponse": "factiva", b"ppsArticleResponse": "factiva", b"ppsarticleResultSet": "factiva",
    b"en-export": "enex",
}  # fmt: skip
_OTHER_XML = {
    b"opml": "a list of feeds or an outline (OPML); add the addresses or the text in it",
    b"xml": "XML of EndNote; export it as RIS",
}
_DECLARATION = re.compile(rb"<\?xml\b|<!DOCTYPE\b", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SUBSET_END = re.compile(rb"\]\s*>")


def _detect_tagged(head: bytes) -> FileKind | None:
    """Return the kind of a list or a transcript by its first lines; raises ImportingError."""
    for tag, advice in _OTHERS_TAGGED:
        if tag.match(head):
            raise ImportingError(f"is {advice}")
    return next((kind for tag, kind in _TAGGED if tag.match(head)), None)


def _detect_xml(head: bytes, ending: FileKind | None) -> FileKind | None:
    """Return the kind of an XML file by its root element; raises ImportingError if it has none."""
    root = _xml_root(head)
    if root in _OTHER_XML:
        raise ImportingError(f"is {_OTHER_XML[root]}")
    if root in _XML_KINDS:
        return _XML_KINDS[root]
    if root.lower() == b"html":
        return "html"
    if root and ending is None:
        name = root.decode("ascii", "replace")[:40]
        raise ImportingError(
            f"is XML of an unknown kind ({name}); save its text or export it as HTML"
        )
    return None


def _xml_root(head: bytes) -> bytes:
    """Return the local name of the root element after a declaration; b"" for other files."""
    at = _end(_SPACES, head, 0)
    if not _DECLARATION.match(head, at):
        return b""
    while head.startswith((b"<?", b"<!"), at):
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at) + 3
        elif b"[" in head[at : head.find(b">", at) + 1]:
            subset = _SUBSET_END.search(head, at)
            end = subset.end() if subset else 0
        else:
            end = head.find(b">", at) + 1
        if end <= at:
            return b""
        at = _end(_SPACES, head, end)
    root = _ROOT.match(head, at)
    return root[1] if root else b""


def _has_root(
    head: bytes, at: int, root: re.Pattern[bytes], openings: tuple[bytes, ...], closing: bytes
) -> bool:
    """Return True if only comments or declarations are before the root element of a file.

    They begin with one of `openings`, and end at any `closing`, which they can also contain. The
    time is linear: a regular expression would try all combinations of ends.
    """
    begins: list[int] = []
    search = at
    while not root.match(head, at):
        if head.startswith(openings, at):
            begins.append(at + len(openings[0]))
        end = -1
        while not any(begin <= end <= begin + _LONGEST_PROLOG for begin in begins[-2:]):
            end = head.find(closing, search)
            if not begins or end < 0 or end > begins[-1] + _LONGEST_PROLOG:
                return False
            search = end + 1
        at = _end(_SPACES, head, end + len(closing))
    return True


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    """Return the end of the match at a position; the pattern matches everywhere."""
    match = pattern.match(data, at)
    return match.end() if match else at


def _has_object_lines(data: bytes) -> bool:
    """Return True if the first line ends with an object, and another object follows."""
    end = data.find(b"\n")
    return end >= 0 and data[:end].rstrip().endswith(b"}") and bool(_NEXT_OBJECT.match(data, end))


_ODT = b"application/vnd.oasis.opendocument.text"


def _zipped(data: bytes) -> FileKind:
    kind = b""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        names = set(packed.namelist())
        if {"mimetype", "content.xml"} <= names:
            with packed.open("mimetype") as entry:
                kind = entry.read(100).strip()
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):
        raise ImportingError("is damaged; get the file again") from None
    if "META-INF/container.xml" in names:
        return "epub"
    if "word/document.xml" in names:
        return "docx"
    if kind == _ODT:
        return "odt"
    raise ImportingError("is a ZIP file; unpack it and add its files")


def _unpacked(data: bytes) -> bytes:
    """Return the first bytes of a compressed file's content."""
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read(5)
    except (OSError, EOFError, zlib.error):
        return b""


def read_items_of_kind(data: bytes, name: str, kind: FileKind) -> ItemReaders:
    """Yield the items of a file's bytes; raises ImportingError if the rest cannot be read."""
    match kind:
        case "mail" | "mailbox":
            from db.importers.archives import read_mail, read_mailbox

            yield from (read_mail if kind == "mail" else read_mailbox)(data, name)
        case "feed":
            from db.importers.archives import read_feed

            yield from read_feed(data, name)
        case "epub":
            from db.importers.archives import read_epub

            yield from read_epub(data, name)
        case "mhtml":
            from db.importers.archives import read_mhtml

            yield from read_mhtml(data, name)
        case "warc":
            from db.importers.archives import read_warc

            yield from read_warc(data, name)
        case "json" | "jsonl" | "csv":
            from db.importers import tabular

            readers = {
                "json": tabular.read_json, "jsonl": tabular.read_json_lines, "csv": tabular.read_csv
            }  # fmt: skip
            yield from readers[kind](decode(data), name)
        case "pocket page":
            from db.importers.reading_lists import read_pocket_page

            yield from read_pocket_page(decode(data), name)
        case "ris" | "bibtex":
            from db.importers.reading_lists import read_bibtex, read_ris

            yield from (read_ris if kind == "ris" else read_bibtex)(decode(data), name)
        case "enex":
            from db.importers.reading_lists import read_enex

            yield from read_enex(data, name)
        case "factiva":
            from db.importers.news_databases import read_factiva_xml

            yield from read_factiva_xml(data, name)
        case "docx" | "odt" | "rtf":
            from db.importers.rich_text import read_document

            yield from read_document(data, name, kind)
        case "text" | "html":
            yield from _read_text(data, name, kind)
        case _:
            yield lambda: ImportItem(_document(data, name, kind))


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
    if kind == "html":
        from db.importers.html import read_html  # 190 ms for its parsers

        yield lambda: ImportItem(read_html(text, name))
    else:
        from db.importers.plain_text import read_plain

        yield lambda: ImportItem(read_plain(text, name))


def _document(data: bytes, name: str, kind: FileKind) -> Document:
    """Read the single document of a file that is one article."""
    if kind == "pdf":
        from db.importers.news_articles import is_unsplit_export
        from db.importers.pdf import read_pdf

        document = read_pdf(data, name)
        if is_unsplit_export(document.text):
            raise ImportingError(
                "is a PDF of several articles of a news database; export them again as Word or HTML"
            )
        return document
    text = decode(data)
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    if kind == "transcript":
        from db.importers.plain_text import read_transcript

        return read_transcript(text, name)
    from db.importers.markdown import read_markdown  # 35 ms

    return read_markdown(text, name)


READABLE_ENDINGS = frozenset(ENDINGS)
"""Endings of files that can be read; others in a folder are skipped."""

_PARTS = re.compile(r".+(?:_files|-Dateien|_fichiers|_archivos|-filer|_bestanden|_arquivos)$")


def expand_name(name: str) -> list[Path]:
    """Expand a name to files, sorted by name; the name of one file gives that file.

    `~` is the user's home. In a folder, hidden files and folders are skipped. So is the folder with
    the parts of a page that a browser saved beside it.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if is_readable(file, path))
    fixed = next((at for at, part in enumerate(path.parts) if set(part) & set("*?[")), 0)
    if path.exists() or not fixed:
        return [path]
    found = Path(*path.parts[:fixed]).glob(str(Path(*path.parts[fixed:])))
    return sorted(file for file in found if file.is_file())


def count_unreadable(name: str) -> Counter[str]:
    """Count the files of a folder without a reader, by their endings; empty for other names.

    Hidden files and the parts of a saved page are not counted.
    """
    path = Path(name).expanduser()
    if not path.is_dir():
        return Counter()
    return Counter(
        file.suffix.lower() or file.name
        for file in path.rglob("*")
        if file.is_file() and _is_listed(file, path) and not is_readable(file, path)
    )


def is_readable(file: Path, folder: Path) -> bool:
    """Return True if a file within a folder is imported with the folder."""
    endings = [suffix.lower() for suffix in file.suffixes[-2:]]
    known = bool(endings) and (endings[-1] in READABLE_ENDINGS or endings == [".warc", ".gz"])
    return known and _is_listed(file, folder) and file.is_file()


def _is_listed(file: Path, folder: Path) -> bool:
    """Return True if a file is neither hidden nor a part of a saved page beside it."""
    parts = file.relative_to(folder).parts
    if any(part.startswith(".") for part in parts):
        return False
    beside = any(
        _PARTS.match(part) and any((folder.joinpath(*parts[:at])).glob(f"{_stem(part)}.htm*"))
        for at, part in enumerate(parts[:-1])
    )
    return not beside


def _stem(folder: str) -> str:
    """Return the name of the saved page whose parts are in a folder, escaped for a glob."""
    return re.sub(r"([*?\[])", r"[\1]", re.sub(r"[_-][A-Za-z]+$", "", folder))


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
