"""Lines of the pages of a PDF: pdfium's text in the order of the file, with the place of each line.

The words are always those of pdfium's plain text. Positions only describe them: the text inside a
rectangle has letters at its borders twice, and loses ligatures.
"""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

import pypdfium2
import pypdfium2.raw as pdfium

from analysis import clean

_BROKEN = "\ufffe\x02"
"""The characters that pdfium writes for a hyphen at the end of a line, without a line end."""
_LINE = re.compile(rf"[^\r\n{_BROKEN}]+[{_BROKEN}]?|[{_BROKEN}]")
_WORD = re.compile(r"\S+")
_BOLD = 600  # of the weight of a font: 400 is normal, 700 bold
_BOLD_NAME = re.compile("bold|black|heavy|semibold", re.IGNORECASE)
_FONT_STYLE = re.compile(r"[-,]?(?:semi|demi|extra)?(?:bold|italic|oblique|regular).*", re.I)
_MOST_CHARACTERS = 400_000  # of a page; the positions of a longer one are not read
_WIDEST = 0.45  # of the height of a line: the usual width of a letter; wider words are measured
_BLANK = 0.2  # the same for the blank after it
_MOST_LINKS = 4_000  # annotations of a page that are read
_BAND = 8.0  # points: links and lines are compared only within horizontal bands
_MOST_BANDS = 200  # of a link; a larger one is no link of a line
_MOST_IN_BAND = 60


@dataclass(slots=True, eq=False)
class PdfLine:
    """A line of a page: its cleaned text, and its place in points from the lower left corner.

    `words` are offsets in `text`, each with the left and the right border of the word. `first` is
    the number of its first character on the page. `linked` is the share of its width that is a
    link. A line whose place is unknown has no words.
    """

    text: str
    page: int
    first: int = 0
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    font: str = ""
    is_bold: bool = False
    linked: float = 0.0
    words: list[tuple[int, float, float]] = field(default_factory=list)

    @property
    def height(self) -> float:
        """The height of its letters with their room, which is close to the font size."""
        return self.top - self.bottom

    def is_beside(self, line: "PdfLine") -> bool:
        """Return True if both lines are in the same row."""
        shared = min(self.top, line.top) - max(self.bottom, line.bottom)
        return shared > 0.5 * min(self.height, line.height)


@dataclass(slots=True)
class PdfPageText:
    """The lines of a page in the order of the file, its size in points, and its plain text."""

    number: int
    width: float
    height: float
    plain: str
    lines: list[PdfLine]


def read_page(page: pypdfium2.PdfPage, places: "PdfPlaces", number: int) -> PdfPageText:
    """Read the lines of a page."""
    plain = places.plain
    width, height = page.get_size()
    has_places = len(plain) <= _MOST_CHARACTERS
    lines = []
    for match in _LINE.finditer(plain):
        text = clean(match[0])
        if match[0][-1] in _BROKEN:
            text = f"{text[:-1]}\u00ad"
        stripped = text.strip()
        if not stripped.strip("\u00ad"):
            continue
        line = PdfLine(stripped, number, match.start() + len(text) - len(text.lstrip()))
        if has_places:
            places.locate(line)
        lines.append(line)
    if has_places:
        _measure_links(page, lines, places)
    return PdfPageText(number, width, height, plain, lines)


class PdfPlaces:
    """Places of the characters of a page, upright even if the page is turned."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        """Prepare to read the places of a page."""
        self.plain = textpage.get_text_range()
        self._raw = textpage.raw
        # pdfium counts in UTF-16, and leaves characters without a meaning out of the text
        self._units: list[int] | None = None
        length = len(self.plain)
        if not self.plain.isascii() and any(letter > "\uffff" for letter in self.plain):
            widths = (1 + (letter > "\uffff") for letter in self.plain)
            self._units = [0, *accumulate(widths)]
            length = self._units[-1]
        self._is_same = length == textpage.count_chars()
        self._box = pdfium.FS_RECTF()
        self._reference = ctypes.byref(self._box)
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        left, bottom, right, top = page.get_bbox()
        self._turn = page.get_rotation()
        self._area = (left, bottom, right, top)

    def upright(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Return a rectangle of the page as it is seen: left, bottom, right, top."""
        low, base, high, roof = self._area
        if self._turn == 90:
            return bottom - base, high - right, top - base, high - left
        if self._turn == 180:
            return high - right, roof - top, high - left, roof - bottom
        if self._turn == 270:
            return roof - top, left - low, roof - bottom, right - low
        return left - low, bottom - base, right - low, top - base

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Return the rectangle of a character of the plain text; None if it has none."""
        at = self._character(index)
        if at < 0 or not pdfium.FPDFText_GetLooseCharBox(self._raw, at, self._reference):
            return None
        box = self._box
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if right <= left and top <= bottom:
            return None
        return self.upright(left, bottom, right, top)

    def _character(self, index: int) -> int:
        """Return pdfium's number of a character of the plain text, -1 if it has none."""
        unit = index if self._units is None else self._units[index]
        if self._is_same:
            return unit
        number: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, unit)
        return number

    def locate(self, line: PdfLine) -> None:
        """Set the place and the font of a line."""
        spans = [match.span() for match in _WORD.finditer(line.text)]
        firsts = [self.box(line.first + start) for start, _ in spans]
        heights = sorted((box[3] - box[1], box[1], box[3]) for box in firsts if box)
        if not heights:
            return
        # the usual height: that of a raised number must not count
        height, line.bottom, line.top = heights[len(heights) // 2]
        for number, (start, end) in enumerate(spans):
            first = firsts[number]
            following = firsts[number + 1] if number + 1 < len(spans) else None
            # a word is measured only if the next one is not where words follow each other
            if first and following:
                step = following[0] - first[0]
                if 0 < step <= _WIDEST * height * (end - start + 1):
                    line.words.append((start, first[0], following[0] - _BLANK * height))
                    continue
            last = self.box(line.first + end - 1) if end - start > 1 else first
            first, last = first or last, last or first
            if first and last:
                line.words.append((start, min(first[0], last[0]), max(first[2], last[2])))
        line.left = min(left for _, left, _ in line.words)
        line.right = max(right for _, _, right in line.words)
        at = self._character(line.first)
        length = pdfium.FPDFText_GetFontInfo(
            self._raw, at, self._name, len(self._name), ctypes.byref(self._flags)
        )
        name = self._name.value.decode("utf-8", "replace") if length else ""
        name = name.partition("+")[2] or name
        line.font = _FONT_STYLE.sub("", name)
        ends = (at, self._character(line.first + len(line.text) - 1))
        weights = [pdfium.FPDFText_GetFontWeight(self._raw, end) for end in ends]
        line.is_bold = min(weights) >= _BOLD or (
            weights[0] <= 0 and _BOLD_NAME.search(name) is not None
        )


def iterate_annotations(page: pypdfium2.PdfPage, most: int) -> Iterator[pdfium.FPDF_ANNOTATION]:
    """Yield the annotations of a page, at most `most`; each is closed afterwards."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), most)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            yield annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _measure_links(page: pypdfium2.PdfPage, lines: list[PdfLine], places: PdfPlaces) -> None:
    """Set the share of each line that is a link; the time is linear."""
    bands: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
    box = pdfium.FS_RECTF()
    for annotation in iterate_annotations(page, _MOST_LINKS):
        if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_LINK:
            continue
        if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
            continue
        link = places.upright(box.left, box.bottom, box.right, box.top)
        first, last = int(link[1] // _BAND), int(link[3] // _BAND)
        if last - first < _MOST_BANDS:
            for band in range(first, last + 1):
                if len(bands[band]) < _MOST_IN_BAND:
                    bands[band].append(link)
    if not bands:
        return
    for line in lines:
        middle = (line.bottom + line.top) / 2
        covered = 0.0
        for left, bottom, right, top in bands.get(int(middle // _BAND), ()):
            if bottom <= middle <= top:
                covered += max(0.0, min(right, line.right) - max(left, line.left))
        if line.right > line.left:
            line.linked = min(1.0, covered / (line.right - line.left))
