"""Options and helpers that several commands share, such as opening the store.

Read documents for commands, from a file or standard input, and print remarks about them.
"""

import contextlib
import datetime
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import click

from db import Document, Store, default_path
from db.dates import parse_iso_day
from db.importers import read, read_bytes
from tui.display_text import incomplete_remark, language_remark
from tui.launch import EXIT_FAILURE, echo, warn_about_migration


class DayType(click.ParamType[datetime.date]):
    """The parameter type of a calendar day in ISO 8601 format."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Parse a day; a time of day after it is ignored."""
        try:
            return parse_iso_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _remember_store(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().obj = value


store_option = click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    expose_value=False,
    callback=_remember_store,
    help="The store file; default: ONRECORD_STORE, else the data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=200, show_default=True, help="Maximum number."
)


def store_path() -> Path:
    """Return the path given by `--store`, else the default path."""
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, Path) else default_path()


@contextlib.contextmanager
def open_store() -> Iterator[Store]:
    """Open the store for a `with` block."""
    path = store_path()
    warn_about_migration(path)
    with Store(path) as store:
        yield store


def warn_about_incomplete(store: Store, articles: Collection[int] | None = None) -> None:
    """Report the number of articles that are not analyzed completely; of all if None."""
    if remark := incomplete_remark(store, articles):
        echo(remark)


def exit_unless_found(found: bool, otherwise: str) -> None:
    """Print `otherwise` and exit with 1 if nothing was found."""
    if not found:
        echo(otherwise)
        sys.exit(EXIT_FAILURE)


def read_document(name: str) -> Document:
    """Read the document in a file, or on standard input for `-`; raises ImportingError."""
    if name == "-":
        return read_bytes(sys.stdin.buffer.read())
    return read(Path(name))


def print_remarks(name: str, document: Document) -> None:
    """Print remarks about how a document was read, such as its language."""
    if document.remark:
        echo(f"{name}: {document.remark}")
    if words := language_remark(document.language):
        echo(f"{name}: {words}")
