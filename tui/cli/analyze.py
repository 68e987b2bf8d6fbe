"""`onrecord analyze`: print the findings of a text without storing it."""

import datetime
import sys
from dataclasses import replace

import click

from analysis.pipeline import analyse as run_analysis
from db.importers import ImportingError
from tui.cli import output
from tui.cli.documents import read_document, remark
from tui.cli.options import Day, json_option
from tui.formatting import failed_stages
from tui.launch import DONE, NOTHING_DONE, fail
from tui.log import SEE_LOG, log_failures


@click.command()
@click.argument("file")
@click.option("--published", type=Day(), help="The publication date, such as 2022-03-17.")
@click.option(
    "--jsonl", is_flag=True, help="FILE has a JSON object on each line; so has the output."
)
@json_option
def analyze(file: str, published: datetime.date | None, jsonl: bool, as_json: bool) -> None:
    """Analyze FILE (- is standard input) and print the findings; nothing is stored.

    With --jsonl, each line of FILE is {"id", "text", "published"}. The output has one line for
    each, in the same order: its analysis, or {"id", "error"} if the line cannot be read. If stages
    of an analysis fail, the line has an "error" beside the other findings. Exits with 1 after any
    error. `analyse` is another spelling of this command.
    """
    if jsonl:
        if published is not None:
            raise click.UsageError("--published is not allowed with --jsonl: each line has its own")
        from tui.cli.lines import analyse_lines

        sys.exit(NOTHING_DONE if analyse_lines(file) else DONE)
    try:
        document = read_document(file)
    except ImportingError as error:
        fail(NOTHING_DONE, f"{file}: {error}")
    if published is not None:
        document = replace(document, published=published, published_from="given")
    remark(file, document)
    analysis = run_analysis(document.text, document.published)
    if as_json:
        output.json_text(output.analysis_json(None, document, analysis))
    else:
        output.article(document, analysis, [])
    if analysis.failures:
        log_failures(file, analysis.failures)
        fail(NOTHING_DONE, f"{file}: failed: {failed_stages(analysis.failures)}; {SEE_LOG}")
