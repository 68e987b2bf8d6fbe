"""`onrecord list` and `onrecord show`: list stored articles; show one with its findings.

`onrecord edit`, `versions` and `proposals`: metadata, versions and proposed changes of articles.
"""

import datetime
import sys
from typing import TYPE_CHECKING, Literal

import click

from analysis.partial_dates import PartialDate
from db.repositories.articles import MetadataChanges
from tui.cli import output, tables
from tui.cli.options import (
    ChoiceType,
    DayType,
    OutputForm,
    PublicationDateType,
    article_argument,
    exit_unless_found,
    inform,
    join_query,
    json_option,
    limit_option,
    list_options,
    open_store,
    report_cut,
    store_option,
)
from tui.display_text import (
    address_remark,
    analysis_remark,
    display_title,
    failure_message,
    format_count,
    import_remark,
    part_remark,
    source_remark,
)
from tui.launch import EXIT_FAILURE, echo, exit_with_error

if TYPE_CHECKING:
    from db.models import ArticleOrder


@click.command("list", epilog="Example: onrecord list reuters is:unread --order published")
@click.argument("words", metavar="[FILTER]...", nargs=-1)
@click.option(
    "--order",
    type=ChoiceType(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="Sort by date of addition or publication, latest first, or by title.",
)
@limit_option
@store_option
@list_options
def list_articles(
    words: tuple[str, ...], order: "ArticleOrder", limit: int, form: OutputForm
) -> None:
    """List the stored articles.

    FILTER selects articles by words of the title, byline, site, source or tags. The fields of a
    query select too, such as is:unread, tag:ports, collection:ferry or after:2022. `onrecord
    search` searches the texts.
    """
    with open_store() as store:
        try:
            rows = store.articles.list(join_query(words), order=order, limit=limit + 1)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    output.print_articles(report_cut(rows, limit), form)
    empty = "the store has no articles; add some with `onrecord add FILE`"
    message = "no results; `onrecord search` searches the texts" if words else empty
    exit_unless_found(bool(rows), message, filtered=bool(words))


@click.command(epilog="Example: onrecord show 12 --json")
@article_argument
@store_option
@json_option
def show(article: int, form: OutputForm) -> None:
    """Print an article with its findings.

    The findings are its names, quotations and dated events. Prints your notes and the
    near-duplicates of the article too.
    """
    with open_store() as store:
        stored = store.articles.get(article)
        notes = store.notes.list(article)
        copies = [
            store.articles.row(duplicate) for duplicate in store.articles.near_duplicates(article)
        ]
        versions = len(store.versions.list(article))
    if form:
        output.print_values(
            form,
            {
                **stored.to_dict(),
                "versions": versions,
                "alike": [row.id for row in copies],
                "notes": [note.to_dict() for note in notes],
            },
        )
    else:
        output.print_article(stored.document, stored.analysis, notes)
        if copies:
            output.print_heading("Near-duplicates")
            output.print_articles(copies, form=None)
        if versions > 1:
            inform(f"this is version {versions}; `onrecord versions {article}` shows what changed")
        if remark := address_remark(stored.row.retrieved_from, stored.row.claimed_address):
            inform(remark)
    row = stored.row
    if remark := source_remark(row):
        inform(remark)
    if remark := import_remark(stored.document.remark):
        inform(remark)
    if remark := part_remark(stored.document.part_of):
        inform(remark)
    fetch = f"`onrecord add --fetch {article}`"
    if remark := analysis_remark(stored, f"`onrecord reanalyze {article}`", fetch):
        inform(remark)


@click.command(epilog="Example: onrecord edit 12 --byline 'Ana Reis' --published 2026-03-12")
@article_argument
@click.option("--title", metavar="TEXT", help="Set the title.")
@click.option("--byline", metavar="TEXT", help="Set the authors.")
@click.option("--site", metavar="TEXT", help="Set the newspaper or website.")
@click.option("--source", metavar="TEXT", help="Set the web address or another source.")
@click.option("--section", metavar="TEXT", help="Set the section of the newspaper.")
@click.option("--language", metavar="CODE", help="Set the language, such as en or pt.")
@click.option(
    "--published", type=PublicationDateType(removable=True),
    help="Set the publication date: a day, month or year, such as 2026-03-12, 'March 2026' or 2026;"
    " '' removes it.",
)  # fmt: skip
@click.option("--updated", type=DayType(), help="Set the date of the last update.")
@store_option
@json_option
def edit(
    article: int,
    title: str | None,
    byline: str | None,
    site: str | None,
    source: str | None,
    section: str | None,
    language: str | None,
    published: PartialDate | Literal[""] | None,
    updated: datetime.date | None,
    form: OutputForm,
) -> None:
    """Change the metadata of an article.

    Then prints all metadata, each value with its origin. Without options, only prints them.
    """
    facts = MetadataChanges(
        title, byline, site, source, section, language and language.lower(), updated
    )
    with open_store() as store:
        store.articles.set_metadata(article, facts)
        if published is not None:
            store.articles.set_published(article, published or None)
        document = store.articles.get(article).document
    origins = {**dict(document.origins), "published": document.published_from}
    values = {
        field: getattr(document, field)
        for field in ("title", "byline", "site", "source", "section", "language", "published",
                      "updated", "retrieved_from", "claimed_address")
    }  # fmt: skip
    if form:
        output.print_values(
            form,
            {
                field: {"value": str(value or ""), "from": origins.get(field, "")}
                for field, value in values.items()
            },
        )
        return
    for field, value in values.items():
        origin = origins.get(field, "")
        suffix = f"\t({origin})" if value and origin not in ("", "unknown") else ""
        output.print_line(f"{field}\t{value or ''}{suffix}")


@click.command(epilog="Example: onrecord versions 12 --from 1 --to 3")
@article_argument
@click.option(
    "--from",
    "before",
    type=int,
    metavar="N",
    help="The earlier version; default: the previous one.",
)
@click.option(
    "--to", "after", type=int, metavar="N", help="The later version; default: the current one."
)
@store_option
@json_option
def versions(article: int, before: int | None, after: int | None, form: OutputForm) -> None:
    """Compare the versions of an article.

    Lists the versions, and prints the changes between two: [-deleted-] and {+inserted+} words. A
    version is stored when the text at the address of an article has changed.
    """
    from db.repositories.versions import diff_texts

    with open_store() as store:
        found = store.versions.list(article)
        title = display_title(store.articles.row(article))
    numbers = {version.number: version for version in found}
    later = numbers.get(after or len(found))
    earlier = numbers.get(before or len(found) - 1)
    wanted = before is not None or after is not None
    if later is None or (earlier is None and (wanted or len(found) > 1)):
        exit_with_error(
            EXIT_FAILURE,
            f"no such version: article {article} has {format_count(len(found), 'version')}",
        )
    changes = diff_texts(earlier.text, later.text) if earlier else []
    if form:
        output.print_values(form,
            {
                "article": article,
                "versions": [
                    {"number": version.number,
                     "until": version.until and version.until.isoformat(),
                     "title": version.title, "characters": len(version.text)}
                    for version in found
                ],
                "changes": [{"kind": piece.kind, "text": piece.text} for piece in changes],
            }
        )  # fmt: skip
        return
    if earlier is None:
        inform(f"“{title}” has not changed since it was added")
        return
    for version in found:
        until = f"until {version.until:%Y-%m-%d %H:%M}" if version.until else "now"
        output.print_line(f"{version.number}\t{until}\t{version.title}")
    output.print_heading(f"From version {earlier.number} to {later.number}")
    output.print_changes(changes)


@click.command(epilog="Example: onrecord proposals --accept 3")
@click.option(
    "--accept", multiple=True, metavar="ID|all",
    help="Apply this change, or all changes; can be repeated.",
)  # fmt: skip
@click.option(
    "--reject", multiple=True, metavar="ID|all",
    help="Delete this proposal, or all proposals; can be repeated.",
)  # fmt: skip
@click.option(
    "--as-article",
    multiple=True,
    type=int,
    metavar="ID",
    help="Store this proposed version as an article of its own; can be repeated.",
)
@store_option
@list_options
def proposals(
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    as_article: tuple[int, ...],
    form: OutputForm,
) -> None:
    """Review changes from imported files.

    New versions of a text, corrections and correction rules in an imported file are only proposed:
    they take effect when you accept them. Without options, lists the proposed changes.
    """
    from db.ingest import IngestService

    with open_store() as store:
        repository = store.proposals
        every = [str(proposal.id) for proposal in repository.list()]
        accepted = [repository.accept(number) for number in _numbers(accept, every)]
        accepted += [repository.accept_as_article(number) for number in as_article]
        rejected = [repository.reject(number) for number in _numbers(reject, every)]
        pending = [item.article for item in accepted if item.is_pending and item.article]
        failed = [
            result
            for result in IngestService(store).run_all(pending)
            if result.problem or result.failures
        ]
        remaining = repository.list()
    tables.print_proposals(remaining, form)
    if accepted or rejected:
        inform(f"{len(accepted):,} accepted, {len(rejected):,} rejected, {len(remaining):,} left")
    for result in failed:
        echo(f"{result.name}: {failure_message(result)}")
    if failed:
        sys.exit(EXIT_FAILURE)
    found = bool(remaining or accepted or rejected)
    exit_unless_found(found, "no proposed changes", filtered=False)


def _numbers(wanted: tuple[str, ...], every: list[str]) -> list[int]:
    """Return the ids that were given; raises BadParameter for anything else."""
    numbers = every if "all" in wanted else list(dict.fromkeys(wanted))
    if bad := next((number for number in numbers if not number.isdecimal()), None):
        raise click.BadParameter(f"{bad} is not the id of a proposal; use a number or all")
    return list(map(int, numbers))
