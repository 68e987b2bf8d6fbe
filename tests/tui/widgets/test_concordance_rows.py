"""The article that a line of the concordance names."""

import pytest

from analysis.corpus.concordance import ConcordanceLine
from analysis.partial_dates import PartialDate
from db.repositories.corpus import ConcordanceHit
from tui.widgets.statistics.concordance_rows import describe_article, list_matches

LINE = ConcordanceLine(4, 9, "The ", "ferry", " sank")


@pytest.mark.parametrize(
    ("site", "described"),
    [("Far Post", "Loss at sea · Far Post · Mar 2026"), ("", "Loss at sea · Mar 2026")],
)
def test_a_line_names_its_article(site: str, described: str) -> None:
    hit = ConcordanceHit(7, "Loss at sea", site, PartialDate(2026, 3), LINE)
    assert describe_article(hit) == described


def test_a_line_of_one_article_has_its_position_instead_of_the_title() -> None:
    hit = ConcordanceHit(7, "Loss at sea", "", PartialDate(2026, 3), LINE)
    [of_all], [of_one] = (list_matches([hit], "right", n).row(0, 130) for n in (0, 40))
    assert of_all.plain.startswith("Mar 2026      Loss at sea")
    assert of_one.plain.startswith("10 % ")
    assert "Loss" not in of_one.plain
