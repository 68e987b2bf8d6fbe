"""Corrections of the sources of an open article: their type, the basis, and disclosures."""

from analysis import Span
from analysis.models import Basis, DisclosureKind, SourceType
from analysis.sources import Disclosure
from db.corrections import SetBasis, SetDisclosure, SetSourceType
from db.corrections.disclosures import list_disclosures
from tui.actions import load_bindings
from tui.correction_text import (
    BASIS_NAMES,
    DISCLOSURE_NAMES,
    SOURCE_TYPE_NAMES,
    quote_excerpt,
)
from tui.dialogs.picker import Choice
from tui.screens.reader.controller import NOT_LOADED
from tui.screens.reader.correction import CorrectionController
from tui.store_query import read_or_default
from tui.strings.reader_text import ReaderText


class SourceCorrectionController(CorrectionController):
    """Correct the type of a statement's source, how it was got, and disclosures."""

    BINDINGS = load_bindings("reader_sources")

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        if action != "correct_disclosure":
            return super().disabled_reason(action)
        if self.model.findings is None:
            return NOT_LOADED
        return None if self._find_passage() else ReaderText.NO_DISCLOSURE

    def _find_passage(self) -> tuple[Span, Disclosure | None] | None:
        """Return the selection, or else the disclosure in the sentence at the cursor."""
        selected = self.model.trimmed_selection
        start, end = selected or self.model.text.sentence
        load = self.context.store.corrections.list_of_article
        corrections = read_or_default(lambda: load(self.model.article_id), [])
        for found in list_disclosures(self.model.analysis, corrections):
            if found.start < end and found.end > start:
                return (found.start, found.end), found
        return None if selected is None else (selected, None)

    def action_correct_source_type(self) -> None:
        """Set the type of the source of the quotation."""
        quotation = self._quotation
        at = quotation.start, quotation.end
        choices: list[Choice[SourceType]] = [
            Choice(ReaderText.SOURCE_TYPES[kind], description, kind)
            for kind, description in SOURCE_TYPE_NAMES.items()
        ]
        self.pick_value(
            ReaderText.SOURCE_TYPE_QUESTION.format(quotation=self._excerpt(at)),
            choices,
            lambda kind: self._writer.apply(at, SetSourceType(kind), ("quotation", *at)),
        )

    def action_correct_basis(self) -> None:
        """Set how the quotation was got."""
        quotation = self._quotation
        at = quotation.start, quotation.end
        choices: list[Choice[Basis]] = [
            Choice(basis, description, basis) for basis, description in BASIS_NAMES.items()
        ]
        self.pick_value(
            ReaderText.BASIS_QUESTION.format(quotation=self._excerpt(at)),
            choices,
            lambda basis: self._writer.apply(at, SetBasis(basis), ("quotation", *at)),
        )

    def action_correct_disclosure(self) -> None:
        """Set the kind of the disclosure here, add the selection as one, or remove it."""
        found = self._find_passage()
        assert found is not None
        at, disclosure = found
        choices: list[Choice[DisclosureKind | None]] = [
            Choice(kind, description, kind) for kind, description in DISCLOSURE_NAMES.items()
        ]
        if disclosure is not None:
            choices.append(
                Choice(ReaderText.NO_DISCLOSURE_HERE, ReaderText.NO_DISCLOSURE_DETAIL, None)
            )
        self.pick_value(
            ReaderText.DISCLOSURE_QUESTION.format(words=self._excerpt(at)),
            choices,
            lambda kind: self._writer.apply_to_selection(at, SetDisclosure(kind), None),
        )

    def _excerpt(self, at: Span) -> str:
        return quote_excerpt(self.model.span_text(at))
