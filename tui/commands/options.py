"""What commands share: the store that they open, and the options that several of them take."""

import contextlib
import datetime
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import click

from db import Store, default_path
from tui.days import parse_day
from tui.start import NOTHING_DONE, say, tell_of_older
from tui.wording import incomplete_remark


class Day(click.ParamType[datetime.date]):
    """A calendar day, written as ISO 8601 has it."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """The day that `value` names; a time of day after it is left out."""
        try:
            return parse_day(value)
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
    help="The store's file, instead of ONRECORD_STORE or the usual place.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=200, show_default=True, help="At most so many."
)


def store_path() -> Path:
    """The file that `--store` names, else the usual one."""
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, Path) else default_path()


@contextlib.contextmanager
def open_store() -> Iterator[Store]:
    """The store, closed again after the block."""
    path = store_path()
    tell_of_older(path)
    with Store(path) as store:
        yield store


def say_incomplete(store: Store, articles: Collection[int] | None = None) -> None:
    """Say how many articles, of all or of those given, are not analyzed completely."""
    if remark := incomplete_remark(store, articles):
        say(remark)


def must_find(found: bool, otherwise: str) -> None:
    """Unless something was found, say so and end with 1."""
    if not found:
        say(otherwise)
        sys.exit(NOTHING_DONE)
