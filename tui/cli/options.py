"""Options and helpers that several commands share, such as opening the store.

Completion of values from the store: names, saved searches, and the ids of articles.
"""

import contextlib
import datetime
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click
from click.shell_completion import CompletionItem

from tui.launch import EXIT_FAILURE, echo, warn_about_migration

if TYPE_CHECKING:  # importing it takes 60 ms, which the help of the commands need not wait for
    from db import Store

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_COMPLETED = 200  # most values that are offered


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


class PublicationDayType(click.ParamType[datetime.date | Literal[""]]):
    """The parameter type of a day in figures or words; an empty text stands for no date."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date | Literal[""]:
        """Parse a day that does not depend on the current one."""
        from db.dates import parse_full_day

        if not value.strip():
            return ""
        try:
            return parse_full_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class ChoiceType(click.Choice[str]):
    """The parameter type of one of several words; the error for another word suggests one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value if it is one of the choices."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            close = get_close_matches(str(value), map(str, self.choices), n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            self.fail(f"{error.message.rstrip('.')}{hint}", param, ctx)


def _remember_store(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().obj = value


def store_path(ctx: click.Context | None = None) -> Path:
    """Return the path given by `--store`, else the default path."""
    given = (ctx or click.get_current_context()).find_root().obj
    if isinstance(given, Path):
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
    warn_about_migration(path)
    with Store(path, create=create or path == default_path()) as store:
        if store.read_only:
            from tui.display_text import read_only_message

            echo(read_only_message(path))
        yield store


@contextlib.contextmanager
def _open_for_completion(ctx: click.Context) -> Iterator["Store | None"]:
    """Open the store for a `with` block; None if it does not exist or opening would migrate it."""
    from db import Store
    from db.connection import is_current

    path = store_path(ctx)
    if not is_current(path):
        yield None
        return
    with Store(path, create=False) as store:
        yield store


def complete_articles(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the id of an article, with its title as the description."""
    from tui.display_text import display_title

    with _open_for_completion(ctx) as store:
        rows = [] if store is None else store.articles.list(limit=_COMPLETED)
        return [
            CompletionItem(str(row.id), help=display_title(row))
            for row in rows
            if str(row.id).startswith(incomplete)
        ]


def complete_files(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a file, for arguments that need not be a file."""
    return [CompletionItem(incomplete, type="file")]


def complete_folders(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a folder, for arguments that are checked by the command."""
    return [CompletionItem(incomplete, type="dir")]


def complete_articles_or_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the id of an article after a digit, else the name of a file."""
    complete = complete_articles if incomplete.isdecimal() else complete_files
    return complete(ctx, param, incomplete)


def complete_names(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete a name from any of its words: `marq` → "Marques" of "Helena Marques"."""
    with _open_for_completion(ctx) as store:
        rows = [] if store is None else store.identities.rows(incomplete, limit=_COMPLETED)
    names: dict[str, str] = {}
    for row in rows:
        words = row.name.split()
        endings = (" ".join(words[number:]) for number in range(len(words)))
        # a shell replaces the typed word only by one that begins with it
        found = next(filter(lambda end: end.lower().startswith(incomplete.lower()), endings), None)
        if found is not None:
            names.setdefault(found, row.name)
    return [CompletionItem(words, help=name) for words, name in names.items()]


def complete_saved_searches(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a saved search, with its query as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(search.name, help=search.query)
            for search in ([] if store is None else store.search.list_saved())
            if search.name.lower().startswith(incomplete.lower())
        ]


store_option = click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="FILE",
    expose_value=False,
    callback=_remember_store,
    help="Use this store, not the default one that `onrecord paths` prints.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
NO_LIMIT = 1_000_000_000
"""More rows than a store has."""


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
        echo(f"printed the first {limit:,} {results}; use --limit to print more")
    return rows[:limit]


article_argument = click.argument(
    "article", type=int, metavar="ID", shell_complete=complete_articles
)


def warn_about_incomplete(store: "Store", articles: Collection[int] | None = None) -> None:
    """Report the number of articles that are not analyzed completely; of all if None."""
    from tui.display_text import incomplete_remark

    if remark := incomplete_remark(store, articles):
        echo(remark)


def exit_unless_found(found: bool, otherwise: str = "no results", *, filtered: bool = True) -> None:
    """Print `otherwise` if nothing was found, and exit with 1 if the list was filtered."""
    if not found:
        echo(otherwise)
        if filtered:
            sys.exit(EXIT_FAILURE)
