"""Analyze texts, and query a library of articles: who said what, and when.

    import onrecord

    found = onrecord.analyze("“It rained all night,” said Ana Reis.", published="2026-03-12")
    for quotation in found.quotations:
        print(quotation.speaker_name, quotation.text)

    with onrecord.Library.open("news.sqlite") as library:
        library.add("news/")
        library.quotations("speaker:reis").to_frame()

The import of this package is fast: each name loads its module when it is used first.
"""

import importlib
import os

TYPE_CHECKING = False  # as `typing` has it, whose import takes longer than that of this package
if TYPE_CHECKING:
    from analysis import Reason, StageFailure
    from analysis.partial_dates import PartialDate
    from db.errors import ImportingError, LostStoreError, NoStoreError, NotFound, StoreError
    from db.exporters import ExportContext, ExportedArticle, ExportOptions, Format
    from db.identities.models import IdentityRow
    from db.importers.models import Highlight, Importer, ImportItem
    from db.models import (
        Article,
        ArticleRow,
        Document,
        EventRow,
        Note,
        QuotationRow,
        SearchHit,
    )
    from db.repositories.records import Records
    from db.tasks import TaskResult
    from onrecord.analyses import analyze, analyze_many
    from onrecord.findings import (
        Analysis,
        Entity,
        Event,
        Mention,
        Quotation,
        TimeExpression,
    )
    from onrecord.library import Library

# Versions 1.29 and later of onnxruntime send telemetry, unless this is set before their import.
# `analysis` sets it too, but is imported later than this package.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = [
    "Analysis",
    "Article",
    "ArticleRow",
    "Document",
    "Entity",
    "Event",
    "EventRow",
    "ExportContext",
    "ExportOptions",
    "ExportedArticle",
    "Format",
    "Highlight",
    "IdentityRow",
    "ImportItem",
    "Importer",
    "ImportingError",
    "Library",
    "LostStoreError",
    "Mention",
    "NoStoreError",
    "NotFound",
    "Note",
    "PartialDate",
    "Quotation",
    "QuotationRow",
    "Reason",
    "Records",
    "SearchHit",
    "StageFailure",
    "StoreError",
    "TaskResult",
    "TimeExpression",
    "analyze",
    "analyze_many",
]

_MODULES = {
    "analysis": ("Reason", "StageFailure"),
    "analysis.partial_dates": ("PartialDate",),
    "db.errors": ("ImportingError", "LostStoreError", "NoStoreError", "NotFound", "StoreError"),
    "db.exporters": ("ExportContext", "ExportOptions", "ExportedArticle", "Format"),
    "db.identities.models": ("IdentityRow",),
    "db.importers.models": ("Highlight", "ImportItem", "Importer"),
    "db.models": (
        "Article", "ArticleRow", "Document", "EventRow", "Note", "QuotationRow", "SearchHit",
    ),
    "db.repositories.records": ("Records",),
    "db.tasks": ("TaskResult",),
    "onrecord.analyses": ("analyze", "analyze_many"),
    "onrecord.findings": (
        "Analysis", "Entity", "Event", "Mention", "Quotation", "TimeExpression",
    ),
    "onrecord.library": ("Library",),
}  # fmt: skip
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


if not TYPE_CHECKING:  # so that a type checker reports unknown names

    def __getattr__(name: str) -> object:
        """Load a name of the package from its module."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(_MODULE_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
