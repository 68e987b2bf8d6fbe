"""Match reports in relative and cleft clauses: a strike, which she said was over."""

from collections.abc import Sequence

from analysis.quotations.content_ends import clause_end, cut_before_main_verb
from analysis.quotations.patterns.complement import Attribution
from analysis.syntax.clauses import TokenRange, opens_clause, strip_punctuation
from analysis.syntax.cues import Cue
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import base_phrase_end, is_time
from analysis.syntax.quoted_words import has_quote
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import QUOTE, Token, is_comma, skip_tags
from analysis.syntax.verb_groups import VerbGroup, is_form_of_be

_NAMING = frozenset({"as", "a", "an", "the"})
_PRONOUNS = frozenset({"which", "who", "whom", "that"})


def is_relative_object(tokens: Sequence[Token], source: Subject) -> bool:
    """Return whether a subject opens a relative clause: nothing *he* said, which *he* said."""
    before = tokens[source.start - 1] if source.start else None
    if before is not None and before.lower == "what":
        return True
    return before is not None and (
        before.lower in _PRONOUNS and tokens[source.start - 2].tag != "IN"
        if before.tag in RELATIVE_TAGS and source.start > 1
        else before.tag in ("NN", "NNS", "NNP") and not is_time(before)
    )


def _labels_what(tokens: Sequence[Token], source: Subject, here: int) -> bool:
    """Return whether a label for "what" starts at a token: in what Lee called *a mistake*."""
    if tokens[source.start - 1].lower != "what":
        return False
    return tokens[here].lower == "as" or base_phrase_end(tokens, here) is not None


def _opens_sentence(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token opens a main clause."""
    return index == 0 or is_comma(tokens[index - 1]) or tokens[index - 1].tag in ("CC", QUOTE)


def _match_cleft(
    tokens: Sequence[Token], group: VerbGroup, source: Subject, here: int
) -> Attribution | None:
    """Match a cleft sentence: what Lee said *was that the firm had lost*."""
    if (
        not _opens_sentence(tokens, source.start - 1)
        or here + 1 >= len(tokens)
        or not is_form_of_be(tokens[here].lower)
    ):
        return None
    start = here + 1
    while start + 1 < len(tokens) and is_comma(tokens[start]):
        start += 1
    if tokens[start].tag != QUOTE and (tokens[start].lower, tokens[start].tag) != ("that", "IN"):
        return None
    piece = strip_punctuation(tokens, start, clause_end(tokens, start + 1))
    if piece is None:
        return None
    return Attribution((piece,), (group.start, group.end), source, "relative, clause")


def match_relative_clause(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, source: Subject
) -> Attribution | None:
    """Match a report about a noun in a relative clause: a strike, which he said *was over*."""
    here = group.end
    here = skip_tags(tokens, here, ADVERB_TAGS)
    if here >= len(tokens):
        return None
    if tokens[source.start - 1].lower == "what":
        cleft = _match_cleft(tokens, group, source, here)
        if cleft is not None or (not cue.is_naming and _opens_sentence(tokens, source.start - 1)):
            return cleft  # "What she said was true" reports nothing
    quoted = has_quote(tokens[here + 1 : here + 3])
    if not (
        tokens[here].tag == QUOTE
        or (cue.takes_clause and tokens[here].tag in FINITE_TAGS)
        or (cue.is_speech and opens_clause(tokens, here))
        or (cue.is_naming and tokens[here].lower in _NAMING and quoted)
        or (cue.is_naming and _labels_what(tokens, source, here))
    ):
        return None
    end = clause_end(tokens, here)
    if cue.is_naming and has_quote(tokens[here:end]):
        end = next((at + 1 for at in range(here, end) if tokens[at].tag == QUOTE), end)
    piece = strip_punctuation(tokens, here, end)
    if piece is None:
        return None
    pronoun = (source.start - 1, source.start)
    if tokens[pronoun[0]].tag not in RELATIVE_TAGS:
        pieces: tuple[TokenRange, ...] = (piece,)
    elif tokens[pronoun[0]].lower == "what":
        pieces = (pronoun, piece)
    else:
        pieces = (pronoun, cut_before_main_verb(tokens, piece))
    return Attribution(pieces, (group.start, group.end), source, "relative, clause")
