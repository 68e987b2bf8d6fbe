"""What a reader types into a search, as terms: any string is a query."""

import re
from dataclasses import dataclass

from analysis import clean
from analysis.folding import is_symbol

_MOST_TERMS = 64  # a pasted page still finds its article, and FTS5's expressions stay shallow
_TERM = re.compile(r'"([^"]*)"?(\*)?|([^\s"]+)')
_LAST_WORD = re.compile(r"[^\W_]+$")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase that has to be found; with `prefix` its last word may go on.

    `literals` are its pieces with symbols in them (`C++`, `50%`), which the full-text index does
    not know: they have to stand in the text letter by letter.
    """

    words: str
    prefix: bool = False
    literals: tuple[str, ...] = ()


def parse(query: str, *, typing: bool = False) -> tuple[Term, ...]:
    """The terms of a query: words, `"phrases"` and `prefix*`, all of which have to be found.

    While somebody is `typing`, the last word counts as a prefix until a space follows it.
    """
    query = re.sub("[“”„«»]", '"', clean(query))
    terms: list[Term] = []
    for match in _TERM.finditer(query):
        phrase, star, word = match.groups()
        text = word if phrase is None else phrase
        if not any(letter.isalnum() for letter in text):
            continue
        unfinished = typing and phrase is None and match.end() == len(query)
        if unfinished and terms and len(text) == 1 and text.isascii():
            continue  # one letter of the next word says nothing yet
        prefix = bool(star) or text.endswith("*") or (unfinished and _may_go_on(text))
        terms.append(Term(" ".join(text.split()), prefix, _literals(text)))
    return tuple(terms[:_MOST_TERMS])


def match_expression(terms: tuple[Term, ...]) -> str:
    """The terms as an FTS5 expression: each quoted, so that no character is an operator."""
    return " AND ".join(f'"{term.words}"{" *" if term.prefix else ""}' for term in terms)


def _may_go_on(text: str) -> bool:
    # the prefix indexes begin at two letters; one letter would visit half of all words
    last = _LAST_WORD.search(text)
    return last is not None and (len(last[0]) > 1 or not last[0].isascii())


def _literals(text: str) -> tuple[str, ...]:
    pieces = (piece.strip(".,;:!?()[]{}*'‘’") for piece in text.split())
    return tuple(piece for piece in pieces if any(is_symbol(letter) for letter in piece))
