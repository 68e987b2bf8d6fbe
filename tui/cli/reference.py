"""`python -m tui.cli.reference`: write the reference of the commands.

The page has the help of each command, its options, and the remarks of `reference.md`.
"""

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from tui.cli import COMMANDS, EXIT_CODES, PROGRAM, onrecord
from tui.config import OPTIONS, Option
from tui.strings.config_text import ConfigText

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
_REMARKS = Path(__file__).with_name("reference.md")
_COMMON = ("--help", "--store", "--quiet", "--json", "--jsonl", "--tsv")  # explained once
_NOTICE = (
    "<!-- Written by `python -m tui.cli.reference` from the help and tui/cli/reference.md. -->"
)


def command_reference() -> str:
    """Return the reference page of all commands in Markdown."""
    head, *sections = re.split(r"^## (.+)\n", _REMARKS.read_text(encoding="utf-8"), flags=re.M)
    remarks = dict(zip(sections[::2], map(str.strip, sections[1::2]), strict=True))
    files = "Files and variables"
    pieces = [f"# Commands\n\n{_NOTICE}", head.strip(), f"## {files}\n\n{remarks.pop(files)}"]
    root = click.Context(onrecord, info_name=PROGRAM, **onrecord.context_settings)
    for name in COMMANDS:
        command = onrecord.get_command(root, name)
        assert command is not None
        ctx = click.Context(command, root, name)
        pieces += [f"## {name}", *_describe_command(ctx, command)]
        pieces += filter(None, [remarks.pop(name, "")])
    if remarks:
        raise ValueError(f"{_REMARKS.name} has remarks on unknown commands: {', '.join(remarks)}")
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    page = "\n\n".join(pieces)
    page = page.replace("{exit_codes}", codes).replace("{config_options}", _config_table())
    return f"{page}\n"


def _describe_command(ctx: click.Context, command: click.Command) -> Iterator[str]:
    """Yield the usage, the help, the options and the example of a command."""
    usage = " ".join(command.collect_usage_pieces(ctx)).removeprefix("[OPTIONS]").strip()
    common = [
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name in _COMMON
    ]
    yield f"    {ctx.command_path} {usage}".rstrip()
    yield from _paragraphs(command.help or "")
    rows = [
        f"| `{names}` | {_escape_cell(effect)} |"
        for parameter in command.params
        if isinstance(parameter, click.Option) and not set(parameter.opts) & set(_COMMON)
        for names, effect in filter(None, [parameter.get_help_record(ctx)])
    ]
    if rows:
        yield "\n".join(["| option | effect |", "|---|---|", *rows])
    example = (command.epilog or "").partition("Example: ")[2]
    also = f"Also {', '.join(f'`{name}`' for name in common)}." if common else ""
    yield " ".join(filter(None, [f"Example: `{example}`." if example else "", also]))


def _paragraphs(help_text: str) -> Iterator[str]:
    r"""Yield the paragraphs of a help text; lines after a `\b` are a block of code."""
    for paragraph in re.split(r"\n\s*\n", cleandoc(help_text)):
        lines = paragraph.splitlines()
        if lines and lines[0].strip() == "\b":
            yield "\n".join(f"    {line}" for line in lines[1:])
        elif lines:
            yield _escape(" ".join(lines))


def _escape(text: str) -> str:
    """Escape the signs of Markdown outside code."""
    parts = text.split("`")
    parts[::2] = [re.sub(r"([*_<])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _escape_cell(text: str) -> str:
    return _escape(" ".join(text.split())).replace("|", "\\|")


def _config_table() -> str:
    return "\n".join(
        f"| `{name}` | {_values(option)} | {ConfigText.OPTIONS[name]} |"
        for name, option in OPTIONS.items()
    )


def _values(option: Option) -> str:
    """Return the values that an option of the configuration file accepts."""
    match option.default:
        case bool():
            return "`true`, `false`"
        case int():
            return f"{option.least} to {option.most}"
    return ", ".join(f"`{choice}`" for choice in option.choices) or "a name"


if __name__ == "__main__":
    PAGE.write_text(command_reference(), encoding="utf-8")
