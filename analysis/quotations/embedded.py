"""Find whose quoted words without a known cue are: the subject of the verb nearby."""

from collections.abc import Sequence

from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import FINITE
from analysis.quotations.reported_clauses import Range
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verbs import Group, is_be, main_verb, verb_group

_SPEAKING = frozenset({"i", "we", "he", "she", "they", "who"})
_NAMED = ("PERSON", "ORG")


def verb_before(items: Sequence[Item], place: int) -> tuple[Range, Subject] | None:
    """The verb before quoted words at an item, and the person or organisation that is its subject.

    None where that verb only tells what somebody is, or is a passive.
    """
    for index in range(place - 1, -1, -1):
        if items[index].tag == QUOTE:
            return None
        if items[index].tag in FINITE:
            group = verb_group(items, main_verb(items, index))
            source = _speaker(items, group)
            return ((group.start, group.end), source) if source is not None else None
    return None


def acting(items: Sequence[Item]) -> Subject | None:
    """The person or organisation that is the subject of a sentence's first finite verb."""
    for index, item in enumerate(items):
        if item.tag in FINITE:
            return _speaker(items, verb_group(items, main_verb(items, index)))
    return None


def _speaker(items: Sequence[Item], group: Group) -> Subject | None:
    source = subject_of(items, group)
    if source is None or group.passive or is_be(items[group.main].lower):
        return None
    head = items[source.head]
    speaks = head.lower in _SPEAKING or head.name.endswith(_NAMED)
    return source if speaks else None
