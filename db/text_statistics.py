"""Word statistics of an article, and concordances, for the screens and the command line."""

from collections.abc import Callable, Sequence
from functools import cached_property

from analysis import Analysis, Span
from analysis.corpus.collocations import Collocation, collocations
from analysis.corpus.concordance import (
    Phrase,
    Sort,
    concordance_lines,
    context_words,
    find_phrases,
)
from analysis.corpus.frequency import WordCounts, count_words
from db import Store
from db.repositories.corpus import ConcordanceHit, ConcordancePage


class WordStatistics:
    """Word statistics of a text, each computed when it is first read."""

    def __init__(self, text: str, names: Sequence[Span] = ()) -> None:
        """Count the words of `text`; `names` are the spans of name mentions in it."""
        self._text, self._names = text, names

    @classmethod
    def of_analysis(cls, analysis: Analysis) -> "WordStatistics":
        """Count the words of an analyzed text."""
        return cls(
            analysis.text,
            [(found.start, found.end) for found in analysis.mentions if found.kind == "name"],
        )

    @cached_property
    def counts(self) -> WordCounts:
        """The words with their frequencies."""
        return count_words(self._text, self._names)

    @cached_property
    def collocations(self) -> list[Collocation]:
        """The pairs of words that occur together, the most significant first."""
        return collocations(self._text, self._names)


def find_concordance(
    store: Store,
    phrases: Sequence[Phrase],
    article: int | None,
    sort: Sort,
    limit: int,
    given_up: Callable[[], bool] = lambda: False,
) -> ConcordancePage:
    """Return at most `limit` matches of phrases in one article, or in all if it is None.

    Queries the store until `given_up` returns True; raises `StoreError`.
    """
    if article is None:
        found = store.corpus.concordance(phrases, limit=limit)
        hits = list(found.lines)
        while found.after is not None and len(hits) < limit and not given_up():
            found = store.corpus.concordance(phrases, limit=limit - len(hits), after=found.after)
            hits += found.lines
        articles, after, total = found.articles, found.after, None
    else:
        row, text = store.articles.row(article), store.articles.text(article)
        title = row.title or row.opening
        spans = find_phrases(text, phrases, len(text))
        hits = [
            ConcordanceHit(article, title, row.site, row.published, line, row.published_from)
            for line in concordance_lines(text, spans[:limit])
        ]
        articles, total = 1, len(spans)
        after = (article, spans[limit - 1][1]) if total > limit else None
    hits.sort(key=lambda hit: context_words(hit.line, sort))
    return ConcordancePage(tuple(hits), articles, after, total)
