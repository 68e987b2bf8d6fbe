"""Notes and corrections that others wrote, as a file of notes has them."""

from collections.abc import Iterable, Mapping, Sequence

from db.connection import Connection
from db.corrections.models import Correction
from db.importers.models import Highlight
from db.repositories.article_rows import load_text, update_list_keys
from db.repositories.corrections import insert_corrections
from db.repositories.imported_notes import insert_highlight
from db.repositories.tags import set_tags
from db.text import timestamp
from db.vocabulary import add_words, split_index_words


class ExchangedNoteRepository:
    """Adds notes and corrections with the moments and authors that a file states."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def find_articles(self, sha256: str, source: str) -> list[int]:
        """Return the article whose text has this hash, else those of a page at this address.

        Other sources, such as the names of files, may be those of different articles.
        """
        with self._connection.read_transaction() as sqlite:
            query = "SELECT id FROM article WHERE sha256 = ?"
            found = sqlite.execute(query, (sha256,)).fetchall()
            if not found and source.startswith(("http://", "https://")):
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

    def edit_note(self, note: int, values: Highlight) -> None:
        """Give a note the text, tags, verdict, star and color of others, with their authors."""
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE note SET body = ?, verdict = ?, verdict_author = ?, starred = ?,
                    color = ?, changed = ? WHERE id = ?""",
                (
                    values.body, values.verdict, values.verdict_author, values.starred,
                    values.color, timestamp(), note,
                ),
            )  # fmt: skip
            set_tags(sqlite, "note", note, values.tags, authors=values.tag_authors)
            add_words(sqlite, split_index_words(values.body))

    def set_tags(self, article: int, tags: Sequence[str], authors: Mapping[str, str]) -> None:
        """Replace the tags of an article; `authors` are those of new ones, by their names."""
        with self._connection.transaction() as sqlite:
            set_tags(sqlite, "article", article, tags, authors=authors)
            update_list_keys(sqlite, [article])

    def add_corrections(self, article: int, corrections: Sequence[Correction]) -> None:
        """Add corrections, and apply them."""
        with self._connection.transaction() as sqlite:
            insert_corrections(sqlite, article, corrections)
