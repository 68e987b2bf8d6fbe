"""Importer of Word files, by mammoth: headings, lists and tables are kept, pictures left out."""

import datetime
import io

from analysis import clean
from db.errors import ImportingError
from db.importers.archives import ZipArchive, element_texts
from db.importers.html import fragment_text
from db.importers.models import require_extra
from db.importers.plain_text import build_document
from db.models import Document


def read_docx(data: bytes, name: str) -> Document:
    """Read the document of a .docx file; raises ImportingError."""
    with require_extra("docx", "mammoth", "cobble"):
        import mammoth

    packed = ZipArchive(data)
    packed.read("word/document.xml")
    if any(map(packed.has_document_type, packed.names)):  # mammoth would expand its entities
        raise ImportingError("is not a valid Word file; open it and save it again")
    try:
        markup = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except Exception as error:  # a hostile file may raise anything in the parser
        raise ImportingError("is a damaged Word file; open it and save it again") from error
    text = fragment_text(markup)
    if not any(map(str.isalnum, text)):
        raise ImportingError("has no words in it; choose another file")
    facts = {"title": "", "creator": "", "created": "", "modified": ""}
    if "docProps/core.xml" in packed.names:
        core = packed.xml("docProps/core.xml")
        facts = {field: next(iter(element_texts(core, field)), "") for field in facts}
    return build_document(
        clean(text),
        name,
        title=facts["title"],
        byline="" if facts["creator"] == "python-docx" else facts["creator"],
        published=_day(facts["created"]),
        updated=_day(facts["modified"]),
    )


def _day(moment: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(moment[:10])
    except ValueError:
        return None
