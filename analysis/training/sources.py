"""Fit the weights of the types and bases of sources, by `python -m analysis.training.sources`.

Conditional logits, fitted to the statements in the even lines of the raw articles, and to sources
that were written for this project. Takes two minutes.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.models import Analysis, SourceType, Span
from analysis.pipeline import run_analysis
from analysis.sources.basis_evidence import BASES, find_usual, list_basis_evidence
from analysis.sources.channels import find_channels
from analysis.sources.source_features import TYPES, list_evidence, to_features
from analysis.training.choice_weights import ChoiceExample, fit_choice_weights

_WRITTEN = Path(__file__).with_name("source_examples.txt")
_FRAMES = (
    ("{Source} said on Monday that the bridge would close in June.", "the bridge would"),
    ("The bridge will close in June, according to {source}.", "The bridge will"),
    ("“The bridge will close in June,” {source} said.", "“The bridge will"),
    ("{Source} reported that the bridge would close in June.", "the bridge would"),
    ("Two roads will be closed, {source} said on Friday.", "Two roads"),
)
# A second statement of the same source, of which each type has several.
_AGAIN: dict[str, tuple[str, ...]] = {
    "person": ("She also said that the pumps had failed.",),
    "unnamed": ("The pumps had failed, he said.",),
    "document": ("It also said that the pumps had failed.",),
    "organization": (
        "It added that the pumps had failed.",
        "They added that the pumps had failed.",
        "It said that the pumps had failed.",
    ),
    "outlet": ("It added that the pumps had failed.",),
    "group": ("They also said that the pumps had failed.",),
}
_ROOT = Path(__file__).resolve().parents[2]
_WEIGHTS = _ROOT / "analysis" / "weights" / "sources.json"
_CORPUS = _ROOT.parent / "shared" / "corpora" / "raw" / "sources.dev.jsonl.gz"
_OVERLAP = 0.5  # of the letters of a statement and its annotation
_LEAST = 0.01  # a smaller weight is left out
# Weights of examples: of optional statements, of written ones, and of those of unknown basis, of
# which many were got in a way that their text does not give.
_OPTIONAL, _WRITTEN_SHARE, _UNKNOWN = 0.5, 0.7, 0.6
_TYPE_PENALTY, _BASIS_PENALTY = 3.0, 2.5
# Channels that leave little doubt, some of which the texts have rarely.
_CERTAIN = {
    "public": (
        "public",
        "press",
        "court",
        "broadcast",
        "network",
        "posted",
        "posting",
        "testifying",
    ),
    "written": ("written", "writing"),
    "other outlet": ("state outlet", "cited outlet"),
    "said to us": ("own outlet", "agency", "outlet", "us"),
}
_PRIORS = {
    "written: type document": 2.0,
    "other outlet: type outlet": 2.0,
    "other outlet: channel state outlet, before": 2.0,
    "said to us: pattern quotation.answer": 3.0,
    "said to us: pattern quotation.transcript": 2.0,
}
Row = dict[str, Any]


def main() -> None:
    """Fit and write the weights."""
    types, bases = [], []
    with gzip.open(_CORPUS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][1::2]
    for row in rows:
        analysis = run_analysis(row["text"])
        annotated = match_statements(analysis, row["quotes"])
        types += list_type_examples(analysis, annotated)
        bases += list_basis_examples(analysis, annotated)
    for text, quotes in make_written():
        analysis = run_analysis(text)
        examples = list_type_examples(analysis, match_statements(analysis, quotes))
        types += [ChoiceExample(each.choices, each.right, _WRITTEN_SHARE) for each in examples]
    priors = dict(_PRIORS)
    for basis, kinds in _CERTAIN.items():
        priors |= {f"{basis}: channel {kind}": 2.0 for kind in kinds}
        priors |= {f"{basis}: channel {kind}, own": 1.0 for kind in kinds}
    weights = {
        "type": fit_choice_weights(types, penalty=_TYPE_PENALTY),
        "basis": fit_choice_weights(bases, priors, penalty=_BASIS_PENALTY),
    }
    content = {
        name: {key: round(value, 2) for key, value in found.items() if abs(value) >= _LEAST}
        for name, found in weights.items()
    }
    _WEIGHTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(types)} sources, {len(bases)} bases, {sum(map(len, content.values()))} weights")


def match_statements(analysis: Analysis, quotes: Sequence[Row]) -> dict[int, Row]:
    """Return the annotation of each quotation that shares half of the letters with it."""
    letters = {
        number: _letters_of(analysis.text, quotation.spans)
        for number, quotation in enumerate(analysis.quotations)
        if quotation.kind != "scare"
    }
    found: dict[int, Row] = {}
    for quote in quotes:
        if not quote.get("type") or quote["type"] == "none":
            continue
        wanted = _letters_of(analysis.text, quote["spans"])
        shares = {
            number: len(each & wanted) / max(len(each | wanted), 1)
            for number, each in letters.items()
        }
        best = max(shares, key=lambda number: shares[number], default=None)
        if best is not None and shares[best] >= _OVERLAP:
            found.setdefault(best, quote)
    return found


def _letters_of(text: str, spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if text[at].isalnum()}


def list_type_examples(analysis: Analysis, annotated: dict[int, Row]) -> list[ChoiceExample]:
    """Return an example for each annotated statement with a source or a speaker."""
    names = [mention for mention in analysis.mentions if mention.kind == "name"]
    earlier: dict[int, SourceType] = {}
    examples = []
    for number, quotation in enumerate(analysis.quotations):
        quote = annotated.get(number)
        if quote is None or (quotation.source is None and quotation.speaker is None):
            continue
        evidence = list_evidence(analysis, quotation, names, earlier)
        choices = [to_features(evidence, each) for each in TYPES]
        weight = _OPTIONAL if quote["optional"] else 1.0
        examples.append(ChoiceExample(choices, TYPES.index(quote["type"]), weight))
        if quotation.speaker is not None:
            earlier[quotation.speaker] = quote["type"]
    return examples


def list_basis_examples(analysis: Analysis, annotated: dict[int, Row]) -> list[ChoiceExample]:
    """Return an example for each annotated statement."""
    names = [mention for mention in analysis.mentions if mention.kind == "name"]
    channels = find_channels(analysis, names)
    usual = find_usual(channels)
    examples = []
    for number, quote in annotated.items():
        quotation, channel = analysis.quotations[number], channels[number]
        evidence = list_basis_evidence(analysis, quotation, names, channel, quote["type"], usual)
        choices = [to_features(evidence, each) for each in BASES]
        weight = _OPTIONAL if quote["optional"] else 1.0
        weight = _UNKNOWN if quote["basis"] == "unknown" and not quote["optional"] else weight
        examples.append(ChoiceExample(choices, BASES.index(quote["basis"]), weight))
    return examples


def make_written() -> Iterator[tuple[str, list[Row]]]:
    """Yield the written texts, each with its annotated statements."""
    lines = _WRITTEN.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.startswith("#")):
        kind, _, phrases = line.partition(": ")
        for number, phrase in enumerate(phrases.split(" | ")):
            for shift in (0, 2):
                frame, opening = _FRAMES[(number + shift) % len(_FRAMES)]
                source = phrase if not frame.endswith(".”") else phrase.rstrip(",")
                if "{source}." in frame:
                    source = source.rstrip(",")
                text = frame.format(source=source, Source=source[0].upper() + source[1:])
                start = text.index(opening)
                quotes: list[Row] = [_annotate(start, _find_end(text, start), kind)]
                if shift:
                    further = _AGAIN[kind][number % len(_AGAIN[kind])]
                    start = len(text) + 1 + further.lower().index("the pumps")
                    text = f"{text} {further}"
                    quotes.append(_annotate(start, _find_end(text, start), kind))
                yield text, quotes


def _find_end(text: str, start: int) -> int:
    ends = [text.find(mark, start) for mark in (",", ".")]
    return min(end for end in ends if end >= 0)


def _annotate(start: int, end: int, kind: str) -> Row:
    return {"spans": [[start, end]], "type": kind, "optional": False}


if __name__ == "__main__":
    main()
