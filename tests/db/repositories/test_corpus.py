"""Words of all articles, listed in their contexts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.corpus.concordance import parse_phrases
from analysis.partial_dates import PartialDate
from db import Document, Store


@pytest.fixture
def ferry_store(tmp_path: Path) -> Iterator[Store]:
    """Three short articles, added in this order."""
    with Store(tmp_path / "store.sqlite") as store:
        for number, text in enumerate(
            [
                "The ferry left. The ferry came back.",
                "No boat left the quay of Portolá.",
                "A ferry and a ferry boat: U.S. ferries wait.",
            ],
            1,
        ):
            published = PartialDate(2026, 3, number)
            document = Document(text, f"Ferry news {number}", site="Coastwire", published=published)
            store.articles.add(document, Analysis(text, document.published_day))
        yield store


def test_a_place_in_any_article_comes_with_its_context(ferry_store: Store) -> None:
    found = ferry_store.corpus.concordance(parse_phrases("portola"), limit=10)
    [row] = found.lines
    assert (found.articles, found.after) == (1, None)
    assert (row.article, row.title, row.site) == (2, "Ferry news 2", "Coastwire")
    assert row.published == PartialDate(2026, 3, 2)
    line = row.line
    assert (line.left, line.words, line.right) == ("No boat left the quay of ", "Portolá", ".")
    assert ferry_store.articles.text(2)[line.start : line.end] == "Portolá"


def test_the_article_added_last_comes_first_and_the_rest_on_demand(ferry_store: Store) -> None:
    phrases, seen, after = parse_phrases("ferr*, boat"), [], None
    for _ in range(10):
        found = ferry_store.corpus.concordance(phrases, limit=2, after=after)
        assert found.articles == 3
        assert len(found.lines) <= 2
        seen += [(row.article, row.line.words) for row in found.lines]
        after = found.after
        if after is None:
            break
    assert after is None
    assert seen == [
        (3, "ferry"), (3, "ferry"), (3, "boat"), (3, "ferries"), (2, "boat"),
        (1, "ferry"), (1, "ferry"),
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["", "…", '"', "NEAR(", "text : x", "a* OR (", "-", "’", "½ Ⓐ"])
def test_any_string_may_be_asked_for(query: str, ferry_store: Store) -> None:
    ferry_store.corpus.concordance(parse_phrases(query), limit=10)
