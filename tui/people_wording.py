"""Words for identities on the screens: types, roles, counts and date ranges."""

import datetime

from db.identities.models import IdentityRow, Order, Sort
from tui.formatting import counted, short_day
from tui.formatting_wording import sort_of
from tui.sanitize import safe

SORTS: dict[Sort, str] = {
    "both": "people and organisations",
    "people": "people",
    "organisations": "organisations",
    "groups": "groups",
    "places": "places",
    "other": "other names",
    "all": "names of all types",
}
ORDERS: dict[Order, str] = {
    "quotations": "most quoted first",
    "articles": "most named first",
    "last": "last seen first",
    "name": "by name",
}
ALONE = "ambiguous name"


def sort_word(row: IdentityRow) -> str:
    """Return the type of an identity, or that its name is ambiguous."""
    return ALONE if row.shared else sort_of(row.label)


def role_or_sort(row: IdentityRow) -> str:
    """Return the role of an identity, safe to draw; else its type."""
    return sort_word(row) if row.shared else safe(row.role) or sort_word(row)


def counts(row: IdentityRow) -> str:
    """Return the numbers of quotations and articles: "3 quotations, 12 articles"."""
    quoted = f"{counted(row.quotations, 'quotation')}, " if row.quotations else ""
    return f"{quoted}{counted(row.articles, 'article')}"


def seen(first: datetime.date | None, last: datetime.date | None) -> str:
    """Return the date range, with a shared year only once; empty without dates."""
    if first is None or last is None:
        return ""
    if first == last:
        return short_day(first)
    if first.year == last.year:
        return f"{short_day(first).rpartition(' ')[0]} – {short_day(last)}"
    return f"{short_day(first)} – {short_day(last)}"


def named(row: IdentityRow) -> str:
    """Return the name of an identity, safe to draw."""
    return safe(row.name)
