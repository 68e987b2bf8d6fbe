"""Output of the differences between two versions of a text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.output import print_styled_line

if TYPE_CHECKING:
    from db.repositories.versions import DiffSegment

_AROUND = 80  # characters of unchanged text shown beside a change


def print_changes(pieces: "Sequence[DiffSegment]") -> None:
    """Print the differences of two texts: deletions as `[-…-]`, insertions as `{+…+}`.

    The signs are readable without colors.
    """
    shown: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.kind == "same":
            shown.append((_shortened(piece.text), "dim"))
        elif piece.kind == "gone":
            shown.append((f"[-{piece.text}-]", "red strike"))
        else:
            shown.append((f"{{+{piece.text}+}}", "green bold"))
    print_styled_line(*shown)


def _shortened(text: str) -> str:
    """Return only the ends of a long unchanged passage."""
    if len(text) <= 4 * _AROUND:
        return text
    first, last = text.find(" ", _AROUND), text.rfind(" ", 0, len(text) - _AROUND)
    return f"{text[:first]} … {text[last + 1 :]}" if 0 <= first < last else text
