"""Filters of drawn lines: the colors of a terminal with 256, and no unsafe characters."""

import math
from functools import cache, lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.sanitize import drop_unsafe

_CUBE = (0, 95, 135, 175, 215, 255)  # the levels of red, green and blue in colors 16 to 231
_SHADES = 24  # of gray, in colors 232 to 255

OklabColor = tuple[float, float, float]


class IndexedColorFilter(LineFilter):
    """Draw each color as the nearest of the 216 colors and 24 grays of a terminal with 256.

    Rich rounds red, green and blue each for itself, so that a dark gray becomes teal.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments in indexed colors."""
        return [
            segment
            if segment.style is None
            else Segment(segment.text, _index_style(segment.style), segment.control)
            for segment in segments
        ]


@lru_cache(4096)
def _index_style(style: Style) -> Style:
    """Return a style with indexed colors."""
    color, background = (
        nearest_indexed_color(each) if each is not None and each.triplet is not None else None
        for each in (style.color, style.bgcolor)
    )
    return style + Style.from_color(color, background) if color or background else style


@lru_cache(4096)
def nearest_indexed_color(color: RichColor) -> RichColor:
    """Return the color from 16 to 255 that is nearest to a color of red, green and blue."""
    assert color.triplet is not None
    exact = _to_oklab(*color.triplet)
    palette = _indexed_colors()
    return RichColor.from_ansi(min(palette, key=lambda number: math.dist(palette[number], exact)))


@cache
def _indexed_colors() -> dict[int, OklabColor]:
    """Return the colors from 16 to 255, which are the same in all terminals."""
    cube = [(red, green, blue) for red in _CUBE for green in _CUBE for blue in _CUBE]
    grays = [(8 + 10 * shade,) * 3 for shade in range(_SHADES)]
    return {number: _to_oklab(*color) for number, color in enumerate([*cube, *grays], 16)}


def _to_oklab(red: int, green: int, blue: int) -> OklabColor:
    """Convert a color of 0 to 255 to Oklab (Ottosson 2020), whose distances are those seen."""
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red / 255, green / 255, blue / 255)
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


class SafeFilter(LineFilter):
    """Drop unsafe characters from drawn lines, as a last check for text not passed to `safe`.

    These characters were measured as zero cells wide, so dropping them preserves the line's width.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments without characters that a terminal would interpret."""
        if all(segment.text.isprintable() or segment.control for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(drop_unsafe(segment.text), segment.style, segment.control)
            for segment in segments
        ]
