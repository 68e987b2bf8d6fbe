"""An editor for the findings of an article: mutable lists, and lookups in them.

A removed entity leaves None in the list until `analysis` renumbers the entities. Until then, the
entity numbers in other findings stay valid.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

from analysis import Analysis, Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.models import EDITED_BASIS, EDITED_TYPE, SOURCE_EDITS, FindingOrigin, Label, Reason
from analysis.structs import replace
from db.corrections.models import EntityRef
from db.text import find_occurrences, normalize_name

_MIN_OVERLAP = 0.5  # least shared part of the characters of two spans that are the same finding
_SOURCE_WINDOW = 400  # characters around a quotation within which its source is searched

Finding = TypeVar("Finding", bound=Entity | Mention | Quotation | TimeExpression | Event)


def map_speakers(quotation: Quotation, number: Callable[[int], int]) -> Quotation:
    """Return a quotation with the number of each speaker replaced, and no speaker twice."""
    speakers = tuple(dict.fromkeys(map(number, quotation.speakers)))
    if speakers == quotation.speakers:
        return quotation
    return replace(quotation, speaker=speakers[0], co_speakers=speakers[1:])


class FindingsEditor:
    """Edit the findings of one analysis in place."""

    def __init__(self, analysis: Analysis) -> None:
        """Copy the findings of `analysis`, which is not modified."""
        self._analysis = analysis
        self.text = analysis.text
        self.published = analysis.published
        self.entities: list[Entity | None] = list(analysis.entities)
        self.mentions: list[Mention] = list(analysis.mentions)
        self.quotations: list[Quotation] = list(analysis.quotations)
        self.times = list(analysis.times)
        self.events = list(analysis.events)

    def to_analysis(self) -> Analysis:
        """Return the edited findings, with the entities renumbered."""
        if all(self.entities):  # no gap: the numbers are still right
            return replace(
                self._analysis,
                entities=tuple(e for e in self.entities if e),
                mentions=tuple(self.mentions),
                quotations=tuple(self.quotations),
                times=tuple(self.times),
                events=tuple(self.events),
            )
        number = {
            old: new
            for new, old in enumerate(i for i, entity in enumerate(self.entities) if entity)
        }
        return replace(
            self._analysis,
            entities=tuple(replace(e, id=number[e.id]) for e in self.entities if e),
            mentions=tuple(
                m if m.entity is None else replace(m, entity=number[m.entity])
                for m in self.mentions
            ),
            quotations=tuple(
                map_speakers(quotation, number.__getitem__) for quotation in self.quotations
            ),
            times=tuple(self.times),
            events=tuple(
                replace(event, entities=tuple(number[e] for e in event.entities))
                for event in self.events
            ),
        )

    def text_of(self, span: Span | Mention) -> str:
        """Return the words of a span or a mention, separated by single spaces."""
        start, end = (span.start, span.end) if isinstance(span, Mention) else span
        return " ".join(self.text[start:end].split())

    def may_contain(self, words: str) -> bool:
        """Return whether the text contains each of these words, ignoring case.

        This test is fast, so that a hundred rules without a match cost next to nothing.
        """
        parts = re.findall(r"\w+", words.casefold())
        return bool(parts) and all(part in self._folded for part in parts)

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    def entity(self, number: int) -> Entity:
        """Return an entity, which must not have been removed."""
        entity = self.entities[number]
        assert entity is not None
        return entity

    # Resolve the target of a correction

    def mention_at(self, start: int, end: int) -> int | None:
        """Return the index of the mention at a span, or else of the one that overlaps it most."""
        return find_closest_span([(m.start, m.end) for m in self.mentions], (start, end))

    def quotation_at(self, start: int, end: int) -> int | None:
        """Return the index of the quotation at a span, or else of the one that overlaps it most."""
        return find_closest_span([(q.start, q.end) for q in self.quotations], (start, end))

    def mentions_of(self, entity: int) -> list[int]:
        """Return the indexes of an entity's mentions, in text order."""
        return [index for index, m in enumerate(self.mentions) if m.entity == entity]

    def unlinked_mentions(self, words: str) -> list[int]:
        """Return the indexes of the mentions with these words that have no entity."""
        wanted = normalize_name(words)
        return [
            index
            for index, mention in enumerate(self.mentions)
            if mention.entity is None and normalize_name(self.text_of(mention)) == wanted
        ]

    def entities_named(self, name: str) -> list[int]:
        """Return the entities with a name or alias; those with it as their name come first."""
        wanted = normalize_name(name)
        found = [e for e in self.entities if e]
        own = [e.id for e in found if normalize_name(e.name) == wanted]
        by_alias = [e.id for e in found if wanted in map(normalize_name, e.aliases)]
        return own + [number for number in by_alias if number not in own]

    # Resolve a reference to an entity

    def resolve_entity(self, reference: EntityRef, reason: Reason, origin: FindingOrigin) -> int:
        """Return the number of the entity that is referred to; add the entity if there is none."""
        found = self._find_entity(reference)
        return self._add_entity(reference, reason, origin) if found is None else found

    def _find_entity(self, reference: EntityRef) -> int | None:
        named = self.entities_named(reference.name)
        here = None
        if reference.at is not None:
            index = self.mention_at(*reference.at)
            here = None if index is None else self.mentions[index].entity
        if here is not None and (here in named or not named):
            return here
        own = [
            n
            for n in named
            if normalize_name(self.entity(n).name) == normalize_name(reference.name)
        ]
        if own:
            return own[0]
        return named[0] if len(named) == 1 else None  # an alias that two share is ambiguous

    def _add_entity(self, reference: EntityRef, reason: Reason, origin: FindingOrigin) -> int:
        number = len(self.entities)
        self.entities.append(
            Entity(number, reference.name, reference.label, reason=reason, origin=origin)
        )
        for index in self.unlinked_mentions(reference.name):
            self.mentions[index] = replace(
                self.mentions[index], entity=number, label=reference.label, confidence=1.0,
                reason=reason, origin=origin,
            )  # fmt: skip
        written = find_occurrences(self.text, reference.name)
        self.add_mentions(written, reference.label, number, reason, origin)
        return number

    def add_mentions(
        self,
        spans: Iterable[Span],
        label: Label,
        entity: int,
        reason: Reason,
        origin: FindingOrigin,
    ) -> None:
        """Add mentions of an entity at these spans, except where another mention overlaps."""
        new = [
            Mention(start, end, label, "name", entity, 1.0, reason, origin)
            for start, end in self._available_spans(spans, entity)
        ]
        if new:
            self.mentions = sorted([*self.mentions, *new], key=_text_order)

    def _available_spans(self, spans: Iterable[Span], entity: int) -> list[Span]:
        """Return the spans at which a mention of the entity can be added.

        A span may contain shorter mentions of other entities: "Russian" does not prevent a mention
        at "Russian government". No other overlap is allowed. Mentions are in text order.
        """
        starts = [mention.start for mention in self.mentions]
        ends = sorted(mention.end for mention in self.mentions)
        free = []
        for start, end in spans:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            # if no mention reaches into the span, as many end before its start as begin before it
            if bisect_right(ends, start) == first and all(
                m.end <= end and (m.start, m.end) != (start, end) and m.entity != entity
                for m in self.mentions[first:last]
            ):
                free.append((start, end))
        return free

    def nearest_mention(self, entity: int, spans: Sequence[Span]) -> Span | None:
        """Return the entity's mention nearest to a quotation, in its paragraph, outside its spans.

        A mention between two of the content spans is the nearest of all.
        """
        start, end = spans[0][0], spans[-1][1]
        first = self.text.rfind("\n", max(0, start - _SOURCE_WINDOW), start) + 1 or max(
            0, start - _SOURCE_WINDOW
        )
        last = self.text.find("\n", end, end + _SOURCE_WINDOW)
        last = end + _SOURCE_WINDOW if last < 0 else last
        low = bisect_left(self.mentions, first, key=lambda mention: mention.start)
        high = bisect_left(self.mentions, last, key=lambda mention: mention.start)
        content = SpanSet(spans)
        around = [
            (m.start, m.end)
            for m in self.mentions[low:high]
            if m.entity == entity and not content.overlaps((m.start, m.end))
        ]
        return min(around, key=lambda span: max(start - span[1], span[0] - end), default=None)

    def add_quotation(self, quotation: Quotation) -> int:
        """Insert a quotation in text order; return its index."""
        at = bisect_right(
            self.quotations, (quotation.start, quotation.end), key=lambda q: (q.start, q.end)
        )
        self.quotations.insert(at, quotation)
        return at

    def update_events(self, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> None:
        """Change the participants of every event."""
        self.events = [
            replace(event, entities=tuple(dict.fromkeys(change(event.entities))))
            for event in self.events
        ]


class SpanSet:
    """A set of spans with a fast overlap test."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Index spans, given in any order."""
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def overlaps(self, span: Span) -> bool:
        """Return whether any of the spans shares a character with `span`."""
        before = bisect_left(self._starts, span[1])
        return before > 0 and self._furthest[before - 1] > span[0]


def find_closest_span(spans: Sequence[Span], wanted: Span) -> int | None:
    """Return the index of the span that equals `wanted`, or else of the one that overlaps it most.

    Return None if no overlap reaches half of the union of both spans.
    """
    best, most = None, 0.0
    for index, span in enumerate(spans):
        if span == wanted:
            return index
        shared = min(span[1], wanted[1]) - max(span[0], wanted[0])
        part = shared / (max(span[1], wanted[1]) - min(span[0], wanted[0])) if shared > 0 else 0.0
        if part >= _MIN_OVERLAP and part > most:
            best, most = index, part
    return best


def _text_order(mention: Mention) -> Span:
    return mention.start, mention.end


def edit_finding(
    finding: Finding, reason: Reason, origin: FindingOrigin = "user", **changes: object
) -> Finding:
    """Return a finding with changes, and with the reason of the edit after those of earlier ones.

    An edit replaces the reason of an earlier one of the same subject, such as the speaker. A rule
    replaces all of them. The edited source of a statement is kept, except that a new speaker
    replaces its type.
    """
    is_speaker = reason.id.startswith("edit.speaker")
    sources = tuple(
        each
        for each in finding.reason.also
        if each.id == EDITED_BASIS or (each.id == EDITED_TYPE and not is_speaker)
    )
    if origin == "user" and finding.origin != "machine":
        edits = (finding.reason, *finding.reason.also)
        others = [
            edit
            for edit in edits
            if _subject(edit) != _subject(reason) and edit.id not in SOURCE_EDITS
        ]
        if others:
            reason = Reason(others[0].id, others[0].args, (*others[1:], reason))
            origin = finding.origin
    reason = Reason(reason.id, reason.args, (*reason.also, *sources))
    return replace(finding, reason=reason, origin=origin, **changes)  # type: ignore[arg-type]


def _subject(reason: Reason) -> tuple[str, str | None]:
    """Return what an edit is about: `edit.speaker_instead` → `edit.speaker`, and a name's words."""
    subject = reason.id.partition("_")[0]
    return subject, None if subject == "edit.speaker" else dict(reason.args).get("name")
