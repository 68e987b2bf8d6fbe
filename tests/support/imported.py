"""Items of files that an importer reads without a problem."""

from db.importers import ImportItem, ImportProblem, read_all_bytes


def read_items(data: bytes | str, name: str = "") -> list[ImportItem]:
    """Return the items of a file's bytes or text; a problem fails the test."""
    found = list(read_all_bytes(data.encode() if isinstance(data, str) else data, name))
    items = [item for item in found if not isinstance(item, ImportProblem)]
    assert len(items) == len(found), found
    return items
