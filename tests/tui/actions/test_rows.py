"""Every row of the actions is valid: its fields, keys and method, and the class that has it."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.actions import parse
from textual.widgets import Input, TextArea

import tui.actions
from tests.support.bindings import iter_bindings
from tui.actions import FOLDER, list_actions, list_groups, read_group
from tui.app import OnRecordApp
from tui.key_names import parse_key

ROW = {
    "id": "trash.empty", "keys": ["D"], "method": "empty", "label": "Empty", "description": "Empty",
}  # fmt: skip


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a group of one action, for a row that is edited by hand."""
    monkeypatch.setattr(tui.actions, "FOLDER", tmp_path)
    read_group.cache_clear()
    yield tmp_path / "edited.json"
    read_group.cache_clear()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labl": "Empty"}, "unknown field `labl` - at `$[0]`"),
        ({"keys": "D"}, "Expected `array`, got `str` - at `$[0].keys`"),
        ({"footer": "yes"}, "Expected `bool`, got `str` - at `$[0].footer`"),
        ({"letters": ["D"]}, "Expected `object`, got `array` - at `$[0].letters`"),
    ],
)
def test_a_wrong_field_is_reported_with_its_file_and_row(
    group: Path, change: dict[str, object], message: str
) -> None:
    group.write_text(json.dumps([ROW | change]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"edited\.json: .+") as raised:
        read_group("edited")
    assert message in str(raised.value)


def test_a_missing_field_is_reported(group: Path) -> None:
    group.write_text(json.dumps([{"id": "trash.empty"}]), encoding="utf-8")
    with pytest.raises(ValueError, match="missing required field `keys`"):
        read_group("edited")


@pytest.mark.parametrize("name", list_groups())
def test_the_rows_of_a_group_have_texts_and_keys(name: str) -> None:
    lines = (FOLDER / f"{name}.json").read_text(encoding="utf-8").splitlines()
    actions = read_group(name)
    assert len(lines) == len(actions) + 2, "a row has a line of its own"
    for action in actions:
        assert action.part
        assert action.keys, f"{action.id} has no key"
        assert action.label, f"{action.id} has no label"
        assert action.description, f"{action.id} has no description"
        for key in (*action.keys, *(action.plain or ())):
            assert parse_key(key), f"{action.id}: {key} is not a key"
        assert action.shown_key in (None, *action.keys)


def test_no_two_rows_have_the_same_id() -> None:
    ids = Counter(action.id for group in list_groups() for action in read_group(group))
    assert [id for id, count in ids.items() if count > 1] == []


def test_every_action_is_bound_in_one_class_that_has_its_method() -> None:
    bound = Counter(binding.id for _, binding in iter_bindings())
    assert bound == Counter(dict.fromkeys(list_actions(), 1))
    for node, binding in iter_bindings():
        target, name, _ = parse(binding.action)
        owner = OnRecordApp if target == "app" else node
        assert hasattr(owner, f"action_{name}"), f"{binding.id}: no method action_{name}"


def test_only_actions_of_input_fields_are_marked_as_such() -> None:
    fields = {binding.id for node, binding in iter_bindings() if issubclass(node, Input | TextArea)}
    assert {action.id for action in list_actions().values() if action.in_text} == fields
