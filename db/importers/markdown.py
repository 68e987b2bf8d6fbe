"""Importer of Markdown as plain text, by markdown-it, also of web clippers such as Obsidian's.

The front matter becomes metadata. A passage in `==` is a highlight. An export of highlights by
Readwise has its own headings.
"""

import itertools
import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis import clean
from db.errors import ImportingError
from db.importers.article_fields import ArticleFields
from db.importers.documents import build_document
from db.importers.front_matter import split_front_matter, strip_links
from db.importers.markup_text import visible_text
from db.importers.models import Highlight, ImportItem
from db.importers.moments import parse_moment
from db.importers.reading_lists import read_highlights
from db.importers.written_dates import parse_written_date, remark_on_date

_LONGEST = 500_000  # characters; unusual marks take the parser 25 µs each
_TARGET = re.compile(r"\]\([^()\s]{1,2000}\)|\]: \S{1,2000}")  # of a link, which is not shown
_COMMENT = re.compile(r"%%[^%]{0,5000}%%")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,500}\]\]\n*")
_BLOCK_ID = re.compile(r"(?m) \^[A-Za-z0-9-]{1,40}$|^\[![a-z]{1,20}\][+-]? ?")
_MARKED = re.compile(r"==(?=[^\s=])([^=\n]{1,2000})(?<=\S)==(?!=)")
_MOST_TAGS = 50
_SAVED = ("created", "clipped", "saved", "date_saved", "added")
_READWISE = re.compile(r"(?m)^## (?:Metadata|Highlights)[ \t]*$")


def read_markdown(text: str, name: str) -> ImportItem:
    """Convert a Markdown text to an article; a heading at the very beginning is its title.

    A text that is very long, or of which the parser would lose half, is kept unconverted, and
    `remark` says so. Raises ImportingError for a text without words.
    """
    if not text.strip():
        raise ImportingError("has no words in it; choose another file")
    front, body = split_front_matter(text)
    if len(_READWISE.findall(body)) > 1:
        return read_highlights(_readwise_rows(body), name)
    title, readable, remark = "", body, ""
    if len(body) > _LONGEST:
        remark = "too long for the Markdown parser: kept with its markup"
    else:
        title, readable = _readable(body)
        if 2 * _letters(readable) < _letters(_TARGET.sub("]", visible_text(body))):
            title, readable = "", body
            remark = "the Markdown could not be parsed completely: kept with its markup"
    fields = ArticleFields({key: strip_links(value) for key, value in front.items()})
    written = fields.text("published")
    published = parse_written_date(written)
    shown, highlights = _split_highlights(clean(_strip_marks(readable)))
    tags = dict.fromkeys(tag.lstrip("#").strip() for tag in fields.labels())
    return ImportItem(
        build_document(
            shown,
            fields.address() or name,
            title=clean(fields.text("title")) or title,
            byline=clean(fields.name("byline")),
            site=clean(fields.site()),
            published=published,
            section=clean(fields.text("section")),
            language=fields.text("language"),
            remark="; ".join(filter(None, (remark, remark_on_date(written, published)))),
        ),
        tags=tuple(filter(None, tags))[:_MOST_TAGS],
        highlights=tuple(highlights),
        added=next(
            filter(None, (parse_moment(str(front[key])) for key in _SAVED if front.get(key))), None
        ),
    )


def _strip_marks(text: str) -> str:
    """Return a text without the marks of Obsidian for comments, files, links and blocks."""
    return _BLOCK_ID.sub("", str(strip_links(_EMBEDDED.sub("", _COMMENT.sub("", text)))))


def _split_highlights(text: str) -> tuple[str, list[Highlight]]:
    """Return a text without the marks of its highlights, and the highlights."""
    pieces: list[str] = []
    highlights: list[Highlight] = []
    at = length = 0
    for mark in _MARKED.finditer(text):
        pieces += (text[at : mark.start()], mark[1])
        start = length + mark.start() - at
        length = start + len(mark[1])
        highlights.append(Highlight(mark[1], start=start, end=length))
        at = mark.end()
    return "".join((*pieces, text[at:])), highlights


_HEADING = re.compile(r"(?m)^(#{1,2}) (.+)$")
_FACT = re.compile(r"(?m)^- ([A-Z][\w ]{1,30}): (.+)$")
_ENTRY = re.compile(r"(?m)^- (?P<words>.+(?:\n(?![-#]|[ \t]*- ).*)*)(?P<facts>(?:\n[ \t]+- .*)*)")
_ENTRY_FACT = re.compile(r"(?m)^[ \t]+- (Note|Tags|Color): ?(.*)$")
_LINK_BACK = re.compile(r"\s*\(\[(?:View Highlight|Location [\d,]+|[^\]]{1,40})\]\([^()\s]*\)\)")


def _readwise_rows(body: str) -> list[dict[str, object]]:
    """Return the highlights of a Markdown export of Readwise as rows of its table."""
    title, section = "", ""
    parts: dict[str, str] = {}
    headings = list(_HEADING.finditer(body))
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        if heading[1] == "#":
            title = title or heading[2].strip()
        section = heading[2].split()[0].lower()
        part = body[heading.end() : following.start() if following else len(body)]
        parts[section] = parts.get(section, "") + part
    facts = {
        name.lower(): str(strip_links(words)) for name, words in _FACT.findall(parts["metadata"])
    }
    return [
        {
            "highlight": _LINK_BACK.sub("", entry["words"]).strip(),
            **{
                key.lower(): str(strip_links(words))
                for key, words in _ENTRY_FACT.findall(entry["facts"])
            },
            "book title": facts.get("full title", title),
            "book author": facts.get("author", ""),
            "url": facts.get("url", ""),
            "document tags": re.sub(r"\s*#", ",", facts.get("document tags", "")).strip(","),
        }
        for entry in _ENTRY.finditer(parts["highlights"])
    ]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _readable(body: str) -> tuple[str, str]:
    """Return the heading at the beginning of the text, if any, and the text without markup."""
    blocks: list[str] = []
    title, item = "", ""
    row: list[str] | None = None
    for token in (tokens := MarkdownIt("commonmark").enable("table").parse(body)):
        if token.type == "list_item_open":
            item = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append(" | ".join(row or ()) + "\n")
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_words(token.children or ()))
        elif token.type == "inline":
            words = _words(token.children or ())
            if not blocks and tokens[0].type == "heading_open":
                title = words
            # items are on consecutive lines, paragraphs are separated by a blank line
            blocks.append(item + words + ("\n" if item else "\n\n"))
            item = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n") + "\n\n")
        elif token.type == "html_block":
            blocks.append(visible_text(token.content) + "\n\n")
        elif token.type.endswith("list_close") or token.type == "table_close":
            blocks.append("\n")
    return title, re.sub("\n{3,}", "\n\n", "".join(blocks)).strip() + "\n"


def _words(tokens: Iterable[Token]) -> str:
    """Return the words of a paragraph, including those of links, emphasis and pictures."""
    words = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "html_inline":
            words.append(visible_text(token.content))
        else:
            words.append(token.content)
    return "".join(words)
