"""Did you mean …?, and what a word in the search line may become: out of the store's own words."""

import re
import sqlite3
from dataclasses import dataclass

from db.search.forms import count_beginning, tokens_of
from db.search.parsing import FIELDS, HAVINGS, KINDS, STATES, parse, plain
from db.search.tree import Words, words_of

_MOST = 30
_TRIED = 12  # nearest words, of which the one in most articles is taken
_BEFORE_CURSOR = re.compile(r'(?:^|[\s(])-?(?:([A-Za-z]+):("?))?([^\s():"]*|(?<=")[^"]*)$')
_DATES = ("today", "yesterday", '"this week"', '"last week"', '"this month"', '"last month"',
          '"this year"', '"last year"')  # fmt: skip
# of the articles that came last, so that a hundred thousand are no more work than a thousand
_RECENT = "(SELECT id FROM article ORDER BY id DESC LIMIT 500)"
_STORED = {
    "source": "SELECT site FROM article WHERE site != '' GROUP BY site ORDER BY count(*) DESC",
    "author": f"""SELECT byline FROM article WHERE id IN {_RECENT} AND byline != ''
        GROUP BY byline ORDER BY count(*) DESC""",
    "tag": "SELECT name FROM tag ORDER BY name COLLATE NOCASE",
}
_NAMES = {
    "speaker": f"""SELECT speaker FROM quotation WHERE article IN {_RECENT}
        AND entity IS NOT NULL GROUP BY speaker ORDER BY count(*) DESC""",
    "entity": f"""SELECT name FROM entity WHERE article IN {_RECENT}
        GROUP BY name ORDER BY count(*) DESC""",
}
# of all articles, those whose names begin so
_NAMED = {
    field: f"""SELECT name FROM identity
        WHERE articles > 0 AND {count} > 0 AND name COLLATE NOCASE BETWEEN ? AND ?
        ORDER BY {count} DESC LIMIT {_MOST}"""
    for field, count in (("speaker", "quotations"), ("entity", "articles"))
}
_WORDS = {
    "kind": tuple(dict.fromkeys(KINDS.values())),
    "is": tuple(STATES),
    "has": tuple(HAVINGS),
    "before": _DATES,
    "after": _DATES,
    "on": _DATES,
    "event": ("before:", "after:", "on:", *_DATES),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """What the word from `start` to the cursor may become."""

    start: int
    text: str


def suggest(sqlite: sqlite3.Connection, query: str) -> str | None:
    """The query with each word that the store does not have replaced by the nearest that it has.

    Nearest by the optimal string alignment distance: letters added, dropped, changed or swapped.
    None where every word is known or none is near.
    """
    query = fixed = plain(query)
    for words in sorted(words_of(parse(query).root), key=lambda one: one.start, reverse=True):
        written = query[words.start : words.end]
        better = written
        for token in words.tokens:
            if _known(sqlite, token, words):
                continue
            nearest = _nearest(sqlite, token)
            if nearest is not None:
                better = re.sub(rf"(?<!\w){re.escape(token)}", nearest, better, flags=re.I)
        fixed = fixed[: words.start] + better + fixed[words.end :]
    return fixed if fixed != query else None


def complete(sqlite: sqlite3.Connection, query: str, cursor: int) -> list[Completion]:
    """Fields that begin as the word before the cursor does, or values of the field before it."""
    found = _BEFORE_CURSOR.search(query[:cursor])
    if found is None:
        return []
    field, mark, begun = (found[1] or "").lower(), found[2] or "", found[3]
    start = found.start(3) - len(mark)
    if not field:
        if not begun:
            return []
        names = [f"{name}:" for name in FIELDS if name.startswith(begun.lower())]
        return [Completion(start, name) for name in names if name != begun]
    begins = begun.lower()
    values = _values(sqlite, field, begun)
    chosen = [value for value in values if value.strip('"').lower().startswith(begins)]
    if len(begins) > 1:
        chosen += [
            value
            for value in values
            if value not in chosen and any(word.startswith(begins) for word in tokens_of(value))
        ]
    return [Completion(start, _quoted(value)) for value in chosen[:_MOST]]


def _known(sqlite: sqlite3.Connection, token: str, words: Words) -> bool:
    begins = words.prefix and token == words.tokens[-1]
    if begins and count_beginning(sqlite, token, 1):
        return True
    # "runn" begins words, but no stem
    return len(token) < 3 or _articles(sqlite, token, "*" if begins else "") > 0


def _articles(sqlite: sqlite3.Connection, token: str, ending: str = "") -> int:
    """In how many articles a word is, up to a thousand; else in notes, or in what is told of them.

    A name that the reader set is in no text. With the ending `*` the word may go on.
    """
    for index in ("article_fts", "note_fts", "article_about_fts"):
        query = f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT 1000)"
        if found := int(sqlite.execute(query, (f'"{token}"{ending}',)).fetchone()[0]):
            return found
    return 0


def _nearest(sqlite: sqlite3.Connection, token: str) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(token) < 5 else 2
    query = "SELECT word FROM word WHERE length(word) BETWEEN ? AND ?"
    lengths = (len(token) - most, len(token) + most)
    known = [word for (word,) in sqlite.execute(query, lengths)]
    near = process.extract(token, known, scorer=OSA.distance, score_cutoff=most, limit=_TRIED)
    ranked = [
        (distance, word[:1] != token[:1], -_articles(sqlite, word), word)
        for word, distance, _ in near
    ]
    there = [one for one in ranked if one[2]]
    return min(there)[3] if there else None


def _values(sqlite: sqlite3.Connection, field: str, begun: str) -> list[str]:
    """The values that a field may have, or many of them, the frequent ones first."""
    if field in _NAMED:
        known = sqlite.execute(_NAMED[field], (begun, f"{begun}\U0010ffff"))
        recent = sqlite.execute(f"{_NAMES[field]} LIMIT 2000")
        return list(dict.fromkeys(name for (name,) in (*known, *recent)))
    if field in _STORED:
        return [value for (value,) in sqlite.execute(f"{_STORED[field]} LIMIT 2000")]
    return list(_WORDS.get(field, ()))


def _quoted(value: str) -> str:
    """A value as it is written in a query: between marks where it is several words."""
    plain = value.replace('"', "")
    return f'"{plain}"' if not value.startswith('"') and re.search(r"[\s()]", plain) else value
