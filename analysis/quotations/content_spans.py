"""Find the spans of a content in the text: quoted words that are joined are separate spans."""

from analysis.models import Span
from analysis.syntax.clauses import has_finite_verb
from analysis.syntax.tokens import QUOTE, Token, is_comma

_SHORTEST = 3  # tokens before the colon


def find_content_spans(tokens: tuple[Token, ...], piece: tuple[int, int]) -> list[Span]:
    """Return the span of a piece, or the spans of its quoted words if only "and" joins them.

    A clause and the quoted sentence behind its colon are two spans: said that *it fell*: *“Run!”*.

    Return no span for a piece that is only "and" or "but".
    """
    inside = tokens[slice(*piece)]
    if (colon := _find_colon(inside)) is not None:
        return [
            (inside[0].start, inside[colon - 1].end),
            (inside[colon + 1].start, inside[-1].end),
        ]
    if all(token.tag in (QUOTE, "CC") or is_comma(token) for token in inside):
        return [(token.start, token.end) for token in inside if token.tag == QUOTE]
    return [(inside[0].start, inside[-1].end)]


def _find_colon(inside: tuple[Token, ...]) -> int | None:
    """Return the colon between a clause and a quoted sentence, or None."""
    for index in range(_SHORTEST, len(inside) - 1):
        quote = inside[index + 1]
        if inside[index].lower == ":" and quote.tag == QUOTE and quote.is_finite:
            return index if has_finite_verb(inside[:index]) else None
    return None
