"""Printed tables of the timeline: event clusters, and the days of a story."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.date_format import format_period_in_figures
from tui.cli import output
from tui.cli.options import OutputForm
from tui.display_text import format_count

if TYPE_CHECKING:  # a command imports only what it prints
    from db.models import EventRow
    from db.timeline.models import EventCluster
    from db.timeline.story_days import StoryDay

_STORY_BAR = 20  # characters


def print_event_clusters(found: Sequence["EventCluster"], form: OutputForm) -> None:
    """Print event clusters by day, each with the articles that report it."""
    if form:
        output.print_values(form, [_cluster_json(cluster) for cluster in found])
        return
    from tui.widgets.event_rows import (
        cluster_mark,
        format_deviating_dates,
        format_outcome,
        format_sources,
    )
    from tui.widgets.panes.timeline import format_event_date

    printed_dates = ""
    for cluster in found:
        shown = cluster.shown
        if format_event_date(shown) != printed_dates:
            printed_dates = format_event_date(shown)
            output.print_styled_line((printed_dates, "cyan"))
        output.print_styled_line(
            (f"  {cluster_mark(cluster)} ", "magenta"), (shown.headline, "bold")
        )
        articles = sorted({event.article for event in cluster.events})
        numbers = ", ".join(map(str, articles))
        output.print_styled_line((f"    {format_sources(cluster)} ({numbers})", "dim"))
        for words, style in (
            (format_outcome(cluster), "dim"),
            (format_deviating_dates(cluster), "magenta"),
        ):
            if words:
                output.print_styled_line((f"    {words}", style))


def print_story_days(days: Sequence["StoryDay"], form: OutputForm) -> None:
    """Print the days of a story: a bar of their articles, the best event and its sources."""
    if form:
        output.print_values(form, [_story_day_json(day) for day in days])
        return
    from tui.widgets.event_rows import format_sources

    most = max((day.articles for day in days), default=1)
    for day in days:
        bar = "█" * max(1, round(_STORY_BAR * day.articles / most))
        output.print_styled_line(
            (f"{format_period_in_figures(day.day, day.day, 'day'):11} ", "cyan"),
            (f"{bar:{_STORY_BAR}}  ", "magenta"),
            (f"{format_count(day.articles, 'article')}, {day.stated:,} state the day", "dim"),
        )
        output.print_styled_line((f"    {day.best.shown.headline}", "bold"))
        output.print_styled_line((f"    {format_sources(day.best)}", "dim"))


def _story_day_json(day: "StoryDay") -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "articles": day.articles,
        "stated": day.stated,
        "score": round(day.score, 3),
        **{name: value for name, value in _cluster_json(day.best).items() if name != "articles"},
    }


def _cluster_json(cluster: "EventCluster") -> dict[str, Any]:
    return {
        "from": cluster.shown.first_day.isoformat(),
        "to": cluster.shown.last_day.isoformat(),
        "precision": cluster.shown.precision,
        "headline": cluster.shown.headline,
        "articles": cluster.articles,
        "announced": _publication_json(cluster.announced),
        "reported": _publication_json(cluster.reported),
        "fate": cluster.fate,
        "events": [output.event_to_json(event) for event in cluster.by_publication],
        "reports": [output.event_to_json(event) for event in cluster.reports],
        "otherwise": [output.event_to_json(event) for event in cluster.otherwise],
    }


def _publication_json(event: "EventRow | None") -> dict[str, Any] | None:
    if event is None or event.published is None:
        return None
    return {"article": event.article, "published": event.published.isoformat()}
