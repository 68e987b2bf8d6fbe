"""Functions that write an export to a file, a folder or an iterator, in any format."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from db.entry_points import explain_failure
from db.errors import PluginError, StoreError
from db.exporters.damaged_contents import DamagedContents
from db.exporters.export_context import ExportContext, TableName
from db.exporters.formats import TABLE_CONTENTS, Format, find_format, format_contents
from db.exporters.omissions import ALL_TYPED, CONTENTS, FINDINGS, OF_NOTES, OmissionCounter
from db.exporters.selection import (
    PARTS,
    ExportedArticle,
    ExportOptions,
    ExportQuery,
    Selection,
    count_articles,
    load_articles,
)
from db.store import Store
from db.text import one_line

if TYPE_CHECKING:
    from db.tasks import TaskResult

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called after each article with the number of exported articles and the total."""

# In the first lines of an exported page, which a later export may overwrite.
_EXPORT_MARK = "onrecord:"


def _count_omissions(
    form: str, table: TableName, selection: Selection, options: ExportOptions
) -> OmissionCounter:
    """Return the counter of an export; one of rows has no contents of whole articles."""
    carried = format_contents(form, table)
    if form == "csv":
        expected = carried | TABLE_CONTENTS[table][1]
    elif selection.rows is not None:
        expected = FINDINGS | OF_NOTES | {"notes", "confidences", "reasons"}
    else:
        expected = CONTENTS if find_format(form).is_complete else ALL_TYPED
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
    chosen = find_format(form)
    if chosen.kind != "text":
        raise ValueError(f"{form} is not a single text; export it to a file or a folder")
    context = ExportContext(store, selection, options or ExportOptions(), table, warn)
    return _write_reported(chosen, context, progress)


def _write_reported(
    form: Format, context: ExportContext, progress: Progress | None
) -> Iterator[Any]:
    """Yield the pieces of an export; then report what is left out, and what is damaged."""
    store, selection, options = context.store, context.selection, context.options
    counter = _count_omissions(form.name, context.table, selection, options)
    damaged = DamagedContents()
    articles = counter.watch(_with_progress(store, selection, options, progress, damaged))
    pieces = _write_pieces(form, articles, context)
    return _with_report(pieces, counter, damaged, store, selection, options, context.warn)


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


def _write_pieces(
    form: Format, articles: Iterable[ExportedArticle], context: ExportContext
) -> Iterator[Any]:
    """Yield the pieces of an export; raises PluginError if the writer of another package fails."""
    try:
        writer = form.load_writer()
        if not form.label:
            yield from writer(articles, context)
            return
        for piece in writer(articles, context):
            yield _check_piece(form, piece)
    except (StoreError, PluginError):
        raise
    except (Exception, SystemExit) as error:
        if not form.label:
            raise
        raise explain_failure(form.label, "failed", error) from error


def _check_piece(form: Format, piece: object) -> object:
    """Return a piece of the export of another package; raises PluginError for a wrong one."""
    match form.kind, piece:
        case ("text", str()) | ("bytes", bytes()):
            return piece
        case "folder", (str(name), str()) if _is_inside(name):
            return piece
        case "folder", (str(name), str()):
            problem = f"writes outside of its folder, to `{one_line(name)}`"
        case _:
            problem = f"yields a {type(piece).__name__}, which its kind `{form.kind}` does not have"
    raise PluginError(f"{form.label} {problem}; update or uninstall the package")


def _is_inside(name: str) -> bool:
    """Return True for the path of a file that stays in the folder of an export."""
    path = PurePath(name)
    parts = {*path.parts, *PureWindowsPath(name).parts}
    is_relative = not path.is_absolute() and not PureWindowsPath(name).drive
    return bool(path.name) and is_relative and ".." not in parts and "\0" not in name


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
    target, chosen = Path(target), find_format(form)
    context = ExportContext(store, selection, options or ExportOptions(), table, warn, target)
    if chosen.kind == "folder":
        return _write_folder(_write_reported(chosen, context, progress), target, over)
    if target.exists() and not over:
        raise FileExistsError(f"{target} already exists")
    pieces = _write_reported(chosen, context, progress)
    if chosen.kind == "text":
        pieces = (piece.encode("utf-8", "replace") for piece in pieces)
    write_file(target, pieces)
    return 1


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


def _write_folder(files: Iterable[tuple[str, str]], target: Path, over: bool) -> int:
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; choose a folder")
    number = 0
    for name, content in files:
        path = target / name
        _refuse_links(path, target)
        if path.exists() and not over and not _is_ours(path, content):
            raise FileExistsError(f"{path} already exists and was not written by an export")
        write_file(path, [content.encode("utf-8", "replace")])
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

    def run(self, store: Store) -> "TaskResult":
        """Write the export; the result's title is the path of the target."""
        from db.tasks import TaskResult  # imports the importers, which no list needs

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
