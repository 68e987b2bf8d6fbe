"""Reader of Word files, by mammoth: text with footnotes and rows of tables, and comments.

Comments are notes on the passages that they are about. Deleted text of tracked changes and page
headers are left out.
"""

import datetime
import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.models import Highlight
from db.importers.moments import parse_moment
from db.importers.optional_libraries import require_extra
from db.importers.zip_archives import ZipArchive, element_texts

_COMMENTS = "word/comments.xml"
_BACKLINK = re.compile(r'<a href="#(?:foot|end)note-ref-[^"<>]*">[^<>]*</a>')
_ROW = re.compile(r"<tr>((?:(?!</?tr>|<table).)*)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^<>]*>(.*?)</t[dh]>", re.DOTALL)
_PARAGRAPH_TAG = re.compile(r"</?p>")
_LONGEST_CELL = 300  # characters with its markup; a table with longer cells is a layout
_MOST_COMMENTS = 10_000
MOST_MARKED = 2_000_000
"""Characters of the passages of all comments, each a copy; further ones are on a line."""

_NEAR = 20_000  # letters around the place of a passage, which footnotes and lists move
_NEAR_WORDS = 8  # of the line beside a comment without a passage


@dataclass(slots=True)
class WordFile:
    """The text of a file as markup, its metadata, its comments, and what was left out."""

    markup: str
    facts: dict[str, str]
    comments: list["WordComment"]
    remark: str = ""


@dataclass(slots=True)
class WordComment:
    """A comment: its words, the number of letters before its passage, and the passage."""

    body: str
    created: datetime.datetime | None
    before: int = 0
    passage: str = ""
    author: str = ""


def read_word(data: bytes) -> WordFile:
    """Read a .docx file; raises ImportingError."""
    with require_extra("docx", "mammoth", "cobble"):
        import mammoth

    packed = ZipArchive(data)
    packed.read("word/document.xml")
    if any(map(packed.has_document_type, packed.names)):  # mammoth would expand its entities
        raise ImportingError("is not a valid Word file; open it and save it again")
    try:
        markup = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except Exception as error:  # a hostile file may raise anything in the parser
        raise ImportingError("is a damaged Word file; open it and save it again") from error
    facts = {}
    if "docProps/core.xml" in packed.names:
        core = packed.xml("docProps/core.xml")
        for name in ("title", "creator", "created", "modified"):
            facts[name] = next(iter(element_texts(core, name)), "")
    if facts.get("creator") == "python-docx":
        del facts["creator"]
    body = _Body()
    body.read(packed.xml("word/document.xml"))
    deleted = body.deletions
    remark = ""
    if deleted:
        verb = "passage was" if deleted == 1 else "passages were"
        remark = f"{deleted:,} deleted {verb} left out: accept or reject the tracked changes first"
    return WordFile(_BACKLINK.sub("", markup), facts, _read_comments(packed, body), remark)


def write_rows(markup: str) -> str:
    """Write each row of a table with short cells as a line, with ` | ` between its cells."""

    def write(row: re.Match[str]) -> str:
        cells = _CELL.findall(row[1])
        if len(cells) < 2 or any(
            len(cell) > _LONGEST_CELL or cell.count("<p>") > 1 for cell in cells
        ):
            return row[0]
        words = [_PARAGRAPH_TAG.sub("", cell).strip() for cell in cells]
        while words and not words[-1]:
            del words[-1]
        return f"<p>{' | '.join(words)}</p>"

    return _ROW.sub(write, markup)


@dataclass(slots=True)
class _Body:
    """The runs of a document, the spans of its comments in them, and its deleted passages."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    deletions: int = 0

    def read(self, root: etree._Element) -> None:
        """Read the runs of text in their order, and the marks of comments between them."""
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            name = etree.QName(element).localname
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                continue
            if event == "end":
                continue
            if name == "Choice":  # the same text again for newer programs
                skipped = element
            elif name == "del":
                self.deletions += 1
            elif name == "t":
                self.pieces.append(element.text or "")
                self.length += len(self.pieces[-1])
            elif name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
                self._mark(name, _attribute(element, "id"))

    def _mark(self, name: str, id: str) -> None:
        start, _ = self.spans.get(id, (self.length, self.length))
        if name != "commentReference" or id not in self.spans:
            self.spans[id] = (start, self.length)


def _read_comments(packed: ZipArchive, body: _Body) -> list[WordComment]:
    if _COMMENTS not in packed.names or not body.spans:
        return []
    text = "".join(body.pieces)
    letters = letter_places(text)
    comments: list[WordComment] = []
    left = MOST_MARKED
    for element in packed.xml(_COMMENTS).iterfind("{*}comment"):
        id = _attribute(element, "id")
        words = "\n".join(
            "".join(part.text or "" for part in paragraph.iterfind(".//{*}t"))
            for paragraph in element.iterfind("{*}p")
        )
        words = clean(words).strip()
        if not words or id not in body.spans or len(comments) >= _MOST_COMMENTS:
            continue
        author = clean(_attribute(element, "author")).strip()
        start, end = body.spans[id]
        left -= end - start
        comments.append(
            WordComment(
                words,
                parse_moment(_attribute(element, "date")),
                bisect_left(letters, start),
                text[start:end].strip() if left >= 0 else "",
                author,
            )
        )
    return comments


def place_comments(comments: list[WordComment], text: str) -> Iterator[Highlight]:
    """Yield comments as notes on a text, each on its passage or on the line beside it."""
    if not comments:
        return
    places = letter_places(text)
    letters = _letters(text)
    left = MOST_MARKED
    if len(letters) != len(places) or not places:
        return
    for comment in comments:
        wanted = _letters(comment.passage)
        left -= len(wanted)
        found = _nearest(letters, wanted, comment.before) if wanted and left >= 0 else -1
        if found >= 0:
            start, end = places[found], places[found + len(wanted) - 1] + 1
            closing = comment.passage[comment.passage.rindex(wanted[-1]) + 1 :]
            end += len(closing) if text.startswith(closing, end) else 0
        else:
            start = places[min(comment.before, len(places) - 1)]
            start = text.rfind("\n", 0, start) + 1
            line = text[start:].partition("\n")[0]
            end = start + len(" ".join(line.split(" ")[:_NEAR_WORDS]))
        yield Highlight(
            text[start:end], comment.body, start=start, end=end, created=comment.created,
            changed=comment.created, author=comment.author,
        )  # fmt: skip


def _nearest(letters: str, wanted: str, offset: int) -> int:
    """Return the occurrence of `wanted` that is nearest to a place; -1 if none is near."""
    before = letters.rfind(wanted, max(0, offset - _NEAR), offset + len(wanted))
    after = letters.find(wanted, offset, offset + _NEAR + len(wanted))
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - offset), default=-1)


def letter_places(text: str) -> list[int]:
    """Return the offsets of the letters and digits of a text."""
    return [at for at, letter in enumerate(text) if letter.isalnum()]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name, "" if it is absent."""
    attributes: Mapping[str, str] = {
        etree.QName(key).localname: str(value) for key, value in element.attrib.items()
    }
    return attributes.get(name, "")
