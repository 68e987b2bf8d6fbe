"""Questions of every class to a store of made-up articles, and how the rivals are asked them."""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

_EACH = 12  # questions of a class
BARE = {"article": "title, text", "quotation": "content", "event": "headline"}
"""The columns of the bare tables."""


@dataclass(frozen=True)
class Question:
    """One question: `query` in OnRecord's language, and the conditions that it consists of.

    `match` is the words as FTS5 and `ceiling` as tantivy has them, `site` and `days` are the
    filters, "" and None without.
    """

    query: str
    match: str
    ceiling: str
    site: str = ""
    days: tuple[str, str] | None = None


def make_questions(sqlite: sqlite3.Connection, seed: int) -> dict[str, list[Question]]:
    """Questions by their class: words of every frequency, alone and with each sort of filter."""
    chance = random.Random(seed)
    count = int(sqlite.execute("SELECT count(*) FROM article").fetchone()[0])
    sqlite.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.term USING fts5vocab(main, article_fts, row)"
    )
    terms = {
        term: int(articles)
        for term, articles in sqlite.execute("SELECT term, doc FROM temp.term WHERE doc > 1")
    }

    def around(share: float, least: int = 0) -> list[str]:
        near = sorted(terms, key=lambda term: abs(terms[term] - max(share * count, least)))
        return chance.sample(near[: 2 * _EACH], _EACH)

    prefixes = [term[: chance.choice((3, 4))] for term in around(0.02) + around(0.05)]
    prefixes = [term for term in dict.fromkeys(prefixes) if len(term) > 2][:_EACH]
    words = {
        "rare word": [_words(term) for term in around(0.0002, 5)],
        "common word (30 %)": [_words(term) for term in around(0.3)],
        "two words": [_words(a, b) for a, b in zip(around(0.1), around(0.04), strict=True)],
        "phrase": _phrases(sqlite, chance, count),
        "prefix of 3 or 4": [Question(f"{prefix}*", f'"{prefix}" *', "") for prefix in prefixes],
        "prefix of 6": [
            Question(f"{term[:6]}*", f'"{term[:6]}" *', "")
            for term in around(0.002, 9) if len(term) > 5
        ],
    }  # fmt: skip
    sites = [site for (site,) in sqlite.execute("SELECT DISTINCT site FROM article ORDER BY site")]
    years = [f"{year}-{month:02}" for year in range(2013, 2021) for month in (1, 7)]
    asked: dict[str, list[Question]] = {}
    for name, questions in words.items():
        asked[name] = questions
        asked[f"{name}, source"] = [_of(question, chance.choice(sites)) for question in questions]
        asked[f"{name}, dates"] = [
            _within(question, chance.choice(years)) for question in questions
        ]
    return asked


def _words(*words: str) -> Question:
    return Question(
        " ".join(words), " AND ".join(f'"{word}"' for word in words),
        " AND ".join(f'"{word}"' for word in words),
    )  # fmt: skip


def _phrases(sqlite: sqlite3.Connection, chance: random.Random, count: int) -> list[Question]:
    questions: list[Question] = []
    while len(questions) < _EACH:
        query = "SELECT text FROM article WHERE id = ?"
        (text,) = sqlite.execute(query, (chance.randint(1, count),)).fetchone()
        words = text.split()
        at = chance.randrange(len(words) - 2)
        phrase = " ".join(words[at : at + 2])
        if phrase.replace(" ", "").isalpha():
            questions.append(Question(f'"{phrase}"', f'"{phrase}"', f'"{phrase}"'))
    return questions


def _of(question: Question, site: str) -> Question:
    return Question(f'{question.query} source:"{site}"', question.match, question.ceiling, site)


def _within(question: Question, month: str) -> Question:
    year = int(month[:4])
    query = f"{question.query} after:{month} before:{year + 1}-06"
    days = (f"{month}-32", f"{year + 1}-06-01")  # text sorts as days do: after the whole month
    return Question(query, question.match, question.ceiling, days=days)


def ask_bare(sqlite: sqlite3.Connection, question: Question, limit: int) -> Sequence[object]:
    """The best articles, quotations and events of bare FTS5, with its own snippets."""
    return [answer for table in BARE for answer in _ask_bare(sqlite, table, question, limit // 3)]


def _ask_bare(
    sqlite: sqlite3.Connection, table: str, question: Question, limit: int
) -> Sequence[object]:
    source, where, values = f"{table}_fts", "", [question.match]
    if question.site or question.days:
        article = f"{table}_fts.rowid"
        if table != "article":
            source += f" CROSS JOIN {table} AS one ON one.id = {table}_fts.rowid"
            article = "one.article"
        source += f" CROSS JOIN article INDEXED BY article_filter ON article.id = {article}"
    if question.site:
        where, values = "AND site = ?", [*values, question.site]
    if question.days:
        where, values = "AND published > ? AND published < ?", [*values, *question.days]
    column = BARE[table].count(",")
    return sqlite.execute(
        f"""SELECT {table}_fts.rowid, snippet({table}_fts, {column}, '[', ']', '…', 24)
            FROM {source} WHERE {table}_fts MATCH ? {where}
            ORDER BY {table}_fts.rank LIMIT {limit}""",
        values,
    ).fetchall()
