"""The formats by their names, and writing them: to a file, to a folder, or to whoever asks."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from db.exporting import selecting
from db.exporting.selecting import Exported, Kept, Selection
from db.exporting.tables import Table
from db.store import Store

Progress = Callable[[int, int], None]
"""Told after each article how many are done and how many there are."""

_OURS = "onrecord:"  # in the first lines of a page that an export wrote, and may write again


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the ending of its files, what it is for, and what it is written as."""

    name: str
    ending: str
    what: str
    kind: Literal["text", "folder", "bytes"] = "text"


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("markdown", ".md", "Markdown to read and to print"),
        Format("obsidian", "", "a folder of linked pages for Obsidian", "folder"),
        Format("html", ".html", "one page with everything in it, light, dark and printable"),
        Format("csv", ".csv", "a table of quotations, events, names, notes or articles"),
        Format("json", ".json", "every field, as a list"),
        Format("jsonl", ".jsonl", "every field, a line for each article; comes back in whole"),
        Format("annotations", ".jsonld", "W3C Web Annotation; comes back in whole"),
        Format("timelinejs", ".json", "events for TimelineJS"),
        Format("ics", ".ics", "events for a calendar"),
        Format("readwise", ".csv", "notes for Readwise"),
        Format("bibtex", ".bib", "references for LaTeX"),
        Format("csl", ".json", "references for Zotero and pandoc (CSL-JSON)"),
        Format("refi", ".qdpx", "a REFI-QDA project for QualCoder and its kin", "bytes"),
        Format("brat", "", "a folder of texts and standoff annotations for brat", "folder"),
    )
}


def pieces(
    store: Store,
    selection: Selection,
    form: str,
    kept: Kept | None = None,
    table: Table = "quotations",
    progress: Progress | None = None,
) -> Iterator[str]:
    """An export of a text format piece by piece; raises KeyError for a format that is none.

    Raises ValueError for fields that it has not.
    """
    kept = kept or Kept()
    articles = _told(store, selection, kept, progress)
    name = selection.name
    match FORMATS[form].name:
        case "markdown":
            from db.exporting.markdown import article_markdown

            return (piece for one in articles for piece in article_markdown(one, kept))
        case "html":
            from db.exporting.page import html_page

            return html_page(articles, kept, name)
        case "csv" | "readwise":
            from db.exporting import tables

            if form == "readwise":
                return tables.readwise(articles)
            return tables.table(articles, table, kept)
        case "json" | "jsonl":
            from db.exporting import records

            write = records.record_list if form == "json" else records.record_lines
            return write(articles, selecting.rules_of(store, kept), kept)
        case "annotations":
            from db.exporting.annotations import annotation_collection

            return annotation_collection(articles, selecting.rules_of(store, kept), kept, name)
        case "timelinejs" | "ics":
            from db.exporting import timelines

            draw = timelines.timeline_js if form == "timelinejs" else timelines.agenda
            return draw(articles, name)
        case "bibtex" | "csl":
            from db.exporting import references

            return (
                references.bibtex_entries(articles)
                if form == "bibtex"
                else references.csl_items(articles)
            )
        case _:
            raise ValueError(f"{form} is no single text; give it a file or folder to write to")


def export(
    store: Store,
    selection: Selection,
    form: str,
    target: Path,
    kept: Kept | None = None,
    table: Table = "quotations",
    *,
    over: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write an export to a file or a folder, whole or not at all; gives how many files it is.

    Raises FileExistsError for a file that is there unless it may be written `over`; in a folder,
    pages that an earlier export wrote are written anew, and others are left alone.
    """
    kept = kept or Kept()
    kind = FORMATS[form].kind
    if kind == "folder":
        return _write_folder(_files(store, selection, form, kept, progress), target, over)
    if target.exists() and not over:
        raise FileExistsError(f"{target} is there already")
    if kind == "bytes":
        from db.exporting.refi import refi_project

        articles = _told(store, selection, kept, progress)
        _write(target, [refi_project(articles, kept, selection.name)])
    else:
        found = pieces(store, selection, form, kept, table, progress)
        _write(target, (piece.encode("utf-8", "replace") for piece in found))
    return 1


def _files(
    store: Store, selection: Selection, form: str, kept: Kept, progress: Progress | None
) -> Iterator[tuple[str, str]]:
    articles = _told(store, selection, kept, progress)
    if form == "obsidian":
        from db.exporting.obsidian import obsidian_files

        return obsidian_files(articles, kept)
    from db.exporting.brat import brat_files

    return brat_files(articles, kept)


def _told(
    store: Store, selection: Selection, kept: Kept, progress: Progress | None
) -> Iterator[Exported]:
    total = selecting.count(store, selection)
    for number, one in enumerate(selecting.exported(store, selection, kept), 1):
        yield one
        if progress is not None:
            progress(number, total)


def _write_folder(files: Iterable[tuple[str, str]], target: Path, over: bool) -> int:
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; name a folder")
    number = 0
    for name, content in files:
        path = target / name
        if path.exists() and not over and not _is_ours(path, content):
            raise FileExistsError(f"{path} is there already, and no export wrote it")
        _write(path, [content.encode("utf-8", "replace")])
        number += 1
    return number


def _is_ours(path: Path, content: str) -> bool:
    """Whether a file is the page of an earlier export, or just what would be written."""
    with contextlib.suppress(OSError):
        data = path.read_bytes()
        return data == content.encode("utf-8", "replace") or _OURS.encode() in data[:40]
    return False


def _write(target: Path, content: Iterable[bytes]) -> None:
    """Write a file beside its place and put it there when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            for piece in content:
                file.write(piece)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
