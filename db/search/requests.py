"""Requests in a reader's own words, read as queries: who said what, about what, and what not.

A request is read only if it has no sign of the query language. Its reading is a query that can be
shown and edited: "what did Marques say about dredging" becomes `speaker:marques dredging`.
"""

import re
import sqlite3
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from analysis import lexicon
from db.models import HitKind
from db.search.query_tokens import clean_query
from db.vocabulary import split_index_words

_FORMS = Path(__file__).with_name("request_forms.toml")
_SYNTAX = re.compile(
    r"""["*()]|(?:^|\s)-\w|\b[A-Za-z]{2,}:\S|\bNEAR(?:/\d+)?\b|\b(?:AND|OR|NOT)\b"""
)
_END = re.compile(r"[\s?!.]+$")
_WORD = re.compile(r"\w[\w'’.-]*")
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_ARTICLES = frozenset(("the", "a", "an", "s"))
_DESCRIPTIVE = lexicon.words("person_nouns") | lexicon.words("source_nouns")
_MOST_NAME_WORDS = 6
_LEAST_LETTERS, _LONG = 4, 6  # of a word that may be misspelled, and by two letters


class RequestForm(Struct, frozen=True):
    """A form of a request: its pattern, and the kind of hits that it asks for.

    With `needs_speaker`, it fits only if a speaker of the store has the name.
    """

    name: str
    pattern: str
    kind: HitKind
    needs_speaker: bool = False


class RequestReading(Struct, frozen=True):
    """A request as a query; `kind` is that of the hits that are asked for, or None for all.

    `words` are the words of the answer, in query order; `speaker` is empty without one.
    """

    query: str
    words: str
    speaker: str = ""
    unwanted: str = ""
    kind: HitKind | None = None


class _Exclusion(Struct, frozen=True):
    after: str
    between: str
    before: str


class _Forms(Struct, frozen=True):
    frames: tuple[str, ...]
    form: tuple[RequestForm, ...]
    exclusion: _Exclusion
    words: dict[str, tuple[str, ...]]


class _Patterns(Struct, frozen=True):
    frame: re.Pattern[str]
    forms: tuple[tuple[RequestForm, re.Pattern[str]], ...]
    exclusions: tuple[re.Pattern[str], ...]


def read_request(sqlite: sqlite3.Connection, request: str) -> RequestReading | None:
    """Read a request; return None if it is written in the query language, or is just words."""
    text = clean_query(request)
    if not text.strip() or has_syntax(text):
        return None
    patterns = _load_patterns()
    text = _END.sub("", text).strip()
    if text.isupper():
        text = text.lower()  # else AND would be an operator, and THE a name
    bare = patterns.frame.sub("", text, count=1).strip() or text
    unwanted = ""
    for pattern in patterns.exclusions:
        found = pattern.fullmatch(bare)
        if found and not _stop_words() & set(split_index_words(found["unwanted"])):
            bare, unwanted = found["topic"].strip(" ,"), found["unwanted"]
            break
    for form, pattern in patterns.forms:
        found = pattern.fullmatch(bare)
        if found is None:
            continue
        named = found.groupdict().get("speaker") or ""
        topic = found.groupdict().get("topic") or ""
        speaker = find_speaker(sqlite, named) if named else ""
        if form.needs_speaker and not speaker:
            continue
        words = topic if speaker else f"{named} {topic}".strip()
        if not speaker and not words:
            continue
        return _make_reading(words, speaker, unwanted, form.kind)
    if bare != text or unwanted or text.islower() != request.islower():
        return _make_reading(bare, "", unwanted, None)
    return None


def has_syntax(text: str) -> bool:
    """Return True for a query: it has a field, quotation marks, a sign or an operator.

    An operator in capitals is a word if all other words are in capitals too.
    """
    found = _SYNTAX.search(text)
    if found is None:
        return False
    return found[0].strip() not in _OPERATORS or not text.isupper()


def find_speaker(sqlite: sqlite3.Connection, name: str) -> str:
    """Return the words of a name by which a speaker of the store is found; "" for none.

    Words before a surname may be left out, as a title or a given name that no article has. A
    misspelled word is replaced by the nearest one in the names of speakers. A description, as in
    "the harbor master", is found by all of its words only.
    """
    words = [word for word in split_index_words(name) if word not in _ARTICLES]
    if not words or len(words) > _MOST_NAME_WORDS or _stop_words() & set(words):
        return ""
    if _is_speaker(sqlite, words):
        return " ".join(words)
    if words[-1] in _DESCRIPTIVE or name.lower().startswith("the "):
        return ""
    for first in range(1, len(words)):
        if _is_speaker(sqlite, words[first:]):
            return " ".join(words[first:])
    corrected = [_correct(sqlite, word) for word in words]
    if corrected != words and _is_speaker(sqlite, corrected):
        return " ".join(corrected)
    return ""


def _is_speaker(sqlite: sqlite3.Connection, words: Sequence[str]) -> bool:
    match = "speaker_names : (" + " AND ".join(f'"{word}"' for word in words) + ")"
    query = "SELECT 1 FROM quotation_fts WHERE quotation_fts MATCH ? LIMIT 1"
    return sqlite.execute(query, (match,)).fetchone() is not None


def _correct(sqlite: sqlite3.Connection, word: str) -> str:
    """Return the nearest word in the names of speakers, if no text has the word."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? LIMIT 1"
    if len(word) < _LEAST_LETTERS or sqlite.execute(known, (f'"{word}"',)).fetchone():
        return word
    query = "SELECT name FROM identity WHERE quotations > 0 AND name LIKE ? ESCAPE '!'"
    names = sqlite.execute(query, (f"%{word[0]}%",))
    parts = {part for (name,) in names for part in split_index_words(name)}
    most = 1 if len(word) < _LONG else 2
    near = process.extractOne(word, parts, scorer=OSA.distance, score_cutoff=most)
    return near[0] if near else word


def _make_reading(words: str, speaker: str, unwanted: str, kind: HitKind | None) -> RequestReading:
    parts: list[str] = []
    if speaker:
        parts.append(f"speaker:({speaker})" if " " in speaker else f"speaker:{speaker}")
    if words:
        parts.append(words)
    parts += _exclude(unwanted)
    return RequestReading(" ".join(parts), words, speaker, unwanted, kind)


def _exclude(unwanted: str) -> Iterator[str]:
    """Yield the unwanted words of a query: each a name in capitals, or a word."""
    words = [word for word in _WORD.findall(unwanted) if word.lower() not in _stop_words()]
    if words:
        yield f'-"{" ".join(words)}"' if len(words) > 1 else f"-{words[0]}"


def _stop_words() -> frozenset[str]:
    return frozenset(lexicon.words("stop_words"))


@cache
def _load_patterns() -> _Patterns:
    """Return the forms with their lists of words filled in."""
    with _FORMS.open("rb") as file:
        forms = convert(tomllib.load(file), _Forms)
    words = {name: "|".join(every) for name, every in forms.words.items()}

    def compile_form(pattern: str) -> re.Pattern[str]:
        for name, every in words.items():
            pattern = pattern.replace(f"{{{name}}}", every)
        return re.compile(pattern, re.IGNORECASE)

    return _Patterns(
        re.compile(rf"^(?:(?:{'|'.join(forms.frames)})\s+)+", re.IGNORECASE),
        tuple((form, compile_form(form.pattern)) for form in forms.form),
        tuple(
            map(
                compile_form,
                (forms.exclusion.after, forms.exclusion.between, forms.exclusion.before),
            )
        ),
    )
