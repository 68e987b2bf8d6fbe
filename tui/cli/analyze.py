"""`onrecord analyze`: print the findings of a text, or of each line of JSON, without storing it."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from analysis import clean
from analysis.partial_dates import PartialDate, to_partial_date
from analysis.structs import decode_json, replace
from db import Document
from db.errors import SEE_LOG, log_failures
from db.importers import ImportingError
from tui.article_remarks import format_failed_stages, language_remark
from tui.cli.completions import complete_files
from tui.cli.options import OutputForm, PublicationDateType, inform, json_option, read_file_or_input
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo, exit_with_error


@click.command(epilog="Example: onrecord analyze article.txt --published 2026-03-12 --json")
@click.argument("file", shell_complete=complete_files)
@click.option(
    "--published", type=PublicationDateType(),
    help="The publication date, such as 2026-03-12. From a month or a year, no dates are resolved.",
)  # fmt: skip
@click.option("--thoughts", is_flag=True, help="Include reported beliefs and intentions.")
@click.option("--jsonl", is_flag=True, help="Read and print one JSON object per line.")
@json_option
def analyze_command(
    file: str, published: PartialDate | None, thoughts: bool, jsonl: bool, form: OutputForm
) -> None:
    """Analyze a text without storing it.

    Prints the names, quotations and dated events in FILE, or in standard input if FILE is -.

    With --jsonl, each input line is {"id", "text", "published"}. Each output line is the analysis
    of one input line, in the same order. A line that cannot be read produces {"id", "error"}. If
    a part of the analysis fails, its line has the other findings and an "error".

    With --thoughts, quotations include reported beliefs and intentions, such as "hopes to win".

    Exits with 1 after any error. `onrecord analyse` is the same command.
    """
    from analysis import pipeline
    from tui.cli import output

    if jsonl:
        if published is not None:
            raise click.UsageError("--published is not allowed with --jsonl: each line has its own")
        sys.exit(EXIT_FAILURE if analyze_lines(file, thoughts) else EXIT_SUCCESS)
    try:
        document = read_file_or_input(file)
    except ImportingError as error:
        exit_with_error(EXIT_FAILURE, f"{file}: {error}")
    if published is not None:
        document = replace(document, published=published, published_from="given")
    _print_remarks(file, document)
    analysis = pipeline.run_analysis(document.text, document.published, thoughts=thoughts)
    if form:
        output.print_values(form, output.analysis_to_json(None, document, analysis))
    else:
        output.print_article(document, analysis, [])
    if analysis.failures:
        log_failures(file, analysis.failures)
        exit_with_error(
            EXIT_FAILURE, f"{file}: failed: {format_failed_stages(analysis.failures)}; {SEE_LOG}"
        )


def analyze_lines(file: str, thoughts: bool = False) -> int:
    """Analyze each line of `file` (- is standard input), and write each result at once.

    A line is {"id", "text", "published"}. The result of a line that cannot be read is
    {"id", "error"}. A line with an invalid publication date is analyzed without it. Its result has
    an "error" beside the findings, as has a result where stages of the analysis failed.
    Returns the number of errors; a file that cannot be opened is one.
    """
    from tui.cli import output

    failed = 0
    try:
        for number, line in enumerate(_lines(file), 1):
            answer = _answer(number, line, thoughts)
            if "error" in answer:
                failed += 1
                echo(f"{file}: {answer['error']}")
            output.print_json_line(answer)
            sys.stdout.flush()
    except OSError as error:
        echo(f"{file}: {error.strerror or error}")
        failed += 1
    return failed


def _lines(file: str) -> Iterator[bytes]:
    """Yield the lines that are not blank."""
    with click.open_file(file, "rb") as stream:
        yield from (line for line in stream if line.strip())


def _answer(number: int, line: bytes, thoughts: bool) -> dict[str, Any]:
    from analysis import pipeline
    from tui.cli import output

    identity = None
    try:
        row = decode_json(line)
        if not isinstance(row, dict):
            raise ValueError('expected an object with "id", "text" and "published"')
        identity = row.get("id")
        text, title = row.get("text"), row.get("title")
        if not isinstance(text, str):
            raise ValueError('"text" is missing or not a string')
    except ValueError as error:
        return {"id": identity, "error": f"line {number}: {error}"}
    document = Document(clean(text), title if isinstance(title, str) else "")
    errors = []
    try:
        document = _dated(document, row.get("published"))
    except ValueError as error:
        errors.append(f"{error}; analyzed without it")
        document = _dated(document, None)
    analysis = pipeline.run_analysis(document.text, document.published, thoughts=thoughts)
    if analysis.failures:
        errors.append(f"failed: {format_failed_stages(analysis.failures)}")
        log_failures(f"line {number}", analysis.failures)
    answer = output.analysis_to_json(identity, document, analysis)
    return answer | ({"error": f"line {number}: {'; '.join(errors)}"} if errors else {})


def _dated(document: Document, published: object) -> Document:
    """Return the document with the publication date given, else the one of its dateline."""
    if published:
        if not isinstance(published, str):
            raise ValueError(f'{published!r} is not a date: write it as "2022-03-17"')
        return replace(document, published=to_partial_date(published), published_from="given")
    from db.importers import find_published  # imported when the first line needs it

    date, origin = find_published(document.text)
    return replace(document, published=date, published_from=origin)


def _print_remarks(name: str, document: Document) -> None:
    """Print remarks about how a document was read, such as its language."""
    if document.remark:
        inform(f"{name}: {document.remark}")
    if words := language_remark(document.language):
        inform(f"{name}: {words}")
