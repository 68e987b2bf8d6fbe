"""Importer of EPUB: the chapters of a book, or the articles of a newspaper, as documents."""

import datetime
import posixpath
from functools import partial
from urllib.parse import unquote

from analysis import clean
from db.errors_errors import ImportingError
from db.importers.archives import Packed, texts
from db.importers.decoding import decode
from db.importers.markup import first_heading, fragment_text
from db.importers.models import Incoming, Items
from db.importers.plain_text import described

_CONTAINER = "META-INF/container.xml"
_FEW = 25  # words; a shorter part is a cover or a table of contents


def epub_items(data: bytes, name: str) -> Items:
    """Read the parts of a book in reading order, without covers and tables of contents."""
    packed = Packed(data)
    if "META-INF/rights.xml" in packed.names:
        raise ImportingError("is locked by its seller; a copy without DRM can be read")
    roots = packed.xml(_CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")
    if not roots:
        raise ImportingError("is damaged: it has no content file; get the file again")
    root = str(roots[0])
    book = packed.xml(root)
    title = next(iter(texts(book, "title")), "")
    author = ", ".join(filter(None, texts(book, "creator")))
    language = next(iter(texts(book, "language")), "")
    published = _day(next(iter(texts(book, "date")), ""))
    files = {
        str(item.get("id")): posixpath.normpath(
            posixpath.join(posixpath.dirname(root), unquote(str(item.get("href") or "")))
        )
        for item in book.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if "html" in str(item.get("media-type"))
    }
    order = [
        files[str(idref)]
        for idref in book.xpath("//*[local-name()='itemref']/@idref")
        if str(idref) in files
    ]

    def chapter(file: str, markup: str) -> Incoming:
        return Incoming(
            described(
                clean(fragment_text(markup)),
                f"{name}#{posixpath.basename(file)}" if len(parts) > 1 else name,
                title=first_heading(markup) or (title if len(parts) == 1 else ""),
                byline=author,
                site=title if len(parts) > 1 else "",
                published=published,
                language=language,
            )
        )

    parts = []
    for file in dict.fromkeys(order):
        if file not in packed.names:
            continue
        markup = decode(packed.read(file))
        if len(fragment_text(markup).split()) >= _FEW:
            parts.append((file, markup))
    if not parts:
        raise ImportingError("has no words in it; choose another file")
    for file, markup in parts:
        yield partial(chapter, file, markup)


def _day(date: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date[:10])
    except ValueError:
        return None
