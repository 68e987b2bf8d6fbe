"""Importer of Markdown as plain text, by markdown-it; front matter becomes metadata."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis import clean
from db.importers.documents import build_document
from db.importers.html import visible_text
from db.models import Document
from db.printed_dates import find_printed_dates

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 20_000  # characters
_LONGEST = 500_000  # characters; unusual marks take the parser 25 µs each


def read_markdown(text: str, name: str) -> Document:
    """Convert a Markdown text to a document; a heading at the very beginning is its title.

    A text that is very long, or of which the parser would lose half, is kept unconverted, and
    `remark` says so.
    """
    metadata, body = _front_matter(text)
    title, readable, remark = "", body, ""
    if len(body) > _LONGEST:
        remark = "too long for the Markdown parser: kept with its markup"
    else:
        title, readable = _readable(body)
        if 2 * _letters(readable) < _letters(visible_text(body)):
            title, readable = "", body
            remark = "the Markdown could not be parsed completely: kept with its markup"
    published = metadata.get("date") or metadata.get("published") or ""
    dates = [date for date in find_printed_dates(published)[:1] if date.year is not None]
    days = [date.resolve(datetime.date.today()) for date in dates]
    return build_document(
        clean(readable),
        metadata.get("url") or metadata.get("source") or name,
        title=metadata.get("title") or title,
        byline=metadata.get("author") or metadata.get("authors") or metadata.get("byline") or "",
        site=metadata.get("site") or metadata.get("publisher") or "",
        published=days[0] if days else None,
        remark=remark,
    )


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


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Split off front matter: the plain `key: value` lines of YAML or TOML, and the text after."""
    match = _FRONT.match(text[:_LONGEST_FRONT])
    if match is None:
        return {}, text
    mark, front = match.groups()
    found: dict[str, str] = {}
    if mark == "+++":
        try:
            values = tomllib.loads(front).items()
        except tomllib.TOMLDecodeError:
            return {}, text
        for key, value in values:
            found[key.lower()] = ", ".join(value) if _is_list(value) else str(value)
        return found, text[match.end() :]
    key = ""
    for line in front.splitlines():
        if entry := re.fullmatch(r"([\w-]{1,40}):(?:\s+(.*))?", line):
            key = entry[1].lower()
            found[key] = _scalar(entry[2] or "")
        elif key and (item := re.fullmatch(r"\s*-\s+(.+)", line)):
            found[key] = ", ".join(filter(None, (found[key], _scalar(item[1]))))
        elif not key or (line.strip() and not line.startswith((" ", "#"))):
            return {}, text  # prose between two rules
    return found, text[match.end() :]


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _scalar(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(item) for item in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
