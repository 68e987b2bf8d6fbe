"""Exporters: articles, findings and notes in the formats of other programs.

Every format escapes its content, and marks notes and corrections as the reader's.
"""

from db.exporters.csv import TABLE_NAMES, TableName
from db.exporters.registry import FORMATS, ExportTask, Format, Progress, export, render, row_kind
from db.exporters.selection import PARTS, ExportOptions, ExportQuery, Part, Selection

__all__ = [
    "FORMATS",
    "PARTS",
    "TABLE_NAMES",
    "ExportOptions",
    "ExportQuery",
    "ExportTask",
    "Format",
    "Part",
    "Progress",
    "Selection",
    "TableName",
    "export",
    "render",
    "row_kind",
]
