"""Corrections of the quotations of an open article: speaker, kind, bounds; add and remove."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from analysis import Quotation, Span
from analysis.models import QuotationKind
from db.corrections import (
    AddQuotation,
    EntityRef,
    RemoveQuotation,
    SetBounds,
    SetKind,
    SetSpeaker,
)
from tui.actions import load_bindings
from tui.correction_text import QUOTATION_KIND_NAMES, quote_excerpt
from tui.dialogs.picker import Choice, PickerDialog
from tui.entity_candidates import name_in_text, rank_speakers, rank_typed_speakers
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.correction_writer import CorrectionWriter
from tui.screens.reader.model import ReaderModel
from tui.strings.pane_text import PaneText
from tui.strings.reader_text import ReaderText

if TYPE_CHECKING:
    from tui.context import AppContext


_MARKS = ("“", '"', "‘", "'", "«", "„", "‹")


class CorrectionController(Controller[ReaderView]):
    """Correct the speaker, kind and bounds of quotations; add and remove quotations."""

    BINDINGS = load_bindings("reader_correction")

    def __init__(self, model: ReaderModel, context: "AppContext", view: ReaderView) -> None:
        """Create the controller of the quotations of an open article."""
        super().__init__(model, context, view)
        self._writer = CorrectionWriter(model, context, view)
        self._last_speaker: EntityRef | None = None

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        selection = self.model.trimmed_selection
        if action in ("add_quotation", "correct_bounds") and selection is None:
            return ReaderText.NO_SELECTION
        if self.model.findings is None:
            return NOT_LOADED
        if action == "add_quotation":
            quotations = self.model.analysis.quotations
            same = [q for q in quotations if (q.start, q.end) == selection]
            is_quotation = same and same[0].is_statement
            return ReaderText.ALREADY_QUOTATION if is_quotation else None
        return None if self._find_quotation() else ReaderText.NO_QUOTATION

    def _find_quotation(self) -> Quotation | None:
        """Return the quotation to correct.

        With a selection: the selected quotation if the selection overlaps it, else the quotation
        with the largest overlap. Without one: the quotation at the cursor. Scare quotes count
        only if there is nothing else.
        """
        quotations = self.model.analysis.quotations
        selected = self.model.trimmed_selection
        start, end = selected or self.model.text.sentence
        ref = self.model.chosen_finding if selected else self.model.quotation_at_cursor
        if ref and ref.kind == "quotation" and ref.start < end and ref.end > start:
            return quotations[ref.index]
        return max(
            (q for q in quotations if q.start < end and q.end > start),
            key=lambda q: (min(end, q.end) - max(start, q.start), q.start - q.end),
            default=None,
        )

    @property
    def _quotation(self) -> Quotation:
        quotation = self._find_quotation()
        assert quotation is not None
        return quotation

    def action_correct_speaker(self) -> None:
        """Set the speaker of the quotation."""
        quotation = self._quotation
        at = quotation.start, quotation.end
        reference = name_in_text(self.model.analysis, quotation)

        def accept(entity_ref: EntityRef | None) -> bool:
            return self._writer.apply(at, SetSpeaker(entity_ref, reference), _chosen(at))

        self._ask_speaker(at, quotation, accept)

    def _ask_speaker(
        self, at: Span, quotation: Quotation | None, accept: Callable[[EntityRef | None], bool]
    ) -> None:
        analysis = self.model.analysis
        now = quotation.speakers if quotation else ()
        choices: list[Choice[EntityRef | None]] = []
        ranked = rank_typed_speakers(analysis, at)
        typed_ranks = {each.reference: rank for rank, each in enumerate(ranked)}
        if self._last_speaker in typed_ranks:
            typed_ranks[self._last_speaker] = -1
        for candidate in rank_speakers(analysis, at, quotation):
            detail = candidate.detail
            if candidate.entity in now:
                detail = ReaderText.CURRENT_SPEAKER.format(detail=detail)
            rank = typed_ranks[candidate.reference]
            choices.append(Choice(candidate.name, detail, candidate.reference, typed_rank=rank))
        # The most likely speaker stays first: it is what Enter alone picks.
        choices[1:] = sorted(choices[1:], key=lambda choice: choice.value != self._last_speaker)
        choices.append(Choice(PaneText.NO_SPEAKER, ReaderText.NO_SPEAKER_DETAIL, None))

        def accept_and_remember(entity_ref: EntityRef | None) -> bool:
            is_accepted = accept(entity_ref)
            if is_accepted and entity_ref is not None:
                self._last_speaker = entity_ref
            return is_accepted

        def new(name: str) -> EntityRef | None:
            return EntityRef(name)

        quoted = quote_excerpt(self.model.span_text(at))
        self.context.push_screen(
            PickerDialog(
                ReaderText.SPEAKER_QUESTION.format(quotation=quoted),
                choices,
                new=new,
                new_noun=ReaderText.SPEAKER,
                more=self._speakers_elsewhere,
                accept=accept_and_remember,
            )
        )

    def _speakers_elsewhere(self) -> list[Choice[EntityRef | None]]:
        return [
            Choice(choice.name, choice.detail, choice.value, is_far=True)
            for choice in self._writer.known_entities()
        ]

    def action_correct_kind(self) -> None:
        """Set the kind of the quotation."""
        quotation = self._quotation
        at = quotation.start, quotation.end
        choices: list[Choice[QuotationKind]] = [
            Choice(ReaderText.KINDS[kind], description, kind)
            for kind, description in QUOTATION_KIND_NAMES.items()
            if kind != quotation.kind
        ]
        self.pick_value(
            ReaderText.KIND_QUESTION.format(
                quotation=quote_excerpt(self.model.span_text(at)),
                kind=ReaderText.KINDS[quotation.kind],
            ),
            choices,
            lambda kind: self._writer.apply(at, SetKind(kind), _chosen(at)),
        )

    def action_correct_bounds(self) -> None:
        """Set the bounds of the quotation to those of the selection."""
        bounds, quotation = self.model.trimmed_selection, self._quotation
        assert bounds is not None
        at = quotation.start, quotation.end
        if at == bounds:
            self.view.clear_selection()
        else:
            self._writer.apply_to_selection(at, SetBounds(*bounds), _chosen(bounds))

    def action_not_a_quotation(self) -> None:
        """Remove the quotation."""
        quotation = self._quotation
        self._writer.apply((quotation.start, quotation.end), RemoveQuotation(), None)

    def action_add_quotation(self) -> None:
        """Ask for the speaker, then add the selection as a quotation."""
        at = self.model.trimmed_selection
        assert at is not None
        is_quoted = self.model.span_text(at).startswith(_MARKS)
        kind: QuotationKind = "direct" if is_quoted else "indirect"

        def accept(entity_ref: EntityRef | None) -> bool:
            change = AddQuotation(kind, entity_ref)
            return self._writer.apply_to_selection(at, change, _chosen(at))

        self._ask_speaker(at, None, accept)


def _chosen(at: Span) -> tuple[Literal["quotation"], int, int]:
    return "quotation", *at
