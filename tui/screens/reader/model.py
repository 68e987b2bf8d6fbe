"""The state of the reader, without widgets: controllers change it, and the screen shows changes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct

from analysis import Analysis, Entity, Mention, Span
from db import Article, Note, NoteDraft
from db.corrections import Correction
from db.models import NoteColor, ReadState
from tui.screens.reader.jump_list import JumpList
from tui.widgets.finding_index import GROUPS, FindingIndex, FindingRef, Group, Kind
from tui.widgets.speaker_filter import (
    SpeakerKey,
    find_speaker_key,
    quotation_indexes,
    spans_with_sources,
    speaker_name,
)


class Part(Enum):
    """The parts of the reader's state that change separately."""

    FINDINGS = "findings"
    NOTES = "notes"
    CHOICE = "choice"
    SPEAKER_FILTER = "speaker filter"
    BOOKMARKS = "bookmarks"


class ModelChange(Struct, frozen=True):
    """A change of the reader's state: its part, and the groups whose lists changed."""

    part: Part
    groups: tuple[Group, ...] = ()


class NoteTarget(Struct, frozen=True):
    """The span to annotate, and the index of the quotation if the span is one."""

    start: int
    end: int
    quotation: int | None = None


class TextCursor(Protocol):
    """The text with its cursor and selection."""

    @property
    def text(self) -> str:
        """The article's text."""

    @property
    def position(self) -> int:
        """The offset of the cursor."""

    @property
    def sentence(self) -> Span:
        """The sentence that contains the cursor."""

    @property
    def selected(self) -> Span | None:
        """The selected span."""


class PaneCursor(Protocol):
    """The panes, one of which may have the focus."""

    @property
    def current_finding(self) -> FindingRef | None:
        """The finding under the cursor of the focused pane."""


class ReaderModel:
    """An open article: findings, notes, the chosen finding, the speaker filter and jumps."""

    def __init__(self, article_id: int, text: TextCursor, panes: PaneCursor) -> None:
        """Create the state of an article, which is loaded later."""
        self.article_id = article_id
        self.text = text
        self.panes = panes
        self.article: Article | None = None
        self.findings: FindingIndex | None = None
        self.chosen_finding: FindingRef | None = None
        self.finding_to_restore: tuple[Kind, int, int] | None = None
        """The finding to choose after the article is loaded again."""
        self.last_correction: Correction | None = None
        """The correction for which a rule is offered."""
        self._undone_correction: Correction | None = None
        self.note_color: NoteColor = "yellow"
        """The color of the next note."""
        self.jump_list = JumpList()
        self.bookmarks: Mapping[str, int] = {}  # offsets by letter
        self.speaker_filter: SpeakerKey | None = None
        self.speaker_name = ""
        self.filtered: FindingIndex | None = None
        """The findings with the quotations of the filtered speaker only."""
        self.read_state: ReadState = "unread"
        self.stored_state: ReadState = "unread"  # as this screen last read or wrote it
        self.is_read_state_fixed = False  # set by the user, so no longer changed automatically
        self._listeners: list[Callable[[ModelChange], object]] = []

    # Changes

    def subscribe(self, listener: Callable[[ModelChange], object]) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def _emit(self, part: Part, groups: tuple[Group, ...] = ()) -> None:
        for listener in self._listeners:
            listener(ModelChange(part, groups))

    def set_findings(self, article: Article, findings: FindingIndex) -> None:
        """Set the article and its findings and notes, and restore the choice and the filter.

        The change lists the groups that differ from those before.
        """
        before, spans_before = self.findings, self.highlight_spans
        again = self.finding_to_restore or selection_of(self.chosen_finding)
        self.article, self.findings = article, findings
        self.finding_to_restore = None
        self.chosen_finding = findings.find_exact(*again) if again else None
        groups = findings.changed_groups(before) if before else GROUPS
        if groups:
            self._emit(Part.FINDINGS, groups)
        if "notes" in groups:
            self._emit(Part.NOTES)
        if before is not None and self.speaker_name:
            speaker = find_speaker_key(findings.analysis, self.speaker_name)
            if not self.filter_by_speaker(speaker):
                self.filter_by_speaker(None)
        if self.highlight_spans != spans_before:
            self._emit(Part.CHOICE)

    def set_notes(self, article: Article, notes: Sequence[Note]) -> None:
        """Set the notes and the metadata of the article; a chosen note stays chosen."""
        assert self.findings is not None
        chosen = self.chosen_note
        self.article, self.findings = article, self.findings.with_notes(notes)
        if chosen is not None:
            self.chosen_finding = self.note_ref(chosen.id)
        self._emit(Part.FINDINGS, ("notes",))
        self._emit(Part.NOTES)
        if chosen is not None:
            self._emit(Part.CHOICE)

    def set_last_correction(self, correction: Correction) -> None:
        """Offer a rule for a correction that was made now."""
        self.last_correction, self._undone_correction = correction, None

    def follow_corrections(self, stored: Collection[int]) -> None:
        """Offer no rule for the last correction once it is undone, and again once it is redone."""
        last, undone = self.last_correction, self._undone_correction
        if last is not None and last.id not in stored:
            self.last_correction, self._undone_correction = None, last
        elif undone is not None and undone.id in stored:
            self.set_last_correction(undone)

    def set_read_state(self, state: ReadState) -> None:
        """Set the state that the reader chose; it no longer changes by itself."""
        self.read_state = self.stored_state = state
        self.is_read_state_fixed = True

    def follow_read_state(self, stored: ReadState) -> None:
        """Take over the stored state if an edit or a step of undo changed it."""
        if stored not in (self.stored_state, self.read_state):
            self.set_read_state(stored)
        self.stored_state = stored

    def choose(self, ref: FindingRef | None) -> None:
        """Choose a finding or note; None clears the choice."""
        if ref is not None:  # the reader went on before a corrected finding was loaded
            self.finding_to_restore = None
        self.chosen_finding = ref
        self._emit(Part.CHOICE)

    def set_bookmarks(self, bookmarks: Mapping[str, int]) -> None:
        """Set the offsets of the bookmarks by their letters."""
        self.bookmarks = bookmarks
        self._emit(Part.BOOKMARKS)

    def filter_by_speaker(self, speaker: SpeakerKey | None) -> bool:
        """Show only the quotations of a speaker; None clears the filter.

        Return False, without a change, if the speaker has no quotations.
        """
        quotations: list[int] = []
        if self.findings and speaker is not None:
            quotations = quotation_indexes(self.findings.analysis, speaker)
        if speaker is not None and not quotations:
            return False
        self.speaker_filter, self.speaker_name, self.filtered = speaker, "", None
        if self.findings and speaker is not None:
            self.speaker_name = speaker_name(self.findings.analysis, speaker)
            self.filtered = self.findings.with_quotations(frozenset(quotations))
        self._emit(Part.SPEAKER_FILTER)
        return True

    # The findings at the cursor

    @property
    def analysis(self) -> Analysis:
        """The findings of the loaded article."""
        assert self.findings is not None
        return self.findings.analysis

    @property
    def filtered_spans(self) -> list[Span] | None:
        """The spans that the speaker filter shows; None without a filter."""
        if self.findings is None or self.speaker_filter is None:
            return None
        quotations = quotation_indexes(self.findings.analysis, self.speaker_filter)
        return spans_with_sources(self.findings.analysis, quotations)

    @property
    def highlight_spans(self) -> tuple[list[Span], list[Span]]:
        """The spans of the chosen finding, and those related to it."""
        if self.findings is None or self.chosen_finding is None:
            return [], []
        return self.findings.highlight_spans(self.chosen_finding)

    def is_at_cursor(self, ref: FindingRef) -> bool:
        """Return whether a finding overlaps the cursor's sentence."""
        start, end = self.text.sentence
        return ref.start < end and ref.end > start

    @property
    def finding_at_cursor(self) -> FindingRef | None:
        """The finding under the focused pane's cursor, else the one chosen in the text.

        A finding chosen in the text counts only while it overlaps the cursor's sentence.
        """
        if self.panes.current_finding:
            return self.panes.current_finding
        chosen = self.chosen_finding
        return chosen if chosen and self.is_at_cursor(chosen) else None

    @property
    def quotation_at_cursor(self) -> FindingRef | None:
        """The chosen quotation, else the first that overlaps the cursor's sentence."""
        chosen = self.chosen_finding
        if self.findings is None:
            return None
        if chosen and chosen.kind == "quotation" and self.is_at_cursor(chosen):
            return chosen
        return self.findings.first_overlapping("quotes", *self.text.sentence)

    @property
    def nearest_finding(self) -> FindingRef | None:
        """The chosen finding, else the first in the cursor's sentence, quotations first."""
        if self.findings is None:
            return None
        if self.chosen_finding and self.is_at_cursor(self.chosen_finding):
            return self.chosen_finding
        by_weight: tuple[Group, ...] = ("quotes", "timeline", "names", "notes")
        found = (self.findings.first_overlapping(group, *self.text.sentence) for group in by_weight)
        return next((ref for ref in found if ref), None)

    def findings_here(self, group: Group, kinds: Sequence[Kind]) -> list[FindingRef]:
        """Return the chosen finding if it is of `kinds`, else all of the selection or sentence.

        Mentions of one entity are reduced to one, a name if possible.
        """
        if self.findings is None:
            return []
        chosen = self.finding_at_cursor
        if chosen and chosen.kind in kinds and not self.text.selected:
            return [chosen]
        over = self.findings.overlapping(group, *(self.text.selected or self.text.sentence))
        here = [ref for ref in over if ref.kind in kinds]
        mentions = self.analysis.mentions
        named = [ref for ref in here if ref.kind != "name" or mentions[ref.index].kind == "name"]
        first: dict[object, FindingRef] = {}
        for ref in [*named, *here]:
            entity = mentions[ref.index].entity if ref.kind == "name" else None
            first.setdefault(ref if entity is None else entity, ref)
        return sorted(first.values(), key=lambda ref: ref.start)

    def mention(self, ref: FindingRef) -> tuple[Mention, Entity | None]:
        """Return the mention that a reference to a name denotes, and its entity."""
        mention = self.analysis.mentions[ref.index]
        return mention, None if mention.entity is None else self.analysis.entities[mention.entity]

    def finding_label(self, ref: FindingRef) -> str:
        """Return a label: the name of an entity, the headline of an event, or the text."""
        if ref.kind == "event":
            return self.analysis.events[ref.index].headline
        entity = self.mention(ref)[1] if ref.kind == "name" else None
        return entity.name if entity else self.span_text((ref.start, ref.end))

    def span_text(self, span: Span) -> str:
        """Return the text of a span on one line."""
        return " ".join(self.text.text[slice(*span)].split())

    @property
    def trimmed_selection(self) -> Span | None:
        """The selection without surrounding spaces, or None."""
        if self.text.selected is None:
            return None
        start, end = self.text.selected
        words = self.text.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return (start, end) if start < end else None

    # Notes

    def full_span(self, ref: FindingRef) -> Span:
        """Return the span of a finding or note; for an event the whole event, not only its date."""
        if ref.kind == "event" and self.findings:
            event = self.analysis.events[ref.index]
            return event.start, event.end
        return ref.start, ref.end

    @property
    def note_target(self) -> NoteTarget | None:
        """The selection, else the chosen note or finding, the quotation or sentence here."""
        if self.findings is None:
            return None
        if self.text.selected:
            return NoteTarget(*self.text.selected)
        ref = self.finding_at_cursor or self.quotation_at_cursor
        if ref is None:
            start, end = self.text.sentence
            return NoteTarget(start, end) if start < end else None
        match ref.kind:
            case "note":
                return NoteTarget(ref.start, ref.end, self.findings.notes[ref.index].quotation)
            case "quotation":
                return NoteTarget(ref.start, ref.end, ref.index)
        return NoteTarget(*self.full_span(ref))

    @property
    def notes(self) -> Sequence[Note]:
        """The notes in text order."""
        return self.findings.notes if self.findings else ()

    def note(self, number: int | None) -> Note | None:
        """Return the note with this id, or None."""
        return next((note for note in self.notes if note.id == number), None)

    def note_ref(self, number: int) -> FindingRef | None:
        """Return the reference to the note with this id, or None."""
        if self.findings is None:
            return None
        here = (ref for ref in self.findings.groups["notes"] if self.notes[ref.index].id == number)
        return next(here, None)

    @property
    def chosen_note(self) -> Note | None:
        """The chosen note, or None."""
        chosen = self.chosen_finding
        return self.notes[chosen.index] if chosen and chosen.kind == "note" else None

    @property
    def notes_at_cursor(self) -> list[FindingRef]:
        """The chosen note, else all notes on the selection or the sentence."""
        if self.findings is None:
            return []
        ref = self.finding_at_cursor
        if ref and ref.kind == "note":
            return [ref]
        return list(self.findings.overlapping("notes", *(self.text.selected or self.text.sentence)))

    def find_note(self, target: NoteTarget) -> Note | None:
        """Return the note on exactly this span, else on this quotation."""
        for note in self.notes:
            if (note.start, note.end) == (target.start, target.end):
                return note
        for note in self.notes:
            if target.quotation is not None and note.quotation == target.quotation:
                return note
        return None

    @property
    def draft_at_cursor(self) -> NoteDraft | None:
        """A draft of the note on the target, else of a new note."""
        target = self.note_target
        if target is None:
            return None
        note = self.find_note(target)
        if note is not None:
            return draft_from_note(note)
        return NoteDraft(
            self.article_id, target.start, target.end,
            quotation=target.quotation, color=self.note_color,
        )  # fmt: skip


def draft_from_note(note: Note) -> NoteDraft:
    """Convert a note to a draft for the editor."""
    return NoteDraft(
        note.article, note.start, note.end, note.id, note.quotation,
        note.body, note.tags, note.verdict, note.starred, note.color,
    )  # fmt: skip


def selection_of(finding: FindingRef | None) -> tuple[Kind, int, int] | None:
    """Return a finding's kind and span, since a new analysis can change its index."""
    return (finding.kind, finding.start, finding.end) if finding else None
