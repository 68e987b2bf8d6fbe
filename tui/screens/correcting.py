"""Setting names and dates right, and letting what was set right hold for other articles."""

import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import LABELS, Entity, Mention, Span
from db.correcting import DateIs, LabelIs, Means, NameIs, SameAs, Who, rule_for
from tui.correcting import wording
from tui.correcting.candidates import Candidate, likely_same
from tui.correcting.ruling import offer_rule
from tui.reading_view import chosen_as
from tui.screens.asking import AskScreen
from tui.screens.correcting_quotations import CorrectingQuotationsScreen
from tui.screens.days import Days, DaysScreen
from tui.screens.pick import Choice, PickScreen
from tui.widgets.panes.timeline import dates
from tui.widgets.places import Place

_NO_NAME = "There is no name here. A selection can be read as one: v selects, cm says as which."


class CorrectingScreen(CorrectingQuotationsScreen):
    """A screen with an article in which the reader sets right what the machine found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c m", "merge", "Same as", show=False, key_display="cm", id="reader.merge",
                tooltip="Say that the name here, or the selection, is the same as another one"),
        Binding("c p", "part", "Somebody else", show=False, key_display="cp", id="reader.part",
                tooltip="Say that the mention here means somebody else"),
        Binding("c n", "rename", "Rename", show=False, key_display="cn", id="reader.rename",
                tooltip="Call who or what is named here by another name"),
        Binding("c l", "relabel", "Sort", show=False, key_display="cl", id="reader.relabel",
                tooltip="Say of what sort the name here is: person, organisation, place …"),
        Binding("c d", "correct_date", "Event date", show=False, key_display="cd",
                id="reader.correct_date", tooltip="Say when the event here was"),
        Binding("c c", "hold_always", "Always", show=False, key_display="cc",
                id="reader.hold_always",
                tooltip="Let the last correction hold for other articles as well"),
        Binding("c r", "corrections", "Corrections", show=False, key_display="cr",
                id="reader.corrections",
                tooltip="What you set right here, and the rules that always hold"),
    ]  # fmt: skip

    # Names

    def _mention(self, place: Place) -> tuple[Mention, Entity | None]:
        assert self.places is not None
        analysis = self.places.analysis
        mention = analysis.mentions[place.index]
        return mention, None if mention.entity is None else analysis.entities[mention.entity]

    def _anchor(self, place: Place) -> Span:
        """Where the entity of a mention gives its whole name, so that a rule is about that name."""
        assert self.places is not None
        mention, entity = self._mention(place)
        for other in self.places.analysis.mentions:
            span = other.start, other.end
            if entity and other.entity == entity.id and self.words(span) == entity.name:
                return span
        return mention.start, mention.end

    def action_merge(self) -> None:
        """Say that two are one."""
        selected = self.selection()
        if selected and self.places and not any(self.places.over("names", *selected)):
            self._read_selection(selected)
            return
        self.with_place("names", ("name",), _NO_NAME, self._merge)

    def _merge(self, place: Place) -> None:
        assert self.places is not None
        mention, entity = self._mention(place)
        name = entity.name if entity else self.words((place.start, place.end))
        likely = likely_same(self.places.analysis, name, mention.label, mention.entity)
        at = self._anchor(place)

        def accept(who: Who) -> bool:
            return self.set_selection_right(at, SameAs(who), chosen_as(place))

        self.app.push_screen(
            PickScreen(
                f"{wording.briefly(name)} is the same as …",
                _choices(likely),
                new=lambda typed: Who(typed, mention.label),
                more=self.named_elsewhere,
                accept=accept,
            )
        )

    def _read_selection(self, at: Span) -> None:
        """Read words that were no name so far as somebody."""
        assert self.places is not None
        words = self.words(at)
        likely = likely_same(self.places.analysis, words, "", None)

        def accept(who: Who) -> bool:
            return self.set_selection_right(at, Means(who, screen.everywhere), ("name", *at))

        screen = PickScreen(
            f"{wording.briefly(words)} means …",
            _choices(likely),
            new=Who,
            more=self.named_elsewhere,
            scopes=("here alone", "wherever these words stand"),
            everywhere=True,
            accept=accept,
        )
        self.app.push_screen(screen)

    def action_part(self) -> None:
        """Say that one is two."""
        self.with_place("names", ("name",), _NO_NAME, self._part)

    def _part(self, place: Place) -> None:
        assert self.places is not None
        mention, entity = self._mention(place)
        at = mention.start, mention.end
        words = self.words(at)
        if entity is None:
            self.record.say(f"{wording.briefly(words)} is nobody's name so far: cm says whose.")
            return
        mentions = [m for m in self.places.analysis.mentions if m.entity == entity.id]
        alike = sum(self.words((m.start, m.end)).casefold() == words.casefold() for m in mentions)
        likely = likely_same(self.places.analysis, words, mention.label, entity.id)
        choices = _choices(likely)
        if mention.kind == "name" and len(mentions) > 1:
            own = Who(words, mention.label)
            choices.insert(0, Choice(words, f"another one than {entity.name}", own))

        def accept(who: Who) -> bool:
            return self.set_selection_right(at, Means(who, screen.everywhere), ("name", *at))

        screen = PickScreen(
            f"{wording.briefly(words)} does not mean {entity.name}, but …",
            choices,
            new=lambda typed: Who(typed, mention.label),
            more=self.named_elsewhere,
            scopes=("this one", f"all {alike} “{words}”") if alike > 1 else None,
            accept=accept,
        )
        self.app.push_screen(screen)

    def action_rename(self) -> None:
        """Give another name."""
        self.with_place("names", ("name",), _NO_NAME, self._rename)

    def _rename(self, place: Place) -> None:
        assert self.places is not None
        mention, entity = self._mention(place)
        before = entity.name if entity else self.words((place.start, place.end))
        at, others = self._anchor(place), self.places.analysis.entities

        def accept(typed: str) -> bool:
            name = " ".join(typed.split())
            if not name or name == before:
                return True
            same = [one for one in others if one.name == name]
            if same:  # two by one name are one
                who = Who(name, same[0].label)
                return self.set_selection_right(at, SameAs(who), chosen_as(place))
            return self.set_selection_right(at, NameIs(name, mention.label), chosen_as(place))

        self.app.push_screen(
            AskScreen(
                f"What is {wording.briefly(before)} called?",
                value=before,
                hint="The name so far stays as another name of the same",
                accept=accept,
            )
        )

    def action_relabel(self) -> None:
        """Give another sort."""
        self.with_place("names", ("name",), _NO_NAME, self._relabel)

    def _relabel(self, place: Place) -> None:
        mention, entity = self._mention(place)
        label = entity.label if entity else mention.label
        name = entity.name if entity else self.words((place.start, place.end))
        at = self._anchor(place)
        choices = [Choice(wording.sort_of(one), "", one) for one in LABELS if one != label]
        self.ask(
            f"{wording.briefly(name)} is no {wording.sort_of(label)}, but …",
            choices,
            lambda other: self.set_right(at, LabelIs(other), chosen_as(place)),
        )

    # Dates

    def action_correct_date(self) -> None:
        """Say when an event was."""
        nothing = "There is no event or date here. D sets the date of the article."
        self.with_place("timeline", ("event", "time"), nothing, self._date)

    def _date(self, place: Place) -> None:
        assert self.places is not None
        analysis = self.places.analysis
        if place.kind == "event":
            event = analysis.events[place.index]
            at, now = (event.start, event.end), dates(event)
        else:
            at, now = (place.start, place.end), analysis.times[place.index].value
        near = analysis.published or datetime.date.today()

        def accept(given: Days) -> bool:
            date = DateIs("event" if place.kind == "event" else "time", *given)
            return self.set_right(at, date, chosen_as(place))

        self.app.push_screen(DaysScreen(self.called(place), now, near, accept))

    # Beyond this article

    def action_hold_always(self) -> None:
        """Let the last correction hold everywhere."""
        offered = rule_for(self.last_correction) if self.last_correction else None
        if offered is None:
            self.record.say(
                "What was set right last holds for this article alone."
                if self.last_correction
                else "Nothing was set right yet: c and another key does that."
            )
            return
        offer_rule(self.record, *offered, self.number)

    def action_corrections(self) -> None:
        """List what was set right."""
        from tui.screens.corrections import CorrectionsScreen

        if self.article is not None:
            self.app.push_screen(CorrectionsScreen(self.article.row, self._show_correction))

    def _show_correction(self, start: int, end: int) -> None:
        """Go to the words of a correction."""
        self.chosen = None
        self.view.choose([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()


def _choices(likely: list[Candidate]) -> list[Choice[Who]]:
    return [Choice(one.name, one.detail, one.who) for one in likely]
