"""Headers at the beginning of a file: those of a message, or of mail that was saved as text."""

import re
import tomllib
from pathlib import Path

from db.errors import ImportingError
from db.importers.encodings import decode

NAMES = tomllib.loads(Path(__file__).with_name("mail.toml").read_text("utf-8"))
_STANDARD = frozenset(("from", "date", "to", "cc", "subject"))
_HEADERS = {name: header for header, names in NAMES["headers"].items() for name in names}
_TECHNICAL = frozenset(
    ("mime-version", "received", "return-path", "delivered-to", "message-id", "reply-to", "sender",
     "content-type", "content-transfer-encoding", "in-reply-to", "references", "bcc")
)  # fmt: skip
_FEWEST = 3
_MOST_LINES = 300
_LINE = re.compile(r"([^\s:][^:\n]{0,38}?)[ \t\u00a0]*:[ \t\u00a0]*(.*)")
_ENVELOPE = "From "


def has_headers(data: bytes) -> bool:
    """Return True if a file begins with a sender, a subject or date, and other headers."""
    names = _read_names(_head(data)[0])
    known = {_HEADERS.get(name, name) for name in names}
    counted = sum(name in _HEADERS or name in _TECHNICAL for name in names)
    return counted >= _FEWEST and "from" in known and bool({"subject", "date"} & known)


def translate_headers(data: bytes) -> bytes:
    """Return a message with the standard names of its headers: `Von: Ana` → `From: Ana`.

    Mail programs print and save messages with names in the language of the user.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    head, end = _head(data)
    if _STANDARD.issuperset(name for name in _read_names(head) if name in _HEADERS):
        return data
    lines = []
    for line in head:
        match = _LINE.match(line)
        header = _HEADERS.get(_to_name(match[1])) if match else None
        lines.append(f"{header.title()}: {match[2]}" if match and header else line)
    try:
        body = decode(data[end:]).encode() if data[end:].strip() else b""
    except ImportingError:
        return data
    return "\n".join((*lines, "Content-Type: text/plain; charset=utf-8", "", "")).encode() + body


def _head(data: bytes) -> tuple[list[str], int]:
    """Return the lines before the first blank line, and the position after them."""
    begin = len(data) - len(data.lstrip(b" \t\r\n\xef\xbb\xbf"))
    blank = re.compile(rb"\r?\n[ \t]*\r?\n").search(data, begin)
    end = blank.start() if blank else len(data)
    try:
        text = decode(data[begin : min(end, begin + 20_000)])
    except ImportingError:
        return [], 0
    return text.split("\n")[:_MOST_LINES], blank.end() if blank else len(data)


def _read_names(lines: list[str]) -> list[str]:
    """Return the names of the headers, empty if another line is among them."""
    names: list[str] = []
    for number, line in enumerate(lines):
        if number == 0 and line.startswith(_ENVELOPE):
            continue
        if names and line[:1] in (" ", "\t"):
            continue
        if not (match := _LINE.match(line)):
            return []
        names.append(_to_name(match[1]))
    return names


def _to_name(words: str) -> str:
    return words.strip("* \t").lower()
