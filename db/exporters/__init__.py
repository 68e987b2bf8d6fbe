"""Exporters: articles, findings and notes in the formats of other programs.

Every format escapes its content, and marks notes and corrections as the reader's.
"""

from db.exporters.export_context import TABLE_NAMES, ExportContext, TableName
from db.exporters.formats import (
    FORMATS,
    Format,
    find_format,
    list_format_names,
    list_other_formats,
    row_kind,
)
from db.exporters.registry import ExportTask, Progress, export, render
from db.exporters.selection import (
    PARTS,
    ExportedArticle,
    ExportOptions,
    ExportQuery,
    Part,
    Selection,
)

__all__ = [
    "FORMATS",
    "PARTS",
    "TABLE_NAMES",
    "ExportContext",
    "ExportOptions",
    "ExportQuery",
    "ExportTask",
    "ExportedArticle",
    "Format",
    "Part",
    "Progress",
    "Selection",
    "TableName",
    "export",
    "find_format",
    "list_format_names",
    "list_other_formats",
    "render",
    "row_kind",
]
