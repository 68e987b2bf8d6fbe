"""Repeated analysis of stored articles, and the text of a reference that has none yet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.web_addresses import normalize_host
from tui.store_query import read_or_default
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from tui.context import AppContext


def request_analysis(context: "AppContext", articles: Sequence[int], title: str) -> None:
    """Analyze articles again, in worker processes; corrections and notes are preserved.

    The text of a single reference is fetched, after a confirmation. So is that of the page of an
    article from a feed, without one, since the reader follows the feed.
    """
    row = context.store.articles.row(articles[0]) if len(articles) == 1 else None
    if row is not None and read_or_default(
        lambda: context.store.feed_articles.lacks_full_text(row.id), False
    ):
        context.jobs.fetch_text(row.id, title, full=context.source_watcher.fetch)
    elif row is None or row.analysis_state != "no text":
        context.jobs.reanalyze(articles, title)
    elif not normalize_host(row.source):
        context.show_message(JobText.NO_ADDRESS.format(title=title), severity="warning")
    else:
        context.open(
            "confirm",
            on_result=lambda yes: context.jobs.fetch_text(row.id, title) if yes else None,
            question=JobText.FETCH_QUESTION.format(title=title),
            detail=row.source,
            yes=JobText.FETCH_ANSWER,
        )
