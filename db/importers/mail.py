"""Importer of newsletters: messages (.eml), digests and mailboxes (mbox), by the email package."""

import datetime
import email
import email.policy
import email.utils
import re
from email.message import EmailMessage, Message
from functools import partial
from typing import Any

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.encodings import decode
from db.importers.html import fragment_text
from db.importers.models import ImportItem, ItemReaders, ReaderAt

_LONGEST_HEADER = 4_000  # characters; the time to parse a header grows faster than its length
_MOST_PARTS = 50_000  # each takes the email package 70 µs
_BEGINS = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_FOOT = re.compile(r"(?m)^-- ?\n.*\Z", re.DOTALL)


class _BoundedPolicy(email.policy.EmailPolicy):
    """The modern policy of the email package, for which a header ends at `_LONGEST_HEADER`."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Parse a header."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_POLICY = _BoundedPolicy()


def parse_message(data: bytes) -> EmailMessage:
    """Parse a message; raises ImportingError for one with very many parts."""
    if data.count(b"\n--") > _MOST_PARTS:
        raise ImportingError(f"has more than {_MOST_PARTS:,} parts; save its text as a file")
    message = email.message_from_bytes(data, policy=_POLICY)
    assert isinstance(message, EmailMessage)
    return message


def read_mail(data: bytes, name: str) -> ItemReaders:
    """Read the message of a file, then the messages in it, such as those of a digest."""
    yield from _read_messages(data, name)


def read_mailbox(data: bytes, name: str) -> ItemReaders:
    """Read the messages of a mailbox, which are separated by lines that begin with "From "."""
    begins = [
        match for match in _BEGINS.finditer(data)
        if match.start() == 0 or data[max(match.start() - 2, 0) : match.start()] in (
            b"\n\n", b"\r\n"
        )
    ]  # fmt: skip
    for at, match in enumerate(begins):
        end = begins[at + 1].start() if at + 1 < len(begins) else len(data)
        message = re.sub(rb"(?m)^>(>*From )", rb"\1", data[match.end() : end])
        for reader in _read_messages(message, f"{name}#{at + 1}"):
            yield ReaderAt(reader, match.start() / len(data))


def decode_part(part: Message) -> bytes:
    """Decode a part's transfer encoding; convert the bytes to UTF-8 if the charset is declared."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(str(part.get_content_charset() or "-")).encode()
    except (LookupError, UnicodeError):
        return data


def _read_messages(data: bytes, name: str) -> ItemReaders:
    try:
        message = parse_message(data)
    except ImportingError as error:
        yield partial(_refuse, str(error))
        return
    inner = [part for part in message.walk() if part.get_content_type() == "message/rfc822"]
    text = _text(message)
    if any(map(str.isalnum, text)) or not inner:
        yield partial(_message, message, text, name)
    for number, part in enumerate(inner, 1):
        payload = part.get_payload()
        enclosed = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(enclosed, EmailMessage):
            yield partial(_enclosed, enclosed, f"{name}#{number}")


def _refuse(message: str) -> ImportItem:
    raise ImportingError(message)


def _enclosed(message: EmailMessage, name: str) -> ImportItem:
    return _message(message, _text(message), name)


def _message(message: EmailMessage, text: str, name: str) -> ImportItem:
    if not any(map(str.isalnum, text)):
        raise ImportingError("is a message without text; save the page it links to")
    sender, _ = email.utils.parseaddr(_header(message, "From"))
    listed = _header(message, "List-Id").partition("<")[0].strip(' "')
    address = re.search(r"https?://[^>\s]+", _header(message, "Archived-At"))
    return ImportItem(
        build_document(
            clean(text),
            address[0] if address else name,
            title=_header(message, "Subject"),
            byline=sender,
            site=listed or sender,
            published=_message_day(_header(message, "Date")),
            language=_header(message, "Content-Language"),
        )
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return ""  # a malformed header that the parser rejects


def _text(part: Message) -> str:
    """Return the displayed text of a part, without attachments and the messages in it.

    Of alternatives, the last is displayed, which is HTML, unless it has far fewer words.
    """
    if part.get_content_disposition() == "attachment":
        return ""
    kind = part.get_content_type()
    if kind == "text/html":
        return fragment_text(decode(decode_part(part)))
    if kind == "text/plain":
        return _FOOT.sub("", decode(decode_part(part)))
    payload = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(payload, list):
        return ""
    parts = [child for child in payload if isinstance(child, Message)]
    texts = [text for child in parts if (text := _text(child)).strip()]
    if kind != "multipart/alternative" or not texts:
        return "\n\n".join(text.strip("\n") for text in texts) + "\n"
    first, last = texts[0], texts[-1]
    return last if len(last.split()) >= len(first.split()) / 2 else first


def _message_day(date: str) -> datetime.date | None:
    try:
        return email.utils.parsedate_to_datetime(date).date() if date else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
