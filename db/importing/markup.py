"""The words of markup without a parser: for what a parser left out, and to notice that it did.

Linear in the length whatever the markup is; parsers took over 12 s for deep nesting, or lost text.
"""

import html
import re

_HIDDEN = ("script", "style", "noscript", "template", "svg", "head")
_BESIDE = ("a", "nav", "footer", "button", "select")
_ENDS = {
    "--": re.compile("-->"),
    **{name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in (*_HIDDEN, *_BESIDE)},
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
