"""Check the user's keymap for conflicts, and write it as a keys file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tui.actions import Action, format_action_keys
from tui.key_names import display_key, is_text_key, split_strokes
from tui.keymap.presets import PRESETS, Keymap
from tui.strings.keymap_text import KeymapText
from tui.toml_files import FileProblem, suggest_closest

_EVERYWHERE = ("screen", "app")
ACTIVE_TOGETHER = (
    ("rows", "library", *_EVERYWHERE),
    ("input", "library", *_EVERYWHERE),
    ("rows", "search", *_EVERYWHERE),
    ("input", "query", "search", *_EVERYWHERE),
    ("text", "reader", *_EVERYWHERE),
    ("rows", "panes", "reader", *_EVERYWHERE),
    ("input", "panes", "reader", *_EVERYWHERE),
    ("find", "input", "reader", *_EVERYWHERE),
    ("rows", "words", *_EVERYWHERE),
    ("rows", "concordance", *_EVERYWHERE),
    ("input", "query", "concordance", *_EVERYWHERE),
    ("note", "tags", "input"),
    ("date", "input"),
    ("details", "input"),
    ("event_date", "input"),
    ("prompt", "tags", "query", "input"),
    ("confirm",),
    ("legend",),
    ("picker", "input"),
    ("rows", "help"),
    ("input", "help"),
    ("rows", "corrections", *_EVERYWHERE),
    ("rows", "repeated_quotes", *_EVERYWHERE),
    ("input", "query", "repeated_quotes", *_EVERYWHERE),
    ("rows", "occurrences", *_EVERYWHERE),
    ("rows", "quotation_checks", *_EVERYWHERE),
    ("rows", "coders", *_EVERYWHERE),
    ("rows", "people", *_EVERYWHERE),
    ("input", "people", *_EVERYWHERE),
    ("rows", "person", "people", *_EVERYWHERE),
    ("rows", "duplicates", *_EVERYWHERE),
    ("rows", "proposals", *_EVERYWHERE),
    ("rows", "timeline", *_EVERYWHERE),
    ("input", "query", "timeline", *_EVERYWHERE),
)
"""The parts of a screen that are active together, by the prefixes of their actions' ids.

A part that is not listed here is active only together with a list ("rows")."""


def check_keymap(keymap: Keymap, known: Mapping[str, Action]) -> list[FileProblem]:
    """Return the problems of a keymap: unreadable entries, unknown actions, and conflicts."""
    troubles = list(keymap.problems)
    for name, line in keymap.lines.items():
        if name not in known:
            suggestion = suggest_closest(name, list(known))
            troubles.append(
                FileProblem(
                    KeymapText.UNKNOWN_ACTION.format(action=name, suggestion=suggestion), line
                )
            )
        elif known[name].works_while_typing:
            troubles += [
                FileProblem(KeymapText.TYPES_TEXT.format(action=name, key=display_key(key)), line)
                for key in keymap.keys[name]
                if is_text_key(key)
            ]
    troubles += _clashes(keymap, known)
    return sorted(troubles, key=lambda trouble: trouble.line or 0)


def effective_keys(keymap: Keymap, known: Mapping[str, Action]) -> dict[str, tuple[str, ...]]:
    """Return the keys of every action under a keymap."""
    return {name: keymap.keys.get(name, action.bound_keys) for name, action in known.items()}


def _clashes(keymap: Keymap, known: Mapping[str, Action]) -> list[FileProblem]:
    """Find the file's keys that another action, active at the same time, has too."""
    keys, defaults = effective_keys(keymap, known), effective_keys(Keymap(), known)
    conflicts: dict[frozenset[str], FileProblem] = {}
    named = {part for parts in ACTIVE_TOGETHER for part in parts}
    alone = {name.partition(".")[0] for name in known} - named
    for parts in (*ACTIVE_TOGETHER, *(("rows", part) for part in sorted(alone))):
        here = [name for name in known if name.partition(".")[0] in parts]
        for name in here:
            if name not in keymap.lines:
                continue
            for rival in here:
                pair = frozenset({name, rival})
                if rival == name or pair in conflicts:
                    continue
                if _shared_key(defaults[name], defaults[rival]):
                    continue  # a conflict of the default keys is intended: the inner part wins
                if key := _shared_key(keys[name], keys[rival]):
                    conflicts[pair] = FileProblem(
                        KeymapText.CONFLICT.format(
                            action=name,
                            key=display_key(key),
                            rival=rival,
                            description=known[rival].description,
                        ),
                        keymap.lines[name],
                    )
    return list(conflicts.values())


def _shared_key(keys: Sequence[str], rivals: Sequence[str]) -> str | None:
    """Return a key of `keys` that equals a key of `rivals`, or is a prefix of one or vice versa."""
    for key in keys:
        strokes = split_strokes(key)
        for rival in rivals:
            pairs = zip(strokes, split_strokes(rival), strict=False)
            if all(stroke == rival_stroke for stroke, rival_stroke in pairs):
                return key
    return None


def to_toml(keymap: Keymap, path: Path, known: Mapping[str, Action]) -> str:
    """Write the current keys as a keys file, which the user may store at `path` and edit."""
    state = "" if path.exists() else KeymapText.NOT_CREATED
    presets = ", ".join(PRESETS)
    header = {"path": path, "state": state, "preset": keymap.preset, "presets": presets}
    lines = [line.format(**header) for line in KeymapText.HEADER]
    table = ""
    effective = effective_keys(keymap, known)

    def key_label(id: str) -> str:
        return display_key(effective[id][0]) if effective[id] else ""

    for name, keys in sorted(effective.items(), key=lambda item: item[0].partition(".")[0]):
        part, _, action = name.partition(".")
        if part != table:
            table = part
            lines += ["", f"[{part}]"]
        written = [_quoted(display_key(key)) for key in keys]
        value = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
        description = format_action_keys(known[name].description, key_label)
        lines.append(f"{f'{action} = {value}':<40}  # {description}")
    return "\n".join(lines)


def _quoted(key: str) -> str:
    return "'\"'" if key == '"' else '"\\\\"' if key == "\\" else f'"{key}"'
