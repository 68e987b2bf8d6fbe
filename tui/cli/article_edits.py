"""`onrecord star`, `original` and `note`: mark several articles, or add a note to each."""

from functools import partial
from typing import get_args

import click

from db.article_properties import find_flag
from db.models import Verdict
from db.original_marks import OriginalMark
from tui.cli import output
from tui.cli.article_selection import articles_options, select_articles
from tui.cli.edit_results import edit_articles, quote_single_title, report_edit
from tui.cli.options import ChoiceType, OutputForm, inform, json_option, open_store, store_option
from tui.display_text import format_count
from tui.launch import EXIT_FAILURE, exit_with_error


def _make_flag_command(name: str) -> click.Command:
    """Return the command that sets a flag of articles, or removes it."""
    flag = find_flag(name)

    @click.command(
        flag.noun,
        help=f"""{flag.noun.capitalize()} articles.

        The articles are given by their ids, by a search, or by - for the ids on standard input.
        """,
        epilog=f"Example: onrecord {flag.noun} --search 'speaker:marques' --json",
    )
    @articles_options
    @click.option("--remove", is_flag=True, help=f"Remove the {flag.noun} instead.")
    @store_option
    @json_option
    def command(
        articles: tuple[str, ...], query: str | None, remove: bool, form: OutputForm
    ) -> None:
        with open_store() as store:
            selected = select_articles(store, articles, query)
            title = quote_single_title(store, selected)
            set_flag = partial(store.reading_state.set_flag, name, selected, not remove)
            edit = edit_articles(store, flag.edit, selected, set_flag)
        state = f"had no {flag.noun}" if remove else f"had a {flag.noun} already"
        report_edit(edit, flag.participle(is_set=not remove), state, title, form)

    return command


star = _make_flag_command("starred")


@click.command(epilog="Example: onrecord original 12 --speaker 'Ana Berg' --event 'Budget debate'")
@articles_options
@click.option(
    "--speaker", metavar="NAME", default="",
    help="Name the only speaker of the text; default: it has several.",
)  # fmt: skip
@click.option("--event", metavar="NAME", default="", help="Name the event that it records.")
@click.option("--remove", is_flag=True, help="Remove the mark instead.")
@store_option
@json_option
def original(
    articles: tuple[str, ...],
    query: str | None,
    speaker: str,
    event: str,
    remove: bool,
    form: OutputForm,
) -> None:
    """Mark articles as originals.

    An original is a record of spoken words or of an event. Quotations of other articles are
    compared with the originals. An earlier mark is replaced. The articles are given by their ids,
    by a search, or by - for the ids on standard input.
    """
    if remove and (speaker or event):
        raise click.UsageError("--remove takes no --speaker and no --event")
    mark = OriginalMark(speaker, event)
    with open_store() as store:
        selected = select_articles(store, articles, query)
        title = quote_single_title(store, selected)
        edit = edit_articles(
            store,
            "original",
            selected,
            lambda: (
                store.originals.unmark(selected) if remove else store.originals.mark(selected, mark)
            ),
        )
    state = "were no originals" if remove else "were marked so already"
    done = "removed the mark as an original from" if remove else f"marked as {mark.describe()}:"
    report_edit(edit, done, state, title, form)


@click.command(epilog="Example: onrecord note 'Which report?' 12 --on 'the report'")
@click.argument("text")
@articles_options
@click.option(
    "--on", "words", metavar="WORDS", default="",
    help="Write the note on these words of the article; default: on its first line.",
)  # fmt: skip
@click.option("--tags", metavar="TAGS", default="", help="Tag the note; separate tags by commas.")
@click.option(
    "--verdict", type=ChoiceType([verdict for verdict in get_args(Verdict) if verdict]),
    help="Set the verdict on the text.",
)  # fmt: skip
@store_option
@json_option
def note(
    text: str,
    articles: tuple[str, ...],
    query: str | None,
    words: str,
    tags: str,
    verdict: Verdict | None,
    form: OutputForm,
) -> None:
    """Add a note to articles.

    An empty TEXT highlights the words. The articles are given by their ids, by a search, or by -
    for the ids on standard input. Exits with 1 if the words are in none of them.
    """
    if not text.strip() and not words.strip():
        raise click.UsageError("an empty note needs words to highlight: --on WORDS")
    with open_store() as store:
        selected = select_articles(
            store, articles, query, "the text comes first: onrecord note TEXT ID"
        )
        with store.edits.record("notes", origin="command"):
            added = store.notes.add_several(
                selected, text, words, tags=tags.split(","), verdict=verdict or ""
            )
    if form:
        output.print_values(
            form,
            {
                "kind": "notes", "changed": added.annotated, "unchanged": (),
                "unmatched": added.unmatched, "repeated": added.repeated, "notes": added.notes,
            },
        )  # fmt: skip
    if not added.notes:
        exit_with_error(
            EXIT_FAILURE, f"no note added: the words are not in {_name_articles(added.unmatched)}"
        )
    done = f"added {format_count(len(added.notes), 'note')}"
    if added.unmatched:
        done += f"; the words are not in {_name_articles(added.unmatched)}"
    if added.repeated:
        repeated = _name_articles(added.repeated)
        done += f"; {repeated}: the words occur several times, the first has the note"
    inform(done)


def _name_articles(articles: tuple[int, ...]) -> str:
    """Name a few articles by their ids, and count many."""
    if len(articles) > 5:
        return format_count(len(articles), "article")
    return f"article{'s' if articles[1:] else ''} {', '.join(map(str, articles))}"
