"""Spelling suggestions and completions of queries, from the store's own vocabulary."""

import re
import sqlite3

from msgspec import Struct

from db.search.ast import Term, query_terms
from db.search.parser import (
    BASES,
    FEATURES,
    FIELDS,
    IS_VALUES,
    KINDS,
    SOURCE_TYPES,
    RowLanguage,
    parse,
)
from db.search.query_tokens import clean_query
from db.vocabulary import count_prefix, split_index_words

_MOST = 30
_JOINED = "coalesce(group_concat(word, char(10)), '')"
_TRIED = 12  # nearest words, from which the one in most articles is chosen
_SAME_SOUND, _NAME = 1.0, 0.6  # less distance, in letters
_CLOSE = 1.0  # of two suggestions, the most difference in distance
_BEFORE_CURSOR = re.compile(r'(?:^|[\s(])-?(?:([A-Za-z]+):("?))?([^\s():"]*|(?<=")[^"]*)$')
_DATES = ("today", "yesterday", '"this week"', '"last week"', '"this month"', '"last month"',
          '"this year"', '"last year"')  # fmt: skip
# of the articles added last, so that the time does not grow with the store
_RECENT = "(SELECT id FROM article ORDER BY id DESC LIMIT 500)"
_STORED = {
    "source": """SELECT site FROM article INDEXED BY article_filter
        WHERE id > (SELECT max(id) - 20000 FROM article) AND site != ''
        GROUP BY site ORDER BY count(*) DESC""",
    "author": f"""SELECT byline FROM article WHERE id IN {_RECENT} AND byline != ''
        GROUP BY byline ORDER BY count(*) DESC""",
    "tag": "SELECT name FROM tag ORDER BY name COLLATE NOCASE",
    "collection": "SELECT name FROM collection ORDER BY name COLLATE NOCASE",
    "from": """SELECT DISTINCT substr(origin, 12) FROM note WHERE origin != ''
        UNION SELECT DISTINCT author FROM note WHERE origin != '' AND author != ''""",
    "by": """SELECT author FROM note WHERE author != '' UNION SELECT verdict_author FROM note
        WHERE verdict_author != '' UNION SELECT author FROM article_tag WHERE author != ''
        UNION SELECT author FROM correction WHERE author != '' """,
}
_NAMES = {
    "speaker": f"""SELECT name FROM (
            SELECT article, entity FROM quotation WHERE article IN {_RECENT}
            UNION ALL SELECT article, entity FROM quotation_speaker WHERE article IN {_RECENT}
        ) AS said CROSS JOIN entity
            ON entity.article = said.article AND entity.number = said.entity
        GROUP BY name ORDER BY count(*) DESC""",
    "entity": f"""SELECT name FROM entity WHERE article IN {_RECENT} AND identity IS NOT NULL
        GROUP BY name ORDER BY count(*) DESC""",
}
# identities of all articles whose name has the prefix
_NAMED = {
    field: f"""SELECT name FROM identity
        WHERE articles > 0 AND {count} > 0 AND name COLLATE NOCASE BETWEEN ? AND ?
        ORDER BY {count} DESC LIMIT {_MOST}"""
    for field, count in (("speaker", "quotations"), ("entity", "articles"))
}
_WORDS = {
    "kind": tuple(dict.fromkeys(KINDS.values())),
    "is": IS_VALUES,
    "has": tuple(FEATURES),
    "type": tuple(SOURCE_TYPES),
    "basis": tuple(each for each in BASES if " " not in each),
    "before": _DATES,
    "after": _DATES,
    "on": _DATES,
    "event": ("before:", "after:", "on:", *_DATES),
    "added": ("before:", "after:", "on:", *_DATES),
}


class Completion(Struct, frozen=True):
    """A completion of the word from `start` to the cursor."""

    start: int
    text: str


def suggest(sqlite: sqlite3.Connection, query: str) -> str | None:
    """Replace each word that is not in the store by the nearest one that is.

    The distance is optimal string alignment: letters added, dropped, changed or swapped.
    Return None if every word is known or no known word is near.
    """
    return next(iter(list_suggestions(sqlite, query)), None)


def list_suggestions(sqlite: sqlite3.Connection, query: str) -> tuple[str, ...]:
    """Return the corrections of a query, and a second one if two words are about as near."""
    query = clean_query(query)
    fixed = [query, query]
    for words in sorted(query_terms(parse(query).root), key=lambda term: term.start, reverse=True):
        written = query[words.start : words.end]
        better = [written, written]
        for token in words.tokens:
            nearest = [] if _known(sqlite, token, words) else _list_nearest(sqlite, token)
            if nearest:
                for number, text in enumerate(better):
                    known = nearest[min(number, len(nearest) - 1)]
                    better[number] = re.sub(rf"(?<!\w){re.escape(token)}", known, text, flags=re.I)
        fixed = [
            text[: words.start] + word + text[words.end :]
            for text, word in zip(fixed, better, strict=True)
        ]
    return tuple(text for text in dict.fromkeys(fixed) if text != query)


def complete(
    sqlite: sqlite3.Connection, query: str, cursor: int, rows: RowLanguage | None = None
) -> list[Completion]:
    """Complete the word before the cursor to a field, or to a value of the field before it.

    With `rows`, only fields of the filter of that list are offered.
    """
    found = _BEFORE_CURSOR.search(query[:cursor])
    if found is None:
        return []
    field, mark, begun = (found[1] or "").lower(), found[2] or "", found[3]
    start = found.start(3) - len(mark)
    if not field:
        if not begun:
            return []
        fields = FIELDS if rows is None else rows.names
        names = [f"{name}:" for name in fields if name.startswith(begun.lower())]
        return [Completion(start, name) for name in names if name != begun]
    begins = begun.lower()
    if rows is not None and field not in rows.names:
        return []
    values = list(rows.values(field) if rows else ()) or _values(sqlite, field, begun)
    chosen = [value for value in values if value.strip('"').lower().startswith(begins)]
    if len(begins) > 1:
        chosen += [
            value
            for value in values
            if value not in chosen
            and any(word.startswith(begins) for word in split_index_words(value))
        ]
    return [Completion(start, _quoted(value)) for value in chosen[:_MOST]]


def _known(sqlite: sqlite3.Connection, token: str, words: Term) -> bool:
    begins = words.prefix and token == words.tokens[-1]
    if begins and count_prefix(sqlite, token, 1):
        return True
    # "runn" is a prefix of words, but not of a stem
    return len(token) < 3 or _articles(sqlite, token, "*" if begins else "") > 0


def _articles(sqlite: sqlite3.Connection, token: str, ending: str = "") -> int:
    """Count the articles, up to 1,000, with a word; else the notes, else the metadata with it.

    A name that the user set is in no text. With the ending `*` the word is a prefix.
    """
    for index in ("article_fts", "note_fts", "article_metadata_fts"):
        query = f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT 1000)"
        if found := int(sqlite.execute(query, (f'"{token}"{ending}',)).fetchone()[0]):
            return found
    return 0


def _list_nearest(sqlite: sqlite3.Connection, token: str) -> list[str]:
    """Return the nearest known words by letters and by sound, the nearest first, at most two.

    Of words as near, that of a name precedes, then the more frequent one.
    """
    from rapidfuzz import process  # none of these before the first frame
    from rapidfuzz.distance import OSA

    from analysis.names.given_names import find_same_sound

    most = 1 if len(token) < 5 else 2 if len(token) < 9 else 3
    lengths = (len(token) - most, len(token) + most)
    # as one text: 200,000 words as rows take twice the time
    query = f"SELECT {_JOINED} FROM vocabulary WHERE length(word) BETWEEN ? AND ?"
    # A stem begins as its words do. Reading all words takes ten times as long, and is only needed
    # if none with the first letter is at distance 1.
    first_letter = f"{query} AND stem >= ? AND stem < ?"
    best: list[tuple[float, str]] = []
    for condition, values in (
        (first_letter, (*lengths, token[0], chr(ord(token[0]) + 1))),
        (query, lengths),
    ):
        [lines] = sqlite.execute(condition, values).fetchone()
        known = lines.split("\n")
        near = process.extract(token, known, scorer=OSA.distance, score_cutoff=most, limit=_TRIED)
        same = find_same_sound(token, lines) if len(token) > 3 else []
        found = {word: distance for word, distance, _ in near}
        found |= {word: OSA.distance(token, word) for word in same[:_TRIED]}
        ranked = sorted(
            (_rate(sqlite, token, word, distance, is_same=word in same), -count, word)
            for word, distance in found.items()
            if (count := _articles(sqlite, word))
        )
        best = [(rate, word) for rate, _, word in ranked[:2]]
        if best and found[best[0][1]] <= 1:
            break
    if len(best) == 2 and best[1][0] - best[0][0] > _CLOSE:
        best.pop()
    return [word for _, word in best]


def _rate(
    sqlite: sqlite3.Connection, token: str, word: str, distance: float, *, is_same: bool
) -> float:
    """Return how far a word is: letters, less for the same sound and for a name."""
    query = "SELECT 1 FROM article_metadata_fts WHERE article_metadata_fts MATCH ? LIMIT 1"
    is_name = sqlite.execute(query, (f'entity : "{word}"',)).fetchone() is not None
    other_first = 0.5 * (word[:1] != token[:1])
    return distance + other_first - _SAME_SOUND * is_same - _NAME * is_name


def _values(sqlite: sqlite3.Connection, field: str, begun: str) -> list[str]:
    """Return values of a field, the frequent ones first."""
    if field in _NAMED:
        known = sqlite.execute(_NAMED[field], (begun, f"{begun}\U0010ffff"))
        recent = sqlite.execute(f"{_NAMES[field]} LIMIT 2000")
        return list(dict.fromkeys(name for (name,) in (*known, *recent)))
    if field in _STORED:
        return [value for (value,) in sqlite.execute(f"{_STORED[field]} LIMIT 2000")]
    return list(_WORDS.get(field, ()))


def _quoted(value: str) -> str:
    """Write a value for a query: in quotation marks if it has several words."""
    plain = value.replace('"', "")
    return f'"{plain}"' if not value.startswith('"') and re.search(r"[\s()]", plain) else value
