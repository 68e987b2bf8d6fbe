"""Find a subject that follows its verb: "…", said Lee."""

from collections.abc import Sequence

from analysis.quotations.cues import Cue
from analysis.quotations.noun_phrases import (
    FINITE,
    RELATIVE,
    base_end,
    is_comma,
    is_noun,
    is_time,
    phrase_end,
)
from analysis.quotations.segments import DASHES, QUOTE, Item
from analysis.quotations.subjects import Subject
from analysis.quotations.verb_groups import Group


def inverted_subject(
    tokens: Sequence[Item], group: Group, cue: Cue, source: Subject | None
) -> Subject | None:
    """Return the subject to the right of its verb: "…", *said* Holm; *Said* Stone: "…"."""
    if not (cue.saying or cue.voicing) or group.main != group.start or group.end >= len(tokens):
        return None
    before = tokens[group.start - 1] if group.start else None
    if before is not None:
        quote = before.tag == QUOTE or (
            (is_comma(before) or before.lower in DASHES)
            and group.start > 1
            and tokens[group.start - 2].tag == QUOTE
        )
        if (
            before.tag == QUOTE
            and source is not None
            and is_noun(before)
            and group.start > 1
            and is_noun(tokens[group.start - 2])
        ):
            return None
        if not quote and not (
            is_comma(before) and (source is None or ends_with_source(tokens, group, cue))
        ):
            return None
    end = phrase_end(tokens, group.end)
    if end is None or tokens[group.end].tag in ("WP", "WDT", QUOTE) or is_time(tokens[group.end]):
        return None
    base = base_end(tokens, group.end) or end
    if before is None and not (end < len(tokens) and tokens[end].lower in (":", ",")):
        return None
    if tokens[group.end].tag == "PRP" and tokens[group.end].lower in (
        "him",
        "her",
        "me",
        "us",
        "them",
    ):
        return None
    return Subject(group.end, appositive_end(tokens, end), base - 1)


def ends_with_source(tokens: Sequence[Item], group: Group, cue: Cue) -> bool:
    """Return whether only a name follows a cue without object: …, *said* Lee, a banker."""
    end = phrase_end(tokens, group.end)
    if end is None or not cue.speech or cue.addressing or cue.telling:
        return False
    end = appositive_end(tokens, end)
    if end >= len(tokens) or tokens[end].lower in (".", ","):
        return True
    relative = tokens[end].tag in RELATIVE
    if relative and cue.lemma == "say":
        return True
    modified = relative or tokens[end].tag in ("VBG", "VBN", "RB", "IN")
    return modified and sum(token.tag in FINITE for token in tokens[end:]) <= relative


def appositive_end(tokens: Sequence[Item], end: int) -> int:
    """Return the end of a short appositive after a name: said Lee, *the mayor of Rome*, …."""
    if end + 1 < len(tokens) and is_comma(tokens[end]):
        more = phrase_end(tokens, end + 1)
        if (
            more is not None
            and tokens[end + 1].tag in ("DT", "NN", "JJ", "CD", "PRP$", "NNP")
            and (
                more >= len(tokens)
                or is_comma(tokens[more])
                or tokens[more].lower in (".", "-", "--")
            )
        ):
            return more
    return end
