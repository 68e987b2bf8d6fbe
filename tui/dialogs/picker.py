"""A dialog to pick one of several choices by typing, or to enter a new name."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Generic, TypeVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.actions import load_bindings
from tui.display_text import in_quotation_marks
from tui.sanitize import safe
from tui.store_query import delay_keys_for_query, run_query
from tui.strings.dialog_text import DialogText
from tui.widgets.panes.row_text import justify
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

T = TypeVar("T")
_WORD = re.compile(r"[^\s(/\"“‘'-][^\s/]*")


class Choice(Struct, Generic[T], frozen=True):
    """A choice: its name, a detail that distinguishes it from others, and its value.

    Far choices, such as the names of other articles, are listed below all others. `typed_rank`
    orders the choices that match the words typed equally well, the lowest first.
    """

    name: str
    detail: str
    value: T
    is_far: bool = False
    typed_rank: int = 0


def filter_choices(choices: Sequence[Choice[T]], typed: str) -> list[Choice[T]]:
    """Return the choices that contain every word typed.

    Far choices come last. Of the others, those come first that are called so, then those in whose
    name words begin with those typed: `carr` finds Rafael Carrillo before Oscarrson. Otherwise the
    order is that of `typed_rank`, then of `choices`.
    """
    wanted = typed.casefold().split()

    def order(choice: Choice[T]) -> tuple[bool, bool, bool, bool, int]:
        name = choice.name.casefold()
        words = _WORD.findall(name)
        is_named = all(word in name for word in wanted)
        begins = all(any(word.startswith(part) for word in words) for part in wanted)
        rank = choice.typed_rank if wanted else 0
        return (choice.is_far, not is_named, not begins, name != " ".join(wanted), rank)

    found = [
        choice
        for choice in choices
        if all(word in f"{choice.name} {choice.detail}".casefold() for word in wanted)
    ]
    return sorted(found, key=order)


def _draw_choice(choice: Choice[T], width: int, *, new: Choice[T] | None) -> Sequence[Content]:
    """Return the name and the detail of a choice; `new` is the entry for a new name."""
    name = Content.styled(safe(choice.name), ".rows--accent" if choice is new else ".rows--strong")
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
        & VirtualList > .rows--cursor { background: $tint-chosen; }
        & VirtualList > .rows--bar { color: $primary; text-style: bold; }
        & .hint { margin: 1 0 0 0; color: $foreground-muted; }
        &:ansi > Vertical { border: round $primary; }
        &:ansi VirtualList > .rows--cursor { background: $background; text-style: bold reverse; }
    }
    """
    BINDINGS = load_bindings("picker")

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
          called a new `new_noun`, is listed last. The cursor is on it only if nothing else matches.
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
        self._is_loading = more is not None
        self._is_submitted = False  # while the choices load: Enter waits for them
        self._listed: Sequence[Choice[T]] = choices
        self._new_at = -1  # the index of the entry for a new name; -1 without one

    def compose(self) -> ComposeResult:
        """Compose the question, the input, the choices and the key hints."""
        with Vertical():
            yield Static(Content.styled(safe(self._question), "bold"))
            yield Input(
                placeholder=DialogText.FILTER_OR_NEW if self._new else DialogText.FILTER,
                compact=True,
            )
            rows = VirtualList(self._list_choices(), empty=self._empty(""))
            rows.can_focus = False  # the input keeps the focus, so that typing continues
            yield rows
            yield Static(self._hint(), classes="hint")

    def _list_choices(self) -> ListSource[Choice[T]]:
        new = self._listed[self._new_at] if self._new_at >= 0 else None
        return ListSource(self._listed, partial(_draw_choice, new=new))

    def _empty(self, typed: str) -> str:
        """Return the text in place of choices if there are none."""
        if typed:
            return DialogText.NO_MATCH
        if self._new and not self._find:
            return DialogText.NONE_YET.format(noun=self._new_noun)
        return DialogText.TYPE_TO_FIND if self._find else DialogText.NO_CHOICE

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

    def _find_more(self, more: Callable[[], Sequence[Choice[T]]]) -> None:
        run_query(self, lambda _: more(), self._show_more, group="choices")

    def _show_more(self, found: Sequence[Choice[T]]) -> None:
        key = attrgetter("name" if self._find is None else "value")  # `find` may return namesakes
        known = set(map(key, self._choices))
        added = [choice for choice in found if key(choice) not in known]
        self._choices += added
        self._is_loading = False
        typed = _normalize(self.query_one(Input).value)
        cursor, new_at = self.query_one(VirtualList).cursor, self._new_at
        listed = [choice for at, choice in enumerate(self._listed) if at != new_at]
        # Below the choices that are listed: the one that the reader is about to pick never moves.
        shown = listed + filter_choices(added, typed)
        self._list(typed, shown, len(shown) if cursor == new_at >= 0 and listed else cursor)
        if self._is_submitted:
            self._is_submitted = False
            self._pick(self.query_one(VirtualList).cursor)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        typed = _normalize(message.value)
        self._is_submitted = False
        self._is_loading |= self._find is not None and bool(typed)
        self._list(typed, filter_choices(self._choices, typed), 0)
        if self._find is not None and typed:
            self._find_more(partial(self._find, typed))

    def _list(self, typed: str, found: list[Choice[T]], cursor: int) -> None:
        """List choices, with an entry for a new name below them.

        The cursor is on that entry if there is no other one; while more are loading, on none.
        """
        new_at = -1
        if self._new and typed and all(choice.name != typed for choice in found):
            new_at = len(found)
            name = DialogText.NEW.format(noun=self._new_noun, name=in_quotation_marks(typed))
            keys = DialogText.NEW_KEYS if found else DialogText.ONLY_NEW_KEYS
            found = [*found, Choice(name, keys, self._new(typed))]
        self._listed, self._new_at = found, new_at
        rows = self.query_one(VirtualList)
        rows.empty = self._empty(typed)
        rows.show(self._list_choices(), max(cursor, 0))
        if new_at == 0 and self._is_loading:
            rows.cursor = -1

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        cursor = self.query_one(VirtualList).cursor
        self._is_submitted = self._is_loading and cursor < 0
        if self._is_submitted:
            delay_keys_for_query(self, "choices")
        self._pick(cursor)

    @on(VirtualList.RowSelected)
    def _clicked(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self._pick(message.index)

    def _pick(self, index: int) -> None:
        if not 0 <= index < len(self._listed):
            return
        choice = self._listed[index]
        if self._accept is None or self._accept(choice.value):
            self.dismiss(choice)

    def action_move(self, by: int) -> None:
        """Move the cursor by `by` choices."""
        rows = self.query_one(VirtualList)
        if self._listed:
            rows.cursor = min(max(rows.cursor + by, 0), len(self._listed) - 1)

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


def _normalize(typed: str) -> str:
    return " ".join(typed.split())
