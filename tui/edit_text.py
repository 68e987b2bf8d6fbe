"""Edits of the log as text: what they did, and what a step of undo or redo changed."""

from db.article_properties import FLAGS
from db.edits.models import Direction, Edit, EditKind, EditStep, item_table
from db.kinds import BY_NAME
from tui.display_text import format_count
from tui.strings.article_text import ArticleText

_VERBS: dict[EditKind, tuple[str, str]] = {
    "tags": ("changed the tags of", "restored the tags of"),
    "read": ("changed the reading state of", "restored the reading state of"),
    "metadata": ("changed the metadata of", "restored the metadata of"),
    "notes": ("added", "deleted"),
    "trash": ("moved to the trash:", "restored"),
    "restore": ("restored", "moved to the trash again:"),
    "membership": ("changed the collection of", "restored the collection of"),
    "collection": ("renamed or deleted", "restored the name or the articles of"),
    "tag tree": ("renamed, merged, colored or deleted", "restored"),
    "note tags": ("changed the tags of", "restored the tags of"),
    "note fields": (
        "changed the verdict, star or color of",
        "restored the verdict, star or color of",
    ),
    "note deletion": ("deleted", "restored"),
    "note": ("edited", "restored"),
    "search": ("saved, renamed or deleted", "restored"),
    "correction": ("made", "reverted"),
    "correction removal": ("reverted", "restored"),
    "rule": ("made", "deleted"),
    "future rule": ("made", "deleted"),
    "rule deletion": ("deleted", "restored"),
    "merge": ("merged", "separated"),
    "split": ("split", "joined again"),
    "distinct": ("kept apart", "no longer keeps apart"),
    "name": ("set the display name of", "restored the display name of"),
    "proposal": ("decided", "restored"),
    "watched source": ("changed or removed", "restored"),
    "authority": ("imported", "removed"),
    "exchange": ("imported the notes of", "restored the notes of"),
    "store merge": ("merged a store:", "took back the merge of"),
    "original": ("changed the mark as an original of", "restored the mark as an original of"),
    **{
        flag.edit: (f"changed the {flag.noun} of", f"restored the {flag.noun} of") for flag in FLAGS
    },
}
"""The verbs of each kind, before the number of items: of the edit, and of undoing it."""


def count_items(kind: EditKind, number: int) -> str:
    """Return a number of the items that an edit of a kind changes: `2 notes`."""
    return format_count(number, BY_NAME[item_table(kind)].item)


def describe_edit(edit: Edit) -> str:
    """Return what an edit did: its own description, or its kind with the number of its items."""
    if edit.damaged:
        return f"Damaged: {edit.description or f'edit {edit.id}'}"
    return edit.description or f"{_VERBS[edit.kind][0]} {count_items(edit.kind, len(edit.items))}"


def describe_step(step: EditStep, direction: Direction) -> str:
    """Return what a step of undo or redo changed, and what it skipped, for the command line."""
    kind = step.edit.kind
    made, undone = _VERBS[kind]
    verb = undone if direction == "undo" else f"again {made}"
    done = f"{verb} {count_items(kind, len(step.changed))}"
    if step.edit.description:
        done += f" ({step.edit.description})"
    if step.skipped:
        done += f"; skipped {count_items(kind, len(step.skipped))}, changed or deleted since"
    return done


def describe_skipped(step: EditStep) -> str:
    """Return the number of items that a step skipped, to add to a message; "" for none."""
    return ArticleText.CHANGED_SINCE.format(number=len(step.skipped)) if step.skipped else ""
