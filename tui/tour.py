"""The guided tour of the sample article: one action at a time, each shown with its key."""

from typing import Any, Literal

from msgspec import Struct
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from db.edits.models import StoreChange
from tui.actions import list_actions
from tui.context import AppContext
from tui.dialogs.tour import TourDialog, TourPanel
from tui.sample_article import sample_document
from tui.screens import is_screen
from tui.screens.app_screen import AppScreen
from tui.store_query import attempt
from tui.strings.tour_text import TourText

_SEEN = "tour.seen"

Location = Literal["reader", "search", "library", "any"]
"""The screen on which a step can be done; "reader" is that of the sample article."""


class TourStep(Struct, frozen=True):
    """A step of the tour: the id of the action to try, and the screen on which it can be done.

    With `corrects`, the step is done when a finding was corrected, not when its dialog opened. With
    `reverts`, it is done when that correction was undone; it is skipped if there was none.
    """

    action: str
    location: Location = "reader"
    corrects: bool = False
    reverts: bool = False

    @property
    def text(self) -> str:
        """The instruction."""
        return TourText.STEPS[self.action]


STEPS = (
    TourStep("text.down"),
    TourStep("reader.next_quotation"),
    TourStep("reader.next_name"),
    TourStep("reader.timeline"),
    TourStep("reader.close"),
    TourStep("reader.correct_speaker", corrects=True),
    TourStep("app.undo", reverts=True),
    TourStep("app.search", "any"),
    TourStep("input.apply", "search"),
    TourStep("library.add", "library"),
    TourStep("app.help", "any"),
)


class TourController:
    """Opens the sample article, and starts and ends the guided tour of it."""

    def __init__(self, context: AppContext) -> None:
        """Create the controller without a running tour."""
        self._context = context
        self._tour: Tour | None = None

    def toggle(self) -> None:
        """Offer to skip, go back or end during the tour; else open the sample and start it."""
        if self._tour is None:
            self._context.settings.set(_SEEN, False)
            self.add_sample()
        else:
            screen = TourDialog(self._tour.progress, is_astray=self._tour.is_astray)
            self._context.push_screen(screen, self._answer)

    def _answer(self, answer: str | None) -> None:
        tour = self._tour
        if tour is None or answer is None:
            return
        if answer == "end":
            self._end()
        elif answer == "sample":
            self._return_to_sample()
        elif not tour.go({"skip": tour.position + 1, "back": tour.position - 1}.get(answer, 0)):
            self._finish()

    def _return_to_sample(self) -> None:
        """Close the screens above the sample article, or open it if it is closed or deleted."""
        assert self._tour is not None
        stack = self._context.screen.app.screen_stack
        if any(getattr(screen, "article_id", None) == self._tour.article for screen in stack):
            while getattr(self._context.screen, "article_id", None) != self._tour.article:
                self._context.action_back()
        else:
            self.add_sample()

    def add_sample(self) -> None:
        """Add the sample article unless it is stored, and open it."""
        document = sample_document()

        def add() -> None:
            known = self._context.store.articles.find(document.text)
            if known is None:
                hold = self._context.input_queue.add_hold(self._context.screen)

                def open_added(article: int | None) -> None:
                    hold.release()
                    if article is not None:
                        self._open_sample(article)

                self._context.jobs.start(TourText.ADD_SAMPLE, [document], open_added)
            else:
                self._open_sample(known)

        attempt(self._context, add)

    def _open_sample(self, article: int) -> None:
        """Open the sample unless it is open already, and start the tour for new users."""
        if getattr(self._context.screen, "article_id", None) != article:
            self._context.open_article(article)
        if self._tour is not None:
            self._tour.article = article  # deleted and added again
        elif not self._context.settings.get(_SEEN, False):
            self._context.settings.set(_SEEN, True)
            self._tour = Tour(self._context, article)
            self._tour.show()

    def refresh(self) -> None:
        """Show the tour on the current screen, with the current keys."""
        if self._tour:
            self._context.call_later(self._tour.show)

    def record_action(self, action: str, part: DOMNode) -> None:
        """Report an action of a widget, screen or app to the tour, which ends after its last."""
        if self._tour and not self._tour.advance(action, part):
            self._finish()

    def record_change(self, change: StoreChange) -> None:
        """Report a change of the store to the tour."""
        if self._tour:
            self._tour.record_change(change)

    def _finish(self) -> None:
        """End the tour after its last step."""
        if self._tour:
            self._context.show_message(self._tour.fill(TourText.END))
        self._end()

    def _end(self) -> None:
        if self._tour:
            self._tour.end()
        self._tour = None


class Tour:
    """The running tour: its panel on the current screen, and its current step."""

    def __init__(self, context: AppContext, article: int) -> None:
        """Create a tour of the sample `article`; `show` starts it."""
        self._context = context
        self.article = article
        self.position = 0
        """The index of the current step."""
        self._corrections = 0  # of the sample during the tour, without those undone
        self._was_changed = False  # by the current action
        self._panel: TourPanel | None = None
        self._on: Screen[Any] | None = None

    @property
    def progress(self) -> str:
        """The number of the current step, and that of all."""
        return TourText.PROGRESS.format(step=self.position + 1, steps=len(STEPS))

    @property
    def is_astray(self) -> bool:
        """True if the sample article is not on the screen."""
        return getattr(self._top, "article_id", None) != self.article

    @property
    def _top(self) -> Screen[Any]:
        """The screen in front, below any dialogs."""
        stack: list[Screen[Any]] = self._context.screen.app.screen_stack
        return next(screen for screen in reversed(stack) if isinstance(screen, AppScreen))

    def show(self) -> None:
        """Show the panel on the screen in front; below a dialog, it says how to go on."""
        screen = self._top
        if self._panel is None or self._on is not screen:
            self.end()
            self._panel, self._on = TourPanel(), screen
            screen.mount(self._panel, before=0)
        key, text = self._instruction()
        self._panel.update(
            Content.assemble(
                (f"{self.progress}  ", "bold $primary"),
                (f" {key} " if key else "", "bold reverse"),
                f"  {text}  " if key else f"{text}  ",
                (self.fill(TourText.MORE), "$foreground-muted"),
            )
        )

    def _instruction(self) -> tuple[str, str]:
        """Return the key to press and the text: of the step, or of the way to its screen."""
        step, screen = STEPS[self.position], self._top
        if self._context.screen is not screen and not isinstance(self._context.screen, TourDialog):
            return "", TourText.DIALOGS.get(step.action, TourText.CLOSE_DIALOG)
        if self._can_do(step):
            return self._key(step.action), self.fill(step.text)
        stack: list[Screen[Any]] = screen.app.screen_stack
        if step.location == "reader":
            if any(getattr(shown, "article_id", None) == self.article for shown in stack):
                return self._close_key(screen), TourText.RETURN_TO_ARTICLE
            return self._key("app.tour"), TourText.ARTICLE_CLOSED
        if step.location == "search":
            return self._key("app.search"), TourText.GO_TO_SEARCH
        return self._close_key(screen), TourText.GO_TO_LIBRARY

    def _can_do(self, step: TourStep) -> bool:
        """Return whether a step can be done on the screen in front."""
        match step.location:
            case "reader":
                return not self.is_astray
            case "any":
                return True
        return is_screen(self._top, step.location)

    def _close_key(self, screen: Screen[Any]) -> str:
        """Return the key that closes a screen, even while text is typed in it."""
        names = [binding.id for binding in type(screen).BINDINGS if isinstance(binding, Binding)]
        own = next((name for name in names if name and name.endswith(".close")), "app.back")
        return self._key("app.back" if own == "reader.close" else own)

    def advance(self, action: str, part: DOMNode) -> bool:
        """Advance if `action` was that of the current step; return False after the last step."""
        step, changed = STEPS[self.position], self._was_changed
        self._was_changed = False
        is_wanted = action == list_actions()[step.action].method and _has_binding(part, step.action)
        if step.corrects or not is_wanted:
            return True
        if not self._can_do(step) or (step.reverts and not changed):
            return True
        if step.reverts:
            self._corrections -= 1
        return self.go(self.position + 1)

    def record_change(self, change: StoreChange) -> None:
        """Advance if a finding of the sample was corrected and the step asks for that."""
        if not change.concerns("findings", article=self.article):
            return
        self._was_changed = True
        if STEPS[self.position].corrects:
            self._corrections += 1
            self.go(self.position + 1)

    def go(self, position: int) -> bool:
        """Go to a step, past one that needs a correction if there was none; False past the end."""
        step = -1 if position < self.position else 1
        position = max(position, 0)
        if position < len(STEPS) and STEPS[position].reverts and self._corrections <= 0:
            position += step
        if position >= len(STEPS):
            return False
        self.position = position
        self.show()
        return True

    def end(self) -> None:
        """Remove the panel."""
        if self._panel is not None:
            self._panel.remove()
            self._panel = None

    def fill(self, text: str) -> str:
        """Replace the ids of actions in braces by their keys."""
        for name in ("app.palette", "app.search", "app.tour", "reader.next_quotation"):
            text = text.replace(f"{{{name}}}", self._key(name))
        return text

    def _key(self, action: str) -> str:
        """Return the user's key for an action; the palette's key for an action without one."""
        return self._context.user_keys.label_of(action)


def _has_binding(part: DOMNode, action: str) -> bool:
    classes = type(part).__mro__
    bindings = (binding for node in classes for binding in node.__dict__.get("BINDINGS", ()))
    return any(isinstance(binding, Binding) and binding.id == action for binding in bindings)
