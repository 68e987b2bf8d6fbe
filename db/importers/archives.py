"""ZIP files in memory, with a limit on the size of each entry.

Importer of EPUB: the chapters of a book, or the articles of a newspaper, as documents.

Importer of RSS and Atom feeds, by feedparser: each entry is a document.

Importer of web archives (WARC, compressed or not), by warcio.

Importer of MHTML: a page that a browser saved as one MIME message (.mhtml, .mht).
"""

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.encodings import decode
from db.importers.html import first_heading, fragment_text, read_html, unescape, visible_text
from db.importers.mail import decode_part, parse_message
from db.importers.models import ImportItem, ItemReaders, ReaderAt, require_extra
from db.importers.news_databases import read_export

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
    published = _day(next(iter(element_texts(book, "date")), ""))
    files = {
        str(item.get("id")): posixpath.normpath(
            posixpath.join(posixpath.dirname(root), unquote(str(item.get("href") or "")))
        )
        for item in book.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if "html" in str(item.get("media-type"))
        and "nav" not in str(item.get("properties") or "").split()
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
        markup = _PAGE_NUMBER.sub("", decode(packed.read(file)))
        parts.append((file, markup))
    if not any(fragment_text(markup).strip() for _, markup in parts):
        raise ImportingError("has no words in it; choose another file")
    # a book of nothing but such pages is imported whole
    parts = [part for part in parts if not _is_matter(part[1])] or parts
    for file, markup in parts:
        yield partial(chapter, file, markup)


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
        file = io.BytesIO(data)
        for record in ArchiveIterator(file):
            kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
            if record.rec_type != "response" or "html" not in kind.lower():
                continue
            if record.http_headers.get_statuscode() != _OK:
                continue
            pages += 1
            address = str(record.rec_headers.get_header("WARC-Target-URI") or name)
            page = record.content_stream().read(_LARGEST_PAGE + 1)
            yield ReaderAt(partial(_page, page, address.strip("<>")), file.tell() / len(data))
    # a truncated record raises many kinds of errors in the library
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, AttributeError) as error:
        raise ImportingError("is a damaged archive from here on; get the file again") from error
    if not pages:
        raise ImportingError("is an archive without pages; choose another one")


def _page(data: bytes, address: str) -> ImportItem:
    if len(data) > _LARGEST_PAGE:
        raise ImportingError(f"is a page larger than {_LARGEST_PAGE // 1_000_000} MB")
    return ImportItem(read_html(decode(data), address))


def _page_item(markup: str, source: str) -> ImportItem:
    return ImportItem(read_html(markup, source))


def read_mhtml(data: bytes, name: str) -> ItemReaders:
    """Read the first page in the file: a document, or the articles of a news database."""
    message = parse_message(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            address = str(
                message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            ).strip()
            markup = decode(decode_part(part))
            found = read_export(markup, name, is_markup=True)
            if found is not None:
                yield from found
            else:
                source = address if address.startswith("http") else name
                yield partial(_page_item, markup, source)
            return
    raise ImportingError("has no page; save it again as one HTML file")


_LONGEST_SPACES = 500  # bytes
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,300}\?>")
_MOST_ATTRIBUTES = 1_000  # of an element


def read_feed(data: bytes, name: str) -> ItemReaders:
    """Read the entries of a feed in its order."""
    with require_extra("feeds", "feedparser", "sgmllib3k"):
        import feedparser

    if any(map(_has_many_attributes, re.finditer(rb"<[^<]*", data))):
        raise ImportingError("is a damaged feed: an element has very many attributes; get it again")
    data = _to_utf8(_without_long_spaces(data))
    try:
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except ValueError as error:  # for example bytes of no known encoding
        raise ImportingError("is a damaged feed; get it again") from error
    if not feed.entries:
        raise ImportingError("is a feed without entries; check its address")
    about: Mapping[str, Any] = feed.feed
    for number, entry in enumerate(feed.entries, 1):
        yield partial(_entry, entry, about, f"{name}#{number}")


def _to_utf8(data: bytes) -> bytes:
    """Return a feed in UTF-8: the library takes one that declares no encoding as Latin-1."""
    return _DECLARATION.sub("", decode(data), count=1).encode()


def _has_many_attributes(element: re.Match[bytes]) -> bool:
    """Return True if a tag has so many attributes that the parser's quadratic time matters."""
    tag = element[0]
    return tag.count(b"=") > _MOST_ATTRIBUTES and (
        len(re.findall(rb"=\s*+[\"']", tag)) > _MOST_ATTRIBUTES
    )


def _without_long_spaces(data: bytes) -> bytes:
    """Shorten very long spaces before the root element, in which feedparser's time is quadratic."""
    root = re.search(rb"<\w", data)
    end = root.start() if root else len(data)
    if end < _LONGEST_SPACES:
        return data
    head = re.sub(
        rb"\s+", lambda match: match[0] if len(match[0]) < _LONGEST_SPACES else b"\n", data[:end]
    )
    return head + data[end:]


_OWN_BODY = re.compile(r"_(?:body|bodytext|fulltext|full_text|articlebody)\Z")
_SHORTCODE = re.compile(r"\[/?[a-z][\w-]{0,40}(?:\s[^\]\n]{0,500})?/?\]")  # of WordPress


def _entry(entry: Mapping[str, Any], about: Mapping[str, Any], name: str) -> ImportItem:
    contents = [
        str(part.get("value") or "") for part in entry.get("content") or () if part.get("value")
    ]
    # agencies put the text into an element of their own: `wenn_cm:body`
    contents += [str(value) for key, value in entry.items() if _OWN_BODY.search(key) and value]
    if "wp_post_type" in entry:
        contents = [_SHORTCODE.sub("", content) for content in contents]
    summary = str(entry.get("summary") or "")
    text = fragment_text(max([*contents, ""], key=len)) or fragment_text(summary)
    if not any(map(str.isalnum, text)):
        raise ImportingError("is an entry without text; add the page it links to")
    link = str(entry.get("link") or "")
    short = not contents and len(text.split()) < 120
    return ImportItem(
        build_document(
            clean(text),
            link if link.startswith(("http://", "https://")) else name,
            title=_plain(entry.get("title")),
            byline=_plain(entry.get("author")),
            site=_plain(about.get("title")),
            published=_entry_day(entry.get("published_parsed") or entry.get("updated_parsed")),
            updated=_entry_day(entry.get("updated_parsed")),
            language=str(about.get("language") or ""),
            remark="the feed has only the beginning; its address has the rest" if short else "",
        ),
        tags=tuple(
            dict.fromkeys(
                " ".join(unescape(str(tag.get("term") or "")).split())
                for tag in entry.get("tags") or ()
            )
        )[:20],
        excerpt=short,
    )


def _plain(value: object) -> str:
    return fragment_text(str(value or ""))


def _entry_day(moment: Any) -> datetime.date | None:
    try:
        return datetime.date(*moment[:3]) if moment else None
    except (ValueError, TypeError):
        return None
