"""Files that a name means: one file, a folder with its subfolders, or a glob."""

import re
from collections import Counter
from pathlib import Path

from db.importers.detection import ENDINGS
from db.importers.other_importers import list_other_endings

READABLE_ENDINGS = frozenset(ENDINGS)
"""Endings of files that can be read; others in a folder are skipped."""

_PACKED = [".warc", ".gz"]

_PARTS = re.compile(r".+(?:_files|-Dateien|_fichiers|_archivos|-filer|_bestanden|_arquivos)$")


def expand_name(name: str) -> list[Path]:
    """Expand a name to files, sorted by name; the name of one file gives that file.

    `~` is the user's home. In a folder, hidden files and folders are skipped. So is the folder with
    the parts of a page that a browser saved beside it.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if is_readable(file, path))
    fixed = next((at for at, part in enumerate(path.parts) if set(part) & set("*?[")), 0)
    if path.exists() or not fixed:
        return [path]
    found = Path(*path.parts[:fixed]).glob(str(Path(*path.parts[fixed:])))
    return sorted(file for file in found if file.is_file())


def count_unreadable(name: str) -> Counter[str]:
    """Count the files of a folder without a reader, by their endings; empty for other names.

    Hidden files and the parts of a saved page are not counted.
    """
    path = Path(name).expanduser()
    if not path.is_dir():
        return Counter()
    return Counter(
        file.suffix.lower() or file.name
        for file in path.rglob("*")
        if file.is_file() and is_listed(file, path) and not is_readable(file, path)
    )


def is_readable(file: Path, folder: Path) -> bool:
    """Return True if a file within a folder is imported with the folder."""
    endings = [suffix.lower() for suffix in file.suffixes[-2:]]
    known = bool(endings) and (
        endings[-1] in READABLE_ENDINGS or endings == _PACKED or endings[-1] in list_other_endings()
    )
    return known and is_listed(file, folder) and file.is_file()


def is_listed(file: Path, folder: Path) -> bool:
    """Return True if a file is neither hidden nor a part of a saved page beside it."""
    parts = file.relative_to(folder).parts
    if any(part.startswith(".") for part in parts):
        return False
    beside = any(
        _PARTS.match(part) and any((folder.joinpath(*parts[:at])).glob(f"{_stem(part)}.htm*"))
        for at, part in enumerate(parts[:-1])
    )
    return not beside


def _stem(folder: str) -> str:
    """Return the name of the saved page whose parts are in a folder, escaped for a glob."""
    return re.sub(r"([*?\[])", r"[\1]", re.sub(r"[_-][A-Za-z]+$", "", folder))
