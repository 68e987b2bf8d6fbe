"""Store a correction, report it, and choose the corrected finding again."""

from typing import TYPE_CHECKING

from analysis import Span
from db.corrections import (
    Change,
    Correction,
    EntityRef,
    rule_for,
)
from tui import correction_text
from tui.correction_text import quote_excerpt
from tui.dialogs.picker import Choice
from tui.display_text import format_count
from tui.screens.reader.controller import ReaderView
from tui.screens.reader.model import ReaderModel
from tui.store_query import read_or_default
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import Kind

if TYPE_CHECKING:
    from tui.context import AppContext


class CorrectionWriter:
    """Store corrections of an open article; each can be undone."""

    def __init__(self, model: ReaderModel, context: "AppContext", view: ReaderView) -> None:
        """Create the writer of the corrections of an open article."""
        self._model = model
        self._context = context
        self._view = view

    def apply(self, at: Span, change: Change, again: tuple[Kind, int, int] | None) -> bool:
        """Apply a correction to the finding at the span `at`, then choose the finding `again`.

        Returns False, after a message and without a change, if it could not be stored.
        """
        made: list[Correction] = []
        model, corrections = self._model, self._context.store.corrections

        def make() -> None:
            made.append(corrections.add(model.article_id, *at, change))
            model.finding_to_restore = again

        words = f"{quote_excerpt(model.span_text(at))} – {correction_text.describe_change(change)}"
        if self._context.edit("correction", make, words) is None:
            return False
        model.set_last_correction(made[0])
        key = self._context.user_keys.undo_key
        done = ReaderText.CORRECTED.format(correction=words, key=key)
        if rule_for(made[0]):
            rule_key = self._context.user_keys.label_of("reader.apply_to_all")
            done = ReaderText.CORRECTED_WITH_RULE.format(correction=words, key=key, apply=rule_key)
        self._context.show_message(done)
        return True

    def apply_to_selection(
        self, at: Span, change: Change, again: tuple[Kind, int, int] | None
    ) -> bool:
        """Apply a correction as `apply` does, and clear the selection on success."""
        done = self.apply(at, change, again)
        if done:
            self._view.clear_selection()
        return done

    def known_entities(self) -> list[Choice[EntityRef]]:
        """Return the known entities of other articles as choices. For use in a thread."""
        load = self._context.store.corrections.known_entities
        # optional: any name can be typed
        found = read_or_default(lambda: load(self._model.article_id), [])
        return [
            Choice(
                name,
                ReaderText.KNOWN_ENTITY.format(
                    type=correction_text.label_noun(label),
                    articles=format_count(articles, ReaderText.OTHER_ARTICLE),
                ),
                EntityRef(name, label),
                is_far=True,
            )
            for name, label, articles in found
        ]
