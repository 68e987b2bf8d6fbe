"""Fit the weights of layouts, by `python -m analysis.training.layouts`.

The texts are those of `layout_texts.txt`, printed in several styles, paragraphs of open corpora
below labels, and the open texts among the even lines of the layouts. Articles are added; their
labels are not those of speakers.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analysis import lexicon
from analysis.models import Span
from analysis.tokenizer import tokenize
from analysis.training.pasted_texts import FOLDER, read_pasted_texts
from analysis.transcripts.evidence import count_speakers, measure_labels
from analysis.transcripts.labeled_turns import LabelReading, read_styles
from analysis.transcripts.lines import Paragraph, join_details, read_lines

_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_WEIGHTS = Path(__file__).resolve().parents[1] / "weights" / "layouts.json"
_TEXTS = Path(__file__).parent / "layout_texts.txt"
_OPEN = ("MIT", "CC BY 4.0", "CC BY-SA", "CC0", "Apache", "public domain", "BSD")
_SEED = 35
_PENALTY = 1.0
_WINDOWS = 3  # excerpts of each text
_COMBINED = 150  # texts of speech, and as many others, made of paragraphs of corpora
_UNKNOWN = 0.25  # the share of texts whose names are in no list
_SYLLABLES = ("ma", "ko", "zel", "ur", "dra", "vin", "tos", "ek", "wa", "nyo", "bil", "sha", "gre")
_LONGEST = 700  # characters of such a paragraph
_SPEECH = ("gum_speech", "gum_interview", "gum_court")
_PRINTED = (
    "{name}: {text}\n\n",
    "{name}: {text}\n",
    "{capitals}: {text}\n\n",
    "{capitals}. {text}\n",
    "**{name}:** {text}\n\n",
    "{name} – {text}\n",
    "{name}\n{text}\n\n",
    "{capitals}\n{text}\n\n",
    "{name}\t{text}\n",
    "[{name}] {text}\n",
    "{name}, 10:0{digit}\n{text}\n\n",
    "10:0{digit} {name}: {text}\n",
)
_LISTED = ("{name} (4{digit}): {text}\n", "{digit}. {name}: {text}\n")
_SPOKEN = (
    "{name} (10:0{digit}): {text}\n\n",
    "{capitals} (Norden) (Lab): {text}\n\n",
    "u/{name} · {digit} points · 3h\n{text}\n",
    "{name} wrote:\n\n{text}\n\n",
    "{name} (@{name}) · Mar {digit}\n{text}\n\n",
)


class LayoutExample(Struct, frozen=True):
    """The evidence of one reading of a text, and whether the reading is right."""

    text: str
    evidence: dict[str, float]
    is_right: bool
    weight: float


class LayoutText(Struct, frozen=True):
    """A text with the bounds of its turns: from the label to the end of the words."""

    name: str
    text: str
    turns: tuple[Span, ...]
    is_marked: bool = False  # the turns begin with their words, not with the label


def print_texts() -> Iterator[LayoutText]:
    """Yield our own texts in each style."""
    number = 0
    for block in _TEXTS.read_text(encoding="utf-8").split("\n= ")[1:]:
        kind, *rows = block.strip().split("\n")
        number += 1
        if kind == "text":
            yield LayoutText(f"own text {number}", "\n".join(rows), ())
            continue
        for style in (*_PRINTED, *(_SPOKEN if kind == "turns" else _LISTED)):
            text, turns = "", []
            for digit, row in enumerate(rows):
                name, words = row.split(": ", 1)
                printed = style.format(name=name, capitals=name.upper(), text=words, digit=digit)
                turns.append((len(text), len(text) + len(printed.rstrip())))
                text += printed
            yield LayoutText(f"own {kind} {number}", text, tuple(turns) if kind == "turns" else ())


def read_marked_texts() -> Iterator[LayoutText]:
    """Yield our own texts in the layouts that people paste, those to develop with."""
    for pasted in read_pasted_texts(FOLDER / "develop.txt"):
        turns = tuple(span for span, _ in pasted.turns)
        yield LayoutText(pasted.title, pasted.text, turns, is_marked=True)


def combine_paragraphs(generator: random.Random) -> Iterator[LayoutText]:
    """Yield paragraphs of speeches below names of people, and of news below other labels."""
    spoken = [part for genre in _SPEECH for part in _read_paragraphs(f"quotes/{genre}.dev")]
    reported = list(_read_paragraphs("timelines/timeset.dev"))
    given = lexicon.entries("given_names")
    family = lexicon.entries("family_names")
    things = lexicon.entries("towns") + lexicon.entries("organization_nouns", "noun")
    for number in range(2 * _COMBINED):
        is_speech = number % 2 == 0
        is_known = generator.random() >= _UNKNOWN

        def choose_name(is_person: bool, is_known: bool) -> str:
            if not is_known:
                return "".join(generator.sample(_SYLLABLES, generator.randint(2, 3)))
            if not is_person:
                return generator.choice(things)
            parts = (generator.choice(given), generator.choice(family))
            return " ".join(parts[generator.random() < 0.4 :])

        names = [
            choose_name(is_speech or generator.random() < 0.25, is_known)
            for _ in range(generator.randint(2, 6))
        ]
        paragraphs = generator.sample(spoken if is_speech else reported, generator.randint(3, 12))
        style = generator.choice((*_PRINTED, *_SPOKEN) if is_speech else (*_PRINTED, *_LISTED))
        text, turns = "", []
        for order, words in enumerate(paragraphs):
            returns = is_speech or generator.random() < 0.3
            name = generator.choice(names) if returns else names[order % len(names)]
            printed = style.format(
                name=name.title(), capitals=name.upper(), text=words, digit=order % 10
            )
            turns.append((len(text), len(text) + len(printed.rstrip())))
            text += printed
        yield LayoutText(f"combined {number}", text, tuple(turns) if is_speech else ())


def _read_paragraphs(corpus: str) -> Iterator[str]:
    """Yield the paragraphs of a corpus that are sentences."""
    with gzip.open(_CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            for paragraph in row["text"].split("\n"):
                if 20 < len(paragraph) < _LONGEST and paragraph[-1] in ".?!":
                    yield paragraph


def read_layouts() -> Iterator[LayoutText]:
    """Yield the open texts among the even lines of the layouts."""
    path = _CORPORA / "layouts" / "layouts.dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows)):
            if number % 2 and row["licence"].startswith(_OPEN):
                turns = tuple((turn["start"], turn["end"]) for turn in row["turns"])
                yield LayoutText(row["id"], row["text"], turns)


def read_articles() -> Iterator[LayoutText]:
    """Yield the articles among the even lines of the raw ones, and those of Wikinews."""
    for name in ("raw/worldwide_raw.dev", "raw/pages_raw.dev", "timelines/timeset.dev"):
        with gzip.open(_CORPORA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for number, row in enumerate(map(json.loads, rows)):
                if number % 2:
                    yield LayoutText(f"{name} {number}", row["text"], ())


def build_examples(
    texts: Iterator[LayoutText], generator: random.Random
) -> Iterator[LayoutExample]:
    """Yield the readings of texts and of their excerpts; partly right readings are left out."""
    for text in texts:
        lines = join_details(read_lines(tokenize(text.text)))
        parts = [lines]
        if len(lines) > 6:
            for _ in range(_WINDOWS):
                size = generator.choice((4, 6, 10, 20, 40))
                first = generator.randrange(max(1, len(lines) - size))
                parts.append(lines[first : first + size])
        examples = [example for part in parts for example in _read_examples(text, part)]
        for evidence, is_right in examples:
            yield LayoutExample(text.name, evidence, is_right, 1 / len(examples) ** 0.5)


def _read_examples(
    text: LayoutText, lines: Sequence[Paragraph]
) -> Iterator[tuple[dict[str, float], bool]]:
    for reading in read_styles(lines):
        keys = [label.key for label in reading.labels.values()]
        if len(keys) < 2 or (count_speakers(keys) < 2 and reading.style != "header"):
            continue
        share = _share_of_turns(reading, text, lines)
        if share >= 0.7 or share <= 0.2:
            evidence = measure_labels(
                reading.style, reading.labels, reading.drafts, lines, timed=reading.timed
            )
            yield evidence, share > 0.5


def _share_of_turns(reading: LabelReading, text: LayoutText, lines: Sequence[Paragraph]) -> float:
    """Return the share of labels that begin a turn, within the blanks and marks before it."""
    starts = [lines[index].start for index in reading.labels]
    ends = [label.name[1] for label in reading.labels.values()]
    right = sum(
        any(
            first - 2 <= start <= end or first <= end <= last
            for first, last in text.turns
            if not text.is_marked and abs(first - start) < 40
        )
        for start, end in zip(starts, ends, strict=True)
    )
    if text.is_marked:
        first_words = [first for first, _ in text.turns]
        right = sum(
            any(-2 <= first - label.content < 40 for first in first_words)
            for label in reading.labels.values()
        )
    return right / len(starts)


def fit_layout_weights(examples: Sequence[LayoutExample]) -> dict[str, float]:
    """Return the weights of a logistic regression with a quadratic penalty, by Newton's method."""
    names = sorted({name for example in examples for name in example.evidence})
    rows = np.array(
        [[1.0, *(example.evidence.get(name, 0.0) for name in names)] for example in examples]
    )
    right = np.array([float(example.is_right) for example in examples])
    weights = np.array([example.weight for example in examples])
    weights = np.where(
        right > 0, weights / weights[right > 0].sum(), weights / weights[right == 0].sum()
    )
    weights *= len(examples) / 2
    penalty = np.full(len(names) + 1, _PENALTY)
    penalty[0] = 0.0
    fitted: NDArray[np.float64] = np.zeros(len(names) + 1)
    for _ in range(30):
        probable = 1 / (1 + np.exp(-rows @ fitted))
        gradient = rows.T @ (weights * (right - probable)) - penalty * fitted
        curvature = (rows * (weights * probable * (1 - probable))[:, None]).T @ rows
        fitted += np.linalg.solve(curvature + np.diag(penalty + 1e-9), gradient)
    return {"prior": float(fitted[0]), **dict(zip(names, map(float, fitted[1:]), strict=True))}


def write_layout_weights() -> None:
    """Fit the weights and write them."""
    generator = random.Random(_SEED)
    examples = [
        example
        for texts in (
            print_texts(),
            read_marked_texts(),
            combine_paragraphs(generator),
            read_layouts(),
            read_articles(),
        )
        for example in build_examples(texts, generator)
    ]
    fitted = {"labels": fit_layout_weights(examples)}
    rounded = {
        kind: {name: round(value, 2) for name, value in row.items()} for kind, row in fitted.items()
    }
    _WEIGHTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_layout_weights()
