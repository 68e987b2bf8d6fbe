"""Word statistics of an article for the Words screen and the command line, computed in steps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis import Span
from analysis.corpus import (
    KeyWord,
    Phrase,
    Reference,
    Sort,
    WordCounts,
    count_words,
    find,
    index_terms,
    key_words,
    lines,
    parse_phrases,
    sorted_lines,
)
from analysis.corpus.collocations import Collocation, collocations
from analysis.corpus.readability import Readability, measure
from db import Article, Store, StoreLine


@dataclass(frozen=True)
class Findings:
    """Word statistics of one article; a part that is not computed yet is None.

    `others` is the reference corpus of the other articles, with which `keys` (the keywords)
    compares. `pairs` are collocations, `measures` the readability.
    """

    counts: WordCounts | None = None
    others: Reference | None = None
    keys: list[KeyWord] | None = None
    pairs: list[Collocation] | None = None
    measures: Readability | None = None


def name_spans(article: Article) -> list[Span]:
    """Return the spans of the name mentions in an article."""
    return [
        (mention.start, mention.end)
        for mention in article.analysis.mentions
        if mention.kind == "name"
    ]


def count_article(
    store: Store,
    text: str,
    names: Sequence[Span] = (),
    found: Findings | None = None,
    *,
    stored: bool = True,
) -> Iterator[Findings]:
    """Yield the statistics with one more part at each step, the quickest part first.

    `names` are the spans of name mentions. Parts that `found` already has are not computed again,
    except the keywords. A text that is `stored` is excluded from its own reference corpus.
    Raises `StoreError`.
    """
    found = found or Findings()
    counts = found.counts
    if counts is None:
        counts = count_words(text, names)
        found = replace(found, counts=counts)
        yield found
    # computed each time, since the store may have grown
    repeated = (word.word for word in counts.words if word.count > 1)
    terms = sorted({term for word in repeated for term in index_terms(word)})
    others = store.reference(terms)
    others = others.without(counts) if stored else others
    found = replace(found, others=others, keys=key_words(counts, others))
    yield found
    if found.measures is None:
        found = replace(found, measures=measure(text))
        yield found
    if found.pairs is None:
        yield replace(found, pairs=collocations(text, names))


def places_in_context(
    store: Store, query: str, article: int | None, sort: Sort, limit: int
) -> list[StoreLine]:
    """Return at most `limit` concordance lines of a query, from one article or all.

    Raises `StoreError`.
    """
    phrases = parse_phrases(query)
    if article is not None:
        row, text = store.row(article), store.text(article)
        title = row.title or row.opening
        matches = [
            StoreLine(article, title, row.site, row.published, line)
            for line in lines(text, find(text, phrases, limit).spans)
        ]
    else:
        matches, _, _ = places_in_store(store, phrases, limit)
    return [matches[index] for index in sorted_lines([match.line for match in matches], sort)]


def places_in_store(
    store: Store,
    phrases: Sequence[Phrase],
    limit: int,
    given_up: Callable[[], bool] = lambda: False,
) -> tuple[list[StoreLine], int, bool]:
    """Return concordance lines from all articles: (lines, number of articles, more lines exist).

    There are at most `limit` lines. Queries the store until `given_up` returns True; raises
    `StoreError`.
    """
    found = store.concordance(phrases, limit=limit)
    matches = list(found.lines)
    while found.after is not None and len(matches) < limit and not given_up():
        found = store.concordance(phrases, limit=limit - len(matches), after=found.after)
        matches += found.lines
    return matches, found.articles, found.after is not None
