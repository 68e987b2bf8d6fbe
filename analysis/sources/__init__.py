"""Sources of statements: their type, how a statement was got, and disclosures about sources."""

from analysis.models import Basis, DisclosureKind
from analysis.sources.disclosures import find_disclosures
from analysis.sources.source_finder import classify_sources
from analysis.sources.source_records import Disclosure, StatementSource, describe_statement_source

__all__ = [
    "Basis",
    "Disclosure",
    "DisclosureKind",
    "StatementSource",
    "classify_sources",
    "describe_statement_source",
    "find_disclosures",
]
