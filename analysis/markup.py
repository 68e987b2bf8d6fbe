"""HTML of a text with highlighted spans, for exported pages and notebooks."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

NO_ANCHORS: Mapping[int, Sequence[str]] = {}


def mark_text(
    text: str,
    classes: Iterable[tuple[tuple[int, int], str]],
    anchors: Mapping[int, Sequence[str]] = NO_ANCHORS,
    escape: Callable[[str], str] = html.escape,
) -> str:
    """Return a text as HTML paragraphs; each span has the CSS classes of all findings in it.

    `anchors` are the ids of link targets by their offsets.
    """
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for (start, end), name in classes:
        if start < end:
            starts.setdefault(start, []).append(name)
            ends.setdefault(end, []).append(name)
    pieces: list[str] = []
    active: list[str] = []
    offsets = sorted({0, len(text), *anchors, *starts, *ends})
    for at, following in zip(offsets, [*offsets[1:], len(text)], strict=True):
        for name in ends.get(at, ()):
            active.remove(name)
        active += starts.get(at, ())
        pieces += [
            f'<i id="{escape(anchor)}"></i>' for anchor in dict.fromkeys(anchors.get(at, ()))
        ]
        words = escape(text[at:following])
        pieces.append(_styled_spans(words, " ".join(sorted(set(active)))) if active else words)
    paragraphs = "".join(pieces).split("\n")
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs if paragraph.strip())


def _styled_spans(words: str, names: str) -> str:
    """Return a span as HTML, split at the paragraph ends within it."""
    parts = (f'<span class="{names}">{part}</span>' if part else "" for part in words.split("\n"))
    return "\n".join(parts)


@cache
def style_sheet() -> str:
    """Return the CSS of the classes, for elements in one of the class `findings`."""
    return Path(__file__).with_name("markup.css").read_text("utf-8")


def notebook_view(*parts: str) -> str:
    """Return parts of a page as one element with its style, which a notebook displays."""
    return f'<div class="findings"><style>{style_sheet()}</style>\n{"".join(parts)}</div>'
