"""The article that a line of the concordance names."""

import pytest

from analysis.corpus.concordance import ConcordanceLine
from analysis.partial_dates import PartialDate
from db.concordance_matches import ConcordanceHit
from tui.widgets.statistics.concordance_rows import list_matches

LINE = ConcordanceLine(4, 9, "The", "ferry", "sank")


@pytest.mark.parametrize(
    ("site", "described"),
    [("Far Post", "Loss at sea · Far Post · Mar 2026"), ("", "Loss at sea · Mar 2026")],
)
def test_a_line_names_its_article(site: str, described: str) -> None:
    hit = ConcordanceHit(7, "Loss at sea", site, PartialDate(2026, 3), LINE)
    assert list_matches([hit], "right", 0).describe(0).plain == described


def test_a_line_of_the_open_article_names_none() -> None:
    assert not list_matches([LINE], "right", 40).describe(0).plain
