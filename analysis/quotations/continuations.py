"""Recognize a sentence that continues an indirect statement without a cue of its own.

She said the bridge was closed. *It would reopen in May.*
"""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.quotation_builder import QuotationBuilder
from analysis.quotations.segments import Segment
from analysis.syntax.cues import verb_cue
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import QUOTE, Token

_CONTENTS = ("that", "clause")  # kinds of content behind a cue
_FIRST_PERSON = lexicon.words("pronouns", "first_singular") | lexicon.words(
    "pronouns", "first_plural"
)
_PRONOUN_TAGS = frozenset({"PRP", "PRP$"})
_FEWEST = 4  # tokens
_CERTAINTY = 0.5  # of the speaker, in comparison with that of the statement


def continue_statement(
    drafts: Sequence[QuotationBuilder], text: str, number: int, segment: Segment
) -> list[QuotationBuilder]:
    """Return a draft of the next segment if it continues the last draft, else nothing."""
    before = drafts[-1] if drafts else None
    if before is None or (before.segment, before.paragraph) != (number - 1, segment.paragraph):
        return []
    cue = text[slice(*before.cue)] if before.cue is not None else ""
    if not (before.is_continuation or _can_be_continued(before, cue)):
        return []
    if not _continues_statement(segment.tokens):
        return []
    span = segment.tokens[0].start, segment.tokens[-1].end
    draft = QuotationBuilder([span], set(), number, segment.paragraph, "continuation")
    draft.source, draft.speakers = before.source, before.speakers
    draft.certainty, draft.is_continuation = _CERTAINTY * before.certainty, True
    return [draft]


def _can_be_continued(draft: QuotationBuilder, cue: str) -> bool:
    """Return whether the next sentence can continue a draft; `cue` is the words of its cue."""
    if draft.source is None or draft.negated or draft.is_scare or draft.is_topic:
        return False
    if not (draft.pattern.startswith("clause") or draft.pattern.endswith(_CONTENTS)):
        return False
    found = ((word, verb_cue(word)) for word in cue.lower().split())
    return any(
        verb is not None
        and verb.is_speech
        and verb.has_bare_clause
        and word != verb.lemma
        and not word.endswith("s")  # a report in the present is often the writer's argument
        for word, verb in found
    )


def _continues_statement(tokens: Sequence[Token]) -> bool:
    """Return whether a sentence without a cue probably continues the statement before it.

    It speaks in the first person, or its first finite verb is a modal, as in a forecast or demand.
    """
    if len(tokens) < _FEWEST or any(token.tag == QUOTE for token in tokens):
        return False
    if any(token.lower in _FIRST_PERSON and token.tag in _PRONOUN_TAGS for token in tokens):
        return True
    verb = next((token for token in tokens if token.tag in FINITE_TAGS), None)
    return verb is not None and verb.tag == "MD"
