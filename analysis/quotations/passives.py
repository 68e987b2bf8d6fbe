"""Find what somebody is told or asked, seldom by somebody named: they were told that …."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.quotations.adverbials import skip_adverbials
from analysis.quotations.before_cue import left_content
from analysis.quotations.castings import agent, passive_naming
from analysis.quotations.complements import complement_of
from analysis.quotations.cues import Cue
from analysis.quotations.frames import Item
from analysis.quotations.phrases import is_comma
from analysis.quotations.reported_clauses import Range, before_main_clause, clause_end, trimmed
from analysis.quotations.reports import Attribution, on_the_right
from analysis.quotations.subjects import Subject, subject_of
from analysis.quotations.verbs import Group
from analysis.word_sets import word_set

_SITTING = word_set("court courtroom hearing inquest inquiry judge jurors jury panel tribunal")
_HEARSAY = frozenset({"say", "report", "believe", "understand", "think", "allege"})
_ASKED = frozenset({"asked", "pressed", "questioned", "quizzed"})


def by_passive(items: Sequence[Item], group: Group, cue: Cue) -> Attribution | None:
    """The attribution of a passive: "it was reported that …", "they were told that …"."""
    subject = subject_of(items, group)
    if subject is None or subject.relative is not None:
        return passive_naming(items, group, cue)
    if cue.telling and not cue.thinking:
        told = _told(items, group, cue, subject)
        if told is not None:
            return told
    if items[subject.head].lower == "it" and (cue.saying or cue.thinking) and not cue.telling:
        return impersonal(items, group, cue, subject)
    if cue.lemma in _HEARSAY and group.end < len(items) and items[group.end].tag == "TO":
        return _hearsay(items, group, cue, subject)
    return passive_naming(items, group, cue)


def impersonal(
    items: Sequence[Item], group: Group, cue: Cue, subject: Subject
) -> Attribution | None:
    """What "it" is said: *it was reported* that …; …, *it was reported* on Monday."""
    after = skip_adverbials(items, group.end)
    if after < len(items) and items[after].lower == "that":
        return on_the_right(items, group, replace(cue, saying=True), None, "passive")
    if subject.start == 0:
        return None
    pieces = left_content(items, subject.start, min(after, len(items) - 1))
    if pieces is None:
        return None
    return Attribution(
        pieces, (group.start, group.end), None, "passive, that", cue, None, group.negated
    )


def _hearsay(items: Sequence[Item], group: Group, cue: Cue, subject: Subject) -> Attribution | None:
    """What somebody is said to do or be, by nobody named: Lee *is said* to be ill."""
    piece = trimmed(items, group.end, clause_end(items, group.end + 1))
    if piece is None:
        return None
    pieces = ((subject.start, subject.end), piece)
    span = (group.start, group.end)
    return Attribution(pieces, span, None, "passive, that", cue, None, group.negated)


def _told(items: Sequence[Item], group: Group, cue: Cue, subject: Subject) -> Attribution | None:
    """What the subject of a passive is told, and by whom where that is said."""
    source = agent(items, group.end)
    after = source.end if source is not None else group.end
    listener = (subject.start, subject.end)
    span = (group.start, group.end)
    pieces = None
    if subject.start and (after >= len(items) or items[after].lower in (".", ",")):
        pieces = left_content(items, subject.start, min(after, len(items) - 1))
    if pieces is None:
        pieces = _after(items, after, cue)
    if pieces is None:
        return None
    return Attribution(pieces, span, source, "passive, told", cue, listener, group.negated)


def _after(items: Sequence[Item], after: int, cue: Cue) -> tuple[Range, ...] | None:
    complement = complement_of(items, after, replace(cue, telling=False, promising=False))
    if complement is None or complement.piece is None:
        return None
    if complement.kind not in ("that", "quote", "question", "clause"):
        return None
    if complement.kind == "question" and cue.lemma != "ask":
        return None
    return (complement.piece,)


def heard(items: Sequence[Item], index: int) -> Attribution | None:
    """What a court heard at an item: "the inquest *heard* that …"; who told it is not said."""
    if index == 0 or items[index - 1].lower not in _SITTING or index + 1 >= len(items):
        return None
    group = Group(index, index, index + 1, True, False, False, False)
    subject = subject_of(items, group)
    if subject is None:
        return None
    listener = (subject.start, subject.end)
    here = skip_adverbials(items, index + 1)
    pieces: tuple[Range, ...] | None = None
    if subject.start and items[min(here, len(items) - 1)].lower in (".", ","):
        pieces = left_content(items, subject.start, min(here, len(items) - 1))
    if pieces is None:
        complement = complement_of(items, index + 1, None)
        if complement is not None and complement.piece is not None:
            pieces = (complement.piece,)
    if pieces is None:
        return None
    return Attribution(pieces, (index, index + 1), None, "passive, told", None, listener)


def asked(items: Sequence[Item], index: int, cue: Cue) -> Attribution | None:
    """What somebody is asked before an answer: *Asked* whether …, she said …."""
    before = items[index - 1] if index else None
    opens = before is None or is_comma(before) or before.lower in ("when", "if", "though", "until")
    if items[index].lower not in _ASKED or not opens:
        return None
    source = agent(items, index + 1)
    after = source.end if source is not None else index + 1
    complement = complement_of(items, after, replace(cue, telling=False, promising=False))
    if complement is None or complement.piece is None:
        return None
    if complement.kind not in ("question", "about"):
        return None
    piece = before_main_clause(items, complement.piece)
    end = index + 1 if source is not None else complement.cue_end or index + 1
    return Attribution((piece,), (index, end), source, "asked", cue)
