"""A reader's own editor, for a note that grows long."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from tui.paths import state_folder


class EditorError(Exception):
    """There is no editor, or it failed; the words are for the reader."""


def own_editor() -> list[str]:
    """The command in VISUAL or EDITOR, with its options; raises EditorError."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named, posix=os.name == "posix")
    except ValueError:
        raise EditorError(f"EDITOR has a quotation mark too many: {named}") from None
    if not command:
        raise EditorError("No editor is set: put its name into EDITOR, such as nano or vim")
    if shutil.which(command[0]) is None:
        raise EditorError(f"The editor “{command[0]}” is not there; EDITOR asks for it")
    return command


def edit(command: list[str], words: str) -> str:
    """The words as they are after editing; the terminal has to be the editor's until then.

    The command is run without a shell, on a file that only the reader can read. Of an editor that
    was stopped, as by a terminal that went away, what it had saved is taken. Raises EditorError
    where it cannot be run, or says by its exit code that the words are to stay as they were.
    """
    own = state_folder()  # not /tmp, where it would leave OnRecord's own folders
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EditorError(f"{own} cannot be written: {error.strerror}") from error
    with tempfile.TemporaryDirectory(prefix="note-", dir=own) as folder:
        path = Path(folder, "note.md")
        path.write_text(f"{words}\n" if words else "", encoding="utf-8")
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
            edited = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise EditorError(f"{command[0]}: {error.strerror}") from error
    if code > 0:
        raise EditorError(f"{command[0]} ended with {code}; the note is as it was")
    return edited.rstrip()
