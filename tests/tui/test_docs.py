"""The docs and what runs say the same: a command, option or key that is undocumented fails."""

import re
from pathlib import Path

import click
import pytest

from db.search.parser import FEATURES, FIELDS, KINDS, STATES
from tui.cli import COMMANDS as NAMES
from tui.cli import onrecord
from tui.keymap.parsing import display_key
from tui.keymap.validation import iter_bindings

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
KEYS = (DOCS / "keys.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """A page's second-level sections by their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.M | re.S))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_command_and_option_is_documented(name: str) -> None:
    section = sections(COMMANDS)[name]
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.name == name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(option in section for option in parameter.opts), parameter.opts


def test_every_documented_command_exists() -> None:
    assert set(sections(COMMANDS)) == {*NAMES, "Every command"}


def test_every_field_of_a_search_is_documented() -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8")
    known = {*FIELDS, *(f"`{value}`" for value in (*KINDS.values(), *STATES, *FEATURES))}
    assert {name for name in known if name not in page} == set()


def test_every_binding_has_an_id_and_a_tooltip_and_stands_in_the_docs_with_its_keys() -> None:
    rows = dict(re.findall(r"^\| `([\w.-]+)` \| (.+?) \|", KEYS, re.M))
    bindings = {binding.id: binding for _, binding in iter_bindings()}
    for node, binding in iter_bindings():
        assert binding.id, f"{node.__name__}: {binding.key} has no id"
        assert binding.tooltip, f"{node.__name__}: {binding.id} has no tooltip"
    assert bindings.keys() == rows.keys()
    for name, binding in bindings.items():
        keys = [display_key(key) for key in binding.key.split(",")]
        assert re.findall(r"`(\S+)`", rows[name]) == keys, name
