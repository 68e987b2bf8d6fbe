"""Find the spans of a content in the text: quoted words that are joined are separate spans."""

from analysis.models import Span
from analysis.syntax.tokens import QUOTE, Token, is_comma


def find_content_spans(tokens: tuple[Token, ...], piece: tuple[int, int]) -> list[Span]:
    """Return the span of a piece, or the spans of its quoted words if only "and" joins them.

    Return no span for a piece that is only "and" or "but".
    """
    inside = tokens[slice(*piece)]
    if all(token.tag in (QUOTE, "CC") or is_comma(token) for token in inside):
        return [(token.start, token.end) for token in inside if token.tag == QUOTE]
    return [(inside[0].start, inside[-1].end)]
