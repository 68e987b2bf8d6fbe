"""Lookups from an open article: its words, a concordance, and the people it names.

List the invisible and look-alike characters (homoglyphs) of an article.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from analysis import Analysis
from analysis.confusables import Confusable, find_confusables
from db import Store, StoreError
from tui.dialogs.picker import Choice, PickerDialog
from tui.formatting import format_count, quote_excerpt
from tui.screens.reader.entity_correction import EntityCorrectionScreen
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import FindingRef

if TYPE_CHECKING:
    from tui.context import AppContext


_NOBODY = "No name at the cursor. Move to a name or a quotation, then press P."


class LookupScreen(EntityCorrectionScreen):
    """An article screen with the keys that look up words and people."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("W", "words", "Words", id="reader.words",
                tooltip="The article's words: counted, paired, in context, plotted, measured"),
        Binding("K", "concordance", "In context", show=False, id="reader.concordance",
                tooltip="Each occurrence of the selection or the chosen name, in context"),
        Binding("P", "person", "Person", show=False, id="reader.person",
                tooltip="The page of the person named or quoted here, from all articles"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__(store, article, view)
        from tui.widgets.statistics.base import StatisticsState

        self._words = StatisticsState()
        self._counted: Analysis | None = None

    def action_words(self) -> None:
        """Open the Words screen."""
        self._open_words()

    def action_concordance(self) -> None:
        """Show the selection or the chosen name in context, else an empty query."""
        self._open_words(self._query_here())

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The quotation chosen in a pane or at the cursor."""
        ref = self.panes.current_finding or self.quotation_at_cursor()
        if ref is None or ref.kind != "quotation":
            return None
        return self.article_id, ref.start

    def _query_here(self) -> str:
        """Return a query for the selection or for the names of the chosen entity."""
        from analysis.corpus import to_query
        from tui.widgets.statistics.readability import entity_query

        if self.view.selected:
            return to_query([self.view.text[slice(*self.view.selected)]])
        ref = self.panes.current_finding or self.chosen_finding
        if self.findings is None or ref is None or ref.kind != "name":
            return ""
        analysis = self.findings.analysis
        entity = analysis.mentions[ref.index].entity
        if entity is not None:
            return entity_query(analysis.entities[entity])
        return to_query([analysis.text[ref.start : ref.end]])

    def action_person(self) -> None:
        """Open the page of the chosen name or speaker, else of the entity named here."""
        ref = self.panes.current_finding or self.chosen_finding
        if ref and self._entity_of(ref) is not None:
            self._open_page(ref)
        else:
            self.with_finding("names", ("name",), _NOBODY, self._open_page)

    def _entity_of(self, ref: FindingRef) -> int | None:
        """Return the entity of a name, or the speaker of a quotation."""
        assert self.findings is not None
        analysis = self.findings.analysis
        match ref.kind:
            case "name":
                return analysis.mentions[ref.index].entity
            case "quotation":
                return analysis.quotations[ref.index].speaker
        return None

    def _open_page(self, ref: FindingRef) -> None:
        entity = self._entity_of(ref)
        try:
            identity = (
                None
                if entity is None
                else self.store.identities.identity_of(self.article_id, entity)
            )
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        if identity is None:
            words = quote_excerpt(self.span_text((ref.start, ref.end)))
            self.context.show_message(f"{words} is not linked to an entity. Press cm to link it.")
        else:
            self.open_person(identity)

    def _open_words(self, query: str | None = None) -> None:
        """Open the Words screen in its last state, or at the concordance of a query."""
        from db.text_statistics import WordStatistics
        from tui.screens.text_statistics import WordsScreen

        if self.article is None:
            return
        if self._counted is not self.article.analysis:  # corrections may have changed the names
            self._counted = self.article.analysis
            self._words.findings = WordStatistics()
        screen = WordsScreen(self.store, self.article, self._words, self._show_words)
        if query is not None:
            screen.set_query(query)
        self.app.push_screen(screen)

    def _show_words(self, start: int, end: int) -> None:
        """Select a span of the text."""
        self.post_message(ArticleView.JumpStarted(self.view, self.view.position))
        self.chosen_finding = None
        self.view.highlight([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()


_AROUND = 24  # characters of text on each side


def list_confusables(context: "AppContext", text: str, go_to: Callable[[int, int], None]) -> None:
    """List the confusable characters of a text; call `go_to` with the span of the picked one."""
    found = find_confusables(text)
    if not found:
        context.show_message("This article has no hidden or look-alike characters.")
        return

    def picked(choice: Choice[Confusable] | None) -> None:
        if choice is not None:
            go_to(choice.value.start, choice.value.end)

    question = format_count(len(found), "hidden or look-alike character")
    choices = [_choice(text, character) for character in found]
    context.push_screen(PickerDialog(question, choices), picked)


def _choice(text: str, found: Confusable) -> Choice[Confusable]:
    before = text[max(found.start - _AROUND, 0) : found.start]
    after = text[found.end : found.end + _AROUND]
    shown = "▯" if found.hidden else f"▸{text[found.start]}◂"
    kind = "" if found.hidden else "look-alike: "
    return Choice(f"{kind}{found.name.lower()}", f"{before}{shown}{after}".strip(), found)
