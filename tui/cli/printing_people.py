"""Output of the `people` command: identities, merge candidates and profiles."""

import datetime
from collections.abc import Sequence

from db import Store
from db.identities.models import IdentityRow, Proposal
from tui.cli.output import json_text, line, quotations, record, styled_line
from tui.formatting import counted
from tui.formatting_wording import sort_of

_COMPANIONS = 20


def rows(found: Sequence[IdentityRow], as_json: bool) -> None:
    """Print identities, a line each: id, name, type, counts, first and last day."""
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
    """Print merge candidates, pairs of possible duplicates, each with the reason."""
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
    """Print a profile: names, roles by date, co-mentions, and quotations, the newest first."""
    people = store.people
    found = people.identity(identity)
    row = found.row
    quoted = people.quotations(row.id, limit=limit)
    companions = people.companions(row.id, limit=_COMPANIONS)
    if as_json:
        json_text(
            {
                **record(row),
                "names": [record(name) for name in found.names],
                "aliases": list(found.aliases),
                "roles": [record(role) for role in found.roles],
                "months": people.months([row.id])[row.id],
                "companions": [
                    {
                        **record(companion.row),
                        "together": companion.articles,
                        "both_quoted": companion.quoted,
                    }
                    for companion in companions
                ],
                "said": [record(quotation) for quotation in quoted],
            }
        )
        return
    styled_line((row.name, "bold"), (f"  {_about(row)}", ""))
    if seen := _seen(row):
        line(f"Seen {seen}")
    variants = [name.words for name in found.names if name.words != row.name]
    if names := [*variants, *found.aliases]:
        line(f"Also {', '.join(names)}")
    for role in found.roles:
        styled_line((f"  {_days(role.first, role.last):24}", "cyan"), (role.words, ""))
    if companions:
        counts = (f"{companion.row.name} ({companion.articles:,})" for companion in companions)
        line("With " + ", ".join(counts))
    quotations(quoted, as_json=False)


def _about(row: IdentityRow) -> str:
    type_name = "ambiguous name" if row.shared else sort_of(row.label)
    counts = f"{counted(row.quotations, 'quotation')}, {counted(row.articles, 'article')}"
    return f"{type_name} · {counts}"


def _seen(row: IdentityRow) -> str:
    return _days(row.first, row.last).strip()


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    if first is None or last is None:
        return ""
    return first.isoformat() if first == last else f"{first} to {last}"
