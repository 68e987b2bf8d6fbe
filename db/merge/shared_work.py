"""The work of another reader on articles that both stores have: what is missing, what conflicts."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from analysis.structs import replace
from db.corrections.models import Correction, CorrectionRule, kind_of
from db.importers.models import Highlight, ImportItem
from db.library_records import LibraryRecord, PersonRecord
from db.models import Document, Note
from db.proposed_changes import (
    ProposedChange,
    ProposedDetails,
    ProposedOriginal,
    ProposedReading,
    ProposedStar,
)
from db.repositories.article_rows import hash_text, load_article_row, load_text
from db.repositories.corrections import list_corrections, list_rules
from db.repositories.imported_changes import StoredNotes, is_at_words, missing_changes
from db.repositories.notes import list_notes
from db.repositories.tags import normalize_tags, tag_key

_DEFAULT_COLOR = "yellow"


class MissingChange(Struct, frozen=True):
    """A change that another store has; a conflicting one is proposed, and not made."""

    change: ProposedChange
    is_conflict: bool = False


def list_work_changes(
    sqlite: sqlite3.Connection, article: int, item: ImportItem, *, has_reading_state: bool
) -> Iterator[MissingChange]:
    """Yield the work in another store's record of an article that this store lacks."""
    if not has_reading_state:
        item = replace(item, starred=False, read_state="unread", bookmarks=(), draft=None)
    text = load_text(sqlite, article)
    is_same_text = text == item.document.text
    if not is_same_text and _is_new_text(sqlite, article, item.document):
        yield MissingChange(item.document, True)
    notes = list_notes(sqlite, article)
    corrections = list_corrections(sqlite, article)
    for change in list(missing_changes(sqlite, article, item)):
        match change:
            case Highlight():
                is_placed = is_same_text and is_at_words(change, text)
                yield from _compare_note(change, notes, is_placed=is_placed)
            case ProposedDetails():
                yield from _compare_details(sqlite, article, change)
            case ProposedOriginal():
                marked = load_article_row(sqlite, article).original is not None
                yield MissingChange(change, marked)
            case Correction():
                differs = any(_corrects_same(change, stored) for stored in corrections)
                yield MissingChange(change, differs or not is_same_text)
            case ProposedReading() | ProposedStar() if not has_reading_state:
                continue
            case _:
                yield MissingChange(change)


def _is_new_text(sqlite: sqlite3.Connection, article: int, document: Document) -> bool:
    """Return True unless a text is an earlier one of the article here."""
    query = "SELECT 1 FROM article_version WHERE article = ? AND sha256 = ?"
    known = sqlite.execute(query, (article, hash_text(document.text))).fetchone()
    return bool(document.text) and known is None


def _compare_note(
    mark: Highlight, notes: list[Note], *, is_placed: bool
) -> Iterator[MissingChange]:
    """Yield a note that is missing, or what a note here lacks.

    A note that was edited in one of the stores is a conflict: it has the time of creation of
    another one on the same words.
    """
    same = StoredNotes(notes).find(mark, is_placed=is_placed)
    if not same:
        edited = any(
            (note.created, note.exact) == (mark.created, mark.exact)
            and (note.start == mark.start or not is_placed)
            for note in notes
        )
        yield MissingChange(mark, edited)
        return
    note = same[0]
    has_color = mark.color != _DEFAULT_COLOR and note.color != mark.color
    if has_color and note.color != _DEFAULT_COLOR:
        yield MissingChange(mark, True)
    if mark.verdict and note.verdict and mark.verdict != note.verdict:
        yield MissingChange(mark, True)
    given = replace(
        mark,
        verdict=note.verdict or mark.verdict,
        verdict_author=note.verdict_author if note.verdict else mark.verdict_author,
        color=mark.color if note.color == _DEFAULT_COLOR else note.color,
    )
    known = set(map(tag_key, note.tags))
    is_more = any(tag_key(name) not in known for name in normalize_tags(mark.tags))
    stated = given.verdict, given.color, given.starred or note.starred
    if is_more or stated != (note.verdict, note.color, note.starred):
        yield MissingChange(given)


def _compare_details(
    sqlite: sqlite3.Connection, article: int, details: ProposedDetails
) -> Iterator[MissingChange]:
    """Yield details that another reader edited; they conflict with those edited here."""
    query = """SELECT published_from = 'given', json_extract(origins, '$.title') = 'given',
        json_extract(origins, '$.byline') = 'given', json_extract(origins, '$.site') = 'given',
        json_extract(origins, '$.section') = 'given' FROM article WHERE id = ?"""
    names = ("published", "title", "byline", "site", "section")
    row = sqlite.execute(query, (article,)).fetchone()
    edited = {name for name, is_edited in zip(names, row, strict=True) if is_edited}
    for is_conflict in (False, True):
        fields = {
            name: value
            for name in names
            if (value := getattr(details, name)) is not None and (name in edited) == is_conflict
        }
        if fields:
            yield MissingChange(ProposedDetails(**fields), is_conflict)


def _corrects_same(first: Correction, second: Correction) -> bool:
    """Return True if two corrections change the same finding in different ways."""
    return (
        kind_of(first.change) == kind_of(second.change)
        and first.start < second.end
        and second.start < first.end
    )


def list_rule_changes(
    sqlite: sqlite3.Connection, rules: Iterable[CorrectionRule]
) -> Iterator[MissingChange]:
    """Yield the correction rules that are missing here, or differ."""
    stored = {
        (kind_of(rule.change), rule.words.casefold()): rule.change for rule in list_rules(sqlite)
    }
    for rule in rules:
        known = stored.get((kind_of(rule.change), rule.words.casefold()))
        if known != rule.change:
            yield MissingChange(rule, known is not None)


def split_people(here: LibraryRecord, there: LibraryRecord) -> tuple[LibraryRecord, LibraryRecord]:
    """Return the new decisions about people that agree with those of this store, and the others.

    The display name of a person is that of the other store, unless this store decided about it.
    """
    groups = {link: number for number, own in enumerate(here.people) for link in own.links}
    distinct = {
        frozenset((number, earlier))
        for number, own in enumerate(here.people)
        for earlier in own.distinct
    }
    found = [{groups[link] for link in person.links if link in groups} for person in there.people]
    conflicting = {
        number
        for number, own in enumerate(found)
        if any(frozenset((x, y)) in distinct for x in own for y in own if x != y)
    }
    for number, person in enumerate(there.people):
        for earlier in person.distinct:
            if earlier < number and found[number] & found[earlier]:
                conflicting |= {number, earlier}
    numbers = [number for number in range(len(found)) if number not in conflicting]
    if all(_is_decided(there.people, number, found, here, distinct) for number in numbers):
        numbers = []
    positions = {number: at for at, number in enumerate(numbers)}
    people = tuple(
        PersonRecord(
            there.people[number].links,
            there.people[number].keys,
            tuple(positions[o] for o in there.people[number].distinct if o in positions),
        )
        for number in numbers
    )
    links = {link for person in people for link in person.links} - groups.keys()
    names = tuple(choice for choice in there.names if choice.link in links)
    known = {record.entry.key for record in here.authority}
    authority = tuple(each for each in there.authority if each.entry.key not in known)
    rest = there.people if conflicting else ()
    return LibraryRecord(people=people, names=names, authority=authority), LibraryRecord(
        people=rest
    )


def _is_decided(
    people: Sequence[PersonRecord],
    number: int,
    found: Sequence[set[int]],
    here: LibraryRecord,
    distinct: set[frozenset[int]],
) -> bool:
    """Return True if this store has made the same decisions about a person."""
    if len(found[number]) != 1:
        return False
    (own,) = found[number]
    return {*people[number].links} <= {*here.people[own].links} and all(
        frozenset((own, *found[earlier])) in distinct for earlier in people[number].distinct
    )
