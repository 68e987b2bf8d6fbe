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
    AddQuotation,
    Change,
    Correction,
    EntityRef,
    RemoveQuotation,
    SetBounds,
    SetKind,
    SetSpeaker,
    rule_for,
)
from tui import formatting
from tui.changes import StoreChange, UndoEntry
from tui.dialogs.picker import Choice, PickerDialog
from tui.formatting import QUOTATION_KIND_NAMES, format_count, quote_excerpt
from tui.screens.corrections import rank_speakers
from tui.screens.reader.tagging import ArticleDetailsScreen
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import FindingRef, Group, Kind
from tui.widgets.panes.quotes import UNNAMED

T = TypeVar("T")


class FindingCorrectionScreen(ArticleDetailsScreen):
    """An article screen whose findings can be corrected."""

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__(store, article, view)
        self.finding_to_restore: tuple[Kind, int, int] | None = None
        """The finding to choose after the article is loaded again."""
        self.last_correction: Correction | None = None

    def apply_correction(
        self, at: Span, change: Change, again: tuple[Kind, int, int] | None
    ) -> bool:
        """Apply a correction to the finding at the span `at`, then choose the finding `again`.

        Returns False, after a message and without a change, if it could not be stored.
        """
        made: list[Correction] = []

        def make() -> None:
            if made:  # redo after an undo
                self.store.corrections.restore(made[0])
            else:
                made.append(self.store.corrections.add(self.article_id, *at, change))
                self.finding_to_restore = again
            self.last_correction = made[0]

        def revert() -> None:
            self.store.corrections.revert(made[0].id)
            self.last_correction = None

        words = (
            f"{formatting.quote_excerpt(self.span_text(at))} – {formatting.describe_change(change)}"
        )
        changed = StoreChange.in_article(self.article_id, "findings", "identities")
        if not self.context.apply_change(changed, make, UndoEntry(words, revert)):
            return False
        more = ", cc: apply to other articles" if rule_for(made[0]) else ""
        self.context.show_message(f"{words}. u: undo{more}.")
        return True

    def apply_selection_correction(
        self, at: Span, change: Change, again: tuple[Kind, int, int] | None
    ) -> bool:
        """Apply a correction as `set_right` does, and clear the selection on success."""
        done = self.apply_correction(at, change, again)
        if done:
            self.clear_selection()
        return done

    def restore_choice(self) -> None:
        """Choose the finding `again` after the article is loaded, if it still exists."""
        again, self.finding_to_restore = self.finding_to_restore, None
        ref = self.findings.find_exact(*again) if again and self.findings else None
        if ref is not None and self.findings is not None:
            self.chosen_finding = ref
            self.view.highlight(*self.findings.highlight_spans(ref))

    def span_text(self, span: Span) -> str:
        """Return the text of a span on one line."""
        return " ".join(self.view.text[slice(*span)].split())

    def trimmed_selection(self) -> Span | None:
        """Return the selection without surrounding spaces, or None."""
        if self.view.selected is None:
            return None
        start, end = self.view.selected
        words = self.view.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        return (start, end) if start < end else None

    def pick_value(
        self, question: str, choices: Sequence[Choice[T]], then: Callable[[T], object]
    ) -> None:
        """Ask `question`, and call `then` with the value of the choice picked."""

        def picked(choice: Choice[T] | None) -> None:
            if choice is not None:
                then(choice.value)

        self.app.push_screen(PickerDialog(question, choices), picked)

    def known_entities(self) -> list[Choice[EntityRef]]:
        """Return the known entities of other articles as choices. For use in a thread."""
        try:
            found = self.store.corrections.known_entities(self.article_id)
        except StoreError:  # optional: any name can be typed
            return []
        return [
            Choice(
                name,
                f"{formatting.label_noun(label)} · in {format_count(articles, 'other article')}",
                EntityRef(name, label),
            )
            for name, label, articles in found
        ]

    def with_finding(
        self, group: Group, kinds: Sequence[Kind], nothing: str, then: Callable[[FindingRef], None]
    ) -> None:
        """Call `then` with the chosen finding, else with the only or the picked finding here.

        If there is none, show the message `nothing`.
        """
        if self.findings is None:
            return
        chosen = self.finding_at_cursor()
        if chosen and chosen.kind in kinds and not self.view.selected:
            then(chosen)
            return
        over = self.findings.overlapping(group, *(self.view.selected or self.view.sentence))
        here = self._distinct([ref for ref in over if ref.kind in kinds])
        if not here:
            self.context.show_message(nothing)
        elif len(here) == 1:
            then(here[0])
        else:
            choices = [Choice(self.finding_label(ref), self._detail(ref), ref) for ref in here]
            self.pick_value("Which finding?", choices, then)

    def _distinct(self, places: list[FindingRef]) -> list[FindingRef]:
        """Reduce the mentions of an entity to one, a name if possible; keep other findings."""
        assert self.findings is not None
        mentions = self.findings.analysis.mentions
        first: dict[object, FindingRef] = {}
        named = [p for p in places if p.kind != "name" or mentions[p.index].kind == "name"]
        for ref in [*named, *places]:
            entity = mentions[ref.index].entity if ref.kind == "name" else None
            first.setdefault(ref if entity is None else entity, ref)
        return sorted(first.values(), key=lambda ref: ref.start)

    def finding_label(self, ref: FindingRef) -> str:
        """Return a label: the name of an entity, the headline of an event, or the text."""
        assert self.findings is not None
        analysis = self.findings.analysis
        if ref.kind == "event":
            return analysis.events[ref.index].headline
        entity = analysis.mentions[ref.index].entity if ref.kind == "name" else None
        if entity is not None:
            return analysis.entities[entity].name
        return self.span_text((ref.start, ref.end))

    def _detail(self, ref: FindingRef) -> str:
        words = self.span_text((ref.start, ref.end))
        return f"“{words}” here" if words != self.finding_label(ref) else ""


_MARKS = ("“", '"', "‘", "'", "«", "„", "‹")
_NONE_HERE = "No quotation at the cursor. To add one, select it with v, then press ca."


class QuotationCorrectionScreen(FindingCorrectionScreen):
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
        if self.findings is None:
            return None
        quotations = self.findings.analysis.quotations
        selected = self.trimmed_selection()
        start, end = selected or self.view.sentence
        ref = self.chosen_finding if selected else self.quotation_at_cursor()
        if ref and ref.kind == "quotation" and ref.start < end and ref.end > start:
            return quotations[ref.index]
        here = [q for q in quotations if q.start < end and q.end > start]
        if not here:
            self.context.show_message(_NONE_HERE)
            return None
        return max(here, key=lambda q: (min(end, q.end) - max(start, q.start), q.start - q.end))

    def action_correct_speaker(self) -> None:
        """Set the speaker of the quotation."""
        quotation = self._quotation()
        if quotation is None or self.findings is None:
            return
        at = quotation.start, quotation.end
        reference = self._reference(quotation)

        def accept(entity_ref: EntityRef | None) -> bool:
            return self.apply_correction(at, SetSpeaker(entity_ref, reference), _chosen(at))

        self._ask_speaker(at, quotation, accept)

    def _reference(self, quotation: Quotation) -> str:
        """Return the source text of a quotation if it may denote the same speaker elsewhere.

        Pronouns and the names of persons return "": a pronoun denotes another speaker in another
        article, and a person's name needs no rule.
        """
        assert self.findings is not None
        if quotation.source is None:
            return ""
        start, end = quotation.source
        for mention in self.findings.analysis.mentions:
            if mention.start < end and mention.end > start and mention.kind != "nominal":
                is_body = mention.kind == "name" and mention.label != "PERSON"
                if not (is_body and (mention.start, mention.end) == (start, end)):
                    return ""
        return self.span_text(quotation.source)

    def _ask_speaker(
        self, at: Span, quotation: Quotation | None, accept: Callable[[EntityRef | None], bool]
    ) -> None:
        assert self.findings is not None
        analysis = self.findings.analysis
        now = quotation.speaker if quotation else None
        choices: list[Choice[EntityRef | None]] = []
        for candidate in rank_speakers(analysis, at, quotation):
            is_now = now is not None and candidate.entity == now
            detail = f"now · {candidate.detail}" if is_now else candidate.detail
            choices.append(Choice(candidate.name, detail, candidate.reference))
        choices.append(Choice(UNNAMED, "the article names no speaker", None))

        def new(name: str) -> EntityRef | None:
            return EntityRef(name)

        question = f"Who said {quote_excerpt(self.span_text(at))}?"
        more = self._speakers_elsewhere
        self.app.push_screen(PickerDialog(question, choices, new=new, more=more, accept=accept))

    def _speakers_elsewhere(self) -> list[Choice[EntityRef | None]]:
        return [
            Choice(choice.name, choice.detail, choice.value) for choice in self.known_entities()
        ]

    def action_correct_kind(self) -> None:
        """Set the kind of the quotation."""
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        choices: list[Choice[QuotationKind]] = [
            Choice(kind, does, kind)
            for kind, does in QUOTATION_KIND_NAMES.items()
            if kind != quotation.kind
        ]
        self.pick_value(
            f"{quote_excerpt(self.span_text(at))} is {quotation.kind}. What kind is it?",
            choices,
            lambda kind: self.apply_correction(at, SetKind(kind), _chosen(at)),
        )

    def action_correct_bounds(self) -> None:
        """Set the bounds of the quotation to those of the selection."""
        bounds = self.trimmed_selection()
        if bounds is None:
            self.context.show_message("Select the quotation first: v, then w b ( ) and o.")
            return
        quotation = self._quotation()
        if quotation is None:
            return
        at = quotation.start, quotation.end
        if at == bounds:
            self.clear_selection()
        else:
            self.apply_selection_correction(at, SetBounds(*bounds), _chosen(bounds))

    def action_not_a_quotation(self) -> None:
        """Remove the quotation."""
        quotation = self._quotation()
        if quotation is not None:
            self.apply_correction((quotation.start, quotation.end), RemoveQuotation(), None)

    def action_add_quotation(self) -> None:
        """Ask for the speaker, then add the selection as a quotation."""
        at = self.trimmed_selection()
        if at is None or self.findings is None:
            self.context.show_message("Select the quotation first: v, then w b ( ) and o.")
            return
        same = [q for q in self.findings.analysis.quotations if (q.start, q.end) == at]
        if same and same[0].kind != "scare":
            self.context.show_message(
                "This is already a quotation. Press cs to set its speaker, ck its kind."
            )
            return
        kind: QuotationKind = "direct" if self.span_text(at).startswith(_MARKS) else "indirect"

        def accept(entity_ref: EntityRef | None) -> bool:
            return self.apply_selection_correction(at, AddQuotation(kind, entity_ref), _chosen(at))

        self._ask_speaker(at, None, accept)


def _chosen(at: Span) -> tuple[Literal["quotation"], int, int]:
    return "quotation", *at
