"""Shared code of all corrections: choosing the finding, asking, storing and undoing.

Corrections of quotations: speaker, kind and bounds; adding and removing a quotation.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal, TypeVar

from textual.binding import Binding, BindingType

from analysis import Quotation, Span
from analysis.models import QuotationKind
from db import Store, StoreError
from db.corrections import (
    BoundsAre,
    Change,
    Correction,
    IsAQuotation,
    KindIs,
    NotAQuotation,
    SpeakerIs,
    Who,
    rule_for,
)
from tui import formatting
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import KINDS, briefly, counted
from tui.screens.corrections import likely_speakers
from tui.screens.reader.tagging import AnnotatingScreen
from tui.undo import Undo
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import Group, Kind, Place
from tui.widgets.panes.quotes import UNNAMED

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

        words = f"{formatting.briefly(self.words(at))} – {formatting.what(change)}"
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
            Choice(name, f"{formatting.sort_of(label)} · in {counted(articles, 'other article')}",
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


_MARKS = ("“", '"', "‘", "'", "«", "„", "‹")
_NONE_HERE = "No quotation at the cursor. To add one, select it with v, then press ca."


class CorrectingQuotationsScreen(SettingRightScreen):
    """An article screen with the keys that correct quotations."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c s", "correct_speaker", "Speaker", show=False, key_display="cs",
                id="reader.correct_speaker", tooltip="Set the speaker of the quotation here"),
        Binding("c k", "correct_kind", "Kind", show=False, key_display="ck",
                id="reader.correct_kind",
                tooltip="Set the kind of the quotation: direct, indirect, mixed or scare quotes"),
        Binding("c b", "correct_bounds", "Bounds", show=False, key_display="cb",
                id="reader.correct_bounds",
                tooltip="Set the bounds of the quotation to those of the selection"),
        Binding("c x", "not_a_quotation", "Not a quote", show=False, key_display="cx",
                id="reader.not_a_quotation", tooltip="Remove the quotation: it is not one"),
        Binding("c a", "add_quotation", "Add quote", show=False, key_display="ca",
                id="reader.add_quotation", tooltip="Add the selection as a quotation"),
    ]  # fmt: skip

    def _quotation(self) -> Quotation | None:
        """Return the quotation to correct, or None after a message if there is none.

        With a selection: the selected quotation if the selection overlaps it, else the quotation
        with the largest overlap. Without one: the quotation at the cursor. Scare quotes count
        only if there is nothing else.
        """
        if self.places is None:
            return None
        quotations = self.places.analysis.quotations
        selected = self.selection()
        start, end = selected or self.view.sentence
        ref = self.chosen if selected else self.quotation_here()
        if ref and ref.kind == "quotation" and ref.start < end and ref.end > start:
            return quotations[ref.index]
        here = [q for q in quotations if q.start < end and q.end > start]
        if not here:
            self.record.say(_NONE_HERE)
            return None
        return max(here, key=lambda q: (min(end, q.end) - max(start, q.start), q.start - q.end))

    def action_correct_speaker(self) -> None:
        """Set the speaker of the quotation."""
        quotation = self._quotation()
        if quotation is None or self.places is None:
            return
        at = quotation.start, quotation.end
        reference = self._reference(quotation)

        def accept(entity_ref: Who | None) -> bool:
            return self.set_right(at, SpeakerIs(entity_ref, reference), _chosen(at))

        self._ask_speaker(at, quotation, accept)

    def _reference(self, quotation: Quotation) -> str:
        """Return the source text of a quotation if it may denote the same speaker elsewhere.

        Pronouns and the names of persons return "": a pronoun denotes another speaker in another
        article, and a person's name needs no rule.
        """
        assert self.places is not None
        if quotation.source is None:
            return ""
        start, end = quotation.source
        for mention in self.places.analysis.mentions:
            if mention.start < end and mention.end > start and mention.kind != "nominal":
                is_body = mention.kind == "name" and mention.label != "PERSON"
                if not (is_body and (mention.start, mention.end) == (start, end)):
                    return ""
        return self.words(quotation.source)

    def _ask_speaker(
        self, at: Span, quotation: Quotation | None, accept: Callable[[Who | None], bool]
    ) -> None:
        assert self.places is not None
        analysis = self.places.analysis
        now = quotation.speaker if quotation else None
        choices: list[Choice[Who | None]] = []
        for candidate in likely_speakers(analysis, at, quotation):
            is_now = now is not None and candidate.entity == now
            detail = f"now · {candidate.detail}" if is_now else candidate.detail
            choices.append(Choice(candidate.name, detail, candidate.who))
        choices.append(Choice(UNNAMED, "the article names no speaker", None))

        def new(name: str) -> Who | None:
            return Who(name)

        question = f"Who said {briefly(self.words(at))}?"
        more = self._speakers_elsewhere
        self.app.push_screen(PickScreen(question, choices, new=new, more=more, accept=accept))

    def _speakers_elsewhere(self) -> list[Choice[Who | None]]:
        return [
            Choice(choice.name, choice.detail, choice.value) for choice in self.named_elsewhere()
        ]

    def action_correct_kind(self) -> None:
        """Set the kind of the quotation."""
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        choices: list[Choice[QuotationKind]] = [
            Choice(kind, does, kind) for kind, does in KINDS.items() if kind != quotation.kind
        ]
        self.ask(
            f"{briefly(self.words(at))} is {quotation.kind}. What kind is it?",
            choices,
            lambda kind: self.set_right(at, KindIs(kind), _chosen(at)),
        )

    def action_correct_bounds(self) -> None:
        """Set the bounds of the quotation to those of the selection."""
        bounds = self.selection()
        if bounds is None:
            self.record.say("Select the quotation first: v, then w b ( ) and o.")
            return
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        if at == bounds:
            self.clear_selection()
        else:
            self.set_selection_right(at, BoundsAre(*bounds), _chosen(bounds))

    def action_not_a_quotation(self) -> None:
        """Remove the quotation."""
        quotation = self._quotation()
        if quotation is not None:
            self.set_right((quotation.start, quotation.end), NotAQuotation(), None)

    def action_add_quotation(self) -> None:
        """Ask for the speaker, then add the selection as a quotation."""
        at = self.selection()
        if at is None or self.places is None:
            self.record.say("Select the quotation first: v, then w b ( ) and o.")
            return
        same = [q for q in self.places.analysis.quotations if (q.start, q.end) == at]
        if same and same[0].kind != "scare":
            self.record.say(
                "This is already a quotation. Press cs to set its speaker, ck its kind."
            )
            return
        kind: QuotationKind = "direct" if self.words(at).startswith(_MARKS) else "indirect"

        def accept(entity_ref: Who | None) -> bool:
            return self.set_selection_right(at, IsAQuotation(kind, entity_ref), _chosen(at))

        self._ask_speaker(at, None, accept)


def _chosen(at: Span) -> tuple[Literal["quotation"], int, int]:
    return "quotation", *at
