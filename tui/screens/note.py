"""Writing a note: its words and its tags, beside the words of the article that it is on."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from tui.safe import safe
from tui.screens.asking import LastWord
from tui.widgets.wrapping import wrap_words

_EXCERPT = 3  # lines of the article's words
_HINT = "ctrl+s saves · tab to the tags · escape leaves"
_WARNING = "Not saved yet: ctrl+s saves it, escape again throws it away"


def split_tags(words: str) -> tuple[str, ...]:
    """Tags typed between commas or as #words, each once, in the order typed."""
    tags = (tag.strip().lstrip("#").strip() for tag in words.replace(" #", ",").split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


class NoteScreen(ModalScreen[bool]):
    """An editor for one note. What was typed is saved or thrown away on purpose, never lost."""

    BINDING_GROUP_TITLE = "Note"
    AUTO_FOCUS = "#note-body"
    DEFAULT_CSS = """
    NoteScreen {
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
        & #note-words { color: $foreground 70%; text-style: italic; margin: 0 0 1 0; }
        & TextArea { height: 8; min-height: 3; padding: 0 1; background: $background; }
        & Input { margin: 1 0 0 0; padding: 0 1; background: $background; }
        & .hint { margin: 1 0 0 0; color: $foreground 60%; }
        & .hint.-warning { color: $warning; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="note.save", priority=True, tooltip="Save the note"),
        Binding("escape", "leave", "Leave", id="note.leave", priority=True,
                tooltip="Leave the note as it was; asks first where something was typed"),
    ]  # fmt: skip

    def __init__(
        self,
        words: str,
        save: Callable[[str, tuple[str, ...]], bool],
        *,
        body: str = "",
        tags: Sequence[str] = (),
        known_tags: Sequence[str] = (),
    ) -> None:
        """Write on `words` of the article; `save` takes body and tags, False where it failed."""
        super().__init__()
        self._words = words
        self._save = save
        self._before = (body, tuple(tags))
        self._typed = self._before
        self._settled = False
        self._warned = False
        self._known_tags = known_tags

    def compose(self) -> ComposeResult:
        """The words, the note, the tags, and what the keys do."""
        body, tags = self._before
        lines = wrap_words(safe(self._words), 68)
        more = "…" if len(lines) > _EXCERPT else ""
        with Vertical():
            yield Static(Content("\n".join(lines[:_EXCERPT]) + more), id="note-words")
            yield TextArea(body, id="note-body", soft_wrap=True, tab_behavior="focus", compact=True)
            yield Input(
                ", ".join(tags), id="note-tags", placeholder="tags, between commas",
                suggester=LastWord(self._known_tags), select_on_focus=False, compact=True,
            )  # fmt: skip
            yield Static(Content(_HINT), classes="hint")

    def on_mount(self) -> None:
        """Write on at the end."""
        body = self.query_one(TextArea)
        body.move_cursor(body.document.end)

    @on(TextArea.Changed)
    def _body_changed(self, message: TextArea.Changed) -> None:
        self._typed = message.text_area.text.strip(), self._typed[1]
        self._warn(False)

    @on(Input.Changed)
    def _tags_changed(self, message: Input.Changed) -> None:
        self._typed = self._typed[0], split_tags(message.value)
        self._warn(False)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_save()

    def action_save(self) -> None:
        """Save and close."""
        if self._save(*self._typed):
            self._settled = True
            self.dismiss(True)

    def action_leave(self) -> None:
        """Close; the first time, where something was typed, only say so."""
        if self._typed != self._before and not self._warned:
            self._warn(True)
            return
        self._settled = True
        self.dismiss(False)

    def _warn(self, warned: bool) -> None:
        self._warned = warned
        hint = self.query_one(".hint", Static)
        hint.update(Content(_WARNING if warned else _HINT))
        hint.set_class(warned, "-warning")

    def on_unmount(self) -> None:
        """Save what was typed where the app ends with the note still open."""
        if not self._settled and self._typed != self._before:
            self._save(*self._typed)
