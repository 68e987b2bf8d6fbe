"""The docs and what runs say the same: a command, option or key that is undocumented fails."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character

import tui.screens
import tui.widgets
from tui.app import OnRecord
from tui.command_line import onrecord

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
KEYS = (DOCS / "keys.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """A page's second-level sections by their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S))


def ours(node: type[DOMNode]) -> bool:
    return node.__module__.startswith("tui.")


def bound() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Every binding of the app, its screens and its widgets, with the class that has it."""
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    classes: list[type[DOMNode]] = [OnRecord]
    pending: list[type[DOMNode]] = [DOMNode]
    while pending:
        subclasses = pending.pop().__subclasses__()
        pending += subclasses
        classes += [c for c in subclasses if ours(c) and not issubclass(c, App)]
    for node in classes:
        for binding in node.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding), f"{node.__name__} has a binding that is no Binding"
            yield node, binding


@pytest.mark.parametrize("name", sorted(onrecord.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections(COMMANDS)[name]
    for parameter in onrecord.commands[name].params:
        if isinstance(parameter, click.Option):
            assert any(option in section for option in parameter.opts), parameter.opts


def test_every_documented_command_exists() -> None:
    assert set(sections(COMMANDS)) == {*onrecord.commands, "Every command"}


def written(key: str) -> str:
    """A key as the docs write it."""
    names = {"escape": "Esc", "pagedown": "PageDown", "pageup": "PageUp", "slash": "/"}
    names |= dict(zip(("down", "up", "left", "right"), "↓↑←→", strict=True))
    if key in names:
        return names[key]
    if key.startswith(("ctrl+", "super+")):
        return key.replace("ctrl+", "^").replace("super+", "⌘")
    if len(key) == 1 or " " in key:
        return key.replace(" ", "")
    character = key_to_character(key) or ""
    if character.strip():
        return character
    return "+".join(part.capitalize() for part in key.split("+"))


def test_every_binding_has_an_id_and_a_tooltip_and_stands_in_the_docs_with_its_keys() -> None:
    rows = dict(re.findall(r"^\| `([\w.-]+)` \| (.+?) \|", KEYS, re.M))
    bindings = {binding.id: binding for _, binding in bound()}
    for node, binding in bound():
        assert binding.id, f"{node.__name__}: {binding.key} has no id"
        assert binding.tooltip, f"{node.__name__}: {binding.id} has no tooltip"
    assert bindings.keys() == rows.keys()
    for name, binding in bindings.items():
        keys = [written(key) for key in binding.key.split(",")]
        assert re.findall(r"`(\S+)`", rows[name]) == keys, name
