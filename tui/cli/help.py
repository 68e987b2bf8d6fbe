"""`onrecord help`: print the help of a command, or the man page of all commands."""

import importlib.metadata
from typing import cast

import click
from click.shell_completion import CompletionItem

from tui.cli import COMMANDS, PROGRAM, LazyGroup


def _complete_commands(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    return [
        CompletionItem(name, help=entry.summary)
        for name, entry in COMMANDS.items()
        if name.startswith(incomplete)
    ]


@click.command("help", epilog="Example: onrecord help search")
@click.argument("command", required=False, shell_complete=_complete_commands)
@click.option("--man", is_flag=True, help="Print the man page of all commands, in roff format.")
@click.pass_context
def help_command(ctx: click.Context, command: str | None, man: bool) -> None:
    """Print the help of a command.

    Without COMMAND, lists the commands. Read the man page with: onrecord help --man | man -l -
    """
    if man and command:
        raise click.UsageError("--man prints all commands; use it without COMMAND")
    root = ctx.find_root()
    if man:
        from tui.cli.man_page import man_page

        click.echo(man_page(importlib.metadata.version(PROGRAM)), nl=False)
    elif command is None:
        click.echo(root.get_help())
    else:
        group = cast(LazyGroup, root.command)
        name, found, _ = group.resolve_command(root, [command])
        assert found is not None
        click.echo(click.Context(found, root, name).get_help())
