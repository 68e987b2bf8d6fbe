"""Edits of the log as text: what they did, and what a step of undo or redo changed."""

from db.edits.models import Direction, Edit, EditKind, EditStep, ItemType, item_type
from tui.display_text import format_count
from tui.strings.article_text import ArticleText

_DONE: dict[EditKind, str] = {
    "tags": "changed the tags of",
    "star": "changed the star of",
    "read": "changed the reading state of",
    "metadata": "changed the metadata of",
    "notes": "added",
    "trash": "moved to the trash:",
    "restore": "restored",
    "membership": "changed the collection of",
    "collection": "renamed or deleted",
    "tag tree": "renamed, merged, colored or deleted",
    "note tags": "changed the tags of",
    "note fields": "changed the verdict, star or color of",
    "note deletion": "deleted",
    "note": "edited",
    "search": "saved, renamed or deleted",
    "correction": "made",
    "correction removal": "reverted",
    "rule": "made",
    "future rule": "made",
    "rule deletion": "deleted",
    "merge": "merged",
    "split": "split",
    "distinct": "kept apart",
    "name": "set the display name of",
    "proposal": "decided",
    "watched source": "changed or removed",
}
_UNDONE: dict[EditKind, str] = {
    "tags": "restored the tags of",
    "star": "restored the star of",
    "read": "restored the reading state of",
    "metadata": "restored the metadata of",
    "notes": "deleted",
    "trash": "restored",
    "restore": "moved to the trash again:",
    "membership": "restored the collection of",
    "collection": "restored the name or the articles of",
    "tag tree": "restored",
    "note tags": "restored the tags of",
    "note fields": "restored the verdict, star or color of",
    "note deletion": "restored",
    "note": "restored",
    "search": "restored",
    "correction": "reverted",
    "correction removal": "restored",
    "rule": "deleted",
    "future rule": "deleted",
    "rule deletion": "restored",
    "merge": "separated",
    "split": "joined again",
    "distinct": "no longer keeps apart",
    "name": "restored the display name of",
    "proposal": "restored",
    "watched source": "restored",
}
_NOUNS: dict[ItemType, str] = {
    "search": "saved search", "rule": "correction rule", "identity": "name",
}  # fmt: skip


def count_items(kind: EditKind, number: int) -> str:
    """Return a number of the items that an edit of a kind changes: `2 notes`."""
    items = item_type(kind)
    return format_count(number, _NOUNS.get(items, items))


def describe_edit(edit: Edit) -> str:
    """Return what an edit did: its own description, or its kind with the number of its items."""
    return edit.description or f"{_DONE[edit.kind]} {count_items(edit.kind, len(edit.items))}"


def describe_step(step: EditStep, direction: Direction) -> str:
    """Return what a step of undo or redo changed, and what it skipped, for the command line."""
    kind = step.edit.kind
    verb = _UNDONE[kind] if direction == "undo" else f"again {_DONE[kind]}"
    done = f"{verb} {count_items(kind, len(step.changed))}"
    if step.edit.description:
        done += f" ({step.edit.description})"
    if step.skipped:
        done += f"; skipped {count_items(kind, len(step.skipped))}, changed or deleted since"
    return done


def describe_skipped(step: EditStep) -> str:
    """Return the number of items that a step skipped, to add to a message; "" for none."""
    return ArticleText.CHANGED_SINCE.format(number=len(step.skipped)) if step.skipped else ""
