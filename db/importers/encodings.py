"""Decoding of bytes: by byte order mark, UTF-8, declared encoding, or the likeliest one.

The letters of languages in each encoding are data of `encodings.toml`.
"""

import codecs
import itertools
import re
import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from db.errors import ImportingError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"""<\?xml[^<>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_CHARACTER_SET = re.compile("ascii|utf-(?:8|16|32)|iso|cp|koi|mac|big5|gb|euc|shift|hz|johab|tis")
_SAMPLE = 200_000  # bytes that an encoding is guessed from
_ESCAPED = re.compile(rb"\x1b(?:\$[@BAC()]|\([BJI])")  # the shifts of ISO 2022
_FEW_DAMAGED = 100  # characters, of which one may be damaged in a declared encoding
_TYPOGRAPHY = "–—‘’‚“”„«»…•©°€£§№"
_LEAST_FITTING = 0.97  # share of the characters beyond ASCII
_LEAST_COMMON = 0.45
_MOST_MIXED = 0.05  # share of lower-case letters before capitals
_MOST_LETTERS = 4_000
_ENGLISH = re.compile(rb"(?i)\b(?:the|and|of|to|in|that|said)\b")


def decode(data: bytes, charset: str = "") -> str:
    """Decode text and normalize its line ends; raises ImportingError for binary data.

    `charset` is the encoding that a server declared.
    """
    text = _decode(data, charset).removeprefix("\ufeff")
    _refuse_controls(text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def to_utf8(data: bytes, charset: str) -> bytes:
    """Return the body of an answer in UTF-8 if its server declared another encoding."""
    encoding = _known_encoding(charset)
    if encoding is None or encoding == "utf-8" or b"\0" in data:
        return data
    with suppress(UnicodeDecodeError):
        data.decode()
        return data
    return data.decode(encoding, "replace").encode()


def _decode(data: bytes, charset: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return _decode_wide(data)
    if _ESCAPED.search(data):
        for encoding in ("iso2022_jp_2", "iso2022_kr"):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    with suppress(UnicodeDecodeError):
        return data.decode()
    declared = _known_encoding(charset) or _declared(data)
    if declared:
        text = data.decode(declared, "replace")
        if text.count("\ufffd") * _FEW_DAMAGED <= len(text):
            return text
    if _is_damaged_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode(_guess(data), "replace")


def _decode_wide(data: bytes) -> str:
    """Decode UTF-16 without a byte order mark: every other byte is zero; raise for binary data."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 4 and min(even, odd) < len(sample) // 100 + 1:
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    raise ImportingError("is not text but a binary file; save it as text or HTML first")


def _declared(data: bytes) -> str | None:
    head = data[:4096]
    match = _DECLARED.search(head) or _DECLARED_XML.search(head)
    if match is None:
        return None
    return _known_encoding(match[1].decode("ascii", "replace"))


def _known_encoding(charset: str) -> str | None:
    """Return the codec of a declared encoding; None for an unknown one and for no encoding."""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return None
    if not _CHARACTER_SET.match(name):
        return None  # Python also has codecs that pages should not choose, such as punycode
    # browsers read pages that declare Latin-1 as Windows-1252, which has the quotation marks
    return str(_tables()["wider"].get(name, name))


def _is_damaged_utf8(data: bytes) -> bool:
    """Return True if most non-ASCII characters are valid UTF-8: only a few bytes are damaged."""
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    lost = sample.count("\ufffd")
    return sum(letter > "\x7f" for letter in sample) - lost > 2 * lost


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    undefined = any(byte in sample for byte in b"\x81\x8d\x8f\x90\x9d")
    if not undefined and len(_ENGLISH.findall(sample)) * 25 > len(sample.split()):
        return "cp1252"  # English text that is not UTF-8 is from Windows
    if single := _guess_single_byte(sample):
        return single
    from charset_normalizer import from_bytes  # takes 20 ms: imported only if needed

    best = from_bytes(sample).best()
    if best is None:
        raise ImportingError("is in no known encoding; save it as UTF-8 first")
    return best.encoding


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _guess_single_byte(sample: bytes) -> str:
    """Return the encoding in which the sample has the letters of one language; "" for none."""
    bare = re.sub(rb"<[^<>]{0,1000}>|&[A-Za-z]{1,10};", b"", sample)
    beyond = len(re.sub(rb"[\x00-\x7f]+", b"", bare))
    is_latin = beyond < len(re.findall(rb"[A-Za-z]", bare))
    best, found = 0.0, ""
    for language in _tables()["language"]:
        if is_latin == ("common" in language):
            continue
        for encoding in language["encodings"]:
            text = bare.decode(encoding, "replace")
            letters = re.sub(r"[\x00-\x7f\xa0]+", "", text.lower())[:_MOST_LETTERS]
            mixed = sum(
                first.islower() and second.isupper() and min(first, second) > "\x7f"
                for first, second in itertools.pairwise(text[:_MOST_LETTERS])
            )
            if not letters or mixed > _MOST_MIXED * len(letters):
                continue
            fitting = max(
                sum(map(frozenset(alphabet + _TYPOGRAPHY).__contains__, letters)) / len(letters)
                for alphabet in language["alphabets"]
            )
            common = sum(map(frozenset(language.get("common", "")).__contains__, letters)) / len(
                letters
            )
            score = fitting if is_latin else common
            if fitting >= _LEAST_FITTING and score > best and (is_latin or common > _LEAST_COMMON):
                best, found = score, encoding
    return found


def _refuse_controls(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = sum(letter < " " and letter not in "\t\n\r\f\v\x1b" for letter in sample)
    if controls > 10 and controls * 20 > len(sample):
        raise ImportingError("is not text but a binary file; save it as text or HTML first")
