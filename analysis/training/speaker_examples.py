"""Annotated texts as decisions: the candidates of each quotation's source, and the right ones.

Three forms of annotation are read: raw articles with `speakers`, Wikinews and GUM texts with
`speaker_names`. A quotation belongs to the annotated one with which it shares half of the letters.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from analysis.coref import find_entities
from analysis.models import Entity, Quotation, Span
from analysis.ner.recognizer import find_names
from analysis.quotations.finder import find_quotations
from analysis.quotations.pair_scorer import PairScorer, SpeakerChoice
from analysis.quotations.source_form import SourceForm
from analysis.quotations.speaker_features import Candidate, Features, PairFeatures
from analysis.syntax.tokens import Doc
from analysis.tagger import tag
from analysis.text import clean
from analysis.tokenizer import tokenize

_LEAST_SHARED = 0.5
_WORD = re.compile(r"[^\W_]+")
_LEFT_OUT = frozenset(
    {"the", "a", "an", "of", "mr", "mrs", "ms", "dr", "president", "minister", "said"}
)


class Decision(Struct, frozen=True):
    """The candidates of a source with their features; `right` are the positions of right ones."""

    form: SourceForm
    pairs: list[tuple[Candidate, Features]]
    right: frozenset[int]


class AnnotatedText(Struct, frozen=True):
    """A tagged text with its entities and the speakers of its annotated quotations."""

    id: str
    words: Doc
    quotes: list[tuple[list[Span], list[str]]]


class _RecordingScorer(PairScorer):
    """Scorer that remembers the candidates of each choice."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__(weights)
        self.seen: dict[Span, tuple[SourceForm, list[tuple[Candidate, Features]]]] = {}

    def choose(self, pairs: PairFeatures) -> SpeakerChoice:
        """Return the most probable candidate, and remember all."""
        self.seen[pairs.form.span] = (pairs.form, list(pairs.candidates()))
        return super().choose(pairs)


def read_annotated(path: Path, *, even: bool = False) -> list[AnnotatedText]:
    """Read the texts of a file of JSON lines; `even` selects those of even-numbered lines."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [_read_row(row) for row in (rows[1::2] if even else rows)]


def _read_row(row: dict[str, Any]) -> AnnotatedText:
    quotes: list[tuple[list[Span], list[str]]] = []
    for quote in row["quotes"]:
        speakers = quote.get("speakers")
        if speakers is None:
            described = [quote["speaker_text"]] if quote.get("speaker_text") else []
            speakers = quote.get("speaker_names") or described
        quotes.append(([(start, end) for start, end in quote["spans"]], speakers))
    return AnnotatedText(row["id"], tag(tokenize(clean(row["text"]))), quotes)


def find_decisions(text: AnnotatedText, weights: dict[str, float]) -> list[Decision]:
    """Analyze a text with some weights, and return the decisions about annotated quotations."""
    entities, mentions = find_entities(text.words, find_names(text.words))
    scorer = _RecordingScorer(weights)
    quotations = find_quotations(text.words, entities, mentions, scorer=scorer)
    annotated = [(_letters(text.words.text, spans), names) for spans, names in text.quotes]
    names = {entity.id: [entity.name, *entity.aliases] for entity in entities}
    found: list[Decision] = []
    for quotation in quotations:
        speakers = _find_speakers(text.words.text, quotation, annotated)
        if speakers is None:
            continue
        words = _identifying(text.words.text[slice(*(quotation.source or (0, 0)))])
        for form, pairs in scorer.seen.values():
            if _belongs(form, quotation):
                right = _find_right(form, pairs, speakers, words, names, entities)
                found.append(Decision(form, pairs, right))
    return found


def _find_speakers(
    text: str, quotation: Quotation, annotated: Iterable[tuple[set[int], list[str]]]
) -> list[str] | None:
    """Return the annotated speakers of a quotation, None if it is not annotated."""
    if quotation.kind == "scare":
        return None
    ours = _letters(text, quotation.spans)
    best, speakers = 0.0, None
    for theirs, names in annotated:
        share = len(ours & theirs) / max(len(ours | theirs), 1)
        if share > best:
            best, speakers = share, names
    return speakers if best >= _LEAST_SHARED else None


def _belongs(form: SourceForm, quotation: Quotation) -> bool:
    if form.kind == "none":
        return any(form.span[0] == start for start, _ in quotation.spans)
    source = quotation.source
    return source is not None and source[0] <= form.span[0] and form.span[1] <= source[1]


def _find_right(
    form: SourceForm,
    pairs: Sequence[tuple[Candidate, Features]],
    speakers: Sequence[str],
    words: set[str],
    names: dict[int, list[str]],
    entities: Sequence[Entity],
) -> frozenset[int]:
    """Return the positions of the right candidates: of the same name, else of most of its words.

    A speaker who is annotated with the words of the source has no entity.
    """
    wanted = [_identifying(name) for name in speakers]
    exact = {
        entity
        for candidate, _ in pairs
        for entity in candidate
        if any(_identifying(name) in wanted for name in names[entity])
        or (entities[entity].label == "PERSON" and _ends_with_name(speakers, names[entity]))
    }
    labels = {entities[entity].label for entity in exact}
    described = any(part and 2 * len(words & part) >= len(part) for part in wanted)
    if described and not exact and form.kind != "name":
        return frozenset({0})
    right = {
        number
        for number, (candidate, _) in enumerate(pairs)
        if candidate
        and all(not exact or entities[entity].label in labels for entity in candidate)
        and any(_is_same(name, speaker) for entity in candidate for name in names[entity]
                for speaker in speakers)
    }  # fmt: skip
    return frozenset(right or {0})


def _ends_with_name(speakers: Iterable[str], names: Iterable[str]) -> bool:
    """Return whether an annotated description ends with a name: "the mayor, Ann Lee"."""
    return any(speaker.endswith(f" {name}") for speaker in speakers for name in names)


def _is_same(name: str, speaker: str) -> bool:
    ours, theirs = _identifying(name), _identifying(speaker)
    if not ours or not theirs:
        return False
    if ours <= theirs or theirs <= ours:
        return True
    least = max(1, min(len(ours), len(theirs)) - 1)
    return len(ours & theirs) >= least and name.split()[-1].lower() == speaker.split()[-1].lower()


def _identifying(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in _LEFT_OUT}


def _letters(text: str, spans: Iterable[Span]) -> set[int]:
    return set(_offsets(text, spans))


def _offsets(text: str, spans: Iterable[Span]) -> Iterator[int]:
    for start, end in spans:
        yield from (offset for offset in range(start, end) if text[offset].isalnum())
