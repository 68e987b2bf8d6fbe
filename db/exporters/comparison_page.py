"""A comparison of two texts as an HTML page: both side by side, and what only one of them has."""

from collections.abc import Iterator, Sequence
from typing import Literal

from analysis.date_format import format_published
from db.comparison.labels import SIGN_NAMES, presence_name, text_label
from db.comparison.models import (
    ASPECTS,
    PRESENCES,
    Aspect,
    ComparedItem,
    ComparedPassage,
    ComparedText,
    Place,
    TextComparison,
)
from db.comparison.word_pieces import diff_wordings
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.page import mark_piece, page_foot, page_head

_HEADINGS: dict[Aspect, str] = {
    "sources": "Sources",
    "quotations": "Quotations",
    "events": "Dated events",
    "numbers": "Numbers",
    "names": "Names",
}
_COUNTED: dict[Aspect, str] = {
    "sources": "statement",
    "quotations": "statement",
    "events": "report",
    "numbers": "occurrence",
    "names": "mention",
}
_FOOT = (
    "Findings are those of a program, which may be wrong; read both texts before you rely on them."
)


def comparison_page(comparison: TextComparison) -> Iterator[str]:
    """Yield the page of a comparison, aspect by aspect."""
    texts = comparison.first, comparison.second
    name = " / ".join(flatten_lines(text.title) or "untitled" for text in texts)
    yield page_head(name, "comparison.css")
    is_versions = comparison.first.version is not None
    heading = "Comparison of two versions" if is_versions else "Comparison of two articles"
    yield f'<header class="page"><h1>{heading}</h1></header>\n<main>\n'
    yield from _about(texts)
    yield from _overview(comparison)
    for aspect in ASPECTS:
        yield from _section(comparison, aspect)
    yield "</main>\n"
    yield page_foot(_FOOT)


def _about(texts: Sequence[ComparedText]) -> Iterator[str]:
    yield '<table class="about"><tbody>'
    rows = {
        "Title": [escape_markup(flatten_lines(text.title)) for text in texts],
        "Text": [escape_markup(text_label(text)) for text in texts],
        "Published": [
            escape_markup(format_published(text.published, text.published_from)) for text in texts
        ],
        "Words": [f"{text.words:,}" for text in texts],
        "Statements": [
            f'<a href="#quotations">{text.statements:,} with {text.quoted_words:,} words</a>'
            for text in texts
        ],
        "Findings": ["complete" if text.is_complete else "incomplete" for text in texts],
    }
    for name, values in rows.items():
        cells = "".join(f"<td>{value}</td>" for value in values)
        yield f'<tr><th scope="row">{name}</th>{cells}</tr>'
    yield "</tbody></table>\n"


def _overview(comparison: TextComparison) -> Iterator[str]:
    names = "".join(
        f'<th scope="col">{escape_markup(presence_name(comparison, presence))}</th>'
        for presence in PRESENCES
    )
    yield f'<table><thead><tr><th scope="col"></th>{names}</tr></thead><tbody>'
    for aspect in ASPECTS:
        cells = "".join(
            f'<td><a href="#{aspect}-{presence}">{comparison.count(aspect, presence):,}</a></td>'
            for presence in PRESENCES
        )
        yield f'<tr><th scope="row">{_HEADINGS[aspect]}</th>{cells}</tr>'
    yield "</tbody></table>\n"


def _section(comparison: TextComparison, aspect: Aspect) -> Iterator[str]:
    yield f'<section id="{aspect}"><h2>{_HEADINGS[aspect]}</h2>\n'
    for presence in PRESENCES:
        items = comparison.items(aspect, presence)
        name = f"{presence_name(comparison, presence)}: {len(items):,}"
        yield f'<table id="{aspect}-{presence}"><caption>{escape_markup(name)}</caption>'
        if items:
            yield "<tbody>"
            yield from (_row(aspect, item) for item in items)
            yield "</tbody>"
        yield "</table>\n"
    yield "</section>\n"


def _row(aspect: Aspect, item: ComparedItem) -> str:
    signs = "".join(
        f' <span class="sign">{SIGN_NAMES[sign]}{": " if words else ""}'
        f"{escape_markup(flatten_lines(words))}</span>"
        for sign, words in item.changes
    )
    if aspect == "quotations":
        cells = "".join(_quotation_cells(item))
        return (
            f"<tr>{cells}</tr>"
            if not signs
            else f'<tr>{cells}</tr><tr><td colspan="2">{signs}</td></tr>'
        )
    label = escape_markup(flatten_lines(item.label))
    type = f" <small>{escape_markup(item.type)}</small>" if item.type else ""
    cells = "".join(
        _passage_cell(aspect, passages, item_place)
        for passages, item_place in (
            (item.first, item.first_place),
            (item.second, item.second_place),
        )
    )
    return f'<tr><th scope="row">{label}{type}{signs}</th>{cells}</tr>'


def _passage_cell(
    aspect: Aspect, passages: Sequence[ComparedPassage], item_place: Place | None
) -> str:
    """Return the number of passages, which opens their list, and their place in the text."""
    if not passages or item_place is None:
        return '<td class="none">–</td>'
    noun = _COUNTED[aspect] + ("" if len(passages) == 1 else "s")
    rank = f"no. {item_place.rank}, {item_place.share:.0%}"
    items = "".join(
        f"<li>{escape_markup(flatten_lines(passage.words))}{_detail(passage)}</li>"
        for passage in passages
    )
    return (
        f"<td><details><summary>{len(passages):,} {noun} <small>{rank}</small></summary>"
        f"<ol>{items}</ol></details></td>"
    )


def _detail(passage: ComparedPassage) -> str:
    return (
        f" <small>{escape_markup(flatten_lines(passage.detail))}</small>" if passage.detail else ""
    )


def _quotation_cells(item: ComparedItem) -> Iterator[str]:
    """Yield both wordings side by side, with the words that only one of them has marked."""
    pieces = diff_wordings(item) if item.presence == "both" else ()
    sides: tuple[tuple[Sequence[ComparedPassage], Literal["del", "ins"]], ...] = (
        (item.first, "del"),
        (item.second, "ins"),
    )
    for passages, tag in sides:
        if not passages:
            yield '<td class="none">–</td>'
            continue
        speaker = escape_markup(flatten_lines(passages[0].detail) or "unattributed")
        words = (
            "".join(mark_piece(piece, tag) for piece in pieces)
            if pieces
            else escape_markup(" … ".join(passage.words for passage in passages))
        )
        yield f"<td><b>{speaker}</b><br>{words}</td>"
