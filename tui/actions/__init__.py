"""The actions of the app, one row each, in one file per group: a screen, a widget, a controller.

A row has the keys of both presets as a keys file writes them, the method, and all texts. Bindings,
footer, help, palette, presets and `docs/reference/keys.md` are made from it.

The files are JSON, one row per line. msgspec reads all of them in 0.4 ms, `tomllib` the same rows
in 23 ms. The groups of the first frame take 0.06 ms; as Python modules they would take 0.3 ms.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct, ValidationError
from msgspec.json import Decoder
from textual.binding import Binding, BindingType

from tui.key_names import parse_key

FOLDER = Path(__file__).parent


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action of a screen, a widget or the app."""

    id: str
    keys: tuple[str, ...]
    """Its keys in the preset `vim`, as help, docs and keys files write them."""
    plain: tuple[str, ...] | None = None
    """Its keys in the preset `plain`; None for those of `vim`."""
    shown_key: str | None = None
    """The only key that footer and help show; None for all."""
    method: str
    """The method after `action_`, with its arguments: `step(-1)` calls `action_step(-1)`."""
    label: str
    """The name in footer, help and palette."""
    description: str
    """Its effect; `{rows.down}` in it is the key of another action."""
    letters: Mapping[str, str] = {}
    """The meaning of each of its letters in `vim`. A letter has at most two meanings in the app."""
    synonyms: str = ""
    """Everyday words, separated by commas, by which palette and help find it."""
    next_key: str = ""
    """The message of the palette after an action that waits for another key."""
    footer: bool = False
    """True if the footer shows it."""
    priority: bool = False
    """True if its keys precede those of the focused widget."""
    in_text: bool = False
    """True if it is an action of an input field."""

    @property
    def part(self) -> str:
        """Its part of the app: the first word of its id, and a table of keys files."""
        return self.id.partition(".")[0]

    @property
    def bound_keys(self) -> tuple[str, ...]:
        """The Textual names of its keys in the preset `vim`."""
        return tuple(map(parse_key, self.keys))

    @property
    def works_while_typing(self) -> bool:
        """True if its keys work while text is typed."""
        return self.priority or self.in_text

    @property
    def synonym_list(self) -> tuple[str, ...]:
        """The synonyms one by one."""
        return tuple(map(str.strip, self.synonyms.split(","))) if self.synonyms else ()

    def to_binding(self) -> Binding:
        """Return the Textual binding."""
        return Binding(
            ",".join(self.bound_keys), self.method, self.label, self.footer, self.shown_key,
            self.priority, self.description, self.id,
        )  # fmt: skip


_ACTION_ID = re.compile(r"\{(\w+\.\w+)\}")
_ROWS = Decoder(tuple[Action, ...])


@cache
def read_group(group: str) -> tuple[Action, ...]:
    """Return the actions of a group, in the order in which the footer shows them.

    Raises `ValueError` with the file and the row if a field is unknown, missing or of a wrong type.
    """
    path = FOLDER / f"{group}.json"
    try:
        return _ROWS.decode(path.read_bytes())
    except ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error


def load_bindings(group: str) -> list[BindingType]:
    """Return the bindings of a group's actions, for the class that has their methods."""
    return [action.to_binding() for action in read_group(group)]


def list_groups() -> list[str]:
    """Return the names of all groups."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def list_actions() -> Mapping[str, Action]:
    """Return every action of the app by its id."""
    return {action.id: action for group in list_groups() for action in read_group(group)}


def find_action(id: str) -> Action:
    """Return the action with this id, which is usually in the group that its id begins with.

    All groups are read only for others: on the way to the first frame, that takes 2 ms.
    """
    group = id.partition(".")[0]
    if (FOLDER / f"{group}.json").exists():
        for action in read_group(group):
            if action.id == id:
                return action
    return list_actions()[id]


def format_action_keys(text: str, key_label: Callable[[str], str]) -> str:
    """Replace the id of each action in braces by its key: `{rows.down}` → "j"."""
    return _ACTION_ID.sub(lambda match: key_label(match[1]), text)


def find_synonyms(id: str | None) -> tuple[str, ...]:
    """Return the synonyms of an action; none for a binding of Textual."""
    action = list_actions().get(id or "")
    return action.synonym_list if action else ()
