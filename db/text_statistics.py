"""Word statistics of an article for the Words screen and the command line, computed in steps."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from analysis import Span
from analysis.corpus.collocations import Collocation, collocations
from analysis.corpus.concordance import (
    Phrase,
    Sort,
    concordance_lines,
    find_phrases,
    parse_phrases,
    sort_lines,
)
from analysis.corpus.frequency import WordCounts, count_words, index_terms
from analysis.corpus.keyness import KeyWord, ReferenceCorpus, find_key_words
from analysis.corpus.readability import Readability, measure_readability
from analysis.structs import replace
from db import Article, Store
from db.concordance_matches import ConcordanceHit


class WordStatistics(Struct, frozen=True):
    """Word statistics of one article; a part that is not computed yet is None.

    `reference` is the corpus of the other articles, to which `keywords` compares the text.
    """

    counts: WordCounts | None = None
    reference: ReferenceCorpus | None = None
    keywords: list[KeyWord] | None = None
    collocations: list[Collocation] | None = None
    readability: Readability | None = None


def name_spans(article: Article) -> list[Span]:
    """Return the spans of the name mentions in an article."""
    return [
        (mention.start, mention.end)
        for mention in article.analysis.mentions
        if mention.kind == "name"
    ]


def iter_word_statistics(
    store: Store,
    text: str,
    names: Sequence[Span] = (),
    found: WordStatistics | None = None,
    *,
    stored: bool = True,
) -> Iterator[WordStatistics]:
    """Yield the statistics with one more part at each step, the quickest part first.

    `names` are the spans of name mentions. Parts that `found` already has are not computed again,
    except the keywords. A text that is `stored` is excluded from its own reference corpus.
    Raises `StoreError`.
    """
    found = found or WordStatistics()
    counts = found.counts
    if counts is None:
        counts = count_words(text, names)
        found = replace(found, counts=counts)
        yield found
    # computed each time, since the store may have grown
    repeated = (word.word for word in counts.words if word.count > 1)
    terms = sorted({term for word in repeated for term in index_terms(word)})
    others = store.corpus.reference(terms)
    others = others.excluding(counts) if stored else others
    found = replace(found, reference=others, keywords=find_key_words(counts, others))
    yield found
    if found.readability is None:
        found = replace(found, readability=measure_readability(text))
        yield found
    if found.collocations is None:
        yield replace(found, collocations=collocations(text, names))


def find_concordance_lines(
    store: Store, query: str, article: int | None, sort: Sort, limit: int
) -> list[ConcordanceHit]:
    """Return at most `limit` concordance lines of a query, from one article or all.

    Raises `StoreError`.
    """
    phrases = parse_phrases(query)
    if article is not None:
        row, text = store.articles.row(article), store.articles.text(article)
        title = row.title or row.opening
        matches = [
            ConcordanceHit(article, title, row.site, row.published, line, row.published_from)
            for line in concordance_lines(text, find_phrases(text, phrases, limit).spans)
        ]
    else:
        matches, _, _ = find_in_store(store, phrases, limit)
    return [matches[index] for index in sort_lines([match.line for match in matches], sort)]


def find_in_store(
    store: Store,
    phrases: Sequence[Phrase],
    limit: int,
    given_up: Callable[[], bool] = lambda: False,
) -> tuple[list[ConcordanceHit], int, bool]:
    """Return concordance lines from all articles: (lines, number of articles, more lines exist).

    There are at most `limit` lines. Queries the store until `given_up` returns True; raises
    `StoreError`.
    """
    found = store.corpus.concordance(phrases, limit=limit)
    matches = list(found.lines)
    while found.after is not None and len(matches) < limit and not given_up():
        found = store.corpus.concordance(phrases, limit=limit - len(matches), after=found.after)
        matches += found.lines
    return matches, found.articles, found.after is not None
