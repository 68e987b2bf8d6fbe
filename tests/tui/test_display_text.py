"""Labels and formats of the screens and the command line."""

import datetime
from pathlib import Path

from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Store
from db.tasks import TaskResult
from tests.support.sample_article import stored
from tui.article_remarks import language_remark, result_remark
from tui.display_text import (
    display_title,
    format_publication_date,
    in_quotation_marks,
    site_and_date,
)


def test_an_article_goes_by_its_title_else_by_its_first_words(tmp_path: Path) -> None:
    path, article = stored(tmp_path)
    with Store(path) as store:
        row = store.articles.row(article)
    assert display_title(row) == row.title
    untitled = replace(row, title="", opening="The harbour council will vote…")
    assert display_title(untitled) == "The harbour council will vote…"
    assert "\x1b" not in display_title(replace(row, title="\x1b[2J A title"))


def test_words_with_marks_of_their_own_get_no_others() -> None:
    assert in_quotation_marks("the roof") == "“the roof”"
    assert in_quotation_marks("“We cannot,”") == "“We cannot,”"


def test_an_article_in_another_or_an_unknown_language_is_marked() -> None:
    assert language_remark("en") == ""
    assert language_remark("und").startswith("Language unknown")
    assert language_remark("pt") == "In Portuguese: stored, but not analyzed"


def test_a_guessed_publication_date_is_marked(tmp_path: Path) -> None:
    path, article = stored(tmp_path)
    with Store(path) as store:
        row = store.articles.row(article)
    day = datetime.date(2026, 7, 25)
    guessed = replace(row, site="Wire", published=to_partial_date(day), published_from="guessed")
    assert site_and_date(guessed) == "Wire · 25 Jul 2026?"
    assert format_publication_date(guessed) == ("25 July 2026, guessed: the dateline has no year")
    assert site_and_date(replace(guessed, published_from="given")) == ("Wire · 25 Jul 2026")
    dated = replace(guessed, published_from="metadata")
    assert format_publication_date(dated) == "25 July 2026, from the page's metadata"
    assert format_publication_date(dated, is_from_feed=True) == "25 July 2026, from the feed"


def test_no_remark_on_a_result_hides_another_one() -> None:
    result = TaskResult(
        "page.html", 1, proposals=2, remark="the whole page was kept", alike=3, incomplete=1
    )
    remark = result_remark(result)
    assert remark.startswith("2 changes are proposed")
    assert "; the whole page was kept; Findings are missing: 1 article" in remark
    assert result_remark(TaskResult("page.html", 1, alike=3)) == "3 near-duplicates"
