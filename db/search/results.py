"""Loading of search hits: their articles, spans and snippets.

Snippets: the best match of a search in a text, with its context, in bounded time.

FTS5's own snippet() took 8.7 s on a text of 1 MB with 18,000 hits.

Signs that a quotation which is near in meaning to a text says something else.
"""

import itertools
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from analysis import lexicon
from analysis.folded_text import fold_text
from analysis.structs import replace
from db.checksums.comparison import find_damaged_texts
from db.checksums.damaged_keys import find_damaged_keys
from db.finding_rows import (
    CONTENT_SQL,
    has_id_sql,
    parse_date,
    parse_stored_day,
    read_stored_speaker,
)
from db.models import HitKind, Nearness, SearchHit
from db.search.ast import AboutTerm, Query, Term
from db.search.executor import HitRef
from db.stored_records import SCREEN_TEXTS, read_record
from db.text import LETTER, TITLE_SQL, literal_pattern
from db.vocabulary import WordForms, find_base_stem, load_forms

Pieces = tuple[tuple[str, bool], ...]
Patterns = tuple[re.Pattern[str], ...]

_WIDTH = 160  # characters of a snippet
_BEFORE = 40  # of them before the first match
_STEP = 16_384  # characters searched at once
_BLANKS = re.compile(r"\s+")
_BETWEEN = r"[\W_]{1,16}"  # separators between the words of a phrase
_ENOUGH = 64  # matches found in one text, from which the best is chosen


@dataclass(slots=True)
class Budget:
    """The number of characters that one search may still scan."""

    characters: int = 4_000_000


class SnippetMatch(NamedTuple):
    """The span of the best match in a text (0 to 0 if only the title matches), and the snippet."""

    start: int
    end: int
    snippet: Pieces


def compile_terms(words: Sequence[Term], forms: WordForms) -> Patterns:
    """Return a pattern for each of the terms, for text without case and accents."""
    return tuple(re.compile(_word_pattern(term, forms)) for term in words)


def find_snippet(text: str, terms: Patterns, budget: Budget) -> SnippetMatch:
    """Find the span of `text` where most of the terms are close together."""
    places = _places(text, terms, budget)
    if not places:
        return SnippetMatch(0, 0, _cut(text, 0, ()))
    best, most = 0, 0
    for index, (start, _, _) in enumerate(places):
        near = {term for at, end, term in places[index:] if end <= start + _WIDTH - _BEFORE}
        if len(near) > most:
            best, most = index, len(near)
    start, end, _ = places[best]
    return SnippetMatch(start, end, _cut(text, max(0, start - _BEFORE), places))


def has_match(text: str, terms: Patterns) -> bool:
    """Return True if a short text contains one of the terms."""
    text = fold_text(text)
    return any(term.search(text) for term in terms)


def _word_pattern(words: Term, forms: WordForms) -> str:
    if len(words.literals) == 1 and len(words.tokens) == 1:
        return literal_pattern(words.literals[0])
    others = [] if words.exact else [(form,) for form in forms(words.tokens[0])]
    written = [words.tokens, *others, *words.others]
    ends = {_BETWEEN.join(tokens): f"(?!{LETTER})" for tokens in written}
    if words.prefix:
        ends[_BETWEEN.join(words.tokens)] = ""
    # the common prefix comes before the lookbehind, so that it is searched for as a literal:
    # five times as fast as a pattern that begins with a lookbehind
    common = _common_prefix([tokens[0] for tokens in written])
    longest_first = sorted(ends.items(), key=lambda form: -len(form[0]))
    rests = "|".join(form[len(common) :] + end for form, end in longest_first)
    return f"{common}(?<!{LETTER}{common})(?:{rests})"


def _common_prefix(words: Sequence[str]) -> str:
    """Return the common prefix of words; letters and digits need no escape in a pattern."""
    first, last = min(words), max(words)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def find_matches(text: str, terms: Patterns) -> list[tuple[int, int, int]]:
    """Return every match in text order: its start, its end, and the number of the term."""
    text = fold_text(text)
    return sorted(
        (*found.span(), number)
        for number, term in enumerate(terms)
        for found in term.finditer(text)
        if found.end() > found.start()
    )


def _places(text: str, terms: Patterns, budget: Budget) -> list[tuple[int, int, int]]:
    """Return the first matches in text order: start, end, and the number of the term."""
    places: list[tuple[int, int, int]] = []
    seen: set[int] = set()
    for begin in range(0, len(text), _STEP):
        if budget.characters <= 0 or len(places) >= _ENOUGH or len(seen) == len(terms):
            break
        # a step overlaps the next one, so that a match across the boundary is complete
        from_, to = max(0, begin - 1), min(len(text), begin + _STEP + 256)
        budget.characters -= to - from_
        for start, end, term in find_matches(text[from_:to], terms):
            if begin <= start + from_ < begin + _STEP:
                places.append((start + from_, end + from_, term))
                seen.add(term)
    return places[:_ENOUGH]


def _cut(text: str, begin: int, places: Sequence[tuple[int, int, int]]) -> Pieces:
    if begin:
        space = text.find(" ", begin, begin + _BEFORE // 2)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + _WIDTH)
    if end < len(text):
        space = text.rfind(" ", begin + _WIDTH - _BEFORE // 2, end)
        end = space if space >= 0 else end
    shown = text[begin:end]
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for first, last, _ in places:
        if first >= at and last <= end:
            pieces.append((shown[at - begin : first - begin], False))
            pieces.append((shown[first - begin : last - begin], True))
            at = last
    pieces += [(shown[at - begin :], False), ("…" if end < len(text) else "", False)]
    return tuple((" ".join(_BLANKS.split(piece)), hit) for piece, hit in pieces if piece)


_DETAILS: dict[HitKind, str] = {
    "article": f"""SELECT {TITLE_SQL}, site, published_from, text, 0, 0, NULL, NULL, NULL
        FROM article WHERE id = ?""",
    "quotation": f"""SELECT {TITLE_SQL}, site, published_from, speaker, entity IS NOT NULL,
            {CONTENT_SQL}, start,
            coalesce((SELECT max(piece."end") FROM quotation_span AS piece
                WHERE piece.article = quotation.article AND piece.quotation = number), "end"), NULL,
            NULL, NULL FROM quotation
        JOIN article ON article.id = quotation.article WHERE {has_id_sql("quotation", "?1")}""",
    "event": f"""SELECT {TITLE_SQL}, site, published_from, headline, start, "end", first_day,
            coalesce(last_day, first_day), precision
        FROM event JOIN article ON article.id = event.article WHERE {has_id_sql("event", "?1")}""",
    "note": f"""SELECT {TITLE_SQL}, site, published_from, body, exact, start, "end",
            NULL, NULL, NULL
        FROM note JOIN article ON article.id = note.article WHERE note.id = ?""",
}
# The checksums that a hit is compared with: by its article, that of a note by the note.
_GROUPS: dict[HitKind, tuple[str, ...]] = {
    "article": ("article",),
    "quotation": ("quotation", "quotation_span"),
    "event": ("event",),
    "note": ("note",),
}
_READ_TEXTS = ("article", "quotation")
_MOST_PLACES = 10_000
_NOT_IN_THE_TEXT = ("source", "author")


def query_patterns(sqlite: sqlite3.Connection, query: Query) -> Patterns:
    """Return the patterns that find the words of a query in a text."""
    words = [term for term in query.terms if term.field not in _NOT_IN_THE_TEXT]
    return compile_terms(words, load_forms(sqlite))


def load_hits(
    sqlite: sqlite3.Connection, query: Query, found: Sequence[HitRef]
) -> list[SearchHit | None]:
    """Load hits with their snippets, in bounded time; None for a hit that was deleted."""
    words, budget = query_patterns(sqlite, query), Budget()
    hits = _mark_hits(sqlite, found, [_hit(sqlite, hit, words, budget) for hit in found])
    if query.about is None:
        return hits
    return [
        hit and _compare(sqlite, query.about, ref, hit)
        for ref, hit in zip(found, hits, strict=True)
    ]


def find_spans(sqlite: sqlite3.Connection, query: Query, text: str) -> list[tuple[int, int]]:
    """Return the spans of a query's words in a text, in text order."""
    found = dict.fromkeys(match[:2] for match in find_matches(text, query_patterns(sqlite, query)))
    return list(islice(found, _MOST_PLACES))


def _mark_hits(
    sqlite: sqlite3.Connection, found: Sequence[HitRef], hits: Sequence[SearchHit | None]
) -> list[SearchHit | None]:
    """Mark the hits whose article, finding or note is damaged, or the text that they are read from.

    A text is compared once, if it has hits of several kinds.
    """
    texts = {hit.article for hit in found if hit.kind in _READ_TEXTS}
    damaged_texts = find_damaged_texts(sqlite, texts) if 0 < len(texts) <= SCREEN_TEXTS else set()
    damaged: dict[HitKind, Set[int]] = {}
    for kind, groups in _GROUPS.items():
        keys = {hit.id if kind == "note" else hit.article for hit in found if hit.kind == kind}
        if keys:
            read = damaged_texts if kind in _READ_TEXTS else set()
            damaged[kind] = find_damaged_keys(sqlite, groups, keys) | read
    return [
        replace(hit, damaged=True)
        if hit and (ref.id if ref.kind == "note" else ref.article) in damaged[ref.kind]
        else hit
        for ref, hit in zip(found, hits, strict=True)
    ]


def _hit(
    sqlite: sqlite3.Connection, found: HitRef, words: Patterns, budget: Budget
) -> SearchHit | None:
    row = sqlite.execute(_DETAILS[found.kind], (found.id,)).fetchone()
    if row is None or row[0] is None:
        return None
    hit = read_record(SearchHit, lambda columns: _build_hit(found, columns, words, budget), row, {})
    return hit if hit.article else replace(hit, kind=found.kind, article=found.article)


def _build_hit(found: HitRef, row: tuple[Any, ...], words: Patterns, budget: Budget) -> SearchHit:
    title, site, origin, *texts, start, end, first_day, last_day, precision = row
    if found.kind == "article":
        start, end, snippet = find_snippet(texts[0], words, budget)
    elif found.kind == "quotation":
        stored, is_named, content = texts
        speaker = read_stored_speaker(stored, is_named=is_named).label
        snippet = find_snippet(
            f"{speaker}: {content}" if speaker else content, words, budget
        ).snippet
    elif found.kind == "event":
        snippet = find_snippet(texts[0], words, budget).snippet
    else:
        body, exact = texts
        snippet = find_snippet(body if has_match(body, words) else exact, words, budget).snippet
    note = found.id if found.kind == "note" else None
    published = parse_date(found.published)
    return SearchHit(
        found.kind,
        found.article,
        title,
        site,
        published,
        start,
        end,
        snippet,
        note,
        parse_stored_day(first_day),
        origin,
        precision,
        last_day=parse_stored_day(last_day),
    )


_TEXT_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:]\W*$")
_MORE_NEGATIONS = frozenset({"nothing", "nowhere", "without", "cannot"})
_MOST_SHOWN = 3  # differing names or numbers of a text


def _compare(
    sqlite: sqlite3.Connection, about: AboutTerm, found: HitRef, hit: SearchHit
) -> SearchHit:
    """Describe a quotation that is near in meaning."""
    query = f"SELECT {CONTENT_SQL} FROM quotation WHERE {has_id_sql('quotation', '?1')}"
    row = sqlite.execute(query, (found.id,)).fetchone()
    nearness = describe_nearness(sqlite, about, row[0] if row else "")
    return replace(hit, match="meaning", has=nearness.has, differs=nearness.differs)


def describe_nearness(sqlite: sqlite3.Connection, about: AboutTerm, content: str) -> Nearness:
    """Describe a text that is near to that of `about`."""
    patterns = compile_terms(about.words, load_forms(sqlite))
    has = (
        about.written(word)
        for word, pattern in zip(about.words, patterns, strict=True)
        if has_match(content, (pattern,))
    )

    def is_name(word: str) -> bool:
        match = f'entity : "{fold_text(word)}"'
        query = "SELECT 1 FROM article_metadata_fts WHERE article_metadata_fts MATCH ? LIMIT 1"
        return sqlite.execute(query, (match,)).fetchone() is not None

    return Nearness(tuple(has), find_differences(about.text, content, is_name))


def find_differences(
    text: str, content: str, is_name: Callable[[str], bool] = lambda _: False
) -> tuple[str, ...]:
    """Return signs that two texts differ, in words: `not`, `7 / 12`, `Israel, Iran / Iran, Israel`.

    A negation is in one of them only. Each has a number or a name that the other does not have, or
    two names have another order. A word of one text is the opposite of one of the other: `slow /
    fast`. `is_name` decides on the first word of a sentence.
    """
    negations = [_negations(each) for each in (text, content)]
    found = [] if all(negations) else [word for words in negations for word in words[:1]]
    found += _differing(_numbers(text), _numbers(content))
    found += _opposites(text, content)
    known = _names(text, is_name) | _names(content, is_name)
    first = {name: written for name, written in _words_of(text) if name in known}
    second = {name: written for name, written in _words_of(content) if name in known}
    found += _differing(first, second)
    orders = [[name for name in some if name in first.keys() & second] for some in (first, second)]
    if orders[0] != orders[1]:
        found.append(" / ".join(", ".join(map(second.__getitem__, order)) for order in orders))
    return tuple(found)


def _differing(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return the values of two texts that the other lacks, if both have some."""
    firsts = [written for value, written in first.items() if value not in second]
    seconds = [written for value, written in second.items() if value not in first]
    if not firsts or not seconds:
        return []
    return [f"{', '.join(firsts[:_MOST_SHOWN])} / {', '.join(seconds[:_MOST_SHOWN])}"]


def _words_of(text: str) -> Iterable[tuple[str, str]]:
    return ((fold_text(found[0]), found[0]) for found in _TEXT_WORD.finditer(text))


def _negations(text: str) -> list[str]:
    """Return the negations in a text as they are written: `can't` → `can't`, `not` → `not`."""
    listed = lexicon.words("tense_cues", "negation") | _MORE_NEGATIONS
    return [
        written
        for word, written in _words_of(text)
        if word in listed or word.endswith(("n't", "n’t"))
    ]


def _opposites(text: str, content: str) -> list[str]:
    """Return the words of a text whose opposite is in another, with it, unless both have both."""
    stems, others = _stem_words(text), _stem_words(content)
    opposed = [
        f"{written} / {others[opposite]}"
        for stemmed, written in stems.items()
        if stemmed not in others
        for opposite in _opposite_stems().get(stemmed, ())
        if opposite in others and opposite not in stems
    ]
    return opposed[:_MOST_SHOWN]


def _stem_words(text: str) -> dict[str, str]:
    return {find_base_stem(word): written for word, written in _words_of(text)}


@cache
def _opposite_stems() -> dict[str, tuple[str, ...]]:
    return {
        find_base_stem(word): tuple(map(find_base_stem, opposites.split()))
        for word, opposites in lexicon.values("opposites", "opposite").items()
    }


def _numbers(text: str) -> dict[str, str]:
    """Return the numbers in a text by their value: `7`, `seven`; not `one`, often a pronoun."""
    numerals = lexicon.numbers("numerals", "cardinal")
    found: dict[str, str] = {}
    for word, written in _words_of(text):
        if word[0].isdigit():
            found.setdefault(re.sub(r",(?=\d{3}\b)", "", word), written)
        elif word in numerals and word != "one":
            found.setdefault(str(numerals[word]), written)
    return found


def _names(text: str, is_name: Callable[[str], bool]) -> set[str]:
    """Return the capitalized words of a text; at the start of a sentence only known names."""
    found: set[str] = set()
    for match in _TEXT_WORD.finditer(text):
        written, word = match[0], fold_text(match[0])
        is_acronym = len(written) > 1 and written.isupper()
        if not written[0].isupper() or (word in lexicon.words("stop_words") and not is_acronym):
            continue
        before = text[: match.start()]
        starts = not any(map(str.isalnum, before)) or _SENTENCE_END.search(before)
        if not starts or is_name(written):
            found.add(word)
    return found
