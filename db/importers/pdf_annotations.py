"""Highlights and comments of a PDF, with their page: annotations on the words below them."""

import ctypes
import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from msgspec import Struct

from analysis import clean
from db.importers.models import Highlight
from db.importers.note_colors import read_note_color
from db.importers.pdf_pages import PdfLine, PdfPageText, PdfPlaces, iterate_annotations
from db.models import NoteColor

_MOST = 5_000  # annotations of a page that are read
_LONGEST = 20_000  # characters of a comment
_MARKUP = {
    pdfium.FPDF_ANNOT_HIGHLIGHT: "", pdfium.FPDF_ANNOT_UNDERLINE: "",
    pdfium.FPDF_ANNOT_SQUIGGLY: "", pdfium.FPDF_ANNOT_STRIKEOUT: "struck out",
}  # fmt: skip
_NO_NOTES = frozenset(
    (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP,
     pdfium.FPDF_ANNOT_MOVIE, pdfium.FPDF_ANNOT_SCREEN, pdfium.FPDF_ANNOT_PRINTERMARK,
     pdfium.FPDF_ANNOT_TRAPNET, pdfium.FPDF_ANNOT_WATERMARK)
)  # fmt: skip
_MOMENT = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?")
_MIDDLE = 0.5  # of a letter; so much of it must be highlighted
_MOST_PARTS = 50_000  # rectangles of a page, and the parts of lines in them
_MOST_LINES = 400  # that a rectangle can cover
_MOST_MARKED = 2_000_000  # characters of all passages; each has its own copy
_SHORTENED = 100  # characters of the passages after so many
_NEAR_WORDS = 8  # of the line beside a comment


class PdfMark(Struct, frozen=True):
    """A highlight or a comment: its passages as parts of lines, and what was written about it.

    `near` is the line beside a comment without a passage.
    """

    page: int
    passages: list[tuple[PdfLine, int, int]]
    near: PdfLine | None
    body: str = ""
    color: NoteColor = "yellow"
    created: datetime.datetime | None = None
    changed: datetime.datetime | None = None
    author: str = ""


@dataclass(slots=True)
class PdfMarks:
    """The marks of a page, and the numbers of drawings and filled form fields left out."""

    marks: list[PdfMark]
    drawings: int = 0
    form_fields: int = 0


def read_marks(page: pypdfium2.PdfPage, places: PdfPlaces, text: PdfPageText) -> PdfMarks:
    """Read the highlights and comments of a page; `text` has its lines in the order to read."""
    found = PdfMarks([])
    lines = _LineIndex(text.lines)
    seen: set[str] = set()
    popups: list[tuple[str, PdfMark]] = []
    left = _MOST_PARTS
    for annotation in iterate_annotations(page, _MOST):
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        if subtype == pdfium.FPDF_ANNOT_WIDGET:
            found.form_fields += bool(_string(annotation, b"V"))
        if subtype in _NO_NOTES and subtype != pdfium.FPDF_ANNOT_POPUP:
            continue
        if pdfium.FPDFAnnot_HasKey(annotation, b"State"):
            continue  # "accepted" or "read", not a comment
        if pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.FPDF_ANNOT_FLAG_HIDDEN:
            continue
        words = _string(annotation, b"Contents")
        quads = _quads(annotation, places, left) if subtype in _MARKUP else []
        left -= len(quads)
        passages = [part for quad in quads for part in _find_passage(quad, lines, places)]
        left -= len(passages)
        if not words and not passages:
            is_drawing = subtype not in (pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_TEXT)
            found.drawings += is_drawing
            continue
        marked = "".join(line.text[start:end] for line, start, end in passages)
        if _letters(words) == _letters(marked):
            words = ""  # some programs repeat the passage as the comment
        body = words or _MARKUP.get(subtype, "")
        mark = PdfMark(
            text.number,
            passages,
            None if passages else lines.nearest(_rectangle(annotation, places)),
            body,
            _color(annotation),
            _moment(_string(annotation, b"CreationDate")),
            _moment(_string(annotation, b"M")),
            _string(annotation, b"T"),
        )
        if subtype == pdfium.FPDF_ANNOT_POPUP:
            popups.append((_letters(words), mark))
        else:
            found.marks.append(mark)
            seen.add(_letters(words))
    # a popup repeats the comment of the annotation that it belongs to
    found.marks += [mark for words, mark in popups if words not in seen]
    return found


def place_marks(
    marks: Sequence[PdfMark], text: str, starts: Mapping[PdfLine, int]
) -> Iterator[Highlight]:
    """Yield marks as highlights and notes on a text, with their page.

    A comment without a passage is a note on the line beside it. If that line was left out, it is on
    the first words of its page, or of the text.
    """
    left = _MOST_MARKED
    first_of_page: dict[int, PdfLine] = {}
    for line in starts:
        first_of_page.setdefault(line.page, line)
    for mark in marks:
        spans = [
            (starts[line] + start, starts[line] + end)
            for line, start, end in mark.passages
            if line in starts
        ]
        if not spans:
            near = mark.near if mark.near in starts else first_of_page.get(mark.page)
            begin = starts[near] if near is not None else 0
            shown = near.text if near is not None else text.partition("\n")[0]
            words = shown.rstrip("\u00ad").split(" ")[:_NEAR_WORDS]
            spans = [(begin, begin + len(" ".join(words)))]
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        left -= end - start
        if left < 0:
            end = min(end, start + _SHORTENED)
        exact = text[start:end].rstrip()
        if exact:
            yield Highlight(
                exact, mark.body, start=start, end=start + len(exact), created=mark.created,
                changed=mark.changed or mark.created, color=mark.color, page=mark.page,
                author=mark.author,
            )  # fmt: skip


_Box = tuple[float, float, float, float]


class _LineIndex:
    """The lines of a page from the bottom to the top, in the order to read at one height."""

    def __init__(self, lines: Sequence[PdfLine]) -> None:
        placed = [
            ((line.bottom + line.top) / 2, at, line) for at, line in enumerate(lines) if line.words
        ]
        placed.sort(key=lambda found: found[:2])
        self._middles = [middle for middle, _, _ in placed]
        self._lines = [(at, line) for _, at, line in placed]

    def between(self, bottom: float, top: float) -> list[PdfLine]:
        """Return the lines whose middle is between two heights, in the order to read."""
        first, last = bisect_left(self._middles, bottom), bisect_right(self._middles, top)
        return [line for _, line in sorted(self._lines[first:last][:_MOST_LINES], key=_number)]

    def nearest(self, box: _Box | None) -> PdfLine | None:
        """Return the line that is closest to the middle of a rectangle."""
        if box is None or not self._lines:
            return None
        middle = (box[1] + box[3]) / 2
        at = bisect_left(self._middles, middle)
        near = [index for index in (at - 1, at) if 0 <= index < len(self._lines)]
        closest = min(near, key=lambda index: abs(self._middles[index] - middle))
        return self._lines[closest][1]


def _number(found: tuple[int, PdfLine]) -> int:
    return found[0]


def _quads(annotation: pdfium.FPDF_ANNOTATION, places: PdfPlaces, most: int) -> list[_Box]:
    """Return the rectangles of a markup annotation, else that around it."""
    quads = []
    points = pdfium.FS_QUADPOINTSF()
    for number in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), max(0, most))):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, ctypes.byref(points)):
            across = (points.x1, points.x2, points.x3, points.x4)
            upward = (points.y1, points.y2, points.y3, points.y4)
            quads.append(places.upright(min(across), min(upward), max(across), max(upward)))
    return quads or [box for box in (_rectangle(annotation, places),) if box]


def _rectangle(annotation: pdfium.FPDF_ANNOTATION, places: PdfPlaces) -> _Box | None:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
        return None
    return places.upright(box.left, box.bottom, box.right, box.top)


def _find_passage(
    quad: _Box, lines: "_LineIndex", places: PdfPlaces
) -> Iterator[tuple[PdfLine, int, int]]:
    """Yield the parts of lines whose letters are in a rectangle."""
    left, bottom, right, top = quad
    for line in lines.between(bottom, top):
        if not (line.left < right and line.right > left):
            continue
        inside = [
            at for at, (_, begin, end) in enumerate(line.words) if begin < right and end > left
        ]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        start, after = line.words[first][0], _word_end(line, last)
        while start < after and not _is_covered(line, start, places, left, right):
            start += 1
        while after > start and not _is_covered(line, after - 1, places, left, right):
            after -= 1
        if after > start:
            yield line, start, after


def _word_end(line: PdfLine, number: int) -> int:
    following = line.words[number + 1][0] if number + 1 < len(line.words) else len(line.text)
    return len(line.text[:following].rstrip())


def _is_covered(line: PdfLine, offset: int, places: PdfPlaces, left: float, right: float) -> bool:
    box = places.box(line.first + offset)
    if box is None:
        return False
    return left <= box[0] + _MIDDLE * (box[2] - box[0]) <= right


def _string(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= 2 * _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return clean(buffer.raw[: size - 2].decode("utf-16-le", "replace")).strip()


def _color(annotation: pdfium.FPDF_ANNOTATION) -> NoteColor:
    """Return the nearest color of a note; that of an appearance is in its shapes."""
    parts = [ctypes.c_uint() for _ in range(4)]
    references = [ctypes.byref(part) for part in parts]
    found = pdfium.FPDFAnnot_GetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *references)
    for number in range(min(pdfium.FPDFAnnot_GetObjectCount(annotation), 20)):
        if found:
            break
        shape = pdfium.FPDFAnnot_GetObject(annotation, number)
        found = pdfium.FPDFPageObj_GetFillColor(shape, *references)
    red, green, blue = (part.value for part in parts[:3])
    return read_note_color(f"#{red:02x}{green:02x}{blue:02x}" if found else "")


def _moment(words: str) -> datetime.datetime | None:
    """Parse a moment such as `D:20210305100000+01'00'`; without a zone, it is in UTC."""
    match = _MOMENT.match(words)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()[:6]
    offset = datetime.timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0))
    try:
        moment = datetime.datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0),
            int(second or 0), tzinfo=datetime.UTC,
        )  # fmt: skip
        return moment + (offset if match[8] == "-" else -offset)
    except (ValueError, OverflowError):
        return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
