"""Layout of the pages of a PDF: columns, tables, page headers and footers, and paragraphs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from msgspec import Struct

from db.importers.pdf_pages import PdfLine, PdfPageText

_EDGE_SHARE = 0.18  # of the height of a page, at its top and its bottom: place of running heads
_EDGE_LINES = 4  # at most, at each edge of a page
_SAME_PLACE = 3.0  # points between the places of a running head on two pages
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|p\.|pg\.?)\s*)?[-–—|\[(]?\s*(?P<number>\d{1,4})\s*[-–—|\])]?"
    r"(?:\s*(?:/|of|von|de|sur)\s*(?P<all>\d{1,4}))?",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[ivxl]{1,7}")
_SAME_HEIGHT = 0.06  # as a share: letters of one size
_FAR = 1.28  # of the usual line spacing; a larger gap begins a paragraph
_INDENT = 0.7  # of the height of a line
_CELL_GAP = 2.0  # of the height of a line; justified text has smaller gaps
_GUTTER = 0.9  # of the height of a line: the smallest gap between columns
_MOST_COLUMNS = 8  # of a page
_COLUMN_ROWS = 5  # rows with a gap at the same place, for columns
_COLUMN_WORDS = 3  # in a row of a column on average; the cells of most tables have fewer
_RUNNING = 0.3  # share of a column's lines that begin in lower case: sentences run on
_SENTENCE_END = re.compile(r"""[.!?:…]["'”’»)\]]*$""")
_ITEM = re.compile(r"(?:[-–•·*▪◦●○■‣]|\d{1,3}[.)]|[a-z]\))(?:\s+\S|$)")


@dataclass(eq=False)
class PdfBlock:
    """A paragraph, a heading, or a row of a table: lines that belong together.

    `is_row` is True for a row with several cells.
    """

    lines: list[PdfLine]
    is_row: bool = False
    text: str = field(init=False, default="")
    words: int = field(init=False, default=0)
    linked: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Measure the words and the share of links."""
        self.text = " ".join(line.text for line in self.lines)
        self.words = self.text.count(" ") + 1
        length = sum(len(line.text) for line in self.lines)
        self.linked = sum(line.linked * len(line.text) for line in self.lines) / length

    @property
    def left(self) -> float:
        """The left border in points."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """The right border in points."""
        return max(line.right for line in self.lines)

    @property
    def height(self) -> float:
        """The usual height of its lines in points."""
        return median(line.height for line in self.lines)

    @property
    def is_bold(self) -> bool:
        """True if each of its lines begins in bold."""
        return all(line.is_bold for line in self.lines)

    @property
    def ends_sentence(self) -> bool:
        """True if it ends as a sentence does."""
        return ends_sentence(self.text)


def ends_sentence(text: str) -> bool:
    """Return True if a text ends as a sentence does."""
    return _SENTENCE_END.search(text[-8:]) is not None


# Page headers and footers


def find_running_heads(pages: Sequence[PdfPageText], *, at_edges: bool = True) -> set[PdfLine]:
    """Return the lines at the edges of pages that are page headers, footers and page numbers.

    A header has the same words, except for numbers, at the same position of at least half of the
    pages. In a long document, every second page is enough. Browsers repeat menus on each page, also
    beside the text: with `at_edges` False, lines at any position of a page count.
    """
    edges = [_edge_lines(page) for page in pages]
    outermost = {line for lines in edges for line in _outermost_rows(lines)}
    if not at_edges:
        edges = [[line for line in page.lines if line.words] for page in pages]
    places: Counter[tuple[str, int]] = Counter()
    for lines in edges:
        places.update({_place(line) for line in lines})
    often = max(2, 0.4 * len(pages))
    heads = set()
    offsets: Counter[int] = Counter()
    for page, lines in zip(pages, edges, strict=True):
        numbers = {_page_number(line.text) for line in outermost.intersection(lines)} - {None}
        offsets.update(number - page.number for number in numbers if number is not None)
    for page, lines in zip(pages, edges, strict=True):
        for line in lines:
            number = _page_number(line.text) if line in outermost else None
            if number is not None:
                offset = number - page.number
                is_head = offset == 0 or offsets[offset] > 1 or _has_total(line.text)
            elif line in outermost and _ROMAN.fullmatch(line.text.lower()):
                is_head = len(pages) > 1
            else:
                shape, height = _place(line)
                near = sum(places[shape, height + step] for step in (-1, 0, 1))
                is_head = near >= often
            if is_head:
                heads.add(line)
    return heads


def _edge_lines(page: PdfPageText) -> list[PdfLine]:
    """Return the outermost lines of a page, its rows from the top and from the bottom."""
    placed = [line for line in page.lines if line.words]
    low, high = _EDGE_SHARE * page.height, (1 - _EDGE_SHARE) * page.height
    top = sorted((line for line in placed if line.bottom > high), key=lambda line: -line.top)
    bottom = sorted((line for line in placed if line.top < low), key=lambda line: line.bottom)
    return [*top[: 2 * _EDGE_LINES], *bottom[: 2 * _EDGE_LINES]]


def _outermost_rows(lines: Sequence[PdfLine]) -> Iterator[PdfLine]:
    """Yield the lines in the first and in the last row of the edges of a page."""
    if lines:
        highest = max(lines, key=lambda line: line.top)
        lowest = min(lines, key=lambda line: line.bottom)
        for line in lines:
            if line.is_beside(highest) or line.is_beside(lowest):
                yield line


def _place(line: PdfLine) -> tuple[str, int]:
    """Return a line without its numbers, and its height on the page in steps of a few points."""
    return re.sub(r"\d+", "0", line.text).casefold(), round(line.bottom / _SAME_PLACE)


def _page_number(text: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(text)
    return int(match["number"]) if match else None


def _has_total(text: str) -> bool:
    match = _PAGE_NUMBER.fullmatch(text)
    return match is not None and match["all"] is not None


# Columns


def order_columns(lines: list[PdfLine], most: int = _MOST_COLUMNS) -> list[PdfLine]:
    """Return the lines of a page column by column where the file goes from row to row.

    Rows are read across columns only if the parts beside a gap are running text: the cells of a
    table remain in their rows. Other files are already in the right order.
    """
    rows = list(_rows(lines))
    gaps = [_gap_intervals(row) for row in rows]
    tables: list[_Gap] = []  # the gaps that were searched, so that the time is linear
    ordered: list[PdfLine] = []
    at = 0
    while at < len(rows):
        gap = _find_columns(rows, gaps, at, tables) if most > 1 else None
        if gap is not None:
            left, right = _split_rows(rows[at : gap.end], gap.middle)
            ordered += [*order_columns(left, most - 1), *order_columns(right, most - 1)]
            at = gap.end
        else:
            ordered += rows[at]
            at += 1
    return ordered


class _Gap(Struct, frozen=True):
    """A gap through several rows, and the row after the last of them."""

    low: float
    high: float
    end: int

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def _rows(lines: Iterable[PdfLine]) -> Iterator[list[PdfLine]]:
    """Yield the lines that follow each other in a row from left to right."""
    row: list[PdfLine] = []
    for line in lines:
        if row and line.words and row[-1].is_beside(line) and line.left >= row[-1].right:
            row.append(line)
            continue
        if row:
            yield row
        row = [line]
    if row:
        yield row


def _gap_intervals(row: list[PdfLine]) -> list[tuple[float, float]]:
    """Return the wide gaps between the words of a row."""
    if not row[0].words:
        return []
    width = max(_GUTTER * row[0].height, 6.0)
    words = [(left, right) for line in row for _, left, right in line.words]
    wide = [
        (before[1], after[0]) for before, after in pairwise(words) if after[0] - before[1] >= width
    ]
    return wide[:_MOST_COLUMNS]


def _find_columns(
    rows: list[list[PdfLine]],
    gaps: list[list[tuple[float, float]]],
    at: int,
    tables: list[_Gap],
) -> _Gap | None:
    """Return the gap between columns of running text that begins at a row; None if there is none.

    Gaps that are no such gap are added to `tables`, and not searched again.
    """
    for low, high in gaps[at]:
        if any(at < table.end and low < table.high and high > table.low for table in tables[-9:]):
            continue
        last = at
        while last < len(rows):
            row = rows[last]
            beside = [gap for gap in gaps[last] if gap[0] < high and gap[1] > low]
            if beside:
                low, high = max(low, beside[0][0]), min(high, beside[0][1])
            elif row[0].left < high and row[-1].right > low:
                break  # a row across both columns
            last += 1
        gap = _Gap(low, high, last)
        if last - at >= _COLUMN_ROWS and all(
            map(_is_running, _split_rows(rows[at:last], gap.middle))
        ):
            return gap
        tables.append(gap)
    return None


def _is_running(lines: list[PdfLine]) -> bool:
    """Return True if lines are running text, not cells."""
    if len(lines) < _COLUMN_ROWS:
        return False
    words = sum(len(line.words) for line in lines)
    running = sum(line.text[0].islower() for line in lines)
    return words >= _COLUMN_WORDS * len(lines) and running >= _RUNNING * len(lines)


def _split_rows(rows: list[list[PdfLine]], gutter: float) -> tuple[list[PdfLine], list[PdfLine]]:
    """Return the parts of rows on the left and on the right of a gutter."""
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for row in rows:
        for line in row:
            if line.right <= gutter or not line.words:
                left.append(line)
            elif line.left >= gutter:
                right.append(line)
            else:
                first, second = split_line(line, gutter)
                left.append(first)
                right.append(second)
    return left, right


def split_line(line: PdfLine, gutter: float) -> tuple[PdfLine, PdfLine]:
    """Split a line at a place between its words."""
    at = next((at for at, word in enumerate(line.words) if word[1] >= gutter), 0) or 1
    cut = line.words[at][0]
    second = PdfLine(
        line.text[cut:], line.page, line.first + cut, line.words[at][1], line.bottom, line.right,
        line.top, line.font, line.is_bold, line.linked,
        [(offset - cut, left, right) for offset, left, right in line.words[at:]],
    )  # fmt: skip
    first = PdfLine(
        line.text[:cut].rstrip(), line.page, line.first, line.left, line.bottom,
        line.words[at - 1][2], line.top, line.font, line.is_bold, line.linked, line.words[:at],
    )  # fmt: skip
    return first, second


# Paragraphs


def group_lines(lines: Sequence[PdfLine]) -> list[PdfBlock]:
    """Group the lines of a document to blocks; none goes from a page or a column to the next."""
    rows = list(_rows(lines))
    are_cells = [len(row) > 1 or _has_cells(row[0]) for row in rows]
    spacing = _Spacing(rows)
    edges = _right_edges(rows, spacing)
    blocks: list[PdfBlock] = []
    current: list[PdfLine] = []
    for at, row in enumerate(rows):
        is_continued = (
            bool(current)
            and not are_cells[at]
            and not are_cells[at - 1]
            and _is_continued(current, row[0], spacing, edges[at - 1])
        )
        if not is_continued and current:
            blocks.append(PdfBlock(current, are_cells[at - 1]))
            current = []
        current += row
    if current:
        blocks.append(PdfBlock(current, are_cells[-1]))
    return blocks


def _has_cells(line: PdfLine) -> bool:
    """Return True if there is a gap between the words of a line as between cells."""
    width = _CELL_GAP * line.height
    return any(after[1] - before[2] > width for before, after in pairwise(line.words))


def has_same_size(first: float, second: float) -> bool:
    """Return True if two heights are those of one font size."""
    return abs(first - second) <= _SAME_HEIGHT * max(first, second)


def _step(before: PdfLine, after: PdfLine) -> float:
    """Return the distance of two lines below each other; 0 if they are not."""
    if before.page != after.page or not (before.words and after.words):
        return 0.0
    if min(before.right, after.right) <= max(before.left, after.left):
        return 0.0
    return max(0.0, before.bottom - after.bottom)


class _Spacing:
    """The usual distance of lines for each font, size and column.

    Only lines that begin in lower case count, if there are such lines: they are inside a paragraph.
    """

    def __init__(self, rows: list[list[PdfLine]]) -> None:
        inside: dict[object, Counter[float]] = defaultdict(Counter)
        others: dict[object, Counter[float]] = defaultdict(Counter)
        for before, after in pairwise(rows):
            step = _step(before[0], after[0])
            if not step or step > 3 * before[0].height:
                continue
            if not has_same_size(before[0].height, after[0].height):
                continue
            counts = inside if after[0].text[0].islower() else others
            for key in self._keys(after[0]):
                counts[key][round(2 * step) / 2] += 1
        self._usual = {key: min(_frequent(counts)) for key, counts in others.items()}
        self._usual |= {key: max(_frequent(counts)) for key, counts in inside.items()}

    def __getitem__(self, line: PdfLine) -> float:
        found = (self._usual.get(key) for key in self._keys(line))
        return next(filter(None, found), 1.5 * line.height)

    def _keys(self, line: PdfLine) -> tuple[object, ...]:
        height = round(2 * line.height)
        return (line.font, height, round(line.left / 8)), (line.font, height), height


def _frequent(counts: Counter[float]) -> list[float]:
    most = max(counts.values())
    return [step for step, count in counts.items() if 3 * count >= most]


def _right_edges(rows: list[list[PdfLine]], spacing: _Spacing) -> list[float]:
    """Return for each row the right border of the lines around it with the same left border."""
    edges = [0.0] * len(rows)
    start = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and len(rows[at]) == 1 and len(rows[at - 1]) == 1:
            before, after = rows[at - 1][0], rows[at][0]
            step = _step(before, after)
            if (
                step
                and has_same_size(before.height, after.height)
                and abs(before.left - after.left) < 3 * after.height
                and step <= 3 * spacing[after]
            ):
                continue
        edge = max(row[-1].right for row in rows[start:at])
        edges[start:at] = [edge] * (at - start)
        start = at
    return edges


def _is_continued(lines: list[PdfLine], after: PdfLine, spacing: _Spacing, edge: float) -> bool:
    """Return True if a line continues the block of the lines before it."""
    before = lines[-1]
    if not (before.words and after.words):  # without places, only the text is known
        return not ends_sentence(before.text) and not _ITEM.match(after.text)
    if not has_same_size(before.height, after.height) or before.is_bold != after.is_bold:
        is_inside = after.text[0].islower() or before.text[-1] in ",;"
        if not (is_inside and has_same_size(before.height, after.height)):
            return False
    step = _step(before, after)
    if not step or step > _FAR * min(spacing[before], spacing[after]):
        return False
    if _ITEM.match(after.text) and (ends_sentence(before.text) or _ITEM.match(lines[0].text)):
        return False
    first_word = after.words[0][2] - after.words[0][1]
    has_room = edge - before.right > first_word + 0.5 * after.height
    runs_on = after.text[0].islower() or before.text[-1] in ",;\u00ad"
    if has_room and before.linked >= 0.95 > 0.1 > after.linked:
        return False
    if has_room and (not runs_on or ends_sentence(before.text)):
        return False
    indent = after.left - before.left
    if indent > _INDENT * after.height and not runs_on:
        # the first line of an item or of a paragraph without indent is on the left of the others
        return len(lines) == 1 and _ITEM.match(before.text) is not None
    return True


def join_flows(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Join the parts of a paragraph that goes from a page or a column to the next."""
    joined: list[PdfBlock] = []
    for block in blocks:
        if joined and _flows_on(joined[-1], block):
            joined[-1] = PdfBlock([*joined[-1].lines, *block.lines])
        else:
            joined.append(block)
    return joined


def _flows_on(before: PdfBlock, after: PdfBlock) -> bool:
    last, first = before.lines[-1], after.lines[0]
    if before.is_row or after.is_row or ends_sentence(last.text):
        return False
    if not last.words or not first.words:
        return last.page != first.page
    if _step(last, first) and last.page == first.page:
        return False  # below each other: a paragraph, by its distance
    if not has_same_size(last.height, first.height) or last.is_bold != first.is_bold:
        return False
    if _ITEM.match(first.text):
        return False
    is_long = len(before.lines) > 1 or before.words > 8
    return is_long and (
        first.text[0].islower()
        or before.text[-1] in ",;\u00ad"
        or (last.right >= before.right - 4 * last.height and len(before.lines) > 1)
    )
