"""ZIP files in memory, with a limit on the size of each entry, and the XML in them."""

import io
import zipfile
from xml.parsers import expat

from lxml import etree

from db.errors import ImportingError

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
