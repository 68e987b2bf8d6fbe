"""Notes and corrections that others wrote, as a file of notes has them."""

from collections.abc import Iterable, Sequence

from db.connection import Connection
from db.corrections.models import Correction
from db.importers.models import Highlight
from db.repositories.article_rows import load_text
from db.repositories.corrections import insert_corrections
from db.repositories.imported_notes import insert_highlight


class ExchangedNoteRepository:
    """Adds notes and corrections with the moments and authors that a file states."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def find_articles(self, sha256: str, source: str) -> list[int]:
        """Return the article whose text has this hash, else those from this source."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT id FROM article WHERE sha256 = ?"
            found = sqlite.execute(query, (sha256,)).fetchall()
            if not found and source:
                query = "SELECT id FROM article WHERE source = ? ORDER BY id"
                found = sqlite.execute(query, (source,)).fetchall()
        return [id for (id,) in found]

    def add_notes(self, article: int, notes: Iterable[Highlight]) -> list[int]:
        """Add notes at their words; return their ids."""
        with self._connection.transaction() as sqlite:
            text = load_text(sqlite, article)
            return [
                insert_highlight(sqlite, article, text, note, is_placed=False) for note in notes
            ]

    def add_corrections(self, article: int, corrections: Sequence[Correction]) -> None:
        """Add corrections, and apply them."""
        with self._connection.transaction() as sqlite:
            insert_corrections(sqlite, article, corrections)
