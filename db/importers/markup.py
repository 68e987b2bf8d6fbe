"""Text of HTML without a parser: for text that a parser dropped, and to detect that it did.

The time is linear for any markup. Parsers took over 12 s for deep nesting, or lost text.
"""

import html
import re

_HEADING = re.compile(r"<h[1-3]\b[^<>]*>(.{1,2000}?)</h[1-3]>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,2000})</title>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_BESIDE = ("a", "nav", "footer", "button", "select")
_ENDS = {
    "--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE)
        for name in (*_HIDDEN, *_BESIDE, "figure")
    },
}
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|main|header|footer|aside|nav|h[1-6]|ul|ol|li|dl|dt|dd|table|tr"
    r"|blockquote|pre|figure|figcaption|br|hr|form|body)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


def without_tags(markup: str, *, links: bool = True) -> str:
    """Return the visible text of a page, one line per block, optionally without links and menus."""
    shown = _BLOCK.sub("\n", _without(markup, _HIDDEN if links else (*_HIDDEN, *_BESIDE)))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", shown)).split("\n"))
    return "\n".join(line for line in lines if line)


def fragment_text(markup: str) -> str:
    """Return the text of a fragment that is the article alone, as in feeds and exports.

    Headings, list items (with a dash) and quotations are kept; pictures and their captions are
    left out.
    """
    marked = _ITEM.sub("\n<li>- ", _without(markup, (*_HIDDEN, "figure")))
    return re.sub(r"(?m)^- ?\n(?=\S)", "- ", without_tags(marked))


def _without(markup: str, names: tuple[str, ...]) -> str:
    """Remove comments and the elements of these names, found from left to right."""
    beginning = re.compile(rf"<!--|<({'|'.join(names)})\b", re.IGNORECASE)
    pieces, at = [], 0
    while match := beginning.search(markup, at):
        pieces.append(markup[at : match.start()])
        name = (match[1] or "--").lower()
        end = _ENDS[name].search(markup, match.end())
        if end is None:
            break  # an unclosed element must not remove the rest of the page
        at = end.end()
    pieces.append(markup[at:])
    return " ".join(pieces)


def first_heading(markup: str) -> str:
    """Return the text of the first heading, else of the title element, else ""."""
    match = _HEADING.search(markup) or _TITLE.search(markup)
    return " ".join(without_tags(match[1]).split()) if match else ""
