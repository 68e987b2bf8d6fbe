"""The store: articles, findings, notes and search in one SQLite file, with importers and exporters.

The import of this package is cheap: sqlite-utils loads only when a file's schema is new or
outdated.
"""

from db.errors import LostStoreError, NoStoreError, NotFound, StoreError
from db.models import (
    Article,
    ArticleRow,
    Document,
    EventRow,
    IngestResult,
    Note,
    NoteDraft,
    OpenArticle,
    QuotationRow,
    ReadingState,
    SearchHit,
)
from db.store import Store, default_path

__all__ = [
    "Article",
    "ArticleRow",
    "Document",
    "EventRow",
    "IngestResult",
    "LostStoreError",
    "NoStoreError",
    "NotFound",
    "Note",
    "NoteDraft",
    "OpenArticle",
    "QuotationRow",
    "ReadingState",
    "SearchHit",
    "Store",
    "StoreError",
    "default_path",
]
