"""Importer of plain text, all of which is kept."""

from analysis import clean
from db.importers.documents import build_document
from db.models import Document


def read_plain(text: str, name: str) -> Document:
    """Read the document of a plain text; its address, headline and dateline are left in."""
    return build_document(clean(text), name)
