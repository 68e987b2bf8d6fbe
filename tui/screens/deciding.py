"""Shared actions of the screens about people: merging identities and opening merge candidates."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from db import StoreError
from db.identities.models import IdentityRow
from tui.dialogs.picker import Choice, PickScreen
from tui.people_wording import counts, named, role_or_sort
from tui.screens import people_changes
from tui.screens.base import FrameScreen

_MOST = 50  # choices shown for the words typed


class DecidingScreen(FrameScreen):
    """A screen with a selected identity that the reader can merge with another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "merge", "Merge", id="people.merge",
                tooltip="Merge with another person or organisation"),
        Binding("p", "proposals", "Duplicates", id="people.proposals",
                tooltip="Review possible duplicates"),
    ]  # fmt: skip

    @property
    def who(self) -> IdentityRow | None:
        """The selected identity, or None."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the merge only while an identity is selected."""
        if action == "merge":
            return self.who is not None
        return super().check_action(action, parameters)

    def action_merge(self) -> None:
        """Pick an identity to merge with the selected one."""
        identity = self.who
        if identity is None:
            return

        def picked(choice: Choice[IdentityRow] | None) -> None:
            if choice is not None:
                people_changes.merge(self.record, choice.value, identity)

        self.app.push_screen(
            PickScreen(
                f"Merge {named(identity)} with …",
                [],
                more=lambda: self._likely(identity),
                find=lambda words: self._find_by_name(identity, words),
            ),
            picked,
        )

    def _likely(self, identity: IdentityRow) -> list[Choice[IdentityRow]]:
        """Return the merge candidates of an identity, then those that share its last name."""
        people = self.record.store.people
        try:
            pairs = people.proposals(identity.id, limit=_MOST)
        except StoreError:
            return []
        proposed = [pair.other if pair.one.id == identity.id else pair.one for pair in pairs]
        namesakes = self._find_by_name(identity, identity.name.split()[-1])
        return [*_choices(proposed), *(c for c in namesakes if c.value not in proposed)]

    def _find_by_name(self, identity: IdentityRow, words: str) -> list[Choice[IdentityRow]]:
        """Return other identities with these words in a name, those in most articles first.

        For use in a thread.
        """
        people = self.record.store.people
        try:
            rows = people.rows(words, sort="all", order="articles", limit=_MOST)
        except StoreError:
            return []
        return _choices([row for row in rows if row.id != identity.id])

    def action_proposals(self) -> None:
        """Open the list of merge candidates."""
        from tui.screens.proposals import ProposalsScreen

        self.app.push_screen(ProposalsScreen())


def _choices(rows: Sequence[IdentityRow]) -> list[Choice[IdentityRow]]:
    return [Choice(row.name, f"{role_or_sort(row)} · {counts(row)}", row) for row in rows]
