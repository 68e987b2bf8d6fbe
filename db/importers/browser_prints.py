"""Prints of web pages as PDF: their page headers and footers, and the article among menus."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from statistics import median

from msgspec import Struct

from db.importers.pdf_layout import PdfBlock, has_same_size
from db.importers.pdf_pages import PdfLine, PdfPageText
from db.printed_dates import find_printed_dates

_BAND = 0.075  # of the height of a page: where browsers print headers and footers
_ADDRESS = re.compile(r"(?:https?|file)://\S+", re.IGNORECASE)
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?,?\s+\d{1,2}[:.]\d\d(?:\s*[AaPp]\.?[Mm]\.?)?\b"
)
_PAGE = re.compile(r"(?:^|\s)(?:page\s+)?\d{1,4}\s*(?:/|of|sur|von|de)\s*\d{1,4}$", re.IGNORECASE)
_TRUNCATED = ("…", "...")


class _Patterns(Struct, frozen=True):
    programs: re.Pattern[str]
    shared: re.Pattern[str]
    furniture: re.Pattern[str]
    ends: re.Pattern[str]
    credits: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    lists = tomllib.loads((files("db.importers") / "browser_prints.toml").read_text("utf-8"))
    return _Patterns(
        *(
            re.compile("|".join(f"(?:{pattern})" for pattern in lists[name]), re.IGNORECASE)
            for name in ("programs", "shared_programs", "furniture", "ends", "credits")
        )
    )


class PrintMargins(Struct, frozen=True):
    """The lines that a browser printed in the margins of pages, and the address among them.

    `address` is "" if it is absent, or if the browser shortened it.
    """

    lines: frozenset[PdfLine]
    address: str = ""
    has_signs: bool = False


def read_margins(pages: Sequence[PdfPageText]) -> PrintMargins:
    """Find the lines with the address, the time of printing and page numbers at page edges.

    The title beside the time is one of them. A page whose margins have no such line has none.
    """
    found: set[PdfLine] = set()
    addresses: Counter[str] = Counter()
    signs: set[str] = set()
    for page in pages:
        band = _BAND * page.height
        edge = [
            line
            for line in page.lines
            if line.words and (line.bottom > page.height - band or line.top < band)
        ]
        for line in edge:
            shown = _ADDRESS.search(line.text)
            printed = _PRINTED.search(line.text)
            number = _PAGE.search(line.text)
            if not (shown or printed or number):
                continue
            if shown:
                addresses[shown[0]] += 1
            named = (("address", shown), ("time", printed), ("page", number))
            signs.update(name for name, sign in named if sign)
            found.update(
                neighbor for neighbor in edge if neighbor is line or neighbor.is_beside(line)
            )
    if not ({"address", "time"} & signs and len(signs) > 1):
        return PrintMargins(frozenset())
    address = max(addresses, key=addresses.__getitem__) if addresses else ""
    if not address.lower().startswith("http") or address.endswith(_TRUNCATED):
        address = ""
    return PrintMargins(frozenset(found), address, has_signs=True)


def is_browser_print(facts: Mapping[str, str], margins: PrintMargins) -> bool:
    """Return True if a PDF is the print of a web page, by its program or by its margins."""
    if margins.has_signs:
        return True
    patterns = _patterns()
    programs = [facts.get(name, "") for name in ("Creator", "Producer")]
    return any(
        patterns.programs.search(program) and not patterns.shared.search(program)
        for program in programs
    )


# The article of a page

_LINKED = 0.5  # share of links; a block with more is a link
_LINKED_SENTENCE = 0.85  # the same for a long sentence, which may consist of links mostly
_SENTENCE = 6  # words of the shortest sentence that counts as prose
_LONG_SENTENCE = 15
_LONG = 25  # words of a block that counts as prose without the end of a sentence
_WRAPPED = 12  # the same for a block of several lines
_LINK_COST, _LABEL_COST = 6.0, 3.0  # words that a link and a label between paragraphs outweigh
_OTHER_STYLE = 0.3  # weight of prose in another style or column than that of the article
_TITLE_GAIN = 60.0  # words: the article begins below its title
_COLUMN_SHARE = 0.3  # of the words of the longest column; another column has so many
_SMALL = 0.93  # of the height of the article's letters; smaller ones are captions
_LARGE = 1.05  # larger ones are headings
_HEADING_WORDS = 25
_CAPTION_WORDS, _CREDIT = 80, 40  # words of a caption, characters of its credit
_BODY_BLOCKS = 60  # after the title in which the style of the article is measured
_ENOUGH = 60  # words of prose there
_TITLE_WORDS = 50
_HEAD_BLOCKS = 25  # between the title and the first paragraph
_HEAD_PAGES = 3  # on which the headline is
_HEADLINE = 1.3  # of the usual height of letters; a headline has larger ones
_HEAD_WORDS = 30  # of a line with a byline or a date
_END_COST = 120.0  # words that a label such as "Comments" outweighs
_TEASERS, _TEASER_LABELS = 3, 4  # teasers in a list, and blocks between a title and its teaser
_LIST = 4  # headings in a list of titles that is left out
_SLIDES, _SAME_BEGINNING = 3, 50  # captions that begin with as many equal characters
_SLIDE_BLOCKS = 6  # between two of them
_FACTS_ABOVE = 4  # blocks before the title that are searched for a byline and a date
_FACT_BLOCKS = 14  # after the title that are searched for a byline and a date
_SUMMARY_BLOCKS, _SUMMARY_WORDS = 3, 45  # between the title and the byline
_LEAST = 25  # words of an article; a print with fewer is kept whole
_BYLINE = re.compile(r"(?:by|von|par|por)\b", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-–•·*▪◦●○■‣]|\d{1,3}[.)])(?:\s+\S|$)")


class PrintedArticle(Struct, frozen=True):
    """The blocks of an article: its title, its lines with bylines and dates, and its text."""

    title: PdfBlock | None
    facts: list[PdfBlock]
    body: list[PdfBlock]


def choose_article(blocks: Sequence[PdfBlock], title: str) -> PrintedArticle | None:
    """Return the article among the blocks of a page; None without one.

    Evidence: the style and the column of most of the prose, links, the length of paragraphs, and
    the heading with the page's `title`.
    """
    heading = _find_title(blocks, title)
    below = [] if heading is None else blocks[heading : heading + _BODY_BLOCKS]
    if sum(block.words for block in below if is_prose_block(block)) < _ENOUGH:
        below = []
    style = _body_style(below or blocks)
    if style is None:
        return None
    column = _find_column(blocks, style)
    if heading is None:
        heading = _find_large_heading(blocks, column)
    teasers = _find_teasers(blocks)
    values = [
        -_LABEL_COST if at in teasers else _value(block, style) if column.overlaps(block) else 0.0
        for at, block in enumerate(blocks)
    ]
    if heading is not None:
        values[heading] = _TITLE_GAIN
    first, last = _segment_around(values, heading) or _best_segment(values)
    prose = [block.words if is_prose_block(block) else 0 for block in blocks]
    if sum(prose[first:last]) < _LEAST:
        return None
    if heading is not None and first < heading < last:
        above = [at for at in range(first, heading) if _is_above(blocks[at], blocks[heading])]
        if above and sum(prose[first:heading]) < sum(prose[heading:last]):
            first = above[-1] + 1
    long_lists = _find_title_lists(blocks, first, last, style)
    captions = _find_repeated_captions(blocks, first, last, style)
    body = {
        at
        for at in range(first, last)
        if at not in teasers
        and at not in long_lists
        and at not in captions
        and column.overlaps(blocks[at])
        and _belongs(blocks, at, style)
    }
    if heading is not None and abs(heading - first) > _HEAD_BLOCKS:
        heading = None
    facts: list[int] = []
    if heading is not None:
        end = heading + 1
        while end < min(len(blocks), heading + _FACT_BLOCKS):
            if sum(prose[heading:end]) > _SUMMARY_WORDS:
                break
            end += 1
        facts = [
            at
            for at in range(max(0, heading - _FACTS_ABOVE), end)
            if column.overlaps(blocks[at]) and _is_fact(blocks[at])
        ]
        repeated = _letters(blocks[heading].text)
        body -= {heading, *facts, *(at for at in body if _letters(blocks[at].text) == repeated)}
        # the summary above the byline is not a part of the text, as on a page
        after = [at for at in facts if at > heading and at - heading <= _SUMMARY_BLOCKS]
        body -= {
            at for at in range(heading, after[0] if after else 0) if prose[at] <= _SUMMARY_WORDS
        }
    return PrintedArticle(
        None if heading is None else blocks[heading],
        [blocks[at] for at in facts if at != heading],
        [blocks[at] for at in sorted(body)],
    )


class _Style(Struct, frozen=True):
    """The font, the height of letters, and the left borders of the columns of an article."""

    font: str
    height: float
    lefts: tuple[float, ...]

    def fits(self, block: PdfBlock) -> bool:
        return block.lines[0].font == self.font and has_same_size(block.height, self.height)

    def is_aligned(self, block: PdfBlock) -> bool:
        return any(abs(block.left - left) < 2 * self.height for left in self.lefts)


def is_prose_block(block: PdfBlock) -> bool:
    """Return True for a sentence or a paragraph that is no link."""
    if block.linked >= _LINKED:
        return (
            block.linked < _LINKED_SENTENCE
            and block.words >= _LONG_SENTENCE
            and block.ends_sentence
        )
    return (
        block.words >= _LONG
        or (block.words >= _SENTENCE and block.ends_sentence)
        or (block.words >= _WRAPPED and len(block.lines) > 1)
    )


def _body_style(blocks: Sequence[PdfBlock]) -> _Style | None:
    """Return the style with most words of prose; None without any."""
    words: Counter[tuple[str, float, int]] = Counter()
    for block in blocks:
        if is_prose_block(block) and block.lines[0].words:
            words[block.lines[0].font, round(block.height, 1), round(block.left)] += block.words
    if not words:
        return None
    font, height, left = max(words, key=words.__getitem__)
    alike = [
        block
        for block in blocks
        if is_prose_block(block)
        and block.lines[0].font == font
        and has_same_size(block.height, height)
    ]
    long = [block for block in alike if len(block.lines) > 1 and abs(block.left - left) < height]
    if not long:
        return _Style(font, height, (left,))
    right = median(block.right for block in long)
    beside: Counter[int] = Counter()
    for block in alike:
        if block.left >= right or block.right <= left:
            beside[round(block.left)] += block.words
    least = _COLUMN_SHARE * words[font, height, left]
    columns = (at for at, count in beside.items() if count >= least)
    return _Style(font, height, (left, *columns))


def _value(block: PdfBlock, style: _Style) -> float:
    """Return the words by which a block speaks for an article around it, negative if against."""
    patterns = _patterns()
    if patterns.ends.fullmatch(block.text):
        return -_END_COST
    if patterns.furniture.fullmatch(block.text):
        return -_LABEL_COST
    if is_prose_block(block):
        is_same = style.fits(block) and style.is_aligned(block)
        return block.words if is_same else _OTHER_STYLE * block.words
    if block.linked >= _LINKED:
        return -_LINK_COST - block.words
    if style.fits(block) and block.words > 3:
        return _OTHER_STYLE * block.words
    return -_LABEL_COST


def _find_teasers(blocks: Sequence[PdfBlock]) -> set[int]:
    """Return the single paragraphs between the linked titles of other articles, if several."""
    headed: list[int] = []  # paragraphs after a linked title and labels
    after_title = -_TEASER_LABELS - 1
    for at, block in enumerate(blocks):
        if block.linked >= 0.9 and block.words > 3:
            after_title = at
        elif is_prose_block(block):
            if at - after_title <= _TEASER_LABELS:
                headed.append(at)
            after_title = -_TEASER_LABELS - 1
    series: list[list[int]] = []
    for at in headed:
        if (
            series
            and at - series[-1][-1] <= 4 * _TEASER_LABELS
            and not any(is_prose_block(block) for block in blocks[series[-1][-1] + 1 : at])
        ):
            series[-1].append(at)
        else:
            series.append([at])
    return {at for run in series if len(run) >= _TEASERS for at in run}


def _find_title_lists(blocks: Sequence[PdfBlock], first: int, last: int, style: _Style) -> set[int]:
    """Return the blocks of runs of headings and labels without prose: lists of other articles."""
    found: set[int] = set()
    run: list[int] = []
    for at in range(first, last + 1):
        if at < last and not is_prose_block(blocks[at]):
            run.append(at)
            continue
        if sum(blocks[at].height > _LARGE * style.height for at in run) >= _LIST:
            found.update(run)
        run = []
    return found


def _find_repeated_captions(
    blocks: Sequence[PdfBlock], first: int, last: int, style: _Style
) -> set[int]:
    """Return the captions of the pictures of one event, which begin with the same words.

    A single paragraph of the article that begins so is none of them.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for at in range(first, last):
        if blocks[at].words > _SENTENCE and not blocks[at].ends_sentence:
            alike[blocks[at].text[:_SAME_BEGINNING]].append(at)
    found: set[int] = set()
    for places in alike.values():
        if len(places) >= _SLIDES and places[-1] - places[0] <= _SLIDE_BLOCKS * len(places):
            paragraphs = [
                at for at in places if style.fits(blocks[at]) and style.is_aligned(blocks[at])
            ]
            found.update(set(places) - set(paragraphs if len(paragraphs) == 1 else ()))
    return found


def _is_above(block: PdfBlock, below: PdfBlock) -> bool:
    """Return True if a block is printed above another, whatever their order in the file."""
    first, second = block.lines[0], below.lines[0]
    return (first.page, -first.bottom) < (second.page, -second.bottom)


class _Column(Struct, frozen=True):
    """The left and the right border of an article."""

    left: float
    right: float

    def overlaps(self, block: PdfBlock) -> bool:
        return block.left < self.right and block.right > self.left


def _find_column(blocks: Sequence[PdfBlock], style: _Style) -> _Column:
    aligned = [
        block.right
        for block in blocks
        if is_prose_block(block) and style.fits(block) and style.is_aligned(block)
    ]
    return _Column(min(style.lefts) - style.height, max(aligned))


def _is_caption(block: PdfBlock, style: _Style) -> bool:
    """Return True for a text with the credit of a picture at its start or its end."""
    if block.words > _CAPTION_WORDS or (style.is_aligned(block) and block.ends_sentence):
        return False
    ends = f"{block.text[:_CREDIT]} {block.text[-_CREDIT:]}"
    return _patterns().credits.search(ends) is not None


def _segment_around(values: Sequence[float], heading: int | None) -> tuple[int, int] | None:
    """Return the best part around the title; None if there are few words below it."""
    if heading is None:
        return None
    best, last, total = 0.0, heading + 1, 0.0
    for at in range(heading + 1, len(values)):
        total += values[at]
        if total > best:
            best, last = total, at + 1
    if best < _LEAST:
        return None
    best, first, total = 0.0, heading, 0.0
    for at in range(heading - 1, -1, -1):
        total += values[at]
        if total > best:
            best, first = total, at
    return first, last


def _best_segment(values: Sequence[float]) -> tuple[int, int]:
    """Return the start and the end of the part with the largest sum."""
    best, best_span = 0.0, (0, 0)
    total, start = 0.0, 0
    for at, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, at
        total += value
        if total > best:
            best, best_span = total, (start, at + 1)
    return best_span


def _belongs(blocks: Sequence[PdfBlock], at: int, style: _Style) -> bool:
    """Return True if a block among the paragraphs of an article is a part of it."""
    block = blocks[at]
    if _patterns().furniture.fullmatch(block.text):
        return False
    if _is_caption(block, style):
        return False
    if block.height < _SMALL * style.height or (
        block.linked >= _LINKED and not is_prose_block(block)
    ):
        return False
    if is_prose_block(block) or _ITEM.match(block.text):
        return True
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    if following is not None and following.linked >= _LINKED and not is_prose_block(following):
        return False  # the label of links
    if style.fits(block) and not style.is_aligned(block):
        # an indented line alone is a caption; several are a list
        if block.linked or block.is_bold:
            return True
        near = (blocks[at - 1] if at else None, following)
        return any(
            neighbor is not None and abs(neighbor.left - block.left) < 1 and style.fits(neighbor)
            for neighbor in near
        )
    if style.fits(block):
        return True
    is_heading = block.words <= _HEADING_WORDS and (
        block.height > _LARGE * style.height or block.is_bold or block.text.isupper()
    )
    return is_heading and following is not None and following.linked < _LINKED


def _find_title(blocks: Sequence[PdfBlock], title: str) -> int | None:
    """Return the number of the largest block with the words of the page's title."""
    wanted = set(_words(title))
    found = []
    for at, block in enumerate(blocks):
        words = _words(block.text) if block.words <= _TITLE_WORDS else []
        shared = sum(word in wanted for word in words)
        if len(words) > 2 and shared >= 0.8 * len(words) and 3 * shared >= len(wanted):
            found.append(at)
    return max(found, key=lambda at: (round(blocks[at].height), -at), default=None)


def _find_large_heading(blocks: Sequence[PdfBlock], column: _Column) -> int | None:
    """Return the number of the heading in the largest letters on the first pages, if any."""
    found = [
        at
        for at, block in enumerate(blocks)
        if block.lines[0].page <= _HEAD_PAGES
        and block.linked < _LINKED
        and column.overlaps(block)
        and 3 <= block.words <= _TITLE_WORDS
        and not block.ends_sentence
    ]
    largest = max(found, key=lambda at: (round(blocks[at].height), -at), default=None)
    usual = sorted(block.height for block in blocks)[len(blocks) // 2] if blocks else 0.0
    if largest is None or blocks[largest].height < _HEADLINE * usual:
        return None
    return largest


def _is_fact(block: PdfBlock) -> bool:
    """Return True for a line with a byline or a date."""
    if block.words > _HEAD_WORDS or _patterns().furniture.fullmatch(block.text):
        return False
    return _BYLINE.match(block.text) is not None or bool(find_printed_dates(block.text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
