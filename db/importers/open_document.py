"""Reader of OpenDocument text: paragraphs, footnotes, and comments as notes on their passages."""

import html
from bisect import bisect_left
from dataclasses import dataclass, field

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.moments import parse_moment
from db.importers.word import MOST_MARKED, WordComment, WordFile, letter_places
from db.importers.zip_archives import ZipArchive, element_texts

_PARAGRAPHS = (
    "//*[local-name()='p' or local-name()='h']"
    "[not(ancestor::*[local-name()='p' or local-name()='h' or local-name()='tracked-changes'])]"
)
_BLANKS = {"s": " ", "tab": "\t", "line-break": "\n"}
_NAME = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}name"
_MOST_COMMENTS = 10_000


@dataclass(slots=True)
class _Comment:
    """A comment, and the span of the text that it is about."""

    comment: WordComment
    start: int
    end: int


@dataclass(slots=True)
class _Reader:
    """The text that was read, its footnotes, and its comments by name."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    footnotes: list[str] = field(default_factory=list)
    comments: dict[str, _Comment] = field(default_factory=dict)

    def read(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph, with the numbers of its footnotes."""
        first = len(self.pieces)
        walk = etree.iterwalk(paragraph, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                if element is not paragraph:
                    self._add(element.tail or "")
                continue
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if kind == "annotation":
                self._read_comment(element)
                walk.skip_subtree()
            elif kind == "annotation-end":
                if (found := self.comments.get(element.get(_NAME, ""))) is not None:
                    found.end = self.length
            elif kind == "note":
                self.footnotes.append(" ".join(_paragraphs(element, "note-body")).strip())
                self._add(f"[{len(self.footnotes)}]")
                walk.skip_subtree()
            elif kind:
                self._add(_BLANKS.get(kind, ""))
                self._add(element.text or "")
        return "".join(self.pieces[first:])

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _read_comment(self, element: etree._Element) -> None:
        words = clean("\n".join(_paragraphs(element, "annotation"))).strip()
        if not words or len(self.comments) >= _MOST_COMMENTS:
            return
        author = clean(element.findtext("{*}creator") or "").strip()
        comment = WordComment(words, parse_moment(element.findtext("{*}date") or ""), author=author)
        name = element.get(_NAME, "") or f"#{len(self.comments)}"
        self.comments[name] = _Comment(comment, self.length, self.length)

    def place_comments(self) -> list[WordComment]:
        """Return the comments with their passages and the letters before them."""
        text = "".join(self.pieces)
        letters = letter_places(text)
        left = MOST_MARKED
        for found in self.comments.values():
            found.comment.before = bisect_left(letters, found.start)
            left -= found.end - found.start
            found.comment.passage = text[found.start : found.end].strip() if left >= 0 else ""
        return [found.comment for found in self.comments.values()]


def _paragraphs(element: etree._Element, parent: str) -> list[str]:
    """Return the texts of the paragraphs of a comment or of the body of a footnote."""
    found = element.xpath(f".//*[local-name()='p'][parent::*[local-name()='{parent}']]")
    return ["".join(paragraph.itertext()) for paragraph in found]


def read_open_document(data: bytes) -> WordFile:
    """Read an .odt file; footnotes follow its text with their numbers."""
    packed = ZipArchive(data)
    if packed.has_document_type("content.xml"):
        raise ImportingError("is not a valid OpenDocument file; open it and save it again")
    reader = _Reader()
    paragraphs = []
    for element in packed.xml("content.xml").xpath(_PARAGRAPHS):
        tag = "h2" if etree.QName(element).localname == "h" else "p"
        words = html.escape(reader.read(element)).strip().replace("\n", "<br>")
        paragraphs.append(f"<{tag}>{words}</{tag}>")
    paragraphs += [
        f"<p>{number}. {html.escape(words)}</p>" for number, words in enumerate(reader.footnotes, 1)
    ]
    facts = {}
    if "meta.xml" in packed.names and not packed.has_document_type("meta.xml"):
        meta = packed.xml("meta.xml")
        for name, wanted in (
            ("title", "title"), ("creator", "initial-creator"), ("created", "creation-date"),
            ("modified", "date"),
        ):  # fmt: skip
            facts[name] = next(iter(element_texts(meta, wanted)), "")
    return WordFile("\n".join(paragraphs), facts, reader.place_comments())
