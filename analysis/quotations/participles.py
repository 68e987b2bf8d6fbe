"""Find the attributions of participles and infinitives: adding that …, to announce that …."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.quotations.before_cue import left_content
from analysis.quotations.cues import Cue, noun_cue, verb_cue
from analysis.quotations.frames import QUOTE, Item
from analysis.quotations.inversion import inverted_subject
from analysis.quotations.phrases import FINITE, NOUNS, VERBS, base_end, is_comma, is_noun
from analysis.quotations.reported_clauses import before_main_clause, before_main_verb
from analysis.quotations.reports import Attribution, on_the_right
from analysis.quotations.subjects import Subject, nearest_subject, subject_of
from analysis.quotations.verbs import Group, verb_group
from analysis.word_sets import word_set

# What is issued or made by the subject of a clause, and itself says little.
_THINGS = word_set("""
ad ads pitch supporters reporters crowd video book sign signs banner banners placard placards
message messages text email emails letter letters cover
""")


def by_participle(items: Sequence[Item], group: Group, cue: Cue) -> Attribution | None:
    """A participle's attribution: "…", he said, *adding* that ….."""
    first = group.start
    while first > 1 and items[first - 1].tag == "RB" and items[first - 2].tag in NOUNS:
        first -= 1
    before = items[first - 1] if first else None
    source: Subject | None
    rule = "participle"
    if before is None:
        source = _following_subject(items, group.end)
    elif before.lower == "as":
        source = _quoted_as(items, group.start - 1)
    elif before.lower in ("for", "from", "about"):
        source = _object_before(items, group.start - 1)
    elif before.tag in ("NNS", "NNP", "NNPS", "NN", "DT") and not noun_cue(before.lower):
        source = subject_of(items, group)
        if source is not None and items[source.head].lower in _THINGS:
            source = nearest_subject(items, group.start) or source
    else:
        source = nearest_subject(items, group.start)
        if source is None:
            source = _inverted_before(items, group.start)
        if source is None:
            source = _following_subject(items, group.end)
    if source is None:
        return None
    found = on_the_right(items, group, cue, source, rule)
    if found is None and before is not None and before.lower == "as":
        pieces = left_content(items, source.start, min(group.end, len(items) - 1), clauses=False)
        if pieces is not None:
            cue_items = (group.start, group.end)
            return Attribution(pieces, cue_items, source, "quote, source, verb", cue)
    if found is None or (found.rule.endswith("object") and not _tells(items, found, cue)):
        return None
    if before is None or (group.start == 1 and before.tag in ("IN", "WRB")):
        return replace(found, pieces=(before_main_clause(items, found.pieces[0]),))
    if any(item.tag in FINITE for item in items[: group.start]):
        return found  # the main verb stands before: "got into trouble by saying that …, …"
    piece = before_main_verb(items, found.pieces[0])
    if piece == found.pieces[0]:
        piece = before_main_clause(items, piece)
    return replace(found, pieces=(piece,))


def _tells(items: Sequence[Item], found: Attribution, cue: Cue) -> bool:
    """Whether a participle's object holds words in marks, or is given a name or a fault."""
    quoted = any(item.tag == QUOTE for a, b in found.pieces for item in items[a:b])
    return quoted or cue.naming or cue.lemma == "accuse"


def _inverted_before(items: Sequence[Item], index: int) -> Subject | None:
    """The subject behind its verb, for a participle after it: said Lee, *adding* …."""
    for position in range(index - 1, max(-1, index - 30), -1):
        if items[position].tag in FINITE and (cue := verb_cue(items[position].lower)):
            return inverted_subject(items, verb_group(items, position), cue, None)
    return None


def _following_subject(items: Sequence[Item], index: int) -> Subject | None:
    for position in range(index, min(len(items), index + 40)):
        if items[position].tag in FINITE and any(is_comma(item) for item in items[index:position]):
            return subject_of(items, verb_group(items, position))
    return None


def _quoted_as(items: Sequence[Item], index: int) -> Subject | None:
    """Who is quoted in "was quoted as saying", "quoted him as saying"."""
    last = index - 1
    if last >= 0 and items[last].tag in VERBS:
        return subject_of(items, verb_group(items, last))
    return _object_before(items, index)


def _object_before(items: Sequence[Item], index: int) -> Subject | None:
    last = index - 1
    if last < 1 or not is_noun(items[last]):
        return nearest_subject(items, index)
    start = last
    while start > 0 and items[start - 1].tag not in VERBS and start > last - 12:
        start -= 1
    end = base_end(items, start)
    return Subject(start, end, end - 1) if end is not None else None


def by_infinitive(items: Sequence[Item], group: Group, cue: Cue) -> Attribution | None:
    """An infinitive of purpose: she took the stage *to announce* that …."""
    source = nearest_subject(items, group.start)
    if source is None or not (cue.saying or cue.addressing):
        return None
    found = on_the_right(items, group, cue, source, "infinitive")
    return (
        found if found is None or not found.rule.endswith(("object", "about", "clause")) else None
    )
