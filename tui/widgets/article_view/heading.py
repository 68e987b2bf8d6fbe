"""The lines above an article's text: its source and date, headline and author."""

import re

from analysis import Span
from db import Article, ArticleRow
from tui.formatting import analysis_remark, language_remark, place, published
from tui.widgets.article_view.layout import HeadLine

_NOT_WORD = re.compile(r"\W+")


def own_headline(article: Article) -> Span:
    """Return the span of the text's first line if it repeats the title; else an empty span."""
    text = article.analysis.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = end if end >= 0 else len(text)
    title = _bare(article.document.title)
    return (start, end) if title and _bare(text[start:end]) == title else (0, 0)


def head_lines(article: Article, row: ArticleRow) -> list[HeadLine]:
    """Return the lines above the text.

    A headline or author that the text begins with is not repeated.
    """
    where = [part for part in (place(row), published(row)) if part]
    if row.starred:
        where.append("★")
    where += [f"#{tag}" for tag in row.tags]
    lines: list[HeadLine] = [("", "muted"), (" · ".join(where), "muted")]
    start, end = own_headline(article)
    byline = row.byline
    if start < end:
        after = article.analysis.text[end:].lstrip().partition("\n")[0]
        if _bare(byline) and _bare(after).endswith(_bare(byline)):
            byline = ""
    elif row.title:
        lines += [("", "muted"), (row.title, "title")]
    if byline:
        by = byline if byline.lower().startswith("by ") else f"By {byline}"
        lines.append((by, "muted"))
    if remark := language_remark(row.language):
        lines.append((f"{remark}.", "muted"))
    if remark := analysis_remark(article, "R"):
        lines.append((remark, "mark"))
    return [*lines, ("", "muted")]


def _bare(words: str) -> str:
    """Reduce words to letters and digits, so that curly and straight quotes compare equal."""
    return _NOT_WORD.sub(" ", words).strip().casefold()
