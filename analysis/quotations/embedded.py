"""Find whose quoted words without a known cue are: the subject of the verb nearby."""

from collections.abc import Sequence

from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import FINITE
from analysis.quotations.reported_clauses import clause_end, trimmed
from analysis.quotations.reports import Attribution
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verbs import Group, is_be, main_verb, verb_group

_SPEAKING = frozenset({"i", "we", "he", "she", "they", "who"})
_REACH = 12
_NAMED = ("PERSON", "ORG")


def verb_before(items: Sequence[Item], place: int) -> Attribution | None:
    """What the verb before quoted words at an item reports, by the person or body that acts.

    Where the quoted words stand in a clause with "that", the clause is. None where the verb only
    tells what somebody is, or is a passive.
    """
    for index in range(place - 1, -1, -1):
        if items[index].tag == QUOTE:
            return None
        if items[index].tag in FINITE and not _after_that(items, index):
            group = verb_group(items, main_verb(items, index))
            source = _speaker(items, group)
            if source is None:
                return None
            piece, rule = (place, place + 1), "verb before"
            that = next((at for at in range(group.end, place) if items[at].lower == "that"), None)
            if that is not None and items[that].tag == "IN" and that < group.end + _REACH:
                piece = trimmed(items, that, clause_end(items, that + 1)) or piece
                rule = "verb before, that"
            return Attribution((piece,), (group.start, group.end), source, rule)
    return None


def _after_that(items: Sequence[Item], verb: int) -> bool:
    """Whether a finite verb is that of a clause with "that": she vented *that it would* be hard."""
    source = subject_of(items, verb_group(items, main_verb(items, verb)))
    before = items[source.start - 1] if source is not None and source.start else None
    return before is not None and before.lower == "that" and before.tag == "IN"


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
