"""The marks that a reader sets on articles, one row each.

Lists, search, exports, imports, dialogs and commands read this table. A new flag needs a row of
`FLAGS`, a field of `ArticleRow`, `ArticleOrigins` and `ImportItem`, and its columns in the schema.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from db.models import ArticleRow
from db.original_marks import OriginalMark, parse_mark


class ArticleMark(Struct, frozen=True, kw_only=True):
    """A mark whose value is true if an article has it. The methods are those of a mark of no parts.

    `name` is its field in `ArticleRow` and other records, in exports, and a value of `is:`. `sign`
    stands for it in lists; without one, words do. Rows of `table` that fulfill `condition` have the
    mark, with its origin in the column `origin`.
    """

    name: str
    noun: str
    nouns: str
    content: str
    """Its name as a content of exports (`db.exporters.omissions`)."""
    table: str
    condition: str
    origin: str
    stored: str
    """Its value as an expression of SQL on `article` and `reading_state`."""
    default: Any = False
    sign: str = ""

    @property
    def articles(self) -> str:
        """The query of the articles that have the mark."""
        return f"SELECT article FROM {self.table} WHERE {self.condition}"

    @property
    def origin_of_article(self) -> str:
        """The query of the origin of the mark of an article."""
        return f"SELECT {self.origin} FROM {self.table} WHERE article = ? AND {self.condition}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in the table of articles."""
        return tuple(self.to_cells(self.default))

    def find(self, record: Any) -> Any:
        """Return the value of a row or an item, or the origin that a record of origins has."""
        return getattr(record, self.name)

    def parse(self, stored: Any) -> Any:
        """Return the value of what `stored` selects."""
        return bool(stored)

    def describe(self, value: Any) -> str:  # noqa: ARG002 — of marks with parts
        """Describe a mark in words that follow "is": `starred`."""
        return self.name

    def to_field(self, value: Any) -> Any:
        """Return the value of its field in JSON; a field of None is left out."""
        return value

    def to_front_matter(self, value: Any) -> bool | str | None:
        """Return the value of its field in the front matter of a page; None is left out."""
        return bool(value)

    def to_cells(self, value: Any) -> Mapping[str, object]:
        """Return the cells of its columns in the table of articles."""
        return {self.name: value}

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        """Return the value of its field in JSON from the cells of an exported table."""
        return cells.get(self.name) == "True"


class Flag(ArticleMark, frozen=True, kw_only=True):
    """A mark of no parts, in a column of `reading_state`. Its noun is the verb of commands, too."""

    edit: Any
    """The kind of its edits, of `db.edits.models`."""

    def participle(self, *, is_set: bool) -> str:
        """Return the participle for an edit that sets or removes the flag: `unstarred`."""
        return self.name if is_set else f"un{self.name}"


def _flag(name: str, noun: str, sign: str) -> Flag:
    return Flag(
        name=name, noun=noun, nouns=f"{noun}s", content=f"{noun}s", edit=noun, sign=sign,
        table="reading_state", condition=name, origin=f"{noun}_origin",
        stored=f"coalesce({name}, 0)",
    )  # fmt: skip


class _OriginalProperty(ArticleMark, frozen=True, kw_only=True):
    """The mark of an original, whose parts are its speaker and its event."""

    def parse(self, stored: Any) -> OriginalMark | None:
        return parse_mark(stored)

    def describe(self, value: OriginalMark) -> str:
        return value.describe()

    def to_field(self, value: OriginalMark | None) -> dict[str, str] | None:
        return {"speaker": value.speaker, "event": value.event} if value else None

    def to_front_matter(self, value: OriginalMark | None) -> str | None:
        return value.subject if value else None

    def to_cells(self, value: OriginalMark | None) -> Mapping[str, object]:
        known = value or OriginalMark()
        return {
            "original": value is not None,
            "original_speaker": known.speaker,
            "original_event": known.event,
        }

    def from_cells(self, cells: Mapping[str, str]) -> dict[str, str] | None:
        names = ("speaker", "event")
        parts = {name: cells.get(f"original_{name}", "") for name in names}
        return parts if super().from_cells(cells) else None


FLAGS = (_flag("starred", "star", "★"),)
ORIGINAL = _OriginalProperty(
    name="original", noun="mark as an original", nouns="marks as originals", content="originals",
    table="original", condition="true", origin="origin", default=None,
    stored="""(SELECT json_array(CAST(speaker AS TEXT), CAST(event AS TEXT)) FROM original
        WHERE original.article = article.id)""",
)  # fmt: skip
MARKS: tuple[ArticleMark, ...] = (*FLAGS, ORIGINAL)


def find_flag(name: str) -> Flag:
    """Return the flag of a name."""
    return next(flag for flag in FLAGS if flag.name == name)


def list_marks(row: ArticleRow) -> Iterator[tuple[ArticleMark, Any]]:
    """Yield the marks that an article has, with their values."""
    for mark in MARKS:
        if value := mark.find(row):
            yield mark, value


def describe_marks(row: ArticleRow) -> list[str]:
    """Describe the marks of an article in words: `starred`, `original of Ana Berg`."""
    return [mark.describe(value) for mark, value in list_marks(row)]


def label_marks(row: ArticleRow) -> list[str]:
    """Return the sign of each mark of an article, or else its words: `★`."""
    return [mark.sign or mark.describe(value) for mark, value in list_marks(row)]
