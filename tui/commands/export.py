"""`onrecord export`: articles, findings and notes in the formats of other programs."""

import datetime
from pathlib import Path
from typing import cast, get_args

import click

from db import Store
from db.exporting import (
    FORMATS,
    PARTS,
    TABLES,
    Chosen,
    Kept,
    Part,
    Selection,
    Table,
    export,
    pieces,
)  # fmt: skip
from tui import printing
from tui.commands.options import Day, open_store, say_incomplete, store_option
from tui.start import NOTHING_DONE, fail, say
from tui.wording import counted


@click.command("export")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file or folder; else -.")
@click.option(
    "--article",
    "articles",
    type=int,
    multiple=True,
    help="This article; may be given more than once.",
)
@click.option("--search", "query", help="The articles that answer a search.")
@click.option("--person", help="What was said by a person or organisation, and happened with them.")
@click.option("--only", help=f"Parts, with commas between: {', '.join(PARTS)}.")
@click.option("--table", type=click.Choice(TABLES), default="quotations", show_default=True,
              help="What a CSV file has a row for.")  # fmt: skip
@click.option("--fields", help="Columns of csv or fields of json, with commas between.")
@click.option("--from", "first", type=Day(), help="Only events on this day or later.")
@click.option("--to", "last", type=Day(), help="Only events on this day or earlier.")
@click.option("--confidence", type=click.FloatRange(0, 1), default=0.0,
              help="Only findings at least as sure; yours are.")  # fmt: skip
@click.option("--over", is_flag=True, help="Write over a file that is there.")
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
    """Write articles with findings and notes as FORMAT: all of them, or those that are chosen."""
    kept = Kept(_parts(only), first, last, confidence, _listed(fields))
    with open_store() as store:
        selection = _selection(store, articles, query, person)
        say_incomplete(store, selection.articles)
        if output is None or str(output) == "-":
            if FORMATS[form].kind != "text":
                raise click.UsageError(f"{form} needs a file or folder to write to: --output")
            is_json = FORMATS[form].ending.startswith(".json")
            try:
                for piece in pieces(store, selection, form, kept, cast(Table, table)):
                    printing.exported(piece, is_json=is_json)
            except ValueError as error:
                fail(NOTHING_DONE, str(error))
            return
        try:
            files = export(store, selection, form, output, kept, cast(Table, table), over=over)
        except FileExistsError as error:
            fail(NOTHING_DONE, f"{error}; --over writes over it")
        except (OSError, ValueError) as error:
            fail(NOTHING_DONE, f"{output}: {getattr(error, 'strerror', None) or error}")
    say(f"wrote {counted(files, 'file')} to {output}")


def _parts(only: str | None) -> frozenset[Part]:
    wanted = _listed(only)
    unknown = [part for part in wanted if part not in get_args(Part)]
    if unknown:
        raise click.UsageError(f"--only takes {', '.join(PARTS)}, not {unknown[0]}")
    return frozenset(cast(tuple[Part, ...], wanted) or PARTS)


def _listed(words: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (words or "").split(",") if part.strip())


def _selection(
    store: Store, articles: tuple[int, ...], query: str | None, person: str | None
) -> Selection:
    identity = None if person is None else _identity(store, person)
    chosen = Chosen(articles or None, query, identity=identity).selection(store)
    if chosen.articles is not None and not chosen.articles:
        fail(NOTHING_DONE, "nothing found")
    return chosen


def _identity(store: Store, person: str) -> int:
    rows = store.people.rows(person, sort="all", limit=2)
    if not rows:
        fail(NOTHING_DONE, f"nobody is called {person}")
    if len(rows) > 1 and rows[0].name.casefold() != person.casefold():
        say(f"taking {rows[0].name}, of several with that name")
    return rows[0].id
