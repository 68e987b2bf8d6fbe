"""Find the spans of a content in the text: quoted words that are joined are separate spans."""

from analysis.models import Span
from analysis.syntax.quoted_words import starts_with_capital
from analysis.syntax.tokens import QUOTE, Token, is_comma


def find_content_spans(tokens: tuple[Token, ...], piece: tuple[int, int]) -> list[Span]:
    """Return the span of a piece, or the spans of its quoted words if only "and" joins them.

    Quoted sentences behind a colon are a span of their own. Return no span for a piece that is
    only "and" or "but".
    """
    inside = tokens[slice(*piece)]
    if all(token.tag in (QUOTE, "CC") or is_comma(token) for token in inside):
        return [(token.start, token.end) for token in inside if token.tag == QUOTE]
    for colon in range(1, len(inside) - 1):
        if inside[colon].lower == ":" and _is_quoted_sentence(inside[colon + 1]):
            before = inside[0].start, inside[colon - 1].end
            return [before, (inside[colon + 1].start, inside[-1].end)]
    return [(inside[0].start, inside[-1].end)]


def _is_quoted_sentence(token: Token) -> bool:
    return token.tag == QUOTE and token.is_finite and starts_with_capital(token)
