"""Fit the weights of descriptions, by `python -m analysis.training.descriptions`.

A conditional logit over the named people and bodies of an article and "none of them"
(`analysis.coref.description_scores`), fitted by Adam to the sources in the even lines of the raw
articles and to the noun phrases of GUM. Takes under a minute.
"""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from msgspec import Struct

from analysis.coref import find_entities, pronouns
from analysis.coref.context import MentionContext
from analysis.coref.description_evidence import DescriptionEvidence
from analysis.coref.document import EntityDocument
from analysis.coref.nominal_resolution import is_weighed, resolve_nominal
from analysis.coref.nominals import Nominal
from analysis.coref.salience import Referent
from analysis.log_linear import Features
from analysis.models import Reason
from analysis.ner.recognizer import find_names
from analysis.tagger import tag
from analysis.text import clean
from analysis.tokenizer import tokenize
from analysis.training.choice_weights import ChoiceExample, fit_choice_weights

_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "descriptions.json"
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_LEAST = 0.005  # a smaller weight is left out
_GUM_SHARE = 0.4  # of the weight of a phrase of the raw articles
# Thresholds at which cross-validation had few wrong choices: of phrases that speak, and of others.
_PROBABILITIES = {"least": 0.6, "least_silent": 0.8}
_REACH = 150  # characters from a statement to the words of its source
_ABSENCE = "none: "
Row = dict[str, Any]


class DescribedPhrase(Struct):
    """A noun phrase with the evidence for each cluster, and that for none of them."""

    document: EntityDocument
    nominal: Nominal
    absence: Features
    candidates: dict[int, Features]


def main() -> None:
    """Fit and write the weights."""
    examples = [*_read_raw_examples(), *_read_gum_examples()]
    weights = fit_choice_weights(examples)
    rounded = {name: round(value, 3) for name, value in weights.items() if abs(value) >= _LEAST}
    absence = {name.removeprefix(_ABSENCE): rounded[name] for name in rounded if _ABSENCE in name}
    candidate = {name: value for name, value in rounded.items() if _ABSENCE not in name}
    content = {**_PROBABILITIES, "absence": absence, "candidate": candidate}
    _WEIGHTS.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(examples)} phrases, {len(rounded)} weights")


def _find_phrases(text: str) -> list[DescribedPhrase]:
    """Return the noun phrases of a text whose referents are weighed, with the evidence."""
    found: list[DescribedPhrase] = []

    def record(
        document: EntityDocument,
        evidence: DescriptionEvidence,
        nominal: Nominal,
        context: MentionContext,
    ) -> tuple[Referent | None, float, Reason]:
        if is_weighed(document, nominal):
            referents = evidence.find_candidates(nominal)
            candidates = {
                referent.cluster: features
                for referent in referents
                if referent.cluster is not None
                and (features := evidence.describe_candidate(nominal, context, referent))
            }
            absence = evidence.describe_absence(nominal, context, referents)
            found.append(DescribedPhrase(document, nominal, absence, candidates))
        return resolve_nominal(document, evidence, nominal, context)

    words = tag(tokenize(clean(text)))
    with patch.object(pronouns, "resolve_nominal", record):
        find_entities(words, find_names(words))
    return found


def _make_example(
    phrase: DescribedPhrase, cluster: int | None, weight: float
) -> ChoiceExample | None:
    """Return an example whose right choice is a cluster or none; None if that is no candidate."""
    if cluster is not None and cluster not in phrase.candidates:
        return None
    absence = {f"{_ABSENCE}{name}": value for name, value in phrase.absence.items()}
    right = 0 if cluster is None else 1 + list(phrase.candidates).index(cluster)
    return ChoiceExample([absence, *phrase.candidates.values()], right, weight)


def _read_raw_examples() -> Iterator[ChoiceExample]:
    """Yield the noun phrases that are sources in the even lines of the raw articles."""
    for corpus in ("raw/worldwide_raw.dev", "raw/pages_raw.dev"):
        for row in _read_rows(corpus)[1::2]:
            sources = dict(_locate_sources(row))
            for phrase in _find_phrases(row["text"]):
                tokens = phrase.document.words.tokens
                first, head = tokens[phrase.nominal.first], tokens[phrase.nominal.head]
                for (start, end), speaker in sources.items():
                    if start <= head.start and head.end <= end and first.start <= start + 4:
                        cluster = _find_speaker(phrase, speaker)
                        is_named = cluster is not None or not speaker[0].isupper()
                        example = _make_example(phrase, cluster, 1.0) if is_named else None
                        if example is not None:
                            yield example
                        break


def _locate_sources(row: Row) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the span of the words of each source beside its statement, with its one speaker."""
    for quote in row["quotes"]:
        if not quote.get("source") or len(quote["speakers"]) != 1:
            continue
        spans = quote["spans"]
        near: list[tuple[int, int, int]] = []
        for match in re.finditer(re.escape(quote["source"]), row["text"]):
            if any(start <= match.start() < end for start, end in spans):
                continue
            distance = min(
                min(abs(match.start() - end), abs(match.end() - start)) for start, end in spans
            )
            if distance < _REACH:
                near.append((distance, *match.span()))
        if near:
            yield min(near)[1:], quote["speakers"][0]


def _find_speaker(phrase: DescribedPhrase, speaker: str) -> int | None:
    """Return the cluster with the words of a speaker's name; the exact name comes first."""
    wanted = set(speaker.lower().split())
    found = [
        (cluster.name != speaker, number)
        for number, cluster in enumerate(phrase.document.clusters)
        if number in phrase.candidates
        and any(
            (words := set(name.lower().split())) <= wanted or wanted <= words
            for name in (cluster.name, *cluster.aliases)
        )
    ]
    return min(found)[1] if found else None


def _read_gum_examples() -> Iterator[ChoiceExample]:
    """Yield the noun phrases for people and organizations of GUM."""
    for genre in ("news", "interview", "speech", "court"):
        for row in _read_rows(f"quotes/gum_{genre}.dev"):
            gold = [
                (mention[0], mention[1], number)
                for number, entity in row["entities"].items()
                for mention in entity["mentions"]
            ]
            phrases = _find_phrases(row["text"])
            clusters = _match_clusters(phrases[0].document, gold) if phrases else {}
            for phrase in phrases:
                tokens = phrase.document.words.tokens
                start, end = tokens[phrase.nominal.first].start, tokens[phrase.nominal.head].end
                number = _smallest_around(gold, start + 1, end)
                if number is None:
                    continue
                if row["entities"][number]["type"] not in ("person", "organization"):
                    continue
                example = _make_example(phrase, clusters.get(number), _GUM_SHARE)
                if example is not None:
                    yield example


def _match_clusters(
    document: EntityDocument, gold: Sequence[tuple[int, int, str]]
) -> dict[str, int]:
    """Return the cluster that has most names of each annotated entity."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for number, cluster in enumerate(document.clusters):
        for member in cluster.members:
            name = document.names[member]
            entity = _smallest_around(gold, name.start, name.end)
            if entity is not None:
                votes[entity][number] += 1
    return {entity: counts.most_common(1)[0][0] for entity, counts in votes.items()}


def _smallest_around(gold: Sequence[tuple[int, int, str]], start: int, end: int) -> str | None:
    """Return the entity of the shortest annotated mention around a span."""
    around = [
        (last - first, number) for first, last, number in gold if first <= start <= end <= last + 2
    ]
    return min(around)[1] if around else None


def _read_rows(corpus: str) -> list[Row]:
    with gzip.open(_CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
