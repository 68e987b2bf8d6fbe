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
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, echo, exit_with_error


@click.command("export", epilog="Example: onrecord export html --article 12 -o article.html")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File or folder; - is standard output.",
)
@click.option(
    "--article",
    "articles",
    type=int,
    multiple=True,
    help="Only this article; can be repeated.",
)
@click.option("--search", "query", help="Only the articles that match a search.")
@click.option("--person", help="Only the quotations and events of a person or organization.")
@click.option("--include", help=f"Parts, separated by commas: {', '.join(PARTS)}.")
@click.option("--table", type=click.Choice(TABLE_NAMES), default="quotations", show_default=True,
              help="The table of a CSV file.")  # fmt: skip
@click.option("--fields", help="Columns of CSV or fields of JSON, separated by commas.")
@click.option("--from", "first", type=DayType(), help="Only events on this day or later.")
@click.option("--to", "last", type=DayType(), help="Only events on this day or earlier.")
@click.option("--confidence", type=click.FloatRange(0, 1), default=0.0,
              help="Minimum confidence of findings; corrected ones have 1.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@store_option
def export_command(
    form: str,
    output: Path | None,
    articles: tuple[int, ...],
    query: str | None,
    person: str | None,
    include: str | None,
    table: str,
    fields: str | None,
    first: datetime.date | None,
    last: datetime.date | None,
    confidence: float,
    force: bool,
) -> None:
    """Export articles, findings and notes as FORMAT."""
    options = ExportOptions(_parts(include), first, last, confidence, _split_list(fields))
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
                store, selection, form, output, options, cast(TableName, table), over=force
            )
        except FileExistsError as error:
            exit_with_error(EXIT_FAILURE, f"{error}; use --force to overwrite it")
        except (OSError, ValueError) as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {getattr(error, 'strerror', None) or error}")
    echo(f"wrote {format_count(files, 'file')} to {output}")


def _parts(include: str | None) -> frozenset[Part]:
    wanted = _split_list(include)
    unknown = [part for part in wanted if part not in get_args(Part)]
    if unknown:
        raise click.UsageError(f"unknown part {unknown[0]}; --include accepts {', '.join(PARTS)}")
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
        exit_with_error(EXIT_FAILURE, f"no person or organization named {person}")
    if len(rows) > 1 and rows[0].name.casefold() != person.casefold():
        echo(f"several names match; using {rows[0].name}")
    return rows[0].id


@click.command(epilog="Example: onrecord datasette -o metadata.json")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The file; default: standard output."
)
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@store_option
def datasette(output: Path | None, force: bool) -> None:
    """Write a metadata file for Datasette.

    It has descriptions of the tables, facets and example queries.
    """
    with open_store() as store:
        if output is None:
            print_json(datasette_metadata(store))
            return
        if output.exists() and not force:
            exit_with_error(EXIT_FAILURE, f"{output} already exists; use --force to overwrite it")
        try:
            write_metadata(store, output)
        except OSError as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {error.strerror or error}")
    paths = shlex.join([str(store_path()), "--metadata", str(output)])
    echo(f"wrote {output}; open the store with: datasette serve {paths}")
