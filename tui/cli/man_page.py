"""The man page of all commands in roff, made from their help."""

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from tui.cli import COMMANDS, EXIT_CODES, PROGRAM, onrecord

_DESCRIPTION = (
    "OnRecord analyzes English news articles: who said what, and when. It stores the articles and "
    "the findings in one file, the store. Without a command, it opens an app in the terminal. The "
    "commands print results to standard output and messages to standard error."
)
_ENVIRONMENT = {
    "ONRECORD_STORE": "The path of the store, unless --store is given.",
    "ONRECORD_KEYS": "The path of the keys file.",
    "ONRECORD_CONFIG": "The path of the configuration file.",
    "ONRECORD_STATE": "The folder with the state of the app.",
    "VISUAL, EDITOR": "The editor for notes.",
    "NO_COLOR": "If set, output has no colors.",
    "ESCDELAY": "The milliseconds after Esc in which a key counts as one with Alt; 25 unless set.",
}


def man_page(version: str) -> str:
    """Return the man page of all commands in roff, made from their help."""
    root = click.Context(onrecord, info_name=PROGRAM, **onrecord.context_settings)
    lines = [
        f'.TH {PROGRAM.upper()} 1 "" "OnRecord {_escape(version)}" "User Commands"',
        ".SH NAME",
        f"{PROGRAM} \\- read the news closely, offline: find out who said what, and when",
        ".SH SYNOPSIS",
        _usage(root, onrecord),
        ".SH DESCRIPTION",
        _escape(_DESCRIPTION),
        ".SH OPTIONS",
        *_options(root, onrecord),
        ".SH COMMANDS",
    ]
    for name in sorted(COMMANDS):
        command = onrecord.get_command(root, name)
        assert command is not None
        ctx = click.Context(command, root, name)
        lines += [f".SS {_escape(name)}", _usage(ctx, command)]
        lines += [*_paragraphs(command.help or ""), *_options(ctx, command)]
        lines += [*_paragraphs(command.epilog or "")]
    lines += [
        ".SH EXIT STATUS",
        *_definitions(
            (str(code), f"{meaning[0].upper()}{meaning[1:]}.")
            for code, meaning in EXIT_CODES.items()
        ),
    ]
    lines += [".SH ENVIRONMENT", *_definitions(_ENVIRONMENT.items())]
    lines += [".SH FILES", _escape("`onrecord paths` prints the paths of all files.")]
    return "\n".join(lines) + "\n"


def _usage(ctx: click.Context, command: click.Command) -> str:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    return f"\\fB{_escape(ctx.command_path)}\\fR {_escape(pieces)}"


def _options(ctx: click.Context, command: click.Command) -> Iterator[str]:
    """Yield the options as definitions, except `--help`, which every command has."""
    records = (
        parameter.get_help_record(ctx)
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts
    )
    return _definitions(record for record in records if record is not None)


def _definitions(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, description in pairs:
        yield from (".TP", f"\\fB{_escape(term)}\\fR", _escape(description))


def _paragraphs(help_text: str) -> Iterator[str]:
    r"""Yield the paragraphs of a help text; lines after a `\b` are not filled."""
    for paragraph in re.split(r"\n\s*\n", cleandoc(help_text)):
        lines = paragraph.splitlines()
        if lines and lines[0].strip() == "\b":
            yield from (".PP", ".nf", *map(_escape, lines[1:]), ".fi")
        elif lines:
            yield from (".PP", _escape(" ".join(lines)))


_ROFF = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}


def _escape(text: str) -> str:
    r"""Escape a line for roff, with code in backticks in bold: "`--a`" → `\fB\-\-a\fR`."""
    escaped = "".join(
        _ROFF.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]") for char in text
    )
    escaped = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", escaped).replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
