"""`onrecord list` and `onrecord show`: list stored articles; show one with its findings.

`onrecord edit`, `versions` and `proposals`: metadata, versions and proposed changes of articles.
"""

import datetime
import sys

import click

from db.models import ArticleOrder
from db.repositories.articles import MetadataChanges
from db.repositories.versions import diff_texts
from tui.cli import output
from tui.cli.options import (
    DayType,
    exit_unless_found,
    json_option,
    limit_option,
    open_store,
    store_option,
)
from tui.display_text import (
    address_remark,
    analysis_remark,
    display_title,
    failure_message,
    format_count,
)
from tui.launch import EXIT_FAILURE, echo, exit_with_error


@click.command("list", epilog="Example: onrecord list reuters --order published")
@click.argument("words", nargs=-1)
@click.option(
    "--order",
    type=click.Choice(["added", "published", "title"]),
    default="added",
    show_default=True,
    help="Sort order.",
)
@limit_option
@store_option
@json_option
def list_articles(words: tuple[str, ...], order: ArticleOrder, limit: int, as_json: bool) -> None:
    """List the stored articles.

    WORDS filter them by title, byline, site, source or tag.
    """
    with open_store() as store:
        rows = store.articles.list(" ".join(words), order=order, limit=limit)
    output.print_articles(rows, as_json)
    exit_unless_found(bool(rows) or not words, "no article matches")


@click.command(epilog="Example: onrecord show 12 --json")
@click.argument("article", type=int, metavar="ID")
@store_option
@json_option
def show(article: int, as_json: bool) -> None:
    """Show an article with its names, quotations and dated events."""
    with open_store() as store:
        stored = store.articles.get(article)
        notes = store.notes.list(article)
        copies = [
            store.articles.row(duplicate) for duplicate in store.articles.near_duplicates(article)
        ]
        versions = len(store.versions.list(article))
    if as_json:
        document = stored.document
        output.print_json(
            {
                **output.analysis_to_json(article, document, stored.analysis),
                "byline": document.byline,
                "site": document.site,
                "source": document.source,
                "retrieved_from": document.retrieved_from,
                "claimed_address": document.claimed_address,
                "section": document.section,
                "updated": document.updated and document.updated.isoformat(),
                "language": document.language,
                "origins": dict(document.origins),
                "analysis_state": stored.row.analysis_state,
                "versions": versions,
                "alike": [row.id for row in copies],
                "notes": [output.record_to_json(note) for note in notes],
            }
        )
    else:
        output.print_article(stored.document, stored.analysis, notes)
        if copies:
            output.print_heading("Near-duplicates")
            output.print_articles(copies, as_json=False)
        if versions > 1:
            echo(f"this is version {versions}; `onrecord versions {article}` shows what changed")
        if remark := address_remark(stored.row.retrieved_from, stored.row.claimed_address):
            echo(remark)
    if remark := analysis_remark(stored, f"`onrecord reanalyze {article}`"):
        echo(remark)


@click.command(epilog="Example: onrecord edit 12 --byline 'Ana Reis' --published 2026-03-12")
@click.argument("article", type=int, metavar="ID")
@click.option("--title", help="The title.")
@click.option("--byline", help="The authors.")
@click.option("--site", help="The newspaper or website.")
@click.option("--source", help="The address or another source.")
@click.option("--section", help="The section of the newspaper.")
@click.option("--language", metavar="CODE", help="The language, such as en or pt.")
@click.option("--published", type=DayType(), help="The publication date.")
@click.option("--updated", type=DayType(), help="The day of the last update.")
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
    published: datetime.date | None,
    updated: datetime.date | None,
    as_json: bool,
) -> None:
    """Set metadata of article ID; print each value with its origin."""
    facts = MetadataChanges(
        title, byline, site, source, section, language and language.lower(), updated
    )
    with open_store() as store:
        store.articles.set_metadata(article, facts)
        if published is not None:
            store.articles.set_published(article, published)
        document = store.articles.get(article).document
    origins = {**dict(document.origins), "published": document.published_from}
    values = {
        field: getattr(document, field)
        for field in ("title", "byline", "site", "source", "section", "language", "published",
                      "updated", "retrieved_from", "claimed_address")
    }  # fmt: skip
    if as_json:
        output.print_json(
            {
                field: {"value": str(value or ""), "from": origins.get(field, "")}
                for field, value in values.items()
            }
        )
        return
    for field, value in values.items():
        origin = origins.get(field, "")
        suffix = f"\t({origin})" if value and origin not in ("", "unknown") else ""
        output.print_line(f"{field}\t{value or ''}{suffix}")


@click.command(epilog="Example: onrecord versions 12 --from 1 --to 3")
@click.argument("article", type=int, metavar="ID")
@click.option(
    "--from",
    "before",
    type=int,
    metavar="N",
    help="The earlier version; default: the previous.",
)
@click.option(
    "--to", "after", type=int, metavar="N", help="The later version; default: the current."
)
@store_option
@json_option
def versions(article: int, before: int | None, after: int | None, as_json: bool) -> None:
    """List the versions of article ID and the changes between two."""
    with open_store() as store:
        found = store.versions.list(article)
        title = display_title(store.articles.row(article))
    numbers = {version.number: version for version in found}
    later = numbers.get(after or len(found))
    earlier = numbers.get(before or len(found) - 1)
    wanted = before is not None or after is not None
    if later is None or (earlier is None and (wanted or len(found) > 1)):
        exit_with_error(
            EXIT_FAILURE, f"article {article} has {format_count(len(found), 'version')}"
        )
    changes = diff_texts(earlier.text, later.text) if earlier else []
    if as_json:
        output.print_json(
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
        echo(f"“{title}” has not changed since it was added")
        return
    for version in found:
        until = f"until {version.until:%Y-%m-%d %H:%M}" if version.until else "now"
        output.print_line(f"{version.number}\t{until}\t{version.title}")
    output.print_heading(f"From version {earlier.number} to {later.number}")
    output.print_changes(changes)


@click.command(epilog="Example: onrecord proposals --accept 3")
@click.option(
    "--accept", multiple=True, metavar="ID", help="Apply a change; all applies every one."
)
@click.option("--reject", multiple=True, metavar="ID", help="Delete a proposal; all deletes all.")
@click.option(
    "--as-article",
    multiple=True,
    type=int,
    metavar="ID",
    help="Store a proposed version as an article of its own.",
)
@store_option
@json_option
def proposals(
    accept: tuple[str, ...], reject: tuple[str, ...], as_article: tuple[int, ...], as_json: bool
) -> None:
    """List, accept or reject the changes that imported files propose.

    New versions of a text, corrections and correction rules of a file do not take effect before
    they are accepted. Each can be repeated.
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
    output.print_proposals(remaining, as_json)
    if accepted or rejected:
        echo(f"{len(accepted):,} accepted, {len(rejected):,} rejected, {len(remaining):,} left")
    for result in failed:
        echo(f"{result.name}: {failure_message(result)}")
    if failed:
        sys.exit(EXIT_FAILURE)
    exit_unless_found(bool(remaining or accepted or rejected), "no proposed changes")


def _numbers(wanted: tuple[str, ...], every: list[str]) -> list[int]:
    """Return the ids that were given; raises BadParameter for anything else."""
    numbers = every if "all" in wanted else list(dict.fromkeys(wanted))
    if bad := next((number for number in numbers if not number.isdecimal()), None):
        raise click.BadParameter(f"{bad} is not the id of a proposal; use a number or all")
    return list(map(int, numbers))
