"""`onrecord report`: a dossier about a person, a collection, a day or a query."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from tui.cli.article_selection import find_identity
from tui.cli.options import (
    ChoiceType,
    inform,
    join_query,
    open_store,
    store_option,
    warn_about_incomplete,
)
from tui.cli.output import print_export
from tui.launch import EXIT_FAILURE, exit_with_error

if TYPE_CHECKING:  # a command imports only what it runs
    from db import Store
    from db.exporters.dossier import Dossier, DossierPart, DossierRequest, DossierSubject

_PARTS = ("who", "statements", "timeline", "sources", "notes")
_SUBJECTS = ("person", "collection", "day", "query")
_PAGES = frozenset((".html", ".htm"))


@click.command(epilog='Example: onrecord report person "Ana Reis" -o reis.html')
@click.argument("subject", type=ChoiceType(_SUBJECTS), metavar="person|collection|day|query")
@click.argument("value", nargs=-1, required=True, metavar="NAME|DATE|QUERY…")
@click.option(
    "--output", "-o", "target", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to FILE, or between the markers in it, instead of standard output.",
)  # fmt: skip
@click.option(
    "--format", "form", type=ChoiceType(("html", "markdown")),
    help="Write an HTML page or Markdown; default: HTML for a FILE that ends in .html.",
)  # fmt: skip
@click.option(
    "--include", metavar="PARTS",
    help=f"Write only these parts, separated by commas: {', '.join(_PARTS)}.",
)  # fmt: skip
@store_option
def report(
    subject: str,
    value: tuple[str, ...],
    target: Path | None,
    form: Literal["html", "markdown"] | None,
    include: str | None,
) -> None:
    """Write a dossier about a person, a collection, a day or a query.

    It has who speaks, the statements with the numbers of their sources, a timeline, the sources,
    and your notes. That of a person has the statements and events of the person, and your notes on
    them. That of a DATE such as 2026-03-12 has the events of that day, and the statements in the
    articles published on it.

    A new FILE gets two markers around the dossier. If FILE exists, only what is between its markers
    is written again: write your own text above and below them. A file without markers, or with
    damaged ones, is refused and stays as it is.
    """
    parts = _read_parts(include)
    request_value = join_query(value)
    is_page = form == "html" or (form is None and target and target.suffix.lower() in _PAGES)
    with open_store() as store:
        warn_about_incomplete(store)
        request = _build_request(store, cast("DossierSubject", subject), request_value)
        dossier = _build(store, request, parts)
    if not dossier.sources:
        exit_with_error(EXIT_FAILURE, "no results; nothing was written")
    content, frame = _render(dossier, is_page=bool(is_page))
    if target is None:
        for piece in (frame[0], content, frame[1]):
            print_export(piece, is_json=False)
        return
    _write(target, content, frame)


def _read_parts(include: str | None) -> "frozenset[DossierPart]":
    names = [name.strip() for name in (include or ",".join(_PARTS)).split(",") if name.strip()]
    for name in names:
        if name not in _PARTS:
            raise click.UsageError(f"unknown part {name}; --include accepts {', '.join(_PARTS)}")
    return frozenset(cast("list[DossierPart]", names))


def _build_request(store: "Store", subject: "DossierSubject", value: str) -> "DossierRequest":
    """Return the request for a subject; end the command for an unknown or invalid one."""
    from db.exporters.dossier import DossierRequest

    if subject == "person":
        return DossierRequest(subject, value, find_identity(store, value).id)
    if subject == "day":
        try:
            value = datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise click.UsageError(f"{value} is no day such as 2026-03-12") from None
    if subject == "query":
        error = store.search.execute(f"{value} ", "newest", 1).error
        if error is not None:
            raise click.UsageError(error.format_with(value))
    return DossierRequest(subject, value)


def _build(store: "Store", request: "DossierRequest", parts: "frozenset[DossierPart]") -> "Dossier":
    from db.exporters.dossier import build_dossier

    return build_dossier(store, request, datetime.date.today(), parts, inform)


def _render(dossier: "Dossier", *, is_page: bool) -> tuple[str, tuple[str, str]]:
    """Return the content of a dossier, and the frame of a new file."""
    if is_page:
        from db.exporters.dossier_html import dossier_frame, dossier_html

        return "".join(dossier_html(dossier)), dossier_frame(dossier)
    from db.exporters.dossier_markdown import dossier_markdown

    return "".join(dossier_markdown(dossier)), ("", "")


def _write(target: Path, content: str, frame: tuple[str, str]) -> None:
    """Write a file, or the part between its markers; end the command if that is refused."""
    from db.exporters.marked_file import MarkerError, write_marked

    try:
        existed = write_marked(target, content, frame)
    except MarkerError as error:
        exit_with_error(EXIT_FAILURE, str(error))
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{target}: {error.strerror or error}")
    inform(f"wrote the part between the markers of {target}" if existed else f"wrote {target}")
