"""Find how somebody is named in marks: praised the deal as “bold”, has been called “a hero” by."""

from collections.abc import Sequence

from analysis.quotations.cues import Cue
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.phrases import base_end, is_time, phrase_end
from analysis.quotations.reports import Attribution
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verbs import AUXILIARIES, Group

_BEFORE_QUOTE = frozenset({"DT", "PRP$", "JJ", "RB"})


_MADE_KNOWN = frozenset({"announce", "disclose", "divulge"})


def casts(items: Sequence[Item], group: Group) -> bool:
    """Whether a verb's object is followed by "as" and words in marks: sold it *as* a “must”."""
    main = items[group.main].lower
    if (
        group.passive
        or main in AUXILIARIES
        or group.end >= len(items)
        or items[group.end].tag in ("IN", "TO", QUOTE)
    ):
        return False
    end = phrase_end(items, group.end)
    if end is None or end + 1 >= len(items) or items[end].lower != "as":
        return False
    return _quote_at(items, end + 1) is not None


def passive_naming(items: Sequence[Item], group: Group, cue: Cue) -> Attribution | None:
    """The attribution of a passive with a name in marks: was called “a hero” by Lee."""
    if group.end >= len(items):
        return None
    source = agent(items, group.end)
    if not cue.naming:
        return _reported_by(items, group, cue, source)
    start = source.end if source is not None else group.end
    if start >= len(items):
        return None
    quote = _quote_at(items, start + (items[start].lower == "as"))
    subject = subject_of(items, group)
    if quote is None or subject is None or subject.relative is not None:
        return None
    source = source or agent(items, quote + 1)
    pieces = ((subject.start, subject.end), (start, quote + 1))
    return Attribution(pieces, (group.start, group.end), source, "passive, name", cue)


def _reported_by(
    items: Sequence[Item], group: Group, cue: Cue, source: Subject | None
) -> Attribution | None:
    """The attribution of what was reported by a source: the plan *was first reported by* Lee."""
    subject = subject_of(items, group)
    if source is None or subject is None or subject.relative is not None or cue.thinking:
        return None
    if not (cue.showing or cue.lemma in _MADE_KNOWN):
        return None
    pieces = ((subject.start, subject.end),)
    return Attribution(pieces, (group.start, group.end), source, "passive, by", cue)


def agent(items: Sequence[Item], by: int) -> Subject | None:
    """The source that a "by" at an item names."""
    if by + 1 >= len(items) or items[by].lower != "by":
        return None
    end = phrase_end(items, by + 1)
    if end is None:
        return None
    while end > by + 3 and is_time(items[end - 1]) and items[end - 2].tag == "IN":
        end -= 2  # told by managers *on Friday*
    return Subject(by + 1, end, (base_end(items, by + 1) or end) - 1)


def _quote_at(items: Sequence[Item], index: int) -> int | None:
    """The item of quoted words at an item, or behind a determiner there."""
    while index < len(items) and items[index].tag in _BEFORE_QUOTE:
        index += 1
    return index if index < len(items) and items[index].tag == QUOTE else None
