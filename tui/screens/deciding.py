"""What the screens about people share: saying that two are one, and looking at what is proposed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from db import StoreError
from db.people.records import IdentityRow
from tui import people_changes
from tui.people_wording import counts, named, role_or_sort
from tui.screens.frame import FrameScreen
from tui.screens.pick import Choice, PickScreen

_MOST = 50  # to pick from, of those whose names have the words typed


class DecidingScreen(FrameScreen):
    """A screen on which somebody is chosen, about whom the reader decides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "merge", "Same as", id="people.merge",
                tooltip="Say that this is the same as somebody else"),
        Binding("p", "proposals", "Proposed", id="people.proposals",
                tooltip="Pairs that may be one, for you to decide"),
    ]  # fmt: skip

    @property
    def who(self) -> IdentityRow | None:
        """Who is chosen."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There has to be somebody to be merged."""
        if action == "merge":
            return self.who is not None
        return super().check_action(action, parameters)

    def action_merge(self) -> None:
        """Pick somebody who is the same."""
        who = self.who
        if who is None:
            return

        def picked(choice: Choice[IdentityRow] | None) -> None:
            if choice is not None:
                people_changes.merge(self.record, choice.value, who)

        self.app.push_screen(
            PickScreen(
                f"{named(who)} is the same as …",
                [],
                more=lambda: self._likely(who),
                find=lambda words: self._called(who, words),
            ),
            picked,
        )

    def _likely(self, who: IdentityRow) -> list[Choice[IdentityRow]]:
        """Those proposed for somebody, and those who share the last word of the name."""
        people = self.record.store.people
        try:
            pairs = people.proposals(who.id, limit=_MOST)
        except StoreError:
            return []
        proposed = [pair.other if pair.one.id == who.id else pair.one for pair in pairs]
        alike = self._called(who, who.name.split()[-1])
        return [*_choices(proposed), *(one for one in alike if one.value not in proposed)]

    def _called(self, who: IdentityRow, words: str) -> list[Choice[IdentityRow]]:
        """Others with these words in a name, the most quoted first; for use in a thread."""
        people = self.record.store.people
        try:
            rows = people.rows(words, sort="all", order="articles", limit=_MOST)
        except StoreError:
            return []
        return _choices([row for row in rows if row.id != who.id])

    def action_proposals(self) -> None:
        """List the pairs that may be one."""
        from tui.screens.proposals import ProposalsScreen

        self.app.push_screen(ProposalsScreen())


def _choices(rows: Sequence[IdentityRow]) -> list[Choice[IdentityRow]]:
    return [Choice(row.name, f"{role_or_sort(row)} · {counts(row)}", row) for row in rows]
