"""Importer of mail: messages (.eml, or saved as text), digests and mailboxes (mbox).

An attachment that can be read is an item of its own, which names its message. The others are
named in the remark of the message.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from functools import partial

from msgspec import Struct

from analysis import clean
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.detection import FileKind, detect_kind
from db.importers.documents import build_document
from db.importers.encodings import decode
from db.importers.mail_headers import NAMES, translate_headers
from db.importers.mail_parts import (
    attachment_name,
    child_parts,
    decode_bytes,
    decode_part,
    parse_message,
    read_header,
    read_sender,
    read_sent_day,
)
from db.importers.markup_text import fragment_text
from db.importers.models import ImportItem, ItemReaders, ReaderAt
from db.text import one_line

ReadFile = Callable[[bytes, str, FileKind], ItemReaders]
"""A function that reads the items of a file of a kind, which is an attachment here."""

_TYPES: dict[str, str] = NAMES["types"]
_MOST_ATTACHMENTS = 1_000  # of a message
_DEEPEST = 8  # messages in messages
_NAMED = 10  # attachments in a remark
_BEGINS = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_FOOT = re.compile(r"(?m)^-- ?\n.*\Z", re.DOTALL)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|body|div|table|p|center|font|h[1-6])\b", re.I)
_ENRICHED = re.compile(r"<param>[^<]{0,200}</param>|</?[a-z-]{1,40}>", re.IGNORECASE)


def read_mail(data: bytes, name: str, read_file: ReadFile) -> ItemReaders:
    """Read the message of a file, its attachments, and the messages in it, as of a digest."""
    yield from _read_message(translate_headers(data), name, _Reading(read_file))


def read_mailbox(data: bytes, name: str, read_file: ReadFile) -> ItemReaders:
    """Read the messages of a mailbox, which are separated by lines that begin with "From "."""
    reading = _Reading(read_file)
    for message, number, at in _split_mailbox(data):
        for reader in _read_message(message, f"{name}#{number}", reading):
            yield ReaderAt(reader, at / len(data))


def _split_mailbox(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each message of a mailbox with its number and its position."""
    begins = [
        match for match in _BEGINS.finditer(data)
        if match.start() == 0 or data[max(match.start() - 2, 0) : match.start()] in (
            b"\n\n", b"\r\n"
        )
    ]  # fmt: skip
    for at, match in enumerate(begins):
        end = begins[at + 1].start() if at + 1 < len(begins) else len(data)
        message = re.sub(rb"(?m)^>(>*From )", rb"\1", data[match.end() : end])
        yield message, at + 1, match.start()


class _Reading(Struct, frozen=True):
    """The reading of a file, and the message that the present one is enclosed in."""

    read_file: ReadFile
    depth: int = 0
    container: str = ""


@dataclass(slots=True)
class _Contents:
    """The displayed text of a message, and its other parts."""

    text: str
    enclosed: list[Message] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)


def _read_message(data: bytes, name: str, reading: _Reading) -> ItemReaders:
    try:
        message = parse_message(data)
    except ImportingError as error:
        yield partial(_refuse, str(error))
        return
    yield from _read_parsed(message, name, reading)


def _read_parsed(message: Message, name: str, reading: _Reading) -> ItemReaders:
    """Yield a message, then the messages in it, then its attachments."""
    try:
        contents = _collect(message)
        label = _name_message(message)
        inner = replace(reading, depth=reading.depth + 1, container=label)
        attachments, unread = _open_attachments(contents.attached, name, inner)
        if data := _find_json(contents.text):
            attachments.insert(0, ("", _start(reading.read_file(data, name, "json"))))
            contents.text = ""
    except ImportingError as error:
        yield partial(_refuse, str(error))
        return
    if reading.depth >= _DEEPEST and contents.enclosed:
        unread += ["messages nested more than eight deep"] * len(contents.enclosed)
        contents.enclosed.clear()
    has_text = any(map(str.isalnum, contents.text))
    remark = _name_unread(unread)
    if has_text or not (contents.enclosed or attachments):
        yield partial(_build_message, message, contents.text, name, reading.container, remark)
    waiting = "" if has_text else remark
    for number, enclosed in enumerate(contents.enclosed, 1):
        for read in _read_parsed(enclosed, f"{name}#{number}", inner):
            yield partial(_add_remark, read, waiting)
            waiting = ""
    for file, readers in attachments:
        for read in readers:
            yield partial(_read_attached, read, file, label, waiting)
            waiting = ""


def _refuse(message: str) -> ImportItem:
    raise ImportingError(message)


def _add_remark(read: Callable[[], ImportItem], remark: str) -> ImportItem:
    item = read()
    remarks = filter(None, (item.document.remark, remark))
    return replace(item, document=replace(item.document, remark="; ".join(remarks)))


def _read_attached(
    read: Callable[[], ImportItem], file: str, label: str, remark: str
) -> ImportItem:
    """Read an item of an attachment, which names its message; an error names its file."""
    try:
        item = _add_remark(read, remark)
    except ImportingError as error:
        raise ImportingError(f"{file} {error}" if file else str(error)) from None
    if item.document.part_of:
        return item
    return replace(item, document=replace(item.document, part_of=label))


def _name_message(message: Message) -> str:
    """Return the words by which the attachments of a message name it."""
    subject = read_header(message, "Subject") or read_header(message, "Message-ID")
    name, address = read_sender(message)
    day = read_sent_day(message)
    sender = f"from {name or address}" if name or address else ""
    details = " ".join(filter(None, ("mail", sender)))
    dated = ", ".join(filter(None, (details, day.isoformat() if day else "")))
    return f"{subject} ({dated})" if subject else dated


def _build_message(
    message: Message, text: str, name: str, container: str, remark: str
) -> ImportItem:
    if not any(map(str.isalnum, text)):
        advice = f"; {remark}" if remark else "; save the page it links to"
        raise ImportingError(f"is a message without text{advice}")
    sender, mailbox = read_sender(message)
    listed = read_header(message, "List-Id").partition("<")[0].strip(' "')
    address = re.search(r"https?://[^>\s]+", read_header(message, "Archived-At"))
    document = build_document(
        clean(text),
        address[0] if address else name,
        title=read_header(message, "Subject"),
        byline=sender or mailbox,
        site=listed or sender,
        published=read_sent_day(message),
        language=read_header(message, "Content-Language"),
        remark=remark,
    )
    return ImportItem(replace(document, part_of=container))


# Parts


def _collect(message: Message) -> _Contents:
    contents = _Contents("")
    contents.text = _collect_part(message, contents, is_body=True)
    if not any(map(str.isalnum, contents.text)):
        contents.text = _report_text(contents.attached)
    if len(contents.attached) + len(contents.enclosed) > _MOST_ATTACHMENTS:
        raise ImportingError(
            f"has more than {_MOST_ATTACHMENTS:,} attachments; save those that you need as files"
        )
    return contents


def _collect_part(part: Message, contents: _Contents, *, is_body: bool) -> str:
    """Return the displayed text of a part; add its attachments and messages to the contents.

    Of alternatives, the last is displayed, which is HTML, unless it has far fewer words.
    """
    kind = part.get_content_type()
    if kind == "message/rfc822":
        contents.enclosed += _enclosed(part)
        return ""
    if part.get_content_maintype() == "multipart":
        return _collect_parts(part, kind, contents, is_body=is_body)
    is_attached = part.get_content_disposition() == "attachment"
    is_named = bool(part.get_filename()) and not is_body
    if kind in ("text/html", "text/plain", "text/enriched", "text/richtext") and not (
        is_attached or is_named
    ):
        return _displayed_text(part, kind)
    contents.attached.append(part)
    return ""


def _collect_parts(part: Message, kind: str, contents: _Contents, *, is_body: bool) -> str:
    parts = child_parts(part)
    if not parts and isinstance(payload := part.get_payload(), str):
        return payload.encode("ascii", "replace").decode()  # without a boundary
    texts: list[str] = []
    for child in parts:
        first = is_body and not any(text.strip() for text in texts)
        text = _collect_part(child, contents, is_body=first or kind == "multipart/alternative")
        if text.strip():
            texts.append(text)
    if kind != "multipart/alternative" or not texts:
        return "\n\n".join(text.strip("\n") for text in texts) + "\n"
    first_text, last = texts[0], texts[-1]
    return last if len(last.split()) >= len(first_text.split()) / 2 else first_text


def _enclosed(part: Message) -> list[Message]:
    """Return the message in a part; its transfer encoding is decoded, against the standard."""
    payload = part.get_payload()
    if not isinstance(payload, list) or not payload or not isinstance(payload[0], Message):
        return []
    message = payload[0]
    encoding = str(part.get("Content-Transfer-Encoding") or "").strip().lower()
    if not message.keys() and encoding in ("base64", "quoted-printable"):
        message["Content-Transfer-Encoding"] = encoding
        return [parse_message(decode_bytes(message))]
    return [message]


def _displayed_text(part: Message, kind: str) -> str:
    text = decode(decode_part(part))
    if kind == "text/html" or _MARKUP.match(text):
        return fragment_text(text)
    if kind != "text/plain":
        return _ENRICHED.sub("", text)
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unwrap(text, keeps_spaces=str(part.get_param("delsp") or "").lower() != "yes")
    return _FOOT.sub("", text)


def _unwrap(text: str, *, keeps_spaces: bool) -> str:
    """Join the lines of a flowed text: a line with a space at its end continues in the next."""
    pieces: list[str] = []
    is_open = False
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        is_quoted = line.startswith(">")
        if pieces and not (is_open and line and not is_quoted):
            pieces.append("\n")
        is_open = line.endswith(" ") and line != "-- " and not is_quoted
        pieces.append(line if keeps_spaces or not is_open else line[:-1])
    return "".join(pieces)


def _find_json(text: str) -> bytes:
    """Return the text of a message that a form or a program sent as JSON, b"" for writing."""
    if not text.lstrip().startswith(("{", "[")):
        return b""
    try:
        values = json.loads(text, strict=False)  # mail programs break long lines
    except (ValueError, RecursionError):
        return b""
    return json.dumps(values).encode() if isinstance(values, list | dict) else b""


def _report_text(attached: list[Message]) -> str:
    """Return the text of a delivery report, for a message that has no other text."""
    reports = [part for part in attached if part.get_content_type() == "message/delivery-status"]
    blocks = [
        child.as_string() for part in reports for child in child_parts(part) if child.as_string()
    ]
    return "\n\n".join(block.strip() for block in blocks)


# Attachments


def _open_attachments(
    parts: list[Message], name: str, reading: _Reading
) -> tuple[list[tuple[str, ItemReaders]], list[str]]:
    """Return the files and readers of attachments, and the names of those that are not read."""
    opened: list[tuple[str, ItemReaders]] = []
    unread: list[str] = []
    for part in parts:
        label = one_line(attachment_name(part))
        try:
            opened.append((label, _open_attachment(part, name, label, reading)))
        except ImportingError as error:
            reason = str(error).partition(";")[0].removeprefix("is ")
            unread.append(f"{label} ({reason})" if label else reason)
    return opened, unread


def _open_attachment(part: Message, name: str, label: str, reading: _Reading) -> ItemReaders:
    """Return the readers of an attachment; raises ImportingError if it cannot be read."""
    if known := _TYPES.get(part.get_content_type()):
        raise ImportingError(f"is {known}")
    data = decode_bytes(part)
    if not data.strip():
        raise ImportingError("is empty")
    kind = detect_kind(data, label)
    if kind in ("text", "html", "markdown", "csv"):
        data = decode_part(part)
    source = f"{name}#{label}" if label else f"{name}#attachment"
    if kind in ("mail", "mailbox"):
        if reading.depth > _DEEPEST:
            raise ImportingError("is a message nested more than eight deep")
        return _read_attached_mail(data, source, kind, reading)
    return _start(reading.read_file(data, source, kind))


def _start(readers: ItemReaders) -> ItemReaders:
    """Read up to the first item; raises ImportingError if a file has none."""
    first = next(readers, None)
    if first is None:
        raise ImportingError("has no article in it")
    return itertools.chain((first,), readers)


def _read_attached_mail(data: bytes, source: str, kind: FileKind, reading: _Reading) -> ItemReaders:
    if kind == "mail":
        yield from _read_message(translate_headers(data), source, reading)
        return
    for message, number, _ in _split_mailbox(data):
        yield from _read_message(message, f"{source}#{number}", reading)


def _name_unread(unread: list[str]) -> str:
    """Return a remark with the names of the attachments that were not read, "" for none."""
    if not unread:
        return ""
    names = ", ".join(unread[:_NAMED])
    more = f" and {len(unread) - _NAMED:,} more" if len(unread) > _NAMED else ""
    if len(unread) == 1:
        return f"1 attachment was not read: {names}"
    return f"{len(unread):,} attachments were not read: {names}{more}"
