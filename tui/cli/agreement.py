"""`onrecord agreement`: how far two coders of the same articles agree."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.options import (
    ChoiceType,
    OutputForm,
    exit_unless_found,
    inform,
    list_options,
    open_store,
    show_progress,
    store_option,
)
from tui.launch import EXIT_USAGE_ERROR, exit_with_error, migrate_older_store

if TYPE_CHECKING:  # a command imports only what it runs
    from db.coders.coder_comparison import CoderComparison, CodingUnit

_UNITS = ("passage", "sentence", "paragraph", "article")


@click.command("agreement", epilog="Example: onrecord agreement ana.sqlite bo.sqlite --list")
@click.argument("stores", nargs=-1, required=True, metavar="[FILE] FILE",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option(
    "--unit", type=ChoiceType(_UNITS), default="passage", show_default=True,
    help="Compare the codes of these units; of articles, the tags of the articles.",
)  # fmt: skip
@click.option(
    "--overlap", type=click.IntRange(1, 100), metavar="PERCENT", default=50, show_default=True,
    help="Marks are one passage if they share this part of the shorter one.",
)  # fmt: skip
@click.option("--code", metavar="NAME", help="Print only this code.")
@click.option("--list", "as_list", is_flag=True, help="List the passages with different codes.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table as CSV.")
@store_option
@list_options
def agreement_command(
    stores: tuple[Path, ...],
    unit: "CodingUnit",
    overlap: int,
    code: str | None,
    as_list: bool,
    as_csv: bool,
    form: OutputForm,
) -> None:
    """Compare the codes of two coders.

    Each coder has a store with the same articles. A code is a tag of a note or highlight. With one
    FILE, the first coder is your own store.

    For each code, prints the units that both coders, one or neither of them gave it. Then follow
    the share of units on which they agree, Cohen's kappa and Krippendorff's alpha.

    Articles are the same if their texts are. An article counts if both coders coded or read it. A
    passage is what overlapping marks of both coders cover. Each paragraph without a mark is a unit
    without a code.
    """
    from db.coders.coder_comparison import compare_coders

    if len(stores) > 2:
        raise click.UsageError("give two stores, or one to compare with your own")
    if as_csv and form:
        raise click.UsageError("use either --csv or one of --json, --jsonl and --tsv")
    from db import Store

    for path in stores:
        migrate_older_store(path, show_progress())
    with Store(stores[-1], create=False) as second:
        if len(stores) == 1:
            with open_store() as first:
                found = compare_coders(first.codings, second.codings, unit, overlap / 100)
        else:
            with Store(stores[0], create=False) as first:
                found = compare_coders(first.codings, second.codings, unit, overlap / 100)
    _print_comparison(found, code, form, as_list=as_list, as_csv=as_csv)


def _print_comparison(
    found: "CoderComparison", code: str | None, form: OutputForm, *, as_list: bool, as_csv: bool
) -> None:
    from db.coders.coder_comparison import select_code
    from db.exporters.agreement_csv import (
        agreement_csv_lines,
        list_code_records,
        list_passage_records,
    )
    from tui.cli import output
    from tui.cli.agreement_tables import print_agreement, print_disagreements

    if code is not None:
        chosen = select_code(found, code)
        if chosen is None:
            exit_with_error(EXIT_USAGE_ERROR, f"neither coder gave the code {code!r}")
        found = chosen
    _report_left_out(found)
    records = list_passage_records(found.disagreements) if as_list else list_code_records(found)
    if as_csv:
        for line in agreement_csv_lines(records):
            output.print_export(line, is_json=False)
    elif form:
        output.print_values(form, records)
    elif as_list:
        print_disagreements(found)
    else:
        print_agreement(found)
    if as_list:
        exit_unless_found(bool(found.disagreements), "the coders agree", filtered=False)
    else:
        exit_unless_found(bool(found.codes), "no article has a code of both coders")


def _report_left_out(found: "CoderComparison") -> None:
    """Report the articles and marks that are not in the figures."""
    from tui.display_text import format_count

    for number, text in (
        (found.only_first, "only the first coder coded or read"),
        (found.only_second, "only the second coder coded or read"),
        (found.absent, "one of the stores lacks, or has with another text"),
    ):
        if number:
            inform(f"left out {format_count(number, 'article')} that {text}")
    if found.unplaced:
        marks = format_count(found.unplaced, "mark")
        inform(f"left out {marks} without a passage: the words are gone, or damaged")
