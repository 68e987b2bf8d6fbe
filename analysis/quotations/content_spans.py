"""Find the spans of a content in the text: parts of it that only a mark or "and" joins."""

from analysis.models import Span
from analysis.syntax.clauses import TokenRange
from analysis.syntax.quoted_words import has_quote, starts_with_capital
from analysis.syntax.tokens import QUOTE, Token, is_comma


def find_content_spans(tokens: tuple[Token, ...], piece: TokenRange) -> list[Span]:
    """Return the span of a piece, or the spans of its quoted words if only "and" joins them.

    A clause without words in marks and the quoted sentences behind its colon are two spans.
    Return no span for a piece that is only "and" or "but".
    """
    inside = tokens[slice(*piece)]
    if all(token.tag in (QUOTE, "CC") or is_comma(token) for token in inside):
        return [(token.start, token.end) for token in inside if token.tag == QUOTE]
    colon = find_colon_before_quote(tokens, piece)
    if colon is not None and not has_quote(tokens[piece[0] : colon]):
        before = inside[0].start, tokens[colon - 1].end
        return [before, (tokens[colon + 1].start, inside[-1].end)]
    return [(inside[0].start, inside[-1].end)]


def find_colon_before_quote(tokens: tuple[Token, ...], piece: TokenRange) -> int | None:
    """Return the first colon in a piece of a content that quoted sentences follow, or None."""
    for colon in range(piece[0] + 1, piece[1] - 1):
        if tokens[colon].lower == ":" and _is_quoted_sentence(tokens[colon + 1]):
            return colon
    return None


def _is_quoted_sentence(token: Token) -> bool:
    return token.tag == QUOTE and token.is_finite and starts_with_capital(token)
