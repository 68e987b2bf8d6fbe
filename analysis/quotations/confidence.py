"""Estimate the probability that a quotation is right: its content, and its speaker or source.

The estimate is logistic. `python -m benchmarks confidence --fit` fits its weights.
"""

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from analysis import lexicon
from analysis.models import Label, QuotationKind, Span
from analysis.syntax.cues import is_noun_cue, lemma, verb_cue

PRIOR = "prior"  # the weight that every estimate has
UNKNOWN_VERB = "unknown verb"

_WEIGHTS = Path(__file__).parents[1] / "weights" / "confidence.json"
_SCARE = {"heading": 0.9, "no cue": 0.75}  # by pattern
_OTHER_SCARE = 0.75
_LEAST, _MOST = 0.01, 0.99
_USUAL_LENGTH = 2.5  # the logarithm of the words of a usual content
_LONG = 45  # words
_PRONOUNS = lexicon.words("pronouns", "nameless") | {"who", "which"}
_INDEFINITE = lexicon.words("function_words", "indefinite")
_OWNERS = lexicon.words("pronouns", "possessive")
_OPENERS = lexicon.words("function_words", "content_opener")
_LABELED = frozenset({"transcript", "signature"})  # patterns whose cue is no verb
_OTHER_CUES = frozenset({"according", "clear", "per", "to", "view", "words"})  # that are no verbs
_SENTENCE_END = re.compile(r"[.!?][\"”’]?\s+[A-Z“\"]")


class FindEvidence(Struct, frozen=True):
    """Evidence that a quotation is right: its pattern and parts, and its resolved speaker.

    `certainty` is the confidence in the speaker, `labels` are those of the speakers' entities.
    """

    pattern: str
    kind: QuotationKind
    spans: tuple[Span, ...]
    cue: Span | None = None
    source: Span | None = None
    negated: bool = False
    certainty: float = 1.0
    labels: tuple[Label, ...] = ()
    speaker_reason: str = ""


def estimate_confidence(text: str, evidence: FindEvidence) -> float:
    """Return the probability (0 to 1) that a quotation and its speaker are right.

    For a scare quote, it is the probability that the words are no quotation.
    """
    if evidence.kind == "scare":
        return _SCARE.get(evidence.pattern, _OTHER_SCARE)
    weights = _read_weights()
    features = list_features(text, evidence)
    odds = sum([weights.get(name, 0.0) * value for name, value in features.items()])
    return round(min(max(1 / (1 + math.exp(-odds)), _LEAST), _MOST), 2)


def list_features(text: str, evidence: FindEvidence) -> dict[str, float]:
    """Return the features of a quotation; those that are not numbers are 1."""
    kind, form = evidence.kind, _source_form(text, evidence.source)
    certainty = min(max(evidence.certainty, _LEAST), _MOST)
    resolved = "entity" if evidence.labels else "open"
    names = [
        PRIOR,
        f"kind {kind}",
        f"pattern {evidence.pattern}",
        f"pattern {evidence.pattern}, {kind}",
        f"source {form}",
        f"source {form}, {resolved}",
        f"cue {name_cue(text, evidence.cue)}",
        f"speaker {evidence.speaker_reason or resolved}",
    ]
    names += [f"label {label}" for label in evidence.labels[:1]]
    if evidence.pattern not in _LABELED and _is_unknown_verb(text, evidence.cue):
        names.append(UNKNOWN_VERB)
    names += ["negated"] * evidence.negated
    content = " ".join(text[start:end] for start, end in evidence.spans)
    words = content.split()
    if words and words[0].lower() in _OPENERS:
        names.append(f"begins {words[0].lower()}")
    if content[:1].islower():
        names.append("begins small")
    if len(words) > _LONG:
        names.append("long")
    features = dict.fromkeys(names, 1.0)
    length = math.log(len(words) + 1) - _USUAL_LENGTH
    features |= {
        "length": length,
        "length squared": length * length,
        "sentences": float(len(_SENTENCE_END.findall(content))),
    }
    if evidence.labels:
        features["speaker odds"] = math.log(certainty / (1 - certainty))
    if evidence.cue is not None:
        features["distance"] = math.log(_distance(evidence.cue, evidence.spans) + 1)
    return features


@cache
def _read_weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return weights


def _source_form(text: str, source: Span | None) -> str:
    """Return the form of a source: a pronoun, a name, or a noun phrase by its first word."""
    words = text[slice(*source)].split() if source is not None else []
    if not words:
        return "none"
    first = words[0].lower()
    if len(words) == 1 and first in _PRONOUNS:
        return "pronoun"
    if first == "the" or first in _OWNERS:
        phrase = "definite" if first == "the" else "own"
    else:
        phrase = "indefinite" if first in _INDEFINITE else "bare"
    has_name = any(word[:1].isupper() for word in words[phrase != "bare" :])
    return f"{phrase} with a name" if has_name else phrase


def name_cue(text: str, cue: Span | None) -> str:
    """Return the base form of a cue's verb, else its noun, "according to", or its mark."""
    words = text[slice(*cue)].lower().split() if cue is not None else []
    if not words:
        return "none"
    verb = next((lemma(word) for word in reversed(words) if verb_cue(word)), None)
    if verb is not None:
        return verb
    return words[-1] if is_noun_cue(words[-1]) else words[0]


def _is_unknown_verb(text: str, cue: Span | None) -> bool:
    """Return whether no word of a cue reports speech: *whipped* members against “all” fees."""
    words = text[slice(*cue)].lower().split() if cue is not None else []
    if not words or not any(map(str.isalpha, words)):
        return False
    return not any(verb_cue(word) or is_noun_cue(word) or word in _OTHER_CUES for word in words)


def _distance(cue: Span, spans: tuple[Span, ...]) -> int:
    """Return the number of characters between a cue and the nearest piece of the content."""
    return max(0, min(max(start - cue[1], cue[0] - end) for start, end in spans))
