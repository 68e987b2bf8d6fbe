"""`onrecord export`: write articles, findings and notes in the formats of other programs.

`onrecord datasette`: write the metadata with which Datasette shows the store.
"""

import datetime
import shlex
from pathlib import Path
from typing import Any, cast, get_args

import click
from click.shell_completion import CompletionItem

from db import Store
from db.entry_points import list_plugins
from db.errors import PluginError
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
    find_format,
    list_format_names,
    list_other_formats,
    render,
    row_kind,
)
from db.exporters.datasette import datasette_metadata, write_datasette_metadata
from db.models import HitKind
from tui.cli.article_selection import find_identity
from tui.cli.completions import complete_articles, complete_names
from tui.cli.options import (
    ChoiceType,
    DayType,
    inform,
    open_store,
    store_option,
    store_path,
    warn_about_incomplete,
)
from tui.cli.output import print_export, print_json
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error

_FORMAT_LINES = "\n".join(f"{form.name:11}  {form.description}" for form in FORMATS.values())
_HELP = f"""Export articles and findings.

FORMAT is one of these, or a format of another package, which --help lists:

\b
{_FORMAT_LINES}
"""


class FormatType(ChoiceType):
    """The parameter type of an export format; those of other packages are read only if needed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name of a format that can be used."""
        if value in FORMATS or value not in list_plugins("onrecord.exporters"):
            return super().convert(value, param, ctx)
        try:
            return find_format(value).name
        except PluginError as error:
            exit_with_error(EXIT_FAILURE, str(error))

    def shell_complete(
        self, _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the names of all formats."""
        return [CompletionItem(name) for name in list_format_names() if name.startswith(incomplete)]


class ExportCommand(click.Command):
    """The command, whose help lists the formats of other packages too."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the formats of other packages, and the example."""
        others, problems = list_other_formats()
        if others or problems:
            with formatter.section("Formats of other packages"):
                formatter.write_dl(
                    [(form.name, f"{form.description} ({form.label})") for form in others]
                )
                for problem in problems:
                    formatter.write_text(f"error: {problem}")
        super().format_epilog(ctx, formatter)


@click.command(
    "export",
    cls=ExportCommand,
    help=_HELP,
    epilog="Example: onrecord export html --article 12 -o article.html",
)
@click.argument("form", type=FormatType(list(FORMATS)), metavar="FORMAT")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write to this file or folder, instead of standard output.",
)
@click.option(
    "--article",
    "articles",
    type=int,
    metavar="ID",
    multiple=True,
    shell_complete=complete_articles,
    help="Export only this article; can be repeated.",
)
@click.option(
    "--search",
    "query",
    metavar="QUERY",
    help="Export only the articles that match QUERY, or of tables and events only the results.",
)
@click.option(
    "--person", metavar="NAME", shell_complete=complete_names,
    help="Export only the quotations and events of this person or organization.",
)  # fmt: skip
@click.option(
    "--include", metavar="PARTS",
    help=f"Export only these parts, separated by commas: {', '.join(PARTS)}.",
)  # fmt: skip
@click.option("--table", type=ChoiceType(TABLE_NAMES), default="quotations", show_default=True,
              help="Export this table; only for csv.")  # fmt: skip
@click.option(
    "--fields", metavar="NAMES",
    help="Export only these columns of CSV or fields of JSON, separated by commas.",
)  # fmt: skip
@click.option("--from", "first", type=DayType(), help="Export only events on or after this date.")
@click.option("--to", "last", type=DayType(), help="Export only events on or before this date.")
@click.option(
    "--confidence", type=click.FloatRange(0, 1), metavar="N", default=0.0,
    help="Export only findings with this confidence or more; edited ones have 1.",
)  # fmt: skip
@click.option(
    "--all-people", is_flag=True,
    help="Write a page also for people who occur in one article without a quotation; for obsidian.",
)  # fmt: skip
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
    all_people: bool,
    force: bool,
) -> None:
    """Export articles and findings."""
    options = ExportOptions(
        _parts(include), first, last, confidence, _split_list(fields), all_people
    )
    with open_store() as store:
        kind = row_kind(form, cast(TableName, table))
        selection = _selection(store, articles, query, person, kind)
        warn_about_incomplete(store, selection.articles)
        if output is None or str(output) == "-":
            if find_format(form).kind != "text":
                raise click.UsageError(f"{form} needs a file or folder to write to: --output")
            is_json = find_format(form).extension.startswith(".json")
            try:
                for piece in render(
                    store, selection, form, options, cast(TableName, table), warn=inform
                ):
                    print_export(piece, is_json=is_json)
            except ValueError as error:
                exit_with_error(EXIT_FAILURE, str(error))
            return
        try:
            files = export(
                store,
                selection,
                form,
                output,
                options,
                cast(TableName, table),
                over=force,
                warn=inform,
            )
        except FileExistsError as error:
            exit_with_error(EXIT_FAILURE, f"{error}; use --force to overwrite it")
        except (OSError, ValueError) as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {getattr(error, 'strerror', None) or error}")
    inform(f"wrote {format_count(files, 'file')} to {output}")


def _parts(include: str | None) -> frozenset[Part]:
    wanted = _split_list(include)
    unknown = [part for part in wanted if part not in get_args(Part)]
    if unknown:
        raise click.UsageError(f"unknown part {unknown[0]}; --include accepts {', '.join(PARTS)}")
    return frozenset(cast(tuple[Part, ...], wanted) or PARTS)


def _split_list(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


def _selection(
    store: Store,
    articles: tuple[int, ...],
    query: str | None,
    person: str | None,
    rows: HitKind | None,
) -> Selection:
    if query is not None:
        error = store.search.execute(f"{query} ", "newest", 1).error
        if error is not None:
            raise click.UsageError(error.format_with(query))
    identity = None if person is None else find_identity(store, person).id
    chosen = ExportQuery(articles or None, query, identity=identity, row_kind=rows).select(store)
    if chosen.articles is not None and not chosen.articles:
        exit_with_error(EXIT_FAILURE, "no results; nothing was exported")
    return chosen


@click.command(epilog="Example: onrecord datasette -o metadata.json")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to FILE, instead of standard output.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@store_option
def datasette(output: Path | None, force: bool) -> None:
    """Write metadata for Datasette.

    The file describes the tables, and has facets and example queries. Datasette then shows the
    store in a browser: datasette serve STORE --metadata FILE
    """
    with open_store() as store:
        if output is None:
            print_json(datasette_metadata(store))
            return
        if output.exists() and not force:
            exit_with_error(EXIT_FAILURE, f"{output} already exists; use --force to overwrite it")
        try:
            write_datasette_metadata(store, output)
        except OSError as error:
            exit_with_error(EXIT_FAILURE, f"{output}: {error.strerror or error}")
    paths = shlex.join([str(store_path()), "--metadata", str(output)])
    inform(f"wrote {output}; open the store with: datasette serve {paths}")
