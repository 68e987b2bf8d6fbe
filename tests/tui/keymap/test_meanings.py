"""Every letter of the vim preset has at most two meanings, and the docs have the table of them.

The rows of the actions have the meanings. Write the table of the docs with
`ONRECORD_RENEW=1 pytest tests/tui/keymap/test_meanings.py`.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tui.actions import list_actions

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "keys.md"
HEADING = "## Letters on every screen\n"
MOST = 2
SEQUENCES = "…"
SEQUENCE_MEANINGS = {
    "c": "correct", "g": "go to", "p": "panes", "t": "tag", "y": "copy", "z": "scroll the line",
}  # fmt: skip
SCREENS: Mapping[str, tuple[str, ...]] = {
    "every screen": ("app", "screen"),
    "lists": ("rows",),
    "library, trash": ("library", "trash"),
    "search": ("search",),
    "reader": ("reader",),
    "text": ("text",),
    "panes": ("panes",),
    "people": ("people", "person", "duplicates"),
    "notes": ("all_notes", "tags", "pairs"),
    "timeline": ("timeline",),
    "quotations": ("repeated_quotes", "occurrences"),
    "words": ("words", "concordance"),
    "dialogs": ("confirm", "help", "interrupted", "legend", "quit", "themes", "tour"),
}
"""The parts of the app in each column of the table; all others share the last column."""
OTHERS = "other lists"

Meanings = Mapping[str, Mapping[str, list[str]]]
"""Per letter, the actions of each meaning."""


def read_meanings() -> Meanings:
    """Return the meanings of every letter."""
    meanings: dict[str, dict[str, list[str]]] = {}
    for letter, meaning in SEQUENCE_MEANINGS.items():
        meanings.setdefault(letter, {}).setdefault(meaning, []).append(SEQUENCES)
    for name, action in list_actions().items():
        for letter, meaning in action.letters.items():
            meanings.setdefault(letter, {}).setdefault(meaning, []).append(name)
    return {letter: dict(sorted(found.items())) for letter, found in meanings.items()}


def bound_letters(keys: Mapping[str, Iterable[str]]) -> dict[str, dict[str, list[str]]]:
    """Return, per letter, the actions of the letter itself and those of its sequences."""
    letters: dict[str, dict[str, list[str]]] = {}
    for name, written in keys.items():
        for key in written:
            first, *rest = key.split(" ")
            if len(first) == 1 and first.isalpha():
                kind = SEQUENCES if rest else "alone"
                letters.setdefault(first, {"alone": [], SEQUENCES: []})[kind].append(name)
    return letters


def defaults() -> dict[str, dict[str, list[str]]]:
    """Return the letters of the vim preset."""
    return bound_letters({name: action.bound_keys for name, action in list_actions().items()})


def excess_meanings(meanings: Meanings) -> dict[str, list[str]]:
    """Return the letters with too many meanings."""
    return {letter: list(found) for letter, found in meanings.items() if len(found) > MOST}


def test_no_letter_has_more_than_two_meanings() -> None:
    assert excess_meanings(read_meanings()) == {}
    three: Meanings = {"x": {"close": [], "cut": [], "export": []}, "y": {"yes": [], "copy": []}}
    assert excess_meanings(three) == {"x": ["close", "cut", "export"]}


@pytest.mark.parametrize("letter", sorted({*read_meanings(), *defaults()}))
def test_every_letter_s_actions_have_a_meaning(letter: str) -> None:
    """The row of an action lacks the meaning of its letter, or has no such letter any more."""
    bound = defaults().get(letter, {"alone": [], SEQUENCES: []})
    expected = [*bound["alone"], *([SEQUENCES] if bound[SEQUENCES] else [])]
    meanings = read_meanings().get(letter, {})
    assert sorted(name for names in meanings.values() for name in names) == sorted(expected)


def column(name: str) -> str:
    """Return the column of an action."""
    part = name.partition(".")[0]
    return next((screen for screen, parts in SCREENS.items() if part in parts), OTHERS)


def letter_table() -> str:
    """Return the table of letters and screens as Markdown."""
    columns = [*SCREENS, OTHERS]
    lines = [f"| key | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    bound = defaults()
    meanings = read_meanings()
    for letter in sorted(meanings, key=lambda letter: (letter.lower(), letter.isupper())):
        cells: dict[str, list[str]] = {name: [] for name in columns}
        for meaning, names in meanings[letter].items():
            has_sequences = SEQUENCES in names
            first = {column(name) for name in bound[letter][SEQUENCES] if has_sequences}
            alone = {column(name) for name in names if name != SEQUENCES}
            for screen in first | alone:
                cells[screen].append(f"{meaning} {SEQUENCES}" if screen in first else meaning)
        lines.append(f"| `{letter}` | {' | '.join(', '.join(cells[name]) for name in columns)} |")
    return "\n".join(lines)


def test_the_docs_have_the_table_of_letters() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, heading, section = page.partition(HEADING)
    assert heading
    intro, _, rest = section.partition("\n\n|")
    _, following, rest = rest.partition("\n\n")
    expected = f"{before}{heading}{intro}\n\n{letter_table()}\n{following and chr(10)}{rest}"
    if os.environ.get("ONRECORD_RENEW"):
        PAGE.write_text(expected, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == expected
