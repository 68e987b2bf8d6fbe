"""Who articles name, as the screens say it."""

import datetime

from db.people.records import IdentityRow, Order, Sort
from tui.correcting.wording import sort_of
from tui.safe import safe
from tui.wording import counted, short_day

SORTS: dict[Sort, str] = {
    "both": "people and organisations",
    "people": "people",
    "organisations": "organisations",
    "groups": "groups",
    "places": "places",
    "other": "other names",
    "all": "names of all sorts",
}
ORDERS: dict[Order, str] = {
    "quotations": "most quoted first",
    "articles": "most named first",
    "last": "last seen first",
    "name": "by name",
}
ALONE = "by this name alone"


def sort_word(row: IdentityRow) -> str:
    """What sort somebody is, or that a name stands for nobody in particular."""
    return ALONE if row.shared else sort_of(row.label)


def role_or_sort(row: IdentityRow) -> str:
    """The role, safe to draw, of somebody whose role is told; else what sort they are."""
    return sort_word(row) if row.shared else safe(row.role) or sort_word(row)


def counts(row: IdentityRow) -> str:
    """How often somebody is quoted and named."""
    quoted = f"{counted(row.quotations, 'quotation')}, " if row.quotations else ""
    return f"{quoted}{counted(row.articles, 'article')}"


def seen(first: datetime.date | None, last: datetime.date | None) -> str:
    """From when to when; empty where no article has a date."""
    if first is None or last is None:
        return ""
    if first == last:
        return short_day(first)
    if first.year == last.year:  # the year once
        return f"{short_day(first).rpartition(' ')[0]} – {short_day(last)}"
    return f"{short_day(first)} – {short_day(last)}"


def named(row: IdentityRow) -> str:
    """A name, safe to draw."""
    return safe(row.name)
