"""Navigation in an open article: findings, search, jump labels, bookmarks and the jump list."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct
from textual import events

from analysis import Span
from tui.actions import load_bindings
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.jump_labels import jump_labels
from tui.screens.reader.model import ReaderModel
from tui.store_query import attempt
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import FindingRef, Group
from tui.widgets.key_sequences import RepeatCount
from tui.widgets.speaker_filter import SpeakerKey, speaker_key_at, speaker_name

if TYPE_CHECKING:
    from tui.context import AppContext


_BY_WEIGHT: tuple[Group, ...] = ("quotes", "timeline", "names", "notes")


class LabelTarget(Struct, frozen=True):
    """The target of a jump label: a finding at an offset of the text, or at a row of a pane."""

    ref: FindingRef
    at: int
    pane: Group | None = None


class NavigationView(ReaderView, Protocol):
    """The reader's screen, with the search field, the panes, and the jump labels."""

    @property
    def visible_span(self) -> Span:
        """The span of text from the first visible line to the last."""

    def visible_rows(self) -> Sequence[LabelTarget]:
        """Return the findings in the visible rows of the panes."""

    def show_labels(self, labels: Mapping[str, LabelTarget]) -> None:
        """Draw labels over their targets, in the text and in the panes."""

    def focus_row(self, pane: Group, row: int) -> None:
        """Focus a pane with the cursor on a row."""

    def focus_finding(self, ref: FindingRef) -> None:
        """Show and focus the pane that lists a finding, with the cursor on it."""

    def open_find_bar(self) -> None:
        """Show the search field."""

    def step_match(self, by: int) -> bool:
        """Go to the next or previous match; return False if there is no search."""


class NavigationController(Controller[NavigationView]):
    """Move in the article; every jump is recorded in the jump list."""

    BINDINGS = load_bindings("reader_navigation")

    def __init__(
        self,
        model: ReaderModel,
        context: "AppContext",
        view: NavigationView,
        count: RepeatCount | None = None,
    ) -> None:
        """Create the controller of the moves in an article; `count` is typed before a key."""
        super().__init__(model, context, view)
        self.labels: dict[str, LabelTarget] = {}
        """The labels on the screen with their targets."""
        self.prompt = ""
        """The prompt for the key that is waited for."""
        self._count = count or RepeatCount()
        self._key_handler: Callable[[events.Key], None] | None = None  # handler of the next key
        self._typed = ""

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        loaded = self.model.findings is not None
        match action:
            case "next_finding":
                return None if loaded else NOT_LOADED
            case "next_mention":
                return None if self._entity_here()[1] is not None else ReaderText.NO_ENTITY
            case "follow":
                return None if self.model.nearest_finding else ReaderText.NO_FINDING
            case "filter_by_speaker":
                is_on = self.model.speaker_filter is not None
                is_found = is_on or self._speaker_here() is not None
                return None if is_found else ReaderText.NO_SPEAKER_HERE
        return None

    # Keys

    def handle_key(self, event: events.Key) -> bool:
        """Handle the key that a prompt waits for; return False if there is no prompt."""
        if self._key_handler is None:
            return False
        handle, self._key_handler, self.prompt = self._key_handler, None, ""
        handle(event)
        self.view.update_status_bar()
        return True

    def _ask(self, prompt: str, handle: Callable[[events.Key], None]) -> None:
        """Pass the next key to `handle`; the status bar shows `prompt` until then."""
        self.prompt, self._key_handler = prompt, handle
        self.view.update_status_bar()

    # By findings

    def action_next_finding(self, group: Group, by: int) -> None:
        """Go to the next or previous finding of a group, times the count."""
        findings = self.model.filtered or self.model.findings
        assert findings is not None
        count = self._count.pop()
        chosen = self.model.chosen_finding
        if chosen and (chosen.group != group or not self.model.is_at_cursor(chosen)):
            chosen = None
        start = chosen.start if chosen else self.model.text.position
        if by > 0:
            ref = findings.next(group, start, count)
            first = None if chosen else findings.first_from(group, start)
            if first and first.start == start and count == 1:
                ref = first
        else:
            ref = findings.previous(group, start, count)
        if ref is None:
            self._report_no_more(group, by)
        else:
            self.view.focus_text()  # else the next key would apply to the focused pane's row
            self.jump_to(ref)

    def _report_no_more(self, noun: Group | Literal["mentions"], by: int) -> None:
        messages = ReaderText.NO_MORE_BELOW if by > 0 else ReaderText.NO_MORE_ABOVE
        self.context.show_message(messages[noun])

    def action_next_mention(self, by: int) -> None:
        """Go to another mention of the entity named or quoted here, times the count."""
        ref, entity = self._entity_here()
        findings = self.model.findings
        assert findings is not None
        assert ref is not None
        assert entity is not None
        at = ref.start if ref == self.model.chosen_finding else self.model.text.position
        mention = findings.step_mention(entity, at, by * self._count.pop())
        if mention is None:
            self._report_no_more("mentions", by)
        else:
            self.view.focus_text()
            self.jump_to(mention)

    def _entity_here(self) -> tuple[FindingRef | None, int | None]:
        """Return the name or quotation here, and its entity or speaker."""
        ref, findings = self.model.nearest_finding, self.model.findings
        if findings is None or ref is None:
            return None, None
        if ref.group not in ("names", "quotes"):
            ref = findings.first_overlapping("names", *self.model.text.sentence)
        speaker = speaker_key_at(findings.analysis, ref) if ref else None
        return ref, speaker if isinstance(speaker, int) else None

    def action_follow(self) -> None:
        """Go to the row of the person, date or note here.

        A note with a text, whose sign is in the text, precedes the findings unless one is chosen.
        """
        ref, findings = self.model.nearest_finding, self.model.findings
        assert ref is not None
        assert findings is not None
        if self.model.chosen_finding is None:
            notes = self.model.notes_at_cursor
            ref = next((note for note in notes if self.model.notes[note.index].body), ref)
        if ref.kind == "quotation":
            speaker = speaker_key_at(findings.analysis, ref)
            mention = findings.first_mention(speaker) if isinstance(speaker, int) else None
            ref = mention or ref
        self.model.jump_list.record_jump(self.model.text.position)
        self.view.focus_finding(ref)

    # The speaker filter

    def action_filter_by_speaker(self) -> None:
        """Show only the quotations of the speaker here, or clear the filter."""
        if self.model.speaker_filter is not None:
            self.model.filter_by_speaker(None)
            return
        speaker = self._speaker_here()
        assert speaker is not None
        if not self.model.filter_by_speaker(speaker):
            name = speaker_name(self.model.analysis, speaker)
            self.context.show_message(ReaderText.NO_QUOTATIONS_BY.format(speaker=name))

    def _speaker_here(self) -> SpeakerKey | None:
        """Return the speaker or entity of the finding here, else the speaker of the quotation."""
        if self.model.findings is None:
            return None
        ref = self.model.panes.current_finding or self.model.nearest_finding
        refs = (ref, self.model.quotation_at_cursor)
        found = (speaker_key_at(self.model.analysis, ref) for ref in refs if ref)
        return next((speaker for speaker in found if speaker is not None), None)

    # Back and forward

    def action_back(self, by: int) -> None:
        """Go back in the jump list, or forward if `by` is negative, times the count."""
        jumps = self.model.jump_list
        for _ in range(self._count.pop()):
            step = jumps.back if by > 0 else jumps.forward
            to = step(self.model.text.position)
            if to is None:
                is_back = by > 0
                self.context.show_message(
                    ReaderText.NO_EARLIER_POSITION if is_back else ReaderText.NO_LATER_POSITION
                )
                return
            self._go_to(to)

    def _go_to(self, position: int) -> None:
        self.choose(None)
        self.view.focus_text()
        self.view.go_to(position)

    # Bookmarks

    def action_set_bookmark(self) -> None:
        """Bookmark this position under the letter typed next, or remove that bookmark."""
        self._ask(ReaderText.BOOKMARK_PROMPT, self._set_bookmark)

    def _set_bookmark(self, event: events.Key) -> None:
        letter = event.character or ""
        if not letter.isalpha():
            return
        before, position = self.model.bookmarks, self.model.text.position
        bookmarks = {name: at for name, at in before.items() if name != letter}
        message = ReaderText.BOOKMARK_REMOVED
        if before.get(letter) != position:
            bookmarks[letter] = position
            message = ReaderText.BOOKMARK_SET

        def save() -> None:
            self.context.store.reading_state.save_bookmarks(self.model.article_id, bookmarks)
            self.model.set_bookmarks(bookmarks)
            self.context.show_message(message.format(letter=letter))

        attempt(self.context, save)

    def action_go_to_bookmark(self) -> None:
        """Go to the bookmark with the letter typed next."""
        letters = " ".join([*sorted(self.model.bookmarks), "'"])
        prompt = ReaderText.GO_TO_BOOKMARK_PROMPT.format(letters=letters)
        self._ask(prompt, self._go_to_bookmark)

    def _go_to_bookmark(self, event: events.Key) -> None:
        letter, bookmarks = event.character or "", self.model.bookmarks
        jumps, position = self.model.jump_list, self.model.text.position
        if letter == "'":
            before = jumps.swap_with_last(position)
            if before is not None:
                self._go_to(before)
        elif letter in bookmarks:
            jumps.record_jump(position)
            self._go_to(bookmarks[letter])
        elif letter.isalpha():
            self.context.show_message(ReaderText.NO_BOOKMARK.format(letter=letter))

    # Words

    def action_find(self) -> None:
        """Find words in the text."""
        self.model.jump_list.record_jump(self.model.text.position)
        self.view.open_find_bar()

    def action_match(self, by: int) -> None:
        """Go to the next or previous match."""
        self.model.jump_list.record_jump(self.model.text.position)
        if self.view.step_match(by * self._count.pop()):
            self.view.focus_text()
        else:
            self.context.show_message(ReaderText.NO_MATCHES)

    # Labels

    def action_labels(self) -> None:
        """Label all visible findings, in the text and in the panes."""
        targets = [*self._targets_in_text(), *self.view.visible_rows()]
        self.labels = dict(zip(jump_labels(len(targets)), targets, strict=False))
        self._typed = ""
        if targets:
            self._ask_label()

    def _targets_in_text(self) -> list[LabelTarget]:
        """Return the visible findings at their first visible offset, at most one per offset."""
        if self.model.findings is None:
            return []
        top, bottom = self.view.visible_span
        mentions = self.model.analysis.mentions
        targets: dict[int, LabelTarget] = {}
        for group in _BY_WEIGHT:
            for ref in self.model.findings.overlapping(group, top, bottom):
                if ref.kind != "name" or mentions[ref.index].kind == "name":
                    at = max(ref.start, top)
                    targets.setdefault(at, LabelTarget(ref, at))
        return [targets[at] for at in sorted(targets)]

    def _ask_label(self) -> None:
        self._show_labels()
        self._ask(ReaderText.LABEL_PROMPT.format(typed=self._typed), self._label)

    def _show_labels(self) -> None:
        typed = len(self._typed)
        self.view.show_labels(
            {
                label[typed:]: target
                for label, target in self.labels.items()
                if label.startswith(self._typed)
            }
        )

    def _label(self, event: events.Key) -> None:
        self._typed += event.character or event.key
        target = self.labels.get(self._typed)
        if target is None and any(label.startswith(self._typed) for label in self.labels):
            self._ask_label()
            return
        self._remove_labels()
        if target is not None:
            self._go_to_target(target)

    def _remove_labels(self) -> None:
        self.labels = {}
        self._show_labels()

    def cancel_labels(self) -> None:
        """Remove the labels, as when their positions have changed."""
        if self.labels:
            self._key_handler, self.prompt = None, ""
            self._remove_labels()

    def _go_to_target(self, target: LabelTarget) -> None:
        if target.pane is None:
            self.view.focus_text()
        else:
            self.view.focus_row(target.pane, target.at)
        self.jump_to(target.ref)
