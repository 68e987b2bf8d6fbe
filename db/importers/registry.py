"""Detection of file types, by their first bytes and by the ending of their name."""

import gzip
import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal

from db.errors_errors import ImportingError

Kind = Literal[
    "text", "markdown", "html", "pdf", "epub", "docx", "mhtml", "mail", "mailbox", "feed", "warc",
    "json", "jsonl", "csv", "pocket page",
]  # fmt: skip

ENDINGS: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".epub": "epub", ".docx": "docx",
    ".mhtml": "mhtml", ".mht": "mhtml",
    ".eml": "mail", ".mbox": "mailbox",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc",
    ".json": "json", ".jsonld": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip

BOUNDED: frozenset[Kind] = frozenset({"pdf", "epub", "docx", "mhtml", "feed", "warc"})
"""Kinds that are read in a subprocess with limits."""

_PAGE = re.compile(
    rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<[!?].{0,2000}?>\s*)*<(?:rss|feed|rdf:RDF)\b", re.S
)
_MAIL = re.compile(
    rb"(?:(?:From|To|Subject|Date|MIME-Version|Received|Return-Path|Delivered-To|Message-ID):"
    rb"[^\n]*\n(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"(?i)\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related"
)
_POCKET = re.compile(rb"(?i)<title>\s*Pocket Export\s*</title>")
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Word file; save it as .docx first"),
    (b"{\\rtf", "a rich-text file; save it as .docx or text first"),
    (b"\x89PNG", "a picture; save its text first"),
    (b"\xff\xd8\xff", "a picture; save its text first"),
    (b"GIF8", "a picture; save its text first"),
    (b"SQLite format 3\x00", "a database; open a store with --store"),
)


def kind_of(data: bytes, name: str) -> Kind:
    """Detect the kind of a file's bytes; raises ImportingError if there is no reader for it."""
    for mark, advice in _OTHERS:
        if data.startswith(mark):
            raise ImportingError(f"is {advice}")
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf")
    ending = ENDINGS.get(PurePath(name).suffix.lower())
    if head[:1_024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"WARC/") or (data.startswith(b"\x1f\x8b") and _unpacked(data) == b"WARC/"):
        return "warc"
    if data.startswith(b"\x1f\x8b"):
        raise ImportingError("is a compressed file; unpack it first")
    if ending in (None, "html", "feed"):
        if _POCKET.search(head[:2_000]):
            return "pocket page"
        if _PAGE.match(head):
            return "html"
        if _FEED.match(head):
            return "feed"
    if ending is None and head.startswith(b"From ") and _MAIL.search(head[:2_000]):
        return "mailbox"
    if ending is None and _MAIL.match(head):
        return "mhtml" if _MHTML.match(head) else "mail"
    if ending is None and re.match(rb"\s*[\[{]\s*[\"{\]}]", head):
        return "jsonl" if re.match(rb"[^\n]*\}\s*\n\s*\{", data) else "json"
    return ending or "text"


def _zipped(data: bytes) -> Kind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportingError("is damaged; get the file again") from None
    if "META-INF/container.xml" in names:
        return "epub"
    if "word/document.xml" in names:
        return "docx"
    raise ImportingError("is a ZIP file; unpack it and add its files")


def _unpacked(data: bytes) -> bytes:
    """Return the first bytes of a compressed file's content."""
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read(5)
    except (OSError, EOFError, zlib.error):
        return b""
