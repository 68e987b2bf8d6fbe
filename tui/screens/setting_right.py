"""What all corrections have in common: finding what they are about, asking, making, undoing."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from analysis import Span
from db import Store, StoreError
from db.correcting import Change, Correction, Who, rule_for
from tui.correcting import wording
from tui.screens.annotating import AnnotatingScreen
from tui.screens.pick import Choice, PickScreen
from tui.undo import Undo
from tui.widgets.article import ArticleView
from tui.widgets.places import Group, Kind, Place
from tui.wording import counted

T = TypeVar("T")


class SettingRightScreen(AnnotatingScreen):
    """A screen with an article whose findings can be set right."""

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """The screen of an article that is not loaded yet."""
        super().__init__(store, article, view)
        self.again: tuple[Kind, int, int] | None = None
        """What to choose once the article is loaded anew."""
        self.last_correction: Correction | None = None

    def set_right(self, at: Span, change: Change, again: tuple[Kind, int, int] | None) -> bool:
        """Make a correction about the finding at a stretch; `again` is what is chosen after it.

        False where the store refused, which the reader is told: then nothing is changed.
        """
        made: list[Correction] = []

        def make() -> None:
            if made:  # made again after it was taken back
                self.store.corrections.make_again(made[0])
            else:
                made.append(self.store.corrections.make(self.number, *at, change))
                self.again = again
            self.last_correction = made[0]

        def take_back() -> None:
            self.store.corrections.take_back(made[0].id)
            self.last_correction = None

        words = f"{wording.briefly(self.words(at))} – {wording.what(change)}"
        if not self.record.change(None, make, Undo(words, take_back)):
            return False
        more = "; cc lets that hold in other articles" if rule_for(made[0]) else ""
        self.record.say(f"{words}. u takes it back{more}.")
        return True

    def set_selection_right(
        self, at: Span, change: Change, again: tuple[Kind, int, int] | None
    ) -> bool:
        """Make a correction as `set_right` does; nothing is selected once it is made."""
        done = self.set_right(at, change, again)
        if done:
            self.clear_selection()
        return done

    def choose_again(self) -> None:
        """Choose what was chosen before the article was loaded anew, where it is still there."""
        again, self.again = self.again, None
        place = self.places.find(*again) if again and self.places else None
        if place is not None and self.places is not None:
            self.chosen = place
            self.view.choose(*self.places.spans(place))

    def words(self, span: Span) -> str:
        """The words of a stretch, on one line."""
        return " ".join(self.view.text[slice(*span)].split())

    def selection(self) -> Span | None:
        """What is selected, without the spaces around it."""
        if self.view.selected is None:
            return None
        start, end = self.view.selected
        words = self.view.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return (start, end) if start < end else None

    def ask(self, question: str, choices: Sequence[Choice[T]], then: Callable[[T], object]) -> None:
        """Go on with the choice that is picked, if one is."""

        def picked(choice: Choice[T] | None) -> None:
            if choice is not None:
                then(choice.value)

        self.app.push_screen(PickScreen(question, choices), picked)

    def named_elsewhere(self) -> list[Choice[Who]]:
        """Who and what other articles name, to be called here as there; for use in a thread."""
        try:
            found = self.store.corrections.names_elsewhere(self.number)
        except StoreError:  # a comfort: any name can be typed
            return []
        return [
            Choice(name, f"{wording.sort_of(label)} · in {counted(articles, 'other article')}",
                   Who(name, label))
            for name, label, articles in found
        ]  # fmt: skip

    def with_place(
        self, group: Group, kinds: Sequence[Kind], nothing: str, then: Callable[[Place], None]
    ) -> None:
        """Go on with the finding chosen, else the only one here, else the one picked of several.

        Where there is none, the reader is told `nothing`.
        """
        if self.places is None:
            return
        chosen = self.chosen_here()
        if chosen and chosen.kind in kinds and not self.view.selected:
            then(chosen)
            return
        over = self.places.over(group, *(self.view.selected or self.view.sentence))
        here = self._distinct([place for place in over if place.kind in kinds])
        if not here:
            self.record.say(nothing)
        elif len(here) == 1:
            then(here[0])
        else:
            choices = [Choice(self.called(place), self._detail(place), place) for place in here]
            self.ask("Which one?", choices, then)

    def _distinct(self, places: list[Place]) -> list[Place]:
        """Each entity once, at the first place that gives its name; other findings as they are."""
        assert self.places is not None
        mentions = self.places.analysis.mentions
        first: dict[object, Place] = {}
        named = [p for p in places if p.kind != "name" or mentions[p.index].kind == "name"]
        for place in [*named, *places]:
            entity = mentions[place.index].entity if place.kind == "name" else None
            first.setdefault(place if entity is None else entity, place)
        return sorted(first.values(), key=lambda place: place.start)

    def called(self, place: Place) -> str:
        """What a finding is called: the name of an entity, the headline of an event, its words."""
        assert self.places is not None
        analysis = self.places.analysis
        if place.kind == "event":
            return analysis.events[place.index].headline
        entity = analysis.mentions[place.index].entity if place.kind == "name" else None
        if entity is not None:
            return analysis.entities[entity].name
        return self.words((place.start, place.end))

    def _detail(self, place: Place) -> str:
        words = self.words((place.start, place.end))
        return f"“{words}” here" if words != self.called(place) else ""
