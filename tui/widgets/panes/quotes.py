"""The Quotes pane: quotations with speaker, content, confidence and reason."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct
from textual.content import Content

from analysis import Analysis, Quotation, render_reason
from analysis.sources import StatementSource, describe_statement_source
from analysis.speaker_names import name_speaker
from analysis.structs import replace
from db.models import Verdict
from db.repositories.findings import quotation_content as stored_content
from db.search.ast import TextField
from db.search.rows import QUOTES, RowFacts
from db.text import fold
from tui.display_text import VERDICT_SIGNS, format_nearness
from tui.sanitize import safe
from tui.strings.pane_text import PaneText
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_source import (
    DEFAULT_ARRANGEMENT,
    EDITED_BADGE,
    Arrangement,
    PaneSource,
    format_reason,
    group_key,
)
from tui.widgets.panes.row_text import justify, style_lines, wrap_lines

_MOST_LINES = 3  # of the content
_MOST_REASONS = 2  # lines of manner and reason
_MOST_NEARNESS = 4  # lines of common words and differences: a cut would hide a difference
_DOUBTFUL = 0.6  # a quotation with less confidence is marked as doubtful
_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ ", "topic": "  ", "continuation": "┊ "}
_LAST_GROUPS = tuple(PaneText.QUOTE_GROUPS[kind] for kind in ("topic", "continuation", "scare"))
UNNAMED = PaneText.NO_SPEAKER
_FOLDED_BELOW = 0.3  # few of the quotations with less confidence are right
_DOUBTFUL_GROUP = PaneText.DOUBTFUL.format(limit=_FOLDED_BELOW)
_BY_CONFIDENCE = 1  # the order that shows the least certain quotations first


def speaker_and_role(analysis: Analysis, quotation: Quotation) -> tuple[str, str]:
    """Return a quotation's speaker and role; for a source without an entity, its description.

    Several speakers have one name, "Ana Berg and Tom Reed", and no role.
    """
    speakers = analysis.speakers_of(quotation)
    role = speakers[0].role if len(speakers) == 1 else None
    return name_speaker(analysis, quotation).label or UNNAMED, role or ""


def join_quotation_spans(analysis: Analysis, quotation: Quotation) -> str:
    """Return the content of a quotation, its spans joined by an ellipsis."""
    return " … ".join(analysis.text[start:end] for start, end in quotation.spans)


def format_manner(analysis: Analysis, quotation: Quotation) -> str:
    """Return a quotation's kind, addressee and confidence: "direct, to Reuters · 96%"."""
    manner: str = PaneText.SCARE_QUOTE if quotation.kind == "scare" else quotation.kind
    if quotation.negated:
        manner = PaneText.DENIED.format(kind=manner)
    if quotation.addressee:
        addressee = analysis.text[slice(*quotation.addressee)]
        manner = PaneText.ADDRESSED.format(kind=manner, addressee=addressee)
    return f"{manner} · {quotation.confidence:.0%}"


def format_source(source: StatementSource) -> str:
    """Format a source with its confidence and reason: "a group 71%, the type that its noun …"."""
    reason = render_reason(source.reason, source.origin)
    confidence = f"{source.confidence:.0%}"
    named = describe_statement_source(source)
    return PaneText.SOURCE.format(source=named, confidence=confidence, reason=reason)


class QuoteEntry(Struct, frozen=True):
    """A quotation with its speaker, content, the verdict of the user's note, and corrections.

    `manner` is its manner and reason. `articles` is the number of articles that share its words, 0
    if they occur only here. `speakers` are its speakers with their roles, if there are several.
    `content` is the text that the store has of it, which a filter by meaning compares.
    """

    ref: FindingRef
    quotation: Quotation
    name: str
    role: str
    words: str
    manner: str
    verdict: Verdict = ""
    is_corrected: bool = False
    articles: int = 0
    speakers: tuple[str, ...] = ()
    content: str = ""
    source: StatementSource | None = None


def list_pane_quotations(findings: FindingIndex) -> list[QuoteEntry]:
    """List every quotation in text order, scare quotes included."""
    analysis = findings.analysis
    verdicts = {note.quotation: note.verdict for note in findings.notes if note.verdict}
    return sorted(
        (
            QuoteEntry(
                FindingRef("quotation", index, quotation.start, quotation.end), quotation,
                *speaker_and_role(analysis, quotation), join_quotation_spans(analysis, quotation),
                _manner_and_reason(findings, index), verdicts.get(index, ""),
                ("quotation", index) in findings.corrected, findings.article_counts.get(index, 0),
                _list_speakers(analysis, quotation),
                stored_content(analysis.text, quotation.spans), findings.sources[index],
            )
            for index, quotation in enumerate(analysis.quotations)
        ),
        key=lambda entry: (entry.ref.start, entry.ref.end),
    )  # fmt: skip


def _list_speakers(analysis: Analysis, quotation: Quotation) -> tuple[str, ...]:
    """Return the speakers of a quotation with several."""
    if not quotation.co_speakers:
        return ()
    return tuple(_with_role(each.name, each.role) for each in analysis.speakers_of(quotation))


def _with_role(name: str, role: str | None) -> str:
    return ", ".join(filter(None, (name, role)))


def _manner_and_reason(findings: FindingIndex, index: int) -> str:
    """Return the manner of a quotation, its source and its reason."""
    quotation, source = findings.analysis.quotations[index], findings.sources[index]
    manner = format_manner(findings.analysis, quotation)
    described = "" if source is None or source.is_plain else describe_statement_source(source)
    return " · ".join(filter(None, (manner, described, format_reason(quotation))))


class QuoteRows(PaneSource[QuoteEntry]):
    """Quotations with speaker and role, content, manner and reason."""

    LANGUAGE = QUOTES
    ORDERS: ClassVar[tuple[str, ...]] = PaneText.QUOTE_ORDERS
    GROUPINGS: ClassVar[tuple[str, ...]] = PaneText.QUOTE_GROUPINGS
    AIRY = True
    FOLDED = frozenset((group_key(_DOUBTFUL_GROUP),))

    def __init__(
        self, findings: FindingIndex, arrangement: Arrangement = DEFAULT_ARRANGEMENT
    ) -> None:
        """List the quotations of an article."""
        super().__init__(list_pane_quotations(findings), arrangement)

    def ref_of(self, entry: QuoteEntry) -> FindingRef:
        """Return the reference to the quotation."""
        return entry.ref

    def filter_text_of(self, entry: QuoteEntry) -> str:
        """Return its speaker, role, content, kind, verdict and badges."""
        kind, badge = entry.quotation.kind, EDITED_BADGE.plain * entry.is_corrected
        badges = (entry.verdict, badge, _repetitions(entry))
        return " ".join((entry.name, entry.role, entry.words, kind, *badges))

    def facts_of(self, entry: QuoteEntry) -> RowFacts:
        """Return its text, speaker, words, kind, and the type and basis of its source."""
        fields: dict[TextField, str] = {
            "speaker": fold(entry.name),
            "quote": fold(entry.words),
        }
        values = {f"kind:{entry.quotation.kind}"}
        if entry.source is not None:
            values |= {f"type:{entry.source.type}", f"basis:{entry.source.basis}"}
        return replace(super().facts_of(entry), fields=fields, values=frozenset(values))

    def _shown(self) -> list[QuoteEntry]:
        near = self.arrangement.near
        return [entry for entry in super()._shown() if near is None or entry.content in near]

    def is_minor(self, entry: QuoteEntry) -> bool:
        """Return whether it is a scare quote."""
        return entry.quotation.kind == "scare"

    def is_weak(self, entry: QuoteEntry) -> bool:
        """Return whether it is a topic or a continuation."""
        return not (entry.quotation.is_statement or self.is_minor(entry))

    def sort_entries(self, entries: list[QuoteEntry]) -> list[QuoteEntry]:
        """Sort by position, confidence or length."""
        match self.arrangement.order:
            case 1:
                return sorted(entries, key=lambda entry: entry.quotation.confidence)
            case 2:
                return sorted(entries, key=lambda entry: -_length(entry.quotation))
        return entries

    def _is_doubtful(self, entry: QuoteEntry) -> bool:
        """Return whether the program is hardly certain of a quotation, and no user judged it."""
        quotation = entry.quotation
        is_judged = bool(quotation.origin != "machine" or entry.verdict or entry.is_corrected)
        return quotation.confidence < _FOLDED_BELOW and not (is_judged or self.is_minor(entry))

    def groups_of(self, entry: QuoteEntry) -> Sequence[str]:
        """Return its speaker with role, each of several speakers, or its kind.

        Doubtful quotations have a group of their own, but not in the order by confidence.
        """
        if self._is_doubtful(entry) and self.arrangement.order != _BY_CONFIDENCE:
            return (_DOUBTFUL_GROUP,)
        if not self.arrangement.grouping:
            return ("",)
        if self.is_minor(entry):
            return (PaneText.QUOTE_GROUPS["scare"],)
        if self.arrangement.grouping == 2:
            return (PaneText.QUOTE_GROUPS[entry.quotation.kind],)
        return entry.speakers or (_with_role(entry.name, entry.role),)

    def group_order(self, groups: dict[str, list[QuoteEntry]]) -> Iterable[str]:
        """Sort groups by size, with topics, continuations and scare quotes last."""
        return sorted(
            groups,
            key=lambda title: (
                _LAST_GROUPS.index(title) + 1 if title in _LAST_GROUPS else 0,
                -len(groups[title]),
            ),
        )

    def entry_height(self, entry: QuoteEntry, index: int, width: int) -> int:
        """Return the height of speaker, content, manner, and a blank line."""
        del index
        height = len(wrap_lines(entry.words, width - 2, _MOST_LINES))
        height += len(self._nearness_lines(entry, width))
        if self.is_minor(entry):
            return height + 2
        return (
            1 + height + self._is_named(entry) + len(wrap_lines(entry.manner, width, _MOST_REASONS))
        )

    def _is_named(self, entry: QuoteEntry) -> bool:
        """Return whether the entry has a line for the speaker or the badges.

        Grouped by speaker, the heading names the speaker, but has no room for badges, and names
        only one of several speakers.
        """
        signed = bool(entry.speakers or self._signs(entry).plain)
        return self.arrangement.grouping != 1 or signed

    def _signs(self, entry: QuoteEntry) -> Content:
        """Return its badges: the number of articles, the verdict, a correction."""
        verdict = f"{VERDICT_SIGNS[entry.verdict]} {entry.verdict}" if entry.verdict else ""
        signs = [Content.styled(words, ".rows--accent") for words in (_repetitions(entry), verdict)]
        if entry.is_corrected:
            signs.append(EDITED_BADGE)
        return Content(" ").join(sign for sign in signs if sign.plain)

    def entry_lines(self, entry: QuoteEntry, index: int, width: int) -> Sequence[Content]:
        """Return the lines of a quotation."""
        del index
        quotation = entry.quotation
        words = wrap_lines(entry.words, width - 2, _MOST_LINES)
        near = self._nearness_lines(entry, width)
        if self.is_minor(entry):
            return style_lines([*words, PaneText.SCARE_QUOTE, *near], ".rows--muted", "  ")
        kind = quotation.kind
        style = ".rows--muted" if self.is_weak(entry) else "italic" if kind == "indirect" else ""
        lines = style_lines(words, style, _BARS[kind])
        below = style_lines(wrap_lines(entry.manner, width, _MOST_REASONS), ".rows--muted")
        if quotation.confidence < _DOUBTFUL:
            below[0] = below[0].stylize(".rows--star", 0, entry.manner.index("%") + 1)
        if self._is_named(entry):
            is_headed = self.arrangement.grouping == 1 and not entry.speakers
            name = Content("") if is_headed else self._speaker(entry)
            lines.insert(0, justify(name, self._signs(entry), width))
        return [*lines, *below, *style_lines(near, ".rows--accent")]

    def _nearness_lines(self, entry: QuoteEntry, width: int) -> list[str]:
        """Return the lines with the words in common and the signs that the quotation differs."""
        nearness = self.arrangement.near and self.arrangement.near.get(entry.content)
        return wrap_lines(format_nearness(nearness), width - 2, _MOST_NEARNESS) if nearness else []

    def _speaker(self, entry: QuoteEntry) -> Content:
        is_entity = entry.quotation.speaker is not None
        name = Content.styled(safe(entry.name), ".rows--strong" if is_entity else "")
        return Content.assemble(
            name, (f", {safe(entry.role)}" if entry.role else "", ".rows--muted")
        )


def _repetitions(entry: QuoteEntry) -> str:
    return PaneText.REPETITIONS.format(number=entry.articles) if entry.articles > 1 else ""


def _length(quotation: Quotation) -> int:
    spans = quotation.spans
    return sum(end - start for start, end in spans) + 3 * (len(spans) - 1)
