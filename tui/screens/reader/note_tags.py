"""Tags, stars and verdicts of notes, and the keys that move the ends of a note."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from analysis.structs import replace
from db.models import NoteColor, Verdict
from tui.actions import load_bindings
from tui.dialogs.prompts import PromptDialog
from tui.display_text import in_quotation_marks
from tui.sanitize import safe
from tui.screens.reader.annotation import NoteWriter
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.model import ReaderModel
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import GROUPS, FindingRef
from tui.widgets.panes.row_text import wrap_lines
from tui.widgets.text_line import TagInput, format_recent_tags

if TYPE_CHECKING:
    from tui.context import AppContext


_QUESTION = 54  # cells of the excerpt in the question for tags


def ask_tags(
    context: "AppContext",
    question: str,
    tags: Sequence[str],
    known: Sequence[str],
    accept: Callable[[tuple[str, ...]], bool],
) -> None:
    """Ask for tags to replace `tags`, and pass them to `accept` if they changed.

    `known` are the tags that complete. `accept` returns False if the tags could not be stored: the
    dialog then stays open.
    """
    recent = context.recent_tags.tags
    line = TagInput(tags, known=known, recent=recent)

    def answer(_: str) -> bool:
        return line.tags == tuple(tags) or accept(line.tags)

    hint = format_recent_tags(recent).plain if recent else ReaderText.TAGS_HINT
    context.push_screen(PromptDialog(question, line=line, hint=hint, accept=answer))


class SelectionView(ReaderView, Protocol):
    """The reader's screen, with the ends of the selection."""

    def move_selection_edge(self, by: int, *, at_end: bool) -> None:
        """Move an end of the selection by words, times the count."""

    def extend_by_words(self, span: tuple[int, int], by: int, *, at_end: bool) -> tuple[int, int]:
        """Return `span` with an end moved by words, times the count."""


class TaggingController(Controller[SelectionView]):
    """Tag, star and judge the text at the cursor, and move the ends of notes."""

    BINDINGS = load_bindings("reader_tags")
    HIDDEN_IF_DISABLED = frozenset({"recent_tag"})

    def __init__(self, model: ReaderModel, context: "AppContext", view: SelectionView) -> None:
        """Create the controller of the tags in an open article."""
        super().__init__(model, context, view)
        self._writer = NoteWriter(model, context, view)
        self._round: list[FindingRef] = []  # overlapping notes and findings being cycled through

    def disabled_reason(self, action: str, *parameters: object) -> str | None:
        """Return why an action cannot run now."""
        if action == "recent_tag" and parameters:
            number, tags = parameters[0], self.context.recent_tags.tags
            if number not in range(1, len(tags) + 1):
                return ReaderText.NO_RECENT_TAG.format(number=number)
        if self.model.findings is None:
            return NOT_LOADED
        match action:
            case "overlapping":
                return None
            case "edge":
                here = self.model.text.selected or self.model.notes_at_cursor
                return None if here else ReaderText.NO_NOTE
        return None if self.model.draft_at_cursor else NOT_LOADED

    def action_tag_note(self) -> None:
        """Tag the note here, or add a highlight with tags."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        text = self.model.text.text[draft.start : draft.end]
        words = "".join(wrap_lines(text, _QUESTION, 1))
        ask_tags(
            self.context,
            ReaderText.NOTE_TAGS_QUESTION.format(quotation=in_quotation_marks(words)),
            draft.tags,
            self._writer.known_tags(),
            lambda tags: self._writer.save(replace(draft, tags=tags), ReaderText.NOTE_TAGGED_UNDO),
        )

    def action_recent_tag(self, number: int) -> None:
        """Add a recent tag to the note here, or remove it."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        tag = self.context.recent_tags.tags[number - 1]
        without = tuple(present for present in draft.tags if present != tag)
        tags = without if without != draft.tags else (*without, tag)
        self._writer.save(replace(draft, tags=tags), ReaderText.NOTE_TAGGED_UNDO)

    def action_verdict(self, verdict: Verdict) -> None:
        """Set a verdict on the text here, or remove it."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        toggled = "" if draft.verdict == verdict else verdict
        self._writer.save(replace(draft, verdict=toggled), ReaderText.VERDICT_UNDO)

    def action_color(self, color: NoteColor) -> None:
        """Color the note here, or add a highlight of this color."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        if draft.note is not None and draft.color == color:
            self.context.show_message(ReaderText.HAS_COLOR.format(color=color))
        else:
            self._writer.save(replace(draft, color=color), ReaderText.COLOR_UNDO)

    def action_star_note(self) -> None:
        """Star or unstar the note here."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        self._writer.save(replace(draft, starred=not draft.starred), ReaderText.NOTE_STAR_UNDO)

    def action_overlapping(self) -> None:
        """Choose the next note or finding that overlaps here."""
        findings = self.model.findings
        assert findings is not None
        chosen = self.model.finding_at_cursor
        if chosen is None or chosen not in self._round:
            start, end = self.model.full_span(chosen) if chosen else self.model.text.sentence
            mentions = findings.analysis.mentions
            here = {
                ref
                for group in GROUPS
                for ref in findings.overlapping(group, start, end)
                if ref.kind != "name" or mentions[ref.index].kind == "name"
            }
            self._round = sorted(here, key=lambda ref: (ref.start, -ref.end, ref.kind))
        at = self._round.index(chosen) if chosen in self._round else -1
        following = self._round[(at + 1) % len(self._round)] if self._round else chosen
        if following == chosen:
            self.context.show_message(ReaderText.NOTHING_OVERLAPS)
        else:
            self.choose(following)

    def action_edge(self, edge: Literal["start", "end"], by: int) -> None:
        """Move an end of the selection or of the note here by `by` words, times the count."""
        at_end = edge == "end"
        if self.model.text.selected:
            self.view.move_selection_edge(by, at_end=at_end)
            return
        note = self.single_note_at_cursor()
        if note is None:
            return
        if self.model.chosen_note != note:  # so that a stray key press moves no note unnoticed
            self.choose(self.model.note_ref(note.id))
            name = ReaderText.EDGES[edge]
            self.context.show_message(ReaderText.NOTE_SELECTED.format(edge=name))
            return
        before = (note.start, note.end)
        span = self.view.extend_by_words(before, by, at_end=at_end)
        undo = ReaderText.EDGE_UNDO.format(edge=ReaderText.EDGES[edge])
        if span != before and self._writer.move(note, *span, undo):
            self._writer.choose(note.id)

    @property
    def binding_descriptions(self) -> dict[str, str]:
        """The recent tags by the ids of their bindings."""
        return {
            f"reader.tag_{number}": f"#{safe(tag)}"
            for number, tag in enumerate(self.context.recent_tags.tags, 1)
        }
