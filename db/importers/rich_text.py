"""Importer of documents of word processors: headings, lists and tables are kept, pictures left out.

This module reads rich text (RTF) in linear time: its headers and lists of styles are left out, and
its footnotes follow its text. Word files are read by `word.py`, OpenDocument by `open_document.py`.
"""

import datetime
import html
import re
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from analysis import clean
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.bylines import read_file_author
from db.importers.documents import build_document
from db.importers.file_dates import add_file_date
from db.importers.markup_text import fragment_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.news_databases import read_export
from db.importers.open_document import read_open_document
from db.importers.word import WordFile, place_comments, read_word, write_rows


def read_document(data: bytes, name: str, kind: Literal["docx", "odt", "rtf"]) -> ItemReaders:
    """Read the document of a word processor, or the articles of a news database in it."""
    match kind:
        case "docx":
            word = read_word(data)
        case "odt":
            word = read_open_document(data)
        case "rtf":
            word = WordFile(*_read_rtf(data), [])
    found = read_export(word.markup, name, is_markup=True)
    if found is not None:
        yield from found
        return
    text = clean(fragment_text(write_rows(word.markup)))
    if not any(map(str.isalnum, text)):
        raise ImportingError("has no words in it; choose another file")
    facts = word.facts
    document = build_document(
        text,
        name,
        title=facts.get("title", ""),
        byline=read_file_author(facts.get("creator", "")),
        updated=_day(facts.get("modified", "")),
        remark=word.remark,
    )
    document = add_file_date(document, _day(facts.get("created", "")))
    yield lambda: ImportItem(document, highlights=tuple(place_comments(word.comments, text)))


def _day(moment: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(moment[:10])
    except ValueError:
        return None


# Rich text

_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|'(?P<byte>[0-9a-fA-F]{2})|(?P<symbol>[^a-zA-Z]))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}]+)|\\",
    re.DOTALL,
)
_LEFT_OUT = frozenset({
    "fonttbl", "colortbl", "stylesheet", "pict", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "object", "objdata", "themedata", "datastore",
    "listtable", "listoverridetable", "rsidtbl", "generator", "filetbl", "revtbl", "xmlnstbl",
    "nonshppict", "fldinst", "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor", "listtext",
    "pntext", "operator", "company", "subject", "keywords", "doccomm", "comment", "manager",
    "category", "hlinkbase", "revtim", "printim", "buptim",
})  # fmt: skip
_ENDS = frozenset({"par", "sect", "page", "cell", "row", "nestcell", "nestrow", "column"})
_CHARACTERS = {
    "line": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\n": "", "\\": "\\", "{": "{", "}": "}"}
_FACTS = {"title": "title", "author": "creator"}
_MOST_GROUPS = 100_000  # open at the same time


@dataclass(slots=True)
class _Target:
    """Paragraphs, each with True if it begins in bold, and the one that is read."""

    paragraphs: list[tuple[str, bool]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    is_bold: bool = False

    def end_paragraph(self) -> None:
        """Add the paragraph that was read, if it has words."""
        text = "".join(self.pieces).strip()
        if text:
            self.paragraphs.append((text, self.is_bold))
        self.pieces.clear()


class _Group(Struct, frozen=True):
    """The state of a group: where its text goes, and how it is read."""

    target: _Target | None
    is_bold: bool = False
    fallbacks: int = 1  # characters for other programs after a Unicode character


def _read_rtf(data: bytes) -> tuple[str, dict[str, str]]:
    """Return the text of a rich-text file as markup, and its metadata."""
    reader = _Reader(data.decode("latin-1"))
    reader.read()
    paragraphs = [*reader.body.paragraphs, *reader.notes.paragraphs]
    lines = (html.escape(_to_text(text)).replace("\n", "<br>") for text, _ in paragraphs)
    markup = "\n".join(
        f"<p><b>{line}</b></p>" if is_bold else f"<p>{line}</p>"
        for line, (_, is_bold) in zip(lines, paragraphs, strict=True)
    )
    facts = {name: _to_text(" ".join(value.pieces)) for name, value in reader.facts.items()}
    if reader.created[0]:
        facts["created"] = "{:04d}-{:02d}-{:02d}".format(*reader.created)
    return markup, facts


def _to_text(text: str) -> str:
    """Join the two halves of characters beyond U+FFFF."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    """Reader of the groups and control words of a file."""

    def __init__(self, source: str) -> None:
        """Begin at the first group."""
        self.body, self.notes = _Target(), _Target()
        self.facts = {name: _Target() for name in _FACTS.values()}
        self.created = [0, 0, 0]
        self._source = source
        self._group = _Group(self.body)
        self._outer: list[_Group] = []
        self._encoding = "cp1252"
        self._bytes = bytearray()
        self._is_starred = self._is_creation = False
        self._skipped = 0  # characters of a fallback that are still to come

    def read(self) -> None:
        """Read all tokens; raises ImportingError for groups that are nested too deep."""
        at, source = 0, self._source
        while match := _TOKEN.match(source, at):
            at = match.end()
            if match["byte"] is None:
                self._flush()
            if match["word"]:
                if match["word"] == "bin":
                    at += max(int(match["number"] or 0), 0)
                else:
                    self._read_word(match["word"], match["number"])
            elif match["brace"]:
                self._read_brace(match["brace"])
            elif match["byte"]:
                if self._skipped:
                    self._skipped -= 1
                else:
                    self._bytes.append(int(match["byte"], 16))
            elif match["symbol"] == "*":
                self._is_starred = True
            elif match["symbol"]:
                self._add(_SYMBOLS.get(match["symbol"], ""))
            elif match["text"]:
                self._add(match["text"].replace("\r", "").replace("\n", ""))
        self._flush()
        self.body.end_paragraph()
        self.notes.end_paragraph()

    def _read_brace(self, brace: str) -> None:
        self._skipped, self._is_starred = 0, False
        if brace == "{":
            if len(self._outer) >= _MOST_GROUPS:
                raise ImportingError("is nested too deep; save it as text first")
            self._outer.append(self._group)
        elif self._outer:
            if self._group.target is self.notes and self._outer[-1].target is not self.notes:
                self.notes.end_paragraph()
            self._group = self._outer.pop()

    def _read_word(self, word: str, number: str | None) -> None:
        group, value = self._group, int(number) if number else None
        if self._is_starred or word in _LEFT_OUT:
            self._group = replace(group, target=None)
        elif word == "u" and value is not None:
            self._add(chr(value & 0xFFFF))
            self._skipped = group.fallbacks
        elif word == "uc" and value is not None:
            self._group = replace(group, fallbacks=min(max(value, 0), 10))
        elif word == "ansicpg" and number:
            self._encoding = f"cp{number}"
        elif word in ("mac", "pc", "pca"):
            self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word in ("b", "plain"):
            self._group = replace(group, is_bold=word == "b" and value != 0)
        elif word in _ENDS and group.target is not None:
            group.target.end_paragraph()
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word == "footnote":
            self._group = replace(group, target=self.notes, is_bold=False)
        elif word == "info":
            self._group = replace(group, target=None)
        elif word in _FACTS:
            self._group = replace(group, target=self.facts[_FACTS[word]])
        elif word == "creatim":
            self._is_creation = True
        elif word in ("yr", "mo", "dy") and self._is_creation and value is not None:
            self.created[("yr", "mo", "dy").index(word)] = value
            self._is_creation = word != "dy"
        self._is_starred = False

    def _flush(self) -> None:
        """Add the bytes that were read, in the encoding of the file."""
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            try:
                text = data.decode(self._encoding, "replace")
            except LookupError:
                text = data.decode("cp1252", "replace")
            self._write(text)

    def _add(self, text: str) -> None:
        """Add text without the fallbacks of the Unicode character before it."""
        if self._skipped:
            left = text[self._skipped :]
            self._skipped = max(self._skipped - len(text), 0)
            text = left
        self._write(text)

    def _write(self, text: str) -> None:
        target = self._group.target
        if target is not None and text:
            if not target.pieces:
                target.is_bold = self._group.is_bold
            target.pieces.append(text)
