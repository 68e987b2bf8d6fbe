"""Registry of the export formats, and functions that write them to a file, folder or iterator."""

import contextlib
import itertools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

from db.exporters.csv import TableName
from db.exporters.damaged_contents import DamagedContents, list_whole_rows
from db.exporters.exchange_folder import ExchangeFolder
from db.exporters.omissions import (
    ALL_TYPED,
    CONTENTS,
    FINDINGS,
    OF_NOTES,
    Content,
    OmissionCounter,
)
from db.exporters.selection import (
    PARTS,
    ExportedArticle,
    ExportOptions,
    ExportQuery,
    Selection,
    count_articles,
    library_fields,
    load_articles,
)
from db.models import HitKind
from db.serialization import MARKDOWN_MARK
from db.store import Store
from db.tasks import TaskResult

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called after each article with the number of exported articles and the total."""

# In the first lines of an exported page, which a later export may overwrite.
_EXPORT_MARK = "onrecord:"


class Format(Struct, frozen=True):
    """An export format: its name, file extension, description, and kind of output.

    `rows` is the kind of its rows, if it has a row for each finding or note and no more. `carries`
    are the contents that it holds; an export counts the others.
    """

    name: str
    extension: str
    description: str
    kind: Literal["text", "folder", "bytes"] = "text"
    rows: HitKind | None = None
    carries: frozenset[Content] = ALL_TYPED

    @property
    def is_complete(self) -> bool:
        """Return whether it holds all that a store has of an article."""
        return self.carries >= ALL_TYPED


def _contents(*contents: Content) -> frozenset[Content]:
    return frozenset(contents)


_NOTES = _contents("notes", "verdicts", "note stars", "note colors", "note tags", "note origins")
_READING = _contents("tags", "collections", "stars", "reading states")
_ORIGINALS = _contents("originals")
_PAGES = (
    FINDINGS
    | _NOTES
    | _READING
    | _ORIGINALS
    | _contents("texts", "corrections", "partial dates", "note pages", "source statuses")
)
_REFERENCES = _NOTES | _contents("tags", "partial dates")
_CORPUS = FINDINGS | _contents("texts", "scare quotes", "topics", "continuations", "times")
_TABLES: dict[TableName, tuple[frozenset[Content], frozenset[Content]]] = {
    "quotations": (
        _contents("quotations", "confidences", "reasons", "partial dates"),
        _contents("scare quotes", "topics", "continuations"),
    ),
    "events": (_contents("events", "confidences", "reasons", "partial dates"), _contents()),
    "names": (_contents("names", "confidences", "reasons", "partial dates"), _contents()),
    "notes": (_NOTES | _contents("note times", "note pages", "partial dates"), OF_NOTES),
    "corrections": (_contents("corrections", "partial dates"), _contents("rules")),
    "articles": (
        _READING
        | _ORIGINALS
        | _contents("texts", "reading positions", "partial dates", "source statuses"),
        _contents("bookmarks", "drafts", "edited details", "tag colors"),
    ),
}
"""The contents that each table carries, and others that one would expect in it."""

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("markdown", ".md", "Markdown for reading and printing", carries=_PAGES),
        Format("obsidian", "", "a folder of linked pages for Obsidian", "folder", carries=_PAGES),
        Format(
            "html", ".html", "a single printable page, light or dark",
            carries=_PAGES
            | _contents("times", "reasons", "note links", "note times", "edited details"),
        ),
        Format("csv", ".csv", "a table of quotations, events, names, notes or articles"),
        Format("json", ".json", "all fields, as a list"),
        Format(
            "jsonl", ".jsonl", "all fields, one line per article; can be imported again in full"
        ),
        Format("annotations", ".jsonld", "W3C Web Annotation; can be imported again in full"),
        Format(
            "timelinejs", ".json", "events for TimelineJS", rows="event",
            carries=_contents("events"),
        ),
        Format(
            "ics", ".ics", "events for a calendar", rows="event",
            carries=_contents("events", "reasons"),
        ),
        Format(
            "readwise", ".csv", "notes for Readwise", rows="note",
            carries=_contents("notes", "note tags", "note times", "note origins"),
        ),
        Format(
            "bibtex", ".bib", "references for LaTeX",
            carries=_REFERENCES | _contents("collections"),
        ),
        Format(
            "csl", ".json", "references for Zotero and pandoc (CSL-JSON)",
            carries=_REFERENCES | _contents("source statuses"),
        ),
        Format(
            "tei", ".xml", "TEI P5: texts with names, quotations and dates as elements",
            carries=_CORPUS | _NOTES | _READING
            | _contents("confidences", "note links", "note times", "note pages", "partial dates",
                        "source statuses"),
        ),
        Format(
            "conllu", ".conllu", "CoNLL-U: tagged words with names and quotations in brackets",
            carries=_CORPUS | _NOTES
            | _contents("confidences", "note pages", "partial dates", "source statuses"),
        ),
        Format(
            "refi", ".qdpx", "a REFI-QDA project for QualCoder and similar programs", "bytes",
            carries=FINDINGS | _NOTES | _READING
            | _contents("texts", "tag colors", "partial dates"),
        ),
        Format(
            "brat", "", "a folder of texts and standoff annotations for brat", "folder",
            carries=_CORPUS | _NOTES,
        ),
        Format(
            "toml", "", "a folder of notes, tags and corrections as text, for git", "folder",
            carries=_NOTES
            | _contents("note times", "note pages", "tags", "corrections"),
        ),
    )
}  # fmt: skip


_TABLE_ROWS: dict[TableName, HitKind] = {
    "quotations": "quotation", "events": "event", "notes": "note"
}  # fmt: skip


def row_kind(form: str, table: TableName) -> HitKind | None:
    """Return the kind of the rows of a format, or None if it exports whole articles."""
    return _TABLE_ROWS.get(table) if form == "csv" else FORMATS[form].rows


def format_contents(form: str, table: TableName) -> frozenset[Content]:
    """Return the contents that a format carries, or a table of CSV."""
    return _TABLES[table][0] if form == "csv" else FORMATS[form].carries


def _count_omissions(
    form: str, table: TableName, selection: Selection, options: ExportOptions
) -> OmissionCounter:
    """Return the counter of an export; one of rows has no contents of whole articles."""
    carried = format_contents(form, table)
    if form == "csv":
        expected = carried | _TABLES[table][1]
    elif selection.rows is not None:
        expected = FINDINGS | OF_NOTES | _contents("notes", "confidences", "reasons")
    else:
        expected = CONTENTS if FORMATS[form].is_complete else ALL_TYPED
    if "text" not in options.parts:
        expected -= {"texts"}
    if "events" not in options.parts:
        expected -= {"times"}
    return OmissionCounter(carried, expected)


def render(
    store: Store,
    selection: Selection,
    form: str,
    options: ExportOptions | None = None,
    table: TableName = "quotations",
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> Iterator[str]:
    """Yield an export in a text format in pieces; `warn` gets a line about what is left out.

    Raises KeyError for an unknown format, and ValueError for fields that the format does not have.
    """
    options = options or ExportOptions()
    counter, damaged = _count_omissions(form, table, selection, options), DamagedContents()
    articles = counter.watch(_with_progress(store, selection, options, progress, damaged))
    pieces = _render(store, articles, selection, form, options, table, warn)
    return _with_report(pieces, counter, damaged, store, selection, options, warn)


def _with_report(
    pieces: Iterable[T],
    counter: OmissionCounter,
    damaged: DamagedContents,
    store: Store,
    selection: Selection,
    options: ExportOptions,
    warn: Callable[[str], None] | None,
) -> Iterator[T]:
    """Yield the pieces of an export; then report what its format left out, and what is damaged."""
    yield from pieces
    if warn is None:
        return
    damaged.count_library(store, selection)
    if line := damaged.describe():
        warn(line)
    if options.fields:  # whoever chooses fields leaves out the others
        return
    counter.count_library(store, selection, options)
    if line := counter.describe():
        warn(line)


def _render(
    store: Store,
    articles: Iterable[ExportedArticle],
    selection: Selection,
    form: str,
    options: ExportOptions,
    table: TableName,
    warn: Callable[[str], None] | None,
) -> Iterator[str]:
    name = selection.name
    match FORMATS[form].name:
        case "markdown":
            from db.exporters.markdown import article_markdown

            pieces = (piece for article in articles for piece in article_markdown(article, options))
            return itertools.chain(pieces, (f"\n{MARKDOWN_MARK}\n",))
        case "html":
            from db.exporters.html import html_page

            return html_page(articles, list_whole_rows(store, selection), options, name)
        case "csv" | "readwise":
            from db.exporters import csv

            if form == "readwise":
                return csv.readwise_lines(articles)
            return csv.table_lines(articles, table, options)
        case "json" | "jsonl":
            from db.exporters import onrecord_json

            write = onrecord_json.record_list if form == "json" else onrecord_json.record_lines
            return write(articles, library_fields(store, selection, options), options)
        case "annotations":
            from db.exporters.web_annotation import annotation_collection

            return annotation_collection(
                articles, library_fields(store, selection, options), options, name
            )
        case "timelinejs" | "ics":
            from db.exporters import calendar

            draw = calendar.timelinejs_document if form == "timelinejs" else calendar.calendar_lines
            whole = options.first is None and "events" in options.parts
            return draw(articles, name, warn if whole else None)
        case "bibtex" | "csl":
            from db.exporters import citations

            return (
                citations.bibtex_entries(articles)
                if form == "bibtex"
                else citations.csl_items(articles)
            )
        case "tei":
            from db.exporters.tei import tei_document

            return tei_document(articles, options, name, warn)
        case "conllu":
            from db.exporters.conllu import conllu_lines

            return conllu_lines(articles, options, warn)
        case _:
            raise ValueError(f"{form} is not a single text; export it to a file or a folder")


def export(
    store: Store,
    selection: Selection,
    form: str,
    target: Path | str,
    options: ExportOptions | None = None,
    table: TableName = "quotations",
    *,
    over: bool = False,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> int:
    """Write an export to a file or a folder; return the number of files.

    Each file is written atomically. Raises FileExistsError for an existing file unless `over` is
    true; only the pages of an earlier export to a folder are overwritten in any case. `warn` gets
    a line about what is left out.
    """
    target = Path(target)
    options = options or ExportOptions()
    kind = FORMATS[form].kind
    counter, damaged = _count_omissions(form, table, selection, options), DamagedContents()
    if kind == "folder":
        articles = counter.watch(_with_progress(store, selection, options, progress, damaged))
        files = _files(store, articles, form, options, target)
        reported = _with_report(files, counter, damaged, store, selection, options, warn)
        exchange = ExchangeFolder(target, store.path) if form == "toml" else None
        return _write_folder(reported, target, over, exchange)
    if target.exists() and not over:
        raise FileExistsError(f"{target} already exists")
    if kind == "bytes":
        from db.exporters.qda import refi_project

        articles = counter.watch(_with_progress(store, selection, options, progress, damaged))
        project = [refi_project(articles, options, selection.name, store.tags.colors())]
        write_file(target, _with_report(project, counter, damaged, store, selection, options, warn))
    else:
        found = render(store, selection, form, options, table, progress, warn)
        write_file(target, (piece.encode("utf-8", "replace") for piece in found))
    return 1


def _files(
    store: Store,
    articles: Iterable[ExportedArticle],
    form: str,
    options: ExportOptions,
    target: Path,
) -> Iterator[tuple[str, str]]:
    if form == "toml":
        from db.exporters.note_files import note_files

        return note_files(articles, options, target)
    if form == "obsidian":
        from db.exporters.obsidian import obsidian_files

        return obsidian_files(articles, options, [tag for tag, _ in store.tags.list()])
    from db.exporters.brat import brat_files

    return brat_files(articles, options)


def _with_progress(
    store: Store,
    selection: Selection,
    options: ExportOptions,
    progress: Progress | None,
    damaged: DamagedContents,
) -> Iterator[ExportedArticle]:
    total = count_articles(store, selection)
    for number, loaded in enumerate(load_articles(store, selection, options), 1):
        if article := damaged.leave_out(store, loaded):
            yield article
        if progress is not None:
            progress(number, total)


def _write_folder(
    files: Iterable[tuple[str, str]],
    target: Path,
    over: bool,
    exchange: ExchangeFolder | None = None,
) -> int:
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; choose a folder")
    number = 0
    for name, content in files:
        path = target / name
        _refuse_links(path, target)
        if path.exists() and not over and not _is_ours(path, content):
            raise FileExistsError(f"{path} already exists and was not written by an export")
        data = content.encode("utf-8", "replace")
        if exchange is not None:
            if not over and exchange.is_changed(name) and path.read_bytes() != data:
                raise FileExistsError(
                    f"{path} has changes that are not in the store; import them with "
                    f"`onrecord import`"
                )
            for copy, copied in exchange.list_copies(name, data):
                write_file(copy, [copied])
        write_file(path, [data])
        number += 1
    return number


def _refuse_links(path: Path, folder: Path) -> None:
    """Raise FileExistsError if a folder of an export is a link, which could lead anywhere."""
    for parent in path.parents:
        if parent == folder:
            return
        if parent.is_symlink():
            raise FileExistsError(f"{parent} is a link to another folder; remove it")


def _is_ours(path: Path, content: str) -> bool:
    """Return whether a file is a page of an earlier export, or equals the new content."""
    with contextlib.suppress(OSError):
        data = path.read_bytes()
        return data == content.encode("utf-8", "replace") or _EXPORT_MARK.encode() in data[:40]
    return False


def write_file(target: Path, content: Iterable[bytes], *, mode: int | None = None) -> None:
    """Write a file completely or not at all, with mode 0600 unless another `mode` is given.

    The pieces go to a temporary file of an unpredictable name, which is then renamed: a planted
    link is replaced, never followed. New folders are the owner's alone. With `mode`, the file has
    work of the reader's, and is synced to the disk before it replaces the old one.
    """
    _make_folders(target.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part",
                                        dir=target.parent)  # of mode 0600  # fmt: skip
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in content:
                file.write(piece)
            if mode is not None:
                file.flush()
                os.fsync(file.fileno())
                unfinished.chmod(mode)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _make_folders(folder: Path) -> None:
    """Create a folder and its missing parents, each with mode 0700."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


class ExportTask(Struct, frozen=True):
    """A task of a worker process: write articles to a file or folder, in a format by its name."""

    query: ExportQuery
    format: str
    target: Path
    table: TableName = "quotations"
    overwrite: bool = False

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return self.target.name

    def run(self, store: Store) -> TaskResult:
        """Write the export; the result's title is the path of the target."""
        selection = self.query.select(store)
        remarks: list[str] = []
        parts = set(PARTS)
        if selection.rows is not None:  # a list is exported, not its articles
            parts -= {"text", "corrections"}
        try:
            export(
                store, selection, self.format, self.target, ExportOptions(frozenset(parts)),
                self.table, over=self.overwrite, warn=remarks.append,
            )  # fmt: skip
        except ValueError as error:  # the format cannot represent the selection
            return TaskResult(self.name, problem=str(error))
        incomplete = [article for article, _ in store.articles.list_incomplete()]
        if selection.articles is not None:
            incomplete = [article for article in incomplete if article in selection.articles]
        return TaskResult(
            self.name,
            title=str(self.target),
            remark="; ".join(remarks),
            incomplete=len(incomplete),
        )
