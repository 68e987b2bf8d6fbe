"""Quotations as rows of a list, each with its verdict and the passage of the original beside it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual.content import Content

from analysis.models import Span
from db.original_checks import QuotationCheck
from tui.quotation_check_text import describe_place, describe_verdict
from tui.sanitize import safe
from tui.strings.check_text import CheckText
from tui.widgets.panes.row_text import justify, wrap_text
from tui.widgets.row_source import ListSource

_BESIDE = 90  # cells of a row from which the two texts are beside each other
_GAP = 3  # cells between them
_MOST_LINES = 40  # of one text
_LEAST = 8  # cells of a text
_FAR = 400  # characters that the passage is extended by, to words that are cut
_LABEL = max(len(CheckText.QUOTED), len(CheckText.SAID)) + 1


class ListedCheck(Struct, frozen=True):
    """A quotation, its verdict as text, and both texts with their differences marked."""

    check: QuotationCheck
    verdict: str
    location: str
    quoted: Content
    passage: Content


def list_checks(checks: Iterable[QuotationCheck]) -> ListSource[ListedCheck]:
    """List quotations with their verdicts."""
    return ListSource(
        [list_check(check) for check in checks],
        _draw_check,
        key=lambda listed: listed.check.start,
        height=_measure_check,
    )


def list_check(check: QuotationCheck) -> ListedCheck:
    """Return the row of a quotation."""
    verdict = check.verdict
    quoted = [difference.quoted_span for difference in verdict.differences if difference.quoted]
    spans = verdict.quotation.spans
    return ListedCheck(
        check,
        describe_verdict(check),
        describe_place(check),
        mark_differences(check.text, (spans[0][0], spans[-1][1]), quoted, is_cut=False),
        _mark_passage(check),
    )


def _mark_passage(check: QuotationCheck) -> Content:
    """Return the passages of the original, the words that the quotation lacks marked."""
    if check.original is None:
        text = CheckText.NOT_FOUND_HERE if check.is_direct else CheckText.NOTHING_NEAR
        return Content.styled(text, ".rows--muted")
    verdict = check.verdict
    here = [match for match in verdict.matches if match.original == verdict.matches[0].original]
    missing = [difference.spoken_span for difference in verdict.differences if difference.spoken]
    pieces = []
    for match in here:
        start, end = match.start, match.end
        for first, last in missing:
            if last >= match.start - _FAR and first <= match.end + _FAR:
                start, end = min(start, first), max(end, last)
        pieces.append((start, end))
    texts = [
        mark_differences(check.original.text, piece, missing, is_cut=True)
        for piece in dict.fromkeys(pieces)
    ]
    passage = Content(" … ").join(texts)
    frame = _flatten(verdict.frame)
    if not frame or frame in passage.plain.replace("‹", "").replace("›", ""):
        return passage
    return Content.assemble(passage, (f" · {CheckText.FRAME.format(words=frame)}", ".rows--star"))


def mark_differences(text: str, span: Span, marked: Sequence[Span], *, is_cut: bool) -> Content:
    """Return the text of a span on one line, with the words that differ in signs or underlined.

    Words that the quotation lacks are ‹struck through›, those that it adds are underlined.
    """
    parts: list[Content] = []
    position, end = span
    for first, last in sorted(marked):
        first, last = max(first, position), min(last, end)
        if first >= last:
            continue
        parts.append(Content(_flatten(text[position:first])))
        words = _flatten(text[first:last])
        if is_cut:
            parts.append(Content.styled(f"‹{words}›", ".rows--star").stylize("strike", 1, -1))
        else:
            parts.append(Content.styled(words, ".rows--match"))
        position = last
    parts.append(Content(_flatten(text[position:end])))
    return Content("").join(parts)


def _flatten(text: str) -> str:
    """Return a text on one line; each line break is a blank."""
    return safe(text).replace("\n", " ")


def _text_lines(content: Content, width: int) -> list[Content]:
    wrapped = wrap_text(content.plain, width)
    lines = [
        content[start:end] if start < end else Content("")
        for start, end in zip(wrapped.starts, wrapped.ends, strict=True)
    ]
    return lines[:_MOST_LINES]


def _half(width: int) -> int:
    return (width - _GAP) // 2 - 2


def _measure_check(listed: ListedCheck, width: int) -> int:
    """Return the lines of the verdict, of the texts, and a blank line."""
    if width >= _BESIDE:
        sides = (listed.quoted, listed.passage)
        longest = max(len(wrap_text(side.plain, _half(width))) for side in sides)
        return 2 + min(longest, _MOST_LINES)
    room = max(width - _LABEL - 2, _LEAST)
    texts = [min(len(wrap_text(side.plain, room)), _MOST_LINES) for _, side in _sides(listed)]
    return 2 + sum(texts) + bool(listed.location)


def _sides(listed: ListedCheck) -> tuple[tuple[str, Content], ...]:
    label = CheckText.SAID if listed.check.is_direct else CheckText.NEAR
    return (CheckText.QUOTED, listed.quoted), (label, listed.passage)


def _draw_check(listed: ListedCheck, width: int) -> list[Content]:
    """Return the verdict and the place, then the quotation and the passage."""
    style = ".rows--match" if listed.check.differs else ".rows--strong"
    head = Content.styled(listed.verdict, style)
    location = Content.styled(listed.location, ".rows--muted")
    if width < _BESIDE:
        return [head.truncate(width, ellipsis=True), *_stack_texts(listed, location, width)]
    location = location.truncate(max(_LEAST, width - head.cell_length - 2), ellipsis=True)
    return [justify(head, location, width), *_join_texts(listed, width)]


def _stack_texts(listed: ListedCheck, location: Content, width: int) -> list[Content]:
    """Return the quotation, the passage and its place below each other."""
    room = max(width - _LABEL - 2, _LEAST)
    lines: list[Content] = []
    for label, side in _sides(listed):
        for number, line in enumerate(_text_lines(side, room)):
            shown = "" if number else label
            lines.append(Content.assemble("  ", (shown.ljust(_LABEL), ".rows--muted"), line))
    if location.plain:
        indent = " " * (_LABEL + 2)
        lines.append(Content(indent) + location.truncate(room, ellipsis=True))
    return lines


def _join_texts(listed: ListedCheck, width: int) -> list[Content]:
    """Return the lines of the quotation, and beside them those of the passage."""
    half = _half(width)
    left, right = _text_lines(listed.quoted, half), _text_lines(listed.passage, half)
    rows = max(len(left), len(right))
    left += [Content("")] * (rows - len(left))
    right += [Content("")] * (rows - len(right))
    bar = Content.styled(" │ ", ".rows--muted")
    return [
        Content("  ") + before.pad_right(max(0, half - before.cell_length)) + bar + after
        for before, after in zip(left, right, strict=True)
    ]
