"""Match reporting nouns: her claim that …, his promise to “stay”, their call for “a ban”."""

from collections.abc import Sequence

from analysis import lexicon
from analysis.quotations.content import find_complement
from analysis.quotations.content_ends import clause_end
from analysis.quotations.patterns.agents import find_agent
from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.clauses import TokenRange, has_finite_verb, strip_punctuation
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import is_noun, phrase_end
from analysis.syntax.quoted_words import has_quote
from analysis.syntax.subjects import find_subject
from analysis.syntax.tag_sets import FINITE_TAGS, RELATIVE_TAGS, VERB_TAGS
from analysis.syntax.tokens import QUOTE, Token, skip_tags_back
from analysis.syntax.verb_groups import find_verb_group

_AGENTS = frozenset({"by", "from", "among"})
_OPENING = lexicon.words("subordinators", "after_noun")
_CRIES = lexicon.words("reporting_nouns", "outcry")
_ISSUING = lexicon.words("reporting_verb_forms", "issuing")
_SUMMARIES = lexicon.words("reporting_nouns", "summary")
# Nouns of intentions and demands.
_WILLS = lexicon.words("reporting_nouns", "intention")


def match_noun(tokens: Sequence[Token], index: int) -> Attribution | None:
    """Return the attribution of a reporting noun at a token, or None."""
    start = index
    start = skip_tags_back(tokens, start, ("JJ", "NN", "VBN", "JJS", "RBS"))
    source = _find_possessor(tokens, start)
    if tokens[index].lower in _CRIES:
        return _match_outcry(tokens, index, source)
    last = index
    if source is None:
        source = find_agent(tokens, index + 1, _AGENTS)
        if source is None:
            return match_issued(tokens, index) or _match_unsourced(tokens, start, index)
        last = source.end - 1
    piece = _find_that_clause(tokens, last)
    rule = "noun, that"
    if piece is None and tokens[index].lower in _WILLS:
        piece, rule = _match_demand(tokens, last), "noun, to do"
    return Attribution((piece,), (start, index + 1), source, rule) if piece is not None else None


def _match_unsourced(tokens: Sequence[Token], start: int, index: int) -> Attribution | None:
    """Match a noun without a source before its clause: *the claim* that the dam was safe.

    Only nouns that sum up a report: behind others, the clause is often a relative one, as in "the
    report that the Herald has seen".
    """
    if tokens[index].lower.removesuffix("s") not in _SUMMARIES:
        return None
    if start == 0 or tokens[start - 1].tag != "DT" or index + 1 >= len(tokens):
        return None
    if tokens[index + 1].lower != "that":
        return None
    piece = _find_that_clause(tokens, index)
    if piece is None or tokens[piece[1] - 1].tag in VERB_TAGS:
        return None
    return Attribution((piece,), (start, index + 1), None, "noun, that")


def match_issued(tokens: Sequence[Token], index: int) -> Attribution | None:
    """Match a noun or "clear" behind its verb: *made the point* that …, *made it clear* that …."""
    verb = index - 1
    verb = skip_tags_back(tokens, verb + 1, ("DT", "JJ", "RB", "NN", "PRP"), 1) - 1
    if verb < 0 or tokens[verb].lower not in _ISSUING:
        return None
    if index + 1 >= len(tokens) or (tokens[index + 1].lower, tokens[index + 1].tag) != (
        "that",
        "IN",
    ):
        return None
    group = find_verb_group(tokens, verb)
    source = find_subject(tokens, group) if group.is_finite else None
    complement = find_complement(tokens, index + 1, None)
    if group.is_passive or source is None or complement is None or not complement.content_span:
        return None
    cue = (group.start, index + 1)
    return Attribution(
        (complement.content_span,), cue, source, "subject, that", None, group.is_negated
    )


def _match_outcry(
    tokens: Sequence[Token], index: int, source: Subject | None
) -> Attribution | None:
    """Match quoted words behind a noun of outcry: *chants of* "Out!"."""
    if (
        index + 2 >= len(tokens)
        or tokens[index + 1].lower != "of"
        or tokens[index + 2].tag != QUOTE
    ):
        return None
    return Attribution(((index + 2, index + 3),), (index, index + 2), source, "noun, quote")


def _find_possessor(tokens: Sequence[Token], start: int) -> Subject | None:
    """Return the possessor of the noun phrase at a token: *her*, *the mayor's*; or None."""
    if start and tokens[start - 1].tag == "PRP$":
        return Subject(start - 1, start, start - 1)
    if start > 1 and tokens[start - 1].tag == "POS" and is_noun(tokens[start - 2]):
        first = start - 2
        first = skip_tags_back(tokens, first, ("NNP", "NN", "JJ", "DT", "NNS"))
        return Subject(first, start - 1, start - 2)
    return None


def _find_that_clause(tokens: Sequence[Token], index: int) -> TokenRange | None:
    """Return the clause with "that" behind a noun at a token, or None."""
    that = index + 1
    if that < len(tokens) and tokens[that].lower in ("is", "was"):
        that += 1
    elif that < len(tokens) and tokens[that].lower in ("in", "on", "during", "at"):
        that = phrase_end(tokens, that + 1) or that
    if that + 1 >= len(tokens) or tokens[that].lower != "that" or tokens[that].tag != "IN":
        return None
    complement = find_complement(tokens, that, None)
    if complement is None or complement.content_span is None:
        return None
    if has_finite_verb(tokens[:index]) or that > index + 1:
        return complement.content_span
    return _before_verb(tokens, complement.content_span)


def _before_verb(tokens: Sequence[Token], piece: TokenRange) -> TokenRange:
    """Cut a clause before the main verb of its noun: her claim that … *fell*."""
    clauses = verbs = 0
    for index in range(*piece):
        token = tokens[index]
        opens = token.tag in RELATIVE_TAGS or token.lower in _OPENING
        clauses += opens or token.tag == "CC"
        verbs += token.tag in FINITE_TAGS
        if verbs > clauses:
            return strip_punctuation(tokens, piece[0], index) or piece
    return piece


def _match_demand(tokens: Sequence[Token], index: int) -> TokenRange | None:
    """Return words partly in marks behind "to" or "for", up to the main verb of their noun."""
    if index + 2 >= len(tokens) or tokens[index + 1].lower not in ("to", "for"):
        return None
    start = index + 1 if tokens[index + 1].tag == "TO" else index + 2
    end = clause_end(tokens, start + 1)
    if not has_finite_verb(tokens[:index]):
        verbs = (
            position for position in range(start + 1, end) if tokens[position].tag in FINITE_TAGS
        )
        end = next(verbs, end)
    piece = strip_punctuation(tokens, start, end)
    if piece is None or not has_quote(tokens[slice(*piece)]):
        return None
    return piece
