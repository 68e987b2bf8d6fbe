"""Importer of plain text, all of which is kept but the line with its address."""

from analysis import clean
from db.importers.addresses import remove_address_line
from db.importers.documents import build_document
from db.models import Document
from db.web_addresses import without_password


def read_plain(text: str, name: str) -> Document:
    """Read the document of a plain text; an address on its first lines is its source.

    Its headline, byline and dateline are left in.
    """
    body, address = remove_address_line(clean(text))
    if not address:
        return build_document(body, name)
    return build_document(body, without_password(address), source_from="first lines")
