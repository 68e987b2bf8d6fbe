"""Who and what the articles name, as the command line prints it."""

import datetime
from collections.abc import Sequence

from db import Store
from db.people.records import IdentityRow, Proposal
from tui.correcting.wording import sort_of
from tui.printing import json_text, line, quotations, record, styled_line
from tui.wording import counted

_COMPANIONS = 20


def rows(found: Sequence[IdentityRow], as_json: bool) -> None:
    """Print identities, a line each: number, name, sort, counts, first and last day."""
    if as_json:
        json_text([record(row) for row in found])
        return
    for row in found:
        styled_line(
            (f"{row.id:>6}  ", "dim"),
            (row.name, "bold"),
            (f"  {_about(row)}", ""),
            (f"  {_seen(row)}", "cyan"),
        )


def proposals(found: Sequence[Proposal], as_json: bool) -> None:
    """Print pairs that may be one, each with the reason."""
    if as_json:
        json_text([{**record(p), "one": record(p.one), "other": record(p.other)} for p in found])
        return
    for pair in found:
        styled_line(
            (f"{pair.score:>3}  ", "dim"),
            (pair.one.name, "bold"),
            (f" ({pair.one.id}, {counted(pair.one.articles, 'article')})", "dim"),
            (" = ", ""),
            (pair.other.name, "bold"),
            (f" ({pair.other.id}, {counted(pair.other.articles, 'article')})?  ", "dim"),
            (pair.because, ""),
        )


def page(store: Store, identity: int, limit: int, as_json: bool) -> None:
    """Print all about one: names, roles by time, company, and what it said, the newest first."""
    people = store.people
    found = people.identity(identity)
    row = found.row
    said = people.quotations(row.id, limit=limit)
    company = people.companions(row.id, limit=_COMPANIONS)
    if as_json:
        json_text(
            {
                **record(row),
                "names": [record(one) for one in found.names],
                "aliases": list(found.aliases),
                "roles": [record(one) for one in found.roles],
                "months": people.months([row.id])[row.id],
                "companions": [
                    {**record(one.row), "together": one.articles, "both_quoted": one.quoted}
                    for one in company
                ],
                "said": [record(one) for one in said],
            }
        )
        return
    styled_line((row.name, "bold"), (f"  {_about(row)}", ""))
    if seen := _seen(row):
        line(f"Seen {seen}")
    also = [one.words for one in found.names if one.words != row.name]
    if names := [*also, *found.aliases]:
        line(f"Also {', '.join(names)}")
    for role in found.roles:
        styled_line((f"  {_days(role.first, role.last):24}", "cyan"), (role.words, ""))
    if company:
        line("With " + ", ".join(f"{one.row.name} ({one.articles:,})" for one in company))
    quotations(said, as_json=False)


def _about(row: IdentityRow) -> str:
    sort = "by this name alone" if row.shared else sort_of(row.label)
    counts = f"{counted(row.quotations, 'quotation')}, {counted(row.articles, 'article')}"
    return f"{sort} · {counts}"


def _seen(row: IdentityRow) -> str:
    return _days(row.first, row.last).strip()


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return ""
    return first.isoformat() if first == last else f"{first} to {last}"
