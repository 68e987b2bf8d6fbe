"""The Quotes pane: what was said, by whom, and why the reader should believe that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from analysis import Analysis, Quotation
from db.records import Verdict
from tui.safe import safe
from tui.widgets.panes.lines import YOURS, apart, lines_of, reason, styled
from tui.widgets.panes.source import PLAIN, Arrangement, PaneSource
from tui.widgets.places import Place, Places
from tui.wording import VERDICT_SIGNS

_MOST_LINES = 3  # of what was said
_MOST_REASONS = 2  # lines of how it was said and why that is believed
_DOUBTFUL = 0.6  # confidence below which a quotation is marked as doubtful
_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ "}
_KINDS = {"direct": "Direct", "mixed": "Mixed", "indirect": "Indirect"}
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
    words: str = "in marks" if quotation.kind == "scare" else quotation.kind
    if quotation.negated:
        words += ", denied"
    if quotation.addressee:
        words += f", to {analysis.text[slice(*quotation.addressee)]}"
    return f"{words} · {quotation.confidence:.0%}"


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation: who said what and how, what the reader's notes made of it, if it was corrected.

    `how` is its manner and the reason for it, `articles` how many have its words, 0 for it alone.
    """

    place: Place
    quotation: Quotation
    name: str
    role: str
    words: str
    how: str
    verdict: Verdict = ""
    yours: bool = False
    articles: int = 0


def said(places: Places) -> list[Said]:
    """Every quotation in text order, words in marks that quote nobody among them."""
    analysis = places.analysis
    verdicts = {note.quotation: note.verdict for note in places.notes if note.verdict}
    return sorted(
        (
            Said(
                Place("quotation", index, quotation.start, quotation.end), quotation,
                *speaker(analysis, quotation), content(analysis, quotation),
                _how(analysis, quotation), verdicts.get(index, ""),
                ("quotation", index) in places.yours, places.told.get(index, 0),
            )
            for index, quotation in enumerate(analysis.quotations)
        ),
        key=lambda one: (one.place.start, one.place.end),
    )  # fmt: skip


def _how(analysis: Analysis, quotation: Quotation) -> str:
    how = manner(analysis, quotation)
    return f"{how} · {reason(quotation.because)}" if quotation.because else how


class QuoteRows(PaneSource[Said]):
    """Quotations with speaker and role, what was said, how, and why that is believed."""

    ORDERS: ClassVar[tuple[str, ...]] = ("as in the text", "least sure first", "longest first")
    GROUPINGS: ClassVar[tuple[str, ...]] = ("", "by speaker", "by kind")
    AIRY = True

    def __init__(self, places: Places, how: Arrangement = PLAIN) -> None:
        """The quotations of an article."""
        super().__init__(said(places), how)

    def place_of(self, entry: Said) -> Place:
        """Where it stands."""
        return entry.place

    def words_of(self, entry: Said) -> str:
        """Who said what, and how, and whether the reader corrected that."""
        kind, yours = entry.quotation.kind, YOURS.plain * entry.yours
        others = _others(entry)
        return " ".join((entry.name, entry.role, entry.words, kind, entry.verdict, yours, others))

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
        said = len(lines_of(entry.words, width - 2, _MOST_LINES))
        if self.is_aside(entry):
            return said + 2
        return 1 + said + self._is_named(entry) + len(lines_of(entry.how, width, _MOST_REASONS))

    def _is_named(self, entry: Said) -> bool:
        """Whether the speaker has a line, or the signs, which the heading leaves no room for."""
        return self.how.grouping != 1 or bool(self._signs(entry).plain)

    def _signs(self, entry: Said) -> Content:
        """Who else has its words, and what the reader made of it: a verdict, a correction."""
        verdict = f"{VERDICT_SIGNS[entry.verdict]} {entry.verdict}" if entry.verdict else ""
        signs = [Content.styled(words, ".rows--accent") for words in (_others(entry), verdict)]
        if entry.yours:
            signs.append(YOURS)
        return Content(" ").join(sign for sign in signs if sign.plain)

    def entry_lines(self, entry: Said, index: int, width: int) -> Sequence[Content]:
        """The lines of a quotation."""
        del index
        quotation = entry.quotation
        words = lines_of(entry.words, width - 2, _MOST_LINES)
        if self.is_aside(entry):
            return styled([*words, _SCARE.lower()], ".rows--muted", "  ")
        kind = quotation.kind
        lines = styled(words, "italic" if kind == "indirect" else "", _BARS[kind])
        below = styled(lines_of(entry.how, width, _MOST_REASONS), ".rows--muted")
        if quotation.confidence < _DOUBTFUL:
            below[0] = below[0].stylize(".rows--star", 0, entry.how.index("%") + 1)
        if self._is_named(entry):
            who = Content("") if self.how.grouping == 1 else self._who(entry)
            lines.insert(0, apart(who, self._signs(entry), width))
        return [*lines, *below]

    def _who(self, entry: Said) -> Content:
        known = entry.quotation.speaker is not None
        who = Content.styled(safe(entry.name), ".rows--strong" if known else "")
        return Content.assemble(
            who, (f", {safe(entry.role)}" if entry.role else "", ".rows--muted")
        )


def _others(entry: Said) -> str:
    return f"in {entry.articles} articles" if entry.articles > 1 else ""


def _length(quotation: Quotation) -> int:
    spans = quotation.spans
    return sum(end - start for start, end in spans) + 3 * (len(spans) - 1)
