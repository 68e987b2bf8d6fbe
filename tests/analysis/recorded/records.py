"""The recorded texts, their tagged words and their findings, in two files that are easy to edit.

`texts.txt` holds the texts: a line `== NAME DATE` (or `== NAME undated`) opens each one, `#` opens
a comment. `findings.jsonl` has one JSON object a line: the head of a text, each of its sentences
with its tagged tokens, each of its findings. Fields that are None, False or empty are left out.

The last digits of the encoder differ between processors. The findings are therefore those of the
*recorded* tokens, which makes them the same on every machine.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from analysis.coref import find_entities
from analysis.events import add_reported_events, find_events
from analysis.models import Reason
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.quotations.first_person import resolve_first_person
from analysis.quotations.unnamed_sources import add_unnamed_sources
from analysis.reasons import reason_as_json
from analysis.structs import replace
from analysis.syntax.tokens import Doc, Sentence, Token
from analysis.tagger import tag
from analysis.text import clean
from analysis.timex.extractor import find_times
from analysis.tokenizer import tokenize

FOLDER = Path(__file__).parent
KINDS = ("entities", "mentions", "quotations", "times", "events")
_LINE_OF_KIND = {
    "entities": "entity",
    "mentions": "mention",
    "quotations": "quotation",
    "times": "time",
    "events": "event",
}
_KIND_OF_LINE = {line: kind for kind, line in _LINE_OF_KIND.items()}

Fields = dict[str, object]
Findings = dict[str, list[Fields]]
Finding = Entity | Mention | Quotation | TimeExpression | Event


@dataclass(frozen=True, slots=True)
class RecordedText:
    """A text of `texts.txt`: its name, its publication date, its paragraphs."""

    name: str
    published: datetime.date | None
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """The tagged words of a text, and the findings on them by their kind."""

    words: Doc
    findings: Findings


def parse_recorded_texts(path: Path) -> dict[str, RecordedText]:
    """Return the texts of a file by their names, in the file's order."""
    texts: dict[str, RecordedText] = {}
    source = path.read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    heads = [at for at, line in enumerate(lines) if line.startswith("== ")]
    for head, end in pairwise([*heads, len(lines)]):
        _, name, date = lines[head].split()
        if name in texts:
            raise ValueError(f"{path.name} has two texts named {name}: rename one of them")
        published = None if date == "undated" else datetime.date.fromisoformat(date)
        text = clean("\n".join(lines[head + 1 : end]).strip("\n"))
        texts[name] = RecordedText(name, published, text)
    return texts


def tag_words(text: RecordedText) -> Doc:
    """Tag the words of a text with the encoder, its scores rounded as they are recorded."""
    words = tag(tokenize(text.text))
    tokens = tuple(replace(token, name_score=round(token.name_score, 2)) for token in words.tokens)
    return replace(words, tokens=tokens)


def find_all(words: Doc, published: datetime.date | None) -> Findings:
    """Run each stage after the tags, and return the findings of each kind field by field."""
    entities, mentions = find_entities(words, find_names(words))
    quotations = find_quotations(words, entities, mentions)
    mentions = resolve_first_person(words, entities, mentions, quotations)
    entities, mentions, quotations = add_unnamed_sources(words, entities, mentions, quotations)
    times = find_times(words, published)
    found = (words, times, mentions, published, entities, quotations)
    events = add_reported_events(find_events(*found), *found)
    analysis = Analysis(words.text, published, entities, mentions, quotations, times, events)
    return {kind: [_fields(finding) for finding in getattr(analysis, kind)] for kind in KINDS}


def is_record_of(record: Record, text: RecordedText) -> bool:
    """Return True if a record is of the present text, with its present tokens and sentences."""
    words = tokenize(text.text)
    spans, recorded = (
        [(token.start, token.end) for token in tokens]
        for tokens in (words.tokens, record.words.tokens)
    )
    return (words.text, words.sentences, spans) == (
        record.words.text,
        record.words.sentences,
        recorded,
    )


def read_records(path: Path) -> dict[str, Record]:
    """Return the records of a file by the names of their texts; a missing file has none."""
    records: dict[str, Record] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    parsed = [json.loads(line) for line in lines]
    heads = [at for at, line in enumerate(parsed) if "text" in line]
    for head, end in pairwise([*heads, len(parsed)]):
        sentences = [line for line in parsed[head + 1 : end] if "tokens" in line]
        findings: Findings = {kind: [] for kind in KINDS}
        for line in parsed[head + 1 + len(sentences) : end]:
            ((kind, finding),) = line.items()
            findings[_KIND_OF_LINE[kind]].append(finding)
        words = _words(parsed[head]["text"], sentences)
        records[parsed[head]["name"]] = Record(words, findings)
    return records


def write_records(path: Path, records: dict[str, Record]) -> None:
    """Write the records of texts, one JSON object a line."""
    lines = [line for name, record in records.items() for line in _lines(name, record)]
    path.write_text(
        "".join(
            json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
        ),
        encoding="utf-8",
    )


def _lines(name: str, record: Record) -> Iterator[Fields]:
    yield {"name": name, "text": record.words.text}
    for sentence in record.words.sentences:
        tokens = [_columns(token) for token in record.words.tokens_of(sentence)]
        yield {"paragraph": sentence.paragraph, "tokens": tokens}
    for kind in KINDS:
        for finding in record.findings[kind]:
            yield {_LINE_OF_KIND[kind]: finding}


def _columns(token: Token) -> list[object]:
    """The recorded columns of a token; a word that is surely no name goes without the last two."""
    columns: list[object] = [token.start, token.end, token.tag, token.name, token.name_score]
    return columns[:3] if columns[3:] == ["O", 1.0] else columns


def _words(text: str, lines: list[dict[str, Any]]) -> Doc:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for line in lines:
        first = len(tokens)
        tokens += [_token(text, *columns) for columns in line["tokens"]]
        span = tokens[first].start, tokens[-1].end
        sentences.append(Sentence(first, len(tokens), *span, line["paragraph"]))
    return Doc(text, tuple(tokens), tuple(sentences))


def _token(
    text: str, start: int, end: int, penn: str, name: str = "O", score: float = 1.0
) -> Token:
    word = text[start:end]
    return Token(start, end, word, word.lower(), penn, name, score)


def _fields(finding: Finding) -> Fields:
    """The fields of a finding as JSON has them, without those that are None, False or empty."""
    values = {name: _as_json(getattr(finding, name)) for name in finding.__struct_fields__}
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _as_json(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Reason):
        return reason_as_json(value)
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    return value
