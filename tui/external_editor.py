"""Edit a text in the user's external editor."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from tui.settings import state_folder
from tui.strings.note_text import NoteText


class EditorError(Exception):
    """No editor is configured, or it failed; the message is shown to the user."""


def find_editor() -> list[str]:
    """Return the command in VISUAL or EDITOR, with its options; raises `EditorError`."""
    configured = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(configured, posix=os.name == "posix")
    except ValueError:
        raise EditorError(NoteText.EDITOR_QUOTES.format(command=configured)) from None
    if not command:
        raise EditorError(NoteText.NO_EDITOR)
    if shutil.which(command[0]) is None:
        raise EditorError(NoteText.EDITOR_NOT_FOUND.format(command=command[0]))
    return command


def edit_text(command: list[str], words: str) -> str:
    """Run the editor on `words` and return the edited text; it needs the terminal meanwhile.

    The command runs without a shell, on a file that only the user can read. If a signal stopped
    the editor, such as when the terminal closed, the text that it saved last is returned. Raises
    `EditorError` if the editor cannot be run or exits with an error code.
    """
    own = state_folder()  # not /tmp: notes stay in OnRecord's own folders
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = NoteText.FOLDER_NOT_WRITABLE.format(folder=own, error=error.strerror)
        raise EditorError(message) from error
    with tempfile.TemporaryDirectory(prefix="note-", dir=own) as folder:
        path = Path(folder, "note.md")
        path.write_text(f"{words}\n" if words else "", encoding="utf-8")
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
            edited = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            message = NoteText.EDITOR_ERROR.format(command=command[0], error=error.strerror)
            raise EditorError(message) from error
    if code > 0:
        raise EditorError(NoteText.EDITOR_EXIT.format(command=command[0], code=code))
    return edited.rstrip()
