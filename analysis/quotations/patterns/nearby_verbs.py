"""Attribute quoted words without a known cue to the subject of a nearby verb."""

from collections.abc import Sequence

from analysis.quotations.content_ends import clause_end
from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.clauses import strip_punctuation
from analysis.syntax.full_phrases import Subject
from analysis.syntax.subjects import find_subject
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import QUOTE, Token
from analysis.syntax.verb_groups import VerbGroup, find_main_verb, find_verb_group, is_form_of_be

_SPEAKING = frozenset({"i", "we", "he", "she", "they", "who"})
_REACH = 12
_NAMED = ("PERSON", "ORG")


def attribute_to_verb_before(tokens: Sequence[Token], quote: int) -> Attribution | None:
    """Attribute quoted words at the token `quote` to the subject of the verb before them.

    Quoted words inside a clause with "that" make the clause the content. Return None for a form
    of *to be*, a passive, or a subject that is neither a person nor an organization.
    """
    for index in range(quote - 1, -1, -1):
        if tokens[index].tag == QUOTE:
            return None
        if tokens[index].tag in FINITE_TAGS and not _is_in_that_clause(tokens, index):
            group = find_verb_group(tokens, find_main_verb(tokens, index))
            source = _speaker(tokens, group)
            if source is None:
                return None
            piece, rule = (quote, quote + 1), "verb before"
            that = next((at for at in range(group.end, quote) if tokens[at].lower == "that"), None)
            if that is not None and tokens[that].tag == "IN" and that < group.end + _REACH:
                piece = strip_punctuation(tokens, that, clause_end(tokens, that + 1)) or piece
                rule = "verb before, that"
            return Attribution((piece,), (group.start, group.end), source, rule)
    return None


def _is_in_that_clause(tokens: Sequence[Token], verb: int) -> bool:
    """Return whether a finite verb belongs to a clause with "that": vented *that it would* fail."""
    source = find_subject(tokens, find_verb_group(tokens, find_main_verb(tokens, verb)))
    before = tokens[source.start - 1] if source is not None and source.start else None
    return before is not None and before.lower == "that" and before.tag == "IN"


def find_acting_subject(tokens: Sequence[Token]) -> Subject | None:
    """Return the person or organization that is the subject of a sentence's first finite verb."""
    for index, token in enumerate(tokens):
        if token.tag in FINITE_TAGS:
            return _speaker(tokens, find_verb_group(tokens, find_main_verb(tokens, index)))
    return None


def _speaker(tokens: Sequence[Token], group: VerbGroup) -> Subject | None:
    source = find_subject(tokens, group)
    if source is None or group.is_passive or is_form_of_be(tokens[group.main].lower):
        return None
    head = tokens[source.head]
    speaks = head.lower in _SPEAKING or head.name.endswith(_NAMED)
    return source if speaks else None
