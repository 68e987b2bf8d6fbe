"""Convert keys between the notation of help, docs and keys files, and Textual's key names."""

import re

from textual.keys import _character_to_key, format_key, key_to_character

NO_KEY = "no-key."  # prefix of the key of a binding that the user removed all keys from

_NAMES = {
    "enter": "Enter", "tab": "Tab", "escape": "Esc", "space": "Space", "backspace": "Backspace",
    "delete": "Delete", "insert": "Insert", "home": "Home", "end": "End",
    "pageup": "PageUp", "pagedown": "PageDown", "up": "↑", "down": "↓", "left": "←", "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip
_SPELLINGS = {
    " ": "space",
    **{name: name for name in _NAMES},
    **{shown.casefold(): name for name, shown in _NAMES.items()},
    "return": "enter", "esc": "escape", "del": "delete", "ins": "insert",
    "pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown",
}  # fmt: skip
_MODIFIERS = {"ctrl": "ctrl", "control": "ctrl", "shift": "shift", "alt": "alt", "super": "super"}
_MODIFIERS |= {"option": "alt", "cmd": "super"}
_MODIFIED = re.compile(r"(?:(\w+)[+-])+(?=.)", re.S)


def parse_key(written: str) -> str:
    """Return the Textual key for a key such as `x`, `^d`, `F3`, `Shift+Tab` or `]q`.

    Two strokes are separated by a space: `]q` → `] q`. Raises `ValueError`, with a message for the
    user, if it is not a key.
    """
    text = written.strip() or written[:1]
    parts = text.split() or [text]
    if len(parts) == 1:
        single = _parse_stroke(text)
        if single is not None:
            return single
        parts = list(text)
    if len(parts) != 2:
        raise ValueError(f"“{written}” is not a key")
    strokes = [_parse_stroke(part) for part in parts]
    if None in strokes:
        raise ValueError(f"“{written}” is not a key")
    # A two-stroke key contains characters as they are, except the comma, which separates keys.
    return " ".join(
        part if len(part) == 1 and part != "," else stroke or ""
        for part, stroke in zip(parts, strokes, strict=True)
    )


def _parse_stroke(text: str) -> str | None:
    """Return the Textual key of one stroke; None if it is not a key."""
    if text.casefold() in _SPELLINGS:
        return _SPELLINGS[text.casefold()]
    if len(text) == 1:
        name = _character_to_key(text)
        return name if _shown(name) == text and text.isprintable() else None
    if len(text) == 2 and text[0] in "^⌘":
        return _with_modifiers(["ctrl" if text[0] == "^" else "super"], text[1])
    match = _MODIFIED.match(text)
    if match is None:
        return None
    names = re.split(r"[+-]", match[0][:-1])
    modifiers = [_MODIFIERS.get(name.casefold()) for name in names]
    if None in modifiers:
        return None
    return _with_modifiers([name for name in modifiers if name], text[match.end() :])


def _with_modifiers(modifiers: list[str], key: str) -> str | None:
    if key.casefold() in _SPELLINGS:
        name = _SPELLINGS[key.casefold()]
    elif len(key) == 1:
        if modifiers == ["shift"]:
            return _character_to_key(key.upper()) if key.isalpha() else None
        name = _character_to_key(key.lower() if "ctrl" in modifiers else key)
        if _shown(name).casefold() != key.casefold():
            return None
    else:
        return None
    return "+".join([*sorted(set(modifiers)), name])


def display_key(key: str) -> str:
    """Return a Textual key as help, docs and keys files write it; the inverse of `parse_key`.

    Empty for an action without a key.
    """
    if key.startswith(NO_KEY):
        return ""
    if " " in key:
        first, second = (display_key(part) for part in key.split(" ", 1))
        return first + second if len(first) == len(second) == 1 else f"{first} {second}"
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    shown = _shown(name)
    if len(shown) == 1 and not 0x2190 <= ord(shown) <= 0x2193:  # ^ before an arrow is hard to read
        if modifiers == ["ctrl"]:
            return f"^{shown}"
        if modifiers == ["super"]:
            return f"⌘{shown}"
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def _shown(name: str) -> str:
    return _NAMES.get(name) or key_to_character(name) or format_key(name)


def split_strokes(key: str) -> list[str]:
    """Split a Textual key into the names of its strokes, so that keys can be compared."""
    return [_character_to_key(part) if len(part) == 1 else part for part in key.split(" ")]


def is_text_key(key: str) -> bool:
    """Return whether a Textual key, or its first stroke, types a character in an input field."""
    first = key.split(" ", 1)[0]
    return first == "space" or (first not in _NAMES and "+" not in first)
