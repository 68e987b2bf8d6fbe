"""Lookups from an open article: its words, a concordance, and the people it names."""

from typing import TYPE_CHECKING, Protocol

from analysis import Analysis
from tui.actions import load_bindings
from tui.correction_text import quote_excerpt
from tui.screens.reader.confusables import list_confusables
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.model import ReaderModel
from tui.store_query import attempt
from tui.strings.reader_text import ReaderText
from tui.widgets.finding_index import FindingRef

if TYPE_CHECKING:
    from tui.context import AppContext
    from tui.screens.text_statistics import WordsState


class LookupView(ReaderView, Protocol):
    """The reader's screen, with what it shows of a lookup."""

    def show_match(self, start: int, end: int) -> None:
        """Highlight a span as a match, and go to it."""

    def open_person(self, identity: int) -> None:
        """Open the page of an identity by its id."""


class LookupController(Controller[LookupView]):
    """Look up words, people and characters of the article."""

    BINDINGS = load_bindings("reader_lookup")

    def __init__(self, model: ReaderModel, context: "AppContext", view: LookupView) -> None:
        """Create the controller of the lookups from an open article."""
        super().__init__(model, context, view)
        self._words: WordsState | None = None
        self._counted: Analysis | None = None

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        if action == "reveal":
            return None
        if action != "person":
            return None if self.model.article else NOT_LOADED
        if self.model.findings is None:
            return NOT_LOADED
        here = self._linked or self.model.findings_here("names", ("name",))
        return None if here else ReaderText.NO_PERSON

    def action_words(self) -> None:
        """Open the Words screen in its last state."""
        self.context.open(
            "words", article=self.model.article, state=self._words_state(), go=self._show_words
        )

    def action_concordance(self) -> None:
        """Show the selection or the chosen name in context, else ask for a query."""
        self.context.open(
            "concordance",
            store=self.context.store,
            article=self.model.article,
            state=self._words_state().concordance,
            query=self._query_here(),
            go=self._show_words,
        )

    def _query_here(self) -> str:
        """Return a query for the selection or for the names of the chosen entity."""
        from analysis.corpus.concordance import entity_query, to_query

        if self.model.text.selected:
            return to_query([self.model.text.text[slice(*self.model.text.selected)]])
        ref = self._chosen
        if self.model.findings is None or ref is None or ref.kind != "name":
            return ""
        entity = self.model.mention(ref)[1]
        if entity is not None:
            return entity_query(entity)
        return to_query([self.model.analysis.text[ref.start : ref.end]])

    @property
    def _chosen(self) -> FindingRef | None:
        return self.model.panes.current_finding or self.model.chosen_finding

    @property
    def _linked(self) -> FindingRef | None:
        """The chosen name or quotation if it is linked to an entity."""
        ref = self._chosen
        return ref if ref and self._entity_of(ref) is not None else None

    def action_person(self) -> None:
        """Open the page of the chosen name or speaker, else of the entity named here."""
        ref = self._linked
        if ref:
            self._open_page(ref)
        else:
            self.pick_finding("names", ("name",), self._open_page)

    def action_check_quotations(self) -> None:
        """Compare the quotations of the article with originals, from the one at the cursor."""
        assert self.model.article is not None
        here = self.model.findings_here("quotes", ("quotation",)) if self.model.findings else []
        start = here[0].start if here else self.model.text.position
        self.context.open("quotation_checks", article=self.model.article_id, start=start)

    def _entity_of(self, ref: FindingRef) -> int | None:
        """Return the entity of a name, or the speaker of a quotation."""
        analysis = self.model.analysis
        match ref.kind:
            case "name":
                return analysis.mentions[ref.index].entity
            case "quotation":
                return analysis.quotations[ref.index].speaker
        return None

    def _open_page(self, ref: FindingRef) -> None:
        entity, identities = self._entity_of(ref), self.context.store.identities

        def open_page() -> None:
            article, identity = self.model.article_id, None
            if entity is not None:
                identity = identities.identity_of(article, entity)
            if identity is None:
                name = quote_excerpt(self.model.span_text((ref.start, ref.end)))
                self.context.show_message(ReaderText.NOT_LINKED.format(name=name))
            else:
                self.view.open_person(identity)

        attempt(self.context, open_page)

    def _words_state(self) -> "WordsState":
        """Return the state of the Words screen; corrections may have changed its names."""
        from db.text_statistics import WordStatistics
        from tui.screens.text_statistics import WordsState

        analysis = self.model.analysis
        if self._words is None:
            self._words = WordsState(WordStatistics.of_analysis(analysis))
        elif self._counted is not analysis:
            self._words.statistics = WordStatistics.of_analysis(analysis)
        self._counted = analysis
        return self._words

    def _show_words(self, start: int, end: int) -> None:
        """Select a span of the text."""
        self.model.jump_list.record_jump(self.model.text.position)
        self.view.show_span(start, end)

    def action_reveal(self) -> None:
        """List the hidden and look-alike characters of the text."""

        def go_to(start: int, end: int) -> None:
            self.model.jump_list.record_jump(self.model.text.position)
            self.view.show_match(start, end)

        list_confusables(self.context, self.model.text.text, go_to)
