"""Words of articles and notes made safe for the formats that they are written into."""

import html
import re
import unicodedata

from analysis import clean
from db.wording import fold

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&=^$])|^(\s*\d+(?=[.)])|\s*(?=[#+-]))", re.MULTILINE)
_BIBTEX = {
    # braces by name: BibTeX counts one after a backslash too
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}  # fmt: skip


def markup(text: str) -> str:
    """Text for HTML and XML, in elements and attributes."""
    return html.escape(_printable(text), quote=True)


def markdown(text: str) -> str:
    """Text that stands in Markdown as it is, on as many lines."""
    return _MARKDOWN.sub(lambda found: _escaped(found), _printable(text))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\"


def cell(value: object) -> str:
    """A cell of a table that no program takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else _printable(str(value))
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "'")) else text


def bibtex(text: str) -> str:
    """Text for a field of BibTeX."""
    return "".join(_BIBTEX.get(letter, letter) for letter in one_line(text))


def calendar(text: str) -> str:
    """Text for a property of iCalendar (RFC 5545, 3.3.11)."""
    text = _printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def yaml(text: str) -> str:
    """Text as a quoted YAML scalar on one line."""
    quoted = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def link(address: str) -> str:
    """An address that a link may lead to; "" for any other kind."""
    return address if re.match(r"(?:https?://|mailto:)[^\s<>\"'`\\^{}|]+$", address, re.I) else ""


def file_name(words: str, otherwise: str) -> str:
    """Words as a name of a file that every system takes."""
    name = _letters(one_line(words), ".,()’'–-", " ").strip(" .")[:80].strip(" .")
    reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", name)
    return otherwise if not name or reserved else name


def hashtag(tag: str) -> str:
    """A tag as programs of notes know it, without its number sign."""
    joined = re.sub(r"\b_+|_+\b", " ", one_line(tag))  # `_` around a word would emphasize it
    return _letters(joined, "/-", "-").strip("-") or "tag"


def key(words: str) -> str:
    """Words as a key of letters and digits."""
    return re.sub(r"[^a-z0-9]+", "", fold(words))


def _letters(text: str, signs: str, gap: str) -> str:
    """Letters with the marks on them, digits, `_` and signs; a gap for each run of others."""
    kept = [""]
    for letter in text:
        marks = unicodedata.category(letter).startswith("M") and kept[-1] not in ("", gap)
        if letter.isalnum() or letter == "_" or letter in signs or marks:
            kept.append(letter)
        elif kept[-1] != gap:
            kept.append(gap)
    return "".join(kept)


def one_line(text: str) -> str:
    """Text on one line."""
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Text without what neither XML nor a terminal takes."""
    return re.sub("[\ufffe\uffff\ud800-\udfff]", "\ufffd", clean(text))
