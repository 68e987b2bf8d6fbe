"""Match reports in relative clauses: a strike, which she said was over."""

from collections.abc import Sequence

from analysis.quotations.clauses import clause_end, trimmed
from analysis.quotations.cues import Cue
from analysis.quotations.noun_phrases import FINITE, is_time
from analysis.quotations.patterns.base import Attribution
from analysis.quotations.segments import QUOTE, Item
from analysis.quotations.subjects import Subject
from analysis.quotations.verb_groups import Group

_NAMING = frozenset({"as", "a", "an", "the"})
_PRONOUNS = frozenset({"which", "who", "whom", "that"})


def is_relative_object(tokens: Sequence[Item], source: Subject, cue: Cue) -> bool:
    """Return whether a subject opens a relative clause: nothing *he* said, which *he* said."""
    before = tokens[source.start - 1] if source.start else None
    if before is not None and before.lower == "what" and cue.naming:
        return True
    return before is not None and (
        before.lower in _PRONOUNS and tokens[source.start - 2].tag != "IN"
        if before.tag in ("WDT", "WP") and source.start > 1
        else before.tag in ("NN", "NNS", "NNP") and not is_time(before)
    )


def relative_clause(
    tokens: Sequence[Item], group: Group, cue: Cue, source: Subject
) -> Attribution | None:
    """Match a report about a noun in a relative clause: a strike, which he said *was over*."""
    here = group.end
    while here < len(tokens) and tokens[here].tag == "RB":
        here += 1
    if here >= len(tokens):
        return None
    quoted = any(token.tag == QUOTE for token in tokens[here + 1 : here + 3])
    if not (
        tokens[here].tag == QUOTE
        or (cue.saying and tokens[here].tag in FINITE)
        or (cue.naming and tokens[here].lower in _NAMING and quoted)
    ):
        return None
    end = clause_end(tokens, here)
    if cue.naming:
        end = next((at + 1 for at in range(here, end) if tokens[at].tag == QUOTE), end)
    piece = trimmed(tokens, here, end)
    if piece is None:
        return None
    pronoun = (source.start - 1, source.start)
    pieces = (pronoun, piece) if tokens[pronoun[0]].tag in ("WDT", "WP") else (piece,)
    return Attribution(pieces, (group.start, group.end), source, "relative, clause", cue)
