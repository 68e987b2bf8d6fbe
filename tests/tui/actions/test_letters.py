"""Every letter of the vim preset has at most two meanings, and every letter has one."""

import pytest

from tui.actions import list_actions
from tui.actions.key_reference import letter_meanings

MOST = 2


def test_no_letter_has_more_than_two_meanings() -> None:
    meanings = letter_meanings()
    assert len(meanings) > 40
    assert {letter: list(found) for letter, found in meanings.items() if len(found) > MOST} == {}


@pytest.mark.parametrize("id", sorted(list_actions()))
def test_every_letter_of_an_action_has_a_meaning(id: str) -> None:
    """The row of an action lacks the meaning of its letter, or has no such letter any more."""
    action = list_actions()[id]
    assert {*action.letters} == {key for key in action.keys if len(key) == 1 and key.isalpha()}


def test_every_letter_that_begins_sequences_has_a_meaning() -> None:
    begins = {
        key[0]
        for action in list_actions().values()
        for key in action.bound_keys
        if " " in key and key[0].isalpha()
    }
    assert begins == {letter for letter, found in letter_meanings().items() if [None] in [
        actions[:1] for actions in found.values()]}  # fmt: skip
