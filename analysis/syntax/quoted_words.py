"""The words of a quoted span that stands as one token in its sentence."""

from collections.abc import Iterable

from analysis import lexicon
from analysis.syntax.tokens import QUOTE, Token

_PRONOUNS = lexicon.words("pronouns", "self", "speaker")


def last_inner_character(token: Token) -> str:
    """Return the last character inside the marks of a quoted span: "," in “We won,”, else ""."""
    return token.text.rstrip("\"”’'»“‘«„`) ")[-1:]


def starts_with_capital(token: Token) -> bool:
    """Return whether quoted words start with a capital letter."""
    return token.text.lstrip("\"“‘'`«„ ")[:1].isupper()


def is_title(text: str) -> bool:
    """Return whether quoted words are written as a title: Every Long Word with a Capital."""
    words = [word.strip("\"“”‘’'.,!?;:()«»") for word in text.split()]
    long = [word for word in words if len(word) > 3]
    if not _PRONOUNS.isdisjoint(words):
        return False  # a title would be “Thank You, Linden”
    ends = words[-1][:1].islower() if words else True
    return len(words) > 1 and bool(long) and not ends and not any(w[0].islower() for w in long)


def has_quote(tokens: Iterable[Token]) -> bool:
    """Return whether tokens contain a quoted span."""
    return any(token.tag == QUOTE for token in tokens)
