"""The changes of others in a file of notes since the last exchange.

The notes of an article are compared in three states: at the last exchange (`base`), in the file,
and in the store. What differs between base and file is applied to the store, unless the store
differs from the base there too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from analysis.structs import replace
from db.corrections.models import Correction, kind_of, to_json
from db.importers.models import Highlight
from db.importers.note_files import NoteFile, WrittenNote
from db.repositories.tags import normalize_tags

T = TypeVar("T")
CorrectionKey = tuple[int, int, str, str, str]

_FIELDS = ("start", "end", "exact", "verdict", "starred", "color", "body")
"""The fields of a note that can be edited, besides its tags."""


class FileChanges(Struct, frozen=True):
    """The changes that a file brings to an article.

    `edited` has the new values of notes by their ids. `both_edited` are notes that the file and
    the store changed in different ways: the version of the file is added as a note of its own.
    `both_kept` is the number of notes that one side deleted and the other one changed.
    """

    added: tuple[WrittenNote, ...] = ()
    edited: tuple[WrittenNote, ...] = ()
    deleted: tuple[str, ...] = ()
    both_edited: tuple[WrittenNote, ...] = ()
    both_kept: int = 0
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reverted: tuple[CorrectionKey, ...] = ()

    @property
    def conflicts(self) -> int:
        """The number of notes that the file and the store changed in different ways."""
        return len(self.both_edited) + self.both_kept


def find_file_changes(base: NoteFile | None, file: NoteFile, stored: NoteFile) -> FileChanges:
    """Return what a file changes; without a base, nothing is removed, and the file has priority."""
    before = {} if base is None else _by_id(base.notes)
    now, here = _by_id(file.notes), _by_id(stored.notes)
    added: list[WrittenNote] = []
    edited: list[WrittenNote] = []
    deleted: list[str] = []
    both_edited: list[WrittenNote] = []
    both_kept = 0
    for id, entry in now.items():
        present = here.get(id)
        origin = before.get(id, present)
        if present is None:
            if origin is None:
                added.append(entry)
            elif _differs(origin.highlight, entry.highlight):
                added.append(entry)  # deleted here, changed there
                both_kept += 1
            continue
        assert origin is not None
        merged = _merge_note(origin.highlight, entry.highlight, present.highlight)
        if merged is None:
            both_edited.append(entry)
        elif _differs(merged, present.highlight):
            edited.append(WrittenNote(id, merged))
    for id, origin in before.items():
        present = here.get(id)
        if id in now or present is None:
            continue
        if _differs(origin.highlight, present.highlight):
            both_kept += 1  # deleted there, changed here
        else:
            deleted.append(id)
    names = _tag_names((*stored.tags, *file.tags))
    tags_added, tags_removed = _merge_sets(
        None if base is None else _tag_names(base.tags),
        _tag_names(file.tags),
        _tag_names(stored.tags),
    )
    corrections, reverted = _merge_sets(
        None if base is None else _by_key(base.corrections),
        _by_key(file.corrections),
        _by_key(stored.corrections),
    )
    by_key = _by_key(file.corrections)
    return FileChanges(
        tuple(added), tuple(edited), tuple(deleted), tuple(both_edited), both_kept,
        tuple(names[key] for key in tags_added), tuple(names[key] for key in tags_removed),
        tuple(sorted((by_key[key] for key in corrections), key=lambda each: each.created)),
        reverted,
    )  # fmt: skip


def _by_id(notes: Iterable[WrittenNote]) -> dict[str, WrittenNote]:
    return {entry.id: entry for entry in notes}


def _tag_names(tags: Sequence[str]) -> dict[str, str]:
    return {name.casefold(): name for name in normalize_tags(tags)}


def correction_key(correction: Correction) -> CorrectionKey:
    """Return what makes a correction the same in a file and in the store."""
    change = correction.change
    return (
        correction.start, correction.end, correction.exact, kind_of(change), to_json(change)
    )  # fmt: skip


def _by_key(corrections: Iterable[Correction]) -> dict[CorrectionKey, Correction]:
    return {correction_key(each): each for each in corrections}


def _merge_sets(
    base: Mapping[T, object] | None, file: Mapping[T, object], stored: Mapping[T, object]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Return the keys that the file adds to the store, and those that it removes."""
    known = file.keys() & stored.keys() if base is None else base.keys()
    added = [key for key in file if key not in known and key not in stored]
    removed = [key for key in known if key not in file and key in stored]
    return tuple(added), tuple(removed)


def _merge_note(base: Highlight, file: Highlight, stored: Highlight) -> Highlight | None:
    """Return a note with the changes of both sides; None if they changed a field differently."""
    changes: dict[str, object] = {}
    for name in _FIELDS:
        before, after, here = (getattr(note, name) for note in (base, file, stored))
        if after in (before, here):
            continue
        if here != before:
            return None
        changes[name] = after
    names = _tag_names((*stored.tags, *file.tags))
    added, removed = _merge_sets(
        _tag_names(base.tags), _tag_names(file.tags), _tag_names(stored.tags)
    )
    remaining = [key for key in _tag_names(stored.tags) if key not in removed]
    tags = normalize_tags(names[key] for key in (*remaining, *added))
    changes["tag_authors"] = {**file.tag_authors, **stored.tag_authors}
    if "verdict" in changes:
        changes["verdict_author"] = file.verdict_author
    return replace(stored, tags=tags, **changes)  # type: ignore[arg-type]


def _differs(first: Highlight, second: Highlight) -> bool:
    """Return whether two versions of a note differ in what a reader can edit."""
    return (
        any(getattr(first, name) != getattr(second, name) for name in _FIELDS)
        or _tag_names(first.tags).keys() != _tag_names(second.tags).keys()
    )
