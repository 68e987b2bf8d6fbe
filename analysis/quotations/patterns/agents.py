"""Find the agent of a passive verb, after "by"."""

from collections.abc import Container, Sequence

from analysis.syntax.adverbials import is_time_phrase
from analysis.syntax.full_phrases import Subject
from analysis.syntax.noun_phrases import base_phrase_end, is_time, phrase_end
from analysis.syntax.tokens import Token


def find_agent(
    tokens: Sequence[Token], by: int, prepositions: Container[str] = ("by",)
) -> Subject | None:
    """Return the source that a preposition at a token introduces, or None."""
    if by + 1 >= len(tokens) or tokens[by].lower not in prepositions:
        return None
    end = phrase_end(tokens, by + 1)
    if end is None:
        return None
    while end > by + 3 and is_time(tokens[end - 1]) and tokens[end - 2].tag == "IN":
        end -= 2  # told by managers *on Friday*
    return Subject(by + 1, end, (base_phrase_end(tokens, by + 1) or end) - 1)


def agent_start(tokens: Sequence[Token], index: int) -> int:
    """Return the token behind the times at a token: first reported *last week* by Lee."""
    while index < len(tokens) and (
        tokens[index].tag == "RB"
        or is_time(tokens[index])
        or is_time_phrase(tokens, index)
        or _is_day(tokens, index)
    ):
        index += 1 + (is_time_phrase(tokens, index) or _is_day(tokens, index))
    return index


def _is_day(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a preposition and a time start at a token: asked *on Monday* about …."""
    return tokens[index].tag == "IN" and index + 1 < len(tokens) and is_time(tokens[index + 1])
