"""Exporters: articles, findings and notes in the formats of other programs.

Every format escapes its content, and marks notes and corrections as the reader's.
"""

from db.exporters.csv import TABLES, Table
from db.exporters.registry import FORMATS, Format, Progress, export, pieces
from db.exporters.selection import PARTS, Chosen, Kept, Part, Selection

__all__ = [
    "FORMATS",
    "PARTS",
    "TABLES",
    "Chosen",
    "Format",
    "Kept",
    "Part",
    "Progress",
    "Selection",
    "Table",
    "export",
    "pieces",
]
