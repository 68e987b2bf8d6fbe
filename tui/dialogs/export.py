"""Dialogs that ask what to export, in which format and to where; a worker process writes it."""

from pathlib import Path

from analysis.structs import replace
from db.exporters import (
    FORMATS,
    TABLE_NAMES,
    ExportQuery,
    ExportTask,
    Format,
    TableName,
    list_other_formats,
)
from db.exporters.escapes import file_name
from tui.context import AppContext
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import ConfirmDialog, PathSuggester, PromptDialog
from tui.store_query import attempt
from tui.strings.export_text import ExportText

_FOLDER = "export.folder"  # the settings key of the last export's folder


def ask_export(
    context: AppContext,
    exportable: list[tuple[str, ExportQuery]],
    question: str = ExportText.QUESTION,
) -> None:
    """Ask for selection, format and target, then write; every dialog can be cancelled."""
    whole = (ExportText.WHOLE_STORE, ExportQuery())
    choices = [Choice(words, "", chosen) for words, chosen in [*exportable, whole]]

    def picked(choice: Choice[ExportQuery] | None) -> None:
        if choice is not None:
            _ask_format(context, choice.name, choice.value)

    context.push_screen(PickerDialog(question, choices), picked)


def _ask_format(context: AppContext, words: str, chosen: ExportQuery) -> None:
    choices: list[Choice[tuple[Format, TableName]]] = []
    for form in FORMATS.values():
        if form.name != "csv":
            choices.append(Choice(form.name, form.description, (form, "quotations")))
            continue
        choices += [
            Choice(ExportText.TABLE.format(table=table), ExportText.TABLE_DETAIL, (form, table))
            for table in TABLE_NAMES
        ]

    others, problems = list_other_formats()
    choices += [
        Choice(form.name, f"{form.description} ({form.label})", (form, "quotations"))
        for form in others
    ]
    if problems:
        context.show_message("; ".join(problems), severity="warning")

    def picked(choice: Choice[tuple[Format, TableName]] | None) -> None:
        if choice is not None:
            _ask_target(context, chosen, *choice.value)

    context.push_screen(PickerDialog(ExportText.FORMAT.format(selection=words), choices), picked)


def _ask_target(context: AppContext, chosen: ExportQuery, form: Format, table: TableName) -> None:
    suggested_name = attempt(context, lambda: chosen.select(context.store).name)
    if suggested_name is None:
        return
    folder = (
        Path(str(context.settings.get(_FOLDER, "")))
        if context.settings.get(_FOLDER, "")
        else Path.home()
    )
    name = file_name(suggested_name, "OnRecord")
    suggested = folder / (f"{name} ({table})" if form.name == "csv" else name)
    is_folder = form.kind == "folder"

    def answer(line: str | None) -> None:
        if not line:
            return
        target = Path(line).expanduser()
        context.settings.set(_FOLDER, str(target.parent))
        task = ExportTask(chosen, form.name, target, table)
        if not is_folder and target.exists():
            _confirm(context, task)
        else:
            _write(context, task)

    context.push_screen(
        PromptDialog(
            ExportText.TARGETS["folder" if is_folder else "file"],
            value=f"{suggested}{form.extension}",
            hint=ExportText.HINT,
            suggester=PathSuggester(),
        ),
        answer,
    )


def _confirm(context: AppContext, task: ExportTask) -> None:
    def answer(yes: bool | None) -> None:
        if yes:
            _write(context, replace(task, overwrite=True))

    context.push_screen(
        ConfirmDialog(
            ExportText.OVERWRITE.format(name=task.target.name),
            ExportText.EXISTS,
            yes=ExportText.OVERWRITE_ANSWER,
        ),
        answer,
    )


def _write(context: AppContext, task: ExportTask) -> None:
    context.jobs.start(ExportText.JOB.format(name=task.target.name), [task])
