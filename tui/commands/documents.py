"""Documents as commands read them: from a file or standard input, with what the options say."""

import dataclasses
import datetime
import sys
from pathlib import Path

from analysis import Analysis
from analysis import analyse as run_analysis
from db import Document
from db.importing import read, read_bytes
from tui.start import one_line, say
from tui.wording import language_remark


def read_document(name: str) -> Document:
    """The document in a file, or on standard input for `-`; raises ImportingError."""
    if name == "-":
        return read_bytes(sys.stdin.buffer.read())
    return read(Path(name))


def remark(name: str, document: Document) -> None:
    """Say what a reader should know of how a document was read."""
    if document.remark:
        say(f"{name}: {document.remark}")
    if words := language_remark(document.language):
        say(f"{name}: {words}")


def given(
    document: Document, title: str | None, published: datetime.date | None, source: str | None
) -> Document:
    """The document with what the command line says about it, which wins over what was found."""
    if title is not None:
        document = dataclasses.replace(document, title=one_line(title))
    if published is not None:
        document = dataclasses.replace(document, published=published, published_from="given")
    if source is not None:
        document = dataclasses.replace(document, source=one_line(source))
    return document


def analyse_document(document: Document) -> Analysis:
    """What is found in a document."""
    return run_analysis(document.text, document.published)
