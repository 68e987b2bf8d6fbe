"""Recognize cues within a turn that report no earlier words."""

from analysis.quotations.first_person import FIRST_PERSON
from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.cues import verb_cue
from analysis.syntax.tokens import Token, is_comma


def is_spoken_now(tokens: tuple[Token, ...], attribution: Attribution) -> bool:
    """Return whether a cue in a turn reports no earlier words: "I think", "Senator, thank you"."""
    source, cue = attribution.source, tokens[slice(*attribution.cue)]
    if source is None:
        return False
    is_present = cue[0].tag in ("VBP", "VB")
    if is_present and is_comma(tokens[attribution.cue[0] - 1]):
        return source.end == attribution.cue[0] - 1  # the source is addressed
    if tokens[source.head].lower not in FIRST_PERSON:
        return False
    verbs = [verb for token in cue if (verb := verb_cue(token.lower)) is not None]
    return is_present or any(verb.is_thought for verb in verbs)
