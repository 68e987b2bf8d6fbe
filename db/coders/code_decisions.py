"""Decisions about passages that two coders coded differently, stored as tags of the own notes.

A decision adds the tag `agreement/decided`. The codes that it adds and removes are named by tags
such as `agreement/added/tax`, so that the agreement before the decisions can still be computed.
"""

from collections.abc import Iterable, Sequence

from db.coders.coder_comparison import CodedUnit
from db.models import Note
from db.repositories.codings import ADDED, DECIDED, DISCUSS, REMOVED, original_codes
from db.repositories.notes import NoteRepository
from db.repositories.tags import normalize_tags, tag_key


def decide_codes(stored: NoteRepository, passage: CodedUnit, codes: Sequence[str]) -> None:
    """Give a passage these codes in the notes of the first coder, and mark it as decided.

    A passage without a note gets one where the second coder has one. An earlier decision about
    it is replaced.
    """
    notes = [note for note in stored.list(passage.article) if note.id in passage.notes]
    wanted = {tag_key(code) for code in codes}
    known = {tag_key(code) for note in notes for code in original_codes(note.tags)}
    added = [code for code in codes if tag_key(code) not in known]
    new = (*added, *(f"{ADDED}{code}" for code in added), DECIDED)
    if not notes:
        _add_note(stored, passage, new)
        return
    for number, note in enumerate(notes):
        tags = _decided_tags(note, wanted)
        stored.edit(note.id, tags=(*tags, *(() if number else new)))


def discuss_passage(stored: NoteRepository, passage: CodedUnit, body: str) -> Note:
    """Write a note for the discussion of a passage; an earlier one gets the new text."""
    for note in stored.list(passage.article):
        if note.id in passage.notes and DISCUSS in map(tag_key, note.tags):
            return stored.edit(note.id, body=body)
    return stored.add(
        passage.article, passage.start, passage.end, body, tags=[DISCUSS], color="red"
    )


def join_codes(passage: CodedUnit) -> tuple[str, ...]:
    """Return the codes of both coders, each once."""
    return normalize_tags((*passage.first, *passage.second))


def _decided_tags(note: Note, wanted: Iterable[str]) -> list[str]:
    """Return the tags of a note with the wanted ones of its original codes, without decisions."""
    codes = set(wanted)
    return [
        DECIDED,
        *(
            code if tag_key(code) in codes else f"{REMOVED}{code}"
            for code in original_codes(note.tags)
        ),
    ]


def _add_note(stored: NoteRepository, passage: CodedUnit, tags: Sequence[str]) -> None:
    found = passage.second_notes[0] if passage.second_notes else None
    start, end = (found.start, found.end) if found else (passage.start, passage.end)
    color = found.color if found else "yellow"
    stored.add(passage.article, start, end, "", tags=tags, color=color)
