"""The text of the blocks of a PDF: lines are joined to paragraphs, and words broken at line ends.

A check compares the words with those of the plain text of the file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from analysis import clean
from db.importers.pdf_layout import PdfBlock
from db.importers.pdf_pages import PdfLine, PdfPageText

_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]$")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_BROKEN = re.compile("[\ufffe\x02]")


@dataclass(slots=True)
class PdfText:
    """A text, the offset of each line in it, and its words without those joined at line ends."""

    text: str = ""
    starts: dict[PdfLine, int] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)


@cache
def _compound_beginnings() -> frozenset[str]:
    lines = (files("db.importers") / "compound_beginnings.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def write_text(
    blocks: Sequence[PdfBlock], pages: Sequence[PdfPageText], *, is_print: bool
) -> PdfText:
    """Write blocks as paragraphs, and the rows of a table as lines.

    A hyphen at a line end is removed from a word that is broken there. Browsers break words only at
    their own hyphens, so that those of a print remain.
    """
    known = Counter(word.casefold() for page in pages for word in _WORD.findall(clean(page.plain)))
    written = PdfText()
    pieces: list[str] = []
    length = 0
    for number, block in enumerate(blocks):
        if number:
            separator = "\n" if block.is_row and blocks[number - 1].is_row else "\n\n"
            pieces.append(separator)
            length += len(separator)
        for at, line in enumerate(block.lines):
            text = line.text
            written.words.update(text.rstrip("\u00ad").split())
            written.starts[line] = length
            following = block.lines[at + 1].text if at + 1 < len(block.lines) else ""
            if following:
                text = _line_end(text, following, known, is_print=is_print)
            elif text.endswith("\u00ad"):
                text = f"{text[:-1]}-"
            pieces.append(text)
            length += len(text)
    if pieces:
        pieces.append("\n")
    written.text = "".join(pieces)
    return written


def _line_end(line: str, following: str, known: Counter[str], *, is_print: bool) -> str:
    """Return a line with what separates it from the next: a blank, a hyphen, or nothing."""
    if not _HYPHEN.search(line):
        return f"{line} "
    stem = line[:-1]
    last, first = _LAST_WORD.search(stem), _FIRST_WORD.match(following)
    if last is None or first is None:
        return f"{stem}-" if line[-1] == "\u00ad" else f"{line} "
    before, after = last[0].casefold(), first[0].casefold()
    if known[f"{before}-{after}"] > 0:
        return f"{stem}-"
    if known[before + after] > 0:
        return stem
    is_compound = (
        is_print or not first[0][0].islower() or before.rpartition("-")[2] in _compound_beginnings()
    )
    return f"{stem}-" if is_compound else stem


def has_all_words(
    written: PdfText, left_out: Iterable[PdfLine], pages: Sequence[PdfPageText]
) -> bool:
    """Return True if the words of a text and of the lines left out are those of the plain text."""
    found = Counter(written.words)
    for line in left_out:
        found.update(line.text.rstrip("\u00ad").split())
    plain: Counter[str] = Counter()
    for page in pages:
        plain.update(clean(_BROKEN.sub(" ", page.plain)).split())
    return found == plain


def plain_text(pages: Sequence[PdfPageText]) -> str:
    """Return the text of all pages as it is in the file, in lines."""
    texts = (clean(_BROKEN.sub("", page.plain)) for page in pages)
    lines = (line.strip() for text in texts for line in text.split("\n"))
    return "\n".join(filter(None, lines)) + "\n"
