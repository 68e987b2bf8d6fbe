"""`onrecord completion`: completion in a shell.

The completions themselves come from the commands and their parameters (`shell_complete`).
"""

import contextlib
import io
import os
import shlex
import sys
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    shell_complete,
)

from tui.cli import COMPLETION_VARIABLE, PROGRAM, onrecord
from tui.cli.options import ChoiceType
from tui.launch import EXIT_FAILURE, echo, exit_with_error, to_one_line

SHELLS = ("bash", "zsh", "fish")


class _ValueCompletion(ShellComplete):
    """Completion of the value of an option after an equals sign, as in `--order=title`."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the completions, each on one line and without control characters."""
        name, equals, _ = incomplete.partition("=")
        prefix = f"{name}=" if equals and name.startswith("--") else ""
        # Bash passes an equals sign as a word of its own
        items = super().get_completions([arg for arg in args if arg != "="], incomplete)
        return [
            CompletionItem(
                prefix + to_one_line(item.value), item.type, to_one_line(item.help or "")
            )
            for item in items
        ]


class _BashCompletion(_ValueCompletion, BashComplete):
    """Bash: escapes blanks in values, and lists them with their descriptions."""

    source_template = """\
# Completion of onrecord for Bash, written by `onrecord completion bash`.
%(complete_func)s() {
    local word=${COMP_WORDS[COMP_CWORD]} kind value help
    local -a values=() lines=()
    while IFS=$'\\t' read -r kind value help; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                # readline escapes a value itself only after an opening quotation mark
                [[ $word == [\\"\\']* ]] || printf -v value %%q "$value"
                values+=("$value")
                lines+=("$value${help:+  ($help)}") ;;
        esac
    done < <(IFS=$'\\n'; COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    # 63 is "?": the key was pressed twice, and the values are only listed
    if [[ $COMP_TYPE == 63 && ${#values[@]} -gt 1 ]]; then
        COMPREPLY=("${lines[@]}")
    else
        COMPREPLY=("${values[@]}")
    fi
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def source(self) -> str:
        """Return the script; Click would start Bash to check its version first."""
        return self.source_template % self.source_vars()

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return the fields of an item, separated by tabs."""
        return f"{item.type}\t{item.value}\t{item.help}"


class _ZshCompletion(_ValueCompletion, ZshComplete):
    """Zsh: the script of Click completes nothing when it is called for the second time."""

    source_template = """\
#compdef %(prog_name)s
# Completion of onrecord for Zsh, written by `onrecord completion zsh`.
%(complete_func)s() {
    local kind value help
    local -a described plain
    for kind value help in "${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) \\
        %(complete_var)s=zsh_complete %(prog_name)s 2>/dev/null)}"; do
        case $kind in
            dir) compset -P '--*='; _path_files -/ ;;
            file) compset -P '--*='; _path_files ;;
            plain)
                if [[ $help == _ ]]; then
                    plain+=("$value")
                else
                    described+=("$value:$help")
                fi ;;
        esac
    done
    (( $#described )) && _describe -V values described -U
    (( $#plain )) && compadd -U -V values -a plain
}
# compinit loads this file as the function _onrecord; `source` runs it as a script
if [[ $funcstack[1] == _%(prog_name)s ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


class _FishCompletion(_ValueCompletion, FishComplete):
    """Fish: descriptions may contain commas, at which the script of Click cuts them off."""

    source_template = """\
# Completion of onrecord for fish, written by `onrecord completion fish`.
function %(complete_func)s
    set -l response (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \\
        COMP_CWORD=(commandline -t) %(prog_name)s 2>/dev/null)
    for item in $response
        set -l fields (string split -m 1 "," -- $item)
        switch $fields[1]
            case dir
                __fish_complete_directories $fields[2]
            case file
                __fish_complete_path $fields[2]
            case plain
                echo -- $fields[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


for _shell in (_BashCompletion, _ZshCompletion, _FishCompletion):
    add_completion_class(_shell)


def print_completions(group: click.Group) -> NoReturn:
    """Answer a request of a shell for completions or its script; a failure prints nothing."""
    instruction = os.environ[COMPLETION_VARIABLE]
    code: int = EXIT_FAILURE
    with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
        code = shell_complete(group, {}, PROGRAM, COMPLETION_VARIABLE, instruction)
    sys.exit(code)


def completion_script(shell: str) -> str:
    """Return the script that a shell runs to complete the commands."""
    found = get_completion_class(shell)
    assert found is not None
    return found(onrecord, {}, PROGRAM, COMPLETION_VARIABLE).source()


def completion_path(shell: str) -> Path:
    """Return the file from which a shell loads the completions of a user."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    match shell:
        case "bash":
            folder = Path(os.environ.get("BASH_COMPLETION_USER_DIR") or data / "bash-completion")
            return folder / "completions" / PROGRAM
        case "fish":
            folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
            return folder / "fish" / "completions" / f"{PROGRAM}.fish"
    return data / "zsh" / "site-functions" / f"_{PROGRAM}"


@click.command(epilog="Example: onrecord completion --install")
@click.argument("shell", type=ChoiceType(SHELLS), required=False, metavar="[SHELL]")
@click.option("--install", is_flag=True, help="Write the script to the folder of your shell.")
def completion(shell: str | None, install: bool) -> None:
    """Print or install shell completion.

    SHELL is bash, zsh or fish; default: the shell in $SHELL. The Tab key then completes commands,
    options, files, names and the ids of articles.
    """
    if shell is None:
        shell = Path(os.environ.get("SHELL", "")).name
        if shell not in SHELLS:
            raise click.UsageError(f"$SHELL is none of {', '.join(SHELLS)}; name one of them")
    script = completion_script(shell)
    if not install:
        click.echo(script, nl=False)
        return
    path = completion_path(shell)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{path} cannot be written: {error.strerror or error}")
    echo(f"wrote {path}")
    match shell:
        case "bash":
            echo(
                "open a new terminal to use it; if nothing is completed, install the package "
                f"bash-completion, or add this line to ~/.bashrc: source {shlex.quote(str(path))}"
            )
        case "zsh":
            echo("add these lines to ~/.zshrc, unless they are there, and open a new terminal:")
            click.echo(f"fpath=({shlex.quote(str(path.parent))} $fpath)")
            click.echo("autoload -Uz compinit && compinit")
        case "fish":
            echo("open a new terminal to use it")
