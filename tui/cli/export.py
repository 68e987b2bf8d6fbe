"""`onrecord export`: write articles, findings and notes in the formats of other programs.

`onrecord datasette`: write the metadata with which Datasette shows the store.
"""

import datetime
import shlex
from pathlib import Path
from typing import cast, get_args

import click

from db import Store
from db.exporters import (
    FORMATS,
    PARTS,
    TABLE_NAMES,
    ExportOptions,
    ExportQuery,
    Part,
    Selection,
    TableName,
    export,
    render,
)
from db.exporters.datasette import datasette_metadata, write_metadata
from tui.cli.options import DayType, open_store, store_option, store_path, warn_about_incomplete
from tui.cli.output import print_export, print_json
from tui.formatting import format_count
from tui.launch import EXIT_FAILURE, echo, exit_with_error


@click.command("export")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file or folder; else -.")
@click.option(
    "--article",
    "articles",
    type=int,
    multiple=True,
    help="Only this article; can be repeated.",
)
@click.option("--search", "query", help="Only the articles that match a search.")
@click.option("--person", help="Only the quotations and events of a person or organisation.")
@click.option("--only", help=f"Parts, separated by commas: {', '.join(PARTS)}.")
@click.option("--table", type=click.Choice(TABLE_NAMES), default="quotations", show_default=True,
              help="The table of a CSV file.")  # fmt: skip
@click.option("--fields", help="Columns of csv or fields of json, separated by commas.")
@click.option("--from", "first", type=DayType(), help="Only events on this day or later.")
@click.option("--to", "last", type=DayType(), help="Only events on this day or earlier.")
@click.option("--confidence", type=click.FloatRange(0, 1), default=0.0,
              help="Minimum confidence of findings; corrected ones have 1.")  # fmt: skip
@click.option("--over", is_flag=True, help="Overwrite an existing file.")
@store_option
def export_command(
    form: str,
    output: Path | None,
    articles: tuple[int, ...],
    query: str | None,
    person: str | None,
    only: str | None,
    table: str,
    fields: str | None,
    first: datetime.date | None,
    last: datetime.date | None,
    confidence: float,
    over: bool,
) -> None:
    """Export articles with findings and notes as FORMAT: all of them, or a selection."""
    options = ExportOptions(_parts(only), first, last, confidence, _split_list(fields))
    with open_store() as store:
        selection = _selection(store, articles, query, person)
        warn_about_incomplete(store, selection.articles)
        if output is None or str(output) == "-":
            if FORMATS[form].kind != "text":
                raise click.UsageError(f"{form} needs a file or folder to write to: --output")
            is_json = FORMATS[form].extension.startswith(".json")
            try:
                for piece in render(store, selection, form, options, cast(TableName, table)):
                    print_export(piece, is_json=is_json)
            except ValueError as error:
                exit_with_error(EXIT_FAILURE, str(error))
            return
        try:
            files = export(
                store, selection, form, output, options, cast(TableName, table), over=over
            )
        except FileExistsError as error:
            exit_with_error(EXIT_FAILURE, f"{error}; use --over to overwrite it")
        except (OSError, ValueError) as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {getattr(error, 'strerror', None) or error}")
    echo(f"wrote {format_count(files, 'file')} to {output}")


def _parts(only: str | None) -> frozenset[Part]:
    wanted = _split_list(only)
    unknown = [part for part in wanted if part not in get_args(Part)]
    if unknown:
        raise click.UsageError(f"unknown part {unknown[0]}; --only takes {', '.join(PARTS)}")
    return frozenset(cast(tuple[Part, ...], wanted) or PARTS)


def _split_list(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


def _selection(
    store: Store, articles: tuple[int, ...], query: str | None, person: str | None
) -> Selection:
    identity = None if person is None else _identity(store, person)
    chosen = ExportQuery(articles or None, query, identity=identity).select(store)
    if chosen.articles is not None and not chosen.articles:
        exit_with_error(EXIT_FAILURE, "nothing found")
    return chosen


def _identity(store: Store, person: str) -> int:
    rows = store.identities.rows(person, sort="all", limit=2)
    if not rows:
        exit_with_error(EXIT_FAILURE, f"no person or organisation named {person}")
    if len(rows) > 1 and rows[0].name.casefold() != person.casefold():
        echo(f"several names match; using {rows[0].name}")
    return rows[0].id


@click.command()
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The file; else it is printed."
)
@click.option("--over", is_flag=True, help="Overwrite an existing file.")
@store_option
def datasette(output: Path | None, over: bool) -> None:
    """Write metadata that describes the store for Datasette, with example queries."""
    with open_store() as store:
        if output is None:
            print_json(datasette_metadata(store))
            return
        if output.exists() and not over:
            exit_with_error(EXIT_FAILURE, f"{output} already exists; use --over to overwrite it")
        try:
            write_metadata(store, output)
        except OSError as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {error.strerror or error}")
    paths = shlex.join([str(store_path()), "--metadata", str(output)])
    echo(f"wrote {output}; open the store with: datasette serve {paths}")
