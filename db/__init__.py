"""The store: articles, findings, notes and search in one SQLite file, with importers and exporters.

Importing this package is cheap: sqlite-utils loads only when a file's schema is new or outdated.
"""

from db.errors import NotFound, StoreError
from db.models import (
    Added,
    Article,
    ArticleRow,
    Document,
    Draft,
    EventRow,
    Hit,
    Note,
    QuotationRow,
    Reading,
    StoreLine,
    StoreLines,
)
from db.paths import default_path
from db.store import Store

__all__ = [
    "Added",
    "Article",
    "ArticleRow",
    "Document",
    "Draft",
    "EventRow",
    "Hit",
    "NotFound",
    "Note",
    "QuotationRow",
    "Reading",
    "Store",
    "StoreError",
    "StoreLine",
    "StoreLines",
    "default_path",
]
