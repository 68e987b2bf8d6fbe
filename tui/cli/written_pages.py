"""The options of commands that write an HTML page to a file, and the writing of it."""

from collections.abc import Iterable
from pathlib import Path

import click

from tui.cli.options import Command, inform
from tui.launch import EXIT_FAILURE, exit_with_error


def page_options(command: Command) -> Command:
    """Add `--html FILE` and `--force`."""
    page = click.option(
        "--html", "page", type=click.Path(path_type=Path), metavar="FILE",
        help="Write an HTML page to FILE, which prints well, instead of printing the results.",
    )  # fmt: skip
    force = click.option("--force", is_flag=True, help="Replace the file of --html if it exists.")
    return page(force(command))


def write_page(target: Path, pieces: Iterable[str], *, force: bool) -> None:
    """Write a page completely or not at all; end the command if the file cannot be written."""
    from db.exporters.registry import write_file

    if target.exists() and not force:
        exit_with_error(EXIT_FAILURE, f"{target} already exists; use --force to replace it")
    try:
        write_file(target, (piece.encode("utf-8", "replace") for piece in pieces))
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{target}: {error.strerror or error}")
    inform(f"wrote {target}")
