"""Listing what an article hides: invisible characters and letters that look like others."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.disguises import Disguise, find_disguises
from tui.screens.pick import Choice, PickScreen
from tui.wording import counted

if TYPE_CHECKING:
    from tui.app import OnRecord

_AROUND = 24  # characters of text on each side


def reveal(app: "OnRecord", text: str, go_to: Callable[[int, int], None]) -> None:
    """List the disguised characters of a text; `go_to` is called with the place of one picked."""
    found = find_disguises(text)
    if not found:
        app.say("Nothing is hidden in this article, and no letter looks like another.")
        return

    def picked(choice: Choice[Disguise] | None) -> None:
        if choice is not None:
            go_to(choice.value.start, choice.value.end)

    question = f"{counted(len(found), 'character')} not what they seem"
    app.push_screen(PickScreen(question, [_choice(text, one) for one in found]), picked)


def _choice(text: str, found: Disguise) -> Choice[Disguise]:
    before = text[max(found.start - _AROUND, 0) : found.start]
    after = text[found.end : found.end + _AROUND]
    shown = "▯" if found.hidden else f"▸{text[found.start]}◂"
    kind = "" if found.hidden else "looks like another: "
    return Choice(f"{kind}{found.name.lower()}", f"{before}{shown}{after}".strip(), found)
