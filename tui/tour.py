"""The guided tour of the sample article: one action at a time, each named by its own key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from tui.keycheck import bound
from tui.screens.frame import FrameScreen
from tui.widgets.tour import TourPanel

if TYPE_CHECKING:
    from tui.app import OnRecord


@dataclass(frozen=True, slots=True)
class Step:
    """One action to try, by its id, and what to say of it. `{key}` stands for another's key."""

    action: str
    says: str


STEPS = (
    Step("text.down", "Names, quotations and dates are marked in the text. Move down a few lines."),
    Step("reader.next_quotation",
         "Go to the next quotation. The line under the text says who said it, and what shows it."),
    Step("reader.next_name", "Names work alike: go to the next one."),
    Step("reader.timeline",
         "All findings stand in the panes too. Go to the timeline; moving there moves the text."),
    Step("reader.leave", "Now back to the text."),
    Step("reader.highlight",
         "Highlight what is under the cursor. ({reader.note} would write a note on it.)"),
    Step("app.undo", "Every change can be taken back. Take back the highlight."),
    Step("app.help", "The list of all keys is always one key away."),
)  # fmt: skip
_LAST = "That was the tour. {app.palette} finds any command by its name, {app.search} searches."


class Tour:
    """The tour as it goes: the panel on the screen in front, and the step it is at."""

    def __init__(self, app: "OnRecord") -> None:
        """A tour of `app`; `show` begins it."""
        self._app = app
        self._at = 0
        self._bindings: Mapping[str, Binding] = {
            binding.id: binding for _, binding in bound() if binding.id
        }
        self._panel: TourPanel | None = None
        self._on: Screen[Any] | None = None

    def show(self) -> None:
        """Have the panel on the screen in front, where that is no question or list over it."""
        screen: Screen[Any] = self._app.screen
        if not isinstance(screen, FrameScreen):
            return
        if self._panel is None or self._on is not screen:
            self._remove()
            self._panel, self._on = TourPanel(), screen
            screen.mount(self._panel, before=0)
        step = STEPS[self._at]
        self._panel.update(
            Content.assemble(
                (f"Tour {self._at + 1}/{len(STEPS)}  ", "bold $primary"),
                (f" {self._key(step.action)} ", "bold reverse"),
                f"  {self._filled(step.says)}  ",
                (f"{self._key('app.tour')} ends the tour", "$foreground-muted"),
            )
        )

    def did(self, action: str) -> bool:
        """Move on where `action` was the one to try; False once there is nothing more to try."""
        if action == self._bindings[STEPS[self._at].action].action:
            self._at += 1
            if self._at == len(STEPS):
                self._remove()
                self._app.say(self._filled(_LAST))
                return False
            self.show()
        return True

    def end(self) -> None:
        """Take the panel away."""
        self._remove()

    def _remove(self) -> None:
        if self._panel is not None:
            self._panel.remove()
            self._panel = None

    def _filled(self, text: str) -> str:
        for name in ("reader.note", "app.palette", "app.search"):
            text = text.replace(f"{{{name}}}", self._key(name))
        return text

    def _key(self, action: str) -> str:
        """The reader's key for an action; for one without, the palette's."""
        own = self._app.keys
        return own.written(self._bindings[action]) or own.written(self._bindings["app.palette"])
