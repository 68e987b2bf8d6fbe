"""The user's keymap: a preset, overridden by a TOML file.

A keys file has a table for each part of the app, with the keys of its actions:

    preset = "plain"

    [library]
    star = "x"

    [reader]
    next_quotation = ["]q", "F7"]
    narrower = []                    # no key; the palette still finds it

The keys of the presets are in the rows of `tui.actions`.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from tui.actions import list_actions
from tui.key_names import NO_KEY, parse_key
from tui.strings.keymap_text import KeymapText
from tui.toml_files import FileProblem, find_line, flatten, load_toml

VIM = "vim"
PLAIN = "plain"
PRESETS = (VIM, PLAIN)


class Keymap(Struct, frozen=True):
    """The keys, by their Textual names, that replace the default keys of actions."""

    preset: str = VIM
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, int | None] = field(default_factory=dict)
    """The line of the file for each action that the file itself, not the preset, sets."""
    problems: tuple[FileProblem, ...] = ()

    def to_textual(self) -> dict[str, str]:
        """Return the map in the form of `App.set_keymap`."""
        return {
            name: ",".join(keys) if keys else f"{NO_KEY}{name}" for name, keys in self.keys.items()
        }


def read_keymap(path: Path, preset: str = VIM) -> Keymap:
    """Read the keys of the file at `path`; they override its own preset, else `preset`.

    Entries that cannot be read are skipped and reported in `Keymap.troubles`; nothing is raised.
    """
    text, read, problem = load_toml(path)
    if problem is not None:
        return _over_preset(preset, troubles=[problem])
    troubles: list[FileProblem] = []
    wanted = read.pop("preset", preset)
    if wanted in PRESETS:
        preset = wanted
    else:
        choices = ", ".join(PRESETS)
        troubles.append(
            FileProblem(
                KeymapText.UNKNOWN_PRESET.format(preset=wanted, choices=choices),
                find_line(text, "preset"),
            )
        )
    keys: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int | None] = {}
    for name, value in flatten(read):
        line = find_line(text, name)
        parsed, trouble = _keys_of(name, value)
        if trouble:
            troubles.append(FileProblem(trouble, line))
        else:
            keys[name], lines[name] = parsed, line
    return _over_preset(preset, keys, lines, troubles)


def _over_preset(
    preset: str,
    keys: Mapping[str, tuple[str, ...]] | None = None,
    lines: Mapping[str, int | None] | None = None,
    troubles: list[FileProblem] | None = None,
) -> Keymap:
    return Keymap(preset, {**preset_keys(preset), **(keys or {})}, lines or {},
                  tuple(troubles or ()))  # fmt: skip


def preset_keys(preset: str) -> dict[str, tuple[str, ...]]:
    """Return the keys of a preset; none for `vim`, whose keys are the defaults."""
    if preset == VIM:
        return {}
    return {
        name: tuple(map(parse_key, action.plain))
        for name, action in list_actions().items()
        if action.plain is not None
    }


def _keys_of(name: str, value: object) -> tuple[tuple[str, ...], str]:
    """Parse a value of the file: return (keys, error message)."""
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, list) or not all(isinstance(key, str) for key in written):
        return (), KeymapText.NOT_KEYS.format(action=name)
    try:
        return tuple(dict.fromkeys(parse_key(key) for key in written)), ""
    except ValueError as error:
        return (), KeymapText.NOT_A_KEY.format(action=name, error=error)
