"""The guided tour of the sample article: one action at a time, each shown with its key.

The panel above a screen with the guided tour's next step.

The sample article, written for OnRecord and offered by an empty library.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from analysis import clean
from db import Document, StoreError
from tui.context import AppContext
from tui.keymap.validation import iter_bindings
from tui.screens.app_screen import AppScreen

_SEEN = "tour.seen"


class TourController:
    """Opens the sample article, and starts and ends the guided tour of it."""

    def __init__(self, context: AppContext) -> None:
        """Create the controller without a running tour."""
        self._context = context
        self._tour: Tour | None = None

    def toggle(self) -> None:
        """End the tour, or open the sample article and start it."""
        if self._tour:
            self._tour.end()
            self._tour = None
        else:
            self._context.settings.set(_SEEN, False)
            self.add_sample()

    def add_sample(self) -> None:
        """Add the sample article unless it is stored, and open it."""
        document = sample_document()
        try:
            known = self._context.store.articles.find(document.text)
        except StoreError as error:
            self._context.show_message(str(error), severity="error")
            return
        if known is None:
            self._context.jobs.start("Add the sample article", [document], self._open_sample)
        else:
            self._open_sample(known)

    def _open_sample(self, article: int) -> None:
        """Open the sample unless it is open already, and start the tour for new users."""
        if getattr(self._context.screen, "article_id", None) != article:
            self._context.open_article(article)
        if not self._context.settings.get(_SEEN, False):
            self._context.settings.set(_SEEN, True)
            self._tour = Tour(self._context)
            self._tour.show()

    def refresh(self) -> None:
        """Show the tour on the current screen, with the current keys."""
        if self._tour:
            self._context.call_later(self._tour.show)

    def record_action(self, action: str) -> None:
        """Report an action to the tour, which ends after its last step."""
        if self._tour and not self._tour.advance(action):
            self._tour = None


class TourPanel(Static):
    """A panel of a few lines with space of its own, so that it covers nothing."""

    DEFAULT_CSS = """
    TourPanel {
        height: auto;
        max-height: 4;
        padding: 0 2;
        background: $primary 18%;
        border-left: outer $primary;
        &:ansi { background: ansi_default; }
    }
    """
    ALLOW_SELECT = False


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step of the tour: the id of the action to try, and its text.

    An action id in braces is replaced by that action's key.
    """

    action: str
    text: str


STEPS = (
    TourStep("text.down",
             "Names, quotations and dates are marked in the text. Move down a few lines."),
    TourStep("reader.next_quotation",
         "Go to the next quotation. The line below the text shows its speaker and the reason."),
    TourStep("reader.next_name", "Go to the next name."),
    TourStep("reader.timeline",
         "The panes list all findings. Go to the timeline; its cursor also moves the text."),
    TourStep("reader.close", "Go back to the text."),
    TourStep("reader.highlight",
         "Highlight the text at the cursor. ({reader.note} would write a note on it.)"),
    TourStep("app.undo", "Every change can be undone. Undo the highlight."),
    TourStep("app.help", "Show the list of all keys."),
)  # fmt: skip
_LAST = "End of the tour. {app.palette} finds any command by its name, {app.search} searches."


class Tour:
    """The running tour: its panel on the current screen, and its current step."""

    def __init__(self, context: AppContext) -> None:
        """Create a tour of `app`; `show` starts it."""
        self._context = context
        self._at = 0
        self._bindings: Mapping[str, Binding] = {
            binding.id: binding for _, binding in iter_bindings() if binding.id
        }
        self._panel: TourPanel | None = None
        self._on: Screen[Any] | None = None

    def show(self) -> None:
        """Show the panel on the current screen, unless that is a dialog."""
        screen: Screen[Any] = self._context.screen
        if not isinstance(screen, AppScreen):
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
                f"  {self._filled(step.text)}  ",
                (f"{self._key('app.tour')} ends the tour", "$foreground-muted"),
            )
        )

    def advance(self, action: str) -> bool:
        """Advance if `action` was that of the current step; return False after the last step."""
        if action == self._bindings[STEPS[self._at].action].action:
            self._at += 1
            if self._at == len(STEPS):
                self._remove()
                self._context.show_message(self._filled(_LAST))
                return False
            self.show()
        return True

    def end(self) -> None:
        """End the tour and remove the panel."""
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
        """Return the user's key for an action; the palette's key for an action without one."""
        own = self._context.user_keys
        return own.key_label(self._bindings[action]) or own.key_label(self._bindings["app.palette"])


def sample_document() -> Document:
    """Return the sample article with its metadata, not analyzed yet."""
    return Document(
        text=clean(files("tui").joinpath("sample.txt").read_text(encoding="utf-8")),
        title="A “green corridor” for ships between Lisbon and Rotterdam",
        byline="Ines Duarte",
        site="OnRecord",
        source="sample",
        published=datetime.date(2026, 3, 12),
        published_from="metadata",
    )
