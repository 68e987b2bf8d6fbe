"""A screen as an SVG picture: small, the same on every machine, and readable as text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import count, groupby, product
from string import ascii_lowercase
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.color import BLACK
from textual.filter import LineFilter
from textual.screen import Screen
from textual.strip import Strip

_WIDE, _HIGH = 10, 20  # of a cell, in the picture's own units
_SIZE, _BASE = 16.6, 15  # of the letters that fill it in DejaVu Sans Mono and Menlo
_SCALE = 0.85  # of the picture as it is shown
_FONTS = "DejaVu Sans Mono,Menlo,Consolas,monospace"
_WORDS = re.compile(r"\S+(?: \S+)*")  # parted by more than one space, of which none need be drawn


class _Run(NamedTuple):
    """A stretch of a line in one look, from the cell `at` on."""

    at: int
    text: str
    letters: str
    """The look of the letters, as CSS."""
    ground: str
    """The color behind them."""


def draw(screen: Screen[object], title: str) -> str:
    """The screen as an SVG document, `title` being what is read out in its place."""
    filters = screen.app.get_line_filters()
    lines = [list(_runs(strip, filters)) for strip in screen._compositor.render_strips()]
    width, height = screen.size.width * _WIDE, screen.size.height * _HIGH
    grounds = [run.ground for line in lines for run in line for _ in run.text]
    ground = max(set(grounds), key=grounds.count)
    looks = dict.fromkeys(run.letters for line in lines for run in line if run.text.strip())
    names = dict(zip(looks, _names(), strict=False))
    styles = "".join(f".{name}{{{letters}}}" for letters, name in names.items())
    body = "".join(
        part
        for row, line in enumerate(lines)
        for part in (*_grounds(line, row, ground), *_texts(line, row, names))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width * _SCALE:g}" height="{height * _SCALE:g}" xml:space="preserve" role="img">'
        f"<title>{escape(title)}</title>"
        f"<style>text{{font:{_SIZE}px {_FONTS};white-space:pre}}{styles}</style>"
        f'<rect width="100%" height="100%" fill="{ground}"/>{body}</svg>\n'
    )


def _names() -> Iterator[str]:
    """Short names for looks: a to z, aa, ab and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def _runs(strip: Strip, filters: Sequence[LineFilter]) -> Iterator[_Run]:
    for line_filter in filters:
        strip = strip.apply_filter(line_filter, BLACK)
    at = 0
    for style, segments in groupby(strip, key=lambda segment: segment.style):
        text = "".join(segment.text for segment in segments)
        yield _Run(at, text, *_look(style or Style.null()))
        at += cell_len(text)


def _look(style: Style) -> tuple[str, str]:
    """Return a style as the CSS of its letters, and the color behind them."""
    letters, ground = _css_color(style.color, True), _css_color(style.bgcolor, False)
    if style.reverse:
        letters, ground = ground, letters
    css = f"fill:{letters}"
    if style.bold:
        css += ";font-weight:bold"
    if style.italic:
        css += ";font-style:italic"
    lines = {
        "underline": style.underline or style.underline2,
        "overline": style.overline,
        "line-through": style.strike,
    }
    if any(lines.values()):
        css += f";text-decoration:{' '.join(line for line, drawn in lines.items() if drawn)}"
        css += " double" if style.underline2 else ""
    return css, ground


def _css_color(color: Color | None, letters: bool) -> str:
    return (color or Color.default()).get_truecolor(DEFAULT_TERMINAL_THEME, letters).hex


def _grounds(line: Iterable[_Run], row: int, usual: str) -> Iterator[str]:
    for ground, runs in groupby(line, key=lambda run: run.ground):
        if ground != usual:
            first, *rest = runs
            cells = sum(cell_len(run.text) for run in (first, *rest))
            yield (
                f'<rect x="{first.at * _WIDE}" y="{row * _HIGH}" width="{cells * _WIDE}"'
                f' height="{_HIGH}" fill="{ground}"/>'
            )


def _texts(line: Iterable[_Run], row: int, names: Mapping[str, str]) -> Iterator[str]:
    """The words of a row, each stretch as wide as its cells whatever the font."""
    stretches = [
        f'<tspan class="{names[run.letters]}" x="{(run.at + cell_len(before)) * _WIDE}"'
        + (f' textLength="{cells * _WIDE}"' if (cells := cell_len(words[0])) > 1 else "")
        + f">{escape(words[0], quote=False)}</tspan>"
        for run in line
        for words in _WORDS.finditer(run.text)
        for before in [run.text[: words.start()]]
    ]
    if stretches:
        yield f'<text y="{row * _HIGH + _BASE}">{"".join(stretches)}</text>'
