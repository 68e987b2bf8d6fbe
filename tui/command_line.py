"""The command line: results to standard output, words to standard error, stable exit codes."""

import contextlib
import dataclasses
import datetime
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from analysis import Analysis
from analysis import analyse as run_analysis
from analysis.wording import SORTS, Sort
from db import Document, NotFound, Store, StoreError, default_path
from db.importing import ImportingError, read, read_bytes
from db.records import Order
from tui import printing
from tui.days import parse_day
from tui.start import NOTHING_DONE, STORE_TROUBLE, fail, one_line, say, start
from tui.wording import counted, headline, language_remark

DONE = 0


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


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@store_option
@click.option("--tour", is_flag=True, help="Open the sample article with the guided tour.")
@click.version_option(package_name="onrecord", prog_name="onrecord")
@click.pass_context
def onrecord(ctx: click.Context, tour: bool) -> None:
    """Who said what, when: read the news closely, offline.

    Without a command, opens the app.
    """
    if ctx.invoked_subcommand is None:
        start(_store_path(), tour=tour)
    elif tour:
        raise click.UsageError("--tour opens the app, and goes with no command")


@onrecord.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--title", help="The article's title, for a single file.")
@click.option("--published", type=Day(), help="The publication date, such as 2022-03-17.")
@click.option("--source", help="Where the article came from: a paper, an agency, an address.")
@store_option
@json_option
def add(
    files: tuple[str, ...],
    title: str | None,
    published: datetime.date | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Read articles from files (- is standard input), analyse them and store them.

    Ends with 0 if something was added and nothing failed, with 1 otherwise.
    """
    if title is not None and len(files) > 1:
        raise click.UsageError("--title names one article: add the files one at a time")
    added = failed = 0
    with _store() as store:
        for name in files:
            try:
                document = _given(_read(name), title, published, source)
                number, known = _add(store, document)
            except ImportingError as error:
                failed += 1
                say(f"{name}: {error}")
                continue
            added += not known
            _remark(name, document)
            row = store.row(number)
            if as_json:
                printing.json_line({**printing.record(row), "known": known})
            else:
                printing.line(f"{number}\t{'known' if known else 'added'}\t{headline(row)}")
    sys.exit(NOTHING_DONE if failed or not added else DONE)


@onrecord.command("list")
@click.argument("words", nargs=-1)
@click.option(
    "--order",
    type=click.Choice(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="What to sort by.",
)
@limit_option
@store_option
@json_option
def list_articles(words: tuple[str, ...], order: Order, limit: int, as_json: bool) -> None:
    """List the stored articles; WORDS choose by title, byline, site, source or tag."""
    with _store() as store:
        rows = store.articles(" ".join(words), order=order, limit=limit)
    printing.articles(rows, as_json)
    _found(bool(rows) or not words, "no article matches")


@onrecord.command()
@click.argument("article", type=int, metavar="ID")
@store_option
@json_option
def show(article: int, as_json: bool) -> None:
    """Show an article with its names, quotations and dated events."""
    with _store() as store:
        stored = store.article(article)
        notes = store.notes(article)
    if as_json:
        printing.json_text(
            {
                **printing.analysis_json(article, stored.document, stored.analysis),
                "notes": [printing.record(note) for note in notes],
            }
        )
    else:
        printing.article(stored.document, stored.analysis, notes)


@onrecord.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--rank", is_flag=True, help="The best match first, not the newest.")
@limit_option
@store_option
@json_option
def search(query: tuple[str, ...], rank: bool, limit: int, as_json: bool) -> None:
    """Search articles, quotations and notes."""
    with _store() as store:
        hits = store.search(" ".join(query), order="rank" if rank else "newest", limit=limit)
    printing.hits(hits, as_json)
    _found(bool(hits), "nothing found")


@onrecord.command()
@click.option("--speaker", default="", help="Only what this person or organisation said.")
@limit_option
@store_option
@json_option
def quotes(speaker: str, limit: int, as_json: bool) -> None:
    """List who said what, newest article first."""
    with _store() as store:
        rows = store.quotations(speaker, limit=limit)
    printing.quotations(rows, as_json)
    _found(bool(rows) or not speaker, "no quotation of that speaker")


@onrecord.command()
@click.option("--from", "first", type=Day(), help="Only events on this day or later.")
@click.option("--to", "last", type=Day(), help="Only events on this day or earlier.")
@click.option("--article", type=int, help="Only events of this article.")
@limit_option
@store_option
@json_option
def timeline(
    first: datetime.date | None,
    last: datetime.date | None,
    article: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the dated events of all articles by day."""
    with _store() as store:
        if article is not None:
            store.row(article)
        rows = store.timeline(first, last, article=article, limit=limit)
    printing.events(rows, as_json)
    asked = first is not None or last is not None
    _found(bool(rows) or not asked, "no event in those days")


@onrecord.command()
@click.argument("file")
@click.option("--published", type=Day(), help="The publication date, such as 2022-03-17.")
@click.option(
    "--jsonl", is_flag=True, help="FILE has a JSON object on each line; so has the output."
)
@json_option
def analyse(file: str, published: datetime.date | None, jsonl: bool, as_json: bool) -> None:
    """Analyse FILE (- is standard input) and print what is found; nothing is stored.

    With --jsonl, each line of FILE is {"id", "text", "published"}, and a line of the output, in
    the same order, is its analysis, or {"id", "error"} for a line that cannot be read.
    """
    if jsonl:
        if published is not None:
            raise click.UsageError("--published goes with one article: the lines have their own")
        from tui.lines import analyse_lines

        sys.exit(NOTHING_DONE if analyse_lines(file) else DONE)
    try:
        document = _given(_read(file), None, published, None)
    except ImportingError as error:
        fail(NOTHING_DONE, f"{file}: {error}")
    _remark(file, document)
    analysis = _analyse(document)
    if as_json:
        printing.json_text(printing.analysis_json(None, document, analysis))
    else:
        printing.article(document, analysis, [])


@onrecord.command()
@click.argument("article", metavar="FILE|ID")
@click.option(
    "--limit", type=click.IntRange(min=1), default=25, show_default=True, help="At most so many."
)
@store_option
@json_option
def words(article: str, limit: int, as_json: bool) -> None:
    """Print the words of a stored article, or of FILE (- is standard input).

    How long and how readable it is, its telling and its frequent words, and words that stand
    together.
    """
    from tui import printing_words
    from tui.counting_words import count_article, name_spans

    with _store() as store:
        if article.isdecimal() and not Path(article).exists():
            number: int | None = int(article)
        else:
            try:
                document = _read(article)
            except ImportingError as error:
                fail(NOTHING_DONE, f"{article}: {error}")
            number = store.known(document.text)
        if number is not None:
            stored = store.article(number)
            title, text, names = headline(stored.row), stored.analysis.text, name_spans(stored)
        else:
            title, text, names = document.title or document.source, document.text, []
        *_, found = count_article(store, text, names, stored=number is not None)
    printing_words.words(number, title, found, limit, as_json)


@onrecord.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--article", type=int, help="Only places in this article.")
@click.option(
    "--order",
    type=click.Choice(SORTS),
    default="place",
    show_default=True,
    help="As they stand, or by the words to the right or left.",
)
@limit_option
@store_option
@json_option
def concordance(
    words: tuple[str, ...], article: int | None, order: Sort, limit: int, as_json: bool
) -> None:
    """Print each place of WORDS in context; commas part several, a star ends a beginning."""
    from tui import printing_words
    from tui.counting_words import places_in_context

    with _store() as store:
        lines = places_in_context(store, " ".join(words), article, order, limit)
    printing_words.concordance(lines, as_json)
    _found(bool(lines), "nothing found")


@onrecord.command()
@click.option("--apply", "apply_all", is_flag=True, help="Let them hold in stored articles too.")
@click.option("--drop", type=int, metavar="N", help="Let rule N hold no longer, in no article.")
@store_option
@json_option
def rules(apply_all: bool, drop: int | None, as_json: bool) -> None:
    """List the standing rules that corrections made, or let them hold in stored articles."""
    from tui import printing_rules

    with _store() as store:
        kept = store.corrections
        words = [] if drop is None else [kept.drop_rule(drop).words]
        if apply_all:
            words += [rule.words for rule in kept.rules()]
        changed = [one for one in kept.articles_with(words) if kept.bring_into_line(one)]
        standing = kept.rules()
    printing_rules.rules(standing, as_json)
    if words:
        say(f"{counted(len(changed), 'article')} changed")


@onrecord.command()
@store_option
@json_option
def where(as_json: bool) -> None:
    """Print where the store is, your keys file, and what the app remembers."""
    from tui.paths import keys_path, state_folder

    path, more = _store_path(), {"keys": str(keys_path()), "state": str(state_folder())}
    if as_json:
        printing.json_text({"store": str(path), "exists": path.exists(), **more})
    else:
        for name, place in {"store": str(path), **more}.items():
            printing.line(f"{name}\t{place}")


@onrecord.command()
@click.option("--check", "only_check", is_flag=True, help="Only say what is wrong in the file.")
@json_option
def keys(only_check: bool, as_json: bool) -> None:
    """Print the keys of every action as a keys file, and where yours is.

    With --check, ends with 1 where something is wrong in it.
    """
    from tui.keycheck import actions, as_toml, check, current
    from tui.keymap import VIM, read_keymap
    from tui.memory import Memory
    from tui.paths import keys_path, state_folder
    from tui.strokes import write_key

    path, known = keys_path(), actions()
    keymap = read_keymap(path, Memory(state_folder(), say).get("keys", VIM))
    troubles = check(keymap, known)
    for trouble in troubles:
        say(f"{path}: {trouble}")
    if not only_check and as_json:
        all_keys = {
            name: [write_key(key) for key in given]
            for name, given in current(keymap, known).items()
        }
        printing.json_text(
            {"file": str(path), "exists": path.exists(), "preset": keymap.preset, "keys": all_keys}
        )
    elif not only_check:
        print(as_toml(keymap, path, known))
    sys.exit(NOTHING_DONE if troubles else DONE)


def main() -> None:
    """Run the command line; ends the process with 0, 1, 2 or 3."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from analysis.encoder import EncoderError  # light: the encoder itself loads when it runs

    try:
        onrecord.main(standalone_mode=True)
    except NotFound as error:
        fail(NOTHING_DONE, str(error))
    except StoreError as error:
        fail(STORE_TROUBLE, str(error))
    except EncoderError as error:
        fail(NOTHING_DONE, str(error))


def _store_path() -> Path:
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, Path) else default_path()


@contextlib.contextmanager
def _store() -> Iterator[Store]:
    with Store(_store_path()) as store:
        yield store


def _read(name: str) -> Document:
    if name == "-":
        return read_bytes(sys.stdin.buffer.read())
    return read(Path(name))


def _remark(name: str, document: Document) -> None:
    """Say what a reader should know of how a document was read."""
    if document.remark:
        say(f"{name}: {document.remark}")
    if remark := language_remark(document.language):
        say(f"{name}: {remark}")


def _given(
    document: Document, title: str | None, published: datetime.date | None, source: str | None
) -> Document:
    """The document with what the command line says about it, which wins over what was found."""
    if title is not None:
        document = dataclasses.replace(document, title=one_line(title))
    if published is not None:
        document = dataclasses.replace(document, published=published, published_from="given")
    if source is not None:
        document = dataclasses.replace(document, source=one_line(source))
    return document


def _add(store: Store, document: Document) -> tuple[int, bool]:
    known = store.known(document.text)
    if known is not None:
        return known, True
    added = store.add(document, _analyse(document))
    return added.article, added.known


def _analyse(document: Document) -> Analysis:
    return run_analysis(document.text, document.published)


def _found(found: bool, otherwise: str) -> None:
    if not found:
        say(otherwise)
        sys.exit(NOTHING_DONE)
