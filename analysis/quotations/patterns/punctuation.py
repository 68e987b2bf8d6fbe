"""Find the source before a colon or dash that opens quoted words: a subject or a bare name.

Attribute quoted words without a known cue to the subject of a nearby verb.
"""

from collections.abc import Sequence

from analysis.quotations.clauses import TokenRange, clause_end, strip_punctuation
from analysis.quotations.cues import verb_cue
from analysis.quotations.noun_phrases import (
    FINITE,
    REACH,
    RELATIVE,
    VERBS,
    base_phrase_end,
    is_comma,
    is_noun,
)
from analysis.quotations.patterns.complement import Attribution
from analysis.quotations.segments import QUOTE, SegmentToken
from analysis.quotations.subjects import Subject, find_nearest_subject, find_subject
from analysis.quotations.verb_groups import (
    VerbGroup,
    find_main_verb,
    find_verb_group,
    is_form_of_be,
)

_LONGEST_NAME = 15
_AFTER_NAME = frozenset({"(", "of", "from", "in", "on", "at"})


def find_pending_source(tokens: Sequence[SegmentToken]) -> tuple[TokenRange, Subject] | None:
    """Return cue and source of a segment that ends with a colon, for the next segment's quote."""
    if not tokens or tokens[-1].lower != ":":
        return None
    for index in range(len(tokens) - 2, max(-1, len(tokens) - 12), -1):
        if tokens[index].tag in VERBS and (cue := verb_cue(tokens[index].lower)):
            group = find_verb_group(tokens, index)
            source = find_subject(tokens, group) or find_nearest_subject(tokens, group.start)
            if source is not None and not cue.is_thought:
                return (group.start, group.end), source
    return match_colon(tokens, len(tokens) - 1)


def match_colon(tokens: Sequence[SegmentToken], colon: int) -> tuple[TokenRange, Subject] | None:
    """Return the colon at a token as cue and the subject of the clause before it as source.

    Without a subject, a bare name is the source.
    """
    fallback: Subject | None = None
    for index in range(max(0, colon - REACH), colon):
        if tokens[index].tag in FINITE:
            source = find_subject(tokens, find_verb_group(tokens, index))
            if source is None:
                continue
            if source.relative is None and not _is_subordinate(tokens, source.start):
                return (colon, colon + 1), source
            fallback = fallback or source
    if fallback is not None:
        return (colon, colon + 1), fallback
    return match_name_before_colon(tokens, colon)


def _is_subordinate(tokens: Sequence[SegmentToken], start: int) -> bool:
    """Return whether the clause that starts at a token is subordinate: *when* she came, he …."""
    return tokens[start].tag in RELATIVE or (
        start > 0 and tokens[start - 1].tag in ("IN", "WRB", *RELATIVE)
    )


def match_name_before_colon(
    tokens: Sequence[SegmentToken], colon: int
) -> tuple[TokenRange, Subject] | None:
    """Return the colon at a token as cue and a bare name before it: *Jon Holm, a nurse*: "…"."""
    first = int(tokens[0].lower in ("from", "via"))
    end = base_phrase_end(tokens, first)
    if end is None or colon > _LONGEST_NAME:
        return None
    if end < colon and not (is_comma(tokens[end]) or tokens[end].lower in _AFTER_NAME):
        return None
    owner = next((position for position in range(first, end) if tokens[position].tag == "POS"), end)
    if first and owner > first:
        end = owner  # "From Lee's letter"
    name = end
    if end < colon and is_comma(tokens[end]) and not _is_named(tokens[end - 1]):
        name = base_phrase_end(tokens, end + 1) or end  # "His wife, Ada"
        end = name
    if not _is_named(tokens[name - 1]):
        return None
    return (colon, colon + 1), Subject(first, end, name - 1)


def _is_named(token: SegmentToken) -> bool:
    return is_noun(token) and token.tag != QUOTE and token.text[:1].isupper()


_SPEAKING = frozenset({"i", "we", "he", "she", "they", "who"})
_REACH = 12
_NAMED = ("PERSON", "ORG")


def attribute_to_verb_before(tokens: Sequence[SegmentToken], quote: int) -> Attribution | None:
    """Attribute quoted words at the token `quote` to the subject of the verb before them.

    Quoted words inside a clause with "that" make the clause the content. Return None for a form
    of *to be*, a passive, or a subject that is neither a person nor an organization.
    """
    for index in range(quote - 1, -1, -1):
        if tokens[index].tag == QUOTE:
            return None
        if tokens[index].tag in FINITE and not _is_in_that_clause(tokens, index):
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


def _is_in_that_clause(tokens: Sequence[SegmentToken], verb: int) -> bool:
    """Return whether a finite verb belongs to a clause with "that": vented *that it would* fail."""
    source = find_subject(tokens, find_verb_group(tokens, find_main_verb(tokens, verb)))
    before = tokens[source.start - 1] if source is not None and source.start else None
    return before is not None and before.lower == "that" and before.tag == "IN"


def find_acting_subject(tokens: Sequence[SegmentToken]) -> Subject | None:
    """Return the person or organization that is the subject of a sentence's first finite verb."""
    for index, token in enumerate(tokens):
        if token.tag in FINITE:
            return _speaker(tokens, find_verb_group(tokens, find_main_verb(tokens, index)))
    return None


def _speaker(tokens: Sequence[SegmentToken], group: VerbGroup) -> Subject | None:
    source = find_subject(tokens, group)
    if source is None or group.is_passive or is_form_of_be(tokens[group.main].lower):
        return None
    head = tokens[source.head]
    speaks = head.lower in _SPEAKING or head.name.endswith(_NAMED)
    return source if speaks else None
