"""Quotations near in meaning to a text: candidates, compared by their vectors.

The candidates are the nearest of all quotations whose signs are stored. Those with a word of the
text, or a word related to one, follow; the newest quotations fill up their number. If the rest of a
query selects only few quotations, all of them are candidates.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from analysis.sentences import encode_text, find_related_words
from analysis.tagger import EncoderError
from db.errors import StoreError
from db.finding_rows import CONTENT_SQL, IS_STATEMENT_SQL, has_id_sql
from db.search.ast import AboutTerm, And, KindTerm, Node, Term
from db.search.closest import (
    FreeWord,
    LooseQuery,
    find_words,
    rank_by_any_word,
    select_by_any_word,
)
from db.search.executor import HitRef, execute
from db.vocabulary import split_index_words

# Quotations that a search compares: its time is in proportion. `python -m benchmarks find` prints
# the results for other numbers.
COMPARED = 200
_BY_SIGNS = 100  # of them, the nearest by the signs of their vectors
_WITH_WORDS = 50  # of them, the best by the words of the text itself
_MOST_SELECTED = 50_000  # quotations that the rest of a query selects, of which all are ranked
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
) -> tuple[list[Candidate], int, bool]:
    """Select the quotations to compare by their vectors, and return the number of all compared.

    That is the number of quotations whose signs were compared, or of the candidates. The last value
    is True if it is that of all quotations. `root` is the rest of the query, which every candidate
    satisfies.
    """
    wanted = root or KindTerm("quotation")
    hits = execute(sqlite, wanted, "date", most + 1, kinds=("quotation",))
    is_complete, compared = len(hits) <= most, 0
    if not is_complete:
        nearest, compared, is_complete = _select_by_signs(sqlite, about, root)
        hits = [*nearest, *_select_by_words(sqlite, about, (root,) if root else (), most), *hits]
        hits = list(dict.fromkeys(hits))[:most]
    query = f"SELECT {CONTENT_SQL} FROM quotation WHERE {has_id_sql('quotation', '?1')}"
    rows = ((hit, sqlite.execute(query, (hit.id,)).fetchone()) for hit in hits)
    candidates = [Candidate(hit, row[0]) for hit, row in rows if row]
    return candidates, max(compared, len(candidates)), is_complete


def _select_by_signs(
    sqlite: sqlite3.Connection, about: AboutTerm, root: Node | None
) -> tuple[list[HitRef], int, bool]:
    """Return the nearest hits by their stored signs, and the number of signs that were compared.

    The last value is True if those of all hits are stored.
    """
    from db.search.quotation_vectors import rank_quotations

    if root is None:
        ids, compared = rank_quotations(sqlite, about.text, _BY_SIGNS)
        [every] = sqlite.execute("SELECT count(*) FROM quotation_fts").fetchone()
        query = f"""SELECT quotation.id, article, published FROM quotation
            JOIN article ON article.id = quotation.article
            WHERE {has_id_sql("quotation", "?1")} AND {IS_STATEMENT_SQL}"""
        rows = (sqlite.execute(query, (id,)).fetchone() for id in ids)
        return [HitRef("quotation", *row) for row in rows if row], compared, compared >= every
    selected = execute(sqlite, root, "date", _MOST_SELECTED, kinds=("quotation",))
    by_id = {hit.id: hit for hit in selected}
    ids, compared = rank_quotations(sqlite, about.text, _BY_SIGNS, frozenset(by_id))
    return [by_id[id] for id in ids], compared, compared == len(by_id) < _MOST_SELECTED


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

    Of those with the same words, only the newest is returned. `check` is called repeatedly and can
    raise an exception to cancel. Raises StoreError if the weights cannot be loaded.
    """
    candidates = list(_select_newest(candidates))
    cosines = _compare(about, [candidate.content for candidate in candidates], check)
    ranked = zip(cosines, candidates, strict=True)
    near = [(cosine, candidate) for cosine, candidate in ranked if cosine >= least]
    return [candidate.hit for _, candidate in sorted(near, key=lambda pair: -pair[0])]


def _select_newest(candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    """Return the candidates, of those with the same words the newest alone."""
    newest: dict[tuple[str, ...], Candidate] = {}
    for candidate in candidates:
        words = split_index_words(candidate.content)
        known = newest.get(words)
        if known is None or (known.hit.published or "") < (candidate.hit.published or ""):
            newest[words] = candidate
    return newest.values()


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
