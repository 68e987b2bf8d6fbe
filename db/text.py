"""Text of articles as the store matches and indexes it: folded text, titles, quoted words."""

import datetime
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from string import ascii_uppercase

from analysis import Span, clean
from analysis.folded_text import fold_text

_LONGEST = 1_000  # characters of a title or another metadata field
_LONGEST_PATTERN = 10_000  # characters; a list key has four fields and a few tags
_OPENING = 80
_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_SHORT_LINE = 50  # characters; a line that is broken at a fixed width is longer

# SQL; `db.connection` registers the function `first_words`. Functions receive bytes: a damaged text
# may not be valid UTF-8.
BEGINNING_SQL = "first_words(CAST(substr(article.text, 1, 200) AS BLOB))"
TITLE_SQL = f"CASE WHEN article.title = '' THEN {BEGINNING_SQL} ELSE article.title END"


def decode_stored(data: bytes) -> str:
    """Decode a text of a store; what is not UTF-8, because of damage, becomes U+FFFD."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def fold(text: str) -> str:
    """Return the text in lower case without accents; its length may differ."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def fold_unless_lower(text: str, given: str) -> str:
    """Return the folded text, or "" if SQLite's `lower(given)`, of ASCII letters alone, is equal.

    A generated column then has it without a copy in its row.
    """
    folded = fold(text)
    return "" if folded == given.translate(_LOWER) else folded


CONTAINS_SQL = r"list_key LIKE ? ESCAPE '\'"
"""The condition that the list key of a row contains a text, given as `contains_pattern`.

LIKE takes half the time of `instr(lower(…), ?)`, and ignores the case of ASCII letters.
"""


def contains_pattern(text: str) -> str:
    """Return the pattern of LIKE for a text, which has been folded.

    One that is longer than any list key finds nothing; SQLite refuses patterns of 50,000 bytes.
    """
    escaped = re.sub(r"([%_\\])", r"\\\1", text[:_LONGEST_PATTERN])
    return f"%{escaped}%"


def one_line(text: str) -> str:
    """Normalize metadata for storage: cleaned, on one line, of bounded length."""
    return " ".join(clean(text).split())[:_LONGEST]


def first_words(text: str) -> str:
    """Return the beginning of a text on one line, as a label for an article without a title.

    It ends with the first paragraph: at a blank line, or at a short line that no other continues.
    """
    line = " ".join(_first_paragraph(text[: 2 * _OPENING].strip()).split())
    if len(line) <= _OPENING:
        return line
    return line[: line.rfind(" ", _OPENING // 2, _OPENING)].rstrip(" ,;:–—") + "…"


def _first_paragraph(text: str) -> str:
    lines = text.split("\n")
    for at, (line, following) in enumerate(pairwise(lines), 1):
        is_short = len(line.strip()) < _SHORT_LINE and not following.strip()[:1].islower()
        if not following.strip() or is_short:
            return "\n".join(lines[:at])
    return text


_QUOTED = re.compile('“[^“”]*”|"[^"]*"|«[^«»]*»|„[^„“”]*[“”]')
_QUOTES = "\"'“”‘’„‚«»‹›`"


def normalize_name(words: str) -> str:
    """Normalize a name, so that its spellings compare equal: `the  Kremlin`, `Kremlin`."""
    parts = words.casefold().split()
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


def normalize_content(words: str) -> str:
    """Normalize the content of a quotation: strip the marks around it and fold its case."""
    return " ".join(words.split()).strip(f"{_QUOTES} .,;:!?").casefold()


def is_quoted(words: str) -> bool:
    """Return whether the words start with a quotation mark."""
    return words.lstrip()[:1] in tuple(_QUOTES)


def split_quoted(text: str, at: Span) -> tuple[Span, ...]:
    """Split a span that starts and ends with quoted text into its quoted spans.

    Text between them (`"…", she said, "…"`) is not part of the content. Any other span is returned
    whole.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text, *at)]
    if len(quoted) > 1 and (quoted[0][0], quoted[-1][1]) == at:
        return tuple(quoted)
    return (at,)


def find_occurrences(text: str, words: str) -> list[Span]:
    """Return the spans at which words occur in a text as whole words, with any spaces between.

    Case must match, since "the Fed" is not "fed"; only an initial *the* may have either case.
    """
    parts = words.split()
    if not parts:
        return []
    first, *rest = (re.escape(part) for part in parts)
    if rest and first.casefold() == "the":
        first = "[Tt]he"
    before = r"(?<!\w)" if parts[0][0].isalnum() else ""
    after = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return [
        match.span() for match in re.finditer(before + r"\s+".join([first, *rest]) + after, text)
    ]


NO_TIME = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""The time of a damaged record."""


def parse_time(stored: object) -> datetime.datetime:
    """Parse a stored time; `NO_TIME` for a damaged one."""
    try:
        return datetime.datetime.fromisoformat(str(stored))
    except ValueError:
        return NO_TIME


def timestamp() -> str:
    """Return the current time as it is stored: UTC, ISO 8601, sortable."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")


LETTER = r"[^\W_]"


def contains_literal(text: str | None, literal: str) -> bool:
    """Return True if `text` contains `literal`, or with a final `*`, a word that begins with it.

    Case and accents are ignored; `literal` has none.
    """
    return text is not None and _pattern(literal).search(fold_text(text)) is not None


@lru_cache(maxsize=256)
def _pattern(literal: str) -> re.Pattern[str]:
    if literal.endswith("*"):
        prefix = re.escape(literal[:-1])  # before the lookbehind, so that it is found as a literal
        return re.compile(f"{prefix}(?<!{LETTER}{prefix})")
    return re.compile(literal_pattern(literal))


def literal_pattern(literal: str) -> str:
    """Return the pattern of a literal that no letter or digit continues on either side."""
    before = f"(?<!{LETTER})" if literal[:1].isalnum() else ""
    return before + re.escape(literal) + (f"(?!{LETTER})" if literal[-1].isalnum() else "")
