"""Quotations near in meaning to a text: candidates by their words, compared by their vectors.

The index selects the candidates, so that no vectors are stored. They have a word of the text or a
word related to one; the newest quotations fill up their number. If the rest of a query selects only
few quotations, all of them are candidates.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from analysis.sentences import encode_text, find_related_words
from analysis.tagger import EncoderError
from db.errors import StoreError
from db.search.ast import AboutTerm, And, KindTerm, Node, Term
from db.search.closest import (
    FreeWord,
    LooseQuery,
    find_words,
    rank_by_any_word,
    select_by_any_word,
)
from db.search.executor import HitRef, execute

# Quotations that a search compares: its time is in proportion. `python -m benchmarks find` prints
# the results for other numbers.
COMPARED = 200
_WITH_WORDS = 50  # of them, the best by the words of the text itself
# The least cosine of a result: nine in ten good results are above it, and for one request in 25
# about another subject a result is.
LEAST = 0.35
# The least cosine of a quotation that may be reworded. A whole quotation is near to many others of
# its subject: 41 of 572 quotations are above the floor of a request, 11 above this one. Of 51
# paraphrases without common words, 29 are above it.
LEAST_REWORDED = 0.45


class Candidate(Struct, frozen=True):
    """A quotation that may be near to a text."""

    hit: HitRef
    content: str


def select_candidates(
    sqlite: sqlite3.Connection, about: AboutTerm, root: Node | None, most: int = COMPARED
) -> tuple[list[Candidate], bool]:
    """Select the quotations to compare; the second value is True if they are all that there are.

    `root` is the rest of the query, which every candidate satisfies.
    """
    wanted = root or KindTerm("quotation")
    hits = execute(sqlite, wanted, "date", most + 1, kinds=("quotation",))
    is_complete = len(hits) <= most
    if not is_complete:
        hits = [*_select_by_words(sqlite, about, (root,) if root else (), most), *hits]
        hits = list(dict.fromkeys(hits))[:most]
    query = "SELECT content FROM quotation WHERE id = ?"
    rows = ((hit, sqlite.execute(query, (hit.id,)).fetchone()) for hit in hits)
    return [Candidate(hit, row[0]) for hit, row in rows if row], is_complete


def _select_by_words(
    sqlite: sqlite3.Connection, about: AboutTerm, required: tuple[Node, ...], most: int
) -> list[HitRef]:
    """Return the best hits by the words of the text, then those by related words too."""
    required = tuple(
        part for node in required for part in (node.parts if isinstance(node, And) else (node,))
    )
    words = find_words(sqlite, about.text)
    related = (near for word in words for near in find_related_words(word.text))
    known = {word.text for word in words}
    more = (
        FreeWord(word, Term((word,)), 0.0) for word in dict.fromkeys(related) if word not in known
    )
    best = rank_by_any_word(sqlite, LooseQuery(words, required), "quotation", _WITH_WORDS)
    wider = select_by_any_word(sqlite, LooseQuery((*words, *more), required), "quotation", most)
    return [*(found.hit for found in best), *wider]


def rank_by_meaning(
    about: AboutTerm,
    candidates: list[Candidate],
    check: Callable[[], None],
    least: float = LEAST,
) -> list[HitRef]:
    """Return the candidates above the floor, the nearest first.

    `check` is called repeatedly and can raise an exception to cancel. Raises StoreError if the
    weights cannot be loaded.
    """
    cosines = _compare(about, [candidate.content for candidate in candidates], check)
    ranked = zip(cosines, candidates, strict=True)
    near = [(cosine, candidate) for cosine, candidate in ranked if cosine >= least]
    return [candidate.hit for _, candidate in sorted(near, key=lambda pair: -pair[0])]


def select_near(about: AboutTerm, texts: Iterable[str], check: Callable[[], None]) -> list[str]:
    """Return the texts above the floor, in their order; see `rank_by_meaning`."""
    texts = list(dict.fromkeys(texts))
    cosines = _compare(about, texts, check)
    return [text for cosine, text in zip(cosines, texts, strict=True) if cosine >= LEAST]


def _compare(about: AboutTerm, texts: Sequence[str], check: Callable[[], None]) -> list[float]:
    try:
        wanted = encode_text(about.text)
        cosines: list[float] = []
        for text in texts:
            check()
            cosines.append(float(encode_text(text) @ wanted))
    except EncoderError as error:
        raise StoreError(f"Quotations cannot be compared by meaning: {error}") from error
    return cosines
