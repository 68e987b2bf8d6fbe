"""Shared actions of the screens about people: merging identities and opening merge candidates."""

from abc import abstractmethod
from collections.abc import Sequence

from db.identities.models import IdentityRow
from tui.actions import load_bindings
from tui.dialogs.picker import Choice, PickerDialog
from tui.identity_text import format_counts, role_or_type, safe_name
from tui.screens import identity_edits
from tui.screens.app_screen import AppScreen
from tui.store_query import read_or_default
from tui.strings.people_text import PeopleText

_MOST = 50  # choices shown for the words typed


class IdentityScreen(AppScreen):
    """A screen with a selected identity that the reader can merge with another."""

    BINDINGS = load_bindings("identities")

    @property
    @abstractmethod
    def selected_identity(self) -> IdentityRow | None:
        """The selected identity, or None."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the merge only while an identity is selected."""
        if action == "merge":
            return self.selected_identity is not None
        return super().check_action(action, parameters)

    def action_merge(self) -> None:
        """Pick an identity to merge with the selected one."""
        identity = self.selected_identity
        if identity is None:
            return

        def picked(choice: Choice[IdentityRow] | None) -> None:
            if choice is not None:
                identity_edits.merge_and_report(self.context, [choice.value], identity)

        self.app.push_screen(
            PickerDialog(
                PeopleText.MERGE_WITH.format(name=safe_name(identity)),
                [],
                more=lambda: self._likely(identity),
                find=lambda words: self._find_by_name(identity, words),
            ),
            picked,
        )

    def _likely(self, identity: IdentityRow) -> list[Choice[IdentityRow]]:
        """Return the merge candidates of an identity, then those that share its last name."""
        load = self.context.store.identities.merge_candidates
        pairs = read_or_default(lambda: load(identity.id, limit=_MOST), [])
        candidates = [pair.second if pair.first.id == identity.id else pair.first for pair in pairs]
        namesakes = self._find_by_name(identity, identity.name.split()[-1])
        return [*identity_choices(candidates), *(c for c in namesakes if c.value not in candidates)]

    def _find_by_name(self, identity: IdentityRow, words: str) -> list[Choice[IdentityRow]]:
        """Return other identities with these words in a name, those in most articles first.

        For use in a thread.
        """
        load = self.context.store.identities.rows
        rows = read_or_default(lambda: load(words, sort="all", order="articles", limit=_MOST), [])
        return identity_choices([row for row in rows if row.id != identity.id])

    def action_duplicates(self) -> None:
        """Open the list of merge candidates."""
        self.context.open("merge_candidates")


def identity_choices(rows: Sequence[IdentityRow]) -> list[Choice[IdentityRow]]:
    """Return identities as choices, each with its role and counts."""
    return [Choice(row.name, f"{role_or_type(row)} · {format_counts(row)}", row) for row in rows]
