"""From an open article to its words, to what is chosen in context, and to who is named in it."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import Analysis
from db import Store, StoreError
from tui.correcting.wording import briefly
from tui.screens.correcting import CorrectingScreen
from tui.widgets.article import ArticleView
from tui.widgets.places import Place

_NOBODY = "Nobody is named here. P opens the page of who is, from a name or a quotation."


class LookingUpScreen(CorrectingScreen):
    """A screen with an article whose words can be looked up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("W", "words", "Words", id="reader.words",
                tooltip="The article's words: counted, paired, in context, plotted, measured"),
        Binding("K", "concordance", "In context", show=False, id="reader.concordance",
                tooltip="Each place of the selection or the name chosen, in context"),
        Binding("P", "person", "Person", show=False, id="reader.person",
                tooltip="Who is named or speaks here, in all articles"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """The screen of an article that is not loaded yet."""
        super().__init__(store, article, view)
        from tui.widgets.words.state import WordsState

        self._words = WordsState()
        self._counted: Analysis | None = None

    def action_words(self) -> None:
        """Show the article's words."""
        self._open_words()

    def action_concordance(self) -> None:
        """Show the selection in context, else the name chosen, else ask what to show."""
        self._open_words(self._asked())

    @property
    def quoted(self) -> tuple[int, int] | None:
        """The quotation chosen in a pane or at the cursor."""
        place = self.panes.chosen or self.quotation_here()
        if place is None or place.kind != "quotation":
            return None
        return self.number, place.start

    def _asked(self) -> str:
        """The words selected or the names of the entity chosen, as a query."""
        from analysis.wording import as_query
        from tui.widgets.words.plot import entity_query

        if self.view.selected:
            return as_query([self.view.text[slice(*self.view.selected)]])
        place = self.panes.chosen or self.chosen
        if self.places is None or place is None or place.kind != "name":
            return ""
        analysis = self.places.analysis
        entity = analysis.mentions[place.index].entity
        if entity is not None:
            return entity_query(analysis.entities[entity])
        return as_query([analysis.text[place.start : place.end]])

    def action_person(self) -> None:
        """Open the page of the name or the speaker chosen, else of who is named here."""
        place = self.panes.chosen or self.chosen
        if place and self._entity_of(place) is not None:
            self._open_page(place)
        else:
            self.with_place("names", ("name",), _NOBODY, self._open_page)

    def _entity_of(self, place: Place) -> int | None:
        """Whom a name means, or who says a quotation."""
        assert self.places is not None
        analysis = self.places.analysis
        match place.kind:
            case "name":
                return analysis.mentions[place.index].entity
            case "quotation":
                return analysis.quotations[place.index].speaker
        return None

    def _open_page(self, place: Place) -> None:
        entity = self._entity_of(place)
        try:
            who = None if entity is None else self.store.people.of(self.number, entity)
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        if who is None:
            words = briefly(self.words((place.start, place.end)))
            self.record.say(f"{words} is nobody's name so far: cm says whose.")
        else:
            self.open_person(who)

    def _open_words(self, query: str | None = None) -> None:
        """Open the Words screen where it was left, or at the concordance of a query."""
        from tui.counting_words import Findings
        from tui.screens.words import WordsScreen

        if self.article is None:
            return
        if self._counted is not self.article.analysis:  # names may be other ones
            self._counted = self.article.analysis
            self._words.findings = Findings()
        screen = WordsScreen(self.store, self.article, self._words, self._show_words)
        if query is not None:
            screen.begin_with(query)
        self.app.push_screen(screen)

    def _show_words(self, start: int, end: int) -> None:
        """Go to words in the text."""
        self.post_message(ArticleView.Leaving(self.view, self.view.position))
        self.chosen = None
        self.view.choose([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()
