"""The dialog that asks for the file of a dossier; a thread writes it, between markers."""

import datetime
from pathlib import Path

from db import StoreError
from db.exporters.dossier import DossierRequest, build_dossier
from db.exporters.dossier_html import dossier_frame, dossier_html
from db.exporters.dossier_markdown import dossier_markdown
from db.exporters.escapes import file_name
from db.exporters.marked_file import MarkerError, write_marked
from tui.context import AppContext
from tui.dialogs.prompts import PathSuggester, PromptDialog
from tui.strings.dossier_text import DossierText

_FOLDER = "export.folder"  # the settings key of the last export's folder
_PAGES = frozenset((".html", ".htm"))


def ask_dossier(context: AppContext, request: DossierRequest) -> None:
    """Ask for the file of a dossier, then write it; the dialog can be cancelled."""
    folder = Path(str(context.settings.get(_FOLDER, "") or Path.home()))
    suggested = folder / f"{file_name(request.value, 'OnRecord')}.html"

    def answer(line: str | None) -> None:
        if line:
            target = Path(line).expanduser()
            context.settings.set(_FOLDER, str(target.parent))
            context.show_message(DossierText.WRITING)
            context.run_worker(
                lambda: write_dossier(context, request, target), thread=True, group="dossier"
            )

    context.push_screen(
        PromptDialog(
            DossierText.QUESTION.format(subject=request.value),
            value=str(suggested),
            hint=DossierText.HINT,
            suggester=PathSuggester(),
        ),
        answer,
    )


def write_dossier(context: AppContext, request: DossierRequest, target: Path) -> None:
    """Write a dossier, or the part between the markers of its file, and show the outcome."""
    is_page = target.suffix.lower() in _PAGES
    try:
        dossier = build_dossier(context.store, request, datetime.date.today())
        pieces = dossier_html(dossier) if is_page else dossier_markdown(dossier)
        frame = dossier_frame(dossier) if is_page else ("", "")
        existed = write_marked(target, "".join(pieces), frame)
    except (StoreError, MarkerError) as error:
        outcome = str(error)
    except OSError as error:
        outcome = DossierText.FAILED.format(file=target, error=error.strerror or error)
    else:
        outcome = (DossierText.RENEWED if existed else DossierText.WRITTEN).format(
            file=target, statements=dossier.statements
        )
    context.call_from_thread(context.show_message, outcome)
