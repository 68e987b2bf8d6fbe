"""List the invisible and look-alike characters (homoglyphs) of an article."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.confusables import Confusable, find_confusables
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import format_count
from tui.strings.reader_text import ReaderText

if TYPE_CHECKING:
    from tui.context import AppContext

_AROUND = 24  # characters of text on each side


def list_confusables(context: "AppContext", text: str, go_to: Callable[[int, int], None]) -> None:
    """List the confusable characters of a text; call `go_to` with the span of the picked one."""
    found = find_confusables(text)
    if not found:
        context.show_message(ReaderText.NO_HIDDEN_CHARACTERS)
        return

    def picked(choice: Choice[Confusable] | None) -> None:
        if choice is not None:
            go_to(choice.value.start, choice.value.end)

    question = format_count(len(found), ReaderText.HIDDEN_CHARACTER)
    choices = [_choice(text, character) for character in found]
    context.push_screen(PickerDialog(question, choices), picked)


def _choice(text: str, found: Confusable) -> Choice[Confusable]:
    before = text[max(found.start - _AROUND, 0) : found.start]
    after = text[found.end : found.end + _AROUND]
    shown = "▯" if found.hidden else f"▸{text[found.start]}◂"
    name = found.name.lower()
    label = name if found.hidden else ReaderText.LOOK_ALIKE.format(character=name)
    return Choice(label, f"{before}{shown}{after}".strip(), found)
