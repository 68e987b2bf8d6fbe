"""The findings of an article while they are set right: lists to change, and ways to find in them.

Entities that are no more leave a gap in the list until `analysis` closes it, so that the numbers
by which the other findings know them hold in between.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from analysis import Analysis, Entity, Mention, Quotation, Span
from analysis.findings import Label
from db.correcting.changes import Who
from db.correcting.wording import occurrences, same_words

_SAME = 0.5  # of the characters of two stretches from which they are taken for the same finding
_NEAR = 400  # characters around a quotation in which its source is looked for


class Draft:
    """The findings of one analysis, to be changed in place."""

    def __init__(self, analysis: Analysis) -> None:
        """A copy of the findings of `analysis`, which stays as it is."""
        self._analysis = analysis
        self.text = analysis.text
        self.published = analysis.published
        self.entities: list[Entity | None] = list(analysis.entities)
        self.mentions: list[Mention] = list(analysis.mentions)
        self.quotations: list[Quotation] = list(analysis.quotations)
        self.times = list(analysis.times)
        self.events = list(analysis.events)

    def analysis(self) -> Analysis:
        """The findings as they are now, the entities numbered anew."""
        if all(self.entities):  # nothing to number anew
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
                q if q.speaker is None else replace(q, speaker=number[q.speaker])
                for q in self.quotations
            ),
            times=tuple(self.times),
            events=tuple(
                replace(event, entities=tuple(number[e] for e in event.entities))
                for event in self.events
            ),
        )

    def words(self, span: Span | Mention) -> str:
        """The words of a stretch or a mention."""
        start, end = (span.start, span.end) if isinstance(span, Mention) else span
        return " ".join(self.text[start:end].split())

    def may_have(self, words: str) -> bool:
        """Whether every one of these words stands somewhere in the text, whatever its case.

        Quick, so that a hundred rules for other texts cost nothing.
        """
        parts = re.findall(r"\w+", words.casefold())
        return bool(parts) and all(part in self._folded for part in parts)

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    def entity(self, number: int) -> Entity:
        """An entity that is still there."""
        entity = self.entities[number]
        assert entity is not None
        return entity

    # Finding again what a correction is about

    def mention_at(self, start: int, end: int) -> int | None:
        """The mention at a stretch, or else the one most like it."""
        return closest([(m.start, m.end) for m in self.mentions], (start, end))

    def quotation_at(self, start: int, end: int) -> int | None:
        """The quotation from `start` to `end`, or else the one most like it."""
        return closest([(q.start, q.end) for q in self.quotations], (start, end))

    def mentions_of(self, entity: int) -> list[int]:
        """The mentions of an entity, in text order."""
        return [index for index, m in enumerate(self.mentions) if m.entity == entity]

    def loose(self, words: str) -> list[int]:
        """The mentions with these words that mean no entity so far."""
        wanted = same_words(words)
        return [
            index
            for index, mention in enumerate(self.mentions)
            if mention.entity is None and same_words(self.words(mention)) == wanted
        ]

    def named(self, name: str) -> list[int]:
        """The entities with a name, those first whose own name it is and not an alias."""
        wanted = same_words(name)
        found = [e for e in self.entities if e]
        own = [e.id for e in found if same_words(e.name) == wanted]
        other = [e.id for e in found if wanted in map(same_words, e.aliases)]
        return own + [number for number in other if number not in own]

    # Somebody meant

    def entity_of(self, who: Who, because: str) -> int:
        """The number of the entity meant, made where there is none."""
        found = self._known(who)
        return self._made(who, because) if found is None else found

    def _known(self, who: Who) -> int | None:
        named = self.named(who.name)
        here = None
        if who.at is not None:
            index = self.mention_at(*who.at)
            here = None if index is None else self.mentions[index].entity
        if here is not None and (here in named or not named):
            return here
        own = [n for n in named if same_words(self.entity(n).name) == same_words(who.name)]
        if own:
            return own[0]
        return named[0] if len(named) == 1 else None  # an alias that two share says nothing

    def _made(self, who: Who, because: str) -> int:
        number = len(self.entities)
        self.entities.append(Entity(number, who.name, who.label, because=because))
        for index in self.loose(who.name):
            self.mentions[index] = replace(
                self.mentions[index], entity=number, label=who.label, confidence=1.0,
                because=because,
            )  # fmt: skip
        self.add_mentions(occurrences(self.text, who.name), who.label, number, because)
        return number

    def add_mentions(self, spans: Iterable[Span], label: Label, entity: int, because: str) -> None:
        """Mentions of an entity at these stretches, wherever nothing else is mentioned."""
        new = [
            Mention(start, end, label, "name", entity, 1.0, because)
            for start, end in self._free(spans, entity)
        ]
        if new:
            self.mentions = sorted([*self.mentions, *new], key=_in_text)

    def _free(self, spans: Iterable[Span], entity: int) -> list[Span]:
        """Those of the stretches that no mention touches but shorter ones, of others, within.

        "Russian" does not stand in the way of "Russian government". Mentions lie in text order.
        """
        starts = [mention.start for mention in self.mentions]
        ends = sorted(mention.end for mention in self.mentions)
        free = []
        for start, end in spans:
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            # where none reaches into it, as many end before a stretch begins as begin before it
            if bisect_right(ends, start) == first and all(
                m.end <= end and (m.start, m.end) != (start, end) and m.entity != entity
                for m in self.mentions[first:last]
            ):
                free.append((start, end))
        return free

    def nearest(self, entity: int, spans: Sequence[Span]) -> Span | None:
        """The mention of an entity nearest to a quotation, in its paragraph and not in its pieces.

        Between the pieces is nearest of all.
        """
        start, end = spans[0][0], spans[-1][1]
        first = self.text.rfind("\n", max(0, start - _NEAR), start) + 1 or max(0, start - _NEAR)
        last = self.text.find("\n", end, end + _NEAR)
        last = end + _NEAR if last < 0 else last
        low = bisect_left(self.mentions, first, key=lambda mention: mention.start)
        high = bisect_left(self.mentions, last, key=lambda mention: mention.start)
        said = Stretches(spans)
        around = [
            (m.start, m.end)
            for m in self.mentions[low:high]
            if m.entity == entity and not said.touch((m.start, m.end))
        ]
        return min(around, key=lambda span: max(start - span[1], span[0] - end), default=None)

    def add_quotation(self, quotation: Quotation) -> int:
        """Put a quotation among the others in text order; gives its index."""
        at = bisect_right(
            self.quotations, (quotation.start, quotation.end), key=lambda q: (q.start, q.end)
        )
        self.quotations.insert(at, quotation)
        return at

    def each_event(self, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> None:
        """Change who takes part in the events."""
        self.events = [
            replace(event, entities=tuple(dict.fromkeys(change(event.entities))))
            for event in self.events
        ]


class Stretches:
    """Stretches of a text, asked quickly whether any of them shares a character with another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """The stretches, in any order."""
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def touch(self, span: Span) -> bool:
        """Whether one of them shares a character with `span`."""
        before = bisect_left(self._starts, span[1])
        return before > 0 and self._furthest[before - 1] > span[0]


def closest(spans: Sequence[Span], wanted: Span) -> int | None:
    """The index of the stretch that is the wanted one, or shares the most of its characters.

    None where none shares half of the characters of both together.
    """
    best, most = None, 0.0
    for index, span in enumerate(spans):
        if span == wanted:
            return index
        shared = min(span[1], wanted[1]) - max(span[0], wanted[0])
        part = shared / (max(span[1], wanted[1]) - min(span[0], wanted[0])) if shared > 0 else 0.0
        if part >= _SAME and part > most:
            best, most = index, part
    return best


def _in_text(mention: Mention) -> Span:
    return mention.start, mention.end
