"""Correct the sources of statements: their type, and how the statements were got.

A correction is a reason beside those of the quotation, from which its source is classified.
"""

from analysis import Span
from analysis.models import EDITED_BASIS, EDITED_TYPE, Basis, Reason, SourceType
from analysis.structs import replace
from db.corrections.editor import FindingsEditor


def set_source_type(editor: FindingsEditor, at: Span, source_type: SourceType) -> None:
    """Set the type of the source of the statement at a span."""
    _add_reason(editor, at, Reason.of(EDITED_TYPE, type=source_type))


def set_basis(editor: FindingsEditor, at: Span, basis: Basis) -> None:
    """Set how the statement at a span was got."""
    _add_reason(editor, at, Reason.of(EDITED_BASIS, basis=basis))


def _add_reason(editor: FindingsEditor, at: Span, reason: Reason) -> None:
    index = editor.quotation_at(*at)
    if index is None:
        return
    quotation = editor.quotations[index]
    before = quotation.reason
    also = (*(each for each in before.also if each.id != reason.id), reason)
    editor.quotations[index] = replace(quotation, reason=Reason(before.id, before.args, also))
