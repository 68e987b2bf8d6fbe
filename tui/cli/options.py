"""Options and helpers that several commands share, such as opening the store.

Completion of values from the store: names, saved searches, and the ids of articles.
"""

import contextlib
import datetime
import json
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click
from click.shell_completion import CompletionItem

from tui.launch import EXIT_FAILURE, echo, exit_with_error, warn_about_migration

if TYPE_CHECKING:  # importing it takes 60 ms, which the help of the commands need not wait for
    from analysis.partial_dates import PartialDate
    from db import Document, Store

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

_QUIET = "onrecord.quiet"
_LACKING = re.compile(r" +has .+; lacks ")
_CLOSEST = "this result lacks words of the search; select articles with --search QUERY"
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


class PublicationDateType(click.ParamType["PartialDate | Literal['']"]):
    """The parameter type of a day, month or year in figures or words.

    If it is `removable`, an empty text stands for no date.
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


def show_progress() -> Callable[[str, float], None]:
    """Return a function that shows the progress of a task on one line of a terminal.

    It shows nothing after `--quiet`, or if standard error is no terminal. `clear_progress` removes
    the line.
    """
    if not sys.stderr.isatty() or click.get_current_context().meta.get(_QUIET):
        return lambda _part, _done: None

    def show(part: str, done: float) -> None:
        share = f": {done:.0%}" if done else ""
        print(f"\r{part}{share}\x1b[K", end="", file=sys.stderr, flush=True)

    return show


def clear_progress() -> None:
    """Remove the line that `show_progress` wrote."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


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

            inform(read_only_message(path))
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


def complete_tags(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete a tag in use, with its number of articles and notes as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(name, help=f"{count:,}")
            for name, count in ([] if store is None else store.tags.list())
            if name.lower().startswith(incomplete.lower())
        ]


def complete_collections(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Complete the name of a collection, with its number of articles as the description."""
    with _open_for_completion(ctx) as store:
        return [
            CompletionItem(found.name, help=f"{found.articles:,}")
            for found in ([] if store is None else store.collections.list())
            if found.name.lower().startswith(incomplete.lower())
        ]


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


article_argument = click.argument(
    "article", type=int, metavar="ID", shell_complete=complete_articles
)


def articles_options(command: Command) -> Command:
    """Add the arguments and the option that select several articles, for `select_articles`."""
    ids = click.argument(
        "articles", nargs=-1, metavar="[ID|-]...", shell_complete=complete_articles
    )
    search = click.option(
        "--search", "query", metavar="QUERY", help="Select the articles that match QUERY."
    )
    return ids(search(command))


def select_articles(
    store: "Store", articles: Sequence[str], query: str | None, hint: str = ""
) -> list[int]:
    """Return the ids that were given, those of standard input for `-`, and those of a search.

    Exits with 1 if the search has no results. Raises UsageError with a `hint` for anything else
    that is not an id, or if nothing was selected.
    """
    if not articles and query is None:
        raise click.UsageError("name articles by their ids, by --search QUERY, or - to read ids")
    selected: list[int] = []
    for name in articles:
        if name == "-":
            selected += _read_ids()
        elif name.isdecimal():
            selected.append(int(name))
        else:
            raise click.UsageError(f"“{name}” is not the id of an article{hint and f'; {hint}'}")
    if query is not None:
        # without the space, the last word would count as a prefix, and an open parenthesis as typed
        result = store.search.execute(f"{query} ", "newest", NO_LIMIT)
        if result.error is not None:
            raise click.UsageError(result.error.format_with(query))
        if not result.hits:
            exit_with_error(EXIT_FAILURE, "no results; no article was changed")
        selected += [hit.article for hit in result.hits]
    if not selected:
        exit_with_error(EXIT_FAILURE, "standard input has no ids; no article was changed")
    return list(dict.fromkeys(selected))


def _read_ids() -> list[int]:
    """Read ids from standard input: the JSON or the first words of the lines that a command prints.

    Indented lines without an id belong to the line before, as in the results of a search. Results
    that lack some of the words of a search are refused: a pipe hides the message about them.
    """
    text = sys.stdin.read()
    if text.lstrip().startswith(("[", "{")):
        return _parse_json_ids(text)
    names = text.partition("\n")[0].split("\t")
    if "article" in names or "id" in names:
        return _parse_table_ids(names, text.splitlines()[1:])
    ids = []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if _LACKING.match(line):
            raise click.UsageError(f"standard input, line {number}: {_CLOSEST}")
        if word.isdecimal():
            ids.append(int(word))
        elif word and not line.startswith(" "):
            raise click.UsageError(f"standard input, line {number}: {word} is not an id")
    return ids


def _parse_table_ids(names: Sequence[str], lines: Sequence[str]) -> list[int]:
    """Return the articles of the lines of a table with these columns."""
    column = names.index("article" if "article" in names else "id")
    lacks = names.index("lacks") if "lacks" in names else None
    ids = []
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(names) or not cells[column].isdecimal():
            raise click.UsageError(f"standard input, line {number}: no id of an article")
        if lacks is not None and cells[lacks] != "[]":
            raise click.UsageError(f"standard input, line {number}: {_CLOSEST}")
        ids.append(int(cells[column]))
    return ids


def _parse_json_ids(text: str) -> list[int]:
    """Return the articles of JSON results: a list of ids or of objects, or an object a line."""
    try:
        try:
            found = json.loads(text)
        except ValueError:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise click.UsageError(f"standard input is not valid JSON: {error}") from None
    ids = []
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict) and item.get("lacks"):
            raise click.UsageError(f"standard input: {_CLOSEST}")
        id = item.get("article", item.get("id")) if isinstance(item, dict) else item
        if type(id) is not int:
            raise click.UsageError(f"standard input: {json.dumps(item)[:60]} has no id")
        ids.append(id)
    return ids


def warn_about_incomplete(store: "Store", articles: Collection[int] | None = None) -> None:
    """Report the number of articles that are not analyzed completely; of all if None."""
    from tui.display_text import incomplete_remark

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
