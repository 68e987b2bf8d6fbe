"""The highlights of a text in layers by their origin, so that each layer can change alone."""

from collections.abc import Iterable, Sequence

from analysis import Analysis, Span
from db import Note
from tui.widgets.article_view import styles
from tui.widgets.article_view.styles import finding_looks, note_looks
from tui.widgets.intervals import Marked, Spans


class Marks:
    """Layers of spans over one text. Methods that change a layer return the spans to redraw."""

    def __init__(self) -> None:
        self._findings = Spans()
        self._notes = Spans()
        self._chosen = Spans()
        self._matches = Spans()
        self._match = Spans()
        self._single: dict[int, Span] = {}
        self._undimmed: Spans | None = None

    def set_findings(self, analysis: Analysis) -> None:
        """Highlight the findings of an analysis."""
        self._findings = Spans(finding_looks(analysis))

    def set_notes(self, notes: Iterable[Note]) -> None:
        """Highlight the spans of notes, each with its signs for the margin."""
        self._notes = Spans((note.start, note.end, note_looks(note)) for note in notes)

    def set_heard(self, spans: Sequence[Span] | None) -> None:
        """Dim the text outside these spans; None dims nothing."""
        self._undimmed = None if spans is None else Spans((start, end, 0) for start, end in spans)

    def set_chosen(self, spans: Sequence[Span], related: Sequence[Span]) -> list[Marked]:
        """Highlight the selected finding's spans and its related spans."""
        old = self._chosen
        self._chosen = Spans(
            [(start, end, styles.CHOSEN) for start, end in spans]
            + [(start, end, styles.RELATED) for start, end in related]
        )
        return [*old.all, *self._chosen.all]

    def set_matches(self, spans: Sequence[Span]) -> list[Marked]:
        """Highlight the matches of a search."""
        old = self._matches
        self._matches = Spans((start, end, styles.MATCH) for start, end in spans)
        return [*old.all, *self._matches.all, *self.set_match(None)]

    def set_match(self, span: Span | None) -> list[Marked]:
        """Highlight a match as the current one."""
        old = self._match
        self._match = Spans([(*span, styles.FOUND)] if span else ())
        return [*old.all, *self._match.all]

    def set_single(self, look: int, span: Span | None) -> list[Marked]:
        """Set the only span that has a style, such as the cursor's sentence."""
        old = self._single.pop(look, None)
        if span:
            self._single[look] = span
        return [(*changed, look) for changed in (old, span) if changed]

    def over(self, start: int, end: int) -> list[Marked]:
        """Return every highlight that overlaps the text from `start` to `end`."""
        return [
            *self._dimmed(start, end),
            *self._findings.over(start, end),
            *self._notes.over(start, end),
            *self._chosen.over(start, end),
            *self._matches.over(start, end),
            *self._match.over(start, end),
            *(
                (*span, look)
                for look, span in self._single.items()
                if span[0] < end and span[1] > start
            ),
        ]

    def _dimmed(self, start: int, end: int) -> list[Marked]:
        """Return the gaps between the spans of the speaker filter."""
        if self._undimmed is None:
            return []
        gaps: list[Marked] = []
        for first, last, _ in self._undimmed.over(start, end):
            if first > start:
                gaps.append((start, first, styles.DIMMED))
            start = max(start, last)
        return [*gaps, (start, end, styles.DIMMED)] if start < end else gaps
