"""The authors of notes, verdicts, tags and corrections as text."""

from collections.abc import Mapping

from db.models import Note
from db.origins import name_origin


def describe_author(note: Note) -> str:
    """Return who made a note: `by Ana, checked by Ben`, `from notes.jsonl`; "" if unknown."""
    origin = name_origin(note.origin, note.author)
    made = f"{'from' if note.origin else 'by'} {origin}" if origin else ""
    is_other = note.verdict and note.verdict_author not in ("", note.author)
    judged = f"{note.verdict} by {note.verdict_author}" if is_other else ""
    return ", ".join(filter(None, (made, judged)))


def list_tag_authors(authors: Mapping[str, str]) -> list[str]:
    """Return a line for each reader who tagged something: `Tags by Ana: ports, strike`."""
    tags: dict[str, list[str]] = {}
    for tag, author in authors.items():
        tags.setdefault(author, []).append(tag)
    return [f"Tags by {author}: {', '.join(names)}" for author, names in sorted(tags.items())]
