"""The items of a comparison as rows: two columns if there is room, else one below the other."""

from collections.abc import Sequence
from functools import lru_cache, partial

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from analysis.corpus.text_reuse import DiffPiece
from analysis.date_format import format_published
from db.comparison.labels import SIGN_NAMES, presence_name, text_label
from db.comparison.models import (
    PRESENCES,
    Aspect,
    ComparedItem,
    ComparedPassage,
    ComparedText,
    Place,
    TextComparison,
)
from db.comparison.word_pieces import diff_wordings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.comparison_text import ComparisonText
from tui.widgets.panes.quotes import UNNAMED
from tui.widgets.panes.row_text import justify, wrap_content, wrap_lines
from tui.widgets.row_source import Heading, ListSource

_WIDE = 84  # cells from which both texts are in columns
_GAP = " │ "
_MOST_LINES = 30  # of one wording
_LINES_ALONE = 4  # of a quotation of one text
_LABELS: dict[Aspect, float] = {"events": 0.6, "numbers": 0.2}
_LABEL = 0.34  # share of a wide row for the name of its item


class ComparedTexts(Widget):
    """The two compared texts: source, date, title and numbers of words and statements."""

    DEFAULT_CSS = """
    ComparedTexts { height: auto; padding: 1 2 0 2; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[ComparedText, ...] = ()

    def show(self, comparison: TextComparison) -> None:
        """Show the texts of a comparison."""
        self._texts = comparison.first, comparison.second
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines with content."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """Return the lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        return [_describe_text(text, number, width) for number, text in enumerate(self._texts, 1)]


def _describe_text(text: ComparedText, number: int, width: int) -> Content:
    counts = (
        f"{format_count(text.words, 'word')}, {format_count(text.statements, 'statement')}"
        if width >= _WIDE
        else format_count(text.statements, "statement")
    )
    if not text.is_complete:
        counts = f"{ComparisonText.INCOMPLETE} · {counts}"
    day = format_published(text.published, text.published_from)
    left = Content.assemble(
        (f"{number} ", "$foreground-muted"),
        (safe(text_label(text)), "bold"),
        (f" · {day} · ", "$foreground-muted"),
        safe(text.title),
    )
    return justify(left, Content.styled(counts, "$foreground-muted"), width)


def list_compared(comparison: TextComparison, aspect: Aspect) -> ListSource[ComparedItem]:
    """List the items of an aspect: those of both texts, of the first and of the second."""
    items: list[ComparedItem | Heading] = []
    for presence in PRESENCES:
        found = comparison.items(aspect, presence)
        name = presence_name(comparison, presence)
        count = ComparisonText.COUNTS.format(
            presence=f"{name[0].upper()}{name[1:]}", number=len(found)
        )
        items += [Heading(safe(count)), *found]
    return ListSource(items, partial(_draw_item, aspect), height=partial(_measure_item, aspect))


def _measure_item(aspect: Aspect, item: ComparedItem, width: int) -> int:
    """Return the number of lines of an item; drawing each item would take too long."""
    if aspect != "quotations":
        return 2 if width < _WIDE else 1 + bool(item.changes)
    if item.presence != "both":
        return 1 + len(_wrap_statement(item, width))
    if width < _WIDE:
        return 2 + sum(len(wrap_content(side, width - 2, _MOST_LINES)) for side in _sides(item))
    side = (width - len(_GAP)) // 2
    return 2 + max(len(wrap_content(each, side, _MOST_LINES)) for each in _sides(item))


@lru_cache(maxsize=1_000)
def _sides(item: ComparedItem) -> tuple[Content, Content]:
    """Return the wordings of both texts, with the words that only one of them has marked."""
    pieces = diff_wordings(item)
    first, second = (
        Content("").join(_draw_piece(piece, kind) for piece in pieces) for kind in ("cut", "added")
    )
    return first, second


def _draw_item(aspect: Aspect, item: ComparedItem, width: int) -> list[Content]:
    if aspect == "quotations":
        if item.presence == "both":
            return _draw_wordings(item, width)
        return _draw_statement(item, width)
    cells = [
        _describe_side(aspect, passages, item_place)
        for passages, item_place in (
            (item.first, item.first_place),
            (item.second, item.second_place),
        )
    ]
    label = Content.assemble(
        (safe(item.label), ".rows--strong"),
        (f" {item.type}" if item.type and aspect == "sources" else "", ".rows--muted"),
    )
    signs = Content.styled(_format_signs(item), ".rows--star")
    if width < _WIDE:
        shown = "  " + " │ ".join(cells)
        return [
            justify(label, signs, width),
            Content.styled(shown, ".rows--muted").truncate(width, ellipsis=True),
        ]
    first = int(width * _LABELS.get(aspect, _LABEL))
    side = (width - first - 2 * len(_GAP)) // 2
    columns = [Content.styled(cell, ".rows--muted") for cell in cells]
    lines = [_join_columns(label, *columns, widths=(first, side, side))]
    return lines if not signs.plain else [*lines, justify(Content(""), signs, width)]


def _join_columns(*columns: Content, widths: Sequence[int]) -> Content:
    """Return one line with columns of these widths."""
    padded = [
        column.truncate(width, ellipsis=True).pad_right(max(width - column.cell_length, 0))
        for column, width in zip(columns, widths, strict=True)
    ]
    return Content.styled(_GAP, ".rows--muted").join(padded)


def _describe_side(
    aspect: Aspect, passages: Sequence[ComparedPassage], item_place: Place | None
) -> str:
    """Return the place of an item in a text, and the number of its passages."""
    if item_place is None:
        return ComparisonText.NOT_HERE
    if aspect in ("events", "numbers"):
        return safe(passages[0].detail)
    count = format_count(len(passages), ComparisonText.NOUNS[aspect])
    return ComparisonText.PLACE.format(rank=item_place.rank, count=count, share=item_place.share)


def _format_signs(item: ComparedItem) -> str:
    """Return the differences of an item that both texts have."""
    signs = (
        f"{SIGN_NAMES[sign]}: {safe(words)}" if words else SIGN_NAMES[sign]
        for sign, words in item.changes
    )
    return " · ".join(signs)


def _speaker(passages: Sequence[ComparedPassage]) -> Content:
    name = safe(passages[0].detail) if passages else ""
    return Content.styled(name or UNNAMED, ".rows--strong")


def _draw_statement(item: ComparedItem, width: int) -> list[Content]:
    """Return the speaker and the words of a quotation of one text."""
    speaker = _speaker(item.first or item.second).truncate(width, ellipsis=True)
    return [speaker, *(Content(f"  {line}") for line in _wrap_statement(item, width))]


def _wrap_statement(item: ComparedItem, width: int) -> list[str]:
    passages = (item.first or item.second)[:_LINES_ALONE]
    words = " … ".join(passage.words for passage in passages)
    return wrap_lines(words, width - 2, _LINES_ALONE)


def _draw_wordings(item: ComparedItem, width: int) -> list[Content]:
    """Return both wordings of a quotation, with the words that only one of them has marked."""
    signs = Content.styled(_format_signs(item), ".rows--star")
    speakers = Content(" / ").join(
        dict.fromkeys((_speaker(item.first), _speaker(item.second)))
        if item.first[0].detail != item.second[0].detail
        else (_speaker(item.first),)
    )
    head = justify(speakers, signs.truncate(max(width // 2, 8), ellipsis=True), width)
    sides = _sides(item)
    if width < _WIDE:
        lines = []
        for number, content in enumerate(sides, 1):
            wrapped = wrap_content(content, width - 2, _MOST_LINES)
            marks = (Content.styled(f"{number} ", ".rows--muted"), *[Content("  ")] * len(wrapped))
            lines += [mark + line for mark, line in zip(marks, wrapped, strict=False)]
        return [head, *lines, Content("")]
    side = (width - len(_GAP)) // 2
    columns = [wrap_content(content, side, _MOST_LINES) for content in sides]
    height = max(map(len, columns))
    rows = [[*column, *[Content("")] * (height - len(column))] for column in columns]
    joined = [
        _join_columns(left, right, widths=(side, side)) for left, right in zip(*rows, strict=True)
    ]
    return [head, *joined, Content("")]


def _draw_piece(piece: DiffPiece, kind: str) -> Content:
    """Return a piece as one side has it; "cut" is the first text, "added" the second."""
    if piece.how == "same":
        return Content(safe(piece.first_text if kind == "cut" else piece.text))
    if piece.how != kind:
        return Content("")
    text = safe(piece.text)
    if not any(map(str.isalnum, text)):
        return Content(text)
    return Content.styled(text, ".rows--match")
