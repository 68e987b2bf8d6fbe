"""Format an excerpt of an article for the clipboard: plain, with its citation, or as Markdown."""

import re
from typing import Literal

from analysis import Quotation, Span
from analysis.date_format import format_date
from analysis.speaker_names import name_speaker
from db import Article, Note
from tui.display_text import site_or_source, web_address
from tui.widgets.panes.quotes import speaker_and_role

CopyFormat = Literal["cited", "words", "markdown"]

_PARAGRAPH = re.compile(r"\s*\n\s*\n\s*")
_MARKS = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’", "'": "'"}
_INNER = str.maketrans({"“": "‘", "”": "’", '"': "'", "„": "‚", "«": "‹", "»": "›"})
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])|^([#+=-]|\d+(?=[.)]))", re.M)


def format_excerpt(
    form: CopyFormat,
    article: Article,
    span: Span,
    *,
    quotation: Quotation | None = None,
    note: Note | None = None,
) -> str:
    """Return a span of an article as text to copy; the body and tags of a note follow.

    `quotation` is the quotation that contains the span; the citation then names its speaker. An
    indirect or mixed quotation is cited as reported by the article.
    """
    text = article.document.text
    if quotation and span == (quotation.start, quotation.end):
        words = _join_pieces([text[slice(*piece)] for piece in quotation.spans])
    else:
        words = _flowing(text[slice(*span)])
    match form:
        case "words":
            return words
        case "cited":
            return _with_note(f"{_in_marks(words)}, {_source(article, quotation)}", "\n", note)
        case "markdown":
            lines = "\n>\n> ".join(_escaped(part) for part in words.split("\n\n"))
            quote = f"> {lines}\n>\n> — {_source(article, quotation, markdown=True)}"
            return _with_note(quote, "\n\n", note)


def _flowing(words: str) -> str:
    """Join the lines of each paragraph; blank lines still separate paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(words.strip()))


def _join_pieces(pieces: list[str]) -> str:
    """Join the pieces of a quotation by ellipses, without their quotation marks."""
    bare = [_bare(_flowing(piece)).rstrip(",") for piece in pieces]
    return " … ".join(piece for piece in bare if piece)


def _bare(words: str) -> str:
    """Strip the enclosing quotation marks, or a single unpaired one."""
    closing = _MARKS.get(words[:1])
    if closing and closing not in words[1:-1]:
        words = words[1:]
    if words[-1:] in _MARKS.values() and not any(mark in words[:-1] for mark in _MARKS):
        words = words[:-1]
    return words.strip()


def _in_marks(words: str) -> str:
    return f"“{_bare(words).translate(_INNER)}”"


def _source(article: Article, quotation: Quotation | None, *, markdown: bool = False) -> str:
    """Format the citation: speaker and role, title, site, date and address.

    Example: Jen Psaki, White House press secretary, “Call to Xi”, Reuters, 17 March 2022.
    """
    speaker_parts = _speaker_parts(article, quotation)
    work = _linked(article) if markdown else _work(article)
    if quotation and quotation.kind != "direct":
        by = "by" if work[:1] == [article.row.site] else "in"
        work = [f"as reported {by} {part}" for part in work[:1]] + work[1:]
    parts = [*(_escaped(part) if markdown else part for part in speaker_parts), *work]
    if article.row.published:
        guessed = " (guessed)" if article.row.published_from == "guessed" else ""
        parts.append(f"{format_date(article.row.published)}{guessed}")
    if not markdown and (address := web_address(article.row)):
        parts.append(address)
    return ", ".join(parts)


def _speaker_parts(article: Article, quotation: Quotation | None) -> list[str]:
    """Return the speaker's name and role; empty if the speaker has no name."""
    if quotation is None:
        return []
    if not name_speaker(article.analysis, quotation).name:
        return []
    name, role = speaker_and_role(article.analysis, quotation)
    return [f"denied by {name}" if quotation.negated else name, *([role] if role else [])]


def _work(article: Article) -> list[str]:
    """Return the publication: the title, then the site."""
    row = article.row
    title = row.title or row.opening
    if not title:
        return [site_or_source(row)] if site_or_source(row) else []
    return [f"“{title.translate(_INNER)}”", *([row.site] if row.site else [])]


def _linked(article: Article) -> list[str]:
    """Return the title, as a link if there is an address, and the site."""
    row = article.row
    title = _escaped(row.title or row.opening or site_or_source(row))
    if address := web_address(row):
        title = f"[{title}](<{address}>)"
    return [title, *([_escaped(row.site)] if row.site else [])]


def _escaped(words: str) -> str:
    """Escape the characters that Markdown would interpret."""
    return _MARKDOWN.sub(lambda match: f"\\{match[0]}", words)


def _with_note(quote: str, gap: str, note: Note | None) -> str:
    if note is None:
        return quote
    signs = [f"#{tag}" for tag in note.tags] + ([note.verdict] if note.verdict else [])
    return gap.join(part for part in (quote, note.body, " · ".join(signs)) if part)
