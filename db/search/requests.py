"""Requests in a reader's own words, read as queries: who said what, about what, when, and what not.

A request is read only if it has no sign of the query language. Its reading is a query that can be
shown and edited, in parts: "what did Marques say about dredging" becomes `speaker:marques
dredging`.
"""

import re
import sqlite3
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct, convert

from analysis import lexicon
from analysis.sentences import find_related_words
from analysis.stemmer import stem
from db.models import HitKind
from db.search.query_tokens import clean_query
from db.search.request_dates import find_period
from db.search.speaker_names import find_speaker
from db.vocabulary import is_abbreviation, split_index_words

_FORMS = Path(__file__).with_name("request_forms.toml")
_SYNTAX = re.compile(
    r"""["*()]|(?:^|\s)-\w|\b[A-Za-z]{2,}:\S|\bNEAR(?:/\d+)?\b|\b(?:AND|OR|NOT)\b"""
)
_MARKS = re.compile(r'["()]')
_END = re.compile(r"[\s?!.]+$")
_WORD = re.compile(r"\w[\w'’.-]*")
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_SENTENCE = 8  # words outside quotation marks and parentheses, from which a query is a sentence
_SENTENCE_STOP_WORDS = 3  # of them
_MOST_WORDS = 48  # of a request; a longer text is pasted
_MOST_SPEAKER_TOPIC = 12  # words after "somebody said" in a request; a longer text is a sentence

PartLabel = Literal["speaker", "about", "not", "days", "kind", "is"]


class RequestForm(Struct, frozen=True):
    """A form of a request: its pattern, and the kind of hits that it asks for.

    With `needs_speaker`, it fits only if a speaker of the store has the name.
    """

    name: str
    pattern: str
    kind: HitKind
    needs_speaker: bool = False


class RequestPart(Struct, frozen=True):
    """A part of a query: its label, its text for the reader, and its query."""

    label: PartLabel
    text: str
    query: str


class RequestReading(Struct, frozen=True):
    """A request as a query; `kind` is that of the hits that are asked for, or None for all.

    `words` are the words of the answer, in query order. `speaker`, `unwanted`, `days` and `role`,
    the words of a group of speakers, are empty without one. The queries of the `parts` are the
    query. `soft` is the query for the closest hits: speaker and days are words in it.
    """

    query: str
    words: str
    speaker: str = ""
    unwanted: str = ""
    kind: HitKind | None = None
    days: str = ""
    soft: str = ""
    role: str = ""
    parts: tuple[RequestPart, ...] = ()


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


class _Content(Struct, frozen=True):
    """The content of a request without its period and what it excludes."""

    words: str
    speakers: tuple[str, ...] = ()
    names: str = ""
    gender: str = ""
    role: str = ""
    kind: HitKind | None = None


def read_request(sqlite: sqlite3.Connection, request: str) -> RequestReading | None:
    """Read a request; return None if it is written in the query language, or is just words."""
    text = " ".join(clean_query(request).split())
    if text.count(" ") >= _MOST_WORDS:
        return None
    is_sentence = _is_sentence(text)
    if is_sentence:
        text = " ".join(_MARKS.sub(" ", text).split())
    if not text.strip() or has_syntax(text):
        return None
    text = _END.sub("", text).strip()
    if text.isupper():
        text = text.lower()  # else AND would be an operator, and THE a name
    patterns = _load_patterns()
    bare, unwanted = _split_unwanted(patterns.frame.sub("", text, count=1).strip() or text)
    period = find_period(bare)
    if period is not None and period.rest:
        bare = patterns.frame.sub("", period.rest, count=1).strip() or period.rest
    else:
        period = None
    content = _read_form(sqlite, bare, is_dated=period is not None)
    if content is None:
        is_changed = bare != text or unwanted or is_sentence or text.islower() != request.islower()
        if not is_changed:
            return None
        content = _Content(bare)
    days = (period.text, period.query) if period else ("", "")
    return _make_reading(sqlite, content, unwanted, days)


def has_syntax(text: str) -> bool:
    """Return True for a query: it has a field, quotation marks, a sign or an operator.

    An operator in capitals is a word if all other words are in capitals too, and are not all
    abbreviations: `US OR UK`.
    """
    found = _SYNTAX.search(text)
    if found is None:
        return False
    if found[0].strip() not in _OPERATORS or not text.isupper():
        return True
    return all(word in _OPERATORS or is_abbreviation(word) for word in text.split())


def _is_sentence(text: str) -> bool:
    """Return True for a sentence whose quotation marks and parentheses are its own.

    It has no other sign of the query language.
    """
    if not _MARKS.search(text) or has_syntax(_MARKS.sub(" ", text)):
        return False
    outside = split_index_words(re.sub(r'"[^"]*"|\([^)]*\)', " ", text))
    stop_words = sum(word in _stop_words() for word in outside)
    return len(outside) >= _SENTENCE and stop_words >= _SENTENCE_STOP_WORDS


def _read_form(sqlite: sqlite3.Connection, text: str, *, is_dated: bool) -> _Content | None:
    """Read a request by the first form that fits; None without one."""
    for form, pattern in _load_patterns().forms:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        group = {name: value or "" for name, value in found.groupdict().items()}
        names = [group[name] for name in ("speaker", "second") if group.get(name)]
        topic = group.get("topic", "")
        if form.needs_speaker and len(topic.split()) > _MOST_SPEAKER_TOPIC:
            continue
        speakers = [find_speaker(sqlite, name) for name in names]
        if form.needs_speaker and not all(speakers):
            continue
        if not all(speakers):
            topic, speakers = f"{' '.join(names)} {topic}".strip(), []
        role = group.get("role", "")
        gender = group.get("gender", "")
        if not (topic or speakers or gender or (is_dated and form.kind == "event")):
            continue
        if gender:
            gender = "woman" if gender[0] in "wf" else "man"
        return _Content(topic, tuple(speakers), " ".join(speakers), gender, role, form.kind)
    return None


def _split_unwanted(text: str) -> tuple[str, str]:
    """Split a request into what is wanted and what is not, which is empty without a negation."""
    for pattern in _load_patterns().exclusions:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        words = split_index_words(found["unwanted"])
        if pattern is _load_patterns().exclusions[0]:
            words = tuple(word for word in words if word not in _stop_words())
            if words and found["topic"].strip(" ,"):
                return found["topic"].strip(" ,"), found["unwanted"]
        elif not _stop_words() & set(words):
            return found["topic"].strip(" ,"), found["unwanted"]
    return text, ""


def _make_reading(
    sqlite: sqlite3.Connection,
    content: _Content,
    unwanted: str,
    days: tuple[str, str],
) -> RequestReading:
    """Make the reading of a request; `days` are the words and the query of its period."""
    excluded = [RequestPart("not", unwanted, query) for query in _exclude(sqlite, unwanted)]
    parts: list[RequestPart] = []
    if content.speakers:
        each = [
            f"speaker:({name})" if " " in name else f"speaker:{name}" for name in content.speakers
        ]
        query = each[0] if len(each) == 1 else f"({' OR '.join(each)})"
        parts.append(RequestPart("speaker", " / ".join(content.speakers), query))
    if content.gender:
        parts.append(RequestPart("is", content.gender, f"is:{content.gender}"))
    if content.kind == "event":
        parts.append(RequestPart("kind", "event", "kind:event"))
    words = f"{content.role} {content.words}".strip()
    if words:
        parts.append(RequestPart("about", words, words))
    if days[1]:
        parts.append(RequestPart("days", *days))
    parts += excluded
    dated = days[0] if any(map(str.isdigit, days[0])) else ""  # not "last year"
    soft = [content.names, words, dated, *(part.query for part in excluded)]
    return RequestReading(
        " ".join(part.query for part in parts),
        words,
        content.names,
        unwanted,
        content.kind,
        days[0],
        " ".join(filter(None, soft)),
        content.role,
        tuple(parts),
    )


def _exclude(sqlite: sqlite3.Connection, unwanted: str) -> Iterator[str]:
    """Yield the exclusions of a query: a name or words, and the nearest word of the same meaning.

    Several words are excluded as a phrase if a text has it, else where all of them are.
    """
    words = [word for word in _WORD.findall(unwanted) if word.lower() not in _stop_words()]
    if len(words) > 1:
        phrase = " ".join(words)
        match = f'"{" ".join(split_index_words(phrase))}"'
        query = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? LIMIT 1"
        is_phrase = not phrase.islower() or sqlite.execute(query, (match,)).fetchone() is not None
        yield f'-"{phrase}"' if is_phrase else f"-({phrase})"
    elif words:
        yield f"-{words[0]}"
        nearest = _find_equal(words[0])
        if nearest:
            yield f"-{nearest}"


def _find_equal(word: str) -> str:
    """Return the word that is nearest to a common noun, if that is the nearest one to it; or ""."""
    near = [each for each in find_related_words(word) if stem(each) != stem(word)][:1]
    if not word.islower() or not near:
        return ""
    back = [each for each in find_related_words(near[0]) if stem(each) != stem(near[0])][:1]
    return near[0] if back and stem(back[0]) == stem(word) else ""


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
