"""All actions with their keys, and whether a reader's own keys can work together."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input, TextArea

from tui.keymap import PRESETS, Keymap, Trouble, closest
from tui.strokes import is_typed, stroke_names, write_key

_EVERYWHERE = ("screen", "app")
TOGETHER = (
    ("rows", "library", *_EVERYWHERE),
    ("line", "library", *_EVERYWHERE),
    ("rows", "search", *_EVERYWHERE),
    ("line", "search", *_EVERYWHERE),
    ("text", "reader", *_EVERYWHERE),
    ("rows", "panes", "reader", *_EVERYWHERE),
    ("line", "panes", "reader", *_EVERYWHERE),
    ("find", "line", "reader", *_EVERYWHERE),
    ("rows", "concordance", "words", *_EVERYWHERE),
    ("rows", "concordance", "everywhere", *_EVERYWHERE),
    ("note", "tags", "line"),
    ("date", "line"),
    ("ask", "tags", "line"),
    ("confirm",),
    ("legend",),
    ("pick", "line"),
    ("days", "line"),
    ("rows", "corrections", *_EVERYWHERE),
    ("rows", "sayings", *_EVERYWHERE),
    ("line", "sayings", *_EVERYWHERE),
    ("rows", "saying", *_EVERYWHERE),
    ("rows", "people", *_EVERYWHERE),
    ("line", "people", *_EVERYWHERE),
    ("rows", "person", "people", *_EVERYWHERE),
    ("rows", "proposals", *_EVERYWHERE),
    ("rows", "timeline", *_EVERYWHERE),
    ("line", "query", "timeline", *_EVERYWHERE),
)
"""The parts that are in sight together, by the beginnings of their actions' ids; a part that is
not among them is alone with a list."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action that has keys: its id, what it does, and the keys it has by itself."""

    name: str
    does: str
    keys: tuple[str, ...]
    typing: bool
    """Whether its keys are pressed where text is typed."""


def actions() -> dict[str, Action]:
    """Every action of the app by its id, in the order of the parts. Imports all of `tui`."""
    found: dict[str, Action] = {}
    for node, binding in bound():
        if binding.id:
            keys = tuple(key.strip() for key in binding.key.split(","))
            typing = binding.priority or issubclass(node, Input | TextArea)
            found[binding.id] = Action(binding.id, binding.tooltip, keys, typing)
    return found


def bound() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Every binding of the app, its screens and its widgets, with the class that has it."""
    import tui.screens
    import tui.widgets
    from tui.app import OnRecord

    for package in (tui.screens, tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    classes: list[type[DOMNode]] = [OnRecord]
    pending: list[type[DOMNode]] = [DOMNode]
    while pending:
        subclasses = pending.pop().__subclasses__()
        pending += subclasses
        classes += [
            found
            for found in subclasses
            if found.__module__.startswith("tui.") and not issubclass(found, App)
        ]
    for node in dict.fromkeys(classes):
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding), f"{node.__name__} has a binding that is no Binding"
            yield node, binding


def check(keymap: Keymap, known: Mapping[str, Action]) -> list[Trouble]:
    """What is wrong with the keys of a reader's file: as read, unknown actions, and clashes."""
    troubles = list(keymap.troubles)
    for name, line in keymap.lines.items():
        if name not in known:
            near = closest(name, list(known))
            troubles.append(Trouble(f"There is no action “{name}”{near}", line))
        elif known[name].typing:
            troubles += [
                Trouble(f"{name}: “{write_key(key)}” would be typed as text there", line)
                for key in keymap.keys[name]
                if is_typed(key)
            ]
    troubles += _clashes(keymap, known)
    return sorted(troubles, key=lambda trouble: trouble.line or 0)


def current(keymap: Keymap, known: Mapping[str, Action]) -> dict[str, tuple[str, ...]]:
    """The keys of every action under a keymap."""
    return {name: keymap.keys.get(name, action.keys) for name, action in known.items()}


def _clashes(keymap: Keymap, known: Mapping[str, Action]) -> list[Trouble]:
    """Actions of the file whose key another action in sight with them has too."""
    keys = current(keymap, known)
    told: dict[frozenset[str], Trouble] = {}
    named = {part for parts in TOGETHER for part in parts}
    alone = {name.partition(".")[0] for name in known} - named
    for parts in (*TOGETHER, *(("rows", part) for part in sorted(alone))):
        here = [name for name in known if name.partition(".")[0] in parts]
        for name in here:
            if name not in keymap.lines:
                continue
            for other in here:
                both = frozenset({name, other})
                if other == name or both in told or _meet(known[name].keys, known[other].keys):
                    continue  # those that meet by themselves are meant to: the inner one wins
                if key := _meet(keys[name], keys[other]):
                    told[both] = Trouble(
                        f"{name}: “{write_key(key)}” is also the key of {other}"
                        f" ({known[other].does})",
                        keymap.lines[name],
                    )
    return list(told.values())


def _meet(some: Sequence[str], others: Sequence[str]) -> str | None:
    """A key of `some` that is in `others`, or begins one of them, or is begun by one."""
    for key in some:
        strokes = stroke_names(key)
        for other in others:
            if all(one == two for one, two in zip(strokes, stroke_names(other), strict=False)):
                return key
    return None


def as_toml(keymap: Keymap, path: Path, known: Mapping[str, Action]) -> str:
    """The current keys as a keys file, which a reader may keep at `path` and change."""
    state = "" if path.exists() else " (not there yet)"
    lines = [
        f"# The keys of OnRecord. Yours go into {path}{state},",
        "# in this form; what it leaves out stays as the preset has it.",
        f'preset = "{keymap.preset}"  # of {", ".join(PRESETS)}',
    ]
    table = ""
    for name, keys in sorted(
        current(keymap, known).items(), key=lambda item: item[0].partition(".")[0]
    ):
        part, _, action = name.partition(".")
        if part != table:
            table = part
            lines += ["", f"[{part}]"]
        written = [_quoted(write_key(key)) for key in keys]
        value = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
        lines.append(f"{f'{action} = {value}':<40}  # {known[name].does}")
    return "\n".join(lines)


def _quoted(key: str) -> str:
    return "'\"'" if key == '"' else '"\\\\"' if key == "\\" else f'"{key}"'
