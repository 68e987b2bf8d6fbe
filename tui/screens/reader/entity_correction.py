"""Corrections of names and dates, and the rules that apply a correction to other articles."""

import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import LABELS, Entity, Mention, Span
from db.corrections import (
    EntityRef,
    MergeEntities,
    ReassignMention,
    RenameEntity,
    SetDate,
    SetLabel,
    rule_for,
)
from db.dates import DateRange
from tui import formatting
from tui.dialogs.base import PromptDialog
from tui.dialogs.dates import EventDateDialog
from tui.dialogs.picker import Choice, PickerDialog
from tui.screens.corrections import EntityCandidate, offer_rule, rank_merge_targets
from tui.screens.reader.correction import QuotationCorrectionScreen
from tui.settings import selection_of
from tui.widgets.finding_index import FindingRef
from tui.widgets.panes.timeline import format_event_date

_NO_NAME = "No name at the cursor. To add one, select it with v, then press cm."


class EntityCorrectionScreen(QuotationCorrectionScreen):
    """An article screen with the keys that correct names and dates."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c m", "merge", "Merge", show=False, key_display="cm", id="reader.merge",
                tooltip="Merge the name here, or the selection, with another entity"),
        Binding("c p", "part", "Reassign", show=False, key_display="cp", id="reader.part",
                tooltip="Link the mention here to another entity"),
        Binding("c n", "rename", "Rename", show=False, key_display="cn", id="reader.rename",
                tooltip="Rename the person or thing named here"),
        Binding("c l", "relabel", "Type", show=False, key_display="cl", id="reader.relabel",
                tooltip="Set the type of the name here: person, organisation, place …"),
        Binding("c d", "correct_date", "Event date", show=False, key_display="cd",
                id="reader.correct_date", tooltip="Set the date of the event here"),
        Binding("c c", "hold_always", "Apply to all", show=False, key_display="cc",
                id="reader.hold_always",
                tooltip="Apply the last correction to other articles as well"),
        Binding("c r", "corrections", "Corrections", show=False, key_display="cr",
                id="reader.corrections",
                tooltip="List the corrections of this article and the correction rules"),
    ]  # fmt: skip

    # Names

    def _mention(self, ref: FindingRef) -> tuple[Mention, Entity | None]:
        assert self.findings is not None
        analysis = self.findings.analysis
        mention = analysis.mentions[ref.index]
        return mention, None if mention.entity is None else analysis.entities[mention.entity]

    def _anchor(self, ref: FindingRef) -> Span:
        """Return the span of a mention with the entity's full name, so that a rule uses that name.

        Without such a mention, it is the span of the mention itself.
        """
        assert self.findings is not None
        mention, entity = self._mention(ref)
        for candidate in self.findings.analysis.mentions:
            span = candidate.start, candidate.end
            if entity and candidate.entity == entity.id and self.span_text(span) == entity.name:
                return span
        return mention.start, mention.end

    def action_merge(self) -> None:
        """Merge the entity here, or the selection, with another entity."""
        selected = self.trimmed_selection()
        if selected and self.findings and not any(self.findings.overlapping("names", *selected)):
            self._read_selection(selected)
            return
        self.with_finding("names", ("name",), _NO_NAME, self._merge)

    def _merge(self, ref: FindingRef) -> None:
        assert self.findings is not None
        mention, entity = self._mention(ref)
        name = entity.name if entity else self.span_text((ref.start, ref.end))
        likely = rank_merge_targets(self.findings.analysis, name, mention.label, mention.entity)
        at = self._anchor(ref)

        def accept(entity_ref: EntityRef) -> bool:
            return self.apply_selection_correction(at, MergeEntities(entity_ref), selection_of(ref))

        self.app.push_screen(
            PickerDialog(
                f"Merge {formatting.quote_excerpt(name)} with …",
                _choices(likely),
                new=lambda typed: EntityRef(typed, mention.label),
                more=self.known_entities,
                accept=accept,
            )
        )

    def _read_selection(self, at: Span) -> None:
        """Link a selection that is not a name yet to an entity."""
        assert self.findings is not None
        words = self.span_text(at)
        likely = rank_merge_targets(self.findings.analysis, words, "", None)

        def accept(entity_ref: EntityRef) -> bool:
            return self.apply_selection_correction(
                at, ReassignMention(entity_ref, screen.everywhere), ("name", *at)
            )

        screen = PickerDialog(
            f"{formatting.quote_excerpt(words)} means …",
            _choices(likely),
            new=EntityRef,
            more=self.known_entities,
            scopes=("only here", "every occurrence of these words"),
            everywhere=True,
            accept=accept,
        )
        self.app.push_screen(screen)

    def action_part(self) -> None:
        """Link the mention here to another entity."""
        self.with_finding("names", ("name",), _NO_NAME, self._part)

    def _part(self, ref: FindingRef) -> None:
        assert self.findings is not None
        mention, entity = self._mention(ref)
        at = mention.start, mention.end
        words = self.span_text(at)
        if entity is None:
            self.context.show_message(
                f"{formatting.quote_excerpt(words)} is not linked to an entity. "
                "Press cm to link it."
            )
            return
        mentions = [m for m in self.findings.analysis.mentions if m.entity == entity.id]
        same_text = sum(
            self.span_text((m.start, m.end)).casefold() == words.casefold() for m in mentions
        )
        likely = rank_merge_targets(self.findings.analysis, words, mention.label, entity.id)
        choices = _choices(likely)
        if mention.kind == "name" and len(mentions) > 1:
            own = EntityRef(words, mention.label)
            choices.insert(0, Choice(words, f"a separate entity, not {entity.name}", own))

        def accept(entity_ref: EntityRef) -> bool:
            return self.apply_selection_correction(
                at, ReassignMention(entity_ref, screen.everywhere), ("name", *at)
            )

        screen = PickerDialog(
            f"{formatting.quote_excerpt(words)} does not mean {entity.name}. Which entity is it?",
            choices,
            new=lambda typed: EntityRef(typed, mention.label),
            more=self.known_entities,
            scopes=("this one", f"all {same_text} “{words}”") if same_text > 1 else None,
            accept=accept,
        )
        self.app.push_screen(screen)

    def action_rename(self) -> None:
        """Rename the entity here."""
        self.with_finding("names", ("name",), _NO_NAME, self._rename)

    def _rename(self, ref: FindingRef) -> None:
        assert self.findings is not None
        mention, entity = self._mention(ref)
        before = entity.name if entity else self.span_text((ref.start, ref.end))
        at, entities = self._anchor(ref), self.findings.analysis.entities

        def accept(typed: str) -> bool:
            name = " ".join(typed.split())
            if not name or name == before:
                return True
            same = [entity for entity in entities if entity.name == name]
            if same:  # entities of the same name are merged
                entity_ref = EntityRef(name, same[0].label)
                return self.apply_selection_correction(
                    at, MergeEntities(entity_ref), selection_of(ref)
                )
            return self.apply_selection_correction(
                at, RenameEntity(name, mention.label), selection_of(ref)
            )

        self.app.push_screen(
            PromptDialog(
                f"Rename {formatting.quote_excerpt(before)}",
                value=before,
                hint="The old name is kept as an alias",
                accept=accept,
            )
        )

    def action_relabel(self) -> None:
        """Change the type of the entity here."""
        self.with_finding("names", ("name",), _NO_NAME, self._relabel)

    def _relabel(self, ref: FindingRef) -> None:
        mention, entity = self._mention(ref)
        label = entity.label if entity else mention.label
        name = entity.name if entity else self.span_text((ref.start, ref.end))
        at = self._anchor(ref)
        choices = [Choice(formatting.label_noun(new), "", new) for new in LABELS if new != label]
        self.pick_value(
            f"{formatting.quote_excerpt(name)} is no {formatting.label_noun(label)}. "
            "What type is it?",
            choices,
            lambda new: self.apply_correction(at, SetLabel(new), selection_of(ref)),
        )

    # Dates

    def action_correct_date(self) -> None:
        """Set the date of the event or time expression here."""
        nothing = "No event or date at the cursor. Press D to set the article's date."
        self.with_finding("timeline", ("event", "time"), nothing, self._date)

    def _date(self, ref: FindingRef) -> None:
        assert self.findings is not None
        analysis = self.findings.analysis
        if ref.kind == "event":
            event = analysis.events[ref.index]
            at, now = (event.start, event.end), format_event_date(event)
        else:
            at, now = (ref.start, ref.end), analysis.times[ref.index].value
        near = analysis.published or datetime.date.today()

        def accept(days: DateRange) -> bool:
            date = SetDate("event" if ref.kind == "event" else "time", *days)
            return self.apply_correction(at, date, selection_of(ref))

        self.app.push_screen(EventDateDialog(self.finding_label(ref), now, near, accept))

    # Beyond this article

    def action_hold_always(self) -> None:
        """Apply the last correction to other articles by a rule."""
        offered = rule_for(self.last_correction) if self.last_correction else None
        if offered is None:
            self.context.show_message(
                "The last correction can only apply to this article."
                if self.last_correction
                else "No corrections yet. Press c and another key to make one."
            )
            return
        offer_rule(self.context, *offered, self.article_id)

    def action_corrections(self) -> None:
        """List the corrections of this article and the correction rules."""
        from tui.screens.corrections import CorrectionsScreen

        if self.article is not None:
            self.app.push_screen(CorrectionsScreen(self.article.row, self._show_correction))

    def _show_correction(self, start: int, end: int) -> None:
        """Select the text of a correction."""
        self.chosen_finding = None
        self.view.highlight([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()


def _choices(likely: list[EntityCandidate]) -> list[Choice[EntityRef]]:
    return [Choice(candidate.name, candidate.detail, candidate.reference) for candidate in likely]
