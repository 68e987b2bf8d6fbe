"""What is counted of an article, for the Words screen and the command line, part after part."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis import Span
from analysis.wording import (
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
from analysis.wording.collocations import Collocation, collocations
from analysis.wording.readability import Readability, measure
from db import Article, Store, StoreLine


@dataclass(frozen=True)
class Findings:
    """The parts counted so far; None is not counted yet.

    `others` are the other articles that `keys` compares with.
    """

    counts: WordCounts | None = None
    others: Reference | None = None
    keys: list[KeyWord] | None = None
    pairs: list[Collocation] | None = None
    measures: Readability | None = None


def name_spans(article: Article) -> list[Span]:
    """The stretches of an article that name somebody or something."""
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
    """The findings with one part more at each step, the quickest first; raises StoreError.

    `names` are the stretches that name somebody or something; parts of `found` are not counted
    again. A text that is `stored` is not compared with itself.
    """
    found = found or Findings()
    counts = found.counts
    if counts is None:
        counts = count_words(text, names)
        found = replace(found, counts=counts)
        yield found
    # asked anew each time, since the archive grows
    often = (word.word for word in counts.words if word.count > 1)
    terms = sorted({term for word in often for term in index_terms(word)})
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
    """At most `limit` places of a query in an article, or in all of them; raises StoreError."""
    phrases = parse_phrases(query)
    if article is not None:
        row, text = store.row(article), store.text(article)
        title = row.title or row.opening
        places = [
            StoreLine(article, title, row.site, row.published, line)
            for line in lines(text, find(text, phrases, limit).spans)
        ]
    else:
        places, _, _ = places_in_store(store, phrases, limit)
    return [places[index] for index in sorted_lines([place.line for place in places], sort)]


def places_in_store(
    store: Store,
    phrases: Sequence[Phrase],
    limit: int,
    given_up: Callable[[], bool] = lambda: False,
) -> tuple[list[StoreLine], int, bool]:
    """At most `limit` places in all articles, how many articles have any, and if there are more.

    Asks the store until it is `given_up`; raises StoreError.
    """
    found = store.concordance(phrases, limit=limit)
    places = list(found.lines)
    while found.after is not None and len(places) < limit and not given_up():
        found = store.concordance(phrases, limit=limit - len(places), after=found.after)
        places += found.lines
    return places, found.articles, found.after is not None
