"""The context of an export: its selection and options, which its writer receives."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from db.exporters.selection import ExportOptions, LibraryFields, Selection, library_fields
from db.store import Store

TableName = Literal["quotations", "events", "names", "notes", "corrections", "articles"]
TABLE_NAMES: tuple[TableName, ...] = get_args(TableName)


class ExportContext(Struct, frozen=True):
    """An export: its store, its selection of articles or rows, and its options.

    `table` is that of CSV. `warn` receives a line about what the export leaves out, if anybody
    wants it; `report` calls it. `target` is the file or the folder, None for an iterator.
    """

    store: Store
    selection: Selection
    options: ExportOptions = ExportOptions()
    table: TableName = "quotations"
    warn: Callable[[str], None] | None = None
    target: Path | None = None

    @property
    def name(self) -> str:
        """The name of the export, such as the query or the title of its article."""
        return self.selection.name

    def library_fields(self) -> LibraryFields:
        """Return the fields that the records have for the whole library."""
        return library_fields(self.store, self.selection, self.options)

    def report(self, line: str) -> None:
        """Report what is left out, in one line."""
        if self.warn is not None:
            self.warn(line)
