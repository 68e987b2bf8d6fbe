"""Analysing articles given as lines of JSON, one line out for each line in, in order."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from analysis import analyse, clean
from db import Document
from tui import printing
from tui.start import say


def analyse_lines(file: str) -> int:
    """Analyse each line of `file` (- is standard input), writing each answer at once.

    A line is {"id", "text", "published"}; the answer to one that cannot be read is
    {"id", "error"}. Returns how many could not be read; a file that cannot be opened counts as one.
    """
    failed = 0
    try:
        for number, line in enumerate(_lines(file), 1):
            answer = _answer(number, line)
            if "error" in answer:
                failed += 1
                say(f"{file}: {answer['error']}")
            printing.json_line(answer)
            sys.stdout.flush()
    except OSError as error:
        say(f"{file}: {error.strerror or error}")
        failed += 1
    return failed


def _lines(file: str) -> Iterator[bytes]:
    """The lines that are not blank."""
    with click.open_file(file, "rb") as stream:
        yield from (line for line in stream if line.strip())


def _answer(number: int, line: bytes) -> dict[str, Any]:
    identity = None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError('not an object with "id", "text" and "published"')
        identity = row.get("id")
        document = _document(row)
    except ValueError as error:  # JSONDecodeError and UnicodeDecodeError are such errors
        return {"id": identity, "error": f"line {number}: {error}"}
    return printing.analysis_json(identity, document, analyse(document.text, document.published))


def _document(row: dict[str, Any]) -> Document:
    from db.importing import find_published  # loaded once there is a line to read
    from tui.command_line import parse_day

    text, published, title = row.get("text"), row.get("published"), row.get("title")
    if not isinstance(text, str):
        raise ValueError('"text" is missing or not a string')
    if published is not None and not isinstance(published, str):
        raise ValueError('"published" is neither a date such as "2022-03-17" nor null')
    text = clean(text)
    title = title if isinstance(title, str) else ""
    if published:
        return Document(text, title, published=parse_day(published), published_from="given")
    day = find_published(text)
    return Document(text, title, published=day, published_from="dateline" if day else "unknown")
