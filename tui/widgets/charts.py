"""Bar charts of block characters, with a resolution of an eighth of a line."""

from collections.abc import Sequence
from itertools import groupby

from textual.content import Content

_BLOCKS = "▁▂▃▄▅▆▇█"


def level(count: int, most: int, lines: int) -> int:
    """Return a bar's height in eighths of a line: at least 2 for a count, 0 for none.

    A bar of several lines stops one eighth below the top.
    """
    highest = len(_BLOCKS) * lines - (lines > 1)
    return max(2, round(highest * count / most)) if count else 0


def bars(
    levels: Sequence[int],
    below: int,
    nothing: str,
    style: str = ".rows--accent",
    empty: str = ".rows--muted",
) -> Content:
    """Return the line of a bar chart that begins `below` eighths above the base."""
    line = Content("")
    for drawn, group in groupby(levels, lambda high: high > below):
        if drawn:
            blocks = "".join(_BLOCKS[min(high - below, len(_BLOCKS)) - 1] for high in group)
            line = line + Content.styled(blocks, style)
        else:
            line = line + Content.styled(nothing * len(list(group)), empty)
    return line
