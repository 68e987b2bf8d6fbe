"""`onrecord people`: list people and organizations, identified across all articles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from db.identities.models import IdentityRow
from db.models import IdentityOrder, IdentityType
from db.repositories.records import Records
from tui.cli import tables
from tui.cli.completions import complete_names
from tui.cli.options import (
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    limit_option,
    list_options,
    open_store,
    report_cut,
    store_option,
    warn_about_incomplete,
)
from tui.launch import echo

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store


@click.command(epilog="Example: onrecord people --type organizations --order last-seen")
@click.argument("name", nargs=-1, metavar="[NAME|ID]", shell_complete=complete_names)
@click.option(
    "--type",
    "identity_type",
    type=ChoiceType(get_args(IdentityType)),
    default="both",
    show_default=True,
    help="List this type of names; both are people and organizations, unsure are possible people.",
)
@click.option(
    "--order",
    type=ChoiceType(get_args(IdentityOrder)),
    default="quotations",
    show_default=True,
    help="Sort by number of quotations or articles, by latest mention, or by name.",
)
@click.option(
    "--unsure", is_flag=True, help="List the names that may be people; the same as --type unsure."
)
@click.option(
    "--merge-candidates", is_flag=True, help="List pairs of names that may mean the same."
)
@click.option(
    "--import",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Import an authority list of names, roles and identifiers: CSV, TSV or JSON.",
)
@click.option(
    "--export",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the authority list to a file: CSV, TSV or JSON.",
)
@click.option("--force", is_flag=True, help="Replace the file of --export if it exists.")
@limit_option
@store_option
@list_options
def people(
    name: tuple[str, ...],
    identity_type: IdentityType,
    order: IdentityOrder,
    unsure: bool,
    merge_candidates: bool,
    source: Path | None,
    target: Path | None,
    force: bool,
    limit: int,
    form: OutputForm,
) -> None:
    """List people and organizations.

    With NAME or ID, prints a profile: other names, roles, co-mentions and quotations. If several
    people or organizations match NAME, lists them with their ids.

    An authority list is your own file of people, organizations and places. Names in articles are
    linked by it; nothing is downloaded.
    """
    words = " ".join(name)
    if source and target:
        raise click.UsageError("--import and --export are two steps; give one of them")
    if force and not target:
        raise click.UsageError("--force needs --export FILE")
    if source or target:
        if words:
            raise click.UsageError("the authority list is imported and exported without a NAME")
        from tui.cli.authority import export_authority_list, import_authority_list

        if source:
            import_authority_list(source, form)
        elif target:
            export_authority_list(target, force=force)
        return
    identity_type = "unsure" if unsure else identity_type
    with open_store() as store:
        warn_about_incomplete(store)
        if merge_candidates:
            while store.identities.find_merge_candidates():
                pass
            pairs = store.identities.merge_candidates(limit=limit + 1)
            tables.print_merge_candidates(report_cut(pairs, limit), form)
            if not pairs:
                inform("no merge candidates")
            return
        if words.isdecimal():
            tables.print_profile(store, int(words), limit, form)
            return
        ids = store.identities.list_ids(words, sort=identity_type, order=order, limit=limit + 1)
        if words and not ids and identity_type in ("both", "people"):
            ids = store.identities.list_ids(words, sort="unsure", order=order, limit=limit + 1)
            if ids:
                identity_type = "unsure"
                inform("only names that may be people match")
        identity = _unique_match(store, words, ids, identity_type) if words else None
        if identity is not None:
            tables.print_profile(store, identity, limit, form)
            return
        shown = Records(IdentityRow, report_cut(ids, limit), store.identities.load)
        tables.print_identities(shown, form)
    exit_unless_found(bool(ids), filtered=bool(words) or identity_type != "both")
    if words:
        echo("several names match; give the id of one of them")


def _unique_match(
    store: "Store", words: str, ids: Sequence[int], identity_type: IdentityType
) -> int | None:
    """Return the only identity with these words in its name, or with exactly this name."""
    if len(ids) == 1 and store.identities.count(words, identity_type) == 1:
        return ids[0]
    # an ambiguous name, such as a bare surname, can belong to several people
    rows = store.identities.load(ids)
    exact = [row for row in rows if not row.shared and row.name.casefold() == words.casefold()]
    return exact[0].id if len(exact) == 1 else None
