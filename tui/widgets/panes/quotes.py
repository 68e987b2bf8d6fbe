"""The Quotes pane: what was said, by whom, and why the reader should believe that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from analysis import Analysis, Quotation
from tui.safe import safe
from tui.widgets.panes.lines import YOURS, apart, height_of, lines_of, reason, styled
from tui.widgets.panes.source import PLAIN, Arrangement, PaneSource
from tui.widgets.places import Place, Places

_MOST_LINES = 3  # of what was said
_MOST_REASONS = 2  # lines of how it was said and why that is believed
_DOUBTFUL = 0.6  # confidence below which a quotation is marked as doubtful
_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ "}
_KINDS = {"direct": "Direct", "mixed": "Mixed", "indirect": "Indirect"}
_VERDICTS = {"checked": "✓", "disputed": "✗", "to verify": "?"}
UNNAMED = "nobody named"
_SCARE = "Said by nobody"


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


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation: who said it, what the reader's notes made of it, whether it was corrected."""

    place: Place
    quotation: Quotation
    name: str
    role: str
    verdict: str = ""
    yours: bool = False


def said(places: Places) -> list[Said]:
    """Every quotation in text order, words in marks that quote nobody among them."""
    verdicts = {note.quotation: note.verdict for note in places.notes if note.verdict}
    return sorted(
        (
            Said(
                Place("quotation", index, quotation.start, quotation.end), quotation,
                *speaker(places.analysis, quotation),
                verdicts.get(index, ""), ("quotation", index) in places.yours,
            )
            for index, quotation in enumerate(places.analysis.quotations)
        ),
        key=lambda one: (one.place.start, one.place.end),
    )  # fmt: skip


class QuoteRows(PaneSource[Said]):
    """Quotations with speaker and role, what was said, how, and why that is believed."""

    ORDERS: ClassVar[tuple[str, ...]] = ("as in the text", "least sure first", "longest first")
    GROUPINGS: ClassVar[tuple[str, ...]] = ("", "by speaker", "by kind")

    def __init__(self, places: Places, how: Arrangement = PLAIN) -> None:
        """The quotations of an article."""
        self._analysis = places.analysis
        super().__init__(said(places), how)

    def place_of(self, entry: Said) -> Place:
        """Where it stands."""
        return entry.place

    def words_of(self, entry: Said) -> str:
        """Who said what, and how."""
        kind = _SCARE if self.is_aside(entry) else entry.quotation.kind
        words = content(self._analysis, entry.quotation)
        return " ".join((entry.name, entry.role, words, kind, entry.verdict))

    def is_aside(self, entry: Said) -> bool:
        """Whether it is words in marks that quote nobody."""
        return entry.quotation.kind == "scare"

    def ordered(self, entries: list[Said]) -> list[Said]:
        """By place, confidence or length."""
        match self.how.order:
            case 1:
                return sorted(entries, key=lambda one: one.quotation.confidence)
            case 2:
                return sorted(entries, key=lambda one: -_length(one.quotation))
        return entries

    def groups_of(self, entry: Said) -> Sequence[str]:
        """Its speaker with their role, or its kind."""
        if not self.how.grouping:
            return ("",)
        if self.is_aside(entry):
            return (_SCARE,)
        if self.how.grouping == 2:
            return (_KINDS[entry.quotation.kind],)
        return (", ".join(filter(None, (entry.name, entry.role))),)

    def group_order(self, groups: dict[str, list[Said]]) -> Iterable[str]:
        """Who said most first, and what nobody said last."""
        return sorted(groups, key=lambda title: (title == _SCARE, -len(groups[title])))

    def entry_height(self, entry: Said, index: int, width: int) -> int:
        """The speaker, the words, the manner, and a blank line."""
        del index
        if self.is_aside(entry):
            return self._words_height(entry, width) + 1
        named = self.how.grouping != 1
        return 1 + named + self._words_height(entry, width) + self._how_height(entry, width)

    def _words_height(self, entry: Said, width: int) -> int:
        return height_of(_length(entry.quotation), width - 2, _MOST_LINES)

    def _how_height(self, entry: Said, width: int) -> int:
        length = len(entry.quotation.because) + len("direct · 100% · ")
        if self.how.grouping == 1:
            length += len(self._signs(entry).plain)
        return height_of(length, width, _MOST_REASONS)

    def _signs(self, entry: Said) -> Content:
        """What the reader made of it: the verdict of a note, a correction."""
        verdict = _VERDICTS.get(entry.verdict, "")
        signs = Content.styled(f" {verdict} {entry.verdict}" if verdict else "", ".rows--accent")
        return Content.assemble(signs, " ", YOURS) if entry.yours else signs

    def entry_lines(self, entry: Said, index: int, width: int) -> Sequence[Content]:
        """The lines of a quotation."""
        del index
        quotation = entry.quotation
        words = lines_of(
            content(self._analysis, quotation), width - 2, self._words_height(entry, width)
        )
        if self.is_aside(entry):
            first, *rest = words or [""]
            right = Content.styled("  said by nobody", ".rows--muted")
            if not rest and len(first) + 2 + right.cell_length <= width:
                return [apart(Content.styled(f"  {first}", ".rows--muted"), right, width)]
            return styled(words, ".rows--muted", "  ")
        who = Content.styled(safe(entry.name), ".rows--strong" if quotation.speaker is not None
                             else "")  # fmt: skip
        if entry.role:
            who = Content.assemble(who, (f", {safe(entry.role)}", ".rows--muted"))
        how = manner(self._analysis, quotation)
        if quotation.because:
            how += f" · {reason(quotation.because)}"
        lines = styled(
            words, "italic" if quotation.kind != "indirect" else "", _BARS[quotation.kind]
        )
        below = styled(lines_of(how, width, self._how_height(entry, width)), ".rows--muted")
        signs = self._signs(entry)
        if quotation.confidence < _DOUBTFUL:
            below[0] = below[0].stylize(".rows--star", 0, len(below[0].plain.split("%")[0]) + 1)
        if self.how.grouping == 1:
            if signs.plain:
                below[-1] = apart(below[-1], signs, width)
            return [*lines, *below]
        return [apart(who, signs, width) if signs.plain else who, *lines, *below]


def _length(quotation: Quotation) -> int:
    spans = quotation.spans
    return sum(end - start for start, end in spans) + 3 * (len(spans) - 1)
