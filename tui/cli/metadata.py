"""`onrecord edit` and `versions`: the metadata of an article, and the versions of its text."""

import datetime
from typing import Literal

import click

from analysis.partial_dates import PartialDate
from db.repositories.articles import MetadataChanges
from tui.cli import output
from tui.cli.article_selection import article_argument
from tui.cli.options import (
    DayType,
    OutputForm,
    PublicationDateType,
    inform,
    json_option,
    open_store,
    store_option,
)
from tui.cli.text_changes import print_changes
from tui.display_text import display_title, format_count
from tui.launch import EXIT_FAILURE, exit_with_error


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
        with store.edits.record("metadata", origin="command"):
            store.articles.set_metadata(article, facts, published=published)
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
    print_changes(changes)
