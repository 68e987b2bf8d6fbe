"""Find clauses by their subjects and finite verbs."""

from collections.abc import Container, Iterable, Sequence

from analysis.syntax.noun_phrases import REACH, base_phrase_end, is_noun, phrase_end
from analysis.syntax.tag_sets import ADVERB_TAGS, FINITE_TAGS, RELATIVE_TAGS
from analysis.syntax.tokens import DASHES, QUOTE, Token, is_comma, skip_tags

TokenRange = tuple[int, int]
_BREAKS = frozenset([";", ":", "—", "–", "--", "(", ")", "…", "..."])
_TRIM = frozenset(
    {",", ".", ":", ";", "-", "--", "–", "—", "(", ")", "…", "...", "*", '"', "“", "”", "''", "``"}
)


def strip_punctuation(tokens: Sequence[Token], start: int, end: int) -> TokenRange | None:
    """Strip punctuation from both ends of a range; return None if nothing is left."""
    while start < end and tokens[start].lower in _TRIM:
        start += 1
    while end > start and tokens[end - 1].lower in _TRIM:
        end -= 1
    return (start, end) if start < end else None


def is_clause(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a finite verb or quoted words follow before the sentence breaks."""
    for index in range(start, min(len(tokens), start + REACH)):
        token = tokens[index]
        if token.tag in FINITE_TAGS or (token.tag == QUOTE and not is_noun(token)):
            return True
        if token.lower in (";", ":") or token.lower in DASHES:
            return False
    return False


def has_verb(tokens: Sequence[Token], region: TokenRange) -> bool:
    """Return whether a range contains a finite verb, or quoted words that may contain one."""
    return any(map(is_verb, tokens[slice(*region)]))


def has_finite_verb(tokens: Iterable[Token]) -> bool:
    """Return whether tokens contain a finite verb outside quoted words."""
    return any(token.tag in FINITE_TAGS for token in tokens)


def is_verb(token: Token) -> bool:
    """Return whether a token is a finite verb, or quoted words that may contain one."""
    return token.tag in FINITE_TAGS or (token.tag == QUOTE and not is_noun(token))


def has_predicate(
    tokens: Sequence[Token],
    index: int,
    stop: int | None = None,
    ends: Container[str] = RELATIVE_TAGS,
) -> bool:
    """Return whether a finite verb follows before the next comma, mark or tag of `ends`."""
    limit = min(len(tokens) if stop is None else stop, index + REACH)
    for position in range(index, limit):
        token = tokens[position]
        if token.tag in FINITE_TAGS:
            return True
        if is_comma(token) or token.tag in ends or token.lower in _BREAKS:
            return False
    return False


def opens_clause(tokens: Sequence[Token], index: int, *, complements: bool = False) -> bool:
    """Return whether a noun phrase, or one with its `complements`, and its finite verb start."""
    if index >= len(tokens) or tokens[index].tag in RELATIVE_TAGS:
        return False
    end = (phrase_end if complements else base_phrase_end)(tokens, index)
    if end is None:
        return False
    verb = skip_tags(tokens, end, ADVERB_TAGS)
    return verb < len(tokens) and tokens[verb].tag in FINITE_TAGS
