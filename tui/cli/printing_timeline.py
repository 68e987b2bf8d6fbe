"""Output of the `timeline` command: event clusters, and counts by calendar unit."""

from collections.abc import Sequence
from typing import Any

from db import EventRow
from db.timeline.models import Happening, Stretch, Unit
from tui.cli import output
from tui.widgets.axis import unit_name
from tui.widgets.happenings import fate_words, otherwise_words, told_by
from tui.widgets.panes.timeline import dates

_BAR = 40  # cells of the longest bar


def counts(found: Sequence[Stretch], unit: Unit, as_json: bool) -> None:
    """Print the numbers of events and articles in each calendar unit."""
    if as_json:
        output.json_text(
            [
                {"from": period.first.isoformat(), "to": period.last.isoformat(),
                 "events": period.events, "articles": period.articles}
                for period in found
            ]
        )  # fmt: skip
        return
    most = max((period.events for period in found), default=0)
    for period in found:
        bar = "━" * (round(_BAR * period.events / most) or 1) if period.events else ""
        output.styled_line(
            (f"{unit_name(period.first, unit):22}", "cyan"),
            (f"{period.events:>7,} events ", "bold"),
            (f"{period.articles:>6,} articles  ", ""),
            (bar, "blue"),
        )


def happenings(found: Sequence[Happening], as_json: bool) -> None:
    """Print event clusters by day, each with the articles that report it."""
    if as_json:
        output.json_text([_cluster_json(cluster) for cluster in found])
        return
    printed_dates = ""
    for cluster in found:
        shown = cluster.shown
        if dates(shown) != printed_dates:
            printed_dates = dates(shown)
            output.styled_line((printed_dates, "cyan"))
        mark = "○" if shown.upcoming and not cluster.reported else "●"
        output.styled_line((f"  {mark} ", "magenta"), (shown.headline, "bold"))
        articles = sorted({event.article for event in cluster.events})
        numbers = ", ".join(map(str, articles))
        output.styled_line((f"    {told_by(cluster)} ({numbers})", "dim"))
        for words, style in ((fate_words(cluster), "dim"), (otherwise_words(cluster), "magenta")):
            if words:
                output.styled_line((f"    {words}", style))


def _cluster_json(cluster: Happening) -> dict[str, Any]:
    return {
        "from": cluster.shown.first_day.isoformat(),
        "to": cluster.shown.last_day.isoformat(),
        "precision": cluster.shown.precision,
        "headline": cluster.shown.headline,
        "articles": cluster.articles,
        "announced": _publication_json(cluster.announced),
        "reported": _publication_json(cluster.reported),
        "fate": cluster.fate,
        "events": [output.event(event) for event in cluster.by_publication],
        "reports": [output.event(event) for event in cluster.reports],
        "otherwise": [output.event(event) for event in cluster.otherwise],
    }


def _publication_json(event: EventRow | None) -> dict[str, Any] | None:
    if event is None or event.published is None:
        return None
    return {"article": event.article, "published": event.published.isoformat()}
