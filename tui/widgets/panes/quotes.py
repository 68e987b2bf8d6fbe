"""The Quotes pane: what was said, by whom, and why the reader should believe that."""

from collections.abc import Sequence

from textual.content import Content

from analysis import Analysis, Quotation
from tui.safe import safe
from tui.widgets.panes.source import PaneSource, height_of, lines_of, reason, styled
from tui.widgets.places import Place, Places

_MOST_LINES = 3  # of what was said
_MOST_REASONS = 2  # lines of how it was said and why that is believed
UNNAMED = "nobody named"


def speaker(analysis: Analysis, quotation: Quotation) -> tuple[str, str]:
    """Who said it and what they are; for a source that is no entity, the article's own words."""
    if quotation.speaker is not None:
        entity = analysis.entities[quotation.speaker]
        return entity.name, entity.role or ""
    if quotation.source is not None:
        return analysis.text[slice(*quotation.source)], ""
    return UNNAMED, ""


def content(analysis: Analysis, quotation: Quotation) -> str:
    """What was said, its pieces joined by an ellipsis."""
    return " … ".join(analysis.text[start:end] for start, end in quotation.spans)


def manner(analysis: Analysis, quotation: Quotation) -> str:
    """How it was said and how sure that is: "direct, to Reuters · 96 %"."""
    words: str = quotation.kind
    if quotation.negated:
        words += ", denied"
    if quotation.addressee:
        words += f", to {analysis.text[slice(*quotation.addressee)]}"
    return f"{words} · {quotation.confidence:.0%}"


class QuoteRows(PaneSource):
    """Quotations in text order: speaker and role, what was said, how and why."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._analysis = places.analysis
        self.places += places.groups["quotes"]
        self._row_of = {place.index: row for row, place in enumerate(places.groups["quotes"])}

    def _quotation(self, index: int) -> Quotation:
        place = self.places[index]
        assert place is not None
        return self._analysis.quotations[place.index]

    def index_of(self, place: Place) -> int:
        """The row of a quotation."""
        return self._row_of.get(place.index, -1)

    def height(self, index: int, width: int) -> int:
        """The speaker, the words, the manner, and a blank line."""
        return 2 + self._said(index, width) + self._how(index, width)

    def _said(self, index: int, width: int) -> int:
        spans = self._quotation(index).spans
        length = sum(end - start for start, end in spans) + 3 * (len(spans) - 1)
        return height_of(length, width - 2, _MOST_LINES)

    def _how(self, index: int, width: int) -> int:
        return height_of(len(self._quotation(index).because) + 16, width, _MOST_REASONS)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The lines of a quotation."""
        quotation = self._quotation(index)
        name, role = speaker(self._analysis, quotation)
        who = Content.styled(safe(name), ".rows--strong" if quotation.speaker is not None else "")
        if role:
            who = Content.assemble(who, (f", {safe(role)}", ".rows--muted"))
        direct = quotation.kind != "indirect"
        words = content(self._analysis, quotation)
        how = manner(self._analysis, quotation)
        if quotation.because:
            how += f" · {reason(quotation.because)}"
        return [
            who,
            *styled(
                lines_of(words, width - 2, self._said(index, width)),
                "italic" if direct else "",
                "┃ " if direct else "┊ ",
            ),
            *styled(lines_of(how, width, self._how(index, width)), ".rows--muted"),
        ]
