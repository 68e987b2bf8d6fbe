"""The positions of a person as rows: each statement, and beside it an earlier one near in words."""

from msgspec import Struct
from textual.content import Content

from analysis.corpus.text_reuse import DiffPiece, diff_words
from analysis.date_format import format_published
from db.comparison.positions import Position, PositionList, PositionPair
from db.models import Note, QuotationRow
from tui.display_text import VERDICT_SIGNS
from tui.sanitize import safe
from tui.strings.people_text import PeopleText
from tui.strings.position_text import PositionText
from tui.widgets.panes.row_text import justify, wrap_content, wrap_lines
from tui.widgets.row_source import ListSource

_WIDE = 84  # cells from which two statements are side by side
_GAP = " │ "
_MOST_LINES = 12  # of a statement


class ListedPosition(Struct, frozen=True):
    """A statement; `pair` links it with `earlier`, which is near to it in words, if any is."""

    position: Position
    pair: PositionPair | None = None
    earlier: Position | None = None

    @property
    def damaged(self) -> bool:
        """True if the rows of the statement differ from their checksums."""
        return self.position.row.damaged


def list_positions(found: PositionList) -> ListSource[ListedPosition]:
    """List the statements, oldest first."""
    pairs = {pair.later: pair for pair in found.pairs}
    items = []
    for number, position in enumerate(found.positions):
        pair = pairs.get(number)
        earlier = found.positions[pair.earlier] if pair else None
        items.append(ListedPosition(position, pair, earlier))
    return ListSource(
        items,
        _draw_position,
        key=lambda listed: (listed.position.row.article, "quotation", listed.position.row.index),
        height=lambda listed, width: len(_draw_position(listed, width)),
        is_markable=True,
        is_filtered=True,  # the profile has other lists, with marks of their own
    )


def _draw_position(listed: ListedPosition, width: int) -> list[Content]:
    row, pair, earlier = listed.position.row, listed.pair, listed.earlier
    head = justify(
        _describe_source(row),
        Content.styled(safe(row.title), ".rows--muted").truncate(max(width // 2, 8), ellipsis=True),
        width,
    )
    if pair is None or earlier is None:
        return [head, *map(Content, wrap_lines(row.content, width, _MOST_LINES)), Content("")]
    signs = Content.styled(format_signs(pair), ".rows--star")
    beside = Content.assemble(("  ", ""), (_describe_earlier(earlier.row), ".rows--muted"))
    lines = [head, justify(beside, signs, width)]
    pieces = diff_words(earlier.row.content, row.content)
    sides = [
        Content("").join(_draw_piece(piece, kind) for piece in pieces) for kind in ("cut", "added")
    ]
    if width >= _WIDE:
        lines += _draw_columns(sides[0], sides[1], width)
    else:
        for content, mark in zip(sides, ("‹ ", "› "), strict=True):
            wrapped = wrap_content(content, width - 2, _MOST_LINES)
            indents = (Content.styled(mark, ".rows--muted"), *[Content("  ")] * len(wrapped))
            lines += [indent + line for indent, line in zip(indents, wrapped, strict=False)]
    lines += [_describe_note(note).truncate(width, ellipsis=True) for note in pair.notes]
    return [*lines, Content("")]


def _draw_columns(left: Content, right: Content, width: int) -> list[Content]:
    """Return both statements side by side, the earlier one on the left."""
    side = (width - len(_GAP)) // 2
    columns = [wrap_content(content, side, _MOST_LINES) for content in (left, right)]
    height = max(map(len, columns))
    padded = [[*column, *[Content("")] * (height - len(column))] for column in columns]
    gap = Content.styled(_GAP, ".rows--muted")
    return [
        first.pad_right(max(side - first.cell_length, 0)) + gap + second
        for first, second in zip(*padded, strict=True)
    ]


def _describe_source(row: QuotationRow) -> Content:
    day = format_published(row.published, row.published_from)
    denied = f" · {PeopleText.DENIED}" if row.negated else ""
    return Content.assemble(
        (f"{day}  ", ".rows--accent"),
        (safe(row.site or row.title), ".rows--strong"),
        (f"{f' · {safe(row.role)}' if row.role else ''}{denied}", ".rows--muted"),
    )


def _describe_earlier(row: QuotationRow) -> str:
    day = format_published(row.published, row.published_from)
    return PositionText.COMPARED_WITH.format(day=day, source=safe(row.site or row.title))


def format_signs(pair: PositionPair) -> str:
    """Return the signs of change of a pair, with their words: "number differs: 12 / 15"."""
    signs = (f"{PositionText.SIGNS[each.sign]}: {safe(each.words)}" for each in pair.changes)
    return " · ".join(signs)


def _describe_note(note: Note) -> Content:
    """Return the verdict and the text of a reader's note on a pair."""
    sign = VERDICT_SIGNS.get(note.verdict, "✎")
    words = " ".join(filter(None, (note.verdict, safe(" ".join(note.body.split())))))
    return Content.styled(f"  {sign} {words}", ".rows--accent")


def _draw_piece(piece: DiffPiece, kind: str) -> Content:
    """Return a piece as one side has it; "cut" is the earlier statement, "added" the later."""
    if piece.how == "same":
        return Content(safe(piece.first_text if kind == "cut" else piece.text))
    if piece.how != kind:
        return Content("")
    is_word = any(map(str.isalnum, piece.text))
    return Content.styled(safe(piece.text), ".rows--match" if is_word else "")
