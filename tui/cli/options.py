"""Options and helpers that several commands share, such as opening the store."""

import contextlib
import datetime
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from tui.launch import EXIT_FAILURE, echo, migrate_older_store, show_part_done

if TYPE_CHECKING:  # importing it takes 60 ms, which the help of the commands need not wait for
    from analysis.partial_dates import PartialDate
    from db import Document, Store

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_QUIET = "onrecord.quiet"


class DayType(click.ParamType[datetime.date]):
    """The parameter type of a calendar day in ISO 8601 format."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Parse a day; a time of day after it is ignored."""
        from analysis.text import parse_iso_day

        try:
            return parse_iso_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class PublicationDateType(click.ParamType["PartialDate | Literal['']"]):
    """The parameter type of a day, month or year in figures or words.

    If it is `removable`, an empty text means no date.
    """

    name = "date"

    def __init__(self, *, removable: bool = False) -> None:
        """Accept a date; an empty text too if it is `removable`."""
        self._removable = removable

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "PartialDate | Literal['']":
        """Parse a date that does not depend on the current day."""
        from db.dates import parse_full_date

        if self._removable and not value.strip():
            return ""
        try:
            return parse_full_date(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class ChoiceType(click.Choice[str]):
    """The parameter type of one of several words; the error for another word suggests one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value if it is one of the choices."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            from difflib import get_close_matches

            close = get_close_matches(str(value), map(str, self.choices), n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            self.fail(f"{error.message.rstrip('.')}{hint}", param, ctx)


def _remember_store(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().obj = value


def _remember_quiet(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_QUIET] = True  # which all contexts of an invocation share


def inform(message: str, ctx: click.Context | None = None) -> None:
    """Print a message about what was done to standard error, unless the user wants none."""
    if not (ctx or click.get_current_context()).meta.get(_QUIET):
        echo(message)


def inform_of_absent_limits(
    absent: Sequence[str] | None = None, *, once_a_day: bool = False
) -> None:
    """Print the limits on parsers that this system lacks, if any; with `once_a_day`, not again.

    A process of the parsers finds them unless they are given.
    """
    from db.confinement.limits import describe_absent_limits
    from tui.settings import state_folder

    if absent is None:
        from db.importers.sandbox import absent_limits

        absent = absent_limits()
    remark = describe_absent_limits(absent)
    if not remark:
        return
    record = state_folder() / "absent-limits"
    today = f"{datetime.date.today()} {remark}"
    with contextlib.suppress(OSError):
        if once_a_day and record.read_text(encoding="utf-8") == today:
            return
    inform(remark)
    with contextlib.suppress(OSError):  # it is printed again
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        record.write_text(today, encoding="utf-8")


def show_progress() -> Callable[[str, float], None]:
    """Return a function that shows the progress of a task on one line of a terminal.

    It shows nothing after `--quiet`, or if standard error is no terminal. `clear_part_done`
    removes the line.
    """
    if click.get_current_context().meta.get(_QUIET):
        return lambda _part, _done: None
    return show_part_done()


def store_path(ctx: click.Context | None = None) -> Path:
    """Return the path given by `--store`, else the default path."""
    given = (ctx or click.get_current_context()).find_root().obj
    if isinstance(given, Path):
        if not given.name:
            raise click.UsageError(f"--store names no file: {given}; name one such as news.sqlite")
        return given
    from db import default_path

    return default_path()


@contextlib.contextmanager
def open_store(*, create: bool = False) -> Iterator["Store"]:
    """Open the store for a `with` block.

    The default store is created if there is none. A store named by `--store` is created only with
    `create`, else NoStoreError is raised: the name may be mistyped.
    """
    from db import Store, default_path

    path = store_path()
    migrate_older_store(path, show_progress())
    with Store(path, create=create or path == default_path()) as store:
        store.set_reader(cache(read_author))
        if store.read_only:
            from tui.display_text import read_only_message

            inform(read_only_message(path))
        if create:
            warn_about_clock(store)
        yield store


def read_author() -> str:
    """Return the name of the reader in the configuration file; "" without one."""
    from tui.config import read_config  # imports TOML, which only a change needs
    from tui.settings import config_path

    return read_config().author if config_path().exists() else ""


def warn_about_clock(store: "Store") -> None:
    """Print a message if the store has a change that is later than now."""
    from tui.display_text import clock_message

    if message := clock_message(store):
        inform(message)


def store_option(command: Command) -> Command:
    """Add `--store` and `--quiet`, which may also stand before the name of a command."""
    quiet = click.option(
        "--quiet", "-q", is_flag=True, expose_value=False, callback=_remember_quiet,
        help="Print only results and errors.",
    )  # fmt: skip
    store = click.option(
        "--store",
        type=click.Path(path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=_remember_store,
        help="Use this store, not the default one that `onrecord paths` prints.",
    )
    return store(quiet(command))


OutputForm = Literal["json", "jsonl", "tsv"] | None
"""The form of the results for programs; None for lines that people read."""
json_option = click.option(
    "--json", "form", flag_value="json", default=None, help="Print the results as JSON."
)


def list_options(command: Command) -> Command:
    """Add `--json`, `--jsonl` and `--tsv` to a command that prints a list; the last one wins."""
    tsv = click.option(
        "--tsv", "form", flag_value="tsv", default=None,
        help="Print a line of tab-separated values for each result, after a line of names.",
    )  # fmt: skip
    jsonl = click.option(
        "--jsonl", "form", flag_value="jsonl", default=None,
        help="Print a line of JSON for each result.",
    )  # fmt: skip
    return json_option(jsonl(tsv(command)))


NO_LIMIT = 1_000_000_000
"""More rows than a store has."""
CLOSEST_LINE = "── "
"""The beginning of the line above the results of a search that lack some of its words."""


def limit_option_of(number: int) -> Callable[[Command], Command]:
    """Return the option `--limit`, by default `number` on a terminal and no limit elsewhere."""

    def limited(context: click.Context, option: click.Parameter, value: int | None) -> int:
        del context, option
        return value or (number if sys.stdout.isatty() else NO_LIMIT)

    return click.option(
        "--limit", type=click.IntRange(min=1), metavar="N", callback=limited,
        help=f"Print at most N results. On a terminal, N is {number} by default.",
    )  # fmt: skip


limit_option = limit_option_of(200)


def report_cut(rows: Sequence[T], limit: int) -> Sequence[T]:
    """Return the first `limit` of the rows; report on standard error if there are more."""
    if len(rows) > limit:
        results = "result" if limit == 1 else "results"
        inform(f"printed the first {limit:,} {results}; use --limit to print more")
    return rows[:limit]


def warn_about_incomplete(store: "Store", articles: Collection[int] | None = None) -> None:
    """Report the number of articles that are not analyzed completely; of all if None."""
    from tui.article_remarks import incomplete_remark

    if remark := incomplete_remark(store, articles):
        inform(remark)


def exit_unless_found(found: bool, otherwise: str = "no results", *, filtered: bool = True) -> None:
    """Print `otherwise` if nothing was found, and exit with 1 if the list was filtered."""
    if not found:
        inform(otherwise)
        if filtered:
            sys.exit(EXIT_FAILURE)


def join_query(words: Sequence[str]) -> str:
    """Join the arguments of a query; a statement that the shell has unquoted is quoted again.

    `about:"the road is closed"` is one argument of the shell, without the quotation marks.
    """
    return " ".join(map(_quote_statement, words)).strip()


def _quote_statement(word: str) -> str:
    field, _, text = word.partition(":")
    is_unquoted = " " in text and not {'"', ":"} & set(text)
    return f'about:"{text}"' if field == "about" and is_unquoted else word


def read_file_or_input(name: str) -> "Document":
    """Read the document in a file, or on standard input for `-`; raises ImportingError."""
    from db.importers import read, read_bytes

    return read_bytes(sys.stdin.buffer.read()) if name == "-" else read(Path(name))
