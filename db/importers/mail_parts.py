"""Parts and headers of MIME messages, whatever their encodings: those of mail and of MHTML.

The email package splits a message into parts. Its modern policy loses headers with undeclared
bytes and unquoted boundaries, so headers are decoded here.
"""

import binascii
import codecs
import datetime
import email
import email.policy
import email.utils
import itertools
import re
from contextlib import suppress
from email.message import Message

from db.errors import ImportingError
from db.importers.encodings import decode
from db.importers.news_articles import opening_day
from db.text import one_line

_LONGEST_HEADER = 4_000  # characters; the time to parse a header grows faster than its length
_MOST_PARTS = 50_000  # each takes the email package 70 µs
_ENCODED_WORD = re.compile(
    r"=\?([^?\s]{1,60})\?([bBqQ])\?([^\r\n]{0,800}?)\?=(?:\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?))?"
)
_ADDRESS = re.compile(r"[^\s<>()\"',;:@]{1,100}@[\w.-]{1,100}")
_BOUNDARY = re.compile(r"^--(\S[^\r\n\"\\]{0,200}?)[ \t]*\r?\n(?=[\w-]+:|\r?\n)", re.MULTILINE)
_NAME = re.compile(r"[^()]*(?:\([^()]*\))?")  # with one comment, such as an outlet
_FEW_PARTS = 5
_EARLIEST = 1900
# Encodings whose usual names mean a larger one.
_LARGER = {
    "euc_kr": "cp949", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "iso2022_jp": "iso2022_jp_ext", "iso2022_kr": "iso2022_kr",
}  # fmt: skip
_CHARSET_NAMES = {
    "x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "unicode-1-1-utf-7": "utf-7",
    "ks_c_5601": "cp949", "x-windows-949": "cp949", "x-mac-roman": "mac_roman",
    "cp-850": "cp850", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-big5": "big5",
}  # fmt: skip


class _RawPolicy(email.policy.Compat32):
    """The old policy of the email package, with raw headers that end at `_LONGEST_HEADER`."""

    def header_fetch_parse(self, _: str, value: str) -> str:
        """Return a header with its undeclared bytes as surrogates."""
        return value[:_LONGEST_HEADER]


_POLICY = _RawPolicy()


def parse_message(data: bytes) -> Message:
    """Parse a message; raises ImportingError for one with very many parts."""
    if data.count(b"\n--") > _MOST_PARTS:
        raise ImportingError(f"has more than {_MOST_PARTS:,} parts; save its text as a file")
    return email.message_from_bytes(data, policy=_POLICY)


def child_parts(part: Message) -> list[Message]:
    """Return the parts of a multipart, found by their boundary if its header lacks it."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [child for child in payload if isinstance(child, Message)]
    text = payload if isinstance(payload, str) else ""
    if part.get_content_maintype() != "multipart" or not (found := _BOUNDARY.search(text)):
        return []
    header = f'Content-Type: multipart/mixed; boundary="{found[1]}"\n\n'
    again = parse_message((header + text).encode("utf-8", "surrogateescape")).get_payload()
    return (
        [child for child in again if isinstance(child, Message)] if isinstance(again, list) else []
    )


def decode_bytes(part: Message) -> bytes:
    """Decode a part's transfer encoding; an unknown or damaged one leaves its bytes."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def decode_part(part: Message) -> bytes:
    """Decode a part's transfer encoding; convert the bytes to UTF-8 if the charset is declared."""
    data = decode_bytes(part)
    try:
        return _decode_charset(data, str(part.get_content_charset() or "-")).encode()
    except (LookupError, UnicodeError):
        return data


def _decode_charset(data: bytes, charset: str) -> str:
    """Decode bytes by the name of their charset; raises LookupError or UnicodeError."""
    name = codecs.lookup(_CHARSET_NAMES.get(charset.lower(), charset)).name
    if name in ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7"):
        data.decode("ascii")  # these never fail, and are not meant by text with other bytes
    if _LARGER.get(name, name) == "cp1252":
        with suppress(UnicodeDecodeError):
            return data.decode()  # programs declare Latin-1 for UTF-8; the reverse is not valid
    text = data.decode(_LARGER.get(name, name))
    if not isinstance(text, str):
        raise LookupError(charset)
    return text


def read_header(message: Message, name: str) -> str:
    """Return a header as text, "" if it is missing."""
    return decode_words(str(message.get(name) or ""), _charset_of(message))


def _charset_of(message: Message) -> str:
    """Return the charset that the first text of a message declares, "" if none does."""
    for part in itertools.islice(message.walk(), _FEW_PARTS):
        if charset := part.get_content_charset():
            return charset
    return ""


def decode_words(value: str, charset: str = "") -> str:
    """Decode the undeclared bytes and the encoded words of a header: `=?utf-8?q?caf=C3=A9?=`.

    Undeclared bytes are in UTF-8, in the charset of the message, or in Windows-1252.
    """
    if not value.isascii():
        value = _decode_word(value.encode("utf-8", "surrogateescape"), charset or "cp1252")
    words: list[str] = []
    waiting, charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        if word.start() > at or word[1].lower() != charset:
            words.append(_decode_word(waiting, charset))
            words.append(value[at : word.start()])
            waiting, charset = b"", word[1].lower()
        waiting += _word_bytes(word[3], word[2].lower())  # a character can span two words
        at = word.end()
    words += _decode_word(waiting, charset), value[at:]
    return one_line("".join(words))


def _word_bytes(word: str, encoding: str) -> bytes:
    if encoding == "q":
        return binascii.a2b_qp(word.encode("utf-8", "replace"), header=True)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", word)
    try:
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")
    except (binascii.Error, ValueError):
        return word.encode("utf-8", "replace")


def _decode_word(data: bytes, charset: str) -> str:
    if not data:
        return ""
    with suppress(LookupError, UnicodeError):
        return _decode_charset(data, charset.partition("*")[0])
    try:
        return decode(data)
    except ImportingError:
        return data.decode("utf-8", "replace")


def attachment_name(part: Message) -> str:
    """Return the name of an attachment's file, "" if it has none."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    return decode_words(name).replace("\\", "/").rpartition("/")[2][:200]


def read_sender(message: Message) -> tuple[str, str]:
    """Return the display name and the address of the first sender."""
    for header in ("From", "Sender", "Reply-To"):
        value = str(message.get(header) or "")
        try:
            name, address = email.utils.parseaddr(value)
        except RecursionError:  # it calls itself for each comment in another one
            name, address = "", ""
        if "@" not in address:
            found = _ADDRESS.search(value)
            address = found[0] if found else ""
        name = decode_words(name, _charset_of(message)).strip(" \"'")
        if not _NAME.fullmatch(name):
            name = name.partition("(")[0].strip() or name
        if "@" not in value:
            name, address = decode_words(value)[:100], ""  # a printed mail has the name alone
        if name or address:
            return name, decode_words(address)
    return "", ""


def read_sent_day(message: Message) -> datetime.date | None:
    """Return the day on which a message was sent, else the one on which it was received."""
    headers = [str(message.get("Date") or "")]
    headers += [str(value).rpartition(";")[2] for value in message.get_all("Received") or ()][:3]
    latest = datetime.date.today() + datetime.timedelta(days=2)
    for value in headers:
        try:
            day = email.utils.parsedate_to_datetime(value).date() if value.strip() else None
        except (ValueError, TypeError, IndexError, OverflowError):
            day = None
        found = day or opening_day(decode_words(value)[:80])
        if found and found.year >= _EARLIEST and found <= latest:
            return found
    return None
