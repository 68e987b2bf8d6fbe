"""Printed tables of a comparison of two texts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.date_format import format_published_in_figures
from db.comparison.labels import SIGN_NAMES, presence_name, text_label
from db.comparison.models import ASPECTS, PRESENCES, Aspect, ComparedItem
from db.comparison.word_pieces import diff_wordings
from db.models import record_to_dict
from tui.cli import output
from tui.cli.options import OutputForm
from tui.display_text import format_count

if TYPE_CHECKING:
    from db.comparison.models import ComparedPassage, ComparedText, Place, TextComparison

_INDENT = "       "


def print_comparison(comparison: "TextComparison", only: str | None, form: OutputForm) -> None:
    """Print a comparison: both texts, then what both have and what only one of them has."""
    aspects = [aspect for aspect in ASPECTS if only in (None, aspect)]
    if form:
        output.print_values(form, _comparison_json(comparison, aspects))
        return
    for text in (comparison.first, comparison.second):
        _print_text(text)
    for aspect in aspects:
        _print_aspect(comparison, aspect)


def _print_text(text: "ComparedText") -> None:
    output.print_styled_line(
        (f"{text.article:>5}  ", "dim"),
        (f"{format_published_in_figures(text.published, text.published_from):11} ", "cyan"),
        (text.title or "untitled", "bold"),
        (f"  {text_label(text)}" if text.site or text.version else "", "dim"),
        (f"  {format_count(text.words, 'word')}, ", "dim"),
        (format_count(text.statements, "statement"), "dim"),
        ("" if text.is_complete else "  (analysis incomplete)", "red"),
    )


def _print_aspect(comparison: "TextComparison", aspect: Aspect) -> None:
    counts = ", ".join(
        f"{comparison.count(aspect, presence):,} {presence_name(comparison, presence)}"
        for presence in PRESENCES
    )
    output.print_heading(f"{aspect.capitalize()}: {counts}")
    for presence in PRESENCES:
        items = comparison.items(aspect, presence)
        if items:
            output.print_styled_line((presence_name(comparison, presence), "cyan"))
        for item in items:
            _print_item(aspect, item)


def _print_item(aspect: Aspect, item: ComparedItem) -> None:
    signs = "".join(
        f"  [{SIGN_NAMES[sign]}{': ' if words else ''}{words}]" for sign, words in item.changes
    )
    if aspect == "quotations":
        _print_wordings(item, signs)
        return
    places = [
        _describe_side(aspect, passages, item_place)
        for passages, item_place in (
            (item.first, item.first_place),
            (item.second, item.second_place),
        )
    ]
    output.print_styled_line(
        ("  ", ""),
        (item.label, "bold"),
        (f"  {item.type}" if item.type else "", "magenta"),
        (f"  {' | '.join(filter(None, places))}", "dim"),
        (signs, "yellow"),
    )


def _describe_side(
    aspect: Aspect, passages: Sequence["ComparedPassage"], item_place: "Place | None"
) -> str:
    if item_place is None:
        return ""
    if aspect == "events":
        return passages[0].detail
    if aspect == "sources":
        count = format_count(len(passages), "statement")
        return f"no. {item_place.rank}, {count}, {item_place.share:.0%}"
    return f"{len(passages):,}×" if aspect == "names" else passages[0].detail


def _print_wordings(item: ComparedItem, signs: str) -> None:
    shown = item.first or item.second
    speakers = dict.fromkeys(
        passage.detail or "unattributed" for passage in (*item.first, *item.second)
    )
    output.print_styled_line(
        ("  ", ""),
        (" / ".join(speakers), "bold"),
        (f"  [{item.type}]", "magenta"),
        (signs, "yellow"),
    )
    if item.presence != "both":
        for passage in shown:
            output.print_styled_line((_INDENT, ""), (passage.words, ""))
        return
    pieces: list[tuple[str, str]] = [(_INDENT, "")]
    for piece in diff_wordings(item):
        if piece.how == "same":
            pieces.append((piece.text, ""))
        elif not any(map(str.isalnum, piece.text)):
            pieces.append((piece.text if piece.how == "added" else "", ""))
        elif piece.how == "cut":
            pieces.append((_mark_words(piece.text, "[-", "-]"), "red strike"))
        else:
            pieces.append((_mark_words(piece.text, "{+", "+}"), "green bold"))
    output.print_styled_line(*pieces)


def _mark_words(text: str, first: str, last: str) -> str:
    """Put signs around words, inside the blanks around them."""
    words = text.strip()
    before, _, after = text.partition(words)
    return f"{before}{first}{words}{last}{after}"


def _comparison_json(comparison: "TextComparison", aspects: Sequence[Aspect]) -> dict[str, Any]:
    return {
        "first": record_to_dict(comparison.first),
        "second": record_to_dict(comparison.second),
        "counts": {
            aspect: {presence: comparison.count(aspect, presence) for presence in PRESENCES}
            for aspect in aspects
        },
        **{aspect: [_item_json(item) for item in comparison.items(aspect)] for aspect in aspects},
    }


def _item_json(item: ComparedItem) -> dict[str, Any]:
    values = record_to_dict(item)
    return {
        "in": item.presence,
        **values,
        "changes": [{"sign": sign, "words": words} for sign, words in item.changes],
    }
