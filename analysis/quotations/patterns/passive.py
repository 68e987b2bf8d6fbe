"""Match passive reports, most of them without a source: they were told that …."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.content import find_complement
from analysis.quotations.content_ends import clause_end, cut_before_main_clause, object_end
from analysis.quotations.occasions import cut_occasion
from analysis.quotations.patterns.agents import agent_start, find_agent
from analysis.quotations.patterns.complement import Attribution, match_complement
from analysis.quotations.patterns.named_phrases import match_passive_naming
from analysis.quotations.preposed import find_preposed_content
from analysis.structs import replace
from analysis.syntax.adverbials import skip_adverbials
from analysis.syntax.clauses import TokenRange, strip_punctuation
from analysis.syntax.cues import Cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import base_phrase_end, is_time
from analysis.syntax.subjects import find_subject
from analysis.syntax.tokens import Token, is_comma
from analysis.syntax.verb_groups import VerbGroup

_JUDGING = lexicon.words("reporting_verbs", "judging")
_GROUNDS = frozenset({"of", "with", "for", "over", "as"})
_TOPICS = frozenset({"about", "on", "over"})
_MADE_KNOWN = frozenset({"announce", "disclose", "divulge", "echo", "mention"})


def _match_reported_by(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, subject: Subject
) -> Attribution | None:
    """Match a passive with its source: the plan *was first reported by* Lee."""
    source = find_agent(tokens, agent_start(tokens, group.end))
    if source is None or subject.relative is not None or tokens[subject.head].lower == "it":
        return None
    if cue.is_thought or cue.is_naming:
        return None
    if not (cue.is_document or cue.lemma in _MADE_KNOWN or cue.lemma in _JUDGING):
        return None
    pieces = (_topic(subject),)
    return Attribution(pieces, (group.start, group.end), source, "passive, by")


def _match_charge(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, subject: Subject
) -> Attribution | None:
    """Match an accusation or a judgment: Lee *was accused* by Kim of fraud."""
    if cue.lemma not in _JUDGING or group.end >= len(tokens):
        return None
    source, after = None, group.end
    if tokens[after].lower == "by":
        end = base_phrase_end(tokens, after + 1) if after + 1 < len(tokens) else None
        if end is None or end >= len(tokens):
            return None
        source, after = Subject(after + 1, end, end - 1), end
    if tokens[after].lower not in _GROUNDS or after + 1 >= len(tokens):
        return None
    if is_time(tokens[after + 1]):
        return None  # "criticized for years"
    start = after + (tokens[after].lower != "as")
    end = object_end(tokens, start, clause_end(tokens, start + 1))
    piece = strip_punctuation(tokens, start, end)
    if piece is None:
        return None
    pieces = (_topic(subject), cut_occasion(tokens, piece))
    cue_span = (group.start, group.end)
    return Attribution(pieces, cue_span, source, "passive, charge", None, group.is_negated)


def _match_questioned(
    tokens: Sequence[Token], group: VerbGroup, subject: Subject
) -> Attribution | None:
    """Match the topic of a question: Lee *was pressed on* the deal by Kim."""
    if tokens[group.main].lower not in _ASKED:
        return None
    source = _find_asker(tokens, group.end)
    after = agent_start(tokens, source.end) if source is not None else group.end
    if after + 1 >= len(tokens) or tokens[after].lower not in _TOPICS:
        return None
    end = object_end(tokens, after + 1, clause_end(tokens, after + 1))
    piece = strip_punctuation(tokens, after + 1, end)
    if piece is None:
        return None
    cue_end = group.end if source is not None else after + 1
    pieces = (cut_occasion(tokens, piece),)
    listener = _topic(subject)
    return Attribution(pieces, (group.start, cue_end), source, "passive, told", listener)


def _find_asker(tokens: Sequence[Token], by: int) -> Subject | None:
    """Return the source of a question, without the topic behind it: asked by *Lee* about …."""
    source = find_agent(tokens, by)
    end = base_phrase_end(tokens, by + 1) if source is not None else None
    if source is None or end is None or end >= len(tokens) or tokens[end].lower not in _TOPICS:
        return source
    return Subject(source.start, end, end - 1)


def _topic(subject: Subject) -> TokenRange:
    """Return the subject, or only the relative pronoun in its place."""
    if subject.relative is not None:
        return subject.relative, subject.relative + 1
    return subject.start, subject.end


_SITTING = lexicon.words("organization_nouns", "sitting")
_ASKING = lexicon.words("reporting_verbs", "asking")
_HEARSAY = lexicon.words("reporting_verbs", "hearsay")
_ASKED = frozenset({"asked", "pressed", "questioned", "quizzed"})


def match_passive(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> Attribution | None:
    """Return the attribution of a passive: "it was reported that …", "they were told that …"."""
    subject = find_subject(tokens, group)
    if subject is not None:
        attribution = (
            _match_charge(tokens, group, cue, subject)
            or _match_questioned(tokens, group, subject)
            or _match_reported_by(tokens, group, cue, subject)
        )
        if attribution is not None:
            return attribution
    if subject is None or subject.relative is not None:
        return match_passive_naming(tokens, group, cue)
    if cue.takes_addressee and not cue.is_thought:
        attribution = _match_addressed_subject(tokens, group, cue, subject)
        if attribution is not None:
            return attribution
    if (
        tokens[subject.head].lower == "it"
        and (cue.takes_clause or cue.is_thought)
        and not cue.takes_addressee
    ):
        return match_impersonal(tokens, group, cue, subject)
    if cue.lemma in _HEARSAY and group.end < len(tokens) and tokens[group.end].tag == "TO":
        return _match_hearsay(tokens, group, subject)
    return match_passive_naming(tokens, group, cue)


def match_impersonal(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, subject: Subject
) -> Attribution | None:
    """Match a report with the subject "it": *it was reported* that …; …, *it was said*."""
    after = skip_adverbials(tokens, group.end)
    if after < len(tokens) and tokens[after].lower in ("that", "whether"):
        return match_complement(tokens, group, replace(cue, takes_clause=True), None, "passive")
    if subject.start == 0:
        return None
    pieces = find_preposed_content(tokens, subject.start, min(after, len(tokens) - 1))
    if pieces is None:
        return None
    return Attribution(
        pieces, (group.start, group.end), None, "passive, that", None, group.is_negated
    )


def _match_hearsay(
    tokens: Sequence[Token], group: VerbGroup, subject: Subject
) -> Attribution | None:
    """Match hearsay about a subject, which has no source: Lee *is believed* to be ill."""
    piece = strip_punctuation(tokens, group.end, clause_end(tokens, group.end + 1))
    if piece is None:
        return None
    pieces = ((subject.start, subject.end), piece)
    span = (group.start, group.end)
    return Attribution(pieces, span, None, "passive, that", None, group.is_negated)


def _match_addressed_subject(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, subject: Subject
) -> Attribution | None:
    """Match a passive whose subject is the addressee; "by" may introduce the source."""
    source = find_agent(tokens, group.end)
    after = source.end if source is not None else group.end
    listener = (subject.start, subject.end)
    span = (group.start, group.end)
    pieces = None
    if subject.start and (after >= len(tokens) or tokens[after].lower in (".", ",")):
        pieces = find_preposed_content(tokens, subject.start, min(after, len(tokens) - 1))
    if pieces is None:
        pieces = _content_after(tokens, after, cue)
    if pieces is None:
        return None
    return Attribution(pieces, span, source, "passive, told", listener, group.is_negated)


def _content_after(tokens: Sequence[Token], after: int, cue: Cue) -> tuple[TokenRange, ...] | None:
    complement = find_complement(
        tokens, after, replace(cue, takes_addressee=False, takes_infinitive=False)
    )
    if after < len(tokens) and tokens[after].tag == "TO" and cue.lemma in _ASKING:
        piece = strip_punctuation(tokens, after, clause_end(tokens, after + 1))
        return (cut_occasion(tokens, piece),) if piece is not None else None
    if complement is None or complement.content_span is None:
        return None
    if complement.kind not in ("that", "quote", "question", "clause"):
        return None
    if complement.kind == "question" and cue.lemma != "ask":
        return None
    return (complement.content_span,)


def match_heard(tokens: Sequence[Token], index: int) -> Attribution | None:
    """Match a report to a court, without a source: "the inquest *heard* that …"."""
    if index == 0 or tokens[index - 1].lower not in _SITTING or index + 1 >= len(tokens):
        return None
    group = VerbGroup(index, index, index + 1, True, False, False, False)
    subject = find_subject(tokens, group)
    if subject is None:
        return None
    listener = (subject.start, subject.end)
    here = skip_adverbials(tokens, index + 1)
    pieces: tuple[TokenRange, ...] | None = None
    if subject.start and tokens[min(here, len(tokens) - 1)].lower in (".", ","):
        pieces = find_preposed_content(tokens, subject.start, min(here, len(tokens) - 1))
    if pieces is None:
        complement = find_complement(tokens, index + 1, None)
        if complement is not None and complement.content_span is not None:
            pieces = (complement.content_span,)
    if pieces is None:
        return None
    return Attribution(pieces, (index, index + 1), None, "passive, told", listener)


def match_asked(tokens: Sequence[Token], index: int, cue: Cue) -> Attribution | None:
    """Match a question before its answer: *Asked* whether …, she said …."""
    before = tokens[index - 1] if index else None
    opens = before is None or is_comma(before) or before.lower in ("when", "if", "though", "until")
    if tokens[index].lower not in _ASKED or not opens:
        return None
    source = _find_asker(tokens, index + 1)
    after = agent_start(tokens, source.end) if source is not None else index + 1
    complement = find_complement(tokens, after, replace(cue, takes_addressee=False))
    if complement is None or complement.content_span is None:
        return None
    if complement.kind not in ("question", "about"):
        return None
    piece = cut_before_main_clause(tokens, complement.content_span)
    end = index + 1 if source is not None else complement.cue_end or index + 1
    return Attribution((piece,), (index, end), source, "asked")
