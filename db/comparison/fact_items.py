"""Events, numbers and names that two texts have in common, and those of one of them alone."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analysis import Entity
from analysis.date_format import format_period_in_figures
from analysis.linking.similarity import name_key
from analysis.models import Span
from analysis.quantities import Quantity, find_quantities
from analysis.structs import replace
from db.comparison.finding_groups import group_pairs, link_all, pair_by_keys
from db.comparison.models import Changes, ComparedItem, ComparedPassage, Place, build_item
from db.comparison.text_findings import (
    TextFindings,
    entity_keys,
    list_dated_events,
    list_name_mentions,
    name_class,
)
from db.models import EventRow
from db.timeline.clusterer import cluster_events

_BEFORE = datetime.timedelta(days=7)  # before its report, an event without a date may lie
_AROUND = 48  # characters shown on each side of a number
_LEAST_CONTEXT = 2  # common content words of the sentences of two numbers
_LEAST_ALIKE = 0.25  # of all content words of both sentences
_MOST_ALIKE = 200  # numbers of a text without an equal one that are compared with each other


def compare_events(first: TextFindings, second: TextFindings) -> tuple[ComparedItem, ...]:
    """Return the dated events of two texts; reports of one event are one item.

    An event that is only reported happened on the day of its publication or some days before it.
    """
    rows = [list_dated_events(found, number) for number, found in enumerate((first, second))]
    clusters = cluster_events([_widen(row) for side in rows for row in side])
    positions = {_key(row): at for side in rows for at, row in enumerate(side)}
    pairs = list(pair_by_keys(*([[_day_key(row)] for row in side] for side in rows)))
    apart: set[int] = set()
    for cluster in clusters:
        sides = _split(cluster.events, positions)
        pairs += link_all(*sides)
        if not all(sides):
            others = _split(cluster.otherwise, positions)
            linked = [*link_all(sides[0], others[1]), *link_all(others[0], sides[1])]
            pairs += linked
            apart |= {left for left, _ in linked}
    items = []
    for group in group_pairs(len(rows[0]), len(rows[1]), pairs):
        chosen = [[side[at] for at in found] for side, found in zip(rows, group, strict=True)]
        shown = max((*chosen[0], *chosen[1]), key=lambda row: len(row.headline))
        passages = [tuple(map(_event_passage, side)) for side in chosen]
        is_apart = bool(apart.intersection(group[0]))
        dates = " / ".join(side[0].detail for side in passages if side)
        changes: Changes = (("date", dates),) if is_apart else ()
        places = [_place(found, len(side)) for found, side in zip(group, rows, strict=True)]
        items.append(build_item(shown.headline, shown.precision, passages, places, changes))
    return tuple(items)


def _day_key(event: EventRow) -> tuple[str, datetime.date, datetime.date]:
    return event.headline, event.first_day, event.last_day


def _widen(event: EventRow) -> EventRow:
    if not event.is_reported:
        return event
    return replace(event, first_day=event.first_day - _BEFORE)


def _key(event: EventRow) -> tuple[int, int, int, str]:
    return event.article, event.start, event.end, event.headline


def _split(
    events: Iterable[EventRow], positions: dict[tuple[int, int, int, str], int]
) -> tuple[list[int], list[int]]:
    sides: tuple[list[int], list[int]] = [], []
    for event in events:
        sides[event.article].append(positions[_key(event)])
    return sides


def _event_passage(event: EventRow) -> ComparedPassage:
    date = format_period_in_figures(event.first_day, event.last_day, event.precision)
    if event.is_reported:
        date = f"reported {date}"
    return ComparedPassage(((event.start, event.end),), event.headline, date)


def compare_numbers(first: TextFindings, second: TextFindings) -> tuple[ComparedItem, ...]:
    """Return the numbers of two texts, without dates; equal ones with one noun are one item.

    Two different numbers of one noun in sentences with the same words are one item too.
    """
    found = [find_quantities(side.analysis.text, list(_dated_and_named(side))) for side in
             (first, second)]  # fmt: skip
    pairs = list(pair_by_keys(*(list(map(_number_keys, side)) for side in found)))
    linked = {left for left, _ in pairs}, {right for _, right in pairs}
    changed = list(_pair_changed(found[0], found[1], *linked))
    lefts, items = {left for left, _ in changed}, []
    for group in group_pairs(len(found[0]), len(found[1]), [*pairs, *changed]):
        sides = [
            tuple(_number_passage(texts.analysis.text, side[at]) for at in numbers)
            for texts, side, numbers in zip((first, second), found, group, strict=True)
        ]
        words = [passages[0].words for passages in sides if passages]
        is_changed = not lefts.isdisjoint(group[0])
        label = " / ".join(dict.fromkeys(words)) if is_changed else words[0]
        changes: Changes = (("number", label),) if is_changed else ()
        places = [_place(numbers, len(side)) for numbers, side in zip(group, found, strict=True)]
        items.append(build_item(label, "", sides, places, changes))
    return tuple(items)


def _dated_and_named(found: TextFindings) -> Iterator[Span]:
    analysis = found.analysis
    yield from ((time.start, time.end) for time in analysis.times)
    yield from (
        (mention.start, mention.end) for mention in analysis.mentions if mention.kind == "name"
    )


def _number_keys(quantity: Quantity) -> list[tuple[float, str]]:
    return [(quantity.value, unit) for unit in quantity.unit[:1]] or [(quantity.value, "")]


def _pair_changed(
    first: Sequence[Quantity], second: Sequence[Quantity], left: set[int], right: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of different numbers of one noun whose sentences have words in common."""
    alone = [
        [at for at in range(len(side)) if at not in linked][:_MOST_ALIKE]
        for side, linked in ((first, left), (second, right))
    ]
    ranked = []
    for a in alone[0]:
        for b in alone[1]:
            left_number, right_number = first[a], second[b]
            if (
                left_number.unit[:1] != right_number.unit[:1]
                or not left_number.unit
                or left_number.value == right_number.value
            ):
                continue
            shared, every = (
                left_number.context & right_number.context,
                left_number.context | right_number.context,
            )
            if len(shared) >= _LEAST_CONTEXT and len(shared) >= _LEAST_ALIKE * len(every):
                ranked.append((len(shared) / len(every), -a, -b))
    taken: tuple[set[int], set[int]] = set(), set()
    for _, a, b in sorted(ranked, reverse=True):
        if -a not in taken[0] and -b not in taken[1]:
            taken[0].add(-a)
            taken[1].add(-b)
            yield -a, -b


def _number_passage(text: str, quantity: Quantity) -> ComparedPassage:
    """Return a number with its noun; its detail are the words around it on one line."""
    words = text[quantity.start : quantity.end]
    line = text.find("\n", quantity.end)
    rest = text[quantity.end : min(line if line >= 0 else len(text), quantity.end + _AROUND)]
    before = text[max(quantity.start - _AROUND, text.rfind("\n", 0, quantity.start) + 1) :
                  quantity.start]  # fmt: skip
    unit = "" if not quantity.unit or len(quantity.unit[0]) == 1 else rest.split(maxsplit=1)[:1]
    noun = f" {unit[0].strip('.,;:')}" if unit else ""
    context = " ".join(f"…{before}{words}{rest}…".split())
    return ComparedPassage((quantity.span,), f"{words}{noun}", context)


def compare_named(first: TextFindings, second: TextFindings) -> tuple[ComparedItem, ...]:
    """Return the people, organizations, places and things that two texts name."""
    sides = list_name_mentions(first), list_name_mentions(second)
    keys = [
        [entity_keys(entity, found.identities.get(entity.id)) for entity, _ in side]
        for found, side in zip((first, second), sides, strict=True)
    ]
    pairs = list(pair_by_keys(*keys))
    pairs += _pair_short_names(
        [entity for entity, _ in sides[0]], [entity for entity, _ in sides[1]], pairs
    )
    totals = [sum(len(passages) for _, passages in side) for side in sides]
    items = []
    for group in group_pairs(len(sides[0]), len(sides[1]), pairs):
        chosen = [[side[at] for at in found] for side, found in zip(sides, group, strict=True)]
        named = max((e for side in chosen for e, _ in side), key=lambda entity: len(entity.name))
        passages = [
            tuple(sorted((p for _, found in side for p in found), key=lambda p: p.spans))
            for side in chosen
        ]
        places = [
            Place(min(found) + 1, len(shown) / total) if found else None
            for found, shown, total in zip(group, passages, totals, strict=True)
        ]
        items.append(build_item(named.name, name_class(named), passages, places))
    return tuple(items)


def _pair_short_names(
    first: Sequence[Entity], second: Sequence[Entity], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of a surname alone in one text and its only bearer in the bearers."""
    known = list(pairs)
    for side, bearers, flip in ((first, second, False), (second, first, True)):
        linked = {pair[flip] for pair in known}
        lasts = Counter(_surname(entity) for entity in bearers if entity.label == "PERSON")
        for at, entity in enumerate(side):
            key = name_key(entity.name, entity.label)
            if at in linked or entity.label != "PERSON" or len(key.parts) != 1:
                continue
            if lasts[key.parts[0]] == 1:
                found = next(n for n, e in enumerate(bearers)
                             if e.label == "PERSON" and _surname(e) == key.parts[0])  # fmt: skip
                yield (found, at) if flip else (at, found)


def _surname(entity: Entity) -> str:
    return name_key(entity.name, entity.label).parts[-1]


def _place(found: Sequence[int], total: int) -> Place | None:
    return Place(min(found) + 1, len(found) / total) if found else None
