"""Importer of web archives: WARC, by warcio, and MHTML, a page saved as one message."""

import io
import re
from functools import partial

from db.errors import ImportingError
from db.importers.encodings import decode
from db.importers.html import read_html
from db.importers.mail_parts import decode_part, parse_message
from db.importers.models import ImportItem, ItemReaders, ReaderAt
from db.importers.news_databases import read_export
from db.importers.optional_libraries import require_extra

_LARGEST_PAGE = 20_000_000  # bytes of a page
_OK = "200"
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def read_warc(data: bytes, name: str) -> ItemReaders:
    """Read the HTML pages with status 200 in the archive's order."""
    with require_extra("warc", "warcio"):
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    try:
        file = io.BytesIO(data)
        for record in ArchiveIterator(file):
            kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
            if record.rec_type != "response" or "html" not in kind.lower():
                continue
            if record.http_headers.get_statuscode() != _OK:
                continue
            pages += 1
            address = str(record.rec_headers.get_header("WARC-Target-URI") or name)
            page = record.content_stream().read(_LARGEST_PAGE + 1)
            read = partial(_page, page, address.strip("<>"), _charset(kind))
            yield ReaderAt(read, file.tell() / len(data))
    # a truncated record raises many kinds of errors in the library
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        raise ImportingError("is a damaged archive from here on; get the file again") from error
    if not pages:
        raise ImportingError("is an archive without pages; choose another one")


def _charset(kind: str) -> str:
    """Return the encoding that a server declared, "" without one."""
    found = _CHARSET.search(kind)
    return found[1] if found else ""


def _page(data: bytes, address: str, charset: str) -> ImportItem:
    if len(data) > _LARGEST_PAGE:
        raise ImportingError(f"is a page larger than {_LARGEST_PAGE // 1_000_000} MB")
    return ImportItem(read_html(decode(data, charset), address))


def _page_item(markup: str, source: str) -> ImportItem:
    return ImportItem(read_html(markup, source))


def read_mhtml(data: bytes, name: str) -> ItemReaders:
    """Read the first page in the file: a document, or the articles of a news database."""
    message = parse_message(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            address = str(
                message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            ).strip()
            markup = decode(decode_part(part))
            found = read_export(markup, name, is_markup=True)
            if found is not None:
                yield from found
            else:
                source = address if address.startswith("http") else name
                yield partial(_page_item, markup, source)
            return
    raise ImportingError("has no page; save it again as one HTML file")
