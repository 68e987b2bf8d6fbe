"""Text of HTML without a parser: for text that a parser dropped, and to detect that it did.

The time is linear for any markup. Parsers took over 12 s for deep nesting, or lost text.
"""

import html
import re
from bisect import bisect_left

_HEADING = re.compile(r"<h[1-3]\b[^<>]*>", re.IGNORECASE)
_HEADING_END = re.compile(r"</h[1-3]>", re.IGNORECASE)
_LONGEST_MARKUP = 2_000  # characters of a heading with its markup
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,2000})</title>", re.IGNORECASE)
_LIST_PART = re.compile(
    r"""<(?P<end>/?)(?:(?P<list>ol|ul)\b(?:[^<>]*?\bstart=["']?(?P<start>\d{1,6})\b)?|li\b)[^<>]*>""",
    re.IGNORECASE,
)
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
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
LONG_REFERENCE = re.compile("&#[0-9]{1000,};?")  # Python cannot convert more than 4,300 digits


def visible_text(markup: str, *, links: bool = True) -> str:
    """Return the visible text of a page, one line per block, optionally without links and menus."""
    shown = _BLOCK.sub("\n", _without(markup, _HIDDEN if links else (*_HIDDEN, *_BESIDE)))
    shown = _TAG.sub("", _CELL.sub(" ", shown))
    lines = (" ".join(line.split()) for line in unescape(shown).split("\n"))
    return "\n".join(line for line in lines if line)


def unescape(text: str) -> str:
    """Replace character references; one with thousands of digits becomes U+FFFD."""
    return html.unescape(LONG_REFERENCE.sub("\ufffd", text))


def fragment_text(markup: str) -> str:
    """Return the text of a fragment that is the article alone, as in feeds and exports.

    Headings, tables, list items (with a dash or their number) and quotations are kept; pictures and
    their captions are left out.
    """
    marked = _mark_items(_without(markup, (*_HIDDEN, "figure")))
    return re.sub(r"(?m)^(-|\d+\.) ?\n(?=\S)", r"\1 ", visible_text(marked))


def _mark_items(markup: str) -> str:
    """Write the number of each item of a numbered list, and a dash before the others."""
    lists: list[int] = []  # the open lists: the next number, or 0 for a list without numbers

    def mark(part: re.Match[str]) -> str:
        if part["list"]:
            if part["end"]:
                del lists[-1:]
            else:
                lists.append(int(part["start"] or 1) if part["list"].lower() == "ol" else 0)
            return part[0]
        if part["end"]:
            return part[0]
        if not lists or not lists[-1]:
            return f"{part[0]}- "
        lists[-1] += 1
        return f"{part[0]}{lists[-1] - 1}. "

    return _LIST_PART.sub(mark, markup)


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
        if name == "figure":
            pieces.append(_tables(markup[match.end() : end.start()]))
    pieces.append(markup[at:])
    return " ".join(pieces)


def _tables(markup: str) -> str:
    """Return the part of a figure from its first table to its last, "" for a picture."""
    lower = markup.lower()
    begin, end = lower.find("<table"), lower.rfind("</table>")
    return markup[begin:end] if 0 <= begin < end else ""


def first_heading(markup: str) -> str:
    """Return the text of the first heading, else of the title element, else ""."""
    ends = [match.start() for match in _HEADING_END.finditer(markup)]
    for match in _HEADING.finditer(markup):
        begin = match.end()
        at = bisect_left(ends, begin + 1)
        if at < len(ends) and ends[at] - begin <= _LONGEST_MARKUP:
            return " ".join(visible_text(markup[begin : ends[at]]).split())
    title = _TITLE.search(markup)
    return " ".join(visible_text(title[1]).split()) if title else ""
