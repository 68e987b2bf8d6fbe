"""`onrecord merge`: another store becomes a part of this one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.options import (
    OutputForm,
    inform,
    json_option,
    open_store,
    show_progress,
    store_option,
    store_path,
)
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, clear_part_done, echo

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store
    from db.merge.store_merge import MergeReport
    from db.tasks import TaskResult

_FEW = 4  # articles that are analyzed sooner than worker processes start
_LEFT_OUT = {
    "trashed_articles": "article in the trash", "watched_sources": "watched source",
    "proposals": "proposal",
}  # fmt: skip


@click.command("merge", epilog="Example: onrecord merge ana.sqlite bo.jsonl")
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option(
    "--reading-state", is_flag=True,
    help="Merge stars, bookmarks, reading positions and unfinished notes too.",
)  # fmt: skip
@store_option
@json_option
def merge_command(files: tuple[Path, ...], reading_state: bool, form: OutputForm) -> None:
    """Merge other stores, or exports of them, into this one.

    An export is one as JSON or JSON Lines. Articles that this store lacks are added with their
    findings. Notes, tags, collections, verdicts, corrections, rules and decisions about people of
    both stores are united. What conflicts waits as a proposal: `onrecord corrections` lists it. The
    merged files are only read.

    `onrecord undo` takes a merge back in one step. An interrupted merge is resumed by running it
    again; to merge a file twice changes nothing. Exits with 1 if a file could not be merged.
    """
    from db.errors import ImportingError, StoreError
    from db.maintenance.optimize import optimize_fts
    from tui.cli import output

    records: list[dict[str, Any]] = []
    good = True
    with open_store(create=True) as store:
        for path in files:
            try:
                report, problems = _merge_file(store, path, has_reading_state=reading_state)
            except (ImportingError, StoreError) as error:
                echo(str(error) if str(path) in str(error) else f"{path.name}: {error}")
                records.append({"file": str(path), "problem": str(error)})
                good = False
                continue
            except KeyboardInterrupt:
                echo("interrupted; run the same command again to resume")
                sys.exit(EXIT_FAILURE)
            records.append(_to_json(path, report))
            for problem in problems:
                echo(problem)
            good = good and not problems
            inform(_describe(path, report))
    if form:
        output.print_values(form, records)
    optimize_fts(store_path())
    sys.exit(EXIT_SUCCESS if good else EXIT_FAILURE)


def _merge_file(
    store: "Store", path: Path, *, has_reading_state: bool
) -> "tuple[MergeReport, list[str]]":
    """Merge a file and analyze its new articles; return the problems of the analyses too."""
    from analysis.structs import replace
    from db.merge.store_merge import StoreMerge

    merge = StoreMerge(store, path, has_reading_state=has_reading_state, report=show_progress())
    try:
        report = merge.run()
    finally:
        clear_part_done()
    problems = [
        f"{result.name}: {result.problem}"
        for result in _analyze(store, report.pending)
        if result.problem
    ]
    changed, proposed = merge.merge_people()
    return replace(
        report, changed=report.changed + changed, proposed=report.proposed + proposed
    ), problems


def _analyze(store: "Store", articles: tuple[int, ...]) -> "Iterator[TaskResult]":
    from db.ingest import IngestService
    from db.worker_pool import run_in_processes
    from tui.log import start_log

    if len(articles) <= _FEW:
        return IngestService(store).run_all(articles)
    return run_in_processes(store.path, list(articles), None, start_log)


def _to_json(path: Path, report: "MergeReport") -> dict[str, Any]:
    return {
        "file": str(path),
        "added": report.added,
        "analyzed": len(report.pending),
        "compared": report.compared,
        "changed": report.changed,
        "proposed": report.proposed,
        "left_out": report.left_out,
    }


def _describe(path: Path, report: "MergeReport") -> str:
    from tui.display_text import format_count

    parts = [
        f"{format_count(len(report.added), 'article')} added",
        f"{format_count(report.changed, 'change')} made",
    ]
    if report.proposed:
        parts.append(f"{report.proposed:,} proposed; `onrecord corrections` lists them")
    if report.left_out:
        names = (format_count(n, _LEFT_OUT[name]) for name, n in report.left_out.items())
        parts.append(f"left out: {', '.join(names)}")
    return f"{path.name}: {', '.join(parts)}"
