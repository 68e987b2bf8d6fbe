"""Match naming verbs with words in marks: sold it as a “must”, was called “a hero” by Lee."""

from collections.abc import Sequence

from analysis.quotations.content_ends import clause_end
from analysis.quotations.patterns.agents import agent_start, find_agent
from analysis.quotations.patterns.complement import Attribution
from analysis.quotations.preposed import find_preposed_content
from analysis.syntax.clauses import strip_punctuation
from analysis.syntax.cues import Cue
from analysis.syntax.noun_phrases import phrase_end
from analysis.syntax.subjects import find_subject
from analysis.syntax.tokens import QUOTE, Token, skip_tags
from analysis.syntax.verb_groups import AUXILIARIES, VerbGroup

_BEFORE_QUOTE = frozenset({"DT", "PRP$", "JJ", "RB"})


def is_naming_construction(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Return whether "as" and words in marks follow a verb's object: sold it *as* a “must”."""
    main = tokens[group.main].lower
    if (
        group.is_passive
        or main in AUXILIARIES
        or group.end >= len(tokens)
        or tokens[group.end].tag in ("IN", "TO", QUOTE)
    ):
        return False
    end = phrase_end(tokens, group.end)
    if end is None or end + 1 >= len(tokens) or tokens[end].lower != "as":
        return False
    return _find_quote(tokens, end + 1) is not None


def match_passive_naming(tokens: Sequence[Token], group: VerbGroup, cue: Cue) -> Attribution | None:
    """Match a passive with a name in marks: was called “a hero” by Lee."""
    if group.end >= len(tokens):
        return None
    if not cue.is_naming:
        return None
    source = find_agent(tokens, group.end)
    start = source.end if source is not None else group.end
    if start >= len(tokens):
        return None
    quote = _find_quote(tokens, start + (tokens[start].lower == "as"))
    subject = find_subject(tokens, group)
    if quote is None or subject is None or subject.relative is not None:
        return None
    source = source or find_agent(tokens, quote + 1)
    pieces = ((subject.start, subject.end), (start, quote + 1))
    return Attribution(pieces, (group.start, group.end), source, "passive, name")


def match_as_passive(
    tokens: Sequence[Token], group: VerbGroup, cue: Cue, opening: int
) -> Attribution | None:
    """Match "as" before a participle with its source: as *reported by* Lee, the firm lost."""
    source = find_agent(tokens, agent_start(tokens, group.end))
    if source is None or cue.is_thought or not (cue.takes_clause or cue.is_document):
        return None
    span = (group.start, group.end)
    if opening == 0:
        after = source.end
        if after + 1 >= len(tokens):
            return None
        piece = strip_punctuation(tokens, after + 1, clause_end(tokens, after + 1))
        return Attribution((piece,), span, source, "as, clause") if piece is not None else None
    pieces = find_preposed_content(tokens, opening, min(source.end, len(tokens) - 1))
    return Attribution(pieces, span, source, "as, clause") if pieces is not None else None


def _find_quote(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index of quoted words at a token, or behind its determiners and modifiers."""
    index = skip_tags(tokens, index, _BEFORE_QUOTE)
    return index if index < len(tokens) and tokens[index].tag == QUOTE else None
