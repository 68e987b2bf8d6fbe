"""The command line: results on standard output, messages on standard error, stable exit codes.

The `onrecord` command group; each command is imported when it is used.
"""

import importlib
import io
import sys

import click

from tui.cli.options import store_option, store_path
from tui.launch import EXIT_FAILURE, EXIT_STORE_ERROR, exit_with_error, start_app

# The module in this package and the attribute of each command, by the command's name.
COMMANDS = {
    "add": ("add", "add"),
    "list": ("articles", "list_articles"),
    "edit": ("articles", "edit"),
    "versions": ("articles", "versions"),
    "proposals": ("articles", "proposals"),
    "datasette": ("export", "datasette"),
    "watch": ("add", "watch"),
    "export": ("export", "export_command"),
    "show": ("articles", "show"),
    "search": ("search", "search"),
    "quotes": ("search", "quotes"),
    "people": ("search", "people"),
    "timeline": ("search", "timeline"),
    "analyze": ("analyze", "analyze"),
    "reanalyze": ("add", "reanalyze"),
    "words": ("corpus", "words"),
    "concordance": ("corpus", "concordance"),
    "rules": ("maintenance", "rules"),
    "check": ("maintenance", "check"),
    "repair": ("maintenance", "repair"),
    "backup": ("maintenance", "backup"),
    "restore": ("maintenance", "restore"),
    "paths": ("maintenance", "paths"),
    "keys": ("maintenance", "keys"),
}


# Alternative spellings, which the help does not list.
ALIASES = {"analyse": "analyze"}


class LazyGroup(click.Group):
    """A command group that imports only the command that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command by its name; None if there is none."""
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"tui.cli.{module}"), name)
        return command


@click.group(
    cls=LazyGroup,
    epilog="Example: onrecord --tour",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@store_option
@click.option("--tour", is_flag=True, help="Open the sample article with the guided tour.")
@click.version_option(package_name="onrecord", prog_name="onrecord")
@click.pass_context
def onrecord(ctx: click.Context, tour: bool) -> None:
    """Read the news closely, offline: find out who said what, and when.

    Opens the app if no command is given.
    """
    if ctx.invoked_subcommand is None:
        start_app(store_path(), tour=tour)
    elif tour:
        raise click.UsageError("--tour opens the app and cannot be used with a command")


def main() -> None:
    """Run the command line; exits with 0, 1, 2 or 3."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="replace")
        elif isinstance(stream, io.TextIOWrapper):  # the terminal's own character set
            stream.reconfigure(errors="replace")
    from db import NotFound, StoreError
    from db.errors import internal_error
    from tui.log import start_log

    start_log()
    try:
        onrecord.main(standalone_mode=True)
    except NotFound as error:
        exit_with_error(EXIT_FAILURE, str(error))
    except StoreError as error:
        exit_with_error(EXIT_STORE_ERROR, str(error))
    except MemoryError:
        exit_with_error(
            EXIT_FAILURE, "out of memory; close other programs, or process fewer files at a time"
        )
    except Exception as error:
        exit_with_error(EXIT_FAILURE, internal_error(" ".join(sys.argv[:2]), error))
