"""Importer of MHTML: a page that a browser saved as one MIME message (.mhtml, .mht)."""

import email
import email.policy
from email.message import EmailMessage

from db.errors_errors import ImportingError
from db.importers.decoding import decode
from db.importers.email import part_bytes
from db.importers.html import html_document
from db.models import Document


def mhtml_document(data: bytes, name: str) -> Document:
    """Read the document of the first page in the file; raises ImportingError."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            address = str(
                message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            ).strip()
            markup = decode(part_bytes(part))
            return html_document(markup, address if address.startswith("http") else name)
    raise ImportingError("has no page; save it again as one HTML file")
