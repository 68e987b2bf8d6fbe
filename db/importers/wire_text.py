"""Importer of wires as text with control bytes: ANPA-1312, IPTC 7901, and ZCZC to NNNN.

The control bytes separate the header, the text and the trailer. Codes of typesetting are replaced
by the characters that they print, or removed.
"""

import datetime
import re
import tomllib
import unicodedata
from functools import cache, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from db.errors import ImportingError
from db.importers.encodings import decode
from db.importers.models import ImportItem, ItemReaders
from db.importers.wire_items import WireFields, build_wire_item
from db.importers.xml_trees import split_paragraphs

_START, _TEXT, _END = b"\x01", b"\x02", b"\x03"
_ZCZC = re.compile(rb"\s*ZCZC\b[^\n]*\n(?P<text>.*?)(?:^NNNN\b|\Z)", re.DOTALL | re.MULTILINE)
_ESCAPE = re.compile(rb"\x1b(?P<code>[%()*+\-./,$&!#][A-Za-z0-9@\"!]{1,2}|[\x40-\x7e])")
_UTF8_ESCAPES = (b"%G", b"%/")
_SPACING = re.compile(r"[\x1d\x1e\x1f\xa0\u2009]")  # thin, fixed and unit spaces
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1c\x7f]")

_ANPA_HEADER = re.compile(
    r"(?P<service>[A-Za-z])?(?P<number>\d{3,4})[\x1f\s]?(?P<selector>[A-Za-z-]*)\s*\n"
    r"\s*(?P<priority>[a-z])\s(?P<category>[a-z*])[\x11-\x14\s]*"
    r"(?P<slug>\S.*?)\s+(?P<month>\d\d?)-(?P<day>\d\d?)\s+(?P<words>\d{1,5})\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_ANPA_TRAILER = re.compile(
    r"(?P<agency>[A-Z]{2,6})-[A-Z]{2,4}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)"
    r"[ \t]+(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>[A-Z]{3,4})?"
)
_QUADS = " \t<="  # codes for the end of a line
_LONGEST_HEADER = 2_000  # characters of a header or a trailer
_LONGEST_TRAILER = 300  # characters at the end of a text that has lost its control bytes
_LONGEST_HEAD = 1_000  # characters of a line above a text
_WRITETHRU = re.compile(
    r"(?i)[, ]\(?(?:(?P<number>\d{1,3})(?:st|nd|rd|th)?[ -]?)?"
    r"\b(?:ld|lead|writethru|urgent|update)s?\b"
)
_STORY_LENGTH = re.compile(r",\s*(?:a?\d{1,5})?\s*\Z")
_CYCLE = re.compile(r"\A[AaBbPp][MmCc]-+")
_EDITORS = re.compile(r"(?i)(?:eds?|editors|ap photos?|with ap photo|photos?|graphic|video)\b[ :]?")
_BYLINE = re.compile(r"(?i)(?:by|von|par|por|di)\s+(?=\S)")

_IPTC_HEADER = re.compile(
    r"(?P<service>[a-z]{2,4})(?P<number>\d{3,4})[ \t]+(?P<priority>\d)[ \t]+"
    r"(?P<category>[a-z]{1,3})[ \t]+(?P<words>\d{1,5})(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_IPTC_TRAILER = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ \t]*(?P<zone>[A-Z]{1,5})?[ \t]+"
    r"(?P<month>[^\W\d_]{3,4})[a-z]*\.?[ \t]+(?P<year>\d\d(?:\d\d)?)"
)
_MARKER = re.compile(r"[^a-zà-ÿ]*\Z")  # a line of keywords: REFILE, 1ST LEAD, EIL
_NOTEBOOK = re.compile(
    r"(?i)#+\s.*(?:note(?:book|pad)|notizblock|notizen|bloc-notes)\b|(?:\*\s?){3,}\Z"
)
_SIGNATURE = re.compile(r"(?:dpa|afp|apa|ddp|epd)(?:[ /-][a-z0-9]{1,5}){1,8}\Z")
_HEADLINE_END = re.compile(r"(?m)=[ \t]*$")
_BEGINS_TEXT = re.compile(r"^(?: {2,}|\t)|\([A-Z][A-Za-z/]{1,12}\)\s*[-–—]")
_MOST_HEADLINE_LINES = 3
_HEADLINE_LINES = 8


@cache
def _lists() -> dict[str, dict[str, Any]]:
    """Return the codes and words of `wire_text.toml` by their kind."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _months() -> dict[str, int]:
    months = _lists()["months"]
    return {name: int(number) for number, names in months.items() for name in names}


@cache
def _status_words() -> re.Pattern[str]:
    groups = (
        rf"(?P<{status}>{'|'.join(map(re.escape, words))})"
        for status, words in _lists()["statuses"].items()
    )
    return re.compile(rf"(?i)\b(?:{'|'.join(groups)})\b")


class _Message(Struct, frozen=True):
    """The parts of a message: its header, its text and its trailer."""

    header: str
    text: str
    trailer: str


def read_wire_text(data: bytes, name: str) -> ItemReaders:
    """Read the messages of a file, each with its header and its text."""
    messages = list(_split(data))
    if not messages:
        raise ImportingError("is a wire without text; get the file again")
    for number, message in enumerate(messages, 1):
        yield partial(_read, message, f"{name}#{number}" if len(messages) > 1 else name)


def _split(data: bytes) -> list[_Message]:
    """Split a file into its messages, at their control bytes if it has them."""
    found: list[_Message] = []
    if _TEXT not in data:
        match = _ZCZC.match(data)
        while match:
            found.append(_Message("", _decode(match["text"]), ""))
            match = _ZCZC.match(data, match.end())
        return found or ([_split_plain(data)] if data.strip() else [])
    for part in _split_messages(data):
        above, _, rest = part.partition(_TEXT)
        text, _, below = rest.partition(_END)
        header, trailer = (_decode(edge)[:_LONGEST_HEADER] for edge in (above, below))
        found.append(_Message(header, _decode(text), trailer))
    return found


def _split_plain(data: bytes) -> _Message:
    """Split a message that has lost its control bytes: its header ends before the first text."""
    text = _decode(data)
    header = _IPTC_HEADER.match(text.lstrip())
    if header:
        # a line with the slug is between the header and the text
        first, _, rest = text.lstrip().partition("\n")
        slug, _, rest = rest.lstrip().partition("\n")
        body = rest if slug.rstrip().endswith("/") else f"{slug}\n{rest}"
        slug = slug if slug.rstrip().endswith("/") else ""
        trailer = _IPTC_TRAILER.search(body, max(len(body) - _LONGEST_TRAILER, 0))
        end = trailer.start() if trailer else len(body)
        return _Message(f"{first}\n{slug}"[:_LONGEST_HEADER], body[:end], body[end:])
    begin = max(text.find("^"), 0)
    trailer = _ANPA_TRAILER.search(text, max(len(text) - _LONGEST_TRAILER, begin))
    end = trailer.start() if trailer else len(text)
    return _Message(text[:begin][:_LONGEST_HEADER], text[begin:end], text[end:])


def _split_messages(data: bytes) -> list[bytes]:
    """Split messages before each start of a header, or of a text that has none."""
    parts = re.split(rb"(?=\x01)", data) if _START in data else re.split(rb"(?=\x02)", data)
    return [part for part in parts if _TEXT in part]


def _decode(data: bytes) -> str:
    """Decode the bytes of a wire: UTF-8, a designated set, ISO 6937 or a set of Windows."""
    codes = {match["code"] for match in _ESCAPE.finditer(data)}
    data = _ESCAPE.sub(b"", data).replace(b"\0", b"")
    if not data.strip():
        return ""
    is_utf8 = any(code.startswith(_UTF8_ESCAPES) for code in codes)
    text = None if is_utf8 else _decode_accents(data)
    if text is None:
        printable = bytes(byte for byte in data if byte >= 32 or byte in b"\t\n\r\x1d\x1e\x1f")
        text = decode(printable) if printable.strip() else ""
    text = _SPACING.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    return _CONTROLS.sub("", text)


_ACCENTS = dict(
    zip(range(0xC1, 0xD0), "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0327"
        "\u0327\u030b\u0328\u030c", strict=True)
)  # fmt: skip
_LAST_LATIN = "\u017f"  # of the letters that ISO 6937 has
_ISO_6937 = {
    0xA1: "¡", 0xA2: "¢", 0xA3: "£", 0xA5: "¥", 0xA7: "§", 0xA9: "‘", 0xAA: "“", 0xAB: "«",
    0xB0: "°", 0xB1: "±", 0xB9: "’", 0xBA: "”", 0xBB: "»", 0xBF: "¿", 0xD0: "―", 0xE1: "Æ",
    0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xF1: "æ", 0xF5: "ı", 0xF8: "ł", 0xF9: "ø", 0xFA: "œ",
    0xFB: "ß",
}  # fmt: skip


def _decode_accents(data: bytes) -> str | None:
    """Decode ISO 6937, in which an accent is before its letter; None for another encoding."""
    if not any(byte in _ACCENTS for byte in data):
        return None
    letters: list[str] = []
    at = 0
    while at < len(data):
        byte = data[at]
        if byte in _ACCENTS:
            following = chr(data[at + 1]) if at + 1 < len(data) else " "
            letter = unicodedata.normalize("NFC", following + _ACCENTS[byte])
            if (
                len(letter) != 1
                or letter > _LAST_LATIN
                or not following.isascii()
                or not following.isalpha()
            ):
                return None
            letters.append(letter)
            at += 2
        elif byte < 0x80:
            letters.append(chr(byte))
            at += 1
        elif byte in _ISO_6937:
            letters.append(_ISO_6937[byte])
            at += 1
        else:
            return None
    return "".join(letters)


def _read(message: _Message, name: str) -> ImportItem:
    fields = WireFields()
    header = message.header.strip("\x16 \n")
    anpa, iptc = _ANPA_HEADER.search(header), _IPTC_HEADER.search(header)
    has_codes = any(map(_is_header_line, message.text[:_LONGEST_HEAD].split("\n")))
    if anpa or (has_codes and not iptc):
        _add_anpa(message, anpa, fields)
    elif iptc or message.trailer or _HEADLINE_END.search(message.text[:_LONGEST_HEAD]):
        _add_iptc(message, iptc, fields)
    else:
        fields.text = _join_lines(message.text.split("\n"))
    return build_wire_item(fields, name)


def _join_lines(lines: list[str]) -> str:
    """Return the paragraphs of wrapped lines, which an empty or an indented line separates."""
    return "\n\n".join(split_paragraphs("\n".join(line.rstrip() for line in lines)))


# ANPA-1312


def _add_anpa(message: _Message, header: re.Match[str] | None, fields: WireFields) -> None:
    trailer = _ANPA_TRAILER.search(message.trailer)
    issued = _anpa_moment(trailer)
    fields.created = issued.isoformat() if issued else ""
    if trailer:
        fields.site = str(_lists()["agencies"].get(trailer["agency"], trailer["agency"]))
    fields.credits.append("Associated Press")
    lines = message.text.strip("\n").split("\n")
    at = 0
    heads: list[str] = []
    while at < len(lines) and (not lines[at].strip() or _is_header_line(lines[at])):
        heads.append(_header_words(lines[at]))
        at += 1
    _add_anpa_heads([head for head in heads if head], header, fields)
    fields.text = _anpa_body(lines[at:])
    if fields.id and issued:
        fields.id = f"{fields.id}:{issued:%Y-%m-%d}"
    elif fields.id:
        fields.id = ""  # the same slug is used again on other days


def _is_header_line(line: str) -> bool:
    """Return True for a line in codes: `^By ANA REIS=`, but not `@anareis wrote`."""
    words = line.strip()
    return words.startswith("^") or (words.startswith("@") and words.endswith(("<", "=")))


def _header_words(line: str) -> str:
    """Return the words of a line without its codes: `^By ANA REIS=` → `By ANA REIS`."""
    return line.strip().lstrip("^@ ").rstrip(_QUADS)[:_LONGEST_HEAD]


def _anpa_moment(trailer: re.Match[str] | None) -> datetime.datetime | None:
    if trailer is None:
        return None
    year, month, day, hour, minute = (
        int(trailer[part]) for part in ("year", "month", "day", "hour", "minute")
    )
    return _moment(_full_year(year), month, day, hour, minute, trailer["zone"])


def _full_year(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _moment(
    year: int, month: int, day: int, hour: int, minute: int, zone: str | None
) -> datetime.datetime | None:
    offset = datetime.timezone(datetime.timedelta(hours=_lists()["zones"].get(zone or "GMT", 0)))
    try:
        return datetime.datetime(year, month, day, hour, minute, tzinfo=offset)
    except ValueError:
        return None


def _add_anpa_heads(heads: list[str], header: re.Match[str] | None, fields: WireFields) -> None:
    """Add the fields of the lines above a text: slug, headline, notes to editors, byline."""
    slug = heads.pop(0) if heads else (header["slug"] if header else "")
    base, version = _story_of(slug)
    fields.slug = _CYCLE.sub("", base).replace("--", "-")
    if header:
        fields.section = _lists()["categories"].get(header["category"].lower(), "")
    fields.id = f"anpa:{base}" if base else ""
    fields.version = version
    notes: list[str] = []
    names: list[str] = []
    for head in heads:
        if _EDITORS.match(head):
            notes.append(head)
        elif _BYLINE.match(head):
            names.append(_BYLINE.sub("", head, count=1))
        elif names:
            fields.credits.append(head)  # the position or the agency of the author
        elif not fields.title:
            fields.title = head
    fields.byline = ", ".join(names)
    fields.note = next((note for note in notes if note.lower().startswith("ed")), "")
    _add_statuses(f"{slug} {fields.title} {fields.note}", fields)
    if notes:
        fields.left_out["note to editors"] = len(notes)


def _story_of(slug: str) -> tuple[str, str]:
    """Return the slug of a story without its length, and the number of its version.

    `BC-US--Lobster, 2nd Ld-Writethru,127` → `BC-US--Lobster`, `2`
    """
    base = _STORY_LENGTH.sub("", slug).strip(" ,")
    match = _WRITETHRU.search(base)
    if match is None:
        return base, ""
    return base[: match.start()].strip(" ,-"), match["number"] or "1"


def _add_statuses(words: str, fields: WireFields) -> None:
    for match in _status_words().finditer(words):
        fields.statuses.append(str(match.lastgroup))
        if match.lastgroup == "corrected":
            fields.note = fields.note or match[0]


def _anpa_body(lines: list[str]) -> str:
    """Return the paragraphs of a text, whose lines begin with an indentation."""
    paragraphs: list[list[str]] = []
    is_open = False
    for line in lines:
        is_head = _is_header_line(line)
        is_row = line.rstrip().endswith("<")
        words = _header_words(line) if is_head else line.strip().removesuffix("<").rstrip()
        if not words or (is_head and words.upper() in ("END", "MORE", "ENDIT")):
            is_open = False
            continue
        if is_open and not re.match(r"\t|  ", line):
            paragraphs[-1][-1] += f" {words}"
        elif paragraphs and is_row and paragraphs[-1][0] == "row":
            paragraphs[-1].append(words)
        else:
            paragraphs.append(["row" if is_row else "text", words])
        is_open = not is_row
    return _print_codes("\n\n".join("\n".join(rows) for _, *rows in paragraphs))


def _print_codes(text: str) -> str:
    """Replace the codes of typesetting by the characters that they print."""
    text = text.replace("``", "“").replace("''", "”")
    text = re.sub(r"(?m)(?<= )_(?= )", "—", text)
    return re.sub(r"(?m)^[ \t]*_{3,}[ \t]*$", "___", text)


# IPTC 7901


def _add_iptc(message: _Message, header: re.Match[str] | None, fields: WireFields) -> None:
    trailer = _IPTC_TRAILER.search(message.trailer) or _IPTC_TRAILER.search(message.text[-200:])
    issued = _iptc_moment(trailer)
    fields.created = issued.isoformat() if issued else ""
    if header:
        agency = re.findall(r"[a-z]{2,}", header["rest"].lower())
        fields.site = next((word for word in agency if word in ("dpa", "afp", "apa", "ap")), "")
        fields.section = header["category"] if len(header["category"]) > 1 else ""
        after = message.header[message.header.find(header[0]) + len(header[0]) :]
        fields.slug = " ".join(after.split()).strip("/ ")
        if issued:
            number = f"{header['service']}{header['number']}".lower()
            fields.id = f"iptc7901:{number}:{issued:%Y-%m-%dT%H:%M}"
    lines = [line.rstrip() for line in message.text.strip("\n").split("\n")]
    if trailer and trailer.string is not message.trailer:
        lines = lines[:-1]
    body = _add_iptc_heads(lines, fields)
    notebook = next(
        (at for at, line in enumerate(body) if _NOTEBOOK.match(line.strip())), len(body)
    )
    if notebook < len(body):
        fields.left_out["note to editors"] = 1
    body = body[:notebook]
    while body and (not body[-1].strip() or _SIGNATURE.match(body[-1].strip())):
        body.pop()
    fields.text = _join_lines(body)


def _iptc_moment(trailer: re.Match[str] | None) -> datetime.datetime | None:
    if trailer is None:
        return None
    name = trailer["month"].lower()
    month = _months().get(name[:4]) or _months().get(name[:3], 0)
    day, hour, minute = (int(trailer[part]) for part in ("day", "hour", "minute"))
    return _moment(_full_year(int(trailer["year"])), month, day, hour, minute, trailer["zone"])


def _add_iptc_heads(lines: list[str], fields: WireFields) -> list[str]:
    """Add keywords, headline and byline from the lines before the text; return the text."""
    end = _count_heads(lines)
    heads = [re.sub(r"\s*=\Z", "", line).strip() for line in lines[:end]]
    heads = [head for head in heads if head]
    markers: list[str] = []
    while len(heads) > 1 and _MARKER.match(heads[0]):
        markers.append(heads.pop(0))
    names: list[str] = []
    while len(heads) > 1 and _BYLINE.match(heads[-1]):
        names.insert(0, heads.pop())
    fields.title = " ".join(heads)
    fields.byline = ", ".join(names)
    if fields.byline and re.fullmatch(
        r"(?i)\S+\s+\S{2,4}[ -](?:correspondents?|korrespondent\w*|staff|reporters?)", fields.byline
    ):
        fields.byline = ""
    _add_statuses(" ".join(markers), fields)
    return lines[end:]


def _count_heads(lines: list[str]) -> int:
    """Return the number of lines above a text: up to one with "=", else those of the headline.

    A headline without that sign ends before an empty or an indented line, or a dateline. A longer
    block, or one that ends with a period, is the text.
    """
    for at, line in enumerate(lines[:_HEADLINE_LINES]):
        if line.endswith("="):
            return at + 1
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    end = at
    while end < len(lines) and lines[end].strip() and not _BEGINS_TEXT.search(lines[end]):
        end += 1
    is_headline = 0 < end - at <= _MOST_HEADLINE_LINES and not lines[end - 1].endswith(".")
    return end if is_headline else 0
