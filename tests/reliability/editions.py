"""Articles to write while something goes wrong: each edition has its own text and findings."""

from analysis import Analysis
from db import Document, Store
from tests.support.findings import TEXT, analysis, document


def edition(name: str) -> tuple[Document, Analysis]:
    """The document and the findings of an edition."""
    text = f"{TEXT}\nEdition {name}."
    return document(text), analysis(text)


def torn(store: Store) -> list[str]:
    """Return a problem for each edition that lacks some of its stored findings."""
    problems = []
    for row in store.articles.list(limit=1_000_000):
        article = store.articles.get(row.id)
        text = article.document.text
        if article.analysis != analysis(text):
            problems.append(f"article {row.id} has other findings than it was stored with")
    return problems
