"""What a door in gives: documents with what their reader had made of them, or a problem each."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis import Analysis
from db.correcting.records import Correction, StandingRule
from db.records import Document, ReadState, Verdict


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words that a reader had marked elsewhere, with what was written on them.

    `start` and `end` are where the words stood in the text, None where only the words are known.
    """

    exact: str
    body: str = ""
    tags: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    verdict: Verdict = ""
    starred: bool = False
    quotation: int | None = None
    created: datetime.datetime | None = None
    changed: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document to add, and what its reader had made of it.

    Without a text it is a reference, a known address or title that tags and highlights are for.
    `analysis` is what the machine found, where an export of a store brings it along.
    """

    document: Document
    tags: tuple[str, ...] = ()
    starred: bool = False
    state: ReadState = "unread"
    position: int = 0
    highlights: tuple[Highlight, ...] = ()
    corrections: tuple[Correction, ...] = ()
    analysis: Analysis | None = None
    added: datetime.datetime | None = None
    rules: tuple[StandingRule, ...] = ()
    excerpt: bool = False
    """Whether the text is but a part of the article, which may be stored already."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One item that could not be taken, and why, in one line that says what to do."""

    name: str
    message: str


Items = Iterator[Callable[[], Incoming]]
"""The items of a file, each read when it is called; a call raises ImportingError for a bad one."""
