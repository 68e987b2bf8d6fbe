"""The state of the linear reader: the store, the last list, the open article, and its undo."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis import Analysis, Quotation, Span
from db import Article, NotFound, OpenArticle, ReadingState, Store
from db.corrections import Correction, EntityRef
from db.edits.log import Recording
from db.edits.models import EditKind
from db.models import ReadState
from tui.cli import output
from tui.display_text import format_count
from tui.sanitize import drop_unsafe, to_ascii_signs
from tui.widgets.article_view.line_wrap import Paragraphs
from tui.widgets.article_view.motions import Motions

PAGE = 10  # results listed at a time


class CommandError(Exception):
    """A command that cannot be done; the message names the command to type instead."""


class ListEntry(NamedTuple):
    """A line of a list, with the article and the offset in its text that it opens."""

    words: str
    article: int
    position: int | None = None
    """None for the position at which reading stopped."""


@dataclass(slots=True)
class OpenText:
    """The open article, its paragraphs, and the span that was read last."""

    loaded: OpenArticle
    paragraphs: Paragraphs
    motions: Motions
    reading: ReadingState
    span: Span
    matches: Sequence[int] = ()
    """The paragraphs with the words searched last, from 1."""

    @property
    def article(self) -> Article:
        """The article with its findings."""
        return self.loaded.article

    @property
    def analysis(self) -> Analysis:
        """The findings of the article."""
        return self.loaded.article.analysis

    @property
    def number(self) -> int:
        """The number of the current paragraph, from 1."""
        return self.paragraphs.at(self.span[0]) + 1

    def paragraph_span(self, number: int) -> Span:
        """Return the span of a paragraph by its number; raises CommandError."""
        count = len(self.paragraphs)
        if not 1 <= number <= count:
            raise CommandError(
                f"There is no paragraph {number}. This article has "
                f"{format_count(count, 'paragraph')}; type go and a number up to {count}."
                if count
                else "This article has no text. Type list for other articles."
            )
        return self.paragraphs.starts[number - 1], self.paragraphs.ends[number - 1]

    def list_quotations(self) -> list[tuple[int, Quotation]]:
        """Return the quotations with their indexes, the statements, in text order."""
        quotations = enumerate(self.analysis.quotations)
        return [(index, each) for index, each in quotations if each.is_statement]

    def find_quotation(self, words: str) -> tuple[int, int, Quotation]:
        """Return the number, the index and the quotation that a command names; or CommandError."""
        listed = self.list_quotations()
        digits = words.lower().removeprefix("q")
        number = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
        if not 1 <= number <= len(listed):
            count = format_count(len(listed), "quotation")
            raise CommandError(
                f"There is no quotation {words or 'without a number'}. This article has {count}; "
                "type quotes to list them."
            )
        return number, *listed[number - 1]


@dataclass(slots=True)
class LinearSession:
    """A session of the linear reader."""

    store: Store
    use_ascii: bool = False
    """Print typographic signs as ASCII."""
    text: OpenText | None = None
    entries: Sequence[ListEntry] = ()
    """The last list, whose entries can be opened by their numbers."""
    listed: int = 0
    """The number of entries that were printed."""
    reads_findings: bool = False
    """Print the findings after each paragraph or sentence."""
    candidates: dict[int, list[EntityRef | None]] = field(default_factory=dict)
    """The speakers offered last, by the number of the quotation."""
    last_correction: Correction | None = None
    """The correction that `always` applies to all articles."""
    is_ended: bool = False

    def print_line(self, line: str) -> None:
        """Print a line without control characters and line ends."""
        line = drop_unsafe(" ".join(line.split()))
        output.print_line(to_ascii_signs(line) if self.use_ascii else line)

    @property
    def open_text(self) -> OpenText:
        """The open article; raises CommandError if there is none."""
        if self.text is None:
            raise CommandError("No article is open. Type list, or search and words, then open 1.")
        return self.text

    def show_entries(self, entries: Sequence[ListEntry], noun: str, none: str) -> None:
        """Start a list: print the number of its entries, and the first of them."""
        self.entries, self.listed = entries, 0
        if not entries:
            self.print_line(none)
            return
        self.print_line(f"{format_count(len(entries), noun)}. Type open and a number.")
        self.show_more()

    def show_more(self) -> None:
        """Print the next entries of the last list."""
        if self.listed >= len(self.entries):
            raise CommandError("The list has no more entries. Type list, or search and words.")
        until = min(self.listed + PAGE, len(self.entries))
        for number in range(self.listed, until):
            self.print_line(f"{number + 1}. {self.entries[number].words}")
        self.listed = until
        if until < len(self.entries):
            self.print_line(f"{len(self.entries) - until:,} more. Type more.")

    def open_article(self, article: int, position: int | None = None) -> OpenText:
        """Open an article at a position, or where reading stopped; raises NotFound."""
        loaded = self.store.open_article(article)
        content = loaded.article.analysis.text
        paragraphs = Paragraphs(content)
        motions = Motions(content, paragraphs)
        offset = loaded.reading.position if position is None else position
        self.text = OpenText(loaded, paragraphs, motions, loaded.reading, motions.paragraph(offset))
        self.candidates.clear()
        return self.text

    def reload(self) -> None:
        """Load the open article again after a change, and remain at its place."""
        text = self.open_text
        try:
            loaded = self.store.open_article(text.article.row.id)
        except NotFound:
            self.text = None
            raise
        if loaded.article.analysis.text == text.analysis.text:
            text.loaded = loaded
        else:  # another process stored a new version
            self.open_article(loaded.article.row.id, text.span[0])

    def save_position(self, *, has_moved: bool = True) -> None:
        """Store the place and the reading state, as the app does; the last paragraph ends it."""
        text = self.open_text
        if self.store.read_only:  # which was reported at the start
            return
        state: ReadState = "reading" if text.reading.state == "unread" else text.reading.state
        if has_moved and text.paragraphs and text.span[1] >= text.paragraphs.ends[-1]:
            state = "read"
        reading = ReadingState(text.span[0], state)
        if reading != text.reading:
            self.store.reading_state.save(text.article.row.id, reading)
            text.reading = reading

    def record(self, kind: EditKind, description: str) -> AbstractContextManager[Recording]:
        """Record what a block changes for the commands undo and redo."""
        return self.store.edits.record(kind, origin="command", description=description)
