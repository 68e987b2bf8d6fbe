"""Files that end too early, such as a download that was interrupted: their formats state an end."""

import re
import zlib

from db.importers.detection import FileKind

CUT_OFF = "the file ends too early, and text may be missing: get it again"

_XML = frozenset({
    "feed", "enex", "reference xml", "factiva", "nitf", "newsml 1", "newsml-g2", "ttml",
})  # fmt: skip
_ROOT = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*"
    rb"<([A-Za-z_][\w.:-]*)",
    re.S,
)
_HEAD = 20_000  # bytes in which a root or a boundary is searched
_TAIL = 1_000  # bytes at the end that have the end of the root
_BOUNDARY = re.compile(
    rb"^content-type:\s*multipart/.*?boundary=\"?([^\";\r\n]+)", re.I | re.M | re.S
)
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.I | re.M)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LARGEST_PACKED = 20_000_000  # bytes of a compressed web archive that are read for its end
_PIECE = 2**20


def is_cut_off(data: bytes, kind: FileKind) -> bool:
    """Return True if a file lacks the end that its format requires."""
    if kind in _XML:
        return _lacks_end_of_root(data)
    if kind in ("mail", "mhtml"):
        return _lacks_last_boundary(data)
    if kind == "rtf":
        return not data.rstrip(b"\0 \t\r\n").endswith(b"}")
    if kind == "warc":
        is_packed = data.startswith(b"\x1f\x8b")
        return _lacks_end_of_member(data) if is_packed else _lacks_end_of_record(data)
    return False


def _lacks_end_of_root(data: bytes) -> bool:
    found = _ROOT.match(data[:_HEAD])
    return found is not None and b"</" + found[1] not in data[-_TAIL:]


def _lacks_last_boundary(data: bytes) -> bool:
    blank = _BLANK_LINE.search(data)
    found = _BOUNDARY.search(data[: blank.start()][:_HEAD]) if blank else None
    return found is not None and b"--" + found[1].rstrip() + b"--" not in data


def _lacks_end_of_record(data: bytes) -> bool:
    begin = data.rfind(b"WARC/1.")
    blank = _BLANK_LINE.search(data, begin)
    if begin < 0 or blank is None:
        return begin >= 0
    length = _LENGTH.search(data[begin : blank.start()])
    return length is not None and blank.end() + int(length[1][:18]) > len(data)


def _lacks_end_of_member(data: bytes) -> bool:
    """Return True if the last member of a compressed file has no end."""
    if len(data) > _LARGEST_PACKED:
        return False
    rest = data
    while rest.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            while rest and not unpacker.eof:
                unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
        except zlib.error:
            return False  # its reader reports it
        if not unpacker.eof:
            return True
        rest = unpacker.unused_data
    return False
