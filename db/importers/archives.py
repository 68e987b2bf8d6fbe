"""ZIP files in memory, with a limit on the size of each entry.

Importer of EPUB: the chapters of a book, or the articles of a newspaper, as documents.

Importer of documents of word processors: headings, lists and tables are kept, pictures left out.

Importer of web archives (WARC, compressed or not), by warcio.

Importer of MHTML: a page that a browser saved as one MIME message (.mhtml, .mht).
"""

import datetime
import html
import io
import posixpath
import zipfile
from functools import partial
from typing import Literal
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.email import decode_part, parse_message
from db.importers.html import first_heading, fragment_text, read_html
from db.importers.models import ImportItem, ItemReaders, require_extra
from db.importers.news_databases import read_export
from db.importers.plain_text import build_document, decode
from db.importers.rich_text import read_rtf
from db.models import Document

_LARGEST_ENTRY = 20_000_000  # bytes of an entry, whatever size the file declares
_MOST = 20_000  # entries
_PIECE = 65_536  # bytes


class _RootError(Exception):
    """The root element of a document was reached."""


class ZipArchive:
    """A ZIP file in memory; raises ImportingError for an unreadable file or entry."""

    def __init__(self, data: bytes) -> None:
        """Open the file with these bytes."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise ImportingError("is damaged; get the file again") from None
        self.names = frozenset(self._zip.namelist()[:_MOST])

    def read(self, name: str) -> bytes:
        """Return an entry's bytes."""
        if name not in self.names:
            raise ImportingError(f"is incomplete: {name[:80]} is missing; get the file again")
        try:
            with self._zip.open(name) as entry:
                data = entry.read(_LARGEST_ENTRY + 1)
        except RuntimeError:
            raise ImportingError("is locked with a password; save it without one") from None
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise ImportingError("is damaged; get the file again") from None
        except Exception as error:  # zlib.error, or that of another compression
            raise ImportingError("is damaged; get the file again") from error
        if len(data) > _LARGEST_ENTRY:
            raise ImportingError(
                f"has a part larger than {_LARGEST_ENTRY // 1_000_000} MB; split it"
            )
        return data

    def has_document_type(self, name: str) -> bool:
        """Return True if an entry is XML with a document type, which may declare entities.

        Only the part before the root element is read.
        """
        found = []

        def stop(*_: object) -> None:
            raise _RootError

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = lambda *_: found.append(name)
        parser.StartElementHandler = stop
        try:
            with self._zip.open(name) as entry:
                for _ in range(_LARGEST_ENTRY // _PIECE):
                    if found or not (piece := entry.read(_PIECE)):
                        break
                    parser.Parse(piece)
        except (_RootError, expat.ExpatError):
            pass
        except Exception as error:  # zlib.error, or that of another compression
            raise ImportingError("is damaged; get the file again") from error
        return bool(found)

    def xml(self, name: str) -> etree._Element:
        """Parse an entry's XML, without expanding entities or loading external files."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=True
        )
        root = etree.fromstring(self.read(name), parser)
        if root is None:
            raise ImportingError("is damaged; get the file again")
        return root


def element_texts(root: etree._Element, name: str) -> list[str]:
    """Return the texts of the elements with a local name, in any namespace."""
    found = root.xpath("//*[local-name()=$name]", name=name)
    return [" ".join(element.itertext()).strip() for element in found]


_CONTAINER = "META-INF/container.xml"
_FEW = 25  # words; a shorter part is a cover or a table of contents


def read_epub(data: bytes, name: str) -> ItemReaders:
    """Read the parts of a book in reading order, without covers and tables of contents."""
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
    published = _day(next(iter(element_texts(book, "date")), ""))
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

    def chapter(file: str, markup: str) -> ImportItem:
        return ImportItem(
            build_document(
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


def read_document(data: bytes, name: str, kind: Literal["docx", "odt", "rtf"]) -> ItemReaders:
    """Read the document of a word processor, or the articles of a news database in it."""
    read = {"docx": _read_docx, "odt": _read_odt, "rtf": read_rtf}[kind]
    markup, facts = read(data)
    found = read_export(markup, name, is_markup=True)
    if found is not None:
        yield from found
        return
    text = fragment_text(markup)
    if not any(map(str.isalnum, text)):
        raise ImportingError("has no words in it; choose another file")
    yield lambda: ImportItem(
        build_document(
            clean(text),
            name,
            title=facts.get("title", ""),
            byline=facts.get("creator", ""),
            published=_day(facts.get("created", "")),
            updated=_day(facts.get("modified", "")),
        )
    )


def _read_docx(data: bytes) -> tuple[str, dict[str, str]]:
    """Return the text of a .docx file as markup, and its metadata; raises ImportingError."""
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
    facts = {}
    if "docProps/core.xml" in packed.names:
        core = packed.xml("docProps/core.xml")
        for field in ("title", "creator", "created", "modified"):
            facts[field] = next(iter(element_texts(core, field)), "")
    if facts.get("creator") == "python-docx":
        del facts["creator"]
    return markup, facts


_ODT_PARAGRAPHS = (
    "//*[local-name()='p' or local-name()='h']"
    "[not(ancestor::*[local-name()='p' or local-name()='h' or local-name()='tracked-changes'])]"
)
_ODT_SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}


def _read_odt(data: bytes) -> tuple[str, dict[str, str]]:
    """Return the paragraphs of an .odt file as markup, and its metadata."""
    packed = ZipArchive(data)
    if packed.has_document_type("content.xml"):
        raise ImportingError("is not a valid OpenDocument file; open it and save it again")
    paragraphs = []
    for element in packed.xml("content.xml").xpath(_ODT_PARAGRAPHS):
        pieces = []
        for part in element.iter():
            kind = etree.QName(part).localname if isinstance(part.tag, str) else ""
            # comments are not a part of the text
            if kind != "annotation" and not any(
                etree.QName(above).localname == "annotation" for above in part.iterancestors()
            ):
                pieces += [_ODT_SPACES.get(kind, ""), part.text or ""]
            if part is not element:
                pieces.append(part.tail or "")
        tag = "h2" if etree.QName(element).localname == "h" else "p"
        words = html.escape("".join(pieces)).strip().replace("\n", "<br>")
        paragraphs.append(f"<{tag}>{words}</{tag}>")
    facts = {}
    if "meta.xml" in packed.names and not packed.has_document_type("meta.xml"):
        meta = packed.xml("meta.xml")
        for field, name in (
            ("title", "title"), ("creator", "initial-creator"), ("created", "creation-date"),
            ("modified", "date"),
        ):  # fmt: skip
            facts[field] = next(iter(element_texts(meta, name)), "")
    return "\n".join(paragraphs), facts


def _day(moment: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(moment[:10])
    except ValueError:
        return None


_LARGEST_PAGE = 20_000_000  # bytes of a page
_OK = "200"


def read_warc(data: bytes, name: str) -> ItemReaders:
    """Read the HTML pages with status 200, in the archive's order."""
    with require_extra("warc", "warcio"):
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
            if record.rec_type != "response" or "html" not in kind.lower():
                continue
            if record.http_headers.get_statuscode() != _OK:
                continue
            pages += 1
            address = str(record.rec_headers.get_header("WARC-Target-URI") or name)
            yield partial(
                _page, record.content_stream().read(_LARGEST_PAGE + 1), address.strip("<>")
            )
    # a truncated record raises many kinds of errors in the library
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        raise ImportingError("is a damaged archive from here on; get the file again") from error
    if not pages:
        raise ImportingError("is an archive without pages; choose another one")


def _page(data: bytes, address: str) -> ImportItem:
    if len(data) > _LARGEST_PAGE:
        raise ImportingError(f"is a page larger than {_LARGEST_PAGE // 1_000_000} MB")
    return ImportItem(read_html(decode(data), address))


def read_mhtml(data: bytes, name: str) -> Document:
    """Read the document of the first page in the file; raises ImportingError."""
    message = parse_message(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            address = str(
                message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            ).strip()
            markup = decode(decode_part(part))
            return read_html(markup, address if address.startswith("http") else name)
    raise ImportingError("has no page; save it again as one HTML file")
