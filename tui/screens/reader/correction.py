"""Shared code of all corrections: choosing the finding, asking, storing and undoing."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from analysis import Span
from db import Store, StoreError
from db.corrections import Change, Correction, Who, rule_for
from tui import formatting_wording
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import counted
from tui.screens.reader.annotating import AnnotatingScreen
from tui.undo import Undo
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import Group, Kind, Place

T = TypeVar("T")


class SettingRightScreen(AnnotatingScreen):
    """An article screen whose findings can be corrected."""

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__(store, article, view)
        self.again: tuple[Kind, int, int] | None = None
        """The finding to choose after the article is loaded again."""
        self.last_correction: Correction | None = None

    def set_right(self, at: Span, change: Change, again: tuple[Kind, int, int] | None) -> bool:
        """Apply a correction to the finding at the span `at`, then choose the finding `again`.

        Returns False, after a message and without a change, if it could not be stored.
        """
        made: list[Correction] = []

        def make() -> None:
            if made:  # redo after an undo
                self.store.corrections.make_again(made[0])
            else:
                made.append(self.store.corrections.make(self.number, *at, change))
                self.again = again
            self.last_correction = made[0]

        def revert() -> None:
            self.store.corrections.take_back(made[0].id)
            self.last_correction = None

        words = f"{formatting_wording.briefly(self.words(at))} – {formatting_wording.what(change)}"
        if not self.record.change(None, make, Undo(words, revert)):
            return False
        more = ", cc: apply to other articles" if rule_for(made[0]) else ""
        self.record.say(f"{words}. u: undo{more}.")
        return True

    def set_selection_right(
        self, at: Span, change: Change, again: tuple[Kind, int, int] | None
    ) -> bool:
        """Apply a correction as `set_right` does, and clear the selection on success."""
        done = self.set_right(at, change, again)
        if done:
            self.clear_selection()
        return done

    def choose_again(self) -> None:
        """Choose the finding `again` after the article is loaded, if it still exists."""
        again, self.again = self.again, None
        ref = self.places.find(*again) if again and self.places else None
        if ref is not None and self.places is not None:
            self.chosen = ref
            self.view.choose(*self.places.spans(ref))

    def words(self, span: Span) -> str:
        """Return the text of a span on one line."""
        return " ".join(self.view.text[slice(*span)].split())

    def selection(self) -> Span | None:
        """Return the selection without surrounding spaces, or None."""
        if self.view.selected is None:
            return None
        start, end = self.view.selected
        words = self.view.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return (start, end) if start < end else None

    def ask(self, question: str, choices: Sequence[Choice[T]], then: Callable[[T], object]) -> None:
        """Ask `question`, and call `then` with the value of the choice picked."""

        def picked(choice: Choice[T] | None) -> None:
            if choice is not None:
                then(choice.value)

        self.app.push_screen(PickScreen(question, choices), picked)

    def named_elsewhere(self) -> list[Choice[Who]]:
        """Return the known entities of other articles as choices. For use in a thread."""
        try:
            found = self.store.corrections.names_elsewhere(self.number)
        except StoreError:  # optional: any name can be typed
            return []
        return [
            Choice(name, f"{formatting_wording.sort_of(label)} · in {counted(articles, 'other article')}",
                   Who(name, label))
            for name, label, articles in found
        ]  # fmt: skip

    def with_place(
        self, group: Group, kinds: Sequence[Kind], nothing: str, then: Callable[[Place], None]
    ) -> None:
        """Call `then` with the chosen finding, else with the only or the picked finding here.

        If there is none, show the message `nothing`.
        """
        if self.places is None:
            return
        chosen = self.chosen_here()
        if chosen and chosen.kind in kinds and not self.view.selected:
            then(chosen)
            return
        over = self.places.over(group, *(self.view.selected or self.view.sentence))
        here = self._distinct([ref for ref in over if ref.kind in kinds])
        if not here:
            self.record.say(nothing)
        elif len(here) == 1:
            then(here[0])
        else:
            choices = [Choice(self.called(ref), self._detail(ref), ref) for ref in here]
            self.ask("Which finding?", choices, then)

    def _distinct(self, places: list[Place]) -> list[Place]:
        """Reduce the mentions of an entity to one, a name if possible; keep other findings."""
        assert self.places is not None
        mentions = self.places.analysis.mentions
        first: dict[object, Place] = {}
        named = [p for p in places if p.kind != "name" or mentions[p.index].kind == "name"]
        for ref in [*named, *places]:
            entity = mentions[ref.index].entity if ref.kind == "name" else None
            first.setdefault(ref if entity is None else entity, ref)
        return sorted(first.values(), key=lambda ref: ref.start)

    def called(self, ref: Place) -> str:
        """Return a label: the name of an entity, the headline of an event, or the text."""
        assert self.places is not None
        analysis = self.places.analysis
        if ref.kind == "event":
            return analysis.events[ref.index].headline
        entity = analysis.mentions[ref.index].entity if ref.kind == "name" else None
        if entity is not None:
            return analysis.entities[entity].name
        return self.words((ref.start, ref.end))

    def _detail(self, ref: Place) -> str:
        words = self.words((ref.start, ref.end))
        return f"“{words}” here" if words != self.called(ref) else ""
