"""Pages that the extraction handles badly: table layouts, lists of articles, lost headings."""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

from db.importers.markup_text import visible_text

_CELL_PART = re.compile(r"(?P<begin><t[dh]\b[^<>]*>)|(?P<end></t[dh]>)|<p", re.IGNORECASE)
_LARGEST_CELL = 200_000  # characters
_TABLE_PART = re.compile(r"<(/?)(?:table|thead|tbody|tfoot|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_TABLE = re.compile("<table", re.IGNORECASE)
_PARAGRAPHS = 2  # in a cell; with so many, a table is used for the layout
_TEASER = re.compile(r"<h[1-4]\b[^<>]*>\s*<a\b", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b|article:published_time|datePublished", re.IGNORECASE)
_TEASERS = 3  # headings that are links; a page with so many may be a list
_SUBHEADING = re.compile(r"<h[2-4]\b[^<>]*>", re.IGNORECASE)
_BEFORE_PARAGRAPH = re.compile(
    r"(?P<end></h[2-4]>)\s*(?:<(?!/?(?:p|h[1-6])\b)[^<>]*>\s*){0,6}<p\b[^<>]*>", re.IGNORECASE
)
_PARAGRAPH_END = re.compile("</p>", re.IGNORECASE)
_LONGEST_SUBHEADING = 300  # characters with its markup
_PARAGRAPH_LENGTHS = (20, 5_000)  # characters with its markup
_LONGEST = 150  # characters of a heading
_ENOUGH = 40  # characters by which a paragraph is recognized
_PAGE = 2_000_000  # characters; larger pages are left as they are


def replace_layout_tables(markup: str) -> str:
    """Replace layout tables, as in newsletters and old pages, by plain blocks."""
    if len(markup) > _PAGE or not _TABLE.search(markup) or not _has_layout_cell(markup):
        return markup
    return _TABLE_PART.sub(r"<\1div>", markup)


def _has_layout_cell(markup: str) -> bool:
    """Return True if a cell has several paragraphs; a cell ends where the first one in it ends."""
    open_cells: deque[tuple[int, int]] = deque()  # the beginning, and the paragraphs before it
    paragraphs = 0
    for part in _CELL_PART.finditer(markup):
        if part["begin"]:
            open_cells.append((part.end(), paragraphs))
        elif part["end"]:
            while open_cells and part.start() - open_cells[0][0] > _LARGEST_CELL:
                open_cells.popleft()
            if open_cells and paragraphs - open_cells[0][1] >= _PARAGRAPHS:
                return True
            open_cells.clear()
        else:
            paragraphs += 1
    return False


def is_list_page(markup: str) -> bool:
    """Return True if a page is a list: several headings are links, and it has no article itself."""
    head = markup[:_PAGE]
    return len(_TEASER.findall(head)) >= _TEASERS and _ARTICLE.search(head) is None


def restore_headings(text: str, markup: str) -> str:
    """Insert the headings between paragraphs that the extraction lost."""
    if len(markup) > _PAGE:
        return text
    lines = text.split("\n")
    places = {line.strip()[:_ENOUGH]: at for at, line in reversed([*enumerate(lines)])}
    present = {line.strip() for line in lines}
    found: dict[int, str] = {}
    for heading, paragraph in _headed_paragraphs(markup):
        if "<a" in heading.lower():
            continue  # the link to another article
        heading = " ".join(visible_text(heading).split())
        paragraph = " ".join(visible_text(paragraph).split())
        at = places.get(paragraph[:_ENOUGH])
        if at is not None and 0 < len(heading) <= _LONGEST and heading not in present:
            found[at] = heading
    return "\n".join(
        f"{found[at]}\n{line}" if at in found else line for at, line in enumerate(lines)
    )


def _headed_paragraphs(markup: str) -> Iterator[tuple[str, str]]:
    """Yield each heading with the paragraph that follows it, both with their markup.

    The time is linear: the paragraph of each end of a heading is found first.
    """
    least, most = _PARAGRAPH_LENGTHS
    paragraph_ends = [match.start() for match in _PARAGRAPH_END.finditer(markup)]
    ends: list[int] = []
    paragraphs: list[tuple[int, int]] = []
    for match in _BEFORE_PARAGRAPH.finditer(markup):
        at = bisect_left(paragraph_ends, match.end() + least)
        if at < len(paragraph_ends) and paragraph_ends[at] - match.end() <= most:
            ends.append(match.start())
            paragraphs.append((match.end(), paragraph_ends[at]))
    after = 0
    for match in _SUBHEADING.finditer(markup):
        begin = match.end()
        at = bisect_left(ends, begin + 1)
        if match.start() >= after and at < len(ends) and ends[at] - begin <= _LONGEST_SUBHEADING:
            first, last = paragraphs[at]
            yield markup[begin : ends[at]], markup[first:last]
            after = last
