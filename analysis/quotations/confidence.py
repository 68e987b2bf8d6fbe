"""Format the reason for a quotation and estimate its confidence, by the pattern that matched."""

from analysis.models import QuotationKind

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
    "subject, object": (0.68, 0.75, 0.69),
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
    "passive, told": (0.5, 0.5, 0.55),
    "verb before, that": (0.6, 0.6, 0.6),
    "verb before": (0.4, 0.4, 0.4),
    "action before": (0.35, 0.35, 0.35),
    "passive, that": (0.6, 0.6, 0.6),
    "passive, name": (0.62, 0.62, 0.62),
    "passive, by": (0.6, 0.6, 0.6),
    "paragraph after a colon": (0.76, 0.7, 0.7),
    "follow-up": (0.35, 0.3, 0.3),
    "alternating": (0.35, 0.3, 0.3),
    "no cue": (0.05, 0.05, 0.05),
    "alone": (0.1, 0.1, 0.1),
    "same paragraph": (0.1, 0.1, 0.1),
    "no source, that": (0.1, 0.1, 0.1),
    "no source, quote": (0.1, 0.1, 0.1),
    "transcript": (0.7, 0.7, 0.7),
    "signed": (0.95, 0.85, 0.85),
}
_OTHERWISE = 0.3
_SCARE = {"heading": 0.9, "no cue": 0.75}

_PLACES = {
    "quote, source, verb": "the subject of {cue}, right after the quotation",
    "quote, verb, source": "named behind {cue}, right after the quotation",
    "clause, source, verb": "the subject of {cue}, after what is reported",
    "clause, verb, source": "named behind {cue}, after what is reported",
    "according to, first": "named behind {cue}, before what is reported",
    "according to, last": "named behind {cue}, after what is reported",
    "as, clause": "the subject of {cue} behind *as*, before what is reported",
    "relative, clause": "the subject of {cue}, inside the clause about what is reported",
    "to do": "the subject of {cue}, and what it is to do",
    "noun, that": "whose {cue} it is; the words after *that* tell it",
    "noun, to do": "whose {cue} it is, and what is to be done",
    "passive, that": "{cue} does not tell by whom",
    "passive, by": "named behind *by*, after {cue} and what is reported",
    "passive, name": "named behind *by*, where {cue} tells what somebody or something is called",
    "passive, told": "who was told is the subject of {cue}; who told it is not always said",
    "asked": "the question behind {cue}, before or after the answer",
    "noun, quote": "called out, as {cue} tells",
    "verb before, that": "the subject of {cue}, before the words in marks",
    "verb before": "the subject of {cue}, the verb before the words in marks",
    "action before": "who acts in the sentence just before it",
    "paragraph after a colon": "the subject of {cue}, before the colon that opens the quotation",
    "subject, mark": "the subject of the sentence that a colon or dash ends before the quotation",
    "transcript": "named before the colon that opens a turn of the transcript",
    "signed": "named behind the dash after the quotation",
    "follow-up": "it follows a quotation at once, so the same speaker goes on",
    "alternating": "two speakers take turns, and this is the other one's",
    "same paragraph": "no cue of its own, so the last speaker of the paragraph is taken",
    "alone": "a quotation that stands alone, with nobody named before it",
    "heading": "a line of its own in marks: a heading, which nobody is said to say",
}
_SOURCES = {
    "subject": "the subject of {cue}",
    "inverted": "named behind {cue}",
    "participle": "the subject of the clause that {cue} goes on with",
    "infinitive": "the subject of the clause that {cue} belongs to",
    "joined": "the subject that {cue} shares with the verb before it",
    "no source": "{cue} without a subject nearby",
}
_CONTENTS = {
    "quote": "right before the quotation",
    "that": "and the words after *that*",
    "clause": "and the clause that follows it",
    "question": "and the question that follows it",
    "object": "and its object",
    "about": "and what it is about",
    "colon": "and the words after the colon",
}


def source_reason(rule: str, cue: str) -> str:
    """Return the reason for the source, as shown to the reader: "the subject of *said*, …"."""
    word = f"*{' '.join(cue.split())}*"
    if rule in _PLACES:
        return _PLACES[rule].format(cue=word)
    source, _, content = rule.partition(", ")
    return ", ".join(
        part
        for part in (_SOURCES.get(source, "").format(cue=word), _CONTENTS.get(content, ""))
        if part
    )


def scare_reason(rule: str, title: bool) -> str:
    """Return the reason why words in marks are scare quotes."""
    if rule in _PLACES:
        return _PLACES[rule]
    return "a title or name in marks" if title else "a few words in marks, with no cue to a speaker"


def confidence(rule: str, kind: QuotationKind, certainty: float) -> float:
    """Return the probability (0 to 1) that a quotation is right, given that of its speaker."""
    if kind == "scare":
        return _SCARE.get(rule, 0.75)
    share = _SHARES.get(rule, (_OTHERWISE,) * 3)[("direct", "mixed", "indirect").index(kind)]
    return round(share * certainty, 2)
