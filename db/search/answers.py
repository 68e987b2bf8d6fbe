"""Statements that answer a request: of the best articles, those that have most of its words.

The article of a statement says what it is about: a quotation seldom repeats the subject. So its
rank is that of its article, plus the share of the words that it has itself.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.names.given_names import gender_of_given_name
from analysis.structs import replace
from db.finding_rows import IS_STATEMENT_SQL, among_ids_sql
from db.models import Match
from db.search.ast import And, IsTerm, Node, Not
from db.search.closest import (
    ClosestHit,
    ClosestResult,
    FreeWord,
    LooseQuery,
    count_rows,
    find_words,
    rows_with,
    write_alternatives,
)
from db.search.executor import HitRef, execute
from db.search.fusion import find_near_quotations, rank_articles
from db.search.nearness import LEAST
from db.search.parser import parse
from db.search.planner import match_term
from db.search.requests import PartLabel, RequestReading
from db.vocabulary import load_forms

_ARTICLES = 30  # the best by the words of a request, whose statements are ranked
_SAID = 1_000  # statements of one speaker that are looked at, the newest first
_RANK = 2.0  # of the score of a statement by that of its article
_MEANING = 1.0  # of it by the nearness of a statement in meaning
_DOUBT = 0.3  # less of a score for a statement of which something is unknown
_GENDERS = {"woman": "man", "man": "woman"}


def find_statements(
    sqlite: sqlite3.Connection, reading: RequestReading, limit: int
) -> ClosestResult:
    """Find the statements that a request asks for, those with all of its words first.

    A period without a statement is given up, and a statement whose speaker's gender is unknown is
    below those of the wanted one. Both say what they lack.
    """
    own = find_words(sqlite, reading.words)
    words = {word.text: word for word in (*own, *find_words(sqlite, reading.speaker))}
    query = LooseQuery(tuple(words.values()), tuple(_require(reading, ("not",))))
    text = f"{reading.speaker} {reading.words}".strip()
    articles = rank_articles(sqlite, query, _ARTICLES, text)
    if not articles:
        return ClosestResult()
    best = max(found.score for found in articles) or 1.0
    ranks = {found.hit.article: found.score / best for found in articles}
    near = find_near_quotations(sqlite, reading.words) if reading.words else {}
    described: list[ClosestHit] = []
    role = reading.role.split()
    for required, lacks in _list_levels(reading):
        if lacks == (reading.days,) and described:
            continue
        known = {found.hit for found in described}
        hits = [hit for hit in _list_statements(sqlite, required, ranks, near) if hit not in known]
        if lacks and lacks != (reading.days,):
            hits = _select_people(sqlite, hits, lacks[0])
        described += _describe_all(sqlite, own, hits, ranks, lacks, role)
    described = [
        replace(found, score=found.score + _MEANING * max(near.get(found.hit, 0.0), 0.0))
        for found in described
    ]
    described.sort(key=lambda found: (found.match != "exact", -found.score))
    return ClosestResult(tuple(described[:limit]), write_alternatives(tuple(words.values())))


def _list_levels(reading: RequestReading) -> Iterator[tuple[list[Node], tuple[str, ...]]]:
    """Yield the required parts of a request, each time fewer, with what is not required."""
    yield list(_require(reading, ("speaker", "is", "days", "not"))), ()
    if reading.days:
        yield list(_require(reading, ("speaker", "is", "not"))), (reading.days,)
    for part in reading.parts:
        if part.label == "is":
            not_other = Not(IsTerm(_GENDERS[part.text]))
            yield [*_require(reading, ("speaker", "not")), not_other], (part.text,)


def _select_people(sqlite: sqlite3.Connection, hits: Sequence[HitRef], gender: str) -> list[HitRef]:
    """Return the statements of people whose given name is not one of the other gender."""
    rows = sqlite.execute(
        f"""SELECT quotation.id, entity.name FROM quotation CROSS JOIN entity
            ON entity.article = quotation.article AND entity.number = quotation.entity
            WHERE {among_ids_sql("quotation")} AND entity.label = 'PERSON'""",
        (json.dumps([hit.id for hit in hits]),),
    )
    names = dict(rows.fetchall())
    return [
        hit
        for hit in hits
        if hit.id in names
        and gender_of_given_name(names[hit.id].split()[0]) not in (_GENDERS[gender],)
    ]


def _require(reading: RequestReading, labels: Sequence[PartLabel]) -> Iterator[Node]:
    """Yield the conditions of those parts of a reading that have some of the labels."""
    for part in reading.parts:
        root = parse(part.query).root if part.label in labels else None
        if root is not None:
            yield root


def _list_statements(
    sqlite: sqlite3.Connection,
    required: Sequence[Node],
    articles: Collection[int],
    near: Mapping[HitRef, float],
) -> list[HitRef]:
    """Return the statements that satisfy the required parts of a request.

    They are in some articles, or near in meaning.
    """
    if required and not all(isinstance(part, Not) for part in required):
        root = And(tuple(required)) if len(required) > 1 else required[0]
        spoken = execute(sqlite, root, "date", _SAID, kinds=("quotation",))
        return [hit for hit in spoken if hit.article in articles or hit in near]
    query = f"""SELECT quotation.id, article, published FROM quotation
        JOIN article ON article.id = quotation.article
        WHERE article IN (SELECT value FROM json_each(?)) AND {IS_STATEMENT_SQL}"""
    rows = sqlite.execute(query, (json.dumps(list(articles)),))
    hits = [HitRef("quotation", *row) for row in rows]
    close = [hit for hit, cosine in near.items() if cosine >= LEAST]
    return hits if required else list(dict.fromkeys((*hits, *close)))


def _describe_all(
    sqlite: sqlite3.Connection,
    words: Sequence[FreeWord],
    hits: Sequence[HitRef],
    ranks: dict[int, float],
    missing: tuple[str, ...],
    role: Collection[str],
) -> list[ClosestHit]:
    """Describe statements by the words that they have; `missing` is lacked by all of them.

    The words of a `role` are those of the speaker.
    """
    forms, rows = load_forms(sqlite), json.dumps([hit.id for hit in hits])
    columns = ["speaker_names" if word.text in role else "content" for word in words]
    matches = [
        f"{column} : ({match_term(word.term, forms)})"
        for column, word in zip(columns, words, strict=True)
    ]
    counts = [count_rows(sqlite, "quotation", match) for match in matches]
    present = [
        rows_with(sqlite, "quotation", match, rows, count)
        for match, count in zip(matches, counts, strict=True)
    ]
    every = sum(word.weight for word in words)
    described = []
    for hit in hits:
        pairs = [(word, hit.id in having) for word, having in zip(words, present, strict=True)]
        weight = sum(word.weight for word, is_present in pairs if is_present)
        coverage = weight / every if every else 1.0
        has = tuple(word.text for word, is_present in pairs if is_present)
        lacks = (*(word.text for word, is_present in pairs if not is_present), *missing)
        score = _RANK * ranks.get(hit.article, 0.0) + coverage - _DOUBT * bool(missing)
        match: Match = "closest" if lacks else "exact"
        described.append(ClosestHit(hit, score, coverage, has, lacks, match))
    return described
