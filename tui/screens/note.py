"""Writing a note: its words, tags and verdict, beside the words of the article that it is on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from db import Draft
from db.records import Verdict
from tui.external import EditorError, edit, own_editor
from tui.safe import safe
from tui.widgets.panes.lines import lines_of
from tui.widgets.tagline import TagLine, recent_line

_WIDTH = 76  # cells of the dialog, where there is room
_EXCERPT = 3  # lines of the article's words
_KEEP_AFTER = 0.5  # seconds after which what was typed is kept
_VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("checked", "✓"), ("disputed", "✗"), ("to verify", "?"),
)  # fmt: skip


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
        & TextArea {
            height: auto; min-height: 4; max-height: 35vh; padding: 0 1; background: $background;
        }
        & TagLine { margin: 1 0 0 0; padding: 0 1; background: $background; }
        & .hint { color: $foreground 60%; }
        & #note-recent { text-wrap: nowrap; text-overflow: ellipsis; }
        &.-narrow > Vertical { padding: 0 1; max-width: 100%; }
        & #note-verdict {
            margin: 1 0; link-style: none; link-color: $foreground; link-background: $panel;
        }
        & #note-hint.-warning { color: $warning; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="note.save", priority=True, tooltip="Save the note"),
        Binding("escape", "leave", "Leave", id="note.leave", priority=True,
                tooltip="Leave the note as it was; asks first where something was typed"),
        Binding("f2", "verdict('checked')", "Checked", id="note.checked", priority=True,
                tooltip="The words were checked; again for no verdict"),
        Binding("f3", "verdict('disputed')", "Disputed", id="note.disputed", priority=True,
                tooltip="The words are disputed; again for no verdict"),
        Binding("f4", "verdict('to verify')", "To verify", id="note.to_verify", priority=True,
                tooltip="The words are still to be verified; again for no verdict"),
        Binding("f8", "star", "Star", id="note.star", priority=True,
                tooltip="Star the note, or take the star away"),
        Binding("ctrl+e", "edit_outside", "Your editor", id="note.editor", priority=True,
                tooltip="Write on in your own editor, the one that EDITOR names"),
    ]  # fmt: skip

    def __init__(
        self,
        words: str,
        before: Draft,
        save: Callable[[Draft], bool],
        keep: Callable[[Draft | None], object],
        *,
        typed: Draft | None = None,
        known_tags: Sequence[str] = (),
        recent_tags: Sequence[str] = (),
    ) -> None:
        """Write on `words` of the article, from the note as it was `before`.

        `save` takes the note and is False where that failed. `keep` takes what is typed while it
        is not saved, and None when that is over; `typed` is what was kept so the last time.
        """
        super().__init__()
        self._words = words
        self._before = before
        self._typed = typed or before
        self._left_over = typed is not None
        self._save = save
        self._keep = keep
        self._keeping: Timer | None = None
        self._kept = self._left_over
        self._settled = False
        self._warned = False
        self._known_tags = known_tags
        self._recent_tags = recent_tags

    def compose(self) -> ComposeResult:
        """The words, the note, the tags, the verdict, and what the keys do."""
        width = min(self.app.size.width * 96 // 100, _WIDTH) - 7
        with Vertical():
            words = lines_of(self._words, width, _EXCERPT)
            yield Static(Content("\n".join(words)), id="note-words")
            yield TextArea(
                self._typed.body, id="note-body", soft_wrap=True, tab_behavior="focus",
                compact=True, placeholder="Your note",
            )  # fmt: skip
            yield TagLine(
                self._typed.tags, known=self._known_tags, recent=self._recent_tags, id="note-tags"
            )
            if self._recent_tags:
                yield Static(recent_line(self._recent_tags), id="note-recent", classes="hint")
            yield Static(id="note-verdict")
            yield Static(id="note-hint", classes="hint")

    def on_mount(self) -> None:
        """Write on at the end."""
        body = self.query_one(TextArea)
        body.move_cursor(body.document.end)
        self._show_verdict()
        self._hint("Kept from last time" if self._left_over else "")

    # What is typed

    @on(TextArea.Changed)
    def _body_changed(self, message: TextArea.Changed) -> None:
        self._change(replace(self._typed, body=message.text_area.text.strip()))

    @on(Input.Changed)
    def _tags_changed(self) -> None:
        self._change(replace(self._typed, tags=self.query_one(TagLine).tags))

    def _change(self, typed: Draft) -> None:
        if typed == self._typed:
            return
        self._typed = typed
        self._hint()
        if self._keeping is None:
            self._keeping = self.set_timer(_KEEP_AFTER, self._keep_typed)

    def _keep_typed(self) -> None:
        self._keeping = None
        if not self._settled and (self._kept or self._typed != self._before):
            self._kept = True
            self._keep(self._typed)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_save()

    # Keys

    def action_verdict(self, verdict: Verdict) -> None:
        """Give the note a verdict, or take it back."""
        self._change(
            replace(self._typed, verdict="" if self._typed.verdict == verdict else verdict)
        )
        self._show_verdict()

    def action_star(self) -> None:
        """Star the note, or not."""
        self._change(replace(self._typed, starred=not self._typed.starred))
        self._show_verdict()

    def action_edit_outside(self) -> None:
        """Write on in the reader's own editor."""
        body = self.query_one(TextArea)
        try:
            command = own_editor()
            self._keep_typed()
            edited = self._edited(command, body.text)
        except EditorError as error:
            self._hint(str(error), apart="\n", warning=True)
            return
        if edited is not None and edited != body.text.rstrip():
            body.text = edited
            body.move_cursor(body.document.end)
            body.focus()

    def _edited(self, command: list[str], words: str) -> str:
        failed: EditorError | None = None
        edited = words
        try:
            with self.app.suspend():
                try:  # suspending gives the terminal back only where nothing is raised
                    edited = edit(command, words)
                except EditorError as error:
                    failed = error
        except SuspendNotSupported:
            failed = EditorError("This terminal cannot be lent to an editor")
        if failed is not None:
            raise failed
        return edited

    def action_save(self) -> None:
        """Save and close."""
        if self._save(replace(self._typed, tags=self.query_one(TagLine).tags)):
            self._settle(True)

    def action_leave(self) -> None:
        """Close; the first time, where something was typed, only say so."""
        if self._typed != self._before and not self._warned:
            self._warned = True
            self._hint("Not saved yet", leaving="throws it away", warning=True)
            return
        self._settle(False)

    def _settle(self, saved: bool) -> None:
        self._settled = True
        if self._kept:
            self._keep(None)
        self.dismiss(saved)

    def on_unmount(self) -> None:
        """Keep what was typed where the app ends with the note still open."""
        self._keep_typed()

    # What is shown

    def _show_verdict(self) -> None:
        keys = self._keys()
        parts: list[Content] = []
        for verdict, sign in _VERDICTS:
            name = f"note.{verdict.replace(' ', '_')}"
            given = verdict == self._typed.verdict
            action = f"verdict('{verdict}')"
            parts += _choice(keys.get(name, ""), f"{sign} {verdict}", action, given)
        parts += _choice(keys.get("note.star", ""), "★ star", "star", self._typed.starred)
        self.query_one("#note-verdict", Static).update(Content.assemble(*parts))

    def _hint(
        self,
        first: str = "",
        *,
        apart: str = " · ",
        leaving: str = "leaves",
        warning: bool = False,
    ) -> None:
        keys = self._keys()
        says = {"note.save": "saves", "note.editor": "your editor", "note.leave": leaving}
        parts = [f"{keys[name]} {does}" for name, does in says.items() if keys.get(name)]
        parts.insert(1, "Tab tags")
        if not warning:
            self._warned = False
        hint = self.query_one("#note-hint", Static)
        hint.update(Content(safe(first)) + Content(apart if first else "") + " · ".join(parts))
        hint.set_class(warning, "-warning")

    def _keys(self) -> dict[str | None, str]:
        """The keys of the bindings here, by their ids, as the reader set them."""
        display = self.app.get_key_display
        return {
            active.binding.id: display(active.binding) for active in self.active_bindings.values()
        }


def _choice(key: str, words: str, action: str, given: bool) -> list[Content]:
    """A verdict or the star with its key, and the action of a click on it."""
    shown = Content.assemble((key, "bold $accent"), " ") if key else Content("")
    style = f"{'reverse ' if given else ''}@click=screen.{action}"
    return [shown, Content.from_markup(f"[{style}]{words}[/]"), Content("  ")]
