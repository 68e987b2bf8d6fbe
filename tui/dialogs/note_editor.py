"""The note editor: text, tags, verdict, color and star, below an excerpt of the annotated text."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from analysis.structs import replace
from db import NoteDraft
from db.models import NOTE_COLORS, Verdict
from tui.actions import load_bindings
from tui.external_editor import EditorError, edit_text, find_editor
from tui.sanitize import safe
from tui.strings.note_text import NoteText
from tui.widgets.note_list import COLOR_STYLES
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.text_line import TagInput, format_recent_tags

_WIDTH = 76  # cells of the dialog if the terminal is wide enough
_EXCERPT = 3  # lines of the annotated text
_STORE_DRAFT_AFTER = 0.5  # seconds after which the draft is saved


class NoteEditor(ModalScreen[bool]):
    """An editor for one note. Unsaved text is kept as a draft until it is saved or discarded."""

    BINDING_GROUP_TITLE = NoteText.TITLE
    AUTO_FOCUS = "#note-body"
    DEFAULT_CSS = """
    NoteEditor {
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
        & TagInput { margin: 1 0 0 0; padding: 0 1; background: $background; }
        & .hint { color: $foreground-muted; }
        & #note-recent { text-wrap: nowrap; text-overflow: ellipsis; }
        &.-narrow > Vertical { padding: 0 1; max-width: 100%; }
        & #note-verdict {
            margin: 1 0; link-style: none; link-color: $foreground; link-background: $panel;
        }
        & #note-hint.-warning { color: $warning; text-style: bold; }
    }
    """
    BINDINGS = load_bindings("note")

    def __init__(
        self,
        words: str,
        before: NoteDraft,
        save: Callable[[NoteDraft], bool],
        store_draft: Callable[[NoteDraft | None], object],
        *,
        typed: NoteDraft | None = None,
        known_tags: Sequence[str] = (),
        recent_tags: Sequence[str] = (),
        origin: str = "",
    ) -> None:
        """Edit the note `before` on the span `words` of the article.

        `save` receives the note and returns False on failure. `store_draft` receives the draft
        while it is not saved, and None when it is no longer needed. `typed` is the draft of a
        session that ended before it was saved. `origin` names the author of a note and
        the file that it is from.
        """
        super().__init__()
        self._words, self._origin = words, origin
        self._before = before
        self._typed = typed or before
        self._restored = typed is not None
        self._save = save
        self._store_draft = store_draft
        self._store_timer: Timer | None = None
        self._has_stored_draft = self._restored
        self._finished = False
        self._warned = False
        self._known_tags = known_tags
        self._recent_tags = recent_tags

    def compose(self) -> ComposeResult:
        """Compose the excerpt, the note, its tags and verdict, and the key hints."""
        width = min(self.app.size.width * 96 // 100, _WIDTH) - 7
        with Vertical():
            words = wrap_lines(self._words, width, _EXCERPT)
            yield Static(Content("\n".join(words)), id="note-words")
            if self._origin:
                named = safe(self._origin[0].upper() + self._origin[1:])
                yield Static(Content(named), id="note-origin", classes="hint")
            yield TextArea(
                self._typed.body, id="note-body", soft_wrap=True, tab_behavior="focus",
                compact=True, placeholder=NoteText.PLACEHOLDER,
            )  # fmt: skip
            yield TagInput(
                self._typed.tags, known=self._known_tags, recent=self._recent_tags, id="note-tags"
            )
            if self._recent_tags:
                yield Static(
                    format_recent_tags(self._recent_tags), id="note-recent", classes="hint"
                )
            yield Static(id="note-verdict")
            yield Static(id="note-hint", classes="hint")

    def on_mount(self) -> None:
        """Put the cursor at the end of the note."""
        body = self.query_one(TextArea)
        body.move_cursor(body.document.end)
        self._show_verdict()
        self._hint(NoteText.DRAFT_RESTORED if self._restored else "")

    # Editing

    @on(TextArea.Changed)
    def _body_changed(self, message: TextArea.Changed) -> None:
        self._change(replace(self._typed, body=message.text_area.text.strip()))

    @on(Input.Changed)
    def _tags_changed(self) -> None:
        self._change(replace(self._typed, tags=self.query_one(TagInput).tags))

    def _change(self, typed: NoteDraft) -> None:
        if typed == self._typed:
            return
        self._typed = typed
        self._hint()
        if self._store_timer is None:
            self._store_timer = self.set_timer(_STORE_DRAFT_AFTER, self._store_typed)

    def _store_typed(self) -> None:
        self._store_timer = None
        if not self._finished and (self._has_stored_draft or self._typed != self._before):
            self._has_stored_draft = True
            self._store_draft(self._typed)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_save()

    # Keys

    def action_verdict(self, verdict: Verdict) -> None:
        """Set the verdict of the note, or remove it."""
        self._change(
            replace(self._typed, verdict="" if self._typed.verdict == verdict else verdict)
        )
        self._show_verdict()

    def action_color(self) -> None:
        """Switch to the next color."""
        following = NOTE_COLORS.index(self._typed.color) + 1
        self._change(replace(self._typed, color=NOTE_COLORS[following % len(NOTE_COLORS)]))
        self._show_verdict()

    def action_star(self) -> None:
        """Star or unstar the note."""
        self._change(replace(self._typed, starred=not self._typed.starred))
        self._show_verdict()

    def action_edit_outside(self) -> None:
        """Edit the note in the external editor."""
        body = self.query_one(TextArea)
        try:
            command = find_editor()
            self._store_typed()
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
                try:  # suspend() restores the terminal only if nothing is raised
                    edited = edit_text(command, words)
                except EditorError as error:
                    failed = error
        except SuspendNotSupported:
            failed = EditorError(NoteText.NO_SUSPEND)
        if failed is not None:
            raise failed
        return edited

    def action_save(self) -> None:
        """Save the note and close the editor."""
        if self._save(replace(self._typed, tags=self.query_one(TagInput).tags)):
            self._finish(True)

    def action_leave(self) -> None:
        """Close the editor; with unsaved changes, warn on the first press."""
        if self._typed != self._before and not self._warned:
            self._warned = True
            self._hint(NoteText.NOT_SAVED, closing=NoteText.DISCARDS, warning=True)
            return
        self._finish(False)

    def _finish(self, saved: bool) -> None:
        self._finished = True
        if self._has_stored_draft:
            self._store_draft(None)
        self.dismiss(saved)

    def on_unmount(self) -> None:
        """Save the draft if the app exits while the editor is open."""
        self._store_typed()

    # Display

    def _show_verdict(self) -> None:
        keys = self._keys()
        parts: list[Content] = []
        for verdict, label in NoteText.VERDICTS.items():
            name = f"note.{verdict.replace(' ', '_')}"
            is_selected = verdict == self._typed.verdict
            action = f"verdict('{verdict}')"
            parts += _choice(keys.get(name, ""), label, action, is_selected)
        parts += _choice(keys.get("note.star", ""), NoteText.STAR, "star", self._typed.starred)
        color = self._typed.color
        parts += _choice(keys.get("note.color", ""), NoteText.COLORS[color], "color", False)
        parts.append(Content.styled("▉", COLOR_STYLES[color]))
        self.query_one("#note-verdict", Static).update(Content.assemble(*parts))

    def _hint(
        self,
        first: str = "",
        *,
        apart: str = " · ",
        closing: str = NoteText.CLOSES,
        warning: bool = False,
    ) -> None:
        keys = self._keys()
        hints = {
            "note.save": NoteText.SAVES, "note.editor": NoteText.EDITS, "note.close": closing
        }  # fmt: skip
        parts = [hint.format(key=keys[id]) for id, hint in hints.items() if keys.get(id)]
        parts.insert(1, NoteText.COMPLETES)
        if not warning:
            self._warned = False
        line = self.query_one("#note-hint", Static)
        line.update(Content(safe(first)) + Content(apart if first else "") + " · ".join(parts))
        line.set_class(warning, "-warning")

    def _keys(self) -> dict[str | None, str]:
        """Return the keys of the active bindings by binding id, as remapped by the reader."""
        display = self.app.get_key_display
        return {
            active.binding.id: display(active.binding) for active in self.active_bindings.values()
        }


def _choice(key: str, words: str, action: str, is_selected: bool) -> list[Content]:
    """Return a verdict or the star with its key and its click action."""
    shown = Content.assemble((key, "bold $accent"), " ") if key else Content("")
    style = f"{'reverse ' if is_selected else ''}@click=screen.{action}"
    return [shown, Content.from_markup(f"[{style}]{words}[/]"), Content("  ")]
