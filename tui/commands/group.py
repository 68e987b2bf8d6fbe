"""`onrecord` and the names of its commands, each of which is imported when it is asked for."""

import importlib
import io
import sys

import click

from tui.commands.options import store_option, store_path
from tui.start import NOTHING_DONE, STORE_TROUBLE, fail, start

# By name: the module in this package that has the command, and what it is called there.
COMMANDS = {
    "add": ("add", "add"),
    "list": ("articles", "list_articles"),
    "edit": ("editing", "edit"),
    "versions": ("editing", "versions"),
    "datasette": ("datasette", "datasette"),
    "watch": ("watch", "watch"),
    "export": ("export", "export_command"),
    "show": ("articles", "show"),
    "search": ("search", "search"),
    "quotes": ("quotes", "quotes"),
    "people": ("people", "people"),
    "same": ("same", "same"),
    "timeline": ("timeline", "timeline"),
    "analyze": ("analyze", "analyze"),
    "reanalyze": ("add", "reanalyze"),
    "words": ("words", "words"),
    "concordance": ("words", "concordance"),
    "rules": ("rules", "rules"),
    "check": ("upkeep", "check"),
    "repair": ("upkeep", "repair"),
    "backup": ("upkeep", "backup"),
    "restore": ("upkeep", "restore"),
    "paths": ("upkeep", "paths"),
    "keys": ("keys", "keys"),
}


# Second spellings, which help does not list.
ALIASES = {"analyse": "analyze"}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which help lists them."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"tui.commands.{module}"), name)
        return command


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@store_option
@click.option("--tour", is_flag=True, help="Open the sample article with the guided tour.")
@click.version_option(package_name="onrecord", prog_name="onrecord")
@click.pass_context
def onrecord(ctx: click.Context, tour: bool) -> None:
    """Who said what, when: read the news closely, offline.

    Without a command, opens the app.
    """
    if ctx.invoked_subcommand is None:
        start(store_path(), tour=tour)
    elif tour:
        raise click.UsageError("--tour opens the app, and goes with no command")


def main() -> None:
    """Run the command line; ends the process with 0, 1, 2 or 3."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from db import NotFound, StoreError
    from tui.log import internal_error, start_log

    start_log()
    try:
        onrecord.main(standalone_mode=True)
    except NotFound as error:
        fail(NOTHING_DONE, str(error))
    except StoreError as error:
        fail(STORE_TROUBLE, str(error))
    except MemoryError:
        fail(NOTHING_DONE, "not enough memory; close other programs, or give less at a time")
    except Exception as error:
        fail(NOTHING_DONE, internal_error(" ".join(sys.argv[:2]), error))
