"""List the invisible and look-alike characters (homoglyphs) of an article."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.confusables import Disguise, find_disguises
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import counted

if TYPE_CHECKING:
    from tui.app import OnRecord

_AROUND = 24  # characters of text on each side


def reveal(app: "OnRecord", text: str, go_to: Callable[[int, int], None]) -> None:
    """List the confusable characters of a text; call `go_to` with the span of the picked one."""
    found = find_disguises(text)
    if not found:
        app.say("This article has no hidden or look-alike characters.")
        return

    def picked(choice: Choice[Disguise] | None) -> None:
        if choice is not None:
            go_to(choice.value.start, choice.value.end)

    question = counted(len(found), "hidden or look-alike character")
    choices = [_choice(text, character) for character in found]
    app.push_screen(PickScreen(question, choices), picked)


def _choice(text: str, found: Disguise) -> Choice[Disguise]:
    before = text[max(found.start - _AROUND, 0) : found.start]
    after = text[found.end : found.end + _AROUND]
    shown = "▯" if found.hidden else f"▸{text[found.start]}◂"
    kind = "" if found.hidden else "look-alike: "
    return Choice(f"{kind}{found.name.lower()}", f"{before}{shown}{after}".strip(), found)
