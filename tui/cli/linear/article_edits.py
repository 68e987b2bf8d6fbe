"""Commands that change the open article: notes, highlights, star, tags, and undo."""

import re

from analysis import Span
from db.article_properties import Flag
from db.edits.models import Direction
from db.repositories.tags import normalize_tags
from tui.cli.linear.session import CommandError, LinearSession, OpenText
from tui.display_text import format_count
from tui.edit_text import describe_edit

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
    with session.record("notes", f"the note on {where}"):
        session.store.notes.add(text.article.row.id, *span, body, quotation=quotation)
    session.reload()
    session.print_line(f"Added a note on {where}: {body}")


def add_highlight(session: LinearSession, words: str) -> None:
    """Highlight the place of reading, a paragraph (`5`) or a quotation (`q4`)."""
    text = require_writable(session)
    span, quotation, where, rest = _find_place(text, words)
    if rest:
        raise CommandError("Type highlight, highlight 5 for paragraph 5, or highlight q4.")
    with session.record("notes", f"the highlight of {where}"):
        session.store.notes.add(text.article.row.id, *span, "", quotation=quotation)
    session.reload()
    session.print_line(f"Highlighted {where}.")


def delete_note(session: LinearSession, words: str) -> None:
    """Delete a note by its number in the list of the article's notes."""
    text = require_writable(session)
    notes = text.loaded.findings.notes
    number = int(words) if words.isdecimal() and len(words) < 10 else 0
    if not 1 <= number <= len(notes):
        raise CommandError(
            f"Type delete and the number of a note; this article has "
            f"{format_count(len(notes), 'note')}. Type notes to list them."
        )
    with session.record("note deletion", f"the deletion of note {number}"):
        session.store.notes.delete(notes[number - 1].id)
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


def toggle_flag(flag: Flag, session: LinearSession, words: str) -> None:
    """Set a flag of the open article, or remove it."""
    del words
    row = require_writable(session).article.row
    is_set = not flag.find(row)
    done = f"the {flag.noun}" if is_set else f"the removal of the {flag.noun}"
    with session.record(flag.edit, done):
        session.store.reading_state.set_flag(flag.name, row.id, is_set)
    session.reload()
    removed = f"Removed the {flag.noun} of the article."
    session.print_line(f"{flag.name.capitalize()} the article." if is_set else removed)


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
    added, removed = (names, ()) if is_added else ((), names)
    listed = ", ".join(names)
    description = f"the {'tag' if is_added else 'removal of the tag'} {listed}"
    with session.record("tags", description) as recording:
        session.store.articles.tag([text.article.row.id], added, removed)
    if recording.edit is None:
        session.print_line(
            f"The article {'has' if is_added else 'does not have'} the tag {listed}."
        )
        return
    session.reload()
    session.print_line(f"{'Added' if is_added else 'Removed'} the tag {listed}.")


def undo_change(session: LinearSession, words: str) -> None:
    """Undo the last edit, whichever article it concerns."""
    del words
    _step(session, "undo")


def redo_change(session: LinearSession, words: str) -> None:
    """Redo the edit that was undone last."""
    del words
    _step(session, "redo")


def _step(session: LinearSession, direction: Direction) -> None:
    edits = session.store.edits
    session.last_correction = None
    try:
        step = edits.undo() if direction == "undo" else edits.redo()
    finally:
        if session.text is not None:
            session.reload()
    if step is None:
        raise CommandError(f"Nothing to {direction}.")
    for article in session.store.corrections.articles_containing(step.words):
        session.store.corrections.reapply_rules(article)
    description = describe_edit(step.edit)
    done = "undone" if direction == "undo" else "redone"
    if not step.changed:
        raise CommandError(f"Not {done}: {description} was changed or deleted since.")
    session.print_line(f"{done.capitalize()}: {description}.")
