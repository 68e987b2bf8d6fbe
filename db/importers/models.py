"""Results of an import: documents with the user's notes and corrections, or problems."""

import datetime
import importlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec import Struct

from analysis.structs import Share, WholeNumber, replace
from db.corrections.models import Correction, CorrectionRule
from db.library_records import EMPTY_LIBRARY, LibraryRecord
from db.models import ArticleOrigins, Document, NoteColor, NoteDraft, ReadState, Verdict
from db.original_marks import OriginalMark


class Highlight(Struct, frozen=True):
    """A highlight from another program or an export, with its note.

    `start` and `end` are its span in the text, None if only its words are known. `page` is its page
    in a PDF, from 1.
    """

    exact: str
    body: str = ""
    tags: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    start: WholeNumber | None = None
    end: WholeNumber | None = None
    verdict: Verdict = ""
    starred: bool = False
    quotation: WholeNumber | None = None
    created: datetime.datetime | None = None
    changed: datetime.datetime | None = None
    color: NoteColor = "yellow"
    page: WholeNumber | None = None
    author: str = ""
    """The author that the file names."""
    origin: str = ""
    tag_origins: dict[str, str] = {}
    """The origins of tags that differ from the reader's, by their names (`db.origins`)."""
    compared: str = ""
    """The words of a statement in another article that the note compares its passage with."""
    verdict_author: str = ""
    tag_authors: dict[str, str] = {}
    """The known authors of tags, by their names."""


class ImportItem(Struct, frozen=True):
    """A document to add, with the user's tags, collections, notes, corrections and reading state.

    Without a text it is a reference: an address or a title to which tags and highlights belong.
    `has_findings`: an export of a store contains findings; the program computes its own.
    """

    document: Document
    tags: tuple[str, ...] = ()
    starred: bool = False
    read_state: ReadState = "unread"
    position: WholeNumber = 0
    highlights: tuple[Highlight, ...] = ()
    corrections: tuple[Correction, ...] = ()
    has_findings: bool = False
    added: datetime.datetime | None = None
    rules: tuple[CorrectionRule, ...] = ()
    accept: bool = False
    """True if the user accepts a new version or status of a stored article."""
    excerpt: bool = False
    """True if the text is only a part of the article, which may be stored already."""
    collections: tuple[str, ...] = ()
    is_record: bool = False
    """True for an article of an export of a store, which has all of its metadata."""
    file_read: Share = 0.0
    """The fraction of the file that is read before this item; 0 if unknown."""
    bookmarks: tuple[tuple[str, WholeNumber], ...] = ()
    """The offset of each bookmark, by its letter."""
    draft: NoteDraft | None = None
    """The unfinished note; its `note` is the number of a highlight, from 0."""
    entry_id: str = ""
    """The id that its feed gives the entry, which stays when the entry is corrected."""
    shares_address: bool = False
    """True if other entries of the feed have its address, which then identifies no article."""
    version_of: int | None = None
    """The article whose next version it is, known from an earlier check of its feed."""
    distinct_from: frozenset[int] = frozenset()
    """Articles of other entries of its feed, which are distinct even at the same address."""
    library: LibraryRecord = EMPTY_LIBRARY
    """What the first article of an export has of its whole library."""
    edited_details: tuple[str, ...] = ()
    """The fields of its metadata that a reader of its record edited."""
    imported_from: str = ""
    """The path or the address of the file that the item is from; empty for the user's own."""
    is_own: bool = False
    """True for an export of the user's own library, whose origins hold."""
    is_wanted: bool = False
    """True if the user asks for the changes of its file, also for those rejected before."""
    origin: str = ""
    """The origin of its tags, collections, star and mark as an original (`db.origins`)."""
    origins: ArticleOrigins = ArticleOrigins()
    """Those that its record states, of an export of the user's own library."""
    original: OriginalMark | None = None
    """Its mark as an original."""


class ImportProblem(Struct, frozen=True):
    """One item that could not be imported; the message is one line that says what to do."""

    name: str
    message: str


class ReaderAt(Struct, frozen=True):
    """The reader of an item, and the fraction of the file before it, from 0 to 1."""

    read: Callable[[], ImportItem]
    file_read: float

    def __call__(self) -> ImportItem:
        """Read the item."""
        return replace(self.read(), file_read=self.file_read)


ItemReaders = Iterator[Callable[[], ImportItem]]
"""The items of a file; each is read when called, and raises ImportingError if it is bad."""


class Importer(Struct, frozen=True):
    """The function that reads a kind of file, or `module:function`, which is imported when needed.

    It takes the bytes, or with `takes_text` the decoded text, and the name of the file; then the
    kind, or the function that reads attached files, as `needs` says. It yields items, or functions
    that return them, unless `returns` says otherwise. An item is an ImportItem or a Document.
    `preloads` are further modules that it imports.

    `recognizes` of an importer of another package takes the first bytes of a file that OnRecord
    refuses, and its name; it returns True if the importer reads the file.
    """

    read: str | Callable[..., Any]
    takes_text: bool = False
    needs: Literal["", "kind", "read_file"] = ""
    returns: Literal["items", "item", "document"] = "items"
    preloads: tuple[str, ...] = ()
    recognizes: Callable[[bytes, str], bool] | None = None

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of the modules that reading a file imports."""
        return (self.read.partition(":")[0], *self.preloads) if isinstance(self.read, str) else ()

    def load_reader(self) -> Callable[..., Any]:
        """Return the function that reads a file."""
        if not isinstance(self.read, str):
            return self.read
        module, _, name = self.read.partition(":")
        reader: Callable[..., Any] = getattr(importlib.import_module(module), name)
        return reader
