"""Reader of the text files of notes, tags and corrections that `db.exporters.note_files` writes."""

import datetime
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from analysis.structs import WholeNumber, convert_values, decode_json
from db.corrections.models import Correction
from db.errors import ImportingError
from db.importers.models import Highlight
from db.importers.onrecord_json import clean_values, correction_from_record, highlight_from_record
from db.models import NOTE_COLORS, Verdict
from db.text import one_line

LARGEST = 20_000_000
"""Bytes of a file of notes."""

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_ENTRY = re.compile(r"^\[\[(notes|corrections)\]\]", re.MULTILINE)
_POSITION = re.compile(r" \(at line (\d+), column \d+\)$")

T = TypeVar("T")


class WrittenNote(Struct, frozen=True):
    """A note of a file; `id` is the moment in which it was written."""

    id: str
    highlight: Highlight


class NoteFile(Struct, frozen=True):
    """The notes, tags and corrections of an article.

    `text` is the hash of its text. The corrections have no ids.
    """

    text: str
    title: str = ""
    address: str = ""
    tags: tuple[str, ...] = ()
    tag_authors: dict[str, str] = {}
    notes: tuple[WrittenNote, ...] = ()
    corrections: tuple[Correction, ...] = ()


class _Note(Struct, forbid_unknown_fields=True):
    """A note as it is written in a file."""

    id: str
    span: tuple[WholeNumber, WholeNumber]
    words: str
    before: str = ""
    after: str = ""
    tags: list[str] = []
    tag_authors: list[tuple[str, str]] = []
    color: str = "yellow"
    verdict: Verdict = ""
    starred: bool = False
    body: str = ""
    page: WholeNumber | None = None
    author: str = ""
    verdict_author: str = ""
    origin: str = ""
    compared: str = ""


class _Correction(Struct, forbid_unknown_fields=True):
    """A correction as it is written in a file."""

    kind: str
    span: tuple[WholeNumber, WholeNumber]
    words: str
    value: str
    created: str
    author: str = ""
    origin: str = ""


class _File(Struct, forbid_unknown_fields=True):
    text: str
    title: str = ""
    address: str = ""
    tags: list[str] = []
    tag_authors: list[tuple[str, str]] = []
    notes: list[Any] = field(default_factory=list)
    corrections: list[Any] = field(default_factory=list)


def parse_note_file(data: bytes) -> NoteFile:
    """Parse the bytes of a file; raises ImportingError, which names the line of a problem."""
    if len(data) > LARGEST:
        raise ImportingError(f"is larger than {LARGEST:,} bytes, so it is no file of notes")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportingError(f"line {line}: is not UTF-8; save it as UTF-8") from None
    if conflict := _CONFLICT.search(content):
        line = content.count("\n", 0, conflict.start()) + 1
        raise ImportingError(
            f"line {line}: a conflict of git is not resolved; keep the lines that are right, and "
            "remove the lines with <<<<<<<, ======= and >>>>>>>"
        )
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        reason = str(error)[: found.start()] if found else str(error)
        position = f"line {found[1]}: " if found else ""
        raise ImportingError(f"{position}is not valid TOML: {one_line(reason)}") from None
    except (RecursionError, ValueError):  # nested too deeply, or a number with too many digits
        raise ImportingError("is not a file of notes; export it again") from None
    return _read_file(table, list(_entry_lines(content)))


def _entry_lines(content: str) -> Iterator[tuple[str, int]]:
    """Yield the kind of each note and correction with the number of its line."""
    line = position = 0
    for found in _ENTRY.finditer(content):
        line += content.count("\n", position, found.start())
        position = found.start()
        yield found[1], line + 1


def _read_file(table: Mapping[str, Any], lines: list[tuple[str, int]]) -> NoteFile:
    try:
        values = convert_values(table, _File)
    except ValueError as error:
        raise ImportingError(f"is not a file of notes ({error}); export it again") from None
    notes: dict[str, WrittenNote] = {}
    places: dict[str, int] = {}
    for fields, line in _with_lines(values.notes, "notes", lines):
        entry = _read_entry(_read_note, fields, line)
        if notes.get(entry.id, entry) != entry:
            raise ImportingError(
                f"line {line}: the note of line {places[entry.id]} again, with other values; "
                "remove one of them, or give one another id"
            )
        notes[entry.id] = entry
        places.setdefault(entry.id, line)
    corrections = [
        _read_entry(_read_correction, fields, line)
        for fields, line in _with_lines(values.corrections, "corrections", lines)
    ]
    return NoteFile(
        values.text, one_line(values.title), one_line(values.address),
        tuple(clean_values(values.tags)),
        {tag: one_line(author) for tag, author in clean_values(values.tag_authors)},
        tuple(notes.values()), tuple(corrections),
    )  # fmt: skip


def _with_lines(
    entries: list[Any], kind: str, lines: list[tuple[str, int]]
) -> Iterator[tuple[Any, int]]:
    """Yield the entries of a kind with their lines; 0 if they are written in another way."""
    numbers = [line for found, line in lines if found == kind]
    if len(numbers) != len(entries):
        numbers = [0] * len(entries)
    return zip(entries, numbers, strict=True)


def _read_entry(read: Callable[[Any], T], fields: Any, line: int) -> T:
    try:
        return read(fields)
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        position = f"line {line}: " if line else ""
        raise ImportingError(f"{position}{one_line(str(error))}; correct it") from None


def _read_note(fields: Any) -> WrittenNote:
    note = convert_values(fields, _Note)
    if not _is_moment(note.id):
        raise ValueError(f"id: {note.id!r} is no moment such as 2026-03-12T09:30:00+00:00")
    moment = note.id.partition(" ")[0]
    start, end = note.span
    if start > end:
        raise ValueError(f"span: {start} is after {end}")
    record = {
        "exact": note.words, "prefix": note.before, "suffix": note.after,
        "start": start, "end": end, "body": note.body.removesuffix("\n"),
        "tags": note.tags, "verdict": note.verdict, "starred": note.starred,
        "color": note.color, "created": moment, "changed": moment, "author": note.author,
        "verdict_author": note.verdict_author, "tag_authors": dict(note.tag_authors),
        "origin": note.origin, "compared": note.compared, "page": note.page,
    }  # fmt: skip
    if note.color not in NOTE_COLORS:
        raise ValueError(f"color: {note.color} is none of {', '.join(NOTE_COLORS)}")
    return WrittenNote(note.id, highlight_from_record(record))


def _is_moment(id: str) -> bool:
    moment, _, number = id.partition(" ")
    try:
        aware = datetime.datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False
    return aware and (not number or number.isdecimal())


def _read_correction(fields: Any) -> Correction:
    values = convert_values(fields, _Correction)
    start, end = values.span
    if start >= end:
        raise ValueError(f"span: {start} is not before {end}")
    return correction_from_record(
        {
            "kind": values.kind, "value": clean_values(decode_json(values.value)), "start": start,
            "end": end, "exact": values.words, "created": values.created, "origin": values.origin,
            "author": values.author,
        }
    )  # fmt: skip
