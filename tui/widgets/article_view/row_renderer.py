"""Rendering of one row of an article: its margins, and its text in the styles of its findings."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.sanitize import safe
from tui.widgets.article_view import styles
from tui.widgets.article_view.highlights import Highlights
from tui.widgets.article_view.layout import PageLayout, TextColumn
from tui.widgets.article_view.styles import Palette
from tui.widgets.intervals import ValuedSpan, split_by_style

MARGIN = 5  # cells left of the text: a blank, the cursor's bar and a quotation's mark
MARGIN_RIGHT = 3  # cells right of it: a note's marks
QUOTATION_MARKS = {styles.DIRECT: "┃", styles.MIXED: "╏", styles.INDIRECT: "┊", styles.SCARE: "“"}
NOTE_MARKS = {styles.CHECKED: "✓", styles.DISPUTED: "✗", styles.TO_VERIFY: "?", styles.STARRED: "★"}
NOTE_SIGN = "✎"  # in the text
COLOR_LETTERS = {styles.YELLOW: "y", styles.GREEN: "g", styles.BLUE: "b", styles.RED: "r"}
_END_MARK = "· · ·"


def text_column(width: int, measure: int, numbers: int = 0) -> TextColumn:
    """Return the text column of a view of `width` cells: centered, `measure` cells wide at most.

    `numbers` is the minimum width of the paragraph numbers in cells, 0 without numbers.
    """
    numbers += bool(numbers)  # plus a blank after the numbers
    around = MARGIN + numbers + MARGIN_RIGHT
    text = max(min(measure, width - around), 1)
    return TextColumn(MARGIN + numbers + max((width - text - around) // 2, 0), text)


def render_row(
    page: PageLayout,
    marks: Highlights,
    row: int,
    at: TextColumn,
    palette: Palette,
    *,
    cursor: bool,
    number: str = "",
    letter: str = " ",
) -> Strip:
    """Render a row of the page.

    `cursor` draws the cursor's bar in the margin. The paragraph's `number` and the `letter` of a
    bookmark are drawn left of it.
    """
    stretch = page.row_span(row)
    if stretch is not None:
        margin = Strip(
            [
                Segment(
                    f"{number} ".rjust(at.left - MARGIN)[: at.left - MARGIN], palette.part("muted")
                ),
                Segment(letter, palette.part("mark")),
                Segment("▌ " if cursor else "  ", palette.part("mark")),
            ]
        )
        return Strip.join([margin, *_draw_text(page.text, *stretch, marks, at, palette)])
    indent, words, style = at.left, "", palette.style(0)
    if row < len(page.head):
        words, part = page.head[row]
        style = palette.part(part)
    elif page.is_end(row):
        indent += (at.width - len(_END_MARK)) // 2
        words, style = _END_MARK, palette.part("muted")
    return Strip([Segment(" " * indent, palette.style(0)), Segment(safe(words), style)])


def _draw_text(
    text: str, start: int, end: int, marks: Highlights, at: TextColumn, palette: Palette
) -> list[Strip]:
    """Return the quotation sign, the text, and the signs of notes as strips."""
    spans = marks.overlapping(start, end)
    shown = split_by_style(start, end, spans)
    plain = palette.style(0)
    quotation_bits, sign = _quotation_sign(shown)
    quoted = Strip([Segment(sign, palette.style(quotation_bits)), Segment(" ", plain)])
    body = Strip(
        [
            Segment(
                NOTE_SIGN if bits & styles.SIGN else safe(text[first:last]), palette.style(bits)
            )
            for first, last, bits in shown
        ]
    )
    if start < end and end in marks.note_signs:  # the passage ends with the row
        sign_strip = Strip([Segment(NOTE_SIGN, palette.style(styles.SIGN))])
        body = Strip.join([body, sign_strip])
    noted = _noted(spans, MARGIN_RIGHT - max(body.cell_length - at.width, 0))
    if not noted:
        return [quoted, body]
    blank = "" if len(noted) == MARGIN_RIGHT or body.cell_length > at.width else " "
    return [
        quoted,
        body.adjust_cell_length(max(at.width, body.cell_length), plain),
        Strip([Segment(f"{blank}{noted}", palette.part("mark"))]),
    ]


def _quotation_sign(shown: list[ValuedSpan]) -> tuple[int, str]:
    """Return the style bit and sign of a row's quotations; direct quotations take precedence."""
    quoted = 0
    for _, _, bits in shown:
        if not bits & styles.DIMMED:
            quoted |= bits
    for bits, sign in QUOTATION_MARKS.items():
        if quoted & bits:
            return bits, sign
    return 0, " "


def _noted(spans: list[ValuedSpan], room: int) -> str:
    """Return the signs of a row's notes in at most `room` cells: verdict, star and colors.

    The letters of colors have the order of the notes. A number counts several notes of one color.
    """
    notes = [bits for _, _, bits in sorted(spans) if bits & styles.NOTE]
    joined = 0
    for bits in notes:
        joined |= bits
    signs = "".join(sign for bits, sign in NOTE_MARKS.items() if joined & bits)[:2]
    letters = dict.fromkeys(COLOR_LETTERS[bits & styles.COLORS] for bits in notes)
    signs += "".join(letters)
    if len(notes) > 1 and len(signs) < 2:
        signs += str(min(len(notes), 9))
    return signs[:room]


def overlay_label(strip: Strip, cell: int, label: str, palette: Palette) -> Strip:
    """Return the strip with a label drawn over its cells from `cell` on."""
    width = cell_len(label)
    return Strip.join(
        [
            strip.crop(0, cell),
            Strip([Segment(label, palette.part("label"))]),
            strip.crop(cell + width),
        ]
    )
