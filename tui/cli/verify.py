"""`onrecord verify`: compare the quotations of a draft with their originals."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.completions import complete_articles_or_files
from tui.cli.options import (
    OutputForm,
    inform,
    list_options,
    open_store,
    show_progress,
    store_option,
)
from tui.cli.written_pages import page_options, write_page
from tui.display_text import format_count
from tui.launch import (
    EXIT_DIFFERS,
    EXIT_NOT_COMPARED,
    EXIT_NOT_FOUND,
    EXIT_SUCCESS,
    clear_part_done,
    echo,
    exit_with_error,
)

if TYPE_CHECKING:  # a command imports only what it runs
    from analysis.verification import AllowedEdits, Original
    from db import Store
    from db.verified_drafts import VerificationRun, VerifiedQuotation, VerifyDraft

_DRAFT = "standard input"


class _Stores:
    """Opens the store when the first article of it is needed."""

    def __init__(self, context: click.Context) -> None:
        self._context = context
        self._store: Store | None = None

    def open(self) -> "Store":
        if self._store is None:
            self._store = self._context.with_resource(open_store())
        return self._store


@click.command(
    epilog="Example: onrecord verify draft.docx --against transcripts/ --allow marked-cut"
)
@click.argument(
    "drafts", nargs=-1, required=True, metavar="DRAFT…", shell_complete=complete_articles_or_files
)
@click.option(
    "--against", "sources", multiple=True, metavar="FILE|FOLDER|ID|QUERY",
    help="Compare with these originals; can be repeated. Default: the originals of the store,"
    " else all its articles.",
)  # fmt: skip
@click.option(
    "--allow", default="", metavar="NAMES",
    help="Allow alterations too, separated by commas: cut, marked-cut, brackets …",
)  # fmt: skip
@click.option(
    "--forbid", default="", metavar="NAMES",
    help="Do not allow these alterations, separated by commas: brackets, fillers …",
)  # fmt: skip
@click.option("--brief", is_flag=True, help="Print only a line for each quotation.")
@click.option("--sarif", is_flag=True, help="Print the results in SARIF 2.1.0, for a pipeline.")
@page_options
@store_option
@list_options
@click.pass_context
def verify(
    context: click.Context,
    drafts: tuple[str, ...],
    sources: tuple[str, ...],
    allow: str,
    forbid: str,
    brief: bool,
    sarif: bool,
    page: Path | None,
    force: bool,
    form: OutputForm,
) -> None:
    """Compare the quotations of a draft with their originals.

    DRAFT is a file, the id of an article, or - for standard input. Each quotation gets a verdict,
    with the passage of the original beside it. Case, marks, brackets, hesitations, contractions,
    numbers in words and spelling may differ. For an indirect quotation, the nearest statements of
    the speaker are printed, which prove nothing.

    Exits with 0 if all quotations are verbatim or altered as allowed, with 1 if one differs, else
    with 2 if one is not found, and with 4 if nothing could be compared.
    """
    from analysis.verification import AllowedEdits
    from tui.cli.verification_output import print_results

    try:
        allowed = AllowedEdits.parse(_split_names(allow), _split_names(forbid))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if sarif and (form or page):
        raise click.UsageError("--sarif is a form of its own; leave out --json, --tsv and --html")
    stores = _Stores(context)
    read = [_read_draft(stores, name) for name in drafts]
    results = _verify_drafts(stores, read, sources, allowed)
    if page is not None:
        from db.exporters.verification_page import verification_page

        found = list(results)
        write_page(page, verification_page(found), force=force)
    else:
        found = print_results(results, "sarif" if sarif else form, brief=brief)
    sys.exit(_report_summary(found))


def _split_names(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _read_draft(stores: _Stores, name: str) -> "VerifyDraft":
    """Read a draft and analyze it; end the command if it cannot be read."""
    from db.errors import NotFound
    from db.importers import ImportingError, read, read_bytes
    from db.verified_drafts import VerifyDraft, analyze_draft

    if name.isdecimal() and not Path(name).exists():
        try:
            stored = stores.open().articles.get(int(name))
        except NotFound as error:
            exit_with_error(EXIT_NOT_COMPARED, str(error))
        return VerifyDraft(name, stored.analysis, article=stored.row.id)
    path = None if name == "-" else Path(name).expanduser()
    try:
        document = read_bytes(sys.stdin.buffer.read()) if path is None else read(path)
    except ImportingError as error:
        exit_with_error(EXIT_NOT_COMPARED, f"{name}: {error}")
    shown = show_progress()
    analysis = analyze_draft(document, lambda done: shown(f"analyzing {name}", done))
    clear_part_done()
    return VerifyDraft(_DRAFT if path is None else name, analysis, path=path)


def _verify_drafts(
    stores: _Stores,
    drafts: "Sequence[VerifyDraft]",
    sources: Sequence[str],
    allowed: "AllowedEdits",
) -> "Iterator[VerifiedQuotation]":
    """Yield the verdicts one after the other, as soon as each is known."""
    from db.verified_drafts import VerificationRun

    run = VerificationRun(drafts, allowed)
    if run.short:
        phrases = format_count(run.short, "short phrase")
        inform(f"left out: {phrases} in quotation marks without a speaker")
    if not run.count:
        inform("no quotations to verify")
        return
    originals = _read_originals(stores, run, sources)
    if not originals:
        names = ", ".join(sources) or "the store"
        exit_with_error(EXIT_NOT_COMPARED, f"nothing to compare with in {names}; add originals")
    yield from run.verify(originals)


def _read_originals(
    stores: _Stores, run: "VerificationRun", sources: Sequence[str]
) -> "Sequence[Original]":
    from db.errors import NotFound
    from db.original_sources import load_originals, read_sources, select_stored

    if not sources:
        store = stores.open()
        return load_originals(store, select_stored(store, run.list_texts(), run.identity))
    shown = show_progress()

    def report(name: str) -> None:
        shown(f"reading {name}", 0.0)

    try:
        reading = read_sources(sources, run.identity, stores.open, report)
    except NotFound as error:
        exit_with_error(EXIT_NOT_COMPARED, str(error))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    clear_part_done()
    for name, message in reading.problems:
        echo(f"{name}: {message}")
    if (count := len(reading.problems)) == 1:
        echo("1 file was left out, since it cannot be read")
    elif count:
        echo(f"{count:,} files were left out, since they cannot be read")
    for ending, number in reading.skipped:
        inform(f"skipped: {number:,} {ending}")
    if reading.drafts:
        inform("left out of the originals: the draft itself")
    return reading.originals


def _report_summary(found: "Sequence[VerifiedQuotation]") -> int:
    """Report the numbers of the verdicts; return the exit code."""
    from tui.cli.verification_output import describe_counts

    if found:
        inform(describe_counts(found))
    results = {each.result for each in found}
    if "differs" in results:
        return EXIT_DIFFERS
    return EXIT_NOT_FOUND if "not found" in results else EXIT_SUCCESS
