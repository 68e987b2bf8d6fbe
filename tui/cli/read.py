"""`onrecord read`: read articles line by line, for screen readers, dumb terminals and scripts."""

import io
import sys
from collections.abc import Iterator

import click

from tui.cli.completions import complete_articles
from tui.cli.options import open_store, store_option
from tui.launch import EXIT_FAILURE
from tui.sanitize import use_ascii_signs

_PROMPT = "Command: "
_LONGEST = 100_000  # characters of a typed line


@click.command(epilog="Example: onrecord read 12")
@click.argument(
    "article", type=int, metavar="[ID]", required=False, shell_complete=complete_articles
)
@click.option("--plain", is_flag=True, help="Print signs such as “ and – as ASCII.")
@store_option
def read_command(article: int | None, plain: bool) -> None:
    """Read articles line by line, with a prompt for commands.

    For screen readers, speech, braille and terminals that cannot show the app: plain lines, without
    colors, boxes or cursor movements. Type `help` at the prompt for the commands. Without ID, lists
    the newest articles.

    If standard input is no terminal, its lines are the commands. Exits with 1 if one of them could
    not be done.
    """
    from tui.cli.linear.article_search import list_newest, open_article
    from tui.cli.linear.commands import run_line
    from tui.cli.linear.session import LinearSession

    use_ascii_signs(sys.stdout)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    is_done = True
    with open_store() as store:
        session = LinearSession(store, plain)
        if article is None:
            list_newest(session, "")
        else:
            open_article(session, article)
        if _is_terminal():
            session.print_line("Type help for the commands, quit to end.")
        for line in _read_lines():
            is_done = run_line(session, line) and is_done
            if session.is_ended:
                break
    if not is_done and not _is_terminal():
        sys.exit(EXIT_FAILURE)


def _read_lines() -> Iterator[str]:
    """Yield the typed lines, or those of standard input; a terminal has a prompt for each."""
    is_terminal = _is_terminal()
    while True:
        if is_terminal:
            sys.stdout.write(_PROMPT)
        sys.stdout.flush()
        line = sys.stdin.readline(_LONGEST)
        if not line:
            if is_terminal:
                sys.stdout.write("\n")
            return
        yield line


def _is_terminal() -> bool:
    return sys.stdin.isatty()
