"""Edit a note in the user's external editor."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from tui.paths import state_folder


class EditorError(Exception):
    """No editor is configured, or it failed; the message is shown to the user."""


def own_editor() -> list[str]:
    """Return the command in VISUAL or EDITOR, with its options; raises `EditorError`."""
    configured = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(configured, posix=os.name == "posix")
    except ValueError:
        raise EditorError(f"EDITOR has an unclosed quotation mark: {configured}") from None
    if not command:
        raise EditorError("No editor is set: set EDITOR to one, such as nano or vim")
    if shutil.which(command[0]) is None:
        raise EditorError(f"Editor “{command[0]}” not found; set EDITOR to an installed one")
    return command


def edit(command: list[str], words: str) -> str:
    """Run the editor on `words` and return the edited text; it needs the terminal meanwhile.

    The command runs without a shell, on a file that only the user can read. If a signal stopped
    the editor, such as when the terminal closed, the text that it saved last is returned. Raises
    `EditorError` if the editor cannot be run or exits with an error code.
    """
    own = state_folder()  # not /tmp: notes stay in OnRecord's own folders
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
        raise EditorError(f"{command[0]} exited with code {code}; the note is unchanged")
    return edited.rstrip()
