"""Search for the articles or quotations with the strongest words and names of an item.

The strong words are frequent in the item and rare in the store. A hit has several of them. The
item, its near-duplicates and the other occurrences of a quotation are left out.
"""

import json
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import compress, islice

from msgspec import Struct

from analysis import lexicon
from analysis.folded_text import fold_text
from analysis.structs import replace
from db.errors import NotFound
from db.finding_rows import CONTENT_SQL, IS_STATEMENT_SQL, has_id_sql
from db.models import HitKind, ItemKind
from db.search.ast import Or, Term
from db.search.closest import NO_CLOSEST, ClosestHit, ClosestResult, count_rows, rows_with
from db.search.executor import HitRef
from db.search.planner import match_term, plan_search
from db.search.sql import select_best
from db.vocabulary import split_index_words

_COUNTED = 80  # most frequent words of an item, whose rarity is looked up
_NAMES = 15
_NAME = 3  # occurrences that a name of several words counts as
_WORDS = 40  # strongest words and names that are searched for
_COMMON = 3_000  # rows from which on a word is too common
_ROWS = 6_000  # of all words together, so that BM25 is computed for no more
_IN_TITLE = 3  # occurrences that one in the title counts as
_SHORTEST = 3  # letters of a word
_SHOWN = 8  # shared words and names of a hit
_LEAST: dict[HitKind, int] = {"article": 4, "quotation": 3, "event": 3, "note": 3}  # shared ones
_LINKS = 50  # latest articles of a person whose quotations are read


class _Item(Struct, frozen=True):
    """The text, words and names of an item; the kind of hits, and those to leave out."""

    text: str
    words: Counter[str]
    names: Sequence[str]
    kind: HitKind
    articles: Collection[int]
    rows: Collection[int] = ()


class _Feature(Struct, frozen=True):
    """A word or a name of an item, with its number of rows and its weight."""

    text: str
    term: Term
    match: str
    rows: int
    weight: float


def find_similar(sqlite: sqlite3.Connection, kind: ItemKind, id: int, limit: int) -> ClosestResult:
    """Find the articles or quotations similar to an item; raises NotFound.

    The words that a hit `has` are the names and words that it shares with the item.
    """
    item = _LOADERS[kind](sqlite, id)
    features = _find_features(sqlite, item)
    if not features:
        return NO_CLOSEST
    root = Or(tuple(feature.term for feature in features))
    planned = plan_search(root, item.kind, _written_form, lead=False)
    statement = select_best(planned, item.kind, None, None)
    most = 2 * limit + len(item.articles) + len(item.rows)
    found = [
        row
        for row in sqlite.execute(statement.text, (*statement.parameters, most))
        if row[1] not in item.articles and row[0] not in item.rows
    ]
    ids = json.dumps([row[0] for row in found])
    present = [
        rows_with(sqlite, item.kind, feature.match, ids, feature.rows) for feature in features
    ]
    every = sum(feature.weight for feature in features)
    hits: list[ClosestHit] = []
    for row in found:
        shared = list(compress(features, (row[0] in rows for rows in present)))
        if len(shared) >= _LEAST[item.kind]:
            coverage = sum(feature.weight for feature in shared) / every
            hits.append(
                ClosestHit(HitRef(item.kind, *row[:3]), -row[3], coverage, _shown(shared), ())
            )
    query = " OR ".join(f'"{feature.text}"' for feature in features)
    return ClosestResult(tuple(hits[:limit]), query, match="similar")


def _load_article(sqlite: sqlite3.Connection, article: int) -> _Item:
    row = sqlite.execute("SELECT title, text FROM article WHERE id = ?", (article,)).fetchone()
    if row is None:
        raise NotFound(f"There is no article {article} in the store")
    title, text = row
    words = Counter(split_index_words(text))
    for word in split_index_words(title):
        words[word] += _IN_TITLE
    names = sqlite.execute(
        """SELECT name FROM entity WHERE article = ? AND identity IS NOT NULL
            ORDER BY (SELECT count(*) FROM mention
                WHERE mention.article = entity.article AND entity = number) DESC LIMIT ?""",
        (article, _NAMES),
    )
    text = f"{title}\n{text}"
    return _Item(text, words, [name for (name,) in names], "article", _copies(sqlite, article))


def _load_quotation(sqlite: sqlite3.Connection, quotation: int) -> _Item:
    row = sqlite.execute(
        f"SELECT article, {CONTENT_SQL} FROM quotation WHERE {has_id_sql('quotation', '?1')}",
        (quotation,),
    ).fetchone()
    if row is None:
        raise NotFound("There is no such quotation in the store")
    article, content = row
    same = sqlite.execute(
        """SELECT other.quotation FROM quote_group_member AS own
            CROSS JOIN quote_group_member AS other ON other.quote_group = own.quote_group
            WHERE own.quotation = ?""",
        (quotation,),
    )
    copies = _copies(sqlite, article)
    words = Counter(split_index_words(content))
    return _Item(content, words, (), "quotation", copies, {id for (id,) in same})


def _load_person(sqlite: sqlite3.Connection, identity: int) -> _Item:
    row = sqlite.execute(
        "SELECT coalesce(merged_into, id), name FROM identity WHERE id = ?", (identity,)
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no person or organization {identity} in the store")
    links = sqlite.execute(
        "SELECT article, entity FROM identity_entity WHERE identity = ? ORDER BY day DESC", row[:1]
    ).fetchall()
    text = ""
    for link in links[:_LINKS]:
        for (content,) in sqlite.execute(
            f"""SELECT {CONTENT_SQL} FROM quotation
                WHERE article = ? AND entity = ? AND {IS_STATEMENT_SQL}""",
            link,
        ):
            text = f"{text}\n{content}"
    articles = {article for article, _ in links}
    names = sqlite.execute(
        """SELECT name FROM entity WHERE article IN (SELECT value FROM json_each(?))
                AND identity IS NOT NULL AND name != ?
            GROUP BY name ORDER BY count(*) DESC LIMIT ?""",
        (json.dumps([article for article, _ in links[:_LINKS]]), row[1], _NAMES),
    )
    shared = [name for (name,) in names]
    return _Item(text, Counter(split_index_words(text)), shared, "article", articles)


_LOADERS: dict[ItemKind, Callable[[sqlite3.Connection, int], _Item]] = {
    "article": _load_article,
    "quotation": _load_quotation,
    "person": _load_person,
}


def _copies(sqlite: sqlite3.Connection, article: int) -> set[int]:
    """Return an article and its near-duplicates."""
    query = """SELECT copy.id FROM article CROSS JOIN article AS copy
        ON copy.duplicate_group = article.duplicate_group WHERE article.id = ?"""
    return {article, *(copy for (copy,) in sqlite.execute(query, (article,)))}


def _find_features(sqlite: sqlite3.Connection, item: _Item) -> list[_Feature]:
    """Return the strongest words and names of an item, the strongest first.

    A word that is in one row only is in no other item. All words together have at most `_ROWS`.
    """
    [articles] = sqlite.execute("SELECT max(id) FROM article").fetchone()
    frequent = sorted(
        (word for word in item.words if _is_word(word)), key=lambda word: -item.words[word]
    )
    terms = [(word, Term((word,), exact=True), item.words[word]) for word in frequent[:_COUNTED]]
    for name in item.names:
        tokens = split_index_words(name)
        if len(tokens) > 1:
            terms.append((name, Term(tokens, exact=True), _NAME))
    features: list[_Feature] = []
    for text, term, times in terms:
        match = match_term(term, _written_form)
        rows = count_rows(sqlite, item.kind, match, _COMMON)
        if 1 < rows < _COMMON:
            weight = (1 + math.log(times)) * math.log(1 + articles / rows)
            features.append(_Feature(text, term, match, rows, weight))
    chosen: list[_Feature] = []
    budget = _ROWS
    for feature in sorted(features, key=lambda feature: -feature.weight):
        if feature.rows <= budget and len(chosen) < _WORDS:
            chosen.append(feature)
            budget -= feature.rows
    folded = fold_text(item.text)
    return [replace(feature, text=_as_written(feature, item.text, folded)) for feature in chosen]


def _as_written(feature: _Feature, text: str, folded: str) -> str:
    """Return a word as the text has it: `eads` → `EADS`, but `Fuel` and `fuel` → `fuel`."""
    pattern = rf"(?<!\w){feature.text}(?!\w)"
    if len(feature.term.tokens) > 1 or re.search(pattern, text):
        return feature.text
    found = re.search(pattern, folded)
    return text[slice(*found.span())] if found else feature.text


def _is_word(word: str) -> bool:
    return (
        len(word) >= _SHORTEST and not word.isdecimal() and word not in lexicon.words("stop_words")
    )


def _written_form(word: str) -> tuple[str, ...]:
    """Return the word alone, in place of its inflections: an item has those that it has."""
    return (word,)


def _shown(features: Sequence[_Feature]) -> tuple[str, ...]:
    """Return names, then words that are in none of the names, at most `_SHOWN`."""
    names = [feature.text for feature in features if len(feature.term.tokens) > 1]
    in_names = {token for name in names for token in split_index_words(name)}
    words = (
        feature.text
        for feature in features
        if len(feature.term.tokens) == 1 and feature.term.tokens[0] not in in_names
    )
    return tuple(islice((*names, *words), _SHOWN))
