"""`onrecord positions`: the dated statements of a person about a topic, oldest first."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.date_format import format_published_in_figures
from tui.cli import output
from tui.cli.article_selection import find_identity
from tui.cli.completions import complete_names
from tui.cli.options import (
    OutputForm,
    exit_unless_found,
    inform,
    limit_option_of,
    list_options,
    open_store,
    store_option,
    warn_about_incomplete,
)
from tui.cli.written_pages import page_options, write_page

if TYPE_CHECKING:  # a command imports only what it runs
    from db.comparison.positions import PositionList, PositionPair

_MOST = 200


@click.command(epilog='Example: onrecord positions "Ana Reis" --about "closing the schools"')
@click.argument("name", metavar="NAME", shell_complete=complete_names)
@click.option(
    "--about", metavar="TEXT", default="",
    help="List only statements near in meaning to TEXT, a topic in your own words.",
)  # fmt: skip
@click.option(
    "--changed", is_flag=True, help="List only statements with a sign of change, and the earlier."
)
@limit_option_of(_MOST)
@page_options
@store_option
@list_options
def positions(
    name: str,
    about: str,
    changed: bool,
    limit: int,
    page: Path | None,
    force: bool,
    form: OutputForm,
) -> None:
    """List the dated statements of a person about a topic.

    The oldest is first, each with its source and address. Beside a statement stands the earlier one
    that is nearest in words, with a sign if a negation, a number or a modal verb differs, and with
    your notes on both. A sign is a difference in words, which can have many reasons.

    Without --about, lists the newest statements. At most 200 are compared with each other.
    """
    with open_store() as store:
        warn_about_incomplete(store)
        identity = find_identity(store, name)
        found = store.comparisons.find_positions(identity.id, about, min(limit, _MOST))
    if not found.is_complete:
        inform(f"compared {found.compared:,} statements; there are more")
    if page is not None:
        from db.exporters.positions_page import positions_page

        write_page(page, positions_page(found), force=force)
    else:
        _print_positions(found, form, only_changed=changed)
    exit_unless_found(bool(found.changed if changed else found.positions))


def _print_positions(found: "PositionList", form: OutputForm, *, only_changed: bool) -> None:
    """Print positions, each with the earlier statement beside it."""
    pairs = {pair.later: pair for pair in found.pairs}
    numbers = list(range(len(found.positions)))
    if only_changed:
        chosen = {number for pair in found.changed for number in (pair.earlier, pair.later)}
        numbers = sorted(chosen)
    if form:
        output.print_values(form, [_position_json(found, at, pairs.get(at)) for at in numbers])
        return
    for number in numbers:
        position, pair = found.positions[number], pairs.get(number)
        row = position.row
        output.print_styled_line(
            (f"{row.article:>5}  ", "dim"),
            (f"{format_published_in_figures(row.published, row.published_from):11} ", "cyan"),
            (row.site or row.title, "bold"),
            (f"  {position.address}" if position.address else "", "dim"),
        )
        output.print_styled_line(("       ", ""), (" ".join(row.content.split()), ""))
        if pair is not None:
            _print_pair(found, pair)


def _print_pair(found: "PositionList", pair: "PositionPair") -> None:
    """Print the earlier statement of a pair, the signs of change and the reader's notes."""
    earlier = found.positions[pair.earlier].row
    day = format_published_in_figures(earlier.published, earlier.published_from)
    signs = "; ".join(f"{each.sign} differs: {each.words}" for each in pair.changes)
    output.print_styled_line(
        ("         beside ", "dim"),
        (f"{day} {earlier.site or earlier.title}: ", "dim"),
        (" ".join(earlier.content.split()), "dim"),
    )
    if signs:
        output.print_styled_line(("         ", ""), (signs, "yellow"))
    for note in pair.notes:
        words = " ".join(filter(None, (note.verdict, " ".join(note.body.split()))))
        output.print_styled_line(("         note: ", ""), (words, "magenta"))


def _position_json(
    found: "PositionList", number: int, pair: "PositionPair | None"
) -> dict[str, Any]:
    position = found.positions[number]
    earlier = None
    if pair is not None:
        row = found.positions[pair.earlier].row
        earlier = {"article": row.article, "index": row.index, "content": row.content}
    return {
        **output.quotation_to_json(position.row, None),
        "address": position.address,
        "earlier": earlier,
        "changes": [
            {"sign": each.sign, "words": each.words} for each in (pair.changes if pair else ())
        ],
        "notes": [note.to_dict() for note in (pair.notes if pair else ())],
    }
