"""The reason for a quotation and its source, by the pattern that matched."""

from analysis.models import Reason

# The reason of a pattern that determines the place of its source.
_REASONS = {
    "quote, source, verb": "quotation.quote_source_verb",
    "quote, verb, source": "quotation.quote_verb_source",
    "clause, source, verb": "quotation.clause_source_verb",
    "clause, verb, source": "quotation.clause_verb_source",
    "according to, first": "quotation.according_to_first",
    "according to, last": "quotation.according_to_last",
    "as, clause": "quotation.as_clause",
    "relative, clause": "quotation.relative_clause",
    "to do": "quotation.to_do",
    "noun, that": "quotation.noun_that",
    "noun, to do": "quotation.noun_to_do",
    "noun, quote": "quotation.noun_quote",
    "passive, that": "quotation.passive_that",
    "passive, by": "quotation.passive_by",
    "passive, charge": "quotation.passive_charge",
    "passive, name": "quotation.passive_name",
    "passive, told": "quotation.passive_told",
    "asked": "quotation.asked",
    "verb before, that": "quotation.verb_before_that",
    "verb before": "quotation.verb_before",
    "paragraph after a colon": "quotation.paragraph_after_colon",
}
_REASONS_WITHOUT_CUE = {
    "action before": "quotation.action_before",
    "subject, mark": "quotation.mark",
    "transcript": "quotation.transcript",
    "answer": "quotation.answer",
    "question": "quotation.question",
    "block": "quotation.block",
    "signature": "quotation.signature",
    "signed": "quotation.signed",
    "continuation": "quotation.continuation",
    "headline": "quotation.headline",
    "follow-up": "quotation.follow_up",
    "alternating": "quotation.alternating",
    "same paragraph": "quotation.same_paragraph",
    "alone": "quotation.alone",
    "no cue": "quotation.no_cue",
}
# The reason of a pattern by the position of its source; its content is an argument.
_SOURCE_REASONS = {
    "subject": "quotation.subject",
    "inverted": "quotation.inverted",
    "participle": "quotation.participle",
    "infinitive": "quotation.infinitive",
    "joined": "quotation.joined",
    "no source": "quotation.no_source",
}


def source_reason(pattern: str, cue: str) -> Reason:
    """Return the reason for the source: "the subject of *said*, right after the quotation"."""
    if pattern in _REASONS_WITHOUT_CUE:
        return Reason(_REASONS_WITHOUT_CUE[pattern])
    cue = " ".join(cue.split())
    if pattern in _REASONS:
        return Reason.of(_REASONS[pattern], cue=cue)
    source, _, content = pattern.partition(", ")
    return Reason.of(_SOURCE_REASONS[source], cue=cue, content=content)


def scare_reason(pattern: str, *, is_title: bool) -> Reason:
    """Return the reason why words in marks are scare quotes."""
    if pattern == "heading":
        return Reason("quotation.heading")
    return Reason("quotation.title" if is_title else "quotation.scare")
