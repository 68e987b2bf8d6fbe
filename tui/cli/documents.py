"""Read documents for commands, from a file or standard input, and print remarks on them."""

import sys
from pathlib import Path

from db import Document
from db.importers import read, read_bytes
from tui.formatting import language_remark
from tui.launch import say


def read_document(name: str) -> Document:
    """Read the document in a file, or on standard input for `-`; raises ImportingError."""
    if name == "-":
        return read_bytes(sys.stdin.buffer.read())
    return read(Path(name))


def remark(name: str, document: Document) -> None:
    """Print remarks about how a document was read, such as its language."""
    if document.remark:
        say(f"{name}: {document.remark}")
    if words := language_remark(document.language):
        say(f"{name}: {words}")
