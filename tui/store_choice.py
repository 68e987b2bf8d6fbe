"""Choices for a store that is missing or lost changes, before the library opens."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct

from db import LostStoreError, NoStoreError, Store
from db.maintenance.backup import accept_loss, restore_newest
from db.maintenance.replacement import start_empty
from tui.damage_text import describe_damage
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import PathSuggester, PromptDialog
from tui.display_text import format_count
from tui.input_queue import QueuedInputApp
from tui.settings import Settings, state_folder
from tui.strings.store_text import StoreText
from tui.theme import install_themes


class StoreChoice(Struct, frozen=True):
    """A way to continue: the store to open, and the step before it, which returns a message."""

    path: Path
    prepare: Callable[[], str] = str


class StoreChoiceApp(QueuedInputApp[StoreChoice]):
    """The dialog before the library if the store is missing or lost changes.

    Its result is the choice, or None if the reader cancels; nothing is changed before that.
    """

    TITLE = "OnRecord"

    def __init__(self, error: LostStoreError | NoStoreError) -> None:
        """Offer the ways to continue after `error`."""
        super().__init__()
        self._error = error
        install_themes(self, Settings(state_folder(), lambda _: None))

    def on_mount(self) -> None:
        """Show the choices."""
        self._ask()

    def _ask(self) -> None:
        error = self._error
        question = StoreText.MISSING.format(path=error.path)
        choices: list[Choice[Callable[[], None]]] = [
            Choice(StoreText.CREATE, StoreText.CREATE_DETAIL, self._create)
        ]
        if isinstance(error, LostStoreError):
            question = StoreText.LOST.format(finding=error.finding)
            choices = []
            if error.backup is not None:
                name = StoreText.RESTORE.format(name=error.backup.stem)
                detail = format_count(error.backup_commits, "change")
                choices.append(Choice(name, detail, self._restore))
            if error.kind == "older":
                detail = format_count(error.stored, "change")
                choices.append(Choice(StoreText.ACCEPT, detail, self._accept))
            choices.append(
                Choice(
                    StoreText.START_EMPTY, StoreText.START_EMPTY_DETAIL, self._ask_to_start_empty
                )
            )
        choices.append(Choice(StoreText.OPEN, StoreText.OPEN_DETAIL, self._ask_for_path))
        self.push_screen(PickerDialog(question, choices), self._picked)

    def _picked(self, choice: Choice[Callable[[], None]] | None) -> None:
        if choice is None:
            self.exit()
        else:
            choice.value()

    def _create(self) -> None:
        self.exit(StoreChoice(self._error.path, partial(_create, self._error.path)))

    def _restore(self) -> None:
        self.exit(StoreChoice(self._error.path, partial(_restore, self._error.path)))

    def _accept(self) -> None:
        self.exit(StoreChoice(self._error.path, partial(_accept, self._error.path)))

    def _ask_to_start_empty(self) -> None:
        dialog = PromptDialog(
            StoreText.START_EMPTY_QUESTION.format(word=StoreText.START_EMPTY_WORD),
            hint=StoreText.START_EMPTY_HINT,
            accept=lambda word: word == StoreText.START_EMPTY_WORD,
        )
        self.push_screen(dialog, self._start_empty)

    def _start_empty(self, word: str | None) -> None:
        if word is None:
            self._ask()
        else:
            self.exit(StoreChoice(self._error.path, partial(_start_empty, self._error.path)))

    def _ask_for_path(self) -> None:
        dialog = PromptDialog(
            StoreText.OPEN_QUESTION,
            hint=StoreText.OPEN_HINT,
            value=f"{self._error.path.absolute().parent}/",
            suggester=PathSuggester(),
            is_prefix=True,
            accept=lambda name: Path(name).expanduser().is_file(),
        )
        self.push_screen(dialog, self._open)

    def _open(self, name: str | None) -> None:
        if name is None:
            self._ask()
        else:
            self.exit(StoreChoice(Path(name).expanduser()))


def _create(path: Path) -> str:
    Store(path).close()
    return f"created {path}"


def _restore(path: Path) -> str:
    restored = restore_newest(path)
    aside = f"; the old store is now {restored.replaced}" if restored.replaced else ""
    remark = describe_damage(restored.damaged)
    return f"restored {restored.backup}{aside}" + (f"; {remark}" if remark else "")


def _accept(path: Path) -> str:
    accept_loss(path)
    return f"{path} is accepted as it is"


def _start_empty(path: Path) -> str:
    replaced = start_empty(path)
    return f"created {path}" + (f"; the old store is now {replaced}" if replaced else "")
