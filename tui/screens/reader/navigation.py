"""Navigation in an open article: findings, search, jump labels, marks and the jump list.

The jump list: the positions left by jumps, to go back and forward.

Jump labels: short strings of letters, none of which is a prefix of another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from db import Store, StoreError
from tui.formatting import format_count
from tui.keymap.sequences import KeySequences, RepeatCount
from tui.sanitize import safe
from tui.screens.reader.lookup import LookupScreen
from tui.widgets.article_view.view import ArticleView
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_index import (
    GROUPS,
    FindingIndex,
    FindingRef,
    Group,
    SpeakerKey,
    quotation_indexes,
    quotation_spans,
    speaker_key_at,
    speaker_name,
)
from tui.widgets.virtual_list import VirtualList

_MOST = 200  # positions stored


class JumpList:
    """Character offsets left by jumps, in both directions, like a browser's history."""

    def __init__(self) -> None:
        self._behind: list[int] = []
        self._ahead: list[int] = []
        self._left: int | None = None

    def record_jump(self, position: int) -> None:
        """Store the position that a jump starts from, and clear the positions ahead."""
        self._left = position
        self._ahead.clear()
        if not self._behind or self._behind[-1] != position:
            self._behind.append(position)
            del self._behind[:-_MOST]

    def back(self, position: int) -> int | None:
        """Return the position to go back to; None at the beginning of the list."""
        return self._step(self._behind, self._ahead, position)

    def forward(self, position: int) -> int | None:
        """Return the position to go forward to after going back; None at the end of the list."""
        return self._step(self._ahead, self._behind, position)

    def _step(self, source: list[int], target: list[int], position: int) -> int | None:
        while source and source[-1] == position:
            source.pop()
        if not source:
            return None
        target.append(position)
        self._left = position
        return source.pop()

    def swap_with_last(self, position: int) -> int | None:
        """Return the position before the last jump, and store this one: twice returns here."""
        before = self._left
        if before is not None:
            self.record_jump(position)
        return before


_LETTERS = "asdfghjklqwertyuiopzxcvbnm"  # those under the fingers first
MAX_LABELS = len(_LETTERS) ** 2


def jump_labels(count: int) -> list[str]:
    """Return `count` labels, at most `MOST`: single letters as far as possible, then pairs."""
    letters = len(_LETTERS)
    count = min(count, MAX_LABELS)
    pairs = max(-(-(count - letters) // (letters - 1)), 0)  # letters that begin a pair
    single, first = _LETTERS[: letters - pairs], _LETTERS[letters - pairs :]
    return [*single, *(a + b for a in first for b in _LETTERS)][:count]


_BY_WEIGHT: tuple[Group, ...] = ("quotes", "timeline", "names", "notes")
_GROUP_NAMES: dict[Group, str] = {
    "quotes": "quotations", "timeline": "dates", "names": "names", "notes": "notes"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Spot:
    """The target of a jump label: a finding at an offset of the text, or a row of a pane."""

    ref: FindingRef
    at: int
    rows: VirtualList | None = None


class NavigationScreen(LookupScreen):
    """An article screen with the navigation keys; every jump is recorded in the jump list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("] q", "next_place('quotes', 1)", "Next quotation", show=False, key_display="]q",
                id="reader.next_quotation", tooltip="The next quotation"),
        Binding("[ q", "next_place('quotes', -1)", "Previous quotation", show=False,
                key_display="[q", id="reader.previous_quotation",
                tooltip="The previous quotation"),
        Binding("] e", "next_place('names', 1)", "Next name", show=False, key_display="]e",
                id="reader.next_name", tooltip="The next name"),
        Binding("[ e", "next_place('names', -1)", "Previous name", show=False, key_display="[e",
                id="reader.previous_name", tooltip="The previous name"),
        Binding("] m", "next_mention(1)", "Next mention", show=False, key_display="]m",
                id="reader.next_mention",
                tooltip="The next mention of the entity named here, pronouns included"),
        Binding("[ m", "next_mention(-1)", "Previous mention", show=False, key_display="[m",
                id="reader.previous_mention",
                tooltip="The previous mention of the entity named here, pronouns included"),
        Binding("] t", "next_place('timeline', 1)", "Next date", show=False, key_display="]t",
                id="reader.next_event", tooltip="The next event or date"),
        Binding("[ t", "next_place('timeline', -1)", "Previous date", show=False,
                key_display="[t", id="reader.previous_event",
                tooltip="The previous event or date"),
        Binding("] a", "next_place('notes', 1)", "Next note", show=False, key_display="]a",
                id="reader.next_note", tooltip="The next note"),
        Binding("[ a", "next_place('notes', -1)", "Previous note", show=False, key_display="[a",
                id="reader.previous_note", tooltip="The previous note"),
        Binding("semicolon", "labels", "Jump", key_display=";", id="reader.labels",
                tooltip="Label all visible findings; type a label to jump to it"),
        Binding("enter", "follow", "To the person", show=False, id="reader.follow",
                tooltip="Go to the pane row of the person, date or note here"),
        Binding("ctrl+o,H", "back(1)", "Go back", show=False, id="reader.back",
                tooltip="Back to the position before the last jump"),
        Binding("ctrl+i,L", "back(-1)", "Go forward", show=False, id="reader.forward",
                tooltip="Forward in the jump list (L too: most terminals send ^i as Tab)"),
        Binding("m", "mark", "Set mark", show=False, id="reader.mark",
                tooltip="Mark this position with the letter typed next; again to remove the mark"),
        Binding("apostrophe", "to_mark", "Go to mark", show=False, key_display="'",
                id="reader.to_mark",
                tooltip="Go to the mark with the letter typed next; '' returns from the jump"),
        Binding("d", "hear", "Only this speaker", show=False, id="reader.hear",
                tooltip="Show only this speaker's quotations and dim the rest; again to show all"),
        Binding("slash", "find", "Find", key_display="/", id="reader.find",
                tooltip="Find words in the text"),
        Binding("n", "match(1)", "Next match", show=False, id="reader.next_match",
                tooltip="The next match of the words searched for"),
        Binding("N", "match(-1)", "Previous match", show=False, id="reader.previous_match",
                tooltip="The previous match"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int) -> None:
        """Create the screen of an article; the article is loaded later."""
        self.count = RepeatCount()
        super().__init__(store, article, ArticleView(count=self.count, id="article"))
        self.find_bar = FindBar(self.view)
        self.jump_list = JumpList()
        self.marks: dict[str, int] = {}  # offsets of the marks, by letter
        self.speaker_filter: SpeakerKey | None = None  # the speaker filter
        self.speaker_name = ""
        self._hearing: FindingIndex | None = None  # findings with that speaker's quotations only
        self._strokes = KeySequences(self, self.count)
        self._key_handler: Callable[[events.Key], None] | None = None  # handler of the next key
        self._prompt = ""  # its prompt in the status bar
        self._labelled: dict[str, _Spot] = {}
        self._typed = ""

    def sync_panes(self) -> None:
        """Update the panes and the status bar for the cursor and the chosen finding."""
        raise NotImplementedError

    def update_status_bar(self) -> None:
        """Update the status bar."""
        raise NotImplementedError

    def choose_finding(self, ref: FindingRef | None) -> None:
        """Choose a finding or note: highlight it and go to it. None clears the choice."""
        self.chosen_finding = ref
        if ref is None or self.findings is None:
            self.view.highlight()
        else:
            own, related = self.findings.highlight_spans(ref)
            self.view.highlight(own, related)
            self.view.go_to(ref.start, ref.end)
        self.sync_panes()

    def jump_to(self, ref: FindingRef) -> None:
        """Record the position in the jump list, then choose a finding or note."""
        self.jump_list.record_jump(self.view.position)
        self.choose_finding(ref)

    @property
    def pending_status(self) -> str:
        """The pending keys, the search and the speaker filter, for the status bar."""
        parts = [self._prompt or self._strokes.pending]
        if self.find_bar.words:
            parts.append(f"“{safe(self.find_bar.words)}” {self.find_bar.summary}")
        if self.speaker_filter is not None and self._hearing:
            quotations = format_count(len(self._hearing.groups["quotes"]), "quotation")
            parts.append(f"only {safe(self.speaker_name)}, {quotations}")
        return "   ".join(part for part in parts if part)

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Handle counts, two-key sequences, and the key that a prompt waits for."""
        if self._key_handler is not None:
            event.stop()
            event.prevent_default()
            handle, self._key_handler, self._prompt = self._key_handler, None, ""
            handle(event)
            self.update_status_bar()
            return
        before = self._strokes.pending
        await self._strokes.handle_key(event)
        if before != self._strokes.pending:
            self.update_status_bar()

    def _ask(self, prompt: str, handle: Callable[[events.Key], None]) -> None:
        """Pass the next key to `handle`; the status bar shows `prompt` until then."""
        self._prompt, self._key_handler = prompt, handle
        self.update_status_bar()

    # By findings

    def action_next_place(self, group: Group, by: int) -> None:
        """Go to the next or previous finding of a group, times the count."""
        places = self._hearing or self.findings
        if places is None:
            return
        count = self.count.pop()
        chosen = self.chosen_finding
        if chosen and (chosen.group != group or not self._is_here(chosen)):
            chosen = None
        start = chosen.start if chosen else self.view.position
        if by > 0:
            ref = places.next(group, start, count)
            first = None if chosen else places.first_from(group, start)
            if first and first.start == start and count == 1:
                ref = first
        else:
            ref = places.previous(group, start, count)
        if ref is None:
            self.context.show_message(
                f"No more {_GROUP_NAMES[group]} {'below' if by > 0 else 'above'}."
            )
        else:
            self.jump_to(ref)

    def action_next_mention(self, by: int) -> None:
        """Go to another mention of the entity named or quoted here, times the count."""
        ref = self._ref_here()
        if ref is not None and ref.group not in ("names", "quotes"):
            ref = (
                self.findings.first_overlapping("names", *self.view.sentence)
                if self.findings
                else None
            )
        entity = speaker_key_at(self.findings.analysis, ref) if self.findings and ref else None
        if self.findings is None or ref is None or not isinstance(entity, int):
            self.context.show_message("No name at the cursor.")
            return
        at = ref.start if ref == self.chosen_finding else self.view.position
        mention = self.findings.step_mention(entity, at, by * self.count.pop())
        if mention is None:
            self.context.show_message(f"No more mentions {'below' if by > 0 else 'above'}.")
        else:
            self.jump_to(mention)

    def _ref_here(self) -> FindingRef | None:
        """Return the chosen finding, else the first in the cursor's sentence, quotations first."""
        if self.findings is None:
            return None
        if self.chosen_finding and self._is_here(self.chosen_finding):
            return self.chosen_finding
        found = (
            self.findings.first_overlapping(group, *self.view.sentence) for group in _BY_WEIGHT
        )
        return next((ref for ref in found if ref), None)

    def action_follow(self) -> None:
        """Go to the row of the person, date or note here."""
        ref = self._ref_here()
        if ref is None or self.findings is None:
            self.context.show_message("Nothing to follow at the cursor.")
            return
        if ref.kind == "quotation":
            voice = speaker_key_at(self.findings.analysis, ref)
            ref = (self.findings.first_mention(voice) if isinstance(voice, int) else None) or ref
        self.jump_list.record_jump(self.view.position)
        self.focus_pane(ref.group)
        self.panes.pane(ref.group).follow(ref)

    def focus_pane(self, group: Group) -> None:
        """Show a pane and focus it."""
        raise NotImplementedError

    # The speaker filter

    def action_hear(self) -> None:
        """Show only the quotations of the speaker here, or clear the filter."""
        if self.speaker_filter is not None:
            self.filter_by_speaker(None)
            return
        ref = self.panes.current_finding or self._ref_here()
        voice = speaker_key_at(self.findings.analysis, ref) if self.findings and ref else None
        if voice is None and self.findings:
            quotation = self.quotation_at_cursor()
            voice = speaker_key_at(self.findings.analysis, quotation) if quotation else None
        if voice is None:
            self.context.show_message("No speaker at the cursor.")
        elif not self.filter_by_speaker(voice):
            assert self.findings is not None
            self.context.show_message(
                f"No quotations by {speaker_name(self.findings.analysis, voice)}."
            )

    def filter_by_speaker(self, voice: SpeakerKey | None) -> bool:
        """Dim all text but a speaker's quotations; None clears the filter.

        Returns False, without a change, if the speaker has no quotations.
        """
        quotations = (
            quotation_indexes(self.findings.analysis, voice)
            if self.findings and voice is not None
            else []
        )
        if voice is not None and not quotations:
            return False
        self.speaker_filter = voice
        self.speaker_name, self._hearing = "", None
        if self.findings is None or voice is None:
            self.view.filter_by_speaker(None)
        else:
            self.speaker_name = speaker_name(self.findings.analysis, voice)
            self._hearing = self.findings.with_quotations(frozenset(quotations))
            self.view.filter_by_speaker(quotation_spans(self.findings.analysis, quotations))
        self.update_status_bar()
        return True

    # Back and forward

    def action_back(self, by: int) -> None:
        """Go back in the jump list, or forward if `by` is negative, times the count."""
        for _ in range(self.count.pop()):
            position = self.view.position
            step = self.jump_list.back if by > 0 else self.jump_list.forward
            to = step(position)
            if to is None:
                self.context.show_message(
                    f"No {'earlier' if by > 0 else 'later'} position to go to."
                )
                return
            self._go_to(to)

    def _go_to(self, position: int) -> None:
        self.choose_finding(None)
        self.view.focus()
        self.view.go_to(position)

    @on(ArticleView.JumpStarted)
    def _leaving(self, message: ArticleView.JumpStarted) -> None:
        self.jump_list.record_jump(message.position)

    # Marks

    def action_mark(self) -> None:
        """Mark this position with the letter typed next, or remove that mark."""
        self._ask("m", self._mark)

    def _mark(self, event: events.Key) -> None:
        letter = event.character or ""
        if not letter.isalpha():
            return
        position = self.view.position
        letters = {mark: at for mark, at in self.marks.items() if mark != letter}
        if self.marks.get(letter) != position:
            letters[letter] = position
        try:
            self.store.save_bookmarks(self.article_id, letters)
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        self.marks = letters
        self.view.show_bookmarks(letters)

    def action_to_mark(self) -> None:
        """Go to the mark with the letter typed next."""
        self._ask(" ".join(["'", *sorted(self.marks)]), self._to_mark)

    def _to_mark(self, event: events.Key) -> None:
        letter = event.character or ""
        if letter == "'":
            before = self.jump_list.swap_with_last(self.view.position)
            if before is not None:
                self._go_to(before)
        elif letter in self.marks:
            self.jump_list.record_jump(self.view.position)
            self._go_to(self.marks[letter])
        elif letter.isalpha():
            self.context.show_message(f"There is no mark {letter}. Press m {letter} to set it.")

    # Words

    def action_find(self) -> None:
        """Find words in the text."""
        self.jump_list.record_jump(self.view.position)
        self.find_bar.open()

    def action_match(self, by: int) -> None:
        """Go to the next or previous match."""
        self.jump_list.record_jump(self.view.position)
        if not self.find_bar.step(by * self.count.pop()):
            self.context.show_message("No search yet. Press / to find words in the text.")

    # Labels

    def action_labels(self) -> None:
        """Label all visible findings, in the text and in the panes."""
        spots = [*self._spots_in_text(), *self._spots_in_panes()]
        self._labelled = dict(zip(jump_labels(len(spots)), spots, strict=False))
        self._typed = ""
        if spots:
            self._ask_label()

    def _spots_in_text(self) -> list[_Spot]:
        """Return the visible findings at their first visible offset, at most one per offset."""
        if self.findings is None:
            return []
        top, bottom = self.view.visible_span
        mentions = self.findings.analysis.mentions
        spots: dict[int, _Spot] = {}
        for group in _BY_WEIGHT:
            for ref in self.findings.overlapping(group, top, bottom):
                if ref.kind != "name" or mentions[ref.index].kind == "name":
                    at = max(ref.start, top)
                    spots.setdefault(at, _Spot(ref, at))
        return [spots[at] for at in sorted(spots)]

    def _spots_in_panes(self) -> list[_Spot]:
        if not self.panes.display:
            return []
        panes = [self.panes.pane(group) for group in self.panes.visible_panes]
        return [
            _Spot(ref, index, pane.rows)
            for pane in panes
            for index in pane.rows.visible_rows
            if (ref := pane.finding_at(index))
        ]

    def _ask_label(self) -> None:
        self._show_labels()
        self._ask(f"; {self._typed}", self._label)

    def _show_labels(self) -> None:
        left = {
            label[len(self._typed) :]: spot
            for label, spot in self._labelled.items()
            if label.startswith(self._typed)
        }
        self.view.show_labels((spot.at, label) for label, spot in left.items() if spot.rows is None)
        for group in GROUPS:
            rows = self.panes.pane(group).rows
            rows.show_labels({spot.at: label for label, spot in left.items() if spot.rows is rows})

    def _label(self, event: events.Key) -> None:
        self._typed += event.character or event.key
        spot = self._labelled.get(self._typed)
        if spot is None and any(label.startswith(self._typed) for label in self._labelled):
            self._ask_label()
            return
        self._remove_labels()
        if spot is not None:
            self._go_to_spot(spot)

    def _remove_labels(self) -> None:
        self._labelled = {}
        self._show_labels()

    def on_resize(self, _: events.Resize) -> None:
        """Remove the labels, because their positions have changed."""
        if self._labelled:
            self._key_handler, self._prompt = None, ""
            self._remove_labels()

    def _go_to_spot(self, spot: _Spot) -> None:
        if spot.rows is None:
            self.view.focus()
        else:
            spot.rows.focus()
            spot.rows.set_cursor_silently(spot.at)
        self.jump_to(spot.ref)
