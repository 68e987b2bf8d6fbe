"""Which files a name stands for: a file, those of a folder and of the folders in it, or a glob."""

import re
from collections import Counter
from pathlib import Path

from db.importing.kinds import ENDINGS

READABLE = frozenset(ENDINGS)
"""Endings of files that can be read; in a folder, others are passed over."""

_PARTS = re.compile(r".+(?:_files|-Dateien|_fichiers|_archivos|-filer|_bestanden|_arquivos)$")


def files_at(name: str) -> list[Path]:
    """The files that a name stands for, in order of name; a plain name stands for itself.

    `~` is the user's home; hidden files and folders of a folder are passed over, and so is the
    folder with the parts of a page that a browser saved beside it.
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
    """Count the files of a folder that no reader is for, by their endings; empty for no folder.

    Hidden files, and the parts of a page that a browser saved, are not counted.
    """
    path = Path(name).expanduser()
    if not path.is_dir():
        return Counter()
    return Counter(
        file.suffix.lower() or file.name
        for file in path.rglob("*")
        if file.is_file() and _is_listed(file, path) and not is_readable(file, path)
    )


def is_readable(file: Path, folder: Path) -> bool:
    """Whether a file within a folder is one of those that are read of it."""
    endings = [suffix.lower() for suffix in file.suffixes[-2:]]
    known = bool(endings) and (endings[-1] in READABLE or endings == [".warc", ".gz"])
    return known and _is_listed(file, folder) and file.is_file()


def _is_listed(file: Path, folder: Path) -> bool:
    """Return whether a file is neither hidden nor a part of a saved page beside it."""
    parts = file.relative_to(folder).parts
    if any(part.startswith(".") for part in parts):
        return False
    beside = any(
        _PARTS.match(part) and any((folder.joinpath(*parts[:at])).glob(f"{_stem(part)}.htm*"))
        for at, part in enumerate(parts[:-1])
    )
    return not beside


def _stem(folder: str) -> str:
    """What a saved page is called whose parts are in a folder, safe in a glob."""
    return re.sub(r"([*?\[])", r"[\1]", re.sub(r"[_-][A-Za-z]+$", "", folder))
