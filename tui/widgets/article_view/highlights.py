"""The highlights of a text in layers by their origin, so that each layer can change alone."""

import re
from collections.abc import Sequence

from analysis import Analysis, Span
from db import Note
from tui.widgets.article_view import styles
from tui.widgets.article_view.styles import finding_styles, note_style
from tui.widgets.intervals import ValuedSpan, ValuedSpans

# To the end of a word with the marks after it. Scripts without blanks have longer ones.
_BLANK = re.compile(r"\S{0,24}(?!\S)")


class Highlights:
    """Layers of spans over one text. Methods that change a layer return the spans to redraw."""

    def __init__(self) -> None:
        self._styled: list[ValuedSpan] = []
        self._findings = ValuedSpans()
        self._notes = ValuedSpans()
        self._chosen = ValuedSpans()
        self._matches = ValuedSpans()
        self._match = ValuedSpans()
        self._single: dict[int, Span] = {}
        self._undimmed: ValuedSpans | None = None
        self.note_signs: dict[int, int] = {}
        """The ids of notes with a text, by the offsets at which their signs are drawn."""

    def set_findings(self, analysis: Analysis) -> bool:
        """Highlight the findings of an analysis; return False if that changes no style."""
        styled = finding_styles(analysis)
        if styled == self._styled:
            return False
        self._styled, self._findings = styled, ValuedSpans(styled)
        return True

    def set_notes(self, notes: Sequence[Note], text: str) -> None:
        """Highlight the spans of notes, each with its signs for the margin.

        A note with a text has a sign in the text too, in the cell of the next blank.
        """
        self.note_signs = {}
        for note in notes:
            if note.body and (blank := _BLANK.match(text, note.end)):
                self.note_signs.setdefault(blank.end(), note.id)
        self._notes = ValuedSpans(
            [
                *((note.start, note.end, note_style(note)) for note in notes),
                *((at, at + 1, styles.SIGN) for at in self.note_signs),
            ]
        )

    def set_speaker_filter(self, spans: Sequence[Span] | None) -> None:
        """Dim the text outside these spans; None dims nothing."""
        self._undimmed = (
            None if spans is None else ValuedSpans((start, end, 0) for start, end in spans)
        )

    def set_current(self, spans: Sequence[Span], related: Sequence[Span]) -> list[ValuedSpan]:
        """Highlight the selected finding's spans and its related spans."""
        old = self._chosen
        self._chosen = ValuedSpans(
            [(start, end, styles.CURRENT_FINDING) for start, end in spans]
            + [(start, end, styles.RELATED) for start, end in related]
        )
        return [*old.all, *self._chosen.all]

    def set_matches(self, spans: Sequence[Span]) -> list[ValuedSpan]:
        """Highlight the matches of a search."""
        old = self._matches
        self._matches = ValuedSpans((start, end, styles.MATCH) for start, end in spans)
        return [*old.all, *self._matches.all, *self.set_match(None)]

    def set_match(self, span: Span | None) -> list[ValuedSpan]:
        """Highlight a match as the current one."""
        old = self._match
        self._match = ValuedSpans([(*span, styles.CURRENT_MATCH)] if span else ())
        return [*old.all, *self._match.all]

    def set_single(self, bits: int, span: Span | None) -> list[ValuedSpan]:
        """Set the only span that has a style, such as the cursor's sentence."""
        old = self._single.pop(bits, None)
        if span:
            self._single[bits] = span
        return [(*changed, bits) for changed in (old, span) if changed]

    def overlapping(self, start: int, end: int) -> list[ValuedSpan]:
        """Return every highlight that overlaps the text from `start` to `end`."""
        return [
            *self._dimmed(start, end),
            *self._findings.overlapping(start, end),
            *self._notes.overlapping(start, end),
            *self._chosen.overlapping(start, end),
            *self._matches.overlapping(start, end),
            *self._match.overlapping(start, end),
            *(
                (*span, bits)
                for bits, span in self._single.items()
                if span[0] < end and span[1] > start
            ),
        ]

    def _dimmed(self, start: int, end: int) -> list[ValuedSpan]:
        """Return the gaps between the spans of the speaker filter."""
        if self._undimmed is None:
            return []
        gaps: list[ValuedSpan] = []
        for first, last, _ in self._undimmed.overlapping(start, end):
            if first > start:
                gaps.append((start, first, styles.DIMMED))
            start = max(start, last)
        return [*gaps, (start, end, styles.DIMMED)] if start < end else gaps
