"""Conversion of findings to rows and back; loaded findings equal the stored ones.

The text of an article is stored before its analysis begins. Until the analysis is stored, the
article has a row in `analysis_state`; afterwards it has one only if a stage failed.
"""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from analysis import Analysis, Entity, Event, Mention, Quotation, Span, StageFailure, TimeExpression
from analysis.models import Stage
from analysis.serialization import failures_as_json
from analysis.structs import decode_json
from analysis.text import join_names
from db.coded_columns import KIND_CODES, LABEL_CODES, TIME_TYPE_CODES
from db.finding_rows import (
    NO_COLUMNS,
    REASON_SQL,
    Columns,
    ReasonTable,
    cue_of_reason,
    decode_confidence,
    decode_reason,
    encode_confidence,
    event_columns,
    format_day,
    parse_stored_day,
    time_columns,
)
from db.models import AnalysisState

Row = tuple[object, ...]

# The tables of findings with their keys, in the order of their references: parents first.
_KEYS = {
    "entity": ("article", "number"),
    "alias": ("article", "entity", "position"),
    "mention": ("article", "number"),
    "quotation": ("article", "number"),
    "quotation_span": ("article", "quotation", "position"),
    "quotation_speaker": ("article", "quotation", "position"),
    "time_expression": ("article", "number"),
    "event": ("article", "number"),
    "event_entity": ("article", "event", "position"),
}


TABLES = frozenset(_KEYS)


def insert_findings(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> None:
    """Store every finding of an article that has none yet; runs inside a transaction."""
    from db.quote_groups import clusterer  # not before the first frame
    from db.statement_sources import write_statement_sources

    for table, rows in _rows(sqlite, article, analysis).items():
        if rows:
            sqlite.executemany(_insert(table, _columns(sqlite, table)), rows)
    clusterer.add_quotations(sqlite, clusterer.list_quotations(sqlite, article))
    write_statement_sources(sqlite, article, analysis)


def replace_findings(
    sqlite: sqlite3.Connection, article: int, before: Analysis, after: Analysis
) -> None:
    """Replace the findings `before` of an article by those `after`; write only what differs."""
    from db.quote_groups import clusterer  # not before the first frame
    from db.statement_sources import write_statement_sources

    old, new = _rows(sqlite, article, before), _rows(sqlite, article, after)
    quotations_before = clusterer.list_quotations(sqlite, article)
    removed: dict[str, list[Row]] = {}
    for table, keys in _KEYS.items():
        names = _columns(sqlite, table)
        key_columns = [names.index(key) for key in keys]
        remaining = {tuple(row[at] for at in key_columns): row for row in old[table]}
        changed = []
        for row in new[table]:
            if remaining.pop(tuple(row[at] for at in key_columns), None) != row:
                changed.append(row)
        removed[table] = list(remaining)
        values = [name for name in names if name not in keys]
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in values)
        conflict = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
        sqlite.executemany(f"{_insert(table, names)} {conflict}", changed)
    for table, keys in reversed(_KEYS.items()):
        where = " AND ".join(f"{key} = ?" for key in keys)
        sqlite.executemany(f"DELETE FROM {table} WHERE {where}", removed[table])
    quotations_after = clusterer.list_quotations(sqlite, article)
    clusterer.remove_quotations(sqlite, quotations_before - quotations_after)
    clusterer.add_quotations(sqlite, quotations_after - quotations_before)
    write_statement_sources(sqlite, article, after)


def remove_findings(sqlite: sqlite3.Connection, article: int, *, is_grouped: bool = True) -> None:
    """Delete every finding of an article; runs inside a transaction.

    Rows that refer to other findings are deleted first: a cascade would search for them row by row.
    The quotations are not in groups if `is_grouped` is False.
    """
    from db.quote_groups import clusterer  # not before the first frame

    if is_grouped:
        clusterer.remove_articles(sqlite, [article])
    for table in reversed(_KEYS):
        sqlite.execute(f"DELETE FROM {table} WHERE article = ?", (article,))


def load_findings(
    sqlite: sqlite3.Connection, article: int, text: str, published: datetime.date | None
) -> Analysis:
    """Load the stored analysis of an article, with one query for each table."""
    entities = tuple(_entities(sqlite, article))
    return Analysis(
        text,
        published,
        entities,
        tuple(_mentions(sqlite, article, entities)),
        tuple(_quotations(sqlite, article)),
        tuple(_times(sqlite, article, published)),
        tuple(_events(sqlite, article, published)),
        load_failures(sqlite, article),
    )


def load_shown_findings(
    sqlite: sqlite3.Connection, article: int, text: str, published: datetime.date | None
) -> Analysis:
    """Load the stored analysis of an article; without findings, and as failed, if it is damaged."""
    from db.checksums.article_damage import are_damaged  # not before the first frame

    if not are_damaged(sqlite, TABLES, article):
        return load_findings(sqlite, article, text, published)
    failures = tuple(StageFailure(stage, "its findings are damaged") for stage in _FINDING_STAGES)
    return Analysis(text, published, failures=failures)


def _last_day(event: Event) -> str | None:
    """Return the last day of an event as it is stored: None if it equals the first day."""
    return None if event.last_day == event.first_day else format_day(event.last_day)


def quotation_content(text: str, spans: Iterable[Span]) -> str:
    """Return a quotation's content on one line, its spans joined by a space."""
    return " ".join(" ".join(text[start:end] for start, end in spans).split())


def _stored_content(text: str, spans: Sequence[Span]) -> str:
    """Return a quotation's content as it is stored: "" for a part of the text as it is."""
    content = quotation_content(text, spans)
    is_part = len(spans) == 1 and content == text[slice(*spans[0])]
    return "" if is_part else content


def _columns(sqlite: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table of findings, except an entity's identity, set later."""
    columns = sqlite.execute(f"PRAGMA table_info({table})")
    return [name for _, name, *_ in columns if (table, name) != ("entity", "identity")]


def _insert(table: str, columns: Sequence[str]) -> str:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"


def _rows(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> dict[str, list[Row]]:
    """Build the rows of every table of findings; new reasons are stored on the way."""
    reasons, published = ReasonTable(sqlite), analysis.published
    types = _mention_types(sqlite, analysis, reasons)
    words = [analysis.text[time.start : time.end] for time in analysis.times]
    time_cues = [cue_of_reason(time.reason) for time in analysis.times]
    event_cues = [cue_of_reason(event.reason) for event in analysis.events]
    return {
        "entity": [
            (article, e.id, e.name, LABEL_CODES[e.label], e.role, encode_confidence(e.confidence),
             reasons.add(e.reason, e.origin))
            for e in analysis.entities
        ],
        "alias": [
            (article, entity.id, position, name)
            for entity in analysis.entities
            for position, name in enumerate(entity.aliases)
        ],
        "mention": [
            (article, number, m.start, m.end, types[number], m.entity,
             encode_confidence(m.confidence))
            for number, m in enumerate(analysis.mentions)
        ],
        "quotation": list(_quotation_rows(article, analysis, reasons)),
        "quotation_span": [
            (article, number, position, start, end)
            for number, quotation in enumerate(analysis.quotations)
            for position, (start, end) in enumerate(quotation.spans)
            if position  # the first span, mostly the only one, is in the row of the quotation
        ],
        "quotation_speaker": [
            (article, number, position, entity)
            for number, quotation in enumerate(analysis.quotations)
            for position, entity in enumerate(quotation.co_speakers, 1)
        ],
        "time_expression": [
            (article, number, t.start, t.end, words[number], TIME_TYPE_CODES[t.type], t.value,
             t.mod, t.relative, t.anchor, encode_confidence(t.confidence),
             reasons.add(t.reason, t.origin, time_columns(
                 words[number], t.value, time_cues[number], published)),
             time_cues[number])
            for number, t in enumerate(analysis.times)
        ],
        "event": [
            (article, number, e.start, e.end, e.time, e.headline,
             format_day(e.first_day), _last_day(e), e.precision, e.upcoming,
             encode_confidence(e.confidence),
             reasons.add(e.reason, e.origin, event_columns(
                 None if e.time is None else words[e.time], event_cues[number],
                 e.first_day, e.last_day, published)),
             event_cues[number])
            for number, e in enumerate(analysis.events)
        ],
        "event_entity": [
            (article, number, position, entity)
            for number, event in enumerate(analysis.events)
            for position, entity in enumerate(event.entities)
        ],
    }  # fmt: skip


def _mention_types(
    sqlite: sqlite3.Connection, analysis: Analysis, reasons: ReasonTable
) -> list[int]:
    """Return the id of each mention's label, kind and reason; store new combinations."""
    columns = {entity.id: _entity_columns(entity) for entity in analysis.entities}
    types = [
        (m.label, m.kind, reasons.add(m.reason, m.origin, _columns_of(m.entity, columns)))
        for m in analysis.mentions
    ]
    ids: dict[tuple[str, str, int], int] = {}
    for mention_type in sorted(set(types)):
        insert = "INSERT OR IGNORE INTO mention_type (label, kind, reason) VALUES (?, ?, ?)"
        sqlite.execute(insert, mention_type)
        query = "SELECT id FROM mention_type WHERE (label, kind, reason) = (?, ?, ?)"
        ids[mention_type] = int(sqlite.execute(query, mention_type).fetchone()[0])
    return [ids[mention_type] for mention_type in types]


def _entity_columns(entity: Entity) -> Columns:
    """Return the names of an entity, which are arguments of its mentions' reasons."""
    aliases = {f"alias{at}": name for at, name in enumerate(entity.aliases)}
    return {"name": entity.name, **aliases}


def _columns_of(entity: int | None, columns: Mapping[int, Columns]) -> Columns:
    return NO_COLUMNS if entity is None else columns.get(entity, NO_COLUMNS)


def _quotation_rows(article: int, analysis: Analysis, reasons: ReasonTable) -> Iterable[Row]:
    text = analysis.text
    pronouns = {(m.start, m.end) for m in analysis.mentions if m.kind == "pronoun"}
    for number, quotation in enumerate(analysis.quotations):
        names = _speaker_names(quotation, analysis, pronouns)
        cue = _words(text, quotation.cue)
        yield (
            article,
            number,
            KIND_CODES[quotation.kind],
            _stored_content(text, quotation.spans),
            "\n".join(names),
            quotation.speaker,
            cue,
            *(quotation.cue or (None, None)),
            *(quotation.source or (None, None)),
            *(quotation.addressee or (None, None)),
            quotation.negated,
            encode_confidence(quotation.confidence),
            reasons.add(quotation.reason, quotation.origin, {"cue": cue}),
            *(quotation.spans[0] if quotation.spans else (None, None)),
        )


def _speaker_names(quotation: Quotation, analysis: Analysis, pronouns: set[Span]) -> list[str]:
    """Return every name by which a speaker may be searched, the displayed name first."""
    speakers = analysis.speakers_of(quotation)
    names = [name for entity in speakers for name in (entity.name, *entity.aliases)]
    if len(speakers) > 1:
        names.insert(0, join_names([entity.name for entity in speakers]))
    source = _words(analysis.text, quotation.source)
    # a pronoun is useless as a search term, unless nothing else is known
    if source and source not in names and not (names and quotation.source in pronouns):
        names.append(source)
    return names


def _words(text: str, span: Span | None) -> str:
    return "" if span is None else " ".join(text[slice(*span)].split())


def _entities(sqlite: sqlite3.Connection, article: int) -> Iterable[Entity]:
    aliases: dict[int, list[str]] = {}
    query = "SELECT entity, name FROM alias WHERE article = ? ORDER BY entity, position"
    for number, name in sqlite.execute(query, (article,)):
        aliases.setdefault(number, []).append(name)
    query = f"""SELECT number, name, label, role, confidence, {REASON_SQL}
        FROM entity JOIN reason ON reason.id = entity.reason WHERE article = ? ORDER BY number"""
    for number, name, label, role, confidence, *reason in sqlite.execute(query, (article,)):
        names = tuple(aliases.get(number, ()))
        sure = decode_confidence(confidence)
        yield Entity(number, name, label, names, role, sure, *decode_reason(reason))


def _mentions(
    sqlite: sqlite3.Connection, article: int, entities: Sequence[Entity]
) -> Iterable[Mention]:
    columns = {entity.id: _entity_columns(entity) for entity in entities}
    query = f"""SELECT start, "end", label, kind, entity, confidence, {REASON_SQL}
        FROM mention JOIN mention_type ON mention_type.id = type
        JOIN reason ON reason.id = mention_type.reason
        WHERE article = ? ORDER BY number"""
    for start, end, label, kind, entity, confidence, *row in sqlite.execute(query, (article,)):
        reason = decode_reason(row, _columns_of(entity, columns))
        yield Mention(start, end, label, kind, entity, decode_confidence(confidence), *reason)


def _spans(sqlite: sqlite3.Connection, article: int) -> dict[int, list[Span]]:
    """Return the spans of each quotation after its first, by the quotation's number."""
    spans: dict[int, list[Span]] = {}
    query = """SELECT quotation, start, "end"
        FROM quotation_span WHERE article = ? ORDER BY quotation, position"""
    for number, start, end in sqlite.execute(query, (article,)):
        spans.setdefault(number, []).append((start, end))
    return spans


def _co_speakers(sqlite: sqlite3.Connection, article: int) -> dict[int, list[int]]:
    """Return the speakers of each quotation after its first, by the quotation's number."""
    speakers: dict[int, list[int]] = {}
    query = """SELECT quotation, entity
        FROM quotation_speaker WHERE article = ? ORDER BY quotation, position"""
    for number, entity in sqlite.execute(query, (article,)):
        speakers.setdefault(number, []).append(entity)
    return speakers


def _quotations(sqlite: sqlite3.Connection, article: int) -> Iterable[Quotation]:
    spans, co_speakers = _spans(sqlite, article), _co_speakers(sqlite, article)
    query = f"""SELECT number, kind, cue_start, cue_end, source_start, source_end, entity,
            addressee_start, addressee_end, negated, confidence, cue, start, "end", {REASON_SQL}
        FROM quotation JOIN reason ON reason.id = quotation.reason
        WHERE article = ? ORDER BY number"""
    for row in sqlite.execute(query, (article,)):
        number, kind, *ends, negated, confidence, cue, start, end = row[:-4]
        cue_start, cue_end, source_start, source_end, speaker, to_start, to_end = ends
        yield Quotation(
            (*(() if start is None else ((start, end),)), *spans.get(number, ())),
            kind,
            None if cue_start is None else (cue_start, cue_end),
            None if source_start is None else (source_start, source_end),
            speaker,
            None if to_start is None else (to_start, to_end),
            bool(negated),
            decode_confidence(confidence),
            *decode_reason(row[-4:], {"cue": cue}),
            co_speakers=tuple(co_speakers.get(number, ())),
        )


def _times(
    sqlite: sqlite3.Connection, article: int, published: datetime.date | None
) -> Iterable[TimeExpression]:
    query = f"""SELECT start, "end", type, value, mod, relative, anchor, confidence, words, cue,
            {REASON_SQL}
        FROM time_expression JOIN reason ON reason.id = time_expression.reason
        WHERE article = ? ORDER BY number"""
    for row in sqlite.execute(query, (article,)):
        start, end, type, value, mod, relative, anchor, confidence, words, cue, *reason = row
        sure = decode_confidence(confidence)
        yield TimeExpression(
            start, end, type, value, mod, relative, anchor, sure,
            *decode_reason(reason, time_columns(words, value, cue, published)),
        )  # fmt: skip


def _events(
    sqlite: sqlite3.Connection, article: int, published: datetime.date | None
) -> Iterable[Event]:
    entities: dict[int, list[int]] = {}
    query = "SELECT event, entity FROM event_entity WHERE article = ? ORDER BY event, position"
    for number, entity in sqlite.execute(query, (article,)):
        entities.setdefault(number, []).append(entity)
    query = f"""SELECT number, start, "end", time_expression, headline, first_day, last_day,
            precision, upcoming, confidence, cue,
            (SELECT words FROM time_expression
                WHERE (article, number) = (event.article, event.time_expression)), {REASON_SQL}
        FROM event JOIN reason ON reason.id = event.reason WHERE article = ? ORDER BY number"""
    for row in sqlite.execute(query, (article,)):
        number, start, end, time, headline, first, last, *rest = row
        precision, upcoming, confidence, cue, words, *reason = rest
        first_day = parse_stored_day(first)
        last_day = parse_stored_day(last) or first_day
        yield Event(
            start,
            end,
            time,
            headline,
            first_day,
            last_day,
            precision,
            bool(upcoming),
            tuple(entities.get(number, ())),
            decode_confidence(confidence),
            *decode_reason(reason, event_columns(words, cue, first_day, last_day, published)),
        )


_FINDING_STAGES: tuple[Stage, ...] = ("names", "entities", "quotations", "times", "events")


def mark_pending(sqlite: sqlite3.Connection, article: int) -> None:
    """Record that an article is not analyzed yet; runs inside a transaction."""
    sqlite.execute(
        "INSERT OR REPLACE INTO analysis_state (article, state) VALUES (?, 'pending')", (article,)
    )
    sqlite.execute("DELETE FROM analysis_checkpoint WHERE article = ?", (article,))


def set_analyzed(
    sqlite: sqlite3.Connection, article: int, failures: Sequence[StageFailure]
) -> None:
    """Record that an article was analyzed, and which stages failed; runs inside a transaction."""
    for table in ("analysis_state", "analysis_checkpoint", "staged_analysis"):
        sqlite.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    if failures:
        sqlite.execute(
            "INSERT INTO analysis_state (article, state, failures) VALUES (?, 'failed', ?)",
            (article, json.dumps(failures_as_json(failures))),
        )


def load_state(sqlite: sqlite3.Connection, article: int) -> AnalysisState:
    """Return the state of an analysis; "complete" for an article without a row."""
    query = """SELECT words, state FROM article
        LEFT JOIN analysis_state ON analysis_state.article = article.id WHERE article.id = ?"""
    words, state = sqlite.execute(query, (article,)).fetchone() or (1, None)
    return parse_state(state) if words else "no text"


def needs_analysis(sqlite: sqlite3.Connection, article: int) -> bool:
    """Return True if an article is pending, and has no staged analysis."""
    query = "SELECT 1 FROM staged_analysis WHERE article = ?"
    is_staged = sqlite.execute(query, (article,)).fetchone() is not None
    return not is_staged and load_state(sqlite, article) == "pending"


def load_failures(sqlite: sqlite3.Connection, article: int) -> tuple[StageFailure, ...]:
    """Return the stages that failed in an article's last analysis; all while it is pending."""
    query = "SELECT state, failures FROM analysis_state WHERE article = ?"
    row = sqlite.execute(query, (article,)).fetchone()
    if row is None:
        return ()
    state, failures = row
    if parse_state(state) == "pending":
        return tuple(StageFailure(stage, "not analyzed yet") for stage in _FINDING_STAGES)
    return parse_failures(failures)


def parse_failures(failures: str) -> tuple[StageFailure, ...]:
    """Return the failed stages of a stored list."""
    try:
        return decode_json(failures, tuple[StageFailure, ...])
    except ValueError:  # written by another program
        return tuple(StageFailure(stage, "unknown reason") for stage in _FINDING_STAGES)


def parse_state(stored: str | None) -> AnalysisState:
    """Return the state stored in a row; any unknown value counts as "pending"."""
    if stored is None:
        return "complete"
    return "failed" if stored == "failed" else "pending"
