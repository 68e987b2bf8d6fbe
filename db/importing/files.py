"""Which files a name stands for: a file, those of a folder and of the folders in it, or a glob."""

from pathlib import Path

# Endings of files that can be read; in a folder, others are passed over.
READABLE = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"})


def files_at(name: str) -> list[Path]:
    """The files that a name stands for, in order of name; a plain name stands for itself.

    `~` is the user's home; hidden files and folders of a folder are passed over.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in READABLE
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
            and file.is_file()
        )
    fixed = next((at for at, part in enumerate(path.parts) if set(part) & set("*?[")), 0)
    if path.exists() or not fixed:
        return [path]
    found = Path(*path.parts[:fixed]).glob(str(Path(*path.parts[fixed:])))
    return sorted(file for file in found if file.is_file())
