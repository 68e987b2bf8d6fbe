"""The command group `onrecord`; each command is imported when it is used."""

import errno
import importlib
from functools import partial
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from tui.cli.options import inform, store_option, store_path
from tui.launch import (
    EXIT_FAILURE,
    EXIT_NOT_COMPARED,
    EXIT_STORE_ERROR,
    EXIT_SUCCESS,
    EXIT_USAGE_ERROR,
    end_by_closed_pipe,
    start_app,
)

PROGRAM = "onrecord"
COMPLETION_VARIABLE = "_ONRECORD_COMPLETE"  # set by a shell that asks for completions


class CommandEntry(NamedTuple):
    """A command that is not imported yet: its module and attribute, and its line in the help."""

    module: str
    attribute: str
    summary: str


# The summary is the first sentence of the command's help, so that listing imports no command.
SECTIONS: dict[str, dict[str, CommandEntry]] = {
    "Add and analyze": {
        "add": CommandEntry("add", "add", "Add articles from files, folders or web addresses."),
        "watch": CommandEntry(
            "watch", "watch", "List watched feeds and folders, or add articles from them."
        ),
        "analyze": CommandEntry("analyze", "analyze_command", "Analyze a text without storing it."),
        "reanalyze": CommandEntry("add", "reanalyze", "Analyze stored articles again."),
    },
    "Articles": {
        "list": CommandEntry("articles", "list_command", "List the stored articles."),
        "show": CommandEntry("articles", "show", "Print an article with its findings."),
        "read": CommandEntry(
            "read", "read_command", "Read articles line by line, with a prompt for commands."
        ),
        "edit": CommandEntry("metadata", "edit", "Change the metadata of an article."),
        "open": CommandEntry(
            "articles", "open_command", "Open an article in the browser or the app."
        ),
        "versions": CommandEntry("metadata", "versions", "Compare the versions of an article."),
        "compare": CommandEntry(
            "text_comparison", "compare_command", "Compare two articles, or two versions of one."
        ),
        "corrections": CommandEntry(
            "correction_lists",
            "corrections",
            "Review proposed changes, and list or edit correction rules.",
        ),
    },
    "Several articles": {
        "tag": CommandEntry("tags", "tag_command", "Tag articles, list the tags, or edit them."),
        "collection": CommandEntry(
            "collections", "collection", "List the collections, or edit one."
        ),
        "star": CommandEntry("article_edits", "star", "Star articles."),
        "original": CommandEntry("article_edits", "original", "Mark articles as originals."),
        "note": CommandEntry("article_edits", "note", "Add a note to articles."),
        "delete": CommandEntry("deletion", "delete", "Move articles to the trash."),
        "trash": CommandEntry("deletion", "trash", "List or empty the trash."),
        "undo": CommandEntry("edits", "undo", "Undo the last edit, by a command or in the app."),
        "redo": CommandEntry("edits", "redo", "Redo the edit that was undone last."),
        "history": CommandEntry("edits", "history", "List the edits by commands and in the app."),
    },
    "Search": {
        "search": CommandEntry("search", "search", "Search articles, quotations and notes."),
        "like": CommandEntry("search", "like", "List what is similar to an article."),
        "quotes": CommandEntry("quotes", "quotes", "List quotations with their speakers."),
        "people": CommandEntry("people", "people", "List people and organizations."),
        "positions": CommandEntry(
            "positions", "positions", "List the dated statements of a person about a topic."
        ),
        "sources": CommandEntry(
            "source_audits",
            "sources_command",
            "Audit the sources of articles, or count who is quoted.",
        ),
        "timeline": CommandEntry("events", "timeline", "List events by date."),
        "verify": CommandEntry(
            "verify",
            "verify",
            "Compare the quotations of a draft with their originals.",
        ),
        "agreement": CommandEntry(
            "agreement", "agreement_command", "Compare the codes of two coders."
        ),
        "words": CommandEntry(
            "words", "words_command", "Print word statistics of an article, or words in context."
        ),
    },
    "Export": {
        "export": CommandEntry("export", "export_command", "Export articles and findings."),
        "report": CommandEntry(
            "report", "report", "Write a dossier about a person, a collection, a day or a query."
        ),
        "datasette": CommandEntry("export", "datasette", "Write metadata for Datasette."),
    },
    "Store": {
        "merge": CommandEntry(
            "merge",
            "merge_command",
            "Merge other stores, or exports of them, into this one.",
        ),
        "backup": CommandEntry("backups", "backup", "Back up the store, or list backups."),
        "restore": CommandEntry(
            "backups", "restore_command", "Restore deleted articles, or a backup."
        ),
        "check": CommandEntry("maintenance", "check", "Check the store for damage."),
        "repair": CommandEntry(
            "maintenance", "repair_command", "Recover data from a damaged store."
        ),
    },
    "Program": {
        "config": CommandEntry("configuration", "config", "Print the options of OnRecord."),
        "completion": CommandEntry("shell", "completion", "Print or install shell completion."),
        "help": CommandEntry("help", "help_command", "Print the help of a command."),
        "keys": CommandEntry("configuration", "keys", "Print the keys of the app."),
        "paths": CommandEntry("configuration", "paths", "Print where OnRecord stores its files."),
    },
}
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}

# Alternative spellings, which the help does not list.
ALIASES = {"analyse": "analyze"}
RENAMED = {
    "concordance": "words --concordance",
    "proposals": "corrections",
    "rules": "corrections rules",
    "same": "quotes --repeated",
    "tags": "tag --tree",
    "version": "--version",
    "where": "paths",
}
# Words of other programs, for suggestions.
SYNONYMS = {
    "cat": "show",
    "find": "search",
    "highlight": "note",
    "ls": "list",
    "options": "config",
    "remove": "delete",
    "rm": "delete",
    "settings": "config",
    "undelete": "restore",
    "unstar": "star --remove",
    "untag": "tag --remove",
}

EXIT_CODES = {
    EXIT_SUCCESS: "success",
    EXIT_FAILURE: "no results, or a failure; `verify`: a quotation differs",
    EXIT_USAGE_ERROR: "usage error; `verify`: a quotation is not found",
    EXIT_STORE_ERROR: "the store cannot be opened or written",
    EXIT_NOT_COMPARED: "`verify` could compare nothing",
}
_EXIT_CODE_LINES = "\n".join(f"  {code}  {meaning}" for code, meaning in EXIT_CODES.items())
_EPILOG = f"""Example: onrecord --tour

`onrecord help COMMAND` describes a command.

\b
Exit codes:
{_EXIT_CODE_LINES}
"""


class LazyGroup(click.Group):
    """A command group that imports only the command that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — of click
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command by its name; None if there is none."""
        entry = COMMANDS.get(ALIASES.get(cmd_name, cmd_name))
        if entry is None:
            return None
        module = importlib.import_module(f"tui.cli.{entry.module}")
        command: click.Command = getattr(module, entry.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named by the first argument; suggest one for an unknown name."""
        name = args[0]
        if (command := self.get_command(ctx, name)) is not None:
            return name, command, args[1:]
        if ctx.resilient_parsing:
            return None, None, args
        raise self._unknown_command(ctx, name)

    def _unknown_command(self, ctx: click.Context, name: str) -> click.UsageError:
        """Return an error that names the successor of an old command, or a similar command."""
        if name not in RENAMED:
            return click.UsageError(_suggest_command(name), ctx)
        new = RENAMED[name]
        successor = self.get_command(ctx, new.partition(" ")[0])
        context = ctx if successor is None else click.Context(successor, ctx, successor.name)
        return click.UsageError(f"the command {name!r} is now `{PROGRAM} {new}`", context)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; end the process if the reader of its output closed the pipe."""
        try:
            return super().invoke(ctx)
        except OSError as error:  # which click would turn into the exit code 1
            if error.errno == errno.EPIPE and error.filename is None:
                end_by_closed_pipe()
            raise

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 — of click
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands with their summaries, section by section."""
        width = max(map(len, COMMANDS))
        for section, entries in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl(
                    [(name.ljust(width), entry.summary) for name, entry in entries.items()]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command, or an option of the group."""
        names = [
            CompletionItem(name, help=entry.summary)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def _suggest_command(name: str) -> str:
    from difflib import get_close_matches

    known = [*COMMANDS, *ALIASES, *RENAMED, *SYNONYMS]
    close = [name] if name in known else get_close_matches(name, known, n=1)
    hint = f"; did you mean {(RENAMED | SYNONYMS).get(close[0], close[0])!r}?" if close else ""
    return f"no such command: {name!r}{hint}"


@click.group(
    cls=LazyGroup,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[COMMAND] …",
)
@store_option
@click.option("--tour", is_flag=True, help="Open the sample article with a guided tour.")
@click.version_option(
    None, "-V", "--version", package_name="onrecord", prog_name=PROGRAM,
    message="%(prog)s %(version)s", help="Print the version and exit.",
)  # fmt: skip
@click.pass_context
def onrecord(ctx: click.Context, tour: bool) -> None:
    """Read the news closely, offline: find out who said what, and when.

    Without a command, opens the app. With a command, prints its results and exits.
    """
    if ctx.invoked_subcommand != "config":
        _apply_config(ctx)
    if ctx.invoked_subcommand is None:
        start_app(store_path(), tour=tour)
    elif tour:
        raise click.UsageError("--tour opens the app and cannot be used with a command")


def _apply_config(ctx: click.Context) -> None:
    """Use the configuration file for the defaults of commands, and report its problems."""
    from tui.settings import config_path

    if not config_path().exists():
        return
    from tui.config import read_config

    config = read_config()
    ctx.default_map = dict.fromkeys(("add", "watch"), config.to_defaults("add"))
    ctx.default_map["verify"] = config.to_defaults("verify")
    if ctx.invoked_subcommand is None:  # the app shows the problems
        return
    for problem in config.problems:
        message = f"{config_path().name}, {problem}; `onrecord config` prints all options"
        ctx.call_on_close(partial(inform, message, ctx))  # when `--quiet` was parsed
