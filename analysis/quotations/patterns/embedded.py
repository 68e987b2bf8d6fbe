"""Attribute quoted words without a known cue to the subject of a nearby verb."""

from collections.abc import Sequence

from analysis.quotations.clauses import clause_end, trimmed
from analysis.quotations.noun_phrases import FINITE
from analysis.quotations.patterns.base import Attribution
from analysis.quotations.segments import QUOTE, Item
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verb_groups import Group, is_be, main_verb, verb_group

_SPEAKING = frozenset({"i", "we", "he", "she", "they", "who"})
_REACH = 12
_NAMED = ("PERSON", "ORG")


def verb_before(tokens: Sequence[Item], quote: int) -> Attribution | None:
    """Attribute quoted words at the token `quote` to the subject of the verb before them.

    Quoted words inside a clause with "that" make the clause the content. Return None for a form
    of *to be*, a passive, or a subject that is neither a person nor an organisation.
    """
    for index in range(quote - 1, -1, -1):
        if tokens[index].tag == QUOTE:
            return None
        if tokens[index].tag in FINITE and not _is_in_that_clause(tokens, index):
            group = verb_group(tokens, main_verb(tokens, index))
            source = _speaker(tokens, group)
            if source is None:
                return None
            piece, rule = (quote, quote + 1), "verb before"
            that = next((at for at in range(group.end, quote) if tokens[at].lower == "that"), None)
            if that is not None and tokens[that].tag == "IN" and that < group.end + _REACH:
                piece = trimmed(tokens, that, clause_end(tokens, that + 1)) or piece
                rule = "verb before, that"
            return Attribution((piece,), (group.start, group.end), source, rule)
    return None


def _is_in_that_clause(tokens: Sequence[Item], verb: int) -> bool:
    """Return whether a finite verb belongs to a clause with "that": vented *that it would* fail."""
    source = subject_of(tokens, verb_group(tokens, main_verb(tokens, verb)))
    before = tokens[source.start - 1] if source is not None and source.start else None
    return before is not None and before.lower == "that" and before.tag == "IN"


def acting(tokens: Sequence[Item]) -> Subject | None:
    """Return the person or organisation that is the subject of a sentence's first finite verb."""
    for index, token in enumerate(tokens):
        if token.tag in FINITE:
            return _speaker(tokens, verb_group(tokens, main_verb(tokens, index)))
    return None


def _speaker(tokens: Sequence[Item], group: Group) -> Subject | None:
    source = subject_of(tokens, group)
    if source is None or group.passive or is_be(tokens[group.main].lower):
        return None
    head = tokens[source.head]
    speaks = head.lower in _SPEAKING or head.name.endswith(_NAMED)
    return source if speaks else None
