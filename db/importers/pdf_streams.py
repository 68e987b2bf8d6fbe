"""Damage of the streams of a PDF, of which pdfium reads the beginning in silence."""

import re
import zlib

_BEGIN = re.compile(rb"\bstream\r?\n")
_LONGEST_HEAD = 2_000  # bytes of the dictionary before a stream
_MOST = 100 * 2**20  # decompressed bytes of a file that are checked
_PIECE = 2**20
_OTHER = (b"/Image", b"/Length1", b"/Type1C", b"/CIDFontType0C", b"/OpenType", b"/Crypt")
"""The signs of pictures and fonts, whose damage changes no text."""


def has_damaged_streams(data: bytes) -> bool:
    """Return True if a stream, which may have text, is damaged or has no end.

    A compressed one has a checksum. In any other, a text of a page has to end. The streams of an
    encrypted file are not checked.
    """
    if b"/Encrypt" in data:
        return False
    left = _MOST
    for found in _BEGIN.finditer(data):
        start = max(found.start() - _LONGEST_HEAD, 0)
        head = data[max(start, data.rfind(b"endobj", start, found.start())) : found.start()]
        end = data.find(b"endstream", found.end())
        if end < 0:
            return True
        stream = data[found.end() : end]
        if any(sign in head for sign in _OTHER):
            continue
        if not _is_compressed(head):
            if b"/Filter" not in head and _has_open_text(stream):
                return True
            continue
        size = _measure(stream, left)
        if size is None:
            return True
        left -= size
        if left <= 0:
            break
    return False


def _has_open_text(page: bytes) -> bool:
    """Return True if a text of a page does not end: its parentheses are not in pairs."""
    if b"BT" not in page or b"ET" not in page or b"\nID" in page:
        return False
    plain = re.sub(rb"\\.", b"", page, flags=re.S)
    return plain.count(b"(") != plain.count(b")")


def _is_compressed(head: bytes) -> bool:
    filters = re.search(rb"/Filter\s*\[?\s*/(\w+)", head)
    return filters is not None and filters[1] in (b"FlateDecode", b"Fl")


def _measure(packed: bytes, most: int) -> int | None:
    """Return the number of bytes of a stream, up to `most`; None if it is damaged."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        while size < most and not unpacker.eof:
            piece = unpacker.decompress(packed, _PIECE)
            if not piece:
                break
            size += len(piece)
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return None
    return size
