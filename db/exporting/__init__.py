"""Exporters: articles, findings and notes in the formats of other programs.

Every format escapes its content, and marks notes and corrections as the reader's.
"""

from db.exporting.choosing import Chosen
from db.exporting.formats import FORMATS, Format, Progress, export, pieces
from db.exporting.selecting import PARTS, Kept, Part, Selection
from db.exporting.tables import TABLES, Table

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
