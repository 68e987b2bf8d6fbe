"""Encoding of findings in the columns of their rows: ids, days, confidences and reasons.

The id of a quotation or an event is the article's id and the finding's number in it, in one
integer. So an index entry gives its article, and the findings of an article are adjacent. Few texts
have more findings than `NEAR_BITS` can number: the ids of their further findings are above all
others, with more bits for the number. The tables are keyed by article and number; an index of words
or hashes has ids.

Each combination of a reason's id and arguments is stored once. An argument that equals a column of
the finding is stored as the name of the column.

`{"words": "Sunday", "cue": "met"}` → `{"words": "{words}", "cue": "{cue}"}`

A hundred thousand articles then have a few thousand combinations. Complete arguments would take as
much room as half of the texts.
"""

import datetime
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, get_args

from analysis import Reason, Span
from analysis.models import NO_REASON, FindingOrigin
from analysis.partial_dates import PartialDate
from analysis.reasons import reason_as_json, reason_from_json
from analysis.speaker_names import SpeakerName, read_source
from analysis.structs import decode_json
from db.errors import UNREADABLE, StoreError
from db.models import EventRow, QuotationRow
from db.stored_records import ALL_TEXTS, mark_damaged, read_records
from db.text import TITLE_SQL

NEAR_BITS = 11  # of the number in most ids; an index grows by a byte per word for each seven bits
FAR_BITS = 18  # of the number in other ids
FIRST_FAR = 1 << 46
"""The lowest id of a finding whose number needs more than `NEAR_BITS`."""
_NEAR, _MOST = 1 << NEAR_BITS, 1 << FAR_BITS
_ORIGINS = frozenset(get_args(FindingOrigin))


def finding_id(article: int, number: int) -> int:
    """Return the id of a quotation or an event; raises StoreError if an article has too many."""
    if number >= _MOST:
        raise StoreError(
            f"A text with more than {_MOST:,} quotations or events cannot be stored; split it"
        )
    if number < _NEAR:
        return article << NEAR_BITS | number
    return FIRST_FAR + (article << FAR_BITS | number)


def article_of_finding(id: int) -> int:
    """Return the article of a quotation or an event with an id."""
    return id >> NEAR_BITS if id < FIRST_FAR else id - FIRST_FAR >> FAR_BITS


def number_of_finding(id: int) -> int:
    """Return the number of a quotation or an event in its article."""
    return id & (_NEAR if id < FIRST_FAR else _MOST) - 1


FindingRange = tuple[tuple[int, int], tuple[int, int]]


def finding_range(first: int, last: int) -> FindingRange:
    """Return the bounds of the finding ids of the articles from `first` to `last`.

    The first two are those of numbers up to `NEAR_BITS`, the others those of higher ones. All
    bounds are inclusive.
    """
    return (
        (first << NEAR_BITS, (last + 1 << NEAR_BITS) - 1),
        (FIRST_FAR + (first << FAR_BITS), FIRST_FAR + (last + 1 << FAR_BITS) - 1),
    )


def finding_id_sql(article: str, number: str) -> str:
    """Return the SQL expression for the id of a finding."""
    return f"""iif({number} < {_NEAR}, {article} << {NEAR_BITS} | {number},
        {FIRST_FAR} + ({article} << {FAR_BITS} | {number}))"""


def article_id_sql(id: str) -> str:
    """Return the SQL expression for the article in an id."""
    return f"iif({id} < {FIRST_FAR}, {id} >> {NEAR_BITS}, {id} - {FIRST_FAR} >> {FAR_BITS})"


def number_sql(id: str) -> str:
    """Return the SQL expression for the number of the finding in an id."""
    return f"iif({id} < {FIRST_FAR}, {id} & {_NEAR - 1}, {id} & {_MOST - 1})"


def has_id_sql(row: str, id: str) -> str:
    """Return the SQL condition that a row of a quotation or an event has an id, by its key."""
    return f"{row}.article = {article_id_sql(id)} AND {row}.number = {number_sql(id)}"


def among_ids_sql(row: str, parameter: str = "?") -> str:
    """Return the SQL condition that a row has one of the ids in a JSON list, by its key."""
    keys = f"SELECT {article_id_sql('value')}, {number_sql('value')} FROM json_each({parameter})"
    return f"({row}.article, {row}.number) IN ({keys})"


def ids_of_article_sql(id: str, article: str) -> str:
    """Return the SQL condition that an id is one of a finding of an article."""
    return f"""({id} BETWEEN {article} << {NEAR_BITS} AND ({article} + 1 << {NEAR_BITS}) - 1
        OR {id} BETWEEN {FIRST_FAR} + ({article} << {FAR_BITS})
            AND {FIRST_FAR} + ({article} + 1 << {FAR_BITS}) - 1)"""


Columns = Mapping[str, str]  # of a finding, by the names that stand for them in reasons

NO_COLUMNS: Columns = {}

REASON_SQL = "reason.code, reason.args, reason.also, reason.origin"
"""The columns of a reason, as `decode_reason` expects them."""


class ReasonTable:
    """The reasons of a store and their ids; used inside one transaction."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        """Store reasons through `sqlite`."""
        self._sqlite = sqlite
        self._ids: dict[tuple[str, str, str, str], int] = {}

    def add(self, reason: Reason, origin: FindingOrigin, columns: Columns = NO_COLUMNS) -> int:
        """Return the id of a reason; store a new one."""
        row = encode_reason(reason, origin, columns)
        if row not in self._ids:
            names = "(code, args, also, origin)"
            self._sqlite.execute(f"INSERT OR IGNORE INTO reason {names} VALUES (?, ?, ?, ?)", row)
            query = f"SELECT id FROM reason WHERE {names} = (?, ?, ?, ?)"
            self._ids[row] = int(self._sqlite.execute(query, row).fetchone()[0])
        return self._ids[row]


def encode_reason(
    reason: Reason, origin: FindingOrigin, columns: Columns = NO_COLUMNS
) -> tuple[str, str, str, str]:
    """Encode a reason as the columns of its row; see `decode_reason`."""
    names = {value: f"{{{name}}}" for name, value in reversed([*columns.items()]) if value}

    def encode(name: str, value: str) -> str:
        if value and columns.get(name) == value:
            return f"{{{name}}}"
        return names.get(value, f"{{{value}" if value[:1] == "{" else value)

    encoded = reason_as_json(_map_args(reason, encode))
    return reason.id, _to_json(encoded["args"]), _to_json(encoded.get("also", [])), origin


def decode_reason(
    row: Sequence[Any], columns: Columns = NO_COLUMNS
) -> tuple[Reason, FindingOrigin]:
    """Decode the columns `REASON_SQL` of a reason, given the columns of its finding."""
    code, args, also, origin = row
    if origin not in _ORIGINS or not isinstance(args, str) or not isinstance(also, str):
        return NO_REASON, "machine"  # damaged
    reason = _parse_reason(code, args, also)
    if '"{' not in args and '"{' not in also:  # no argument is a column
        return reason, origin

    def decode(_: str, value: str) -> str:
        if value[:2] == "{{":
            return value[1:]
        return columns.get(value[1:-1], value) if value[:1] == "{" else value

    return _map_args(reason, decode), origin


def _map_args(reason: Reason, convert: Callable[[str, str], str]) -> Reason:
    """Return a reason with converted arguments."""
    return Reason(
        reason.id,
        tuple([(name, convert(name, value)) for name, value in reason.args]),
        tuple([_map_args(addition, convert) for addition in reason.also]),
    )


@lru_cache(maxsize=4096)
def _parse_reason(code: str, args: str, also: str) -> Reason:
    try:
        record = {"id": code, "args": decode_json(args), "also": decode_json(also)}
        return reason_from_json(record)
    except UNREADABLE:  # written by another program
        return Reason(code) if isinstance(code, str) else NO_REASON


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cue_of_reason(reason: Reason) -> str:
    """Return the cue of a date that its reason names, or ""."""
    parts = (reason, *reason.also)
    return next((value for part in parts for name, value in part.args if name == "cue"), "")


def time_columns(words: str, value: str, cue: str, published: datetime.date | None) -> Columns:
    """Return the columns of a time expression that are arguments of its reason."""
    columns = {"words": " ".join(words.split()), "value": value, "cue": cue}
    return {**columns, "published": format_day(published) or ""}


def event_columns(
    words: str | None,
    cue: str,
    first: datetime.date | None,
    last: datetime.date | None,
    published: datetime.date | None,
) -> Columns:
    """Return the columns of an event that are arguments of its reason."""
    return {
        "words": " ".join((words or "").split()),  # none for a reported event
        "cue": cue,
        "first": format_day(first) or "",
        "last": format_day(last) or "",
        "published": format_day(published) or "",
    }


def parse_stored_day(value: str | None) -> datetime.date | None:
    """Parse a stored day; None for a damaged one."""
    try:
        return None if value is None else datetime.date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


@lru_cache(maxsize=4096)
def parse_date(value: str | None) -> PartialDate | None:
    """Parse a stored publication date: a day, a month or a year; None for a damaged one."""
    try:
        return None if value is None else PartialDate.parse(value)
    except (ValueError, TypeError):
        return None


def format_day(value: datetime.date | PartialDate | None) -> str | None:
    """Format a date as it is stored: EDTF, which sorts; a day as in ISO 8601."""
    return None if value is None else value.isoformat()


def encode_confidence(confidence: float) -> float:
    """Encode a confidence as whole thousandths, which take two bytes, if that is exact.

    A stored value above 1 is in thousandths.
    """
    whole = round(confidence * 1000)
    return whole if whole > 1 and whole / 1000 == confidence else confidence


def decode_confidence(stored: float) -> float:
    """Decode a confidence, from 0 to 1, that `encode_confidence` encoded."""
    return stored / 1000 if stored > 1 else stored


# of a record whose other columns cannot be read
_QUOTATION_COLUMNS = {"article": 0, "title": 1, "site": 2, "index": 5, "content": 6}
_EVENT_COLUMNS = {"article": 0, "title": 1, "site": 2, "start": 5, "end": 6, "headline": 7}
_OF_QUOTATION = ("quotation", "quotation_span", "quotation_speaker")

QUOTATION_ROLE_SQL = """CASE WHEN NOT EXISTS (SELECT 1 FROM quotation_speaker AS more
        WHERE more.article = quotation.article AND more.quotation = quotation.number)
        THEN coalesce(entity.role, '') ELSE '' END"""
"""The role of a quotation's speaker; "" for several speakers, who have a role each."""


def content_sql(row: str = "quotation") -> str:
    """Return the SQL expression for the words of a quotation, of a row with this name.

    Its column `content` is empty if they are the words of the text between its bounds.
    """
    return f"""CASE WHEN {row}.content != '' THEN {row}.content ELSE coalesce(
        (SELECT substr(text, {row}.start + 1, {row}."end" - {row}.start) FROM article
            WHERE id = {row}.article), '') END"""


CONTENT_SQL = content_sql()
CONTENT_LENGTH_SQL = """CASE WHEN content != '' THEN length(content)
    ELSE coalesce("end" - start, 0) END"""
IS_STATEMENT_SQL = "kind IN ('direct', 'mixed', 'indirect')"
"""The condition that a quotation is a statement: no topic, continuation or scare quote."""
STATEMENT_SPEAKERS_SQL = """quotation_speaker AS more CROSS JOIN quotation AS stated
    ON stated.article = more.article AND stated.number = more.quotation
        AND stated.kind IN ('direct', 'mixed', 'indirect')"""
"""The further speakers of statements, as `more`."""


def read_stored_speaker(stored: str, *, is_named: bool) -> SpeakerName:
    """Return the speaker of a quotation: a stored name, or what the words of its source give."""
    return SpeakerName(stored) if is_named else read_source(stored)


def quotation_spans(sqlite: sqlite3.Connection, article: int, number: int) -> tuple[Span, ...]:
    """Return the spans of a quotation."""
    query = """SELECT start, "end" FROM (
            SELECT 0 AS position, start, "end" FROM quotation
                WHERE article = :article AND number = :number AND start IS NOT NULL
            UNION ALL SELECT position, start, "end" FROM quotation_span
                WHERE article = :article AND quotation = :number
        ) ORDER BY position"""
    return tuple(sqlite.execute(query, {"article": article, "number": number}))


_QUOTATION_IDENTITIES = """SELECT coalesce(merged_into, identity.id) FROM (
        SELECT -1 AS position, entity FROM quotation WHERE article = :article AND number = :number
        UNION ALL SELECT position, entity FROM quotation_speaker
            WHERE article = :article AND quotation = :number
    ) AS speaker CROSS JOIN entity
        ON entity.article = :article AND entity.number = speaker.entity
    CROSS JOIN identity ON identity.id = entity.identity ORDER BY position"""
_EVENT_ENTITIES = """SELECT entity.name, coalesce(merged_into, identity.id)
    FROM event_entity JOIN entity
        ON entity.article = event_entity.article AND entity.number = event_entity.entity
    LEFT JOIN identity ON identity.id = entity.identity
    WHERE event_entity.article = ? AND event = ? ORDER BY position"""

SELECT_QUOTATION = f"""SELECT article.id, {TITLE_SQL}, article.site, article.published,
        article.published_from, quotation.number, {CONTENT_SQL}, quotation.kind,
        quotation.speaker, quotation.entity IS NOT NULL, {QUOTATION_ROLE_SQL}, quotation.cue,
        quotation.negated, quotation.confidence,
        CASE WHEN quotation.content = '' THEN quotation.start END, quotation."end", {REASON_SQL}"""
SELECT_EVENT = f"""SELECT event.article, {TITLE_SQL}, site, published, published_from,
        event.start, event."end", headline, first_day, last_day, precision, upcoming,
        event.number, t.words, event.cue, {REASON_SQL}
    FROM event CROSS JOIN article ON article.id = event.article
    CROSS JOIN reason ON reason.id = event.reason
    LEFT JOIN time_expression AS t
        ON t.article = event.article AND t.number = event.time_expression"""


def read_quotations(
    sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]
) -> list[QuotationRow]:
    """Return the records of quotations from the columns of SELECT_QUOTATION."""
    found = read_records(QuotationRow, partial(_quotation_row, sqlite), rows, _QUOTATION_COLUMNS)
    # their words are read from the texts
    return mark_damaged(sqlite, found, _OF_QUOTATION, lambda row: row.article, most_texts=ALL_TEXTS)


def _quotation_row(sqlite: sqlite3.Connection, row: tuple[Any, ...]) -> QuotationRow:
    article, title, site, published, origin, number, content, kind, speaker, *rest = row
    is_named, role, cue, negated, confidence, start, end, *reason = rest
    # words that are a part of the text have one span
    spans = quotation_spans(sqlite, article, number) if start is None else ((start, end),)
    speaker = read_stored_speaker(speaker, is_named=is_named)
    key = {"article": article, "number": number}
    identities = sqlite.execute(_QUOTATION_IDENTITIES, key) if is_named else ()
    return QuotationRow(
        article,
        title,
        site,
        parse_date(published),
        number,
        spans,
        content,
        kind,
        speaker.name,
        role or "",
        cue,
        bool(negated),
        decode_confidence(confidence),
        *_decode_reason_of_cue(tuple(reason), cue),
        published_from=origin,
        pronoun=speaker.pronoun,
        identities=tuple(identity for (identity,) in identities),
    )


@lru_cache(maxsize=4096)
def _decode_reason_of_cue(row: tuple[Any, ...], cue: str) -> tuple[Reason, FindingOrigin]:
    return decode_reason(row, {"cue": cue})


def read_events(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[EventRow]:
    """Return the records of dated events from the columns of SELECT_EVENT."""
    found = read_records(EventRow, partial(_event_row, sqlite), rows, _EVENT_COLUMNS)
    return mark_damaged(sqlite, found, ("event",), lambda row: row.article)


def _event_row(sqlite: sqlite3.Connection, row: tuple[Any, ...]) -> EventRow:
    article, title, site, published, origin, start, end, headline, first, last, *rest = row
    precision, upcoming, number, words, cue, *reason = rest
    first_day, published_on = datetime.date.fromisoformat(first), parse_date(published)
    last_day = parse_stored_day(last) or first_day
    day = published_on and published_on.exact_day
    columns = event_columns(words, cue, first_day, last_day, day)
    entities = sqlite.execute(_EVENT_ENTITIES, (article, number)).fetchall()
    return EventRow(
        article,
        title,
        site,
        published_on,
        start,
        end,
        headline,
        first_day,
        last_day,
        precision or "day",
        bool(upcoming),
        tuple(name for name, _ in entities),
        *decode_reason(reason, columns),
        published_from=origin,
        identities=tuple(identity for _, identity in entities if identity is not None),
    )
