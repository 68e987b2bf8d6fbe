"""What the command `timeline` prints of what several articles tell, and of units counted."""

from collections.abc import Sequence
from typing import Any

from db import EventRow
from db.timeline.records import Happening, Stretch, Unit
from tui import printing
from tui.widgets.panes.timeline import dates
from tui.widgets.timeline.axis import unit_name
from tui.widgets.timeline.happenings import fate_words, otherwise_words, told_by

_BAR = 40  # cells of the longest bar


def counts(found: Sequence[Stretch], unit: Unit, as_json: bool) -> None:
    """Print how many events and articles each unit of the calendar has."""
    if as_json:
        printing.json_text(
            [
                {"from": one.first.isoformat(), "to": one.last.isoformat(),
                 "events": one.events, "articles": one.articles}
                for one in found
            ]
        )  # fmt: skip
        return
    most = max((one.events for one in found), default=0)
    for one in found:
        bar = "━" * (round(_BAR * one.events / most) or 1) if one.events else ""
        printing.styled_line(
            (f"{unit_name(one.first, unit):22}", "cyan"),
            (f"{one.events:>7,} events ", "bold"),
            (f"{one.articles:>6,} articles  ", ""),
            (bar, "blue"),
        )


def happenings(found: Sequence[Happening], as_json: bool) -> None:
    """Print what happened by day, each once with who tells it."""
    if as_json:
        printing.json_text([_happening(one) for one in found])
        return
    when = ""
    for one in found:
        if dates(one.shown) != when:
            when = dates(one.shown)
            printing.styled_line((when, "cyan"))
        mark = "○" if one.shown.upcoming and not one.reported else "●"
        printing.styled_line((f"  {mark} ", "magenta"), (one.shown.headline, "bold"))
        articles = sorted({event.article for event in one.events})
        numbers = ", ".join(map(str, articles))
        printing.styled_line((f"    {told_by(one)} ({numbers})", "dim"))
        for words, style in ((fate_words(one), "dim"), (otherwise_words(one), "magenta")):
            if words:
                printing.styled_line((f"    {words}", style))


def _happening(one: Happening) -> dict[str, Any]:
    return {
        "from": one.shown.first_day.isoformat(),
        "to": one.shown.last_day.isoformat(),
        "precision": one.shown.precision,
        "headline": one.shown.headline,
        "articles": one.articles,
        "announced": _when(one.announced),
        "reported": _when(one.reported),
        "fate": one.fate,
        "events": [printing.event(event) for event in one.by_publication],
        "reports": [printing.event(event) for event in one.reports],
        "otherwise": [printing.event(event) for event in one.otherwise],
    }


def _when(event: EventRow | None) -> dict[str, Any] | None:
    if event is None or event.published is None:
        return None
    return {"article": event.article, "published": event.published.isoformat()}
