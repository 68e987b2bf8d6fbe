"""`python -m tui.actions.key_reference`: write the reference of the keys.

The page is `key_reference.md` with a table of each group of actions and one of all letters.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tui.actions import Action, format_action_keys, list_actions, list_groups, read_group

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "keys.md"
_TEXT = Path(__file__).with_suffix(".md")
_NOTICE = (
    "<!-- Written by `python -m tui.actions.key_reference` from the rows of tui/actions/ and from "
    "key_reference.md there. -->"
)
SEQUENCES = "…"
_SEQUENCE_MEANINGS = {
    "c": "correct", "g": "go to", "p": "panes", "t": "tag", "y": "copy", "z": "scroll the line",
}  # fmt: skip
"""The meaning of each letter that begins sequences of two keys."""
_SCREENS: Mapping[str, tuple[str, ...]] = {
    "every screen": ("app", "screen"),
    "lists": ("rows",),
    "library, trash": ("library", "trash"),
    "search": ("search",),
    "reader": ("reader",),
    "text": ("text",),
    "panes": ("panes",),
    "people": ("people", "person", "duplicates"),
    "notes": ("all_notes", "tags", "coders"),
    "timeline": ("timeline", "story_days"),
    "quotations": ("repeated_quotes", "occurrences", "quotation_checks"),
    "words": ("words", "concordance"),
    "dialogs": ("confirm", "help", "interrupted", "legend", "quit", "themes", "tour"),
}
"""The parts of the app in each column of the table of letters; all others share the last column."""
_OTHERS = "other lists"

Meanings = Mapping[str, Mapping[str, list[Action | None]]]
"""Per letter, the actions of each meaning; None for sequences that begin with the letter."""


def key_reference() -> str:
    """Return the reference page of all keys in Markdown.

    Raises `ValueError` for a group that the text does not contain exactly once.
    """
    text = _TEXT.read_text(encoding="utf-8")
    shown = " ".join(re.findall(r"^\{actions: (.+)\}$", text, re.M)).split()
    if sorted(shown) != list_groups():
        wrong = sorted({*shown} ^ {*list_groups()}) or shown
        raise ValueError(f"{_TEXT.name} needs each group once; check {', '.join(wrong)}")
    text = re.sub(r"^\{actions: (.+)\}$", lambda match: _action_table(match[1].split()), text,
                  flags=re.M)  # fmt: skip
    return f"# Keys\n\n{_NOTICE}\n\n{text.replace('{letters}', _letter_table())}"


def _action_table(groups: Iterable[str]) -> str:
    """Return the table of some groups, with a column for `plain` if a key differs there."""
    actions = [action for group in groups for action in read_group(group)]
    has_plain = any(action.plain is not None for action in actions)
    lines = ["| id | keys | plain | action |" if has_plain else "| id | keys | action |"]
    lines.append("|---" * (4 if has_plain else 3) + "|")
    for action in actions:
        cells = [f"`{action.id}`", _format_keys(action.keys), _describe(action)]
        if has_plain:
            cells.insert(2, "" if action.plain is None else _format_keys(action.plain) or "none")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _describe(action: Action) -> str:
    """Return the description of an action, with keys of `vim` in it."""
    return format_action_keys(action.description, lambda id: list_actions()[id].keys[0])


def _format_keys(keys: Iterable[str]) -> str:
    return " ".join(f"`{key}`" for key in keys)


def letter_meanings() -> Meanings:
    """Return the meanings of every letter in the preset `vim`, in alphabetical order."""
    meanings: dict[str, dict[str, list[Action | None]]] = {}
    for letter, meaning in _SEQUENCE_MEANINGS.items():
        meanings.setdefault(letter, {})[meaning] = [None]
    for action in list_actions().values():
        for letter, meaning in action.letters.items():
            meanings.setdefault(letter, {}).setdefault(meaning, []).append(action)
    return {letter: dict(sorted(found.items())) for letter, found in meanings.items()}


def _letter_table() -> str:
    """Return the table of letters and screens."""
    columns = [*_SCREENS, _OTHERS]
    lines = [f"| key | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    meanings = letter_meanings()
    for letter in sorted(meanings, key=lambda letter: (letter.lower(), letter.isupper())):
        cells: dict[str, list[str]] = {column: [] for column in columns}
        for meaning, actions in meanings[letter].items():
            first = _sequence_columns(letter) if None in actions else set()
            alone = {_column(action) for action in actions if action}
            for column in first | alone:
                cells[column].append(f"{meaning} {SEQUENCES}" if column in first else meaning)
        lines.append(f"| `{letter}` | {' | '.join(map(', '.join, cells.values()))} |")
    return "\n".join(lines)


def _sequence_columns(letter: str) -> set[str]:
    """Return the columns of the actions with a sequence that begins with a letter."""
    return {
        _column(action)
        for action in list_actions().values()
        for key in action.bound_keys
        if key.startswith(f"{letter} ")
    }


def _column(action: Action) -> str:
    return next((column for column, parts in _SCREENS.items() if action.part in parts), _OTHERS)


def write_key_reference() -> None:
    """Write the reference page of the keys."""
    PAGE.write_text(key_reference(), encoding="utf-8")


if __name__ == "__main__":
    write_key_reference()
