"""The marks that a reader sets on articles, one row each, and the fields of their metadata.

The rows of articles, search, exports, imports, lists, dialogs and commands read these tables. A
new flag needs a field of `ArticleRow`, `ArticleOrigins` and `ImportItem`, its columns in the
schema, and a row of `FLAGS`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from db.models import ArticleRow
from db.original_marks import OriginalMark, parse_mark


class ArticleMark(Struct, frozen=True, kw_only=True):
    """A mark of articles. A value of it is true if an article has the mark."""

    name: str
    """Its field in `ArticleRow` and other records, in exports, and the value of `is:`."""
    noun: str
    nouns: str
    """The noun for one and for several, in messages."""
    content: str
    """Its name as a content of exports (`db.exporters.omissions`)."""
    table: str
    """The table with a row for each article that has or had the mark."""
    condition: str
    """The condition on a row of the table that the article has the mark."""
    origin: str
    """The column of the table with the origin of the mark."""
    value: str
    """Its value as an expression of SQL, beside the columns of `article` and `reading_state`."""
    parse: Callable[[Any], Any]
    """Converts the stored value."""
    default: object
    """The value of an article without the mark."""
    describe: Callable[[Any], str]
    """Describes a mark in words, after "is": `starred`."""
    sign: str = ""
    """A sign that stands for it in lists and pages; those without one show the words."""
    to_field: Callable[[Any], Any]
    """Returns the value of the field in JSON; a field of None is left out."""
    to_front_matter: Callable[[Any], bool | str | None]
    """Returns the value of the field in the front matter of a page; None is left out."""
    to_cells: Callable[[Any], Mapping[str, object]]
    """Returns the cells of its columns in the table of articles."""
    from_cells: Callable[[Mapping[str, str]], Any]
    """Returns the value of the field in JSON from the cells of an exported table."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns in the table of articles."""
        return tuple(self.to_cells(self.default))

    @property
    def articles(self) -> str:
        """The query of the articles that have the mark."""
        return f"SELECT article FROM {self.table} WHERE {self.condition}"

    @property
    def origin_of_article(self) -> str:
        """The query of the origin of the mark of an article."""
        return f"SELECT {self.origin} FROM {self.table} WHERE article = ? AND {self.condition}"

    def find(self, record: Any) -> Any:
        """Return the value of a row or an item, or the origin that a record of origins has."""
        return getattr(record, self.name)

    def label(self, value: Any) -> str:
        """Return the sign of a mark, or else its words."""
        return self.sign or self.describe(value)


class Flag(ArticleMark, frozen=True, kw_only=True):
    """A mark without details, in a column of `reading_state`; its noun is the verb of commands."""

    edit: Any
    """The kind of its edits, of `db.edits.models`."""

    def participle(self, *, is_set: bool) -> str:
        """Return the participle for an edit that sets or removes the flag: `unstarred`."""
        return self.name if is_set else f"un{self.name}"


def _flag(name: str, noun: str, sign: str) -> Flag:
    """Return a flag, whose columns have its name and that of its noun: `star_origin`."""
    return Flag(
        name=name,
        noun=noun,
        edit=noun,
        nouns=f"{noun}s",
        content=f"{noun}s",
        table="reading_state",
        condition=name,
        origin=f"{noun}_origin",
        value=f"coalesce({name}, 0)",
        parse=bool,
        default=False,
        describe=lambda _: name,
        sign=sign,
        to_field=bool,
        to_front_matter=bool,
        to_cells=lambda value: {name: value},
        from_cells=lambda cells: cells.get(name) == "True",
    )


def _to_original_field(mark: OriginalMark | None) -> dict[str, str] | None:
    return None if mark is None else {"speaker": mark.speaker, "event": mark.event}


def _to_original_cells(mark: OriginalMark | None) -> Mapping[str, object]:
    known = mark or OriginalMark()
    return {
        "original": mark is not None,
        "original_speaker": known.speaker,
        "original_event": known.event,
    }


def _from_original_cells(cells: Mapping[str, str]) -> dict[str, str] | None:
    if cells.get("original") != "True":
        return None
    return {name: cells.get(f"original_{name}", "") for name in ("speaker", "event")}


FLAGS: tuple[Flag, ...] = (_flag("starred", "star", "★"),)
ORIGINAL = ArticleMark(
    name="original",
    noun="mark as an original",
    nouns="marks as originals",
    content="originals",
    table="original",
    condition="true",
    origin="origin",
    value="""(SELECT json_array(CAST(speaker AS TEXT), CAST(event AS TEXT)) FROM original
        WHERE original.article = article.id)""",
    parse=parse_mark,
    default=None,
    describe=OriginalMark.describe,
    to_field=_to_original_field,
    to_front_matter=lambda mark: mark and mark.subject,
    to_cells=_to_original_cells,
    from_cells=_from_original_cells,
)
MARKS: tuple[ArticleMark, ...] = (*FLAGS, ORIGINAL)


def list_marks(row: ArticleRow) -> Iterator[tuple[ArticleMark, Any]]:
    """Yield the marks that an article has, with their values."""
    for mark in MARKS:
        if value := mark.find(row):
            yield mark, value


def describe_marks(row: ArticleRow) -> list[str]:
    """Describe the marks that an article has in words: `starred`, `original of Ana Berg`."""
    return [mark.describe(value) for mark, value in list_marks(row)]


def label_marks(row: ArticleRow) -> list[str]:
    """Return the sign or the words of each mark that an article has: `★`."""
    return [mark.label(value) for mark, value in list_marks(row)]


def find_flag(name: str) -> Flag:
    """Return the flag of a name."""
    return next(flag for flag in FLAGS if flag.name == name)
