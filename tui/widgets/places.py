"""The findings and notes of an article as places that a reader moves between."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from analysis import Analysis, Span
from db import Note
from tui.widgets.spans import Marked, Spans

Kind = Literal["name", "quotation", "event", "time", "note"]
Group = Literal["names", "quotes", "timeline", "notes"]
Corrected = tuple[Literal["entity", "quotation", "event", "time"], int]
"""What the reader corrected: an entity by its id, another finding by its index in `Analysis`."""

GROUPS: tuple[Group, ...] = ("names", "quotes", "timeline", "notes")
_GROUP: dict[Kind, Group] = {
    "name": "names",
    "quotation": "quotes",
    "event": "timeline",
    "time": "timeline",
    "note": "notes",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A finding or a note: its kind, its index among those of its kind, and where it stands.

    The index is into `Analysis.mentions`, `quotations`, `events` or `times`, or into the notes.
    """

    kind: Kind
    index: int
    start: int
    end: int

    @property
    def group(self) -> Group:
        """The pane that lists it."""
        return _GROUP[self.kind]


class Places:
    """Every place of an article, in text order by pane, asked for by offset.

    Names are those mentions that give a name, quotations those that attribute something; an event
    stands at its time expression, and so does a date that dates no event. `yours` are the findings
    that are as the reader corrected them, which the panes sign, and `told` in how many articles the
    words of each quotation are that others have too.
    """

    def __init__(
        self,
        analysis: Analysis,
        notes: Sequence[Note] = (),
        yours: Collection[Corrected] = frozenset(),
        told: Mapping[int, int] | None = None,
    ) -> None:
        self.analysis = analysis
        self.yours = yours
        self.told = told or {}
        self.groups: dict[Group, list[Place]] = {
            "names": [
                Place("name", index, mention.start, mention.end)
                for index, mention in enumerate(analysis.mentions)
                if mention.kind == "name"
            ],
            "quotes": [
                Place("quotation", index, quotation.start, quotation.end)
                for index, quotation in enumerate(analysis.quotations)
                if quotation.kind != "scare"
            ],
            "timeline": self._dated(),
        }
        for places in self.groups.values():
            places.sort(key=_in_text)
        self._starts = {group: _starts(places) for group, places in self.groups.items()}
        self._mentions = Spans(
            (mention.start, mention.end, index)
            for index, mention in enumerate(analysis.mentions)
            if mention.entity is not None or mention.kind == "name"
        )
        self._quotations = Spans(self._said())
        self._times = Spans(
            (place.start, place.end, index) for index, place in enumerate(self.groups["timeline"])
        )
        self._set_notes(notes)

    def _set_notes(self, notes: Sequence[Note]) -> None:
        self.notes = tuple(notes)
        noted = [Place("note", index, note.start, note.end) for index, note in enumerate(notes)]
        noted.sort(key=_in_text)
        self.groups["notes"], self._starts["notes"] = noted, _starts(noted)
        self._note_spans = Spans((place.start, place.end, place.index) for place in noted)

    def _dated(self) -> list[Place]:
        analysis = self.analysis
        used = {event.time for event in analysis.events}
        events = (
            Place("event", index, analysis.times[event.time].start, analysis.times[event.time].end)
            for index, event in enumerate(analysis.events)
        )
        times = (
            Place("time", index, time.start, time.end)
            for index, time in enumerate(analysis.times)
            if index not in used and time.type in ("DATE", "TIME")
        )
        return [*events, *times]

    def _said(self) -> list[Marked]:
        said = []
        for index, quotation in enumerate(self.analysis.quotations):
            if quotation.kind != "scare":
                said += [(start, end, index) for start, end in quotation.spans]
                if quotation.cue:
                    said.append((*quotation.cue, index))
        return said

    def with_notes(self, notes: Sequence[Note]) -> "Places":
        """The same findings with other notes."""
        other = copy(self)
        other.groups, other._starts = dict(self.groups), dict(self._starts)
        other._set_notes(notes)
        return other

    @cached_property
    def _by_entity(self) -> dict[int, list[int]]:
        """The indexes of the mentions of each entity."""
        mentions: dict[int, list[int]] = defaultdict(list)
        for index, mention in enumerate(self.analysis.mentions):
            if mention.entity is not None:
                mentions[mention.entity].append(index)
        return mentions

    def named(self, entity: int) -> Place | None:
        """The first place that names an entity, else the first that means it."""
        mentions = self.analysis.mentions
        indexes = self._by_entity.get(entity, [])
        first = next((index for index in indexes if mentions[index].kind == "name"), None)
        if first is None:
            first = next(iter(indexes), None)
        if first is None:
            return None
        return Place("name", first, mentions[first].start, mentions[first].end)

    def mention(self, entity: int, offset: int, by: int) -> Place | None:
        """The mention of an entity `by` on from an offset, or before it where `by` is negative.

        Where there are fewer, the last one that way; None where there is none.
        """
        indexes = self._by_entity.get(entity, [])
        starts = [self.analysis.mentions[index].start for index in indexes]
        at = bisect_right(starts, offset) - 1 + by if by > 0 else bisect_left(starts, offset) + by
        at = min(max(at, 0), len(indexes) - 1)
        if not indexes or (starts[at] <= offset if by > 0 else starts[at] >= offset):
            return None
        mention = self.analysis.mentions[indexes[at]]
        return Place("name", indexes[at], mention.start, mention.end)

    def next(self, group: Group, offset: int, count: int = 1) -> Place | None:
        """The `count`th place that starts after an offset, or the last one there is."""
        first = bisect_right(self._starts[group], offset)
        return self._nth(group, min(first + count - 1, len(self.groups[group]) - 1), first)

    def previous(self, group: Group, offset: int, count: int = 1) -> Place | None:
        """The `count`th place that starts before an offset, or the first one there is."""
        last = bisect_left(self._starts[group], offset) - 1
        return self.groups[group][max(last - count + 1, 0)] if last >= 0 else None

    def _nth(self, group: Group, index: int, first: int) -> Place | None:
        return self.groups[group][index] if index >= first else None

    def from_(self, group: Group, offset: int) -> Place | None:
        """The first place that starts at or after an offset, or else the last one."""
        places = self.groups[group]
        if not places:
            return None
        return places[min(bisect_left(self._starts[group], offset), len(places) - 1)]

    def over(self, group: Group, start: int, end: int) -> Iterator[Place]:
        """The places of a pane that share a character with `start` to `end`, in text order.

        Of names these are all mentions of entities as well, of quotations also their cues.
        """
        match group:
            case "names":
                for first, last, index in self._mentions.over(start, end):
                    yield Place("name", index, first, last)
            case "quotes":
                found = dict.fromkeys(index for *_, index in self._quotations.over(start, end))
                for index in found:
                    quotation = self.analysis.quotations[index]
                    yield Place("quotation", index, quotation.start, quotation.end)
            case "timeline":
                for *_, index in self._times.over(start, end):
                    yield self.groups["timeline"][index]
            case "notes":
                for first, last, index in self._note_spans.over(start, end):
                    yield Place("note", index, first, last)

    def touching(self, group: Group, start: int, end: int) -> Place | None:
        """The first place of a pane that shares a character with `start` to `end`."""
        return next(self.over(group, start, end), None)

    def hearing(self, quotations: Collection[int]) -> "Places":
        """The same places with these quotations and no others to move between."""
        other = copy(self)
        other.groups, other._starts = dict(self.groups), dict(self._starts)
        other.groups["quotes"] = [
            place for place in self.groups["quotes"] if place.index in quotations
        ]
        other._starts["quotes"] = _starts(other.groups["quotes"])
        return other

    def find(self, kind: Kind, start: int, end: int) -> Place | None:
        """The place of a kind that stands exactly from `start` to `end`."""
        for place in self.over(_GROUP[kind], start, end):
            if (place.kind, place.start, place.end) == (kind, start, end):
                return place
        return None

    def under(self, offset: int) -> Place | None:
        """The place at an offset; of several, the one with the fewest characters."""
        found = (self.touching(group, offset, offset + 1) for group in GROUPS)
        here = [place for place in found if place]
        return min(here, key=lambda place: place.end - place.start, default=None)

    def spans(self, place: Place) -> tuple[list[Span], list[Span]]:
        """What to show of a place: its own words, and the words that belong to it elsewhere."""
        analysis = self.analysis
        match place.kind:
            case "name":
                entity = analysis.mentions[place.index].entity
                others = self._by_entity.get(entity, []) if entity is not None else []
                return [(place.start, place.end)], [
                    (analysis.mentions[index].start, analysis.mentions[index].end)
                    for index in others
                    if index != place.index
                ]
            case "quotation":
                quotation = analysis.quotations[place.index]
                around = (quotation.cue, quotation.source, quotation.addressee)
                return list(quotation.spans), [span for span in around if span]
            case "event":
                event = analysis.events[place.index]
                return [(place.start, place.end)], [(event.start, event.end)]
            case _:
                return [(place.start, place.end)], []


def _in_text(place: Place) -> Span:
    return place.start, place.end


def _starts(places: Sequence[Place]) -> list[int]:
    return [place.start for place in places]
