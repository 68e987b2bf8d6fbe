"""Corrections of names and dates, and the rules that apply a correction to other articles."""

import datetime
from typing import TYPE_CHECKING

from analysis import LABELS, Span, describe_time_value
from analysis.models import SOURCE_LABELS
from db.corrections import (
    EntityRef,
    MergeEntities,
    ReassignMention,
    RenameEntity,
    SetDate,
    SetLabel,
    rule_for,
)
from db.dates import DayRange
from tui import correction_text
from tui.actions import load_bindings
from tui.dialogs.date_input import EventDateDialog
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import PromptDialog
from tui.entity_candidates import EntityCandidate, rank_merge_targets
from tui.screens.correction_rules import offer_rule
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.correction_writer import CorrectionWriter
from tui.screens.reader.model import ReaderModel, selection_of
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import FindingRef
from tui.widgets.panes.timeline import format_event_date

if TYPE_CHECKING:
    from tui.context import AppContext


class EntityCorrectionController(Controller[ReaderView]):
    """Correct names and dates; list corrections, and apply the last one to other articles."""

    BINDINGS = load_bindings("reader_entities")

    def __init__(self, model: ReaderModel, context: "AppContext", view: ReaderView) -> None:
        """Create the controller of the names and dates of an open article."""
        super().__init__(model, context, view)
        self._writer = CorrectionWriter(model, context, view)

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        match action:
            case "corrections":
                return None if self.model.article else NOT_LOADED
            case "apply_to_all":
                correction = self.model.last_correction
                if correction is None:
                    return ReaderText.NO_CORRECTION
                return None if rule_for(correction) else ReaderText.NO_RULE
        if self.model.findings is None:
            return NOT_LOADED
        if action == "correct_date":
            here = self.model.findings_here("timeline", ("event", "time"))
            return None if here else ReaderText.NO_DATE
        if action == "merge" and self._unnamed_selection:
            return None
        return None if self.model.findings_here("names", ("name",)) else ReaderText.NO_NAME

    # Names

    @property
    def _unnamed_selection(self) -> Span | None:
        """The selection if it contains no name."""
        selected, findings = self.model.trimmed_selection, self.model.findings
        if selected and findings and not any(findings.overlapping("names", *selected)):
            return selected
        return None

    def _anchor(self, ref: FindingRef) -> Span:
        """Return the span of a mention with the entity's full name, so that a rule uses that name.

        Without such a mention, it is the span of the mention itself.
        """
        mention, entity = self.model.mention(ref)
        for candidate in self.model.analysis.mentions:
            span = candidate.start, candidate.end
            is_own = entity and candidate.entity == entity.id
            if entity and is_own and self.model.span_text(span) == entity.name:
                return span
        return mention.start, mention.end

    def action_merge(self) -> None:
        """Merge the entity here, or the selection, with another entity."""
        selected = self._unnamed_selection
        if selected:
            self._link_selection(selected)
        else:
            self.pick_finding("names", ("name",), self._merge)

    def _merge(self, ref: FindingRef) -> None:
        mention, entity = self.model.mention(ref)
        name = entity.name if entity else self.model.span_text((ref.start, ref.end))
        likely = rank_merge_targets(self.model.analysis, name, mention.label, mention.entity)
        at = self._anchor(ref)

        def accept(entity_ref: EntityRef) -> bool:
            return self._writer.apply_to_selection(at, MergeEntities(entity_ref), selection_of(ref))

        self.context.push_screen(
            PickerDialog(
                ReaderText.MERGE_QUESTION.format(name=correction_text.quote_excerpt(name)),
                _choices(likely),
                new=lambda typed: EntityRef(typed, mention.label),
                more=self._writer.known_entities,
                accept=accept,
            )
        )

    def _link_selection(self, at: Span) -> None:
        """Link a selection that is not a name yet to an entity."""
        words = self.model.span_text(at)
        likely = rank_merge_targets(self.model.analysis, words, "", None)

        def accept(entity_ref: EntityRef) -> bool:
            return self._writer.apply_to_selection(
                at, ReassignMention(entity_ref, screen.everywhere), ("name", *at)
            )

        screen = PickerDialog(
            ReaderText.LINK_QUESTION.format(name=correction_text.quote_excerpt(words)),
            _choices(likely),
            new=EntityRef,
            more=self._writer.known_entities,
            scopes=(ReaderText.ONLY_HERE, ReaderText.ALL_OCCURRENCES),
            everywhere=True,
            accept=accept,
        )
        self.context.push_screen(screen)

    def action_reassign(self) -> None:
        """Link the mention here to another entity."""
        self.pick_finding("names", ("name",), self._reassign)

    def _reassign(self, ref: FindingRef) -> None:
        mention, entity = self.model.mention(ref)
        at = mention.start, mention.end
        words = self.model.span_text(at)
        rivals = [value for _, value in mention.reason.args if entity is None]
        if entity is None and not rivals:
            name = correction_text.quote_excerpt(words)
            self.context.show_message(ReaderText.NOT_LINKED.format(name=name))
            return
        own_id = None if entity is None else entity.id
        mentions = [m for m in self.model.analysis.mentions if m.entity == own_id]
        same_text = sum(
            self.model.span_text((m.start, m.end)).casefold() == words.casefold() for m in mentions
        )
        likely = rank_merge_targets(self.model.analysis, words, mention.label, own_id)
        likely.sort(key=lambda candidate: candidate.name not in rivals)
        choices = _choices(likely)
        own = EntityRef(words, mention.label)
        if entity is None:
            detail = ReaderText.ANOTHER_PERSON.format(name=rivals[0])
            choices.insert(len(rivals), Choice(words, detail, own))
        elif mention.kind == "name" and len(mentions) > 1:
            detail = ReaderText.NEW_ENTITY.format(entity=entity.name)
            choices.insert(0, Choice(words, detail, own))

        scopes = None
        if same_text > 1:
            every = ReaderText.ALL_MENTIONS.format(number=same_text, words=words)
            scopes = (ReaderText.ONLY_HERE, every)

        def accept(entity_ref: EntityRef) -> bool:
            return self._writer.apply_to_selection(
                at, ReassignMention(entity_ref, screen.everywhere), ("name", *at)
            )

        present = ReaderText.OPEN_NAME if entity is None else entity.name
        screen = PickerDialog(
            ReaderText.REASSIGN_QUESTION.format(
                name=correction_text.quote_excerpt(words), entity=present
            ),
            choices,
            new=lambda typed: EntityRef(typed, mention.label),
            more=self._writer.known_entities,
            scopes=scopes,
            accept=accept,
        )
        self.context.push_screen(screen)

    def action_rename(self) -> None:
        """Rename the entity here."""
        self.pick_finding("names", ("name",), self._rename)

    def _rename(self, ref: FindingRef) -> None:
        mention, entity = self.model.mention(ref)
        before = entity.name if entity else self.model.span_text((ref.start, ref.end))
        at, entities = self._anchor(ref), self.model.analysis.entities

        def accept(typed: str) -> bool:
            name = " ".join(typed.split())
            if not name or name == before:
                return True
            same = [entity for entity in entities if entity.name == name]
            if same:  # entities of the same name are merged
                entity_ref = EntityRef(name, same[0].label)
                return self._writer.apply_to_selection(
                    at, MergeEntities(entity_ref), selection_of(ref)
                )
            return self._writer.apply_to_selection(
                at, RenameEntity(name, mention.label), selection_of(ref)
            )

        self.context.push_screen(
            PromptDialog(
                ReaderText.RENAME_QUESTION.format(name=correction_text.quote_excerpt(before)),
                value=before,
                hint=ReaderText.RENAME_HINT,
                accept=accept,
            )
        )

    def action_set_type(self) -> None:
        """Change the type of the entity here."""
        self.pick_finding("names", ("name",), self._set_type)

    def _set_type(self, ref: FindingRef) -> None:
        mention, entity = self.model.mention(ref)
        label = entity.label if entity else mention.label
        name = entity.name if entity else self.model.span_text((ref.start, ref.end))
        at = self._anchor(ref)
        # a source without a name stays one
        labels = SOURCE_LABELS if label in SOURCE_LABELS else LABELS
        choices = [
            Choice(correction_text.label_noun(new), "", new) for new in labels if new != label
        ]
        self.pick_value(
            ReaderText.TYPE_QUESTION.format(
                name=correction_text.quote_excerpt(name), type=correction_text.label_noun(label)
            ),
            choices,
            lambda new: self._writer.apply(at, SetLabel(new), selection_of(ref)),
        )

    # Dates

    def action_correct_date(self) -> None:
        """Set the date of the event or time expression here."""
        self.pick_finding("timeline", ("event", "time"), self._date)

    def _date(self, ref: FindingRef) -> None:
        analysis = self.model.analysis
        if ref.kind == "event":
            event = analysis.events[ref.index]
            at, now = (event.start, event.end), format_event_date(event)
        else:
            at = ref.start, ref.end
            now = describe_time_value(analysis.times[ref.index].value)
        near = analysis.published or datetime.date.today()

        def accept(days: DayRange) -> bool:
            date = SetDate("event" if ref.kind == "event" else "time", *days)
            return self._writer.apply(at, date, selection_of(ref))

        self.context.push_screen(EventDateDialog(self.model.finding_label(ref), now, near, accept))

    # Beyond this article

    def action_apply_to_all(self) -> None:
        """Apply the last correction to other articles by a rule."""
        assert self.model.last_correction is not None
        offered = rule_for(self.model.last_correction)
        assert offered is not None
        offer_rule(self.context, *offered, self.model.article_id)

    def action_corrections(self) -> None:
        """List the corrections of this article and the correction rules."""
        assert self.model.article is not None
        self.context.open("corrections", row=self.model.article.row, show=self.view.show_span)


def _choices(likely: list[EntityCandidate]) -> list[Choice[EntityRef]]:
    return [Choice(candidate.name, candidate.detail, candidate.reference) for candidate in likely]
