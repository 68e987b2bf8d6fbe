"""The door in: files and bytes into documents, ready to be analysed and stored.

Importing this package is light: parsers load with the first file that needs them.
"""

import re
from pathlib import Path

from db.importing.decoding import decode
from db.importing.errors import ImportingError
from db.importing.opening import find_published
from db.importing.plain import plain_document
from db.records import Document

__all__ = ["ImportingError", "find_published", "read", "read_bytes"]

_LARGEST = 50_000_000  # bytes
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_OTHERS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP, Word or EPUB file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
)


def read(path: Path) -> Document:
    """The document in a file of plain text, Markdown or HTML; raises ImportingError."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise ImportingError("there is no such file; check its name") from None
    except IsADirectoryError:
        raise ImportingError("is a folder; name the files in it") from None
    except PermissionError:
        raise ImportingError("may not be read; check that the file is yours") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportingError(f"cannot be read: {reason}") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str = "") -> Document:
    """The document in the bytes of a file called `name`; raises ImportingError.

    The name's ending tells Markdown and HTML; HTML is also known by its first tag.
    """
    if len(data) > _LARGEST:
        raise ImportingError(f"is larger than {_LARGEST // 1_000_000} MB; split it")
    for mark, kind in _OTHERS:
        if data.startswith(mark):
            raise ImportingError(f"is {kind}; save it as text or HTML first")
    text = decode(data)
    if not any(letter.isalnum() for letter in text):
        raise ImportingError("has no words in it; choose another file")
    ending = Path(name).suffix.lower()
    if ending in (".html", ".htm", ".xhtml") or _PAGE.match(text[:5_000]):
        from db.importing.html import html_document  # 190 ms for its parsers

        return html_document(text, name)
    if ending in (".md", ".markdown", ".mdown", ".mkd"):
        from db.importing.markdown import markdown_document  # 35 ms

        return markdown_document(text, name)
    return plain_document(text, name)
