"""Match naming verbs with words in marks: sold it as a “must”, was called “a hero” by Lee."""

from collections.abc import Sequence

from analysis.quotations.cues import Cue
from analysis.quotations.noun_phrases import base_end, is_time, phrase_end
from analysis.quotations.patterns.base import Attribution
from analysis.quotations.segments import QUOTE, Item
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verb_groups import AUXILIARIES, Group

_BEFORE_QUOTE = frozenset({"DT", "PRP$", "JJ", "RB"})
_MADE_KNOWN = frozenset({"announce", "disclose", "divulge"})


def casts(tokens: Sequence[Item], group: Group) -> bool:
    """Return whether "as" and words in marks follow a verb's object: sold it *as* a “must”."""
    main = tokens[group.main].lower
    if (
        group.passive
        or main in AUXILIARIES
        or group.end >= len(tokens)
        or tokens[group.end].tag in ("IN", "TO", QUOTE)
    ):
        return False
    end = phrase_end(tokens, group.end)
    if end is None or end + 1 >= len(tokens) or tokens[end].lower != "as":
        return False
    return _find_quote(tokens, end + 1) is not None


def passive_naming(tokens: Sequence[Item], group: Group, cue: Cue) -> Attribution | None:
    """Match a passive with a name in marks: was called “a hero” by Lee."""
    if group.end >= len(tokens):
        return None
    source = agent(tokens, group.end)
    if not cue.naming:
        return _match_reported_by(tokens, group, cue, source)
    start = source.end if source is not None else group.end
    if start >= len(tokens):
        return None
    quote = _find_quote(tokens, start + (tokens[start].lower == "as"))
    subject = subject_of(tokens, group)
    if quote is None or subject is None or subject.relative is not None:
        return None
    source = source or agent(tokens, quote + 1)
    pieces = ((subject.start, subject.end), (start, quote + 1))
    return Attribution(pieces, (group.start, group.end), source, "passive, name", cue)


def _match_reported_by(
    tokens: Sequence[Item], group: Group, cue: Cue, source: Subject | None
) -> Attribution | None:
    """Match a passive with its source: the plan *was first reported by* Lee."""
    subject = subject_of(tokens, group)
    if source is None or subject is None or subject.relative is not None or cue.thinking:
        return None
    if not (cue.showing or cue.lemma in _MADE_KNOWN):
        return None
    pieces = ((subject.start, subject.end),)
    return Attribution(pieces, (group.start, group.end), source, "passive, by", cue)


def agent(tokens: Sequence[Item], by: int) -> Subject | None:
    """Return the source that a "by" at a token introduces, or None."""
    if by + 1 >= len(tokens) or tokens[by].lower != "by":
        return None
    end = phrase_end(tokens, by + 1)
    if end is None:
        return None
    while end > by + 3 and is_time(tokens[end - 1]) and tokens[end - 2].tag == "IN":
        end -= 2  # told by managers *on Friday*
    return Subject(by + 1, end, (base_end(tokens, by + 1) or end) - 1)


def _find_quote(tokens: Sequence[Item], index: int) -> int | None:
    """Return the index of quoted words at a token, or behind its determiners and modifiers."""
    while index < len(tokens) and tokens[index].tag in _BEFORE_QUOTE:
        index += 1
    return index if index < len(tokens) and tokens[index].tag == QUOTE else None
