"""Escape text of articles and notes for each export format."""

import html
import re
import unicodedata

from analysis import clean
from db.text import fold

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&=^$])|^(\s*\d+(?=[.)])|\s*(?=[#+-]))", re.MULTILINE)
_BIBTEX = {
    # braces by name: BibTeX counts one after a backslash too
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}  # fmt: skip


def escape_markup(text: str) -> str:
    """Escape text for HTML and XML, in elements and attributes."""
    return html.escape(_printable(text), quote=True)


def escape_markdown(text: str) -> str:
    """Escape text for Markdown; line breaks stay."""
    return _MARKDOWN.sub(lambda found: _escaped(found), _printable(text))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\"


def escape_cell(value: object) -> str:
    """Return a table cell that no program reads as a formula (OWASP, CSV injection)."""
    text = "" if value is None else _printable(str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "'")) else text


def escape_bibtex(text: str) -> str:
    """Escape text for a BibTeX field."""
    return "".join(_BIBTEX.get(letter, letter) for letter in flatten_lines(text))


def escape_calendar(text: str) -> str:
    """Escape text for an iCalendar property (RFC 5545, 3.3.11)."""
    text = _printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def quote_yaml(text: str) -> str:
    """Return text as a quoted YAML scalar on one line."""
    quoted = flatten_lines(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def safe_link(address: str) -> str:
    """Return an address that is safe as a link target; "" for any other scheme."""
    return address if re.match(r"(?:https?://|mailto:)[^\s<>\"'`\\^{}|]+$", address, re.I) else ""


# Windows takes these for devices, whatever follows a dot; superscript digits count as digits.
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)


def file_name(words: str, otherwise: str) -> str:
    """Return words as a file name that is valid on every operating system."""
    name = _letters(flatten_lines(words), ".,()’'–-", " ").strip(" .")[:80].strip(" .")
    reserved = _WINDOWS_DEVICE.match(name)
    return otherwise if not name or reserved else name


def hashtag(tag: str) -> str:
    """Return a tag in the syntax of note-taking programs, without its number sign."""
    joined = re.sub(r"\b_+|_+\b", " ", flatten_lines(tag))  # `_` around a word would emphasize it
    return _letters(joined, "/-", "-").strip("-") or "tag"


def citation_key(words: str) -> str:
    """Return words as a key of lower-case letters and digits."""
    return re.sub(r"[^a-z0-9]+", "", fold(words))


def _letters(text: str, signs: str, gap: str) -> str:
    """Keep letters with their marks, digits, `_` and `signs`; replace other runs by `gap`."""
    letters = [""]
    for letter in text:
        marks = unicodedata.category(letter).startswith("M") and letters[-1] not in ("", gap)
        if letter.isalnum() or letter == "_" or letter in signs or marks:
            letters.append(letter)
        elif letters[-1] != gap:
            letters.append(gap)
    return "".join(letters)


def flatten_lines(text: str) -> str:
    """Return text on one line, with single spaces."""
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Remove characters that are invalid in XML or unsafe in a terminal."""
    return re.sub("[\ufffe\uffff\ud800-\udfff]", "\ufffd", clean(text))
