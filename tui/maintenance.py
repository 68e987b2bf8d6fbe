"""Maintenance of the store: choices for a lost store, backups and optimization of indexes."""

import datetime
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.worker import get_current_worker

from db import LostStoreError, NoStoreError, Store, StoreError
from tui.context import AppContext
from tui.damage_text import describe_damage
from tui.dialogs.prompts import PathSuggester, PromptDialog
from tui.display_text import clock_message, format_count, read_only_message
from tui.input_queue import QueuedInputApp
from tui.line_filters import SafeFilter
from tui.new_results import report_new
from tui.saved_jobs import find_saved_jobs
from tui.settings import Settings, state_folder
from tui.strings.app_text import AppText
from tui.strings.job_text import JobText
from tui.strings.store_text import StoreText
from tui.strings.trash_text import TrashText
from tui.theme import install_themes

if TYPE_CHECKING:
    from tui.dialogs.picker import Choice

MAINTENANCE_DELAY = 3.0  # seconds after the start


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
        self._filters.append(SafeFilter())

    def on_mount(self) -> None:
        """Show the choices."""
        self._ask()

    def _ask(self) -> None:
        from tui.dialogs.picker import Choice, PickerDialog

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

    def _picked(self, choice: "Choice[Callable[[], None]] | None") -> None:
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
    from db.maintenance.backup import restore_newest

    restored = restore_newest(path)
    aside = f"; the old store is now {restored.replaced}" if restored.replaced else ""
    remark = describe_damage(restored.damaged)
    return f"restored {restored.backup}{aside}" + (f"; {remark}" if remark else "")


def _accept(path: Path) -> str:
    from db.maintenance.backup import accept_loss

    accept_loss(path)
    return f"{path} is accepted as it is"


def _start_empty(path: Path) -> str:
    from db.maintenance.replacement import start_empty

    replaced = start_empty(path)
    return f"created {path}" + (f"; the old store is now {replaced}" if replaced else "")


def schedule_maintenance(context: AppContext) -> None:
    """Report a read-only store, and schedule the maintenance of a writable one."""
    if context.store.read_only:
        context.show_message(read_only_message(context.store.path), severity="warning")
        return
    maintain = partial(_run_maintenance, context)
    start = partial(context.run_worker, maintain, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)
    context.set_timer(MAINTENANCE_DELAY, partial(_start_watching, context))
    context.set_timer(MAINTENANCE_DELAY, partial(_start_vectors, context))


def ask_about_saved_jobs(context: AppContext) -> None:
    """Ask about the jobs of earlier sessions that ended before the jobs did."""
    with suppress(OSError):
        for path in find_saved_jobs(context.store.path):
            _ask_about_saved(context, path)


def _ask_about_saved(context: AppContext, path: Path) -> None:
    jobs, queue = context.jobs.adopt(path), context.jobs.queue

    def answer(answer: str | None) -> None:
        for job in jobs:
            if answer == "resume":
                queue.resume(job)
            elif answer == "forget":
                queue.cancel(job)

    lines = [
        JobText.INTERRUPTED_JOB.format(title=job.title, tasks=format_count(job.total, "task"))
        for job in jobs
    ]
    if jobs:
        context.open("interrupted", on_result=answer, detail="\n".join(lines))


def _start_watching(context: AppContext) -> None:
    """Check the watched sources from now on; without any, load nothing."""
    with suppress(StoreError):  # the screen of the sources reports it
        if context.store.watched_sources.list():
            context.source_watcher.check_due()


def _start_vectors(context: AppContext) -> None:
    from tui.text_vectors import schedule_vectors

    schedule_vectors(context)


def _schedule_report(context: AppContext) -> None:
    report = partial(_report_incomplete, context)
    start = partial(context.run_worker, report, thread=True, group="upkeep", exit_on_error=False)
    context.set_timer(MAINTENANCE_DELAY, start)


def _report_incomplete(context: AppContext) -> None:
    """Report the number of articles whose analysis was interrupted or failed.

    Jobs store articles before these are analyzed: while one is active, the report waits.
    """
    with suppress(StoreError):
        number = len(context.store.articles.list_incomplete())
        if number and context.active_jobs:
            context.call_from_thread(_schedule_report, context)
        elif number:
            text = AppText.INCOMPLETE.format(articles=format_count(number, "article"))
            context.call_from_thread(context.show_message, text, severity="warning")


def _report_clock(context: AppContext) -> None:
    """Report a change that is later than now: dates and the days of the trash depend on it."""
    with suppress(StoreError):
        if text := clock_message(context.store):
            context.call_from_thread(context.show_message, f"{text}.", severity="warning")


def _empty_trash(context: AppContext) -> None:
    """Delete for good what was in the trash for too many days of use, and report it."""
    from tui.config import read_config

    days = read_config().trash_days
    with suppress(StoreError):  # the next session tries again
        if number := context.store.trash.delete_expired(days, datetime.date.today()):
            articles, after = format_count(number, "article"), format_count(days, "day")
            text = TrashText.EXPIRED.format(articles=articles, days=after)
            context.call_from_thread(context.show_message, text)


def _run_maintenance(context: AppContext) -> None:
    from db.maintenance.upkeep_process import start_upkeep

    worker, store = get_current_worker(), context.store.path
    _report_clock(context)
    _report_incomplete(context)
    report_new(context)
    result = start_upkeep(store, datetime.date.today(), lambda: not worker.is_cancelled)
    for text in (
        result.problem and AppText.NO_BACKUP.format(error=result.problem),
        result.damaged and AppText.DAMAGED_BACKUP.format(damage=describe_damage(result.damaged)),
    ):
        if text:
            context.call_from_thread(context.show_message, text, severity="warning")
    _empty_trash(context)  # after the backup, which still has these articles
