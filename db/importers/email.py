"""Importer of newsletters: messages (.eml) and mailboxes (mbox), by Python's email package."""

import datetime
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from functools import partial
from typing import Any

from analysis import clean
from db.errors import ImportingError
from db.importers.html import fragment_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.plain_text import build_document, decode

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
    """Read the message of a file."""
    yield partial(_message, data, name)


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
        yield partial(_message, message, f"{name}#{at + 1}")


def decode_part(part: Message) -> bytes:
    """Decode a part's transfer encoding; convert the bytes to UTF-8 if the charset is declared."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(str(part.get_content_charset() or "-")).encode()
    except (LookupError, UnicodeError):
        return data


def _message(data: bytes, name: str) -> ImportItem:
    message = parse_message(data)
    text = _text(message)
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
            published=_day(_header(message, "Date")),
            language=_header(message, "Content-Language"),
        )
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return ""  # a malformed header that the parser rejects


def _text(message: EmailMessage) -> str:
    """Return the displayed text: of the HTML part, unless that has far fewer words."""
    plain = page = ""
    for part in _shown(message):
        kind = part.get_content_type()
        if kind == "text/html" and not page:
            page = fragment_text(decode(decode_part(part)))
        elif kind == "text/plain" and not plain:
            plain = _FOOT.sub("", decode(decode_part(part)))
    return page if len(page.split()) >= len(plain.split()) / 2 and page else plain


def _shown(message: EmailMessage) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart() and part.get_content_disposition() != "attachment":
            yield part


def _day(date: str) -> datetime.date | None:
    try:
        return email.utils.parsedate_to_datetime(date).date() if date else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
