"""The index of findings and notes by kind and offset, for moving between them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Literal

from msgspec import Struct

from analysis import Analysis, Event, Span
from analysis.sources import StatementSource, classify_sources
from db import Note
from tui.widgets.edited_findings import CORRECTED, CorrectedFinding
from tui.widgets.intervals import ValuedSpan, ValuedSpans

Kind = Literal["name", "quotation", "event", "time", "note"]
Group = Literal["names", "quotes", "timeline", "notes"]

GROUPS: tuple[Group, ...] = ("names", "quotes", "timeline", "notes")
_GROUP: dict[Kind, Group] = {
    "name": "names",
    "quotation": "quotes",
    "event": "timeline",
    "time": "timeline",
    "note": "notes",
}


class FindingRef(Struct, frozen=True):
    """A reference to a finding or a note: its kind, its index within the kind, and its span.

    The index is into `Analysis.mentions`, `quotations`, `events` or `times`, or into the notes.
    """

    kind: Kind
    index: int
    start: int
    end: int

    @property
    def group(self) -> Group:
        """The pane that lists this finding."""
        return _GROUP[self.kind]


class FindingIndex:
    """All findings and notes of an article by pane, in text order, with look-up by offset.

    Names are the mentions of kind "name", quotations the statements. An event has the span of
    its time expression, and so does a date without an event. `corrected` are the findings that
    the user corrected. `article_counts` is the number of articles that share a quotation, by index.
    """

    def __init__(
        self,
        analysis: Analysis,
        notes: Sequence[Note] = (),
        corrected: Collection[CorrectedFinding] = frozenset(),
        article_counts: Mapping[int, int] | None = None,
    ) -> None:
        self.analysis = analysis
        self.corrected = corrected
        self.article_counts = article_counts or {}
        self.groups: dict[Group, list[FindingRef]] = {
            "names": [
                FindingRef("name", index, mention.start, mention.end)
                for index, mention in enumerate(analysis.mentions)
                if mention.kind == "name"
            ],
            "quotes": [
                FindingRef("quotation", index, quotation.start, quotation.end)
                for index, quotation in enumerate(analysis.quotations)
                if quotation.is_statement
            ],
            "timeline": self._dated(),
        }
        for refs in self.groups.values():
            refs.sort(key=_in_text)
        self._starts = {group: _starts(refs) for group, refs in self.groups.items()}
        self._mentions = ValuedSpans(
            (mention.start, mention.end, index)
            for index, mention in enumerate(analysis.mentions)
            if mention.kind == "name"
            or (mention.entity is not None and analysis.entities[mention.entity].is_named)
        )
        self._quotations = ValuedSpans(self._quotation_spans())
        self._times = ValuedSpans(
            (ref.start, ref.end, index) for index, ref in enumerate(self.groups["timeline"])
        )
        self._set_notes(notes)

    @cached_property
    def sources(self) -> tuple[StatementSource | None, ...]:
        """The source of each quotation; first read in the thread that loads the article."""
        return classify_sources(self.analysis)

    def _set_notes(self, notes: Sequence[Note]) -> None:
        self.notes = tuple(notes)
        refs = [FindingRef("note", index, note.start, note.end) for index, note in enumerate(notes)]
        refs.sort(key=_in_text)
        self.groups["notes"], self._starts["notes"] = refs, _starts(refs)
        self._note_spans = ValuedSpans((ref.start, ref.end, ref.index) for ref in refs)

    def _dated(self) -> list[FindingRef]:
        analysis = self.analysis
        used = {event.time for event in analysis.events}
        events = (
            FindingRef("event", index, *_dated_span(analysis, event))
            for index, event in enumerate(analysis.events)
        )
        times = (
            FindingRef("time", index, time.start, time.end)
            for index, time in enumerate(analysis.times)
            if index not in used and time.type in ("DATE", "TIME")
        )
        return [*events, *times]

    def _quotation_spans(self) -> list[ValuedSpan]:
        """Return the content and cue spans of the statements."""
        spans = []
        for index, quotation in enumerate(self.analysis.quotations):
            if quotation.is_statement:
                spans += [(start, end, index) for start, end in quotation.spans]
                if quotation.cue:
                    spans.append((*quotation.cue, index))
        return spans

    def with_notes(self, notes: Sequence[Note]) -> "FindingIndex":
        """Return a copy with the same findings and other notes."""
        index = copy(self)
        index.groups, index._starts = dict(self.groups), dict(self._starts)
        index._set_notes(notes)
        return index

    def changed_groups(self, before: "FindingIndex") -> tuple[Group, ...]:
        """Return the panes whose content differs from that with the index `before`."""
        old, new = before._sources(), self._sources()
        return tuple(group for group in GROUPS if old[group] != new[group])

    def _sources(self) -> dict[Group, tuple[object, ...]]:
        """The data that each pane shows."""
        found = self.analysis
        common = (found.text, found.published, found.failures)
        corrected = {kind: {ref for ref in self.corrected if ref[0] == kind} for kind in CORRECTED}
        verdicts = {note.quotation: note.verdict for note in self.notes if note.verdict}
        speakers = [quotation.speakers for quotation in found.quotations]
        return {
            "names": (*common, found.entities, found.mentions, speakers, corrected["entity"]),
            "quotes": (
                *common, found.entities, found.quotations, self.article_counts, verdicts,
                corrected["quotation"],
            ),
            "timeline": (
                *common, found.events, found.times, corrected["event"], corrected["time"]
            ),
            "notes": (self.notes,),
        }  # fmt: skip

    @cached_property
    def _by_entity(self) -> dict[int, list[int]]:
        """The indexes of the mentions of each entity."""
        mentions: dict[int, list[int]] = defaultdict(list)
        for index, mention in enumerate(self.analysis.mentions):
            if mention.entity is not None:
                mentions[mention.entity].append(index)
        return mentions

    def first_mention(self, entity: int) -> FindingRef | None:
        """Return the first named mention of an entity, else its first mention of any kind."""
        mentions = self.analysis.mentions
        indexes = self._by_entity.get(entity, [])
        first = next((index for index in indexes if mentions[index].kind == "name"), None)
        if first is None:
            first = next(iter(indexes), None)
        if first is None:
            return None
        return FindingRef("name", first, mentions[first].start, mentions[first].end)

    def step_mention(self, entity: int, offset: int, by: int) -> FindingRef | None:
        """Return the mention of an entity `by` steps after an offset, or before for negative `by`.

        With fewer mentions, return the last one in that direction; None if there is none.
        """
        indexes = self._by_entity.get(entity, [])
        starts = [self.analysis.mentions[index].start for index in indexes]
        at = bisect_right(starts, offset) - 1 + by if by > 0 else bisect_left(starts, offset) + by
        at = min(max(at, 0), len(indexes) - 1)
        if not indexes or (starts[at] <= offset if by > 0 else starts[at] >= offset):
            return None
        mention = self.analysis.mentions[indexes[at]]
        return FindingRef("name", indexes[at], mention.start, mention.end)

    def next(self, group: Group, offset: int, count: int = 1) -> FindingRef | None:
        """Return the `count`th finding that starts after an offset, else the last."""
        first = bisect_right(self._starts[group], offset)
        return self._nth(group, min(first + count - 1, len(self.groups[group]) - 1), first)

    def previous(self, group: Group, offset: int, count: int = 1) -> FindingRef | None:
        """Return the `count`th finding that starts before an offset, else the first."""
        last = bisect_left(self._starts[group], offset) - 1
        return self.groups[group][max(last - count + 1, 0)] if last >= 0 else None

    def _nth(self, group: Group, index: int, first: int) -> FindingRef | None:
        return self.groups[group][index] if index >= first else None

    def first_from(self, group: Group, offset: int) -> FindingRef | None:
        """Return the first finding that starts at or after an offset, else the last."""
        refs = self.groups[group]
        if not refs:
            return None
        return refs[min(bisect_left(self._starts[group], offset), len(refs) - 1)]

    def person_from(self, offset: int) -> FindingRef | None:
        """Return the first name of a person that ends after an offset, else the last."""
        at = bisect_right(self._people, offset, key=lambda ref: ref.end)
        return self._people[min(at, len(self._people) - 1)] if self._people else None

    @cached_property
    def _people(self) -> list[FindingRef]:
        mentions = self.analysis.mentions
        return [ref for ref in self.groups["names"] if mentions[ref.index].label == "PERSON"]

    def overlapping(self, group: Group, start: int, end: int) -> Iterator[FindingRef]:
        """Yield the findings of a pane that overlap `start` to `end`, in text order.

        Names include all mentions of entities; quotations also match by their cues.
        """
        match group:
            case "names":
                for first, last, index in self._mentions.overlapping(start, end):
                    yield FindingRef("name", index, first, last)
            case "quotes":
                indexes = dict.fromkeys(
                    index for *_, index in self._quotations.overlapping(start, end)
                )
                for index in indexes:
                    quotation = self.analysis.quotations[index]
                    yield FindingRef("quotation", index, quotation.start, quotation.end)
            case "timeline":
                for *_, index in self._times.overlapping(start, end):
                    yield self.groups["timeline"][index]
            case "notes":
                for first, last, index in self._note_spans.overlapping(start, end):
                    yield FindingRef("note", index, first, last)

    def first_overlapping(self, group: Group, start: int, end: int) -> FindingRef | None:
        """Return the first finding of a pane that overlaps `start` to `end`."""
        return next(self.overlapping(group, start, end), None)

    def with_quotations(self, quotations: Collection[int]) -> "FindingIndex":
        """Return a copy whose quotes are restricted to these quotations."""
        index = copy(self)
        index.groups, index._starts = dict(self.groups), dict(self._starts)
        index.groups["quotes"] = [ref for ref in self.groups["quotes"] if ref.index in quotations]
        index._starts["quotes"] = _starts(index.groups["quotes"])
        return index

    def find_exact(self, kind: Kind, start: int, end: int) -> FindingRef | None:
        """Return the finding of a kind with exactly the span `start` to `end`."""
        for ref in self.overlapping(_GROUP[kind], start, end):
            if (ref.kind, ref.start, ref.end) == (kind, start, end):
                return ref
        return None

    def smallest_at(self, offset: int) -> FindingRef | None:
        """Return the finding at an offset; of several, the one with the fewest characters."""
        first = (self.first_overlapping(group, offset, offset + 1) for group in GROUPS)
        refs = [ref for ref in first if ref]
        return min(refs, key=lambda ref: ref.end - ref.start, default=None)

    def highlight_spans(self, ref: FindingRef) -> tuple[list[Span], list[Span]]:
        """Return the spans to highlight for a finding: its own, and the related ones.

        Related are an entity's other mentions, a quotation's cue, source and addressee, and the
        text of an event.
        """
        analysis = self.analysis
        match ref.kind:
            case "name":
                entity = analysis.mentions[ref.index].entity
                mentions = self._by_entity.get(entity, []) if entity is not None else []
                return [(ref.start, ref.end)], [
                    (analysis.mentions[index].start, analysis.mentions[index].end)
                    for index in mentions
                    if index != ref.index
                ]
            case "quotation":
                quotation = analysis.quotations[ref.index]
                around = (quotation.cue, quotation.source, quotation.addressee)
                return list(quotation.spans), [span for span in around if span]
            case "event":
                event = analysis.events[ref.index]
                return [(ref.start, ref.end)], [(event.start, event.end)]
            case _:
                return [(ref.start, ref.end)], []


def _dated_span(analysis: Analysis, event: Event) -> Span:
    """Return the span of an event's time expression, or of its clause if it has none."""
    if event.time is None:
        return event.start, event.end
    time = analysis.times[event.time]
    return time.start, time.end


def _in_text(ref: FindingRef) -> Span:
    return ref.start, ref.end


def _starts(refs: Sequence[FindingRef]) -> list[int]:
    return [ref.start for ref in refs]
