"""Articles of news databases: their layouts as lines, and their names in several languages.

Months, fields and other names are data of `news_databases.toml`.
"""

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from analysis import clean
from analysis.partial_dates import PartialDate
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import ImportItem

Block = list[str]
"""The lines of a paragraph, or of a part of the head of an article."""
Fields = dict[str, str]
"""The values of an article as the export writes them, by the names of its fields."""

NAMES = tomllib.loads(Path(__file__).with_name("news_databases.toml").read_text("utf-8"))


def either_of(names: Iterable[str]) -> str:
    """Return the pattern of any of these names, the longest first."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


def fields_of(table: str) -> dict[str, str]:
    """Return the field for each label of a table."""
    return {label: field for field, labels in NAMES[table].items() for label in labels}


_DOCUMENT = either_of(NAMES["document"])
# possessive, so that long numbers take linear time
_NUMBERS = rf"(?<![\d.,])\d[\d.,]*+\s++(?:{either_of(NAMES['of'])})\s++\d[\d.,]*+"
DOCUMENT_MARK = re.compile(
    rf"(?:{_NUMBERS}\s+(?:{_DOCUMENT})|(?:{_DOCUMENT})\s+{_NUMBERS})", re.IGNORECASE
)
FACTIVA_NUMBER = re.compile(r"\bDo[ck]ument\w? [A-Z][A-Z0-9]{3,9}\d{8,}[a-z][a-z0-9]{3,}")
"""The line below an article of Factiva."""

_LABELS = ("docpublicationname", "factiva", "proquest", *NAMES["end"], *(
    f"{label}:" for label, field in fields_of("tail").items() if field == "loaded"
))  # fmt: skip
_LANGUAGES = fields_of("language")
MONTHS: Mapping[str, int] = {
    name: number for number, names in enumerate(NAMES["months"], 1) for name in names
}
"""The numbers of the months, by their names and abbreviations in lower case."""
_COPYRIGHT = tuple(NAMES["copyright"])
_MONTH = rf"(?P<month>{either_of(MONTHS)})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_MONTH_OR_YEAR = re.compile(
    rf"(?:{_MONTH},? (?:del? )?)?(?P<year>1[4-9]\d\d|20\d\d)", re.IGNORECASE
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH} {_DAY},? (?:[^\W\d]+,? )?(?P<year>\d{{4}})\b",
        rf"\b{_DAY} (?:de )?{_MONTH},? (?:del? )?(?P<year>\d{{4}})\b",
        r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b",
        r"\b(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    )
)
_LATEST_START = 20  # characters before a date: a weekday in any language
_STATED = re.compile(
    rf"(?<!\d)(\d{{1,3}}(?:[.,\s]\d{{3}}){{1,3}}|\d{{1,9}})\s?(?:{either_of(NAMES['words'])})\b",
    re.IGNORECASE,
)
_WORD_COUNT = re.compile(rf"{_STATED.pattern}\.?", re.IGNORECASE)
_BY = re.compile(rf"(?:{either_of(NAMES['by'])})\s+(?=\S)", re.IGNORECASE)
_LONGEST_PAGE = 100  # characters of a page number
_PAGE = re.compile(rf"(?:{either_of(NAMES['page'])})[.:\s]*[\w-]*\d[\w\s,-]*", re.IGNORECASE)
_TOLERANCE = 0.25  # of the stated length; the databases count headlines and captions differently
_LEAST_DIFFERENCE = 40  # words

_ELEMENT = re.compile(r"""<(?:p|span|div|td|b|aside|footer)\b[^<>]*>""", re.IGNORECASE)
_CLASS = re.compile(r"""\bclass\s*=\s*["']?([^"'<>]*)""", re.IGNORECASE)


def has_export_signs(source: str) -> bool:
    """Return True if a text may be an export; a search of few words, so that others stay fast."""
    lower = source.lower()
    return any(label in lower for label in _LABELS) or any(
        mark.search(source) for mark in (DOCUMENT_MARK, FACTIVA_NUMBER)
    )


def is_unsplit_export(text: str) -> bool:
    """Return True if a text without its layout, as of a PDF, is from an export of several."""
    lines = {line.strip().lower() for line in text.split("\n")}
    return has_export_signs(text) and any(
        line in NAMES["end"] or DOCUMENT_MARK.fullmatch(line) for line in lines
    )


# Lines of a layout


def to_text_blocks(text: str) -> list[Block]:
    """Return the paragraphs of a text, which are separated by empty lines."""
    blocks: list[Block] = [[]]
    for line in text.replace("\f", "\n\n").split("\n"):
        stripped = " ".join(line.split())
        if stripped:
            blocks[-1].append(stripped)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


_WRAPPED = 100  # characters; longer lines are whole paragraphs


def to_paragraph(block: Block) -> str:
    """Join the lines of a paragraph, unless they are paragraphs themselves."""
    return ("\n\n" if max(map(len, block)) > _WRAPPED else " ").join(block)


def mark_classes(markup: str, marks: dict[str, str]) -> str:
    """Begin a line with a mark at each element of these classes."""

    def replace(element: re.Match[str]) -> str:
        found = _CLASS.search(element[0])
        names = found[1] if found else ""
        mark = next((marks[name] for name in marks if name in names), "")
        return f"\n<p>{mark}" if mark else element[0]

    return _ELEMENT.sub(replace, markup)


def read_label(line: str, fields: dict[str, str], *, upper: bool = False) -> tuple[str, str]:
    """Return the field and the value of a line such as `LENGTH: 300 words`; "" for no field."""
    label, colon, value = line.partition(":")
    if not colon or (upper and not label.isupper()):
        return "", line
    return fields.get(label.strip().lower(), ""), value.strip()


def is_copyright(line: str) -> bool:
    return line.lower().startswith(_COPYRIGHT)


# Articles


def find_first_day(words: str) -> datetime.date | None:
    """Return the first full date in some words."""
    return _find_day(words, len(words))


def _to_month(words: str) -> PartialDate | None:
    """Return the month or year that some words are, such as `March 2022` or `2022`."""
    match = _MONTH_OR_YEAR.fullmatch(" ".join(words.split()))
    if match is None:
        return None
    return PartialDate(
        int(match["year"]), MONTHS[match["month"].lower()] if match["month"] else None
    )


def opening_day(words: str) -> datetime.date | None:
    """Return the full date with which some words begin, perhaps after a weekday."""
    return _find_day(words, _LATEST_START)


def _find_day(words: str, latest: int) -> datetime.date | None:
    text = " ".join(words.split())
    found = [match for date in _DATES if (match := date.search(text))]
    for match in sorted(found, key=re.Match.start):
        month = match["month"].lower()
        with suppress(ValueError):
            if match.start() <= latest:
                return datetime.date(
                    int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])
                )
    return None


def _to_section(words: str) -> str:
    parts = (part.strip() for part in words.split(";"))
    return "; ".join(part for part in parts if part and not _is_page(part))


def _is_page(part: str) -> bool:
    return len(part) < _LONGEST_PAGE and bool(_PAGE.fullmatch(part))


def _to_byline(words: str) -> str:
    """Return the names of authors without the word before them: `By Ida Quill` → `Ida Quill`."""
    by = _BY.match(words)
    # "von" in lower case can be a part of a name
    if by is not None and (by[0][0].isupper() or by[0].strip() == "by"):
        words = words[by.end() :]
    return re.sub(r"\s*;\s*", ", ", words).strip(" ,")


def _to_language(words: str) -> str:
    first = re.split(r"[;,/(]", words.lower())[0].strip()
    return _LANGUAGES.get(first, first[:2] if len(first) == 2 else "")


def _length_remark(stated: str, text: str) -> str:
    """Return a remark if a text has clearly more or fewer words than the export states."""
    match = _STATED.search(stated)
    words = len(text.split())
    if match is None:
        return ""
    count = int(re.sub(r"\D", "", match[1]))
    if abs(count - words) <= max(_LEAST_DIFFERENCE, _TOLERANCE * count):
        return ""
    return (
        f"the export states {count:,} words, and its text has {words:,}:"
        " compare it with the original"
    )


def build_article(
    fields: Fields, paragraphs: Iterable[str], name: str, remark: str = "", lead: str = ""
) -> ImportItem:
    """Build an article; raises ImportingError if the export has no text of it."""
    title = " ".join(fields.get("title", "").split())
    body = "\n\n".join(filter(None, paragraphs))
    if not any(map(str.isalnum, body)):
        named = f" of “{title[:80]}”" if title else ""
        raise ImportingError(f"has no text{named}; export it with the full text")
    published = fields.get("published", "")
    text = "\n\n".join(filter(None, (fields.get("highlight"), fields.get("dateline"), lead, body)))
    return ImportItem(
        build_document(
            clean(f"{text}\n"),
            name,
            title=title,
            byline=_to_byline(fields.get("byline", "")),
            site=fields.get("site", ""),
            published=find_first_day(published) or _to_month(published),
            section=_to_section(fields.get("section", "")),
            language=_to_language(fields.get("language", "")),
            remark=remark or _length_remark(fields.get("length", ""), text),
        ),
        excerpt=bool(remark),
    )


def is_length(line: str) -> bool:
    return bool(_WORD_COUNT.fullmatch(line))
