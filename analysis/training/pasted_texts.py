"""Read our own texts in the layouts that people paste, with their turns marked."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from analysis.models import Span

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "pasted_texts"
_UNNAMED = "?"
_MARK = re.compile(r"\{\{([^|{}]+)\||\}\}")


class MarkedText(Struct, frozen=True):
    """A text, and the words of each turn with their speaker, None if the text does not name one.

    `title` has the layout before a colon, and what is particular about the text.
    """

    title: str
    text: str
    turns: tuple[tuple[Span, str | None], ...]


def read_pasted_texts(path: Path) -> Iterator[MarkedText]:
    """Yield the texts of a file, without the marks.

    A text begins with `== layout: description`. `{{Ana Reed|Good evening.}}` are the words of a
    speaker, and `{{?|Who is there?}}` those of one whose name the text does not have.
    """
    for block in path.read_text(encoding="utf-8").split("== ")[1:]:
        title, _, marked = block.partition("\n")
        text, turns = "", []
        speaker: str | None = None
        end = begin = 0
        for match in _MARK.finditer(marked):
            text += marked[end : match.start()]
            end = match.end()
            if match[1]:
                begin = len(text)
                speaker = None if match[1] == _UNNAMED else match[1]
            else:
                turns.append(((begin, len(text)), speaker))
        text += marked[end:]
        yield MarkedText(title, text.rstrip() + "\n", tuple(turns))
