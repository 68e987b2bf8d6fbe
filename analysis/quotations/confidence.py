"""Return the reason for a quotation and estimate its confidence, by the pattern that matched."""

from analysis.models import QuotationKind, Reason

# Precision of content and source per pattern on held-out news, for direct, mixed and indirect
# quotations. A pattern is named "position of the source, kind of the content".
_SHARES: dict[str, tuple[float, float, float]] = {
    "quote, source, verb": (0.97, 0.8, 0.75),
    "quote, verb, source": (0.97, 0.84, 0.75),
    "clause, source, verb": (0.75, 0.7, 0.78),
    "clause, verb, source": (0.85, 0.85, 0.82),
    "according to, first": (0.95, 0.77, 0.89),
    "according to, last": (0.79, 0.87, 0.76),
    "subject, quote": (0.9, 0.65, 0.65),
    "subject, that": (0.84, 0.9, 0.82),
    "subject, clause": (0.82, 0.89, 0.81),
    "subject, question": (0.8, 0.8, 0.81),
    "subject, object": (0.68, 0.75, 0.63),
    "subject, about": (0.68, 0.72, 0.67),
    "subject, colon": (0.32, 0.32, 0.33),
    "as, clause": (0.85, 0.85, 0.68),
    "relative, clause": (0.63, 0.61, 0.65),
    "subject, mark": (0.46, 0.46, 0.46),
    "to do": (0.58, 0.73, 0.57),
    "participle, quote": (0.78, 0.4, 0.4),
    "participle, that": (0.77, 0.86, 0.73),
    "participle, clause": (0.69, 0.72, 0.66),
    "participle, question": (0.42, 0.48, 0.41),
    "participle, object": (0.65, 0.71, 0.56),
    "participle, about": (0.5, 0.48, 0.48),
    "infinitive, that": (0.3, 0.4, 0.25),
    "infinitive, question": (0.3, 0.4, 0.25),
    "noun, that": (0.41, 0.5, 0.38),
    "noun, to do": (0.65, 0.65, 0.65),
    "noun, quote": (0.4, 0.4, 0.4),
    "asked": (0.6, 0.5, 0.6),
    "passive, told": (0.6, 0.6, 0.65),
    "verb before, that": (0.6, 0.6, 0.6),
    "verb before": (0.4, 0.4, 0.4),
    "action before": (0.35, 0.35, 0.35),
    "passive, that": (0.6, 0.6, 0.6),
    "passive, name": (0.62, 0.62, 0.62),
    "passive, by": (0.75, 0.75, 0.75),
    "passive, charge": (0.6, 0.6, 0.6),
    "paragraph after a colon": (0.76, 0.7, 0.7),
    "follow-up": (0.35, 0.3, 0.3),
    "alternating": (0.35, 0.3, 0.3),
    "no cue": (0.05, 0.05, 0.05),
    "alone": (0.1, 0.1, 0.1),
    "same paragraph": (0.1, 0.1, 0.1),
    "no source, that": (0.1, 0.1, 0.1),
    "no source, quote": (0.1, 0.1, 0.1),
    # Measured on the texts of benchmarks/data/turns when they were new.
    "transcript": (0.95, 0.95, 0.95),
    "answer": (0.93, 0.93, 0.93),
    "question": (0.9, 0.9, 0.9),
    "block": (0.8, 0.8, 0.8),
    "signature": (0.9, 0.9, 0.9),
    "signed": (0.95, 0.85, 0.85),
}
_OTHERWISE = 0.3
_SCARE = {"heading": 0.9, "no cue": 0.75}

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


def confidence(rule: str, kind: QuotationKind, certainty: float) -> float:
    """Return the probability (0 to 1) that a quotation is right, given that of its speaker."""
    if kind == "scare":
        return _SCARE.get(rule, 0.75)
    share = _SHARES.get(rule, (_OTHERWISE,) * 3)[("direct", "mixed", "indirect").index(kind)]
    return round(share * certainty, 2)
