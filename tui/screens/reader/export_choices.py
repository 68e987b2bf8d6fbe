"""The choices that the export dialog offers in the reader."""

from typing import TYPE_CHECKING, cast

from tui.display_text import display_title
from tui.screens.reader.model import ReaderModel
from tui.strings.reader_text import ReaderText
from tui.widgets.panes.pane_area import PaneArea

if TYPE_CHECKING:
    from db.exporters import ExportQuery
    from db.models import HitKind


def list_export_choices(model: ReaderModel, panes: PaneArea) -> "list[tuple[str, ExportQuery]]":
    """Return the rows of the pane in use, and the article."""
    from db.exporters import ExportQuery

    article, label = model.article_id, ReaderText.EXPORT_UNTITLED
    if model.article:
        label = ReaderText.EXPORT_ARTICLE.format(title=display_title(model.article.row))
    choices = [(label, ExportQuery((article,)))]
    group, refs = panes.listed_findings
    rows: list[tuple[int, HitKind, int]] = []
    for ref in refs:
        if ref.kind == "note":
            rows.append((article, "note", model.notes[ref.index].id))
        elif ref.kind in ("quotation", "event"):
            rows.append((article, cast("HitKind", ref.kind), ref.index))
    if rows and group in ReaderText.EXPORT_LISTED:
        listed = ExportQuery((article,), only_rows=True, rows=tuple(rows))
        choices.insert(0, (ReaderText.EXPORT_LISTED[group], listed))
    return choices
