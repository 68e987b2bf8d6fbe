"""Commands that change the open article: notes, highlights, star, tags, and undo."""

import re

from analysis import Span
from db import NotFound
from db.repositories.tags import normalize_tags
from tui.cli.linear.session import CommandError, LinearSession, OpenText
from tui.display_text import format_count

_PLACE = re.compile(r"(?:(here)|(q?)(\d{1,9}))(?:\s+|$)", re.IGNORECASE)


def require_writable(session: LinearSession) -> OpenText:
    """Return the open article; raises CommandError if the store cannot be changed."""
    if session.store.read_only:
        raise CommandError(
            "The store is read-only: nothing changed. Copy it to a writable folder to change it."
        )
    return session.open_text


def add_note(session: LinearSession, words: str) -> None:
    """Add a note on the place of reading, on a paragraph (`5 TEXT`) or a quotation (`q4 TEXT`)."""
    text = require_writable(session)
    span, quotation, where, body = _find_place(text, words)
    if not body:
        raise CommandError(
            "Type the text of the note: note and a text, note 5 and a text for paragraph 5, or "
            "note q4 and a text for quotation 4."
        )
    edit = session.store.bulk_edits.add_note(text.article.row.id, *span, body, quotation)
    _record(session, edit.id, f"the note on {where}")
    session.reload()
    session.print_line(f"Added a note on {where}: {body}")


def add_highlight(session: LinearSession, words: str) -> None:
    """Highlight the place of reading, a paragraph (`5`) or a quotation (`q4`)."""
    text = require_writable(session)
    span, quotation, where, rest = _find_place(text, words)
    if rest:
        raise CommandError("Type highlight, highlight 5 for paragraph 5, or highlight q4.")
    edit = session.store.bulk_edits.add_note(text.article.row.id, *span, "", quotation)
    _record(session, edit.id, f"the highlight of {where}")
    session.reload()
    session.print_line(f"Highlighted {where}.")


def delete_note(session: LinearSession, words: str) -> None:
    """Delete a note by its number in the list of the article's notes."""
    text = require_writable(session)
    notes = text.loaded.notes
    number = int(words) if words.isdecimal() and len(words) < 10 else 0
    if not 1 <= number <= len(notes):
        raise CommandError(
            f"Type delete and the number of a note; this article has "
            f"{format_count(len(notes), 'note')}. Type notes to list them."
        )
    edit = session.store.notes.delete_several([notes[number - 1].id])
    _record(session, edit.id, f"the deletion of note {number}")
    session.reload()
    session.print_line(f"Deleted note {number}. Type undo to undo it.")


def _find_place(text: OpenText, words: str) -> tuple[Span, int | None, str, str]:
    """Return the span that words begin with, its quotation, its name, and the remaining words."""
    match = _PLACE.match(words)
    rest = words[match.end() :] if match else words
    if match is None or match[1]:
        paragraph = text.paragraph_span(text.number)
        kind = "paragraph" if text.span == paragraph else "the sentence in paragraph"
        return text.span, None, f"{kind} {text.number}", rest
    if match[2]:
        number, index, quotation = text.find_quotation(match[3])
        return (quotation.start, quotation.end), index, f"quotation {number}", rest
    try:
        return text.paragraph_span(int(match[3])), None, f"paragraph {int(match[3])}", rest
    except CommandError as error:
        raise CommandError(
            f"{error} A note that begins with a number needs the word here: note here {words}"
        ) from None


def toggle_star(session: LinearSession, words: str) -> None:
    """Star the open article, or remove its star."""
    del words
    text = require_writable(session)
    starred = not text.article.row.starred
    edit = session.store.bulk_edits.star([text.article.row.id], starred)
    _record(session, edit.id, "the star" if starred else "the removal of the star")
    session.reload()
    session.print_line("Starred the article." if starred else "Removed the star of the article.")


def add_tag(session: LinearSession, words: str) -> None:
    """Add tags to the open article, separated by commas; without a name, say its tags."""
    text = session.open_text
    if not words:
        tags = text.article.row.tags
        session.print_line(f"Tags: {', '.join(tags)}" if tags else "No tags. Type tag and a name.")
        return
    _change_tags(session, words, is_added=True)


def remove_tag(session: LinearSession, words: str) -> None:
    """Remove tags from the open article."""
    if not words:
        raise CommandError("Type untag and the name of a tag. Type tag to hear the tags.")
    _change_tags(session, words, is_added=False)


def _change_tags(session: LinearSession, words: str, *, is_added: bool) -> None:
    text = require_writable(session)
    names = normalize_tags(words.split(","))
    if not names:
        raise CommandError("Type a name with letters or digits, such as tag harbor.")
    edits, article = session.store.bulk_edits, text.article.row.id
    edit = edits.tag([article], names) if is_added else edits.tag([article], (), names)
    listed = ", ".join(names)
    if not edit.changed:
        session.print_line(
            f"The article {'has' if is_added else 'does not have'} the tag {listed}."
        )
        return
    _record(session, edit.id, f"the {'tag' if is_added else 'removal of the tag'} {listed}")
    session.reload()
    session.print_line(f"{'Added' if is_added else 'Removed'} the tag {listed}.")


def _record(session: LinearSession, edit: int, description: str) -> None:
    def revert() -> None:
        undone = session.store.bulk_edits.undo(edit)
        if undone and undone.skipped:
            raise CommandError(f"Not undone: {description} was changed or deleted since.")

    session.record(description, revert)


def undo_change(session: LinearSession, words: str) -> None:
    """Undo the last change of this session, whichever article it concerns."""
    del words
    if not session.undo_entries:
        raise CommandError(
            "Nothing to undo since you began. Earlier edits: quit, then run onrecord undo --list"
        )
    entry = session.undo_entries.pop()
    try:
        entry.revert()
    except NotFound:
        raise CommandError(
            f"Not undone: {entry.description} was undone or deleted since."
        ) from None
    finally:
        if session.text is not None:
            session.reload()
    session.print_line(f"Undone: {entry.description}.")
