"""Dates in the metadata of files of word processors and layout programs, which are weak evidence.

A file may be made long after its article: a date in the first lines is more reliable.
"""

import datetime

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.importers.documents import add_first_lines
from db.models import Document


def add_file_date(document: Document, created: datetime.date | None) -> Document:
    """Return a document with the day of its file, unless its first lines have another date."""
    if created is None or document.published is not None:
        return document
    day = PartialDate.from_day(created)
    read = add_first_lines(document)
    if read.published is not None and read.published != day:
        return document
    return replace(document, published=day, published_from="metadata")
