"""Lookups from an open article: its words, a concordance, and the people it names.

List the invisible and look-alike characters (homoglyphs) of an article.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from analysis import Analysis
from analysis.confusables import Disguise, find_disguises
from db import Store, StoreError
from tui.dialogs.picker import Choice, PickScreen
from tui.formatting import briefly, counted
from tui.screens.reader.entity_correction import CorrectingScreen
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import Place

if TYPE_CHECKING:
    from tui.app import OnRecord


_NOBODY = "No name at the cursor. Move to a name or a quotation, then press P."


class LookingUpScreen(CorrectingScreen):
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
        from tui.widgets.statistics.base import WordsState

        self._words = WordsState()
        self._counted: Analysis | None = None

    def action_words(self) -> None:
        """Open the Words screen."""
        self._open_words()

    def action_concordance(self) -> None:
        """Show the selection or the chosen name in context, else an empty query."""
        self._open_words(self._query_here())

    @property
    def quoted(self) -> tuple[int, int] | None:
        """The quotation chosen in a pane or at the cursor."""
        ref = self.panes.chosen or self.quotation_here()
        if ref is None or ref.kind != "quotation":
            return None
        return self.number, ref.start

    def _query_here(self) -> str:
        """Return a query for the selection or for the names of the chosen entity."""
        from analysis.corpus import as_query
        from tui.widgets.statistics.readability import entity_query

        if self.view.selected:
            return as_query([self.view.text[slice(*self.view.selected)]])
        ref = self.panes.chosen or self.chosen
        if self.places is None or ref is None or ref.kind != "name":
            return ""
        analysis = self.places.analysis
        entity = analysis.mentions[ref.index].entity
        if entity is not None:
            return entity_query(analysis.entities[entity])
        return as_query([analysis.text[ref.start : ref.end]])

    def action_person(self) -> None:
        """Open the page of the chosen name or speaker, else of the entity named here."""
        ref = self.panes.chosen or self.chosen
        if ref and self._entity_of(ref) is not None:
            self._open_page(ref)
        else:
            self.with_place("names", ("name",), _NOBODY, self._open_page)

    def _entity_of(self, ref: Place) -> int | None:
        """Return the entity of a name, or the speaker of a quotation."""
        assert self.places is not None
        analysis = self.places.analysis
        match ref.kind:
            case "name":
                return analysis.mentions[ref.index].entity
            case "quotation":
                return analysis.quotations[ref.index].speaker
        return None

    def _open_page(self, ref: Place) -> None:
        entity = self._entity_of(ref)
        try:
            identity = None if entity is None else self.store.people.of(self.number, entity)
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        if identity is None:
            words = briefly(self.words((ref.start, ref.end)))
            self.record.say(f"{words} is not linked to an entity. Press cm to link it.")
        else:
            self.open_person(identity)

    def _open_words(self, query: str | None = None) -> None:
        """Open the Words screen in its last state, or at the concordance of a query."""
        from db.text_statistics import Findings
        from tui.screens.text_statistics import WordsScreen

        if self.article is None:
            return
        if self._counted is not self.article.analysis:  # corrections may have changed the names
            self._counted = self.article.analysis
            self._words.findings = Findings()
        screen = WordsScreen(self.store, self.article, self._words, self._show_words)
        if query is not None:
            screen.begin_with(query)
        self.app.push_screen(screen)

    def _show_words(self, start: int, end: int) -> None:
        """Select a span of the text."""
        self.post_message(ArticleView.Leaving(self.view, self.view.position))
        self.chosen = None
        self.view.choose([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()


_AROUND = 24  # characters of text on each side


def reveal(app: "OnRecord", text: str, go_to: Callable[[int, int], None]) -> None:
    """List the confusable characters of a text; call `go_to` with the span of the picked one."""
    found = find_disguises(text)
    if not found:
        app.say("This article has no hidden or look-alike characters.")
        return

    def picked(choice: Choice[Disguise] | None) -> None:
        if choice is not None:
            go_to(choice.value.start, choice.value.end)

    question = counted(len(found), "hidden or look-alike character")
    choices = [_choice(text, character) for character in found]
    app.push_screen(PickScreen(question, choices), picked)


def _choice(text: str, found: Disguise) -> Choice[Disguise]:
    before = text[max(found.start - _AROUND, 0) : found.start]
    after = text[found.end : found.end + _AROUND]
    shown = "▯" if found.hidden else f"▸{text[found.start]}◂"
    kind = "" if found.hidden else "look-alike: "
    return Choice(f"{kind}{found.name.lower()}", f"{before}{shown}{after}".strip(), found)
