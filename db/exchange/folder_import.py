"""Import of a folder of note files: what others changed since the last exchange."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.exchange.changes import FileChanges, correction_key, find_file_changes
from db.exporters.exchange_folder import ExchangeFolder
from db.exporters.note_files import format_note_file, number_notes
from db.exporters.registry import write_file
from db.exporters.selection import ExportedArticle, ExportOptions, Selection, load_articles
from db.importers.models import Highlight
from db.importers.note_files import LARGEST, NoteFile, WrittenNote, parse_note_file
from db.store import Store

ENDING = ".toml"
_NO_NOTES = f"is no file of notes ({ENDING}); to add articles, use `onrecord add`"
_NO_ARTICLE = "no article has this text or address; add the article first"


class ImportedFile(Struct, frozen=True):
    """The result of a file: its article and what changed there, or why it was left out."""

    name: str
    article: int | None = None
    title: str = ""
    notes_added: int = 0
    notes_edited: int = 0
    notes_deleted: int = 0
    tags: int = 0
    corrections: int = 0
    conflicts: int = 0
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Return whether the import changed the article."""
        return bool(
            self.notes_added + self.notes_edited + self.notes_deleted + self.tags
            + self.corrections + self.conflicts
        )  # fmt: skip


class _ReadFile(Struct, frozen=True):
    """A file with its content, and its copy of the last exchange."""

    path: Path
    data: bytes
    file: NoteFile
    base: NoteFile | None


def import_note_files(store: Store, paths: Iterable[Path]) -> list[ImportedFile]:
    """Import files of notes, and those of folders; one that cannot be read costs only itself.

    All changes are one edit of the log. Raises StoreError, with nothing changed.
    """
    results: list[ImportedFile] = []
    read: list[_ReadFile] = []
    for path in list_note_files(paths):
        try:
            found = _read(store.path, path)
        except (ImportingError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            results.append(ImportedFile(str(path), problem=str(reason)))
            continue
        if found is None:
            results.append(ImportedFile(str(path)))
        else:
            read.append(found)
    with store.edits.record("exchange", origin="command"):
        imported = [_import_file(store, each) for each in read]
    for each, result in zip(read, imported, strict=True):  # after the commit
        folder = ExchangeFolder(each.path.parent, store.path)
        if not result.problem:
            for copy, content in folder.list_copies(each.path.name, each.data):
                write_file(copy, [content])
    results += imported
    return sorted(results, key=lambda result: result.name)


def has_note_files(folder: Path) -> bool:
    """Return True if a folder has files of notes, judged by the first one that can be read."""
    for path in list_note_files([folder]):
        with suppress(ImportingError, OSError), path.open("rb") as opened:
            parse_note_file(opened.read(LARGEST + 1))
            return True
    return False


def list_note_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files, and those with the ending `.toml` in the folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found for found in path.iterdir() if found.suffix == ENDING and found.is_file()
            )
        else:
            yield path


def _read(store: Path, path: Path) -> _ReadFile | None:
    """Read a file; None if nothing changed since the last exchange."""
    if path.suffix != ENDING:
        raise ImportingError(_NO_NOTES)
    with path.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    copy = ExchangeFolder(path.parent, store).read_copy(path.name)
    if copy == data:
        return None
    file = parse_note_file(data)
    try:
        base = None if copy is None else parse_note_file(copy)
    except ImportingError:  # written by another program; as if there was no exchange yet
        base = None
    return _ReadFile(path, data, file, base)


def _import_file(store: Store, read: _ReadFile) -> ImportedFile:
    articles = store.exchanged_notes.find_articles(read.file.text, read.file.address)
    if len(articles) != 1:
        several = "several articles have this address" if articles else _NO_ARTICLE
        return ImportedFile(str(read.path), title=read.file.title, problem=several)
    [exported] = load_articles(store, Selection(articles=articles), ExportOptions())
    stored = parse_note_file(format_note_file(exported).encode())
    changes = find_file_changes(read.base, _match_text(read.file, stored), stored)
    apply_changes(store, exported, changes, read.file.tag_authors)
    return ImportedFile(
        str(read.path),
        articles[0],
        exported.title,
        len(changes.added),
        len(changes.edited),
        len(changes.deleted),
        len(changes.tags_added) + len(changes.tags_removed),
        len(changes.corrections) + len(changes.reverted),
        changes.conflicts,
    )


def _match_text(file: NoteFile, stored: NoteFile) -> NoteFile:
    """Return a file on another version of the text with the spans that its notes have here."""
    if file.text == stored.text:
        return file
    here = {entry.id: entry.highlight for entry in stored.notes}
    notes = tuple(
        WrittenNote(entry.id, _move(entry.highlight, here[entry.id])) if entry.id in here else entry
        for entry in file.notes
    )
    return replace(file, notes=notes)


def _move(note: Highlight, present: Highlight) -> Highlight:
    return replace(note, start=present.start, end=present.end, exact=present.exact)


def apply_changes(
    store: Store,
    article: ExportedArticle,
    changes: FileChanges,
    tag_authors: Mapping[str, str],
) -> None:
    """Apply the changes of a file to the notes, tags and corrections of an article."""
    number = article.row.id
    ids = {id: note.id for id, note in number_notes(article.notes)}
    quotations = {(each.start, each.end): at for at, each in enumerate(article.analysis.quotations)}
    added = [
        replace(note, quotation=quotations.get((note.start or 0, note.end or 0)))
        for note in _list_added(changes)
    ]
    store.exchanged_notes.add_notes(number, added)
    for entry in changes.edited:
        note = entry.highlight
        start, end = note.start or 0, note.end or 0
        present = next(each for each in article.notes if each.id == ids[entry.id])
        if (start, end) != (present.start, present.end) and end <= len(article.document.text):
            store.notes.move(present.id, start, end)
        store.exchanged_notes.edit_note(present.id, note)
    store.notes.delete([ids[id] for id in changes.deleted])
    if changes.tags_added or changes.tags_removed:
        removed = set(changes.tags_removed)
        remaining = [tag for tag in article.row.tags if tag not in removed]
        tags = (*remaining, *changes.tags_added)
        store.exchanged_notes.set_tags(number, tags, tag_authors)
    wanted = set(changes.reverted)
    for correction in article.corrections:
        if correction_key(correction) in wanted:
            store.corrections.revert(correction.id)
    if changes.corrections:
        store.exchanged_notes.add_corrections(number, changes.corrections)


def _list_added(changes: FileChanges) -> Sequence[Highlight]:
    """Return the new notes, and the other versions of notes that were changed on both sides."""
    now = datetime.datetime.now(datetime.UTC)
    copies = [
        replace(
            entry.highlight,
            created=now + datetime.timedelta(microseconds=number),
            changed=now + datetime.timedelta(microseconds=number),
        )
        for number, entry in enumerate(changes.both_edited)
    ]
    return [*(entry.highlight for entry in changes.added), *copies]
