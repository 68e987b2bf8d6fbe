"""Importers of other packages, by entry points named for the ending of the files that they read."""

from functools import cache, partial
from pathlib import PurePath
from typing import Any

from db.entry_points import Plugin, explain_failure, list_plugins, load_plugin
from db.errors import ImportingError, PluginError
from db.importers.detection import ENDINGS
from db.importers.encodings import decode
from db.importers.models import Importer, ImportItem, ItemReaders
from db.models import Document

_LARGEST = 50_000_000  # bytes of a file
_HEAD = 20_000  # bytes by which a file is recognized
_READER_ERRORS = (Exception, SystemExit)  # whatever the function of another package raises


def list_other_endings() -> frozenset[str]:
    """Return the endings of files that other packages read, without loading these."""
    return frozenset(f".{name}" for name in list_plugins("onrecord.importers")) - ENDINGS.keys()


def find_plugin_of_name(name: str) -> Plugin | None:
    """Return the importer of another package for the ending of a file, which is not loaded."""
    ending = PurePath(name).suffix.lower()
    if len(ending) < 2 or ending in ENDINGS:
        return None
    return list_plugins("onrecord.importers").get(ending[1:])


@cache
def load_importer(plugin: Plugin) -> Importer:
    """Load and check an importer; raises PluginError."""
    if f".{plugin.name}" in ENDINGS:
        raise PluginError(f"{plugin.label} is refused: OnRecord reads files with this ending")
    importer = load_plugin(plugin, Importer)
    is_readable = callable(importer.read) or isinstance(importer.read, str)
    if not is_readable or importer.needs or importer.returns not in ("items", "item", "document"):
        raise PluginError(f"{plugin.label} has a record with wrong values; update the package")
    return importer


def recognize_file(data: bytes, name: str) -> tuple[Plugin | None, list[str]]:
    """Return the importer that recognizes a file by its first bytes; None if there is none.

    Returns also a line about each importer that cannot be used.
    """
    problems: list[str] = []
    for plugin in list_plugins("onrecord.importers").values():
        try:
            recognizes = load_importer(plugin).recognizes
            if recognizes is not None and recognizes(data[:_HEAD], name):
                return plugin, []
        except PluginError as error:
            problems.append(str(error))
        except _READER_ERRORS as error:
            problems.append(str(explain_failure(plugin.label, "failed", error)))
    return None, problems


def _read_item(plugin: Plugin, item: Any) -> ImportItem:
    """Return an item that an importer yields, or the one that its function returns."""
    try:
        found = item() if callable(item) else item
    except (ImportingError, MemoryError):
        raise
    except _READER_ERRORS as error:
        raise explain_failure(plugin.label, "failed", error) from error
    if isinstance(found, Document):
        return ImportItem(found)
    if not isinstance(found, ImportItem):
        kind = type(found).__name__
        raise PluginError(f"{plugin.label} yields a {kind}, not a Document; update the package")
    return found


def read_other_items(plugin: Plugin, data: bytes, name: str) -> ItemReaders:
    """Yield functions that return the items of a file; raises ImportingError."""
    importer = load_importer(plugin)
    if len(data) > _LARGEST:
        raise ImportingError(f"is larger than {_LARGEST // 1_000_000} MB; split it")
    try:
        read = importer.load_reader()
        found = read(decode(data) if importer.takes_text else data, name)
        for item in found if importer.returns == "items" else (found,):
            yield partial(_read_item, plugin, item)
    except (ImportingError, MemoryError):
        raise
    except _READER_ERRORS as error:
        raise explain_failure(plugin.label, "failed", error) from error
