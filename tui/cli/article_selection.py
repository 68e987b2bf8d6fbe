"""Selection of articles: ids as arguments, ids on standard input, or a search."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from analysis.structs import decode_json
from tui.cli.completions import complete_articles
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error

if TYPE_CHECKING:  # importing it takes 60 ms, which the help of the commands need not wait for
    from db import Store
    from db.identities.models import IdentityRow
from tui.cli.options import CLOSEST_LINE, NO_LIMIT, Command, inform

_BELOW_ID = " " * 5  # ids are printed in five columns
_CLOSEST = "each result lacks words of the search; select articles with --search QUERY"


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


def find_identity(store: "Store", person: str) -> "IdentityRow":
    """Return the identity that a name means; end the command if there is none."""
    rows = store.identities.rows(person, sort="all", limit=2)
    if not rows:
        exit_with_error(
            EXIT_FAILURE, f"no person or organization named {person}; `onrecord people` lists them"
        )
    if len(rows) > 1 and rows[0].name.casefold() != person.casefold():
        inform(f"several names match; using {rows[0].name}")
    return rows[0]


def narrow_query(store: "Store", words: str, collection: str | None, person: str | None) -> str:
    """Return a query for the articles of a collection too, and for those that name a person.

    Raises `NotFound` for a collection that does not exist.
    """
    parts = [f"({words})" if words and (collection or person) else words]
    if collection is not None:
        parts.append(f'collection:"{store.collections.get(collection).name}"')
    if person is not None:
        parts.append(f'entity:"{find_identity(store, person).name}"')
    return " ".join(filter(None, parts))


def _read_ids() -> list[int]:
    """Read ids from standard input: the JSON or the first words of the lines that a command prints.

    Lines that are indented further than an id belong to the line before, as in the results of a
    search: their words may begin with a number. Of the results of a search, those that lack some
    of its words are left out and counted.
    """
    text = sys.stdin.read()
    if text.lstrip().startswith(("[", "{")):
        return _parse_json_ids(text)
    names = text.partition("\n")[0].split("\t")
    if "article" in names or "id" in names:
        return _parse_table_ids(names, text.splitlines()[1:])
    found: list[tuple[int, object]] = []
    match = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(CLOSEST_LINE):
            match = "closest"
        elif line.strip() and not line.startswith(_BELOW_ID):
            word = line.split(maxsplit=1)[0]
            if word.isdecimal():
                found.append((int(word), match))
            elif not line.startswith(" "):
                raise click.UsageError(f"standard input, line {number}: {word} is not an id")
    return _select_matches(found)


def _parse_table_ids(names: Sequence[str], lines: Sequence[str]) -> list[int]:
    """Return the articles of the lines of a table with these columns."""
    column = names.index("article" if "article" in names else "id")
    match = names.index("match") if "match" in names else None
    found: list[tuple[int, object]] = []
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(names) or not cells[column].isdecimal():
            raise click.UsageError(f"standard input, line {number}: no id of an article")
        found.append((int(cells[column]), "" if match is None else cells[match]))
    return _select_matches(found)


def _select_matches(found: Sequence[tuple[int, object]]) -> list[int]:
    """Return the articles that match a search, and report how many others only come close.

    Results by meaning come close only if others match. Raises UsageError if all only come close.
    """
    matches = {match for _, match in found}
    close = {"closest", "meaning"} if matches - {"meaning"} else set()
    ids = [id for id, match in found if match not in close]
    left_out = {id for id, _ in found}.difference(ids)
    if left_out and not ids:
        raise click.UsageError(f"standard input: {_CLOSEST}")
    if left_out:
        articles = format_count(len(left_out), "article")
        inform(f"left out {articles} of standard input that only come close to the search")
    return ids


def _parse_json_ids(text: str) -> list[int]:
    """Return the articles of JSON results: a list of ids or of objects, or an object a line."""
    try:
        try:
            found = decode_json(text)
        except ValueError:
            found = [decode_json(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise click.UsageError(f"standard input is not valid JSON: {error}") from None
    ids: list[tuple[int, object]] = []
    for item in found if isinstance(found, list) else [found]:
        id = item.get("article", item.get("id")) if isinstance(item, dict) else item
        if type(id) is not int:
            raise click.UsageError(f"standard input: {json.dumps(item)[:60]} has no id")
        ids.append((id, item.get("match", "") if isinstance(item, dict) else ""))
    return _select_matches(ids)
