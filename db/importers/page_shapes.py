"""Pages that the extraction handles badly: table layouts, lists of articles, lost headings."""

import re

from db.importers.markup import without_tags

_CELL = re.compile(r"<t[dh]\b[^<>]*>(.{0,200000}?)</t[dh]>", re.IGNORECASE | re.DOTALL)
_TABLE_PART = re.compile(r"<(/?)(?:table|thead|tbody|tfoot|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_PARAGRAPHS = 2  # in a cell; with so many, a table is used for the layout
_TEASER = re.compile(r"<h[1-4]\b[^<>]*>\s*<a\b", re.IGNORECASE)
_TEASERS = 3  # headings that are links; a page with so many may be a list
_HEADED = re.compile(
    r"<h[2-4]\b[^<>]*>(?P<heading>.{1,300}?)</h[2-4]>\s*(?:<(?!/?(?:p|h[1-6])\b)[^<>]*>\s*){0,6}"
    r"<p\b[^<>]*>(?P<paragraph>.{20,5000}?)</p>",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 150  # characters of a heading
_ENOUGH = 40  # characters by which a paragraph is recognized
_PAGE = 2_000_000  # characters; larger pages are left as they are


def without_layout_tables(markup: str) -> str:
    """Replace layout tables, as in newsletters and old pages, by plain blocks."""
    if len(markup) > _PAGE or "<table" not in markup.lower():
        return markup
    cells = (cell[1].lower().count("<p") for cell in _CELL.finditer(markup))
    if not any(paragraphs >= _PARAGRAPHS for paragraphs in cells):
        return markup
    return _TABLE_PART.sub(r"<\1div>", markup)


def is_list(markup: str) -> bool:
    """Return True if a page is a list: several headings are links, and it has no article itself."""
    head = markup[:_PAGE]
    article = re.search(r"<article\b|article:published_time|datePublished", head, re.IGNORECASE)
    return article is None and len(_TEASER.findall(head)) >= _TEASERS


def with_headings(text: str, markup: str) -> str:
    """Insert the headings between paragraphs that the extraction lost."""
    if len(markup) > _PAGE:
        return text
    lines = text.split("\n")
    places = {line.strip()[:_ENOUGH]: at for at, line in reversed([*enumerate(lines)])}
    present = {line.strip() for line in lines}
    found: dict[int, str] = {}
    for match in _HEADED.finditer(markup):
        if "<a" in match["heading"].lower():
            continue  # the link to another article
        heading = " ".join(without_tags(match["heading"]).split())
        paragraph = " ".join(without_tags(match["paragraph"]).split())
        at = places.get(paragraph[:_ENOUGH])
        if at is not None and 0 < len(heading) <= _LONGEST and heading not in present:
            found[at] = heading
    return "\n".join(
        f"{found[at]}\n{line}" if at in found else line for at, line in enumerate(lines)
    )
