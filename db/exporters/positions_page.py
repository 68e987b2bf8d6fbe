"""The positions of a person as an HTML page: dated statements, and those near in words beside."""

from collections.abc import Iterator

from analysis.corpus.text_reuse import diff_words
from analysis.date_format import format_published
from db.comparison.labels import SIGN_NAMES
from db.comparison.positions import Position, PositionList, PositionPair
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.page import link_address, mark_piece, page_foot, page_head
from db.models import Note, QuotationRow

_FOOT = (
    "A sign of change is a difference in words. Statements differ for many reasons: read both in "
    "their articles."
)


def positions_page(found: PositionList) -> Iterator[str]:
    """Yield the page of positions, statement by statement."""
    name = escape_markup(flatten_lines(found.name))
    about = f" about “{escape_markup(flatten_lines(found.about))}”" if found.about else ""
    yield page_head(f"{found.name}: positions", "comparison.css")
    yield f'<header class="page"><h1>{name}</h1>'
    count = f"{len(found.positions):,} statements{about}, oldest first"
    signs = f"{len(found.changed):,} with a sign of change"
    remark = "" if found.is_complete else f", of {found.compared:,} compared"
    yield f"<p>{count}; {signs}{remark}</p></header>\n<main><ol>\n"
    pairs = {pair.later: pair for pair in found.pairs}
    for number, position in enumerate(found.positions):
        yield from position_item(found, position, pairs.get(number))
    yield "</ol></main>\n"
    yield page_foot(_FOOT)


def position_item(
    found: PositionList, position: Position, pair: PositionPair | None
) -> Iterator[str]:
    """Yield a statement as an item of a list, with the earlier one beside it."""
    row = position.row
    yield f"<li><p><b>{_day(row)}</b> {escape_markup(flatten_lines(row.site))} <small>"
    yield f"{escape_markup(flatten_lines(row.title))} {link_address(position.address)}</small></p>"
    if pair is None:
        yield f"<p>{escape_markup(flatten_lines(row.content))}</p></li>\n"
        return
    earlier = found.positions[pair.earlier].row
    pieces = diff_words(flatten_lines(earlier.content), flatten_lines(row.content))
    left = "".join(mark_piece(piece, "del") for piece in pieces)
    right = "".join(mark_piece(piece, "ins") for piece in pieces)
    yield f'<table><thead><tr><th scope="col">{_day(earlier)} '
    yield f'{escape_markup(flatten_lines(earlier.site))}</th><th scope="col">{_day(row)} '
    yield f"{escape_markup(flatten_lines(row.site))}</th></tr></thead><tbody><tr>"
    yield f"<td>{left}</td><td>{right}</td></tr></tbody></table>"
    for change in pair.changes:
        words = escape_markup(flatten_lines(change.words))
        yield f' <span class="sign">{SIGN_NAMES[change.sign]}: {words}</span>'
    yield from map(_describe_note, pair.notes)
    yield "</li>\n"


def _day(row: QuotationRow) -> str:
    return escape_markup(format_published(row.published, row.published_from))


def _describe_note(note: Note) -> str:
    verdict = f"<b>{escape_markup(note.verdict)}</b> " if note.verdict else ""
    return f'<p class="mine">{verdict}{escape_markup(flatten_lines(note.body))}</p>'
