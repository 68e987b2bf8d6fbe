"""`onrecord check` and `repair_command`: find damage of a store, and recover its data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from tui.cli import output
from tui.cli.options import (
    OutputForm,
    inform,
    inform_of_absent_limits,
    json_option,
    show_progress,
    store_option,
    store_path,
)
from tui.damage_text import name_record
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, clear_part_done

if TYPE_CHECKING:
    from db.maintenance.recovery import RecoveryReport


_file = click.Path(path_type=Path)
# Created by onnxruntime 1.29 and later: an identifier of the device and a database of events.
_TELEMETRY = "Microsoft/DeveloperTools/.onnxruntime"


@click.command(epilog="Example: onrecord check --json")
@click.option(
    "--accept", is_flag=True,
    help="Accept the records that another program changed, as they are now.",
)  # fmt: skip
@click.option(
    "--article", "articles", type=int, multiple=True, metavar="ID",
    help="With --accept, accept only the records of this article; can be repeated.",
)  # fmt: skip
@store_option
@json_option
def check(accept: bool, articles: tuple[int, ...], form: OutputForm) -> None:
    """Check the store for damage.

    Prints a line for each problem, and exits with 1 if there are any. A record that another program
    changed is a problem too, until you accept it with --accept. Otherwise the store is not changed.
    """
    from db.importers.sandbox import absent_limits
    from db.maintenance.integrity import accept_changes, check_store

    if articles and not accept:
        raise click.UsageError("--article is for --accept")
    try:
        accepted = accept_changes(store_path(), show_progress(), articles) if accept else 0
        report = check_store(store_path(), show_progress())
    finally:
        clear_part_done()
    if accept:
        inform(f"{format_count(accepted, 'record')} accepted as they are")
    if form:
        found = asdict(report)
        problems = [  # `what` is the public key of the message
            {"kind": problem.kind, "what": problem.message, "article": problem.article}
            for problem in report.problems
        ]
        values = {**found, "problems": problems, "whole": report.whole}
        output.print_values(form, {**values, "absent_limits": list(absent_limits())})
    else:
        for problem in report.problems:
            location = "" if problem.article is None else f" article {problem.article}:"
            output.print_line(f"{problem.kind}\t{location} {problem.message}".replace("\t ", "\t"))
        checked = "an unknown number of articles"
        if report.articles is not None:
            checked = format_count(report.articles, "article")
        inform(f"{checked} checked, {format_count(len(report.problems), 'problem')}")
        if not report.indexes_checked:
            inform("the search indexes were not checked: the store is read-only")
        inform_of_absent_limits()
        if not report.whole:
            inform("run `onrecord repair` to list what can be recovered")
        if any(problem.kind == "record" for problem in report.problems) and not accept:
            inform("if you changed these records with another program, add --accept")
    sys.exit(0 if report.whole else EXIT_FAILURE)


@click.command(epilog="Example: onrecord repair --output recovered.sqlite")
@click.option(
    "--output", "-o", "target", type=_file, metavar="FILE", help="Write to this new file."
)
@store_option
@json_option
def repair_command(target: Path | None, form: OutputForm) -> None:
    """Recover data from a damaged store.

    Prints how much of each table can be recovered, and writes it to a new store with --output.
    Damaged records are taken from the newest automatic backup that has them whole; each is named.
    The damaged file is not changed. Exits with 1 if data are lost.
    """
    from db.maintenance.recovery import repair as repair_store

    report = repair_store(store_path(), target)
    if form:
        output.print_values(form, {**asdict(report), "complete": report.complete})
    else:
        _print_recovery(report)
        inform(
            f"wrote {target}" if target else "nothing was written; name a new file with --output"
        )
    sys.exit(0 if report.complete else EXIT_FAILURE)


def _print_recovery(report: "RecoveryReport") -> None:
    for table in sorted({*report.saved, *report.lost}):
        lost = f"\tup to {report.lost[table]} lost" if table in report.lost else ""
        if table in report.uncounted:
            lost = "\tan unknown number lost"
        output.print_line(f"{table}\t{report.saved.get(table, 0)} saved{lost}")
    for article in report.changed:
        output.print_line(f"article {article}: its text differs from the stored one")
    for article in report.bare:
        output.print_line(f"article {article}: lost findings; run `onrecord reanalyze {article}`")
    for mended in report.mended:
        state = "as it was stored last" if mended.is_exact else "an earlier state"
        output.print_line(f"{name_record(mended.record)}: taken from {mended.backup}, {state}")
    for record in report.unmended:
        output.print_line(f"{name_record(record)}: no backup has it whole")
    if report.orphans:
        output.print_line(f"{format_count(report.orphans, 'note')} recovered without the article")
