"""Importer of web archives (WARC, compressed or not), by warcio."""

import io
from functools import partial

from db.errors_errors import ImportingError
from db.importers.decoding import decode
from db.importers.extras import extra
from db.importers.html import html_document
from db.importers.models import Incoming, Items

_LARGEST = 20_000_000  # bytes of a page
_OK = "200"


def warc_items(data: bytes, name: str) -> Items:
    """Read the HTML pages with status 200, in the archive's order."""
    with extra("warc", "warcio"):
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
            if record.rec_type != "response" or "html" not in kind.lower():
                continue
            if record.http_headers.get_statuscode() != _OK:
                continue
            pages += 1
            address = str(record.rec_headers.get_header("WARC-Target-URI") or name)
            yield partial(_page, record.content_stream().read(_LARGEST + 1), address.strip("<>"))
    # a truncated record raises many kinds of errors in the library
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        raise ImportingError("is a damaged archive from here on; get the file again") from error
    if not pages:
        raise ImportingError("is an archive without pages; choose another one")


def _page(data: bytes, address: str) -> Incoming:
    if len(data) > _LARGEST:
        raise ImportingError(f"is a page larger than {_LARGEST // 1_000_000} MB")
    return Incoming(html_document(decode(data), address))
