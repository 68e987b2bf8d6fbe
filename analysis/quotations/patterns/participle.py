"""Find the attributions of participles and infinitives: adding that …, to announce that …."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.content_ends import cut_before_main_clause, cut_before_main_verb
from analysis.quotations.patterns.complement import Attribution, match_complement
from analysis.quotations.preposed import find_preposed_content
from analysis.structs import replace
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.cues import Cue, is_noun_cue, verb_cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.inverted_subjects import find_inverted_subject
from analysis.syntax.noun_phrases import NOUNS, base_phrase_end, is_noun
from analysis.syntax.quoted_words import last_inner_character
from analysis.syntax.subjects import find_nearest_subject, find_subject
from analysis.syntax.tag_sets import FINITE_TAGS, SUBORDINATOR_TAGS, VERBAL_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma
from analysis.syntax.verb_groups import VerbGroup, find_verb_group

_REACH = 8
_OBJECTIVE = frozenset({"me", "us", "him", "her", "them"})
# Things that the subject of a clause issues or makes: the subject is the source.
_THINGS = lexicon.words("reporting_nouns", "issued")


def match_participle(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> Attribution | None:
    """Return the attribution of a participle: "…", he said, *adding* that …."""
    first = group.start
    while first > 1 and tokens[first - 1].tag == "RB" and tokens[first - 2].tag in NOUNS:
        first -= 1
    before = tokens[first - 1] if first else None
    source: Subject | None
    rule = "participle"
    if before is None:
        source = _following_subject(tokens, group.end)
    elif before.lower == "as":
        source = _quoted_as(tokens, group.start - 1)
    elif before.lower in ("for", "from", "about"):
        source = _object_before(tokens, group.start - 1)
    elif before.tag in ("NNS", "NNP", "NNPS", "NN", "DT") and not is_noun_cue(before.lower):
        source = find_subject(tokens, group)
        if source is not None and _is_issued(tokens, source):
            source = find_nearest_subject(tokens, group.start) or source
    else:
        source = find_nearest_subject(tokens, group.start)
        if source is None:
            source = _inverted_before(tokens, group.start)
        if source is None:
            source = _following_subject(tokens, group.end)
    if source is None:
        return None
    found = match_complement(tokens, group, cue, source, rule)
    if found is None and before is not None and before.lower == "as":
        start = _clause_of_object(tokens, source.start)
        pieces = find_preposed_content(
            tokens, start, min(group.end, len(tokens) - 1), clauses=False
        )
        if pieces is not None:
            cue_items = (group.start, group.end)
            return Attribution(pieces, cue_items, source, "quote, source, verb")
    if found is None or (found.pattern.endswith("object") and not _is_report(tokens, found, cue)):
        return None
    if before is None or (group.start == 1 and before.tag in SUBORDINATOR_TAGS):
        return replace(
            found, content_spans=(cut_before_main_clause(tokens, found.content_spans[0]),)
        )
    if has_finite_verb(tokens[: group.start]):
        return found  # the main verb comes first: "got into trouble by saying that …, …"
    piece = cut_before_main_verb(tokens, found.content_spans[0])
    if piece == found.content_spans[0]:
        piece = cut_before_main_clause(tokens, piece)
    return replace(found, content_spans=(piece,))


def _is_issued(tokens: Sequence[Token], source: Subject) -> bool:
    """Return whether a noun phrase is a thing that is issued: *a series of tweets* saying …."""
    if tokens[source.head].lower in _THINGS:
        return True
    number = source.head + 1 < source.end and tokens[source.head + 1].lower == "of"
    return number and any(token.lower in _THINGS for token in tokens[source.head : source.end])


def _is_report(tokens: Sequence[Token], found: Attribution, cue: Cue) -> bool:
    """Return whether a participle's object is a report: words in marks, a label, a reproach."""
    quoted = any(token.tag == QUOTE for a, b in found.content_spans for token in tokens[a:b])
    return quoted or cue.is_naming or cue.lemma == "accuse"


def _inverted_before(tokens: Sequence[Token], index: int) -> Subject | None:
    """Return the subject behind its verb, for a participle after it: said Lee, *adding* …."""
    for position in range(index - 1, max(-1, index - 30), -1):
        if tokens[position].tag in FINITE_TAGS and (cue := verb_cue(tokens[position].lower)):
            return find_inverted_subject(tokens, find_verb_group(tokens, position), cue, None)
    return None


def _following_subject(tokens: Sequence[Token], index: int) -> Subject | None:
    for position in range(index, min(len(tokens), index + 40)):
        if tokens[position].tag in FINITE_TAGS and any(
            is_comma(token) or (token.tag == QUOTE and last_inner_character(token) == ",")
            for token in tokens[index:position]
        ):
            return find_subject(tokens, find_verb_group(tokens, position))
    return None


def _quoted_as(tokens: Sequence[Token], index: int) -> Subject | None:
    """Return the person in "was quoted (by a paper) as saying" or "quoted him as saying"."""
    last = index - 1
    by = next((at for at in range(last, max(0, last - _REACH), -1) if tokens[at].lower == "by"), 0)
    if by and tokens[by - 1].tag in VERBAL_TAGS:
        last = by - 1  # "was quoted by the agency as saying"
    if last >= 0 and tokens[last].tag in VERBAL_TAGS:
        return find_subject(tokens, find_verb_group(tokens, last))
    return _object_before(tokens, index)


def _clause_of_object(tokens: Sequence[Token], start: int) -> int:
    """Return the start of the clause of a source that is an object: …, *a paper quoted* Lee."""
    if start == 0 or tokens[start - 1].tag not in FINITE_TAGS:
        return start
    subject = find_subject(tokens, find_verb_group(tokens, start - 1))
    return subject.start if subject is not None else start


def _object_before(tokens: Sequence[Token], index: int) -> Subject | None:
    last = index - 1
    if last < 1 or not is_noun(tokens[last]):
        return find_nearest_subject(tokens, index)
    start = last
    while start > 0 and tokens[start - 1].tag not in VERBAL_TAGS and start > last - 12:
        start -= 1
    end = base_phrase_end(tokens, start)
    return Subject(start, end, end - 1) if end is not None else None


def _controller(tokens: Sequence[Token], to: int) -> Subject | None:
    """Return the object that is made to speak: it forced *her* to admit that …."""
    if to < 2 or tokens[to - 1].tag != "PRP" or tokens[to - 1].lower not in _OBJECTIVE:
        return None
    return Subject(to - 1, to, to - 1) if tokens[to - 2].tag in VERBAL_TAGS else None


def match_infinitive(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> Attribution | None:
    """Return the attribution of an infinitive of purpose: she came *to announce* that …."""
    source = _controller(tokens, group.start) or find_nearest_subject(tokens, group.start)
    if source is None or not (cue.takes_clause or cue.takes_object):
        return None
    found = match_complement(tokens, group, cue, source, "infinitive")
    if found is None or found.pattern.endswith(("object", "about")):
        return None
    opener = tokens[found.content_spans[0][0]]
    if found.pattern.endswith("clause") and opener.tag not in ("PRP", "EX"):
        return None  # "to announce the winner had …"
    return found
