"""The agreement of two coders as rows: the figures of each code, and the passages with codes."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from analysis.coder_agreement import CodeAgreement
from db.coders.coder_comparison import CodedUnit
from tui.agreement_text import format_agreement, format_coefficient
from tui.sanitize import safe
from tui.strings.agreement_text import AgreementText
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_source import Heading, ListSource, Separator

Row = CodeAgreement | CodedUnit

_WIDTHS = (3, 3, 3, 3, 6, 5, 5)  # cells of the value of each column
_WIDE = 96  # cells of a row from which all figures of a code are on one line
_MOST_LINES = 3  # of the words of a passage
_LABEL = 18  # cells of the name of a coder
_BESIDE = 90  # cells of a row from which the codes of both coders are on one line


def list_coded_rows(
    codes: Sequence[CodeAgreement],
    passages: Iterable[CodedUnit],
    heading: str,
    definition: Sequence[str],
    second: str,
) -> ListSource[Row]:
    """List the figures of the codes and the passages; `second` is the name of the other coder."""
    items: list[Row | Heading | Separator] = []
    if codes:
        items += [
            Heading(AgreementText.CODES.format(second=safe(second))),
            Separator(tuple(definition)),
            *codes,
        ]
    listed = list(passages)
    if listed:
        items += [Heading(heading), *listed]
    return ListSource(
        items, lambda row, width: _draw(row, width, second), key=row_key, height=_measure
    )


def row_key(row: Row) -> tuple[object, ...]:
    """Return the key of a row: the name of a code, or the article and the span of a passage."""
    if isinstance(row, CodeAgreement):
        return ("code", row.code)
    return ("passage", row.article, row.start, row.end)


def _measure(row: Row, width: int) -> int:
    if isinstance(row, CodeAgreement):
        return 1 if width >= _WIDE else 2
    words = len(wrap_lines(row.words, width - 2, _MOST_LINES))
    return 1 + words + (1 if width >= _BESIDE else 2) + 1


def _draw(row: Row, width: int, second: str) -> list[Content]:
    if isinstance(row, CodeAgreement):
        return _draw_code(row, width)
    return _draw_passage(row, width, second)


def _draw_code(row: CodeAgreement, width: int) -> list[Content]:
    """Return the counts and the coefficients of a code."""
    counts = (row.both, row.only_first, row.only_second, row.neither)
    figures = (
        format_agreement(row.agreement),
        format_coefficient(row.kappa),
        format_coefficient(row.alpha),
    )
    name = Content.styled(safe(row.code or AgreementText.ALL_CODES), ".rows--strong")
    values = [*(f"{count:,}" for count in counts), *figures]
    parts = [
        Content.assemble((f"{label} ", ".rows--muted"), value.rjust(cells))
        for label, value, cells in zip(AgreementText.COLUMNS, values, _WIDTHS, strict=True)
    ]
    if width >= _WIDE:
        return [justify(name, Content("  ").join(parts), width)]
    figures_line = Content("  ").join(parts[len(counts) :])
    return [
        justify(name, figures_line, width),
        Content("  ") + Content("  ").join(parts[: len(counts)]),
    ]


def _draw_passage(row: CodedUnit, width: int, second: str) -> list[Content]:
    """Return the article, the words and the codes of both coders."""
    title = Content.styled(safe(row.title or "…"), ".rows--muted")
    state = Content.styled(AgreementText.STATES[row.state], ".rows--match")
    lines = [justify(title, state, width)]
    lines += [Content(f"  {line}") for line in wrap_lines(row.words, width - 2, _MOST_LINES)]
    sides = [
        Content.assemble(
            (f"  {safe(name)[: _LABEL - 2]:{_LABEL - 2}} ", ".rows--muted"),
            (safe(", ".join(codes)) or AgreementText.NOT_DEFINED, ".rows--strong"),
        )
        for name, codes in ((AgreementText.MINE, row.first), (second, row.second))
    ]
    if width >= _BESIDE:
        half = width // 2
        left = sides[0].truncate(half, ellipsis=True)
        lines.append(left.pad_right(max(0, half - left.cell_length)) + sides[1])
    else:
        lines += sides
    return [*lines, Content("")]
