"""Importer of PDF, by pdfium: text in paragraphs, without running heads and page numbers."""

import datetime
import re
from collections import Counter
from itertools import pairwise
from statistics import quantiles
from typing import TYPE_CHECKING

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import require_extra
from db.models import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_DAMAGED = "is a damaged PDF; open it in a viewer and save it again"
_MOST_PAGES = 2_000
# Characters of a page times its rectangles: pdfium searches all characters for each rectangle. A
# page with more, which would take longer than a second, is read in the order of the file.
_MOST_WORK = 50_000_000
_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_ROOM = 1.4  # of the usual line spacing; a larger gap begins a paragraph
_SHORT = 0.8  # of the usual line length; a shorter line ends a paragraph
_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_HEADING = re.compile(r"[^.!?…]{3,100}")
_LONGEST_HEADING = 100  # characters
_ITEM = re.compile(r"(?:[-–•·*▪◦]|\d{1,2}[.)]|[a-z]\))\s+\S")
_SENTENCE_END = re.compile(r"""[.!?:…]["'”’)\]]*$""")
_BROKEN_WORD = re.compile(r"(?<=[a-zà-öø-þ])[-\u00ad\u2010\ufffe\x02]$")


def read_pdf(data: bytes, name: str) -> Document:
    """Read the document of a PDF; raises ImportingError for one without text."""
    with require_extra("pdf", "pypdfium2"):
        import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ImportingError("needs a password; save it without one first") from None
        raise ImportingError(_DAMAGED) from None
    pages = []
    for number in range(min(len(pdf), _MOST_PAGES)):
        try:
            page = pdf[number]
            pages.append(_lines(page.get_textpage()))
            page.close()
        except pypdfium2.PdfiumError:
            raise ImportingError(_DAMAGED) from None
    text = _paragraphs(_without_running_heads(pages))
    if not any(map(str.isalpha, text)):
        raise ImportingError("is a PDF of pictures without text; run it through OCR first")
    facts = pdf.get_metadata_dict()
    cut = len(pdf) > _MOST_PAGES
    return build_document(
        clean(text),
        name,
        title=_real_title(facts.get("Title", "")),
        byline=facts.get("Author", ""),
        published=_day(facts.get("CreationDate", "")),
        updated=_day(facts.get("ModDate", "")),
        remark=f"only the first {_MOST_PAGES:,} pages were read" if cut else "",
    )


def _lines(page: "PdfTextPage") -> list[str]:
    """Return the lines of a page, with an empty one for a larger gap than usual."""
    if page.count_rects() * page.count_chars() > _MOST_WORK:
        lines_in_file = clean(page.get_text_range()).split("\n")
        return [line.strip() for line in lines_in_file if line.strip()]
    lines: list[tuple[float, float, str]] = []  # bottom, top, words
    for number in range(page.count_rects()):
        left, bottom, right, top = page.get_rect(number)
        words = clean(page.get_text_bounded(left, bottom, right, top)).replace("\n", " ").strip()
        if not words:
            continue
        if lines and bottom < lines[-1][1] and top > lines[-1][0]:  # on the same line
            before = lines.pop()
            low, high = min(before[0], bottom), max(before[1], top)
            lines.append((low, high, f"{before[2]} {words}"))
        else:
            lines.append((bottom, top, words))
    steps = [before[0] - after[0] for before, after in pairwise(lines) if after[0] < before[0]]
    usual = quantiles(steps, n=4)[0] if len(steps) > 1 else 0.0
    spaced: list[str] = []
    for at, (bottom, _, words) in enumerate(lines):
        if at and usual and lines[at - 1][0] - bottom > _ROOM * usual:
            spaced.append("")
        spaced.append(words)
    return spaced


def _without_running_heads(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages, without those at the top or bottom of most pages."""
    at_edges = Counter(
        shape for page in pages for shape in {_shape(line) for line in page[:_EDGE] + page[-_EDGE:]}
    )
    often = max(3, len(pages) / 2)
    lines: list[str] = []
    for page in pages:
        for at, line in enumerate(page):
            edge = at < _EDGE or at >= len(page) - _EDGE
            if edge and (_NUMBER.fullmatch(line) or at_edges[_shape(line)] >= often):
                continue
            lines.append(line)
    return lines


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _paragraphs(lines: list[str]) -> str:
    """Join lines to paragraphs, and words that were hyphenated at a line break."""
    if not lines:
        return ""
    lengths = [len(line) for line in lines if line] or [0]
    usual = quantiles(lengths, n=4)[2] if len(lengths) > 1 else lengths[0]
    paragraphs: list[str] = []
    pieces: list[str] = []  # of the current paragraph: it is joined once, and its end searched
    length = 0

    def end_paragraph() -> None:
        nonlocal length
        paragraphs.append("".join(pieces))
        pieces.clear()
        length = 0

    for at, line in enumerate(lines):
        if not line:
            # a sentence that continues after a page break or a picture is one paragraph
            if pieces and (_SENTENCE_END.search(pieces[-1]) or length < usual):
                end_paragraph()
            continue
        if _ITEM.match(line) and pieces:
            end_paragraph()
        if pieces and _BROKEN_WORD.search(pieces[-1]):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
            length += len(line) - 1
        else:
            pieces.append(f" {line}" if pieces else line)
            length += len(pieces[-1])
        following = lines[at + 1] if at + 1 < len(lines) else ""
        short = len(line) < _SHORT * usual
        is_heading = (
            short
            and length <= _LONGEST_HEADING
            and _HEADING.fullmatch("".join(pieces))
            and following[:1].isupper()
        )
        if (short and _SENTENCE_END.search(line)) or is_heading:
            end_paragraph()
    end_paragraph()
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _real_title(title: str) -> str:
    """Return the title, or "" for the file name that word processors write there."""
    return "" if re.search(r"\.(?:docx?|pdf|indd|tex|odt)$|^untitled", title, re.I) else title


def _day(date: str) -> datetime.date | None:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", date)
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
