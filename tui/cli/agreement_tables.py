"""The agreement of two coders as lines: figures for each code, and passages that differ."""

from typing import TYPE_CHECKING

from tui.agreement_text import describe_coding_unit, format_agreement, format_coefficient
from tui.cli import output
from tui.display_text import format_count
from tui.strings.agreement_text import AgreementText

if TYPE_CHECKING:
    from analysis.coder_agreement import CodeAgreement
    from db.coders.coder_comparison import CoderComparison

_WIDEST = 34  # columns of a code
_MOST_WORDS = 300  # characters of a passage


def print_agreement(found: "CoderComparison") -> None:
    """Print the figures of each code, and of all codes together."""
    units = len(found.passages) + found.uncoded
    output.print_styled_line(
        (format_count(found.articles, "article"), "bold"),
        ("" if found.unit == "article" else f", {format_count(units, found.unit)}", "bold"),
        (f", {found.uncoded:,} without a code", ""),
    )
    output.print_styled_line((describe_coding_unit(found.unit, found.least_overlap), "dim"))
    if not found.codes:
        return
    names = [AgreementText.ALL_CODES, *(code.code for code in found.codes)]
    width = min(_WIDEST, max(map(len, names)))
    output.print_styled_line(
        ("code".ljust(width), "dim"),
        ("".join(f"{name:>9}" for name in AgreementText.COLUMNS), "dim"),
    )
    for code in found.codes:
        _print_code(code.code, code, width)
    if len(found.codes) > 1:
        _print_code(AgreementText.ALL_CODES, found.pooled, width, "bold")
    differing = len(found.disagreements)
    if differing:
        passages = format_count(differing, found.unit)
        output.print_styled_line((f"{passages} with different codes; --list prints them", "dim"))


def _print_code(name: str, row: "CodeAgreement", width: int, style: str = "") -> None:
    counts = (row.both, row.only_first, row.only_second, row.neither)
    figures = (
        format_agreement(row.agreement),
        format_coefficient(row.kappa),
        format_coefficient(row.alpha),
    )
    name = name if len(name) <= width else f"{name[: width - 1]}…"
    output.print_styled_line(
        (name.ljust(width), style or "magenta"),
        ("".join(f"{number:>9,}" for number in counts), style),
        ("".join(f"{figure:>9}" for figure in figures), style),
    )


def print_disagreements(found: "CoderComparison") -> None:
    """Print each passage with different codes, with those of both coders below it."""
    for passage in found.disagreements:
        words = " ".join(passage.words.split())
        words = words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 1]}…"
        output.print_styled_line(
            (f"{passage.article:>5}  ", "dim"),
            (passage.title or "untitled", "bold"),
            (f"  {passage.start}–{passage.end}" if passage.end else "", "dim"),
            (f"  {passage.state}" if passage.state else "", "yellow"),
        )
        if words:
            output.print_styled_line(("       ", ""), (words, ""))
        for label, codes in (("first", passage.first), ("second", passage.second)):
            output.print_styled_line(
                (f"       {label:7} ", "dim"),
                (", ".join(codes) or AgreementText.NOT_DEFINED, "magenta"),
            )
