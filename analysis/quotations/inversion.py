"""Find a subject that stands behind its verb: "…", said Lee."""

from collections.abc import Sequence

from analysis.quotations.cues import Cue
from analysis.quotations.frames import DASHES, QUOTE, Item
from analysis.quotations.phrases import (
    FINITE,
    RELATIVE,
    base_end,
    is_comma,
    is_noun,
    is_time,
    phrase_end,
)
from analysis.quotations.subjects import Subject
from analysis.quotations.verbs import Group


def inverted_subject(
    items: Sequence[Item], group: Group, cue: Cue, source: Subject | None
) -> Subject | None:
    """The subject to the right of its verb: "…", *said* Holm; *Said* Stone: "…"."""
    if not (cue.saying or cue.voicing) or group.main != group.start or group.end >= len(items):
        return None
    before = items[group.start - 1] if group.start else None
    if before is not None:
        quote = before.tag == QUOTE or (
            (is_comma(before) or before.lower in DASHES)
            and group.start > 1
            and items[group.start - 2].tag == QUOTE
        )
        if (
            before.tag == QUOTE
            and source is not None
            and is_noun(before)
            and group.start > 1
            and is_noun(items[group.start - 2])
        ):
            return None
        if not quote and not (
            is_comma(before) and (source is None or ends_with_source(items, group, cue))
        ):
            return None
    end = phrase_end(items, group.end)
    if end is None or items[group.end].tag in ("WP", "WDT", QUOTE) or is_time(items[group.end]):
        return None
    base = base_end(items, group.end) or end
    if before is None and not (end < len(items) and items[end].lower in (":", ",")):
        return None
    if items[group.end].tag == "PRP" and items[group.end].lower in (
        "him",
        "her",
        "me",
        "us",
        "them",
    ):
        return None
    return Subject(group.end, appositive_end(items, end), base - 1)


def ends_with_source(items: Sequence[Item], group: Group, cue: Cue) -> bool:
    """Whether a cue that takes no object has only a name behind it: …, *said* Lee, a banker."""
    end = phrase_end(items, group.end)
    if end is None or not cue.speech or cue.addressing or cue.telling:
        return False
    end = appositive_end(items, end)
    if end >= len(items) or items[end].lower in (".", ","):
        return True
    relative = items[end].tag in RELATIVE
    if relative and cue.lemma == "say":
        return True
    modified = relative or items[end].tag in ("VBG", "VBN", "RB", "IN")
    return modified and sum(item.tag in FINITE for item in items[end:]) <= relative


def appositive_end(items: Sequence[Item], end: int) -> int:
    """The end of a short appositive after a name: said Lee, *the mayor of Rome*, who …."""
    if end + 1 < len(items) and is_comma(items[end]):
        more = phrase_end(items, end + 1)
        if (
            more is not None
            and items[end + 1].tag in ("DT", "NN", "JJ", "CD", "PRP$", "NNP")
            and (
                more >= len(items) or is_comma(items[more]) or items[more].lower in (".", "-", "--")
            )
        ):
            return more
    return end
