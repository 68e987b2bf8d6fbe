"""Bars of block characters, an eighth of a line fine."""

from collections.abc import Sequence
from itertools import groupby

from textual.content import Content

_BLOCKS = "▁▂▃▄▅▆▇█"


def level(count: int, most: int, lines: int) -> int:
    """How many eighths of a line a bar is high: at least one block, and never quite to the top."""
    highest = len(_BLOCKS) * lines - (lines > 1)
    return max(2, round(highest * count / most)) if count else 0


def bars(
    levels: Sequence[int],
    below: int,
    nothing: str,
    style: str = ".rows--accent",
    empty: str = ".rows--muted",
) -> Content:
    """One line of bars, that which begins `below` eighths above their feet."""
    line = Content("")
    for drawn, group in groupby(levels, lambda high: high > below):
        if drawn:
            blocks = "".join(_BLOCKS[min(high - below, len(_BLOCKS)) - 1] for high in group)
            line = line + Content.styled(blocks, style)
        else:
            line = line + Content.styled(nothing * len(list(group)), empty)
    return line
