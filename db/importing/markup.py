"""The words of markup without a parser: for what a parser left out, and to notice that it did.

Linear in the length whatever the markup is; parsers took over 12 s for deep nesting, or lost text.
"""

import html
import re

_HIDDEN_NAMES = ("script", "style", "noscript", "template", "svg", "head")
_HIDDEN = re.compile(rf"<!--|<({'|'.join(_HIDDEN_NAMES)})\b", re.IGNORECASE)
_ENDS = {
    "--": re.compile("-->"),
    **{name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in _HIDDEN_NAMES},
}
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|main|header|footer|aside|nav|h[1-6]|ul|ol|li|dl|dt|dd|table|tr"
    r"|blockquote|pre|figure|figcaption|br|hr|form|body)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_PROSE = 20  # words of a block that is not a menu, a button or a caption


def without_tags(markup: str) -> str:
    """Everything that a page shows, a line for each of its blocks."""
    shown = _BLOCK.sub("\n", _shown(markup))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", shown)).split("\n"))
    return "\n".join(line for line in lines if line)


def prose(shown: str) -> str:
    """The lines of `without_tags` that are long enough to be an article's."""
    return "\n".join(line for line in shown.split("\n") if line.count(" ") >= _PROSE - 1)


def _shown(markup: str) -> str:
    """The markup without comments, scripts and the like, found from left to right."""
    kept, at = [], 0
    while match := _HIDDEN.search(markup, at):
        kept.append(markup[at : match.start()])
        name = (match[1] or "--").lower()
        end = _ENDS[name].search(markup, match.end())
        if end is None:
            break  # never closed: what follows must not vanish with it
        at = end.end()
    kept.append(markup[at:])
    return " ".join(kept)
