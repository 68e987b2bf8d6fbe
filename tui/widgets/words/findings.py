"""What is counted of an article for the Words screen, one part after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis import Span
from analysis.wording import KeyWord, Reference, WordCounts, count_words, index_terms, key_words
from analysis.wording.collocations import Collocation, collocations
from analysis.wording.readability import Readability, measure
from db import Article, Store


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


def count_article(store: Store, article: Article, found: Findings) -> Iterator[Findings]:
    """The findings with one part more at each step, the quickest first; raises StoreError."""
    text, names = article.analysis.text, name_spans(article)
    counts = found.counts
    if counts is None:
        counts = count_words(text, names)
        found = replace(found, counts=counts)
        yield found
    # asked anew each time, since the archive grows
    often = (word.word for word in counts.words if word.count > 1)
    terms = sorted({term for word in often for term in index_terms(word)})
    others = store.reference(terms).without(counts)
    found = replace(found, others=others, keys=key_words(counts, others))
    yield found
    if found.measures is None:
        found = replace(found, measures=measure(text))
        yield found
    if found.pairs is None:
        yield replace(found, pairs=collocations(text, names))
