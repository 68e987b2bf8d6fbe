"""The words of markup without a parser: for what a parser left out, and to notice that it did.

Linear in the length whatever the markup is; parsers took over 12 s for deep nesting, or lost text.
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
    """Everything that a page shows, a line for each of its blocks; `links` are menus, mostly."""
    shown = _BLOCK.sub("\n", _without(markup, _HIDDEN if links else (*_HIDDEN, *_BESIDE)))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", shown)).split("\n"))
    return "\n".join(line for line in lines if line)


def fragment_text(markup: str) -> str:
    """The text of markup that is an article and nothing else, as feeds and exports hold it.

    Headings, items of lists (with a dash) and quotations are kept, pictures with their captions
    are not.
    """
    marked = _ITEM.sub("\n<li>- ", _without(markup, (*_HIDDEN, "figure")))
    return re.sub(r"(?m)^- ?\n(?=\S)", "- ", without_tags(marked))


def _without(markup: str, names: tuple[str, ...]) -> str:
    """The markup without comments and these elements, found from left to right."""
    beginning = re.compile(rf"<!--|<({'|'.join(names)})\b", re.IGNORECASE)
    kept, at = [], 0
    while match := beginning.search(markup, at):
        kept.append(markup[at : match.start()])
        name = (match[1] or "--").lower()
        end = _ENDS[name].search(markup, match.end())
        if end is None:
            break  # never closed: what follows must not vanish with it
        at = end.end()
    kept.append(markup[at:])
    return " ".join(kept)


def first_heading(markup: str) -> str:
    """The words of the first heading, else of the title element; "" where there is neither."""
    match = _HEADING.search(markup) or _TITLE.search(markup)
    return " ".join(without_tags(match[1]).split()) if match else ""
