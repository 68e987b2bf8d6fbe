"""Importer of EPUB: the chapters of a book, or the articles of a newspaper, as documents."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import unquote

from lxml import etree

from analysis import clean
from analysis.partial_dates import PartialDate
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.encodings import decode
from db.importers.markup_text import first_heading, fragment_text, visible_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.written_dates import parse_written_date
from db.importers.zip_archives import ZipArchive, element_texts

_CONTAINER = "META-INF/container.xml"
_OPF = "http://www.idpf.org/2007/opf"
_NCX = "application/x-dtbncx+xml"
_FEW = 25  # words; a shorter part is a cover or a half title
_MATTER = (
    "cover|title-?page|half-?title-?page|copyright-?page|toc|landmarks|page-list|index|loi|lot"
)
_MATTER_TYPE = re.compile(
    rf"""<(?:body|section)\b[^<>]*\bepub:type\s*=\s*["'][^"']*\b(?:{_MATTER})\b""", re.IGNORECASE
)
_MATTER_HEADING = re.compile(
    r"(?:(?:table of )?contents|copyright(?: page| notice)?|index|list of (?:figures|tables))$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\ball rights reserved\b|\bISBN\b", re.IGNORECASE)
_COPYRIGHT_SIGNS, _COPYRIGHT_WORDS = 2, 400  # a copyright page has so many signs, and so few words
_LINKED = 0.6  # of its words; a part with so many in links is a table of contents
_PAGE_NUMBER = re.compile(
    r"""<(span|a|div|p)\b[^<>]*(?:\b(?:epub:type|role)\s*=\s*["'][^"']*pagebreak"""
    r"""|\bclass\s*=\s*["']?page-?num(?:ber)?\b)[^<>]*>[^<>]{0,20}</\1>""",
    re.IGNORECASE,
)


def _is_matter(markup: str) -> bool:
    """Return True for a cover, a table of contents or a copyright page, not a part to read."""
    text = fragment_text(markup)
    words = len(text.split())
    if words < _FEW or _MATTER_TYPE.search(markup) or _MATTER_HEADING.match(first_heading(markup)):
        return True
    if words < _COPYRIGHT_WORDS:
        signs = {sign.lower() for sign in _COPYRIGHT.findall(text)}
        if len(signs) >= _COPYRIGHT_SIGNS:
            return True
    return len(visible_text(markup, links=False).split()) < (1 - _LINKED) * words


def read_epub(data: bytes, name: str) -> ItemReaders:
    """Read the parts of a book in reading order, without covers, contents and copyright pages."""
    packed = ZipArchive(data)
    if "META-INF/rights.xml" in packed.names:
        raise ImportingError("is locked by its seller; a copy without DRM can be read")
    roots = packed.xml(_CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")
    if not roots:
        raise ImportingError("is damaged: it has no content file; get the file again")
    root = str(roots[0])
    book = packed.xml(root)
    title = next(iter(element_texts(book, "title")), "")
    author = ", ".join(filter(None, element_texts(book, "creator")))
    language = next(iter(element_texts(book, "language")), "")
    published = _find_published(book)
    manifest = list(book.xpath("//*[local-name()='manifest']/*[local-name()='item']"))
    files = {
        str(item.get("id")): _resolve(root, str(item.get("href") or ""))
        for item in manifest
        if "html" in str(item.get("media-type")) and not _is_navigation(item)
    }
    order = [
        files[str(idref)]
        for idref in book.xpath("//*[local-name()='itemref']/@idref")
        if str(idref) in files
    ]
    titles = _find_titles(packed, root, manifest)

    def chapter(file: str, markup: str) -> ImportItem:
        is_alone = len(parts) == 1
        heading = titles.get(file, "") or first_heading(markup)
        return ImportItem(
            build_document(
                clean(fragment_text(markup)),
                name if is_alone else f"{name}#{posixpath.basename(file)}",
                title=heading or (title if is_alone else ""),
                byline=author,
                site=title if heading or not is_alone else "",
                published=published,
                language=language,
            )
        )

    parts = []
    for file in dict.fromkeys(order):
        if file not in packed.names:
            continue
        markup = _PAGE_NUMBER.sub("", decode(packed.read(file)))
        parts.append((file, markup))
    if not any(fragment_text(markup).strip() for _, markup in parts):
        raise ImportingError("has no words in it; choose another file")
    # a book of nothing but such pages is imported whole
    parts = [part for part in parts if not _is_matter(part[1])] or parts
    for file, markup in parts:
        yield partial(chapter, file, markup)


def _resolve(base: str, target: str) -> str:
    """Return the path of an entry that a file names, without its fragment."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))


def _is_navigation(item: etree._Element) -> bool:
    return "nav" in str(item.get("properties") or "").split()


def _find_published(book: etree._Element) -> PartialDate | None:
    """Return the date of publication, which is not that of a change of the file."""
    dates = [
        (str(element.get(f"{{{_OPF}}}event") or ""), str(element.text or ""))
        for element in book.iter("{*}date")
    ]
    written = [
        date for event, date in dates if event in ("", "publication", "original-publication")
    ]
    return parse_written_date(written[0]) if written else None


def _find_titles(
    packed: ZipArchive, root: str, manifest: Sequence[etree._Element]
) -> dict[str, str]:
    """Return the title of each chapter's file in the table of contents of the book.

    Of a file with several entries, the one for its beginning, else the first one. A number alone
    is no title.
    """
    titles: dict[str, str] = {}
    tables = sorted(
        (
            (not _is_navigation(item), _resolve(root, str(item.get("href") or "")))
            for item in manifest
            if _is_navigation(item) or str(item.get("media-type")) == _NCX
        ),
    )
    for _, table in tables:
        if table not in packed.names:
            continue
        entries = [
            (target, label)
            for target, label in _contents(packed.xml(table))
            if any(map(str.isalpha, label))
        ]
        for target, label in sorted(entries, key=lambda entry: "#" in entry[0]):
            titles.setdefault(_resolve(table, target), clean(label))
    return titles


def _contents(table: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the targets and the labels of a table of contents, of EPUB 3 or 2."""
    for nav in table.iter("{*}nav"):
        kinds = [str(value) for key, value in nav.items() if etree.QName(key).localname == "type"]
        if not kinds or "toc" in kinds[0].split():
            for link in nav.iter("{*}a"):
                yield str(link.get("href") or ""), " ".join("".join(link.itertext()).split())
    for point in table.iter("{*}navPoint"):
        label = point.find("{*}navLabel")
        content = point.find("{*}content")
        if label is not None and content is not None:
            yield str(content.get("src") or ""), " ".join("".join(label.itertext()).split())
