"""Controllers: each has bindings and their actions, over the reader's model.

A controller knows the model, the app's services, and the part of the screen that it has to move.
It has no widgets, so tests need no app.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from textual.binding import BindingType

from db import Note
from tui.dialogs.picker import Choice, PickerDialog
from tui.screens.reader.model import ReaderModel
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import FindingRef, Group, Kind

if TYPE_CHECKING:
    from tui.context import AppContext

T = TypeVar("T")
NOT_LOADED = ""
"""The reason that disables an action silently: the article is not loaded yet."""


class ReaderView(Protocol):
    """The part of the reader's screen that every controller can change."""

    def go_to(self, start: int, end: int | None = None) -> None:
        """Move the text cursor to a span, and scroll it into view."""

    def show_span(self, start: int, end: int) -> None:
        """Highlight a span that is no finding, go to it, and focus the text."""

    def focus_text(self) -> None:
        """Focus the text."""

    def clear_selection(self) -> None:
        """Clear the selection."""

    def call_next(self, callback: Callable[[], object]) -> None:
        """Call `callback` after the changes of the store so far are on the screen."""

    def update_status_bar(self) -> None:
        """Show the present state in the status bar."""

    @property
    def is_current(self) -> bool:
        """True if no other screen or dialog is above this one."""


V = TypeVar("V", bound=ReaderView)


class Controller(Generic[V]):
    """Actions of the reader with their bindings; `view` is the part of the screen they need."""

    BINDINGS: ClassVar[list[BindingType]] = []
    HIDDEN_IF_DISABLED: ClassVar[frozenset[str]] = frozenset()
    """The actions that help and footer omit while they are disabled."""

    def __init__(self, model: ReaderModel, context: "AppContext", view: V) -> None:
        """Create the controller of an open article."""
        self.model = model
        self.context = context
        self.view = view

    @classmethod
    def action_names(cls) -> list[str]:
        """Return the names of the actions."""
        return [name.removeprefix("action_") for name in vars(cls) if name.startswith("action_")]

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now, as a message; None if it can.

        An empty reason, such as `NOT_LOADED`, is not shown.
        """
        del action
        return None if self.model.findings else NOT_LOADED

    def run(self, action: str, *parameters: object) -> None:
        """Run an action, or show why it is disabled."""
        reason = self.disabled_reason(action, *parameters)
        if reason is None:
            getattr(self, f"action_{action}")(*parameters)
        elif reason:
            self.context.show_message(reason)

    # Shared by several controllers

    def choose(self, ref: FindingRef | None) -> None:
        """Choose a finding or note and go to it; None clears the choice."""
        if ref is not None:
            self.view.go_to(ref.start, ref.end)
        self.model.choose(ref)

    def jump_to(self, ref: FindingRef) -> None:
        """Record the position in the jump list, then choose a finding or note."""
        self.model.jump_list.record_jump(self.model.text.position)
        self.choose(ref)

    def single_note_at_cursor(self) -> Note | None:
        """Return the note at the cursor; if there are several, choose the first instead.

        The choice shows which note the next key applies to.
        """
        first, *more = self.model.notes_at_cursor
        if more:
            self.choose(first)
            self.context.show_message(ReaderText.SEVERAL_NOTES.format(number=1 + len(more)))
            return None
        return self.model.notes[first.index]

    def pick_value(
        self, question: str, choices: Sequence[Choice[T]], then: Callable[[T], object]
    ) -> None:
        """Ask `question`, and call `then` with the value of the choice picked."""

        def picked(choice: Choice[T] | None) -> None:
            if choice is not None:
                then(choice.value)

        self.context.push_screen(PickerDialog(question, choices), picked)

    def pick_finding(
        self, group: Group, kinds: Sequence[Kind], then: Callable[[FindingRef], None]
    ) -> None:
        """Call `then` with the chosen finding, else with the only or the picked finding here."""
        here = self.model.findings_here(group, kinds)
        if len(here) == 1:
            then(here[0])
            return
        choices = []
        for ref in here:
            label = self.model.finding_label(ref)
            words = self.model.span_text((ref.start, ref.end))
            detail = ReaderText.WORDS_HERE.format(words=words) if words != label else ""
            choices.append(Choice(label, detail, ref))
        self.pick_value(ReaderText.WHICH_FINDING[group], choices, then)


S = TypeVar("S", bound="ControllerHost")


class ControllerHost(Protocol):
    """A screen that has a controller of each class in the list of `delegate_actions`."""

    def run_controller_action(
        self, kind: type[Controller[Any]], action: str, parameters: tuple[object, ...]
    ) -> None:
        """Run the action of a controller of the screen."""


def delegate_actions(controllers: Sequence[type[Controller[Any]]]) -> Callable[[type[S]], type[S]]:
    """Define an `action_…` method for each action of these controllers on the decorated screen.

    Textual finds an action by the name of a method of the screen that has the binding.
    """

    def decorate(screen: type[S]) -> type[S]:
        for controller in controllers:
            for name in controller.action_names():
                setattr(screen, f"action_{name}", _delegate(controller, name))
        return screen

    return decorate


def _delegate(controller: type[Controller[Any]], name: str) -> Callable[..., None]:
    @wraps(getattr(controller, f"action_{name}"))  # Textual passes what the signature lists
    def action(screen: ControllerHost, *parameters: object) -> None:
        screen.run_controller_action(controller, name, parameters)

    return action
