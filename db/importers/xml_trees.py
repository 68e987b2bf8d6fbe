"""Trees of XML, parsed without entities, network or external files, and the text of their blocks.

A block is a paragraph, a heading, an item of a list or a row of a table. Pictures, their captions
and scripts are left out.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from lxml import etree
from lxml import html as lxml_html

from db.errors import ImportingError
from db.importers.encodings import decode

Element: TypeAlias = etree._Element

_DAMAGED = "is damaged XML; get the file again"
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,300}\?>")
_ENCODING = re.compile(
    rb"""\s*<\?xml\b[^<>]{0,100}?encoding\s*=\s*["'](?:iso-?8859|us-ascii|windows-125|cp125)""",
    re.IGNORECASE,
)
_REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_PREDEFINED = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_ESCAPED_TWICE = re.compile(r"&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|quot|apos|nbsp|amp);")

_BLOCKS = frozenset((
    "p", "hl1", "hl2", "hl3", "hl4", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section",
    "article", "main", "block", "body", "body.content", "html", "body.head", "body.end",
    "blockquote", "bq", "dl", "dt", "dd", "ul", "ol", "li", "hr", "tagline", "header", "footer",
    "aside", "center", "credit", "nitf-table", "fn", "datasource", "bibliography", "hedline",
    "details", "summary", "address",
))  # fmt: skip
_HEADINGS = ("hl1", "hl2", "h1", "h2")
_LONG = 200  # characters of a paragraph; no title is below it
_LEFT_OUT = frozenset((
    "script", "style", "head", "media", "figcaption", "img", "picture", "video", "audio",
    "object", "iframe", "svg", "nav", "form", "button", "select", "template", "noscript",
    "media-caption", "media-reference", "media-producer", "media-metadata", "colgroup", "col",
))  # fmt: skip
_BREAK, _LINE = "\v", "\f"  # a break of the source, and a line that the source keeps
_LONGEST_VALUE = 300  # characters of a cell with several paragraphs in a table of values
_WRAPPED = 40  # characters; a longer line with a space at its break is a wrapped one
_INDENTED = re.compile(r"(?: {2,}|\t)\s*\S")


def parse_xml(data: bytes) -> tuple[Element, bool]:
    """Parse XML; return the root, and True if the file was damaged and only a part was read.

    Entities that the file defines are not expanded. Those of HTML are replaced. Raises
    ImportingError for a file without a root element.
    """
    data = _REFERENCE.sub(_to_number, data)
    try:
        if not _is_mislabeled(data):
            return etree.fromstring(data, _parser(recover=False)), False
    except (etree.XMLSyntaxError, ValueError, LookupError):
        pass
    text = _DECLARATION.sub("", decode(data))
    encoded = text.encode("utf-8", "replace")
    try:
        return etree.fromstring(encoded, _parser(recover=False, encoding="utf-8")), False
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        root = etree.fromstring(encoded, _parser(recover=True, encoding="utf-8"))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise ImportingError(_DAMAGED)
    return root, True


def _parser(*, recover: bool, encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True, recover=recover, encoding=encoding,
    )  # fmt: skip


def _is_mislabeled(data: bytes) -> bool:
    """Return True for UTF-8 that declares an encoding of one byte for each character."""
    declared = _ENCODING.match(data)
    if declared is None or data.isascii():
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _to_number(reference: re.Match[bytes]) -> bytes:
    """Return the numeric form of an entity of HTML; XML's own and unknown ones stay."""
    if reference[1] in _PREDEFINED:
        return reference[0]
    characters = html.unescape(reference[0].decode("ascii"))
    if characters.startswith("&"):
        return reference[0]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def parse_fragment(markup: str) -> Element:
    """Parse a fragment of HTML."""
    try:
        return lxml_html.fragment_fromstring(markup.replace("\0", " "), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ImportingError("has damaged markup; get the file again") from None


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; "" for a comment or an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Return the children of an element with one of the local names."""
    return [child for child in element if local_name(child) in names]


def find_all(element: Element, *path: str) -> Iterator[Element]:
    """Yield the elements at a path of local names."""
    if not path:
        yield element
        return
    for child in children(element, path[0]):
        yield from find_all(child, *path[1:])


def find(element: Element, *path: str) -> Element | None:
    """Return the first element at a path of local names."""
    return next(find_all(element, *path), None)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements below with one of the local names, in their order."""
    for below in element.iter(*(f"{{*}}{name}" for name in names)):
        if below is not element:
            yield below


def line_of(element: Element | None) -> str:
    """Return the text of an element as one line; "" for none."""
    return "" if element is None else " ".join(_unescaped("".join(_texts(element))).split())


def _texts(element: Element) -> Iterator[str]:
    for text in element.itertext():
        yield str(text)


def _unescaped(text: str) -> str:
    """Replace references that were escaped twice, such as `o&#39;clock`."""
    return _ESCAPED_TWICE.sub(lambda reference: html.unescape(reference[0]), text)


def block_text(roots: Iterable[Element], *, left_out: frozenset[str] = frozenset()) -> str:
    """Return the blocks of elements, with an empty line between them.

    A row of a table is a line, whose cells are separated by " | ". `left_out` are classes of
    elements that are no part of the text.
    """
    blocks = _Blocks(left_out)
    for root in roots:
        blocks.add(root)
        blocks.end_block()
    return "\n\n".join(blocks.blocks)


def opening_heading(root: Element) -> str:
    """Return the text of the first heading of a text; "" if a long paragraph is before it."""
    for element in descendants(root, *_HEADINGS, "p"):
        text = line_of(element)
        if local_name(element) != "p" and text:
            return text
        if len(text) > _LONG:
            return ""
    return ""


class _Blocks:
    """The blocks of a tree, collected from its beginning to its end."""

    def __init__(self, left_out: frozenset[str]) -> None:
        self.blocks: list[str] = []
        self._left_out = left_out
        self._pieces: list[str] = []
        self._prefix = ""

    def add(self, element: Element) -> None:
        """Add an element with its descendants."""
        name = local_name(element).lower()
        if not name:
            self._pieces.append(str(element.text or ""))  # an entity that the file defines
            return
        if name in _LEFT_OUT or self._left_out & set(str(element.get("class", "")).split()):
            return
        if name == "br":
            self._pieces.append(_BREAK)
        elif name == "table":
            self.end_block()
            self._add_table(element)
        elif name == "figure":  # a picture, unless it has a table
            for table in descendants(element, "table"):
                self.end_block()
                self._add_table(table)
        elif name == "pre":
            self.end_block()
            self._pieces.append("".join(_texts(element)).replace("\n", _LINE))
            self.end_block()
        elif name in _BLOCKS:
            self.end_block()
            if name in ("ul", "ol"):
                self._add_list(element, numbered=name == "ol")
            else:
                self._add_content(element)
            self.end_block()
        else:
            self._add_content(element)

    def _add_content(self, element: Element) -> None:
        self._pieces.append(str(element.text or ""))
        for child in element:
            self.add(child)
            self._pieces.append(str(child.tail or ""))

    def _add_list(self, element: Element, *, numbered: bool) -> None:
        before = len(self.blocks)
        for number, child in enumerate(element, 1):
            self._prefix = f"{number}. " if numbered else "- "
            self.add(child)
            self.end_block()
            self._prefix = ""
        self._join(before)

    def _join(self, before: int) -> None:
        """Join the blocks after a number of them to one: the items of a list, or the rows."""
        joined = "\n".join(self.blocks[before:])
        self.blocks[before:] = [joined] if joined else []

    def _add_table(self, table: Element) -> None:
        """Add a line for each row, or the blocks of a table that is used for the layout."""
        rows = list(table.iter("{*}tr", "tr"))
        cells = [children(row, "td", "th") for row in rows]
        if any(_is_layout(cell) for row in cells for cell in row):
            for cell in (cell for row in cells for cell in row if not _is_nested(cell, table)):
                self._add_content(cell)
                self.end_block()
            return
        before = len(self.blocks)
        for caption in table.iter("{*}caption", "caption"):
            self._append(line_of(caption))
        for row in cells:
            self._append(" | ".join(self._cell_text(cell) for cell in row).strip(" |"))
        self._join(before)

    def _cell_text(self, cell: Element) -> str:
        """Return the text of a cell as one line."""
        if not len(cell):
            return line_of(cell)
        return " ".join(block_text([cell], left_out=self._left_out).split())

    def end_block(self) -> None:
        """End the current block."""
        text = _unescaped("".join(self._pieces))
        self._pieces = []
        for paragraph in split_paragraphs(text):
            self._append(paragraph)

    def _append(self, paragraph: str) -> None:
        if paragraph.strip():
            self.blocks.append(self._prefix + paragraph)
            self._prefix = ""


def _is_layout(cell: Element) -> bool:
    """Return True if a cell has a table in it, or several paragraphs that are no value."""
    if next(cell.iter("{*}table", "table"), None) is not None:
        return True
    paragraphs = [line_of(paragraph) for paragraph in cell.iter("{*}p", "p")]
    return len(paragraphs) > 1 and sum(map(len, paragraphs)) > _LONGEST_VALUE


def _is_nested(cell: Element, table: Element) -> bool:
    """Return True for a cell of a table inside of another table."""
    return next(cell.iterancestors("{*}table", "table"), table) is not table


def split_paragraphs(text: str) -> list[str]:
    """Split the text of a block into paragraphs, and join their wrapped lines.

    An empty line, two breaks in a row and an indented line among others begin a paragraph.
    """
    lines = text.split("\n")
    rest = [line for line in lines[1:] if line.strip()]
    indented = [line for line in rest if _INDENTED.match(line)]
    is_wire = 0 < len(indented) < len(rest)  # else the indentation is that of the markup
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line.strip(" \t"):
            paragraphs.append([])
            continue
        if is_wire and _INDENTED.match(line):
            paragraphs.append([])
        paragraphs[-1].append(line)
    found = (_join_breaks(" ".join(paragraph)) for paragraph in paragraphs)
    return [part for paragraph in found for part in paragraph if part.strip()]


def _join_breaks(text: str) -> list[str]:
    """Return the paragraphs of a text with breaks: a line wrapped at a break is joined."""
    joined = ""
    for line in re.split(f"({_BREAK}+)", text.replace("\r", "")):
        if not line.startswith(_BREAK):
            joined += line
        elif len(line) > 1:
            joined += "\n\n"
        else:
            last = re.split("[\n\v]", joined)[-1]
            is_wrapped = last.endswith(" ") and len(last.strip()) >= _WRAPPED
            joined += " " if is_wrapped else "\n"
    if _LINE in text:
        lines = "\n".join(line.rstrip() for line in joined.replace(_LINE, "\n").split("\n"))
    else:
        lines = re.sub(" ?\n ?", "\n", re.sub(r"[ \t]+", " ", joined))
    return [part.strip("\n ") for part in lines.split("\n\n")]
