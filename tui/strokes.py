"""How keys are written: what help, docs and keys files call them, and what Textual calls them."""

import re

from textual.keys import _character_to_key, format_key, key_to_character

NO_KEY = "no-key."  # begins the key of a binding that the reader took the keys from

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


def parse_keys(written: str) -> str:
    """The Textual key of one way to press an action, such as `x`, `^d`, `F3`, `Shift+Tab`, `]q`.

    Two strokes come out with a space between them ("] q"). Raises `ValueError`, with words for the
    reader, for what is no key.
    """
    text = written.strip() or written[:1]
    parts = text.split() or [text]
    if len(parts) == 1:
        alone = _one(text)
        if alone is not None:
            return alone
        parts = list(text)
    if len(parts) != 2:
        raise ValueError(f"“{written}” is no key")
    strokes = [_one(part) for part in parts]
    if None in strokes:
        raise ValueError(f"“{written}” is no key")
    # A character stands for itself in a key of two strokes, which a comma cannot: it parts keys.
    return " ".join(
        part if len(part) == 1 and part != "," else stroke or ""
        for part, stroke in zip(parts, strokes, strict=True)
    )


def _one(text: str) -> str | None:
    """The Textual key of one stroke; None where there is no such key."""
    if text.casefold() in _SPELLINGS:
        return _SPELLINGS[text.casefold()]
    if len(text) == 1:
        name = _character_to_key(text)
        return name if _shown(name) == text and text.isprintable() else None
    if len(text) == 2 and text[0] in "^⌘":
        return _with(["ctrl" if text[0] == "^" else "super"], text[1])
    found = _MODIFIED.match(text)
    if found is None:
        return None
    given = re.split(r"[+-]", found[0][:-1])
    modifiers = [_MODIFIERS.get(name.casefold()) for name in given]
    if None in modifiers:
        return None
    return _with([name for name in modifiers if name], text[found.end() :])


def _with(modifiers: list[str], key: str) -> str | None:
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


def write_key(key: str) -> str:
    """A Textual key as help, docs and keys files write it; the inverse of `parse_keys`.

    Empty for an action without a key.
    """
    if key.startswith(NO_KEY):
        return ""
    if " " in key:
        first, second = (write_key(part) for part in key.split(" ", 1))
        return first + second if len(first) == len(second) == 1 else f"{first} {second}"
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    shown = _shown(name)
    if len(shown) == 1 and not 0x2190 <= ord(shown) <= 0x2193:  # an arrow is hard to read after ^
        if modifiers == ["ctrl"]:
            return f"^{shown}"
        if modifiers == ["super"]:
            return f"⌘{shown}"
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def _shown(name: str) -> str:
    return _NAMES.get(name) or key_to_character(name) or format_key(name)


def stroke_names(key: str) -> list[str]:
    """The strokes of a Textual key, each by its name, so that keys can be compared."""
    return [_character_to_key(part) if len(part) == 1 else part for part in key.split(" ")]


def is_typed(key: str) -> bool:
    """Whether a Textual key, or the first of its strokes, writes a character in a line of text."""
    first = key.split(" ", 1)[0]
    return first == "space" or (first not in _NAMES and "+" not in first)
