"""Dialogs that ask what to export, in which format and to where; a worker process writes it."""

from pathlib import Path
from typing import TYPE_CHECKING

from db import StoreError
from db.exporters import FORMATS, TABLES, Chosen, Format, Table
from tui.dialogs.base import AskScreen, ConfirmScreen, PathEnd
from tui.dialogs.picker import Choice, PickScreen
from tui.working import Export

if TYPE_CHECKING:
    from tui.app import OnRecord

_FOLDER = "export.folder"  # the settings key of the last export's folder


def ask_export(app: "OnRecord", exportable: list[tuple[str, Chosen]]) -> None:
    """Ask for selection, format and target, then write; every dialog can be cancelled."""
    whole = ("Everything in the store", Chosen())
    choices = [Choice(words, "", chosen) for words, chosen in [*exportable, whole]]

    def picked(choice: Choice[Chosen] | None) -> None:
        if choice is not None:
            _ask_format(app, choice.name, choice.value)

    app.push_screen(PickScreen("Export which articles?", choices), picked)


def _ask_format(app: "OnRecord", words: str, chosen: Chosen) -> None:
    choices: list[Choice[tuple[Format, Table]]] = []
    for form in FORMATS.values():
        if form.name != "csv":
            choices.append(Choice(form.name, form.what, (form, "quotations")))
            continue
        choices += [
            Choice(f"csv of {table}", "a table for spreadsheets", (form, table)) for table in TABLES
        ]

    def picked(choice: Choice[tuple[Format, Table]] | None) -> None:
        if choice is not None:
            _ask_target(app, chosen, *choice.value)

    app.push_screen(PickScreen(f"{words}: which format?", choices), picked)


def _ask_target(app: "OnRecord", chosen: Chosen, form: Format, table: Table) -> None:
    from db.exporters.escaping import file_name

    try:
        suggested_name = chosen.selection(app.store).name
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    folder = Path(str(app.memory.get(_FOLDER, ""))) if app.memory.get(_FOLDER, "") else Path.home()
    name = file_name(suggested_name, "OnRecord")
    suggested = folder / (f"{name} ({table})" if form.name == "csv" else name)
    target_kind = "folder" if form.kind == "folder" else "file"

    def answer(line: str | None) -> None:
        if not line:
            return
        target = Path(line).expanduser()
        app.memory.set(_FOLDER, str(target.parent))
        task = Export(chosen, form.name, target, table)
        if form.kind != "folder" and target.exists():
            _confirm(app, task)
        else:
            _write(app, task)

    app.push_screen(
        AskScreen(
            f"Export to which {target_kind}?",
            value=f"{suggested}{form.ending}",
            hint="→ completes the name. You are asked before a file is overwritten.",
            suggester=PathEnd(),
        ),
        answer,
    )


def _confirm(app: "OnRecord", task: Export) -> None:
    from dataclasses import replace

    def answer(yes: bool | None) -> None:
        if yes:
            _write(app, replace(task, over=True))

    app.push_screen(
        ConfirmScreen(f"Overwrite {task.target.name}?", "The file already exists."), answer
    )


def _write(app: "OnRecord", task: Export) -> None:
    app.watch_job(app.jobs.start(f"Export {task.target.name}", [task]))
