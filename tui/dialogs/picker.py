"""A dialog to pick one of several choices by typing, or to enter a new name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from tui.display_text import in_quotation_marks
from tui.sanitize import safe
from tui.strings import DialogText, bind
from tui.widgets.panes.pane_source import justify
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import VirtualList

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """A choice: its name, a detail that distinguishes it from others, and its value."""

    name: str
    detail: str
    value: T


def filter_choices(choices: Sequence[Choice[T]], typed: str) -> list[Choice[T]]:
    """Return the choices that contain every word typed, those that start with it first."""
    wanted = typed.casefold().split()
    found = [
        choice
        for choice in choices
        if all(word in f"{choice.name} {choice.detail}".casefold() for word in wanted)
    ]
    begin = " ".join(wanted)
    return sorted(found, key=lambda choice: not choice.name.casefold().startswith(begin))


class _Choices(RowSource, Generic[T]):
    def __init__(self, choices: Sequence[Choice[T]], new_at: int = -1) -> None:
        self.choices = choices
        self.new_at = new_at
        """The index of the entry for a new name; -1 without one."""

    def count(self) -> int:
        return len(self.choices)

    def row(self, index: int, width: int) -> Sequence[Content]:
        choice = self.choices[index]
        style = ".rows--accent" if index == self.new_at else ".rows--strong"
        name = Content.styled(safe(choice.name), style)
        detail = Content.styled(safe(choice.detail), ".rows--muted")
        room = max(width - name.cell_length - 2, width // 3)
        if detail.cell_length > room:
            detail = detail.truncate(room, ellipsis=True)
        return [justify(name, detail, width)]


class PickerDialog(ModalScreen[Choice[T] | None], Generic[T]):
    """An input above the matching choices. Its result is the choice picked, or None."""

    BINDING_GROUP_TITLE = DialogText.PICKER_TITLE
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    PickerDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        & Input { margin: 1 0; padding: 0 1; background: $background; }
        & VirtualList { height: auto; max-height: 10; }
        & VirtualList > .rows--cursor { background: $primary 20%; }
        & VirtualList > .rows--bar { color: $primary; text-style: bold; }
        & .hint { margin: 1 0 0 0; color: $foreground-muted; }
        &:ansi > Vertical { border: round $primary; }
        &:ansi VirtualList > .rows--cursor { background: ansi_default; text-style: bold reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("picker.down", "down", "move(1)"),
        bind("picker.up", "up", "move(-1)"),
        bind("picker.scope", "tab", "widen"),
        bind("picker.close", "escape", "leave"),
    ]  # fmt: skip

    class ChoicesLoaded(Message):
        """More choices were loaded."""

        def __init__(self, choices: Sequence[Choice[Any]]) -> None:
            super().__init__()
            self.choices = choices

    def __init__(
        self,
        question: str,
        choices: Sequence[Choice[T]],
        *,
        new: Callable[[str], T] | None = None,
        new_noun: str = DialogText.NEW_NOUN,
        more: Callable[[], Sequence[Choice[T]]] | None = None,
        find: Callable[[str], Sequence[Choice[T]]] | None = None,
        scopes: tuple[str, str] | None = None,
        everywhere: bool = False,
        accept: Callable[[T], bool] | None = None,
    ) -> None:
        """Ask `question` with `choices`.

        - `new` makes a value from a typed name that is not among the choices. An entry for it,
          called a new `new_noun`, is listed last; it is never picked unless the cursor is moved
          to it.
        - `more` loads further choices in a thread; those of a name listed already are dropped.
        - `find` loads the choices for the words typed, if there are too many to list.
        - `scopes` labels the narrow and the wide scope, which Tab switches. `everywhere` is the
          initial scope, and afterwards the scope picked.
        - `accept` receives the value picked and returns False if it could not be stored: the
          dialog then stays open.
        """
        super().__init__()
        self._question = question
        self._choices = list(choices)
        self._new = new
        self._new_noun = new_noun
        self._more = more
        self._find = find
        self._scopes = scopes
        self.everywhere = everywhere
        self._accept = accept
        self._source: _Choices[T] = _Choices(choices)

    def compose(self) -> ComposeResult:
        """Compose the question, the input, the choices and the key hints."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            yield Input(
                placeholder=DialogText.FILTER_OR_NEW if self._new else DialogText.FILTER,
                compact=True,
            )
            rows = VirtualList(self._source, empty=self._empty(""))
            rows.can_focus = False  # the input keeps the focus, so that typing continues
            yield rows
            yield Static(self._hint(), classes="hint")

    def _empty(self, typed: str) -> str:
        """Return the text in place of choices if there are none."""
        if typed:
            return DialogText.NO_MATCH
        return DialogText.TYPE_TO_FIND if self._find or self._new else DialogText.NO_CHOICE

    def _hint(self) -> Content:
        keys = DialogText.PICKER_KEYS
        if self._scopes is None:
            return Content(keys)
        narrow, wide = (safe(words) for words in self._scopes)
        chosen = "bold $accent"
        return Content.assemble(
            (narrow, "" if self.everywhere else chosen), " / ",
            (wide, chosen if self.everywhere else ""), DialogText.SCOPES_KEYS.format(keys=keys),
        )  # fmt: skip

    def on_mount(self) -> None:
        """Start loading more choices."""
        if self._more is not None:
            self._find_more(self._more)

    @work(thread=True, exclusive=True, group="choices")
    def _find_more(self, more: Callable[[], Sequence[Choice[T]]]) -> None:
        worker = get_current_worker()
        found = more()
        if not worker.is_cancelled:
            self.post_message(self.ChoicesLoaded(found))

    @on(ChoicesLoaded)
    def _found_more(self, message: ChoicesLoaded) -> None:
        key = attrgetter("name" if self._find is None else "value")  # `find` may return namesakes
        known = set(map(key, self._choices))
        self._choices += [choice for choice in message.choices if key(choice) not in known]
        cursor = self.query_one(VirtualList).cursor
        is_new = cursor >= 0 and cursor == self._source.new_at
        current = self._source.choices[cursor] if cursor > 0 else None
        self._fit(self.query_one(Input).value, cursor, current, select_new=is_new)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._fit(message.value, 0)
        if self._find is not None and (words := message.value.strip()):
            self._find_more(partial(self._find, words))

    def _fit(
        self,
        value: str,
        cursor: int,
        current: Choice[T] | None = None,
        *,
        select_new: bool = False,
    ) -> None:
        """List the choices that match, with the cursor on `current` if that is among them.

        The entry for a new name has no cursor by itself.
        """
        typed = " ".join(value.split())
        found = filter_choices(self._choices, typed)
        if current in found:
            cursor = found.index(current)
        new_at = -1
        if self._new and typed and all(choice.name != typed for choice in found):
            new_at = len(found)
            name = DialogText.NEW.format(noun=self._new_noun, name=in_quotation_marks(typed))
            found.append(Choice(name, DialogText.NEW_KEYS, self._new(typed)))
        self._source = _Choices(found, new_at)
        rows = self.query_one(VirtualList)
        rows.empty = self._empty(typed)
        rows.show(self._source, new_at if select_new else max(cursor, 0))
        if new_at == 0 and not select_new:
            rows.cursor = -1

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._pick(self.query_one(VirtualList).cursor)

    @on(VirtualList.RowSelected)
    def _clicked(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self._pick(message.index)

    def _pick(self, index: int) -> None:
        if not 0 <= index < len(self._source.choices):
            return
        choice = self._source.choices[index]
        if self._accept is None or self._accept(choice.value):
            self.dismiss(choice)

    def action_move(self, by: int) -> None:
        """Move the cursor by `by` choices."""
        rows = self.query_one(VirtualList)
        if self._source.choices:
            rows.cursor = min(max(rows.cursor + by, 0), len(self._source.choices) - 1)

    def action_widen(self) -> None:
        """Switch between the narrow and the wide scope."""
        self.everywhere = not self.everywhere
        self.query_one(".hint", Static).update(self._hint())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the scope key only if there are two scopes."""
        if action == "widen":
            return self._scopes is not None
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
