"""Moving through an open article: by findings, by words, by labels, and back again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from db import Store, StoreError
from tui.keys import Strokes
from tui.safe import safe
from tui.screens.looking_up import LookingUpScreen
from tui.widgets.article import ArticleView
from tui.widgets.counting import Count
from tui.widgets.find import FindBar
from tui.widgets.labels import labels
from tui.widgets.places import GROUPS, Group, Place, Places
from tui.widgets.rows import Rows
from tui.widgets.trail import Trail
from tui.widgets.voices import Voice, heard, said_by, voice_at, voice_name
from tui.wording import counted

_BY_WEIGHT: tuple[Group, ...] = ("quotes", "timeline", "names", "notes")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a label leads: a place in the text at an offset, or a row of a pane."""

    place: Place
    at: int
    rows: Rows | None = None


class MovingScreen(LookingUpScreen):
    """A screen with an article in which every way of moving about leaves a trail to go back on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("] q", "next_place('quotes', 1)", "Next quotation", show=False, key_display="]q",
                id="reader.next_quotation", tooltip="The next quotation"),
        Binding("[ q", "next_place('quotes', -1)", "Quotation before", show=False,
                key_display="[q", id="reader.previous_quotation",
                tooltip="The quotation before"),
        Binding("] e", "next_place('names', 1)", "Next name", show=False, key_display="]e",
                id="reader.next_name", tooltip="The next name"),
        Binding("[ e", "next_place('names', -1)", "Name before", show=False, key_display="[e",
                id="reader.previous_name", tooltip="The name before"),
        Binding("] m", "next_mention(1)", "Next mention", show=False, key_display="]m",
                id="reader.next_mention",
                tooltip="The next mention of who is named here, pronouns too"),
        Binding("[ m", "next_mention(-1)", "Mention before", show=False, key_display="[m",
                id="reader.previous_mention",
                tooltip="The mention before of who is named here, pronouns too"),
        Binding("] t", "next_place('timeline', 1)", "Next date", show=False, key_display="]t",
                id="reader.next_event", tooltip="The next event or date"),
        Binding("[ t", "next_place('timeline', -1)", "Date before", show=False,
                key_display="[t", id="reader.previous_event",
                tooltip="The event or date before"),
        Binding("] a", "next_place('notes', 1)", "Next note", show=False, key_display="]a",
                id="reader.next_note", tooltip="The next note"),
        Binding("[ a", "next_place('notes', -1)", "Note before", show=False, key_display="[a",
                id="reader.previous_note", tooltip="The note before"),
        Binding("semicolon", "labels", "Jump", key_display=";", id="reader.labels",
                tooltip="Label everything in sight; typing a label goes there"),
        Binding("enter", "follow", "To the person", show=False, id="reader.follow",
                tooltip="From a name or quotation to the person, from a date or note to its row"),
        Binding("ctrl+o,H", "back(1)", "Go back", show=False, id="reader.back",
                tooltip="Back to where you were before you jumped"),
        Binding("ctrl+i,L", "back(-1)", "Go forward", show=False, id="reader.forward",
                tooltip="Forward again; most terminals cannot tell ^i from Tab, so L as well"),
        Binding("m", "mark", "Mark place", show=False, id="reader.mark",
                tooltip="Mark this place with the letter typed next; the same again: no longer"),
        Binding("apostrophe", "to_mark", "To mark", show=False, key_display="'",
                id="reader.to_mark",
                tooltip="Go to the place marked with the letter typed next; '' before the jump"),
        Binding("d", "hear", "One voice", show=False, id="reader.hear",
                tooltip="Dim all but what this speaker says, and move among that; again for all"),
        Binding("slash", "find", "Find", key_display="/", id="reader.find",
                tooltip="Find words in the text"),
        Binding("n", "match(1)", "Next match", show=False, id="reader.next_match",
                tooltip="The next match of the words found"),
        Binding("N", "match(-1)", "Match before", show=False, id="reader.previous_match",
                tooltip="The match before"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int) -> None:
        """The screen of an article that is not loaded yet."""
        self.count = Count()
        super().__init__(store, article, ArticleView(count=self.count, id="article"))
        self.find = FindBar(self.view)
        self.trail = Trail()
        self.letters: dict[str, int] = {}  # places marked, by letter
        self.voice: Voice | None = None  # the one heard alone
        self.voice_name = ""
        self._hearing: Places | None = None  # the places with its quotations only
        self._strokes = Strokes(self, self.count)
        self._take: Callable[[events.Key], None] | None = None  # what the next key is for
        self._prompt = ""  # how the foot says so
        self._labelled: dict[str, _Spot] = {}
        self._typed = ""

    def follow(self) -> None:
        """Let what is beside the text follow the cursor and what is chosen."""
        raise NotImplementedError

    def show_foot(self) -> None:
        """Say at the foot what is here and what is going on."""
        raise NotImplementedError

    def choose(self, place: Place | None) -> None:
        """Make a place stand out in the text and go there; None lets go of the one chosen."""
        self.chosen = place
        if place is None or self.places is None:
            self.view.choose()
        else:
            own, related = self.places.spans(place)
            self.view.choose(own, related)
            self.view.go_to(place.start, place.end)
        self.follow()

    def jump(self, place: Place) -> None:
        """Choose a place, leaving the one that the reader is at for the way back."""
        self.trail.leave(self.view.position)
        self.choose(place)

    @property
    def going_on(self) -> str:
        """What is being typed, searched for, or heard alone."""
        parts = [self._prompt or self._strokes.pending]
        if self.find.words:
            parts.append(f"“{safe(self.find.words)}” {self.find.summary}")
        if self.voice is not None and self._hearing:
            quotations = counted(len(self._hearing.groups["quotes"]), "quotation")
            parts.append(f"only {safe(self.voice_name)}, {quotations}")
        return "   ".join(part for part in parts if part)

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Take in counts, keys of two strokes, and what a key asked for."""
        if self._take is not None:
            event.stop()
            event.prevent_default()
            take, self._take, self._prompt = self._take, None, ""
            take(event)
            self.show_foot()
            return
        before = self._strokes.pending
        await self._strokes.press(event)
        if before != self._strokes.pending:
            self.show_foot()

    def _ask(self, prompt: str, take: Callable[[events.Key], None]) -> None:
        """Give the next key to `take`, and say `prompt` at the foot until then."""
        self._prompt, self._take = prompt, take
        self.show_foot()

    # By findings

    def action_next_place(self, group: Group, by: int) -> None:
        """Go to a finding of a kind, as many on or back as the count says."""
        places = self._hearing or self.places
        if places is None:
            return
        count = self.count.take()
        chosen = self.chosen
        if chosen and (chosen.group != group or not self._is_here(chosen)):
            chosen = None
        start = chosen.start if chosen else self.view.position
        if by > 0:
            place = places.next(group, start, count)
            first = None if chosen else places.from_(group, start)
            if first and first.start == start and count == 1:
                place = first
        else:
            place = places.previous(group, start, count)
        if place is None:
            self.record.say("No more that way.")
        else:
            self.jump(place)

    def action_next_mention(self, by: int) -> None:
        """Go to another mention of who is named or speaks here, as many on as the count says."""
        place = self._place_here()
        if place is not None and place.group not in ("names", "quotes"):
            place = self.places.touching("names", *self.view.sentence) if self.places else None
        entity = voice_at(self.places.analysis, place) if self.places and place else None
        if self.places is None or place is None or not isinstance(entity, int):
            self.record.say("Nobody is named here.")
            return
        at = place.start if place == self.chosen else self.view.position
        mention = self.places.mention(entity, at, by * self.count.take())
        if mention is None:
            self.record.say("No more that way.")
        else:
            self.jump(mention)

    def _place_here(self) -> Place | None:
        """The place chosen, else the first one that the cursor's sentence touches, quotes first."""
        if self.places is None:
            return None
        if self.chosen and self._is_here(self.chosen):
            return self.chosen
        found = (self.places.touching(group, *self.view.sentence) for group in _BY_WEIGHT)
        return next((place for place in found if place), None)

    def action_follow(self) -> None:
        """Go to the row of the person here, or of the date or note."""
        place = self._place_here()
        if place is None or self.places is None:
            self.record.say("There is nothing here to follow.")
            return
        if place.kind == "quotation":
            voice = voice_at(self.places.analysis, place)
            place = (self.places.named(voice) if isinstance(voice, int) else None) or place
        self.trail.leave(self.view.position)
        self.to_pane(place.group)
        self.panes.pane(place.group).follow(place)

    def to_pane(self, group: Group) -> None:
        """Bring a pane into sight, and the focus to it."""
        raise NotImplementedError

    # One voice

    def action_hear(self) -> None:
        """Hear the speaker here alone, or everybody again."""
        if self.voice is not None:
            self.hear(None)
            return
        place = self.panes.chosen or self._place_here()
        voice = voice_at(self.places.analysis, place) if self.places and place else None
        if voice is None and self.places:
            quotation = self.quotation_here()
            voice = voice_at(self.places.analysis, quotation) if quotation else None
        if voice is None:
            self.record.say("Nobody is named here whose words could be heard alone.")
        elif not self.hear(voice):
            assert self.places is not None
            self.record.say(f"Nothing is quoted of {voice_name(self.places.analysis, voice)}.")

    def hear(self, voice: Voice | None) -> bool:
        """Dim all but what a voice says; False, and nothing done, where that is nothing."""
        said = said_by(self.places.analysis, voice) if self.places and voice is not None else []
        if voice is not None and not said:
            return False
        self.voice = voice
        self.voice_name, self._hearing = "", None
        if self.places is None or voice is None:
            self.view.hear(None)
        else:
            self.voice_name = voice_name(self.places.analysis, voice)
            self._hearing = self.places.hearing(frozenset(said))
            self.view.hear(heard(self.places.analysis, said))
        self.show_foot()
        return True

    # Back and forward

    def action_back(self, by: int) -> None:
        """Go back to where the reader was, or forward again where `by` is negative."""
        for _ in range(self.count.take()):
            position = self.view.position
            step = self.trail.back if by > 0 else self.trail.forward
            to = step(position)
            if to is None:
                self.record.say("No more that way.")
                return
            self._go_to(to)

    def _go_to(self, position: int) -> None:
        self.choose(None)
        self.view.focus()
        self.view.go_to(position)

    @on(ArticleView.Leaving)
    def _leaving(self, message: ArticleView.Leaving) -> None:
        self.trail.leave(message.position)

    # Marks

    def action_mark(self) -> None:
        """Mark this place with a letter, or no longer where it has that letter."""
        self._ask("m", self._mark)

    def _mark(self, event: events.Key) -> None:
        letter = event.character or ""
        if not letter.isalpha():
            return
        position = self.view.position
        letters = {other: at for other, at in self.letters.items() if other != letter}
        if self.letters.get(letter) != position:
            letters[letter] = position
        try:
            self.store.save_reading_places(self.number, letters)
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        self.letters = letters
        self.view.show_letters(letters)

    def action_to_mark(self) -> None:
        """Go to a place marked."""
        self._ask(" ".join(["'", *sorted(self.letters)]), self._to_mark)

    def _to_mark(self, event: events.Key) -> None:
        letter = event.character or ""
        if letter == "'":
            before = self.trail.before(self.view.position)
            if before is not None:
                self._go_to(before)
        elif letter in self.letters:
            self.trail.leave(self.view.position)
            self._go_to(self.letters[letter])
        elif letter.isalpha():
            self.record.say(f"No place is marked {letter}: m {letter} marks one.")

    # Words

    def action_find(self) -> None:
        """Find words in the text."""
        self.trail.leave(self.view.position)
        self.find.open()

    def action_match(self, by: int) -> None:
        """Go to another match."""
        self.trail.leave(self.view.position)
        if not self.find.step(by * self.count.take()):
            self.record.say("Nothing is searched for: / finds words in the text.")

    # Labels

    def action_labels(self) -> None:
        """Label everything in sight."""
        spots = [*self._spots_in_text(), *self._spots_in_panes()]
        self._labelled = dict(zip(labels(len(spots)), spots, strict=False))
        self._typed = ""
        if spots:
            self._ask_label()

    def _spots_in_text(self) -> list[_Spot]:
        """What is in sight, at its beginning or where it comes into sight; one spot a character."""
        if self.places is None:
            return []
        top, bottom = self.view.in_sight
        mentions = self.places.analysis.mentions
        spots: dict[int, _Spot] = {}
        for group in _BY_WEIGHT:
            for place in self.places.over(group, top, bottom):
                if place.kind != "name" or mentions[place.index].kind == "name":
                    at = max(place.start, top)
                    spots.setdefault(at, _Spot(place, at))
        return [spots[at] for at in sorted(spots)]

    def _spots_in_panes(self) -> list[_Spot]:
        if not self.panes.display:
            return []
        panes = [self.panes.pane(group) for group in self.panes.in_sight]
        return [
            _Spot(place, index, pane.rows)
            for pane in panes
            for index in pane.rows.in_sight
            if (place := pane.place_at(index))
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
        self._put_labels_away()
        if spot is not None:
            self._go_to_spot(spot)

    def _put_labels_away(self) -> None:
        self._labelled = {}
        self._show_labels()

    def on_resize(self, _: events.Resize) -> None:
        """Put labels away, which would stand elsewhere."""
        if self._labelled:
            self._take, self._prompt = None, ""
            self._put_labels_away()

    def _go_to_spot(self, spot: _Spot) -> None:
        if spot.rows is None:
            self.view.focus()
        else:
            spot.rows.focus()
            spot.rows.follow(spot.at)
        self.jump(spot.place)
