"""Articles of lists, whose fields are found by their usual names and by their content.

The names are data of `article_fields.toml`. Of several texts the longest prose is taken. A text
that its service cut, or that is only a description, is an excerpt and says so.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.html import read_html
from db.importers.markup_text import fragment_text, unescape
from db.importers.models import ImportItem
from db.importers.written_dates import parse_written_date, remark_on_date
from db.models import ReadState

NAMES: Mapping[str, Sequence[str]] = tomllib.loads(
    Path(__file__).with_name("article_fields.toml").read_text("utf-8")
)
KNOWN_NAMES = frozenset(
    name for field, names in NAMES.items() if field not in ("wrappers", "lists", "empty")
    for name in names
)  # fmt: skip
"""All names of fields."""

_EMPTY = frozenset(NAMES["empty"])
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_WEB = ("http://", "https://")
_MARKUP = re.compile(r"</?(?:p|div|br|h\d|li|ul|ol|a|span|em|strong|blockquote|img|figure)\b", re.I)
_PAGE = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?:…|\.\.\.)?\s*\[(?:\+?(?P<missing>\d{1,9}) char(?:acter)?s|…|\.\.\.|&hellip;)\]\s*\Z"
)
_BY = re.compile(r"\s*(?:by|BY|By)\s+(?=[^\W\d_])")
_WHOLE = ("name", "title", "label", "display_name", "original", "main", "text", "rendered")
_NAME_PARTS = (
    "first", "firstname", "first_name", "given", "last", "lastname", "last_name", "family"
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_STATES: dict[str, ReadState] = {
    "read": "read", "archive": "read", "archived": "read", "reading": "reading",
}  # fmt: skip
_LEFT_OUT = "the field “{name}” has a long text, which is left out: name it “text”"
_LONG, _LONGEST_NAME, _MOST_NAMED = 200, 40, 3  # characters, characters, fields
_PART_ONLY = "only the description, the summary or the first paragraph is in the list"
_SEEN = "its date is the one on which the service of the list saw it"
_DEEPEST, _MOST_FIELDS = 4, 2_000  # of the objects in an article
_LONGEST_LIST = 10_000  # characters of a list of names in a cell
_MOST_TAGS = 50
_LONGEST_MARK = 60  # characters of the mark of a cut
_FAR_LONGER = 2  # times the text; a description that is so much longer is taken
_SAMPLE = 5_000  # characters of a text that are examined
_SIGNS = re.compile(r"[\d!-/:-@\[-`{-~]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_PLAIN_WORDS = 5  # a text with fewer may be a name
_SENTENCE_END = re.compile(r"[.!?…。！？؟]")


def normalize_field(name: object) -> str:
    """Return the name of a field as the data has it: `Publish Date`, `publishDate` → the same."""
    return re.sub(r"[\s-]+", "_", _CAMEL.sub("_", str(name).strip())).lower()


def written_dates(rows: Iterable[object]) -> Iterator[str]:
    """Yield the dates of objects or rows, as they are written."""
    for row in rows:
        for key, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str) and normalize_field(key) in NAMES["published"]:
                yield value


def is_prose(text: str) -> bool:
    """Return True if a text has several words, and more letters than signs and digits."""
    text = text[:_SAMPLE]
    letters, signs = _count_letters(text), len(_SIGNS.findall(text))
    words = sum(any(map(str.isalpha, word)) for word in text.split()[:_PLAIN_WORDS])
    return letters > signs and (words > 1 or _has_unspaced_script(text))


def has_sentence(text: str) -> bool:
    """Return True if a prose has the end of a sentence, or enough words to be more than a name."""
    words = text.split()[:_PLAIN_WORDS]
    return (
        len(words) == _PLAIN_WORDS
        or _has_unspaced_script(text)
        or bool(_SENTENCE_END.search(text.rstrip()[-5:]))
    )


def _has_unspaced_script(text: str) -> bool:
    """Return True if a text has letters of a script without spaces, such as Thai or Chinese."""
    return any("\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\ud7ff" for letter in text)


class ArticleFields:
    """The values of an object or a row, by their names; those of objects in it by `outer.inner`."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        """Read the values of an object or a row."""
        self._values: dict[str, object] = {}
        for name, value in _flatten(fields):
            self._values.setdefault(name, value)
        self._wrappers = [
            name for name in NAMES["wrappers"] if isinstance(self._values.get(name), dict)
        ]

    def values(self, field: str) -> Iterator[tuple[str, object]]:
        """Yield the names of a field and their values, in their order."""
        for name in NAMES[field]:
            for key in (name, *(f"{wrapper}.{name}" for wrapper in self._wrappers)):
                if self._values.get(key) not in (None, "", [], {}):
                    yield name, self._values[key]

    def text(self, field: str) -> str:
        """Return the first value of a field as text."""
        return next((words for _, value in self.values(field) if (words := to_words(value))), "")

    def name(self, field: str) -> str:
        """Return the first value of a field that has letters: a number is no name."""
        found = (to_words(value) for _, value in self.values(field))
        return next((words for words in found if any(map(str.isalpha, words))), "")

    def address(self) -> str:
        """Return the first address of the web, "" without one."""
        found = (to_words(value).strip("<>") for _, value in self.values("address"))
        address = next((words for words in found if words.startswith(_WEB)), "")
        doi = _DOI.search(self.text("doi")) if not address else None
        return f"https://doi.org/{doi[0]}" if doi else address

    def site(self) -> str:
        """Return the name of the outlet; an address is none."""
        found = (to_words(value) for _, value in self.values("site"))
        return next((words for words in found if words and not words.startswith(_WEB)), "")

    def labels(self) -> list[str]:
        """Return the tags: a list of texts or objects, or a text with separators."""
        value = next((value for _, value in self.values("tags") if not isinstance(value, int)), "")
        if isinstance(value, str):
            value = _parse_list(value) or re.split("[,;|]", value)
        listed = value if isinstance(value, list) else [value]
        labels = (_label(each) for each in listed if not isinstance(each, int))
        return list(filter(None, labels))[:_MOST_TAGS]


def _list_prose_fields(fields: Mapping[str, object]) -> list[str]:
    """Return the names of the fields of an article without a text that have long prose."""
    return [
        " ".join(key.split())[:_LONGEST_NAME]
        for key, value in fields.items()
        if isinstance(value, str) and len(value) >= _LONG and is_prose(value)
    ][:_MOST_NAMED]


def item_from_fields(
    fields: Mapping[str, object], name: str, is_day_first: bool | None = None
) -> ImportItem:
    """Build the article of an object or a row; raises ImportingError if it is none.

    `is_day_first` is the order of numeric dates in the list, None if unknown.
    """
    article = ArticleFields(fields)
    text, is_part, cut = _choose_text(article)
    address = article.address()
    remarks = [cut or (_PART_ONLY if is_part else "")]
    is_named = bool(address or article.text("title"))
    if text and not (is_prose(text) and (is_named or has_sentence(text))):
        shown = " ".join(text.split())[:40]
        if not address:
            raise ImportingError(
                f"has a text that is no prose (“{shown}”); name the column of the articles “text”"
            )
        text, is_part = "", False
        remarks = [f"its text “{shown}” is no prose and is left out"]
    if not text and not address:
        raise ImportingError("has no text and no address; see docs/how-to/importing.md for names")
    if not text:
        remarks += [_LEFT_OUT.format(name=key) for key in _list_prose_fields(fields)]
    written = article.text("published")
    published = parse_written_date(written, is_day_first) if written else None
    remarks.append(remark_on_date(written, published))
    if published is None and (seen := parse_written_date(article.text("seen"))):
        published = seen
        remarks.append(_SEEN)
    updated = parse_written_date(article.text("updated"), is_day_first)
    if is_part and not (address or article.name("byline") or (is_named and published)):
        raise ImportingError(
            "has a description without an address, an author or a date; name its text “text”"
        )
    return ImportItem(
        build_document(
            clean(text),
            address or name,
            title=clean(_plain(article.text("title"))),
            byline=clean(_BY.sub("", _plain(article.name("byline")))),
            site=clean(article.site()),
            published=published,
            updated=updated.exact_day if updated else None,
            section=article.text("section"),
            language=article.text("language"),
            remark="; ".join(filter(None, remarks)),
        ),
        excerpt=is_part or bool(cut),
        tags=tuple(dict.fromkeys(article.labels())),
        starred=article.text("starred").lower() in ("1", "true", "yes"),
        read_state=_STATES.get(article.text("state").lower(), "unread"),
    )


def _choose_text(article: ArticleFields) -> tuple[str, bool, str]:
    """Return the longest prose, True if it is only a part, and a remark if it was cut.

    A whole page is taken only if there is no text beside it.
    """
    longest = {"text": "", "part": ""}
    pages: list[str] = []
    for field in ("text", "part"):
        for _, value in article.values(field):
            words = to_words(value) if isinstance(value, str) else _join_paragraphs(value)
            if _PAGE.match(words):
                pages.append(words)
            elif words:
                text = fragment_text(words) if _MARKUP.search(words) else words
                longest[field] = max(
                    longest[field], text, key=lambda each: (_count_letters(each), each)
                )
    text, part = longest["text"], longest["part"]
    if pages and not is_prose(text):
        return read_html(pages[0], article.address()).text, False, ""
    is_part = not is_prose(text) or _count_letters(part) > _FAR_LONGER * _count_letters(text)
    is_part = is_part and is_prose(part)
    text = part if is_part else text
    cut = _CUT.search(text, max(len(text) - _LONGEST_MARK, 0))
    if cut is None:
        return text, is_part, ""
    missing = f": {int(cut['missing']):,} characters are missing" if cut["missing"] else ""
    return f"{text[: cut.start()]}\n", is_part, f"the list has only the beginning{missing}"


def _count_letters(text: str) -> int:
    return len(_NO_LETTERS.sub("", text))


def _flatten(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the names and values of an object and of the objects in it, the outer ones first."""
    waiting: list[tuple[str, Mapping[str, object], int]] = [("", fields, 1)]
    count = 0
    while waiting:
        prefix, values, depth = waiting.pop(0)
        for key, value in values.items():
            count += 1
            if count > _MOST_FIELDS:
                return
            name = f"{prefix}{normalize_field(key)}"
            yield name, value
            if isinstance(value, dict) and depth < _DEEPEST:
                waiting.append((f"{name}.", value, depth + 1))


def to_words(value: object) -> str:
    """Convert a JSON value to text: an object to its name, a list to comma-separated items."""
    if isinstance(value, str):
        words = value.strip()
        if words.lower() in _EMPTY:
            return ""
        return ", ".join(listed) if (listed := _parse_list(words)) else words
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return "" if value != value else str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(to_words, value)))
    if isinstance(value, dict):
        texts = {key: text for key, text in value.items() if isinstance(text, str)}
        whole = next((words for key in _WHOLE if (words := to_words(texts.get(key)))), "")
        return whole or " ".join(filter(None, (to_words(texts.get(key)) for key in _NAME_PARTS)))
    return ""


def _join_paragraphs(value: object) -> str:
    """Return the text of a list of paragraphs, or of an object with a text."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(str(part).strip() for part in value)
    return to_words(value) if isinstance(value, dict) else ""


def _parse_list(words: str) -> list[str]:
    """Return the items of a list that a program wrote to a cell: `['Ida Quill', 'Juan Ortega']`."""
    if len(words) > _LONGEST_LIST or not re.match(r"\[\s*[\"'][^\n]*[\"']\s*\]\Z", words):
        return []
    try:
        value = ast.literal_eval(words)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    return [str(item).strip() for item in value] if isinstance(value, list) else []


def _label(value: object) -> str:
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("value", "label", "webTitle", "term", "name", "title", "text")
             if isinstance(value.get(key), str)), "",
        )  # fmt: skip
    return to_words(value)


def _plain(words: str) -> str:
    return " ".join(fragment_text(words).split()) if _MARKUP.search(words) else unescape(words)
