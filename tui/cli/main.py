"""The command line: results on standard output, messages on standard error, stable exit codes."""

import errno
import gc
import io
import os
import signal
import sys

import click

from tui.cli import COMPLETION_VARIABLE, PROGRAM, onrecord
from tui.launch import (
    EXIT_FAILURE,
    EXIT_STORE_ERROR,
    EXIT_SUCCESS,
    EXIT_USAGE_ERROR,
    drop_unwritable_output,
    echo,
    end_by_closed_pipe,
)

# Commands catch the errors of the files that they write, so these are of standard output.
_WRITE_ERRORS = {errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EFBIG}


def run_command() -> None:
    """Run the command line; exits with one of `EXIT_CODES` of `tui.cli`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="replace")
        elif isinstance(stream, io.TextIOWrapper):  # the terminal's own character set
            stream.reconfigure(errors="replace")
    if COMPLETION_VARIABLE in os.environ:
        from tui.cli.shell import print_completions

        print_completions(onrecord)
    from tui.log import start_log

    start_log()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which commands handle
    code: int | str | None = EXIT_SUCCESS
    try:
        code = onrecord.main(prog_name=PROGRAM, standalone_mode=False)
    except SystemExit as end:
        code = end.code
    except Exception as error:
        code = _report_error(error)
    problem = drop_unwritable_output()
    if problem is not None and not code:
        code = _report_unwritable(problem)
    gc.freeze()  # else the end of the process takes 40 ms to look for garbage in all modules
    sys.exit(code)


def _report_unwritable(problem: OSError) -> int:
    if problem.errno == errno.EPIPE:
        end_by_closed_pipe()
        return EXIT_FAILURE
    echo(f"the output is incomplete: {problem.strerror}; choose another place for it")
    return EXIT_FAILURE


def _report_error(error: Exception) -> int:
    """Print one line about an error, and return the exit code."""
    from db import NotFound, StoreError
    from db.errors import internal_error

    match error:
        case click.UsageError():
            echo(_format_usage_error(error))
            return EXIT_USAGE_ERROR
        case click.ClickException():
            echo(error.format_message())
            return EXIT_FAILURE
        case click.Abort():
            echo("interrupted")
            return EXIT_FAILURE
        case NotFound():
            echo(str(error))
            return EXIT_FAILURE
        case StoreError():
            echo(str(error))
            return EXIT_STORE_ERROR
        case OSError(filename=None) if error.errno in _WRITE_ERRORS:
            return _report_unwritable(error)
        case MemoryError():
            echo("out of memory; close other programs, or process fewer files at a time")
            return EXIT_FAILURE
    echo(internal_error(" ".join(sys.argv[:2]), error))
    return EXIT_FAILURE


def _format_usage_error(error: click.UsageError) -> str:
    """Format the message of a usage error, and name the help page that explains the usage."""
    if isinstance(error, click.NoSuchOption):
        message = f"no such option: {error.option_name}"
        if error.possibilities:
            message += f"; did you mean {error.possibilities[0]}?"
    else:
        message = error.format_message().rstrip(".")
        if message[1:2].islower():
            message = message[0].lower() + message[1:]
    command = error.ctx.command_path if error.ctx else PROGRAM
    separator = " See" if message.endswith("?") else "; see"
    return f"{message}{separator} `{command} --help`"
