"""Accuracy of the entities of speakers and mentions on news with gold coreference."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.coref import find_entities
from analysis.models import Entity, Mention
from analysis.ner.recognizer import find_names
from analysis.tagger import tag
from analysis.tokenizer import tokenize
from benchmarks.corpora import Row, read_json_lines

_MODIFIER = re.compile(
    r"\s*(?:,|\(|\bwho\b|\bof\b|\bat\b|\bfor\b|\bin\b|\bfrom\b|\bwith\b|—|--).*", re.DOTALL
)


@dataclass
class EntityScores:
    """Speakers by kind and those of them that are right, the parts of B-cubed, misses as lines."""

    speakers: Counter[str] = field(default_factory=Counter)
    cubed: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    misses: list[str] = field(default_factory=list)

    def b_cubed(self) -> tuple[float, float, float]:
        """Precision, recall and F1, each 0 to 1."""
        precision, recall = (
            sum(self.cubed[kind]) / max(1, len(self.cubed[kind])) for kind in ("P", "R")
        )
        return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def run(arguments: list[str]) -> int:
    """Print the measures for GUM files (`quotes/gum_news.dev.jsonl.gz`); `--errors` lists misses.

    A speaker is right if the last words of the entity's name and of a name of the gold entity
    agree, as in the corpora's own scorer. B-cubed counts the found mentions of people and
    organizations, each against the smallest gold mention around it.
    """
    paths = [argument for argument in arguments if not argument.startswith("--")]
    if not paths:
        print("usage: python -m benchmarks entities FILE… [--errors]", file=sys.stderr)
        return 2
    scores = EntityScores()
    for row in (row for path in paths for row in read_json_lines(Path(path))):
        words = tag(tokenize(row["text"]))
        score_entities(scores, row, *find_entities(words, find_names(words)))
    for kind in ("other", "pronoun", "all"):
        right, total = scores.speakers[f"{kind} right"], scores.speakers[kind]
        print(f"speaker, {kind:8} {_ratio(right, total)} of {total}")
    precision, recall, f1 = scores.b_cubed()
    found = len(scores.cubed["P"])
    print(f"B-cubed           P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, {found} found")
    for kind in ("name", "nominal", "pronoun"):
        made = scores.cubed[f"made {kind}"]
        total = len(made)
        print(f"linked, {kind:8}  {_ratio(sum(made), total)} right of {total}")
    if "--errors" in arguments:
        print("\n".join(scores.misses))
    return 0


def score_entities(
    scores: EntityScores, row: Row, entities: tuple[Entity, ...], mentions: tuple[Mention, ...]
) -> None:
    """Add an article's speakers and mentions to the scores."""
    for quote in row["quotes"]:
        if quote.get("nested") or not quote.get("speaker_names"):
            continue
        kind = "pronoun" if quote.get("speaker_is_pronoun") else "other"
        found = _resolve(quote, row["text"], entities, mentions)
        right = bool(_keys(found) & {k for name in quote["speaker_names"] for k in _keys(name)})
        for each in (kind, "all"):
            scores.speakers[each] += 1
            scores.speakers[f"{each} right"] += int(right)
        if not right:
            gold = " | ".join(quote["speaker_names"][:3])
            line = f"{row['id']}: {quote['speaker_text']!r} → {found!r}, is {gold}"
            scores.misses.append(line)
    for kind, value in _b_cubed(row, mentions):
        scores.cubed[kind].append(value)


def _ratio(part: float, whole: float) -> str:
    return f"{part / whole:.3f}" if whole else "  –  "


def _keys(name: str) -> set[str]:
    """The last word of a name, with and without what modifies it."""
    found = set()
    for way in (name, _MODIFIER.sub("", name, count=1)):
        words = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w'’.-]+", way.lower())]
        words = [word.strip(".'’-") for word in words]
        if any(words):
            found.add([word for word in words if word][-1])
    return found


def _resolve(
    quote: dict[str, Any], text: str, entities: tuple[Entity, ...], mentions: tuple[Mention, ...]
) -> str:
    """The name of the entity that the speaker's mention resolves to, else the mention's words."""
    start, end = quote["speaker_start"], quote["speaker_end"]
    # The head of a source ends before "of", "who", …; after a title the name may follow it.
    head = start + len(_MODIFIER.sub("", text[start:end], count=1))
    for low, high in ((head, head), (end, end), (head + 1, head + 40)):
        ends = [
            mention
            for mention in mentions
            if low - 2 <= mention.end <= high + 2
            and start - 4 <= mention.start < max(high, head + 3)
        ]
        if low > head:
            ends = [
                mention for mention in ends if mention.kind == "name" and mention.start <= head + 2
            ]
        if ends:
            best = min(ends, key=lambda mention: (mention.label != "PERSON", mention.start))
            return text[start:end] if best.entity is None else entities[best.entity].name
    return text[start:end]


def _b_cubed(article: Row, mentions: tuple[Mention, ...]) -> Iterator[tuple[str, float]]:
    gold = [
        (start, end, number)
        for number, entity in article["entities"].items()
        for start, end, *_ in entity["mentions"]
    ]
    kinds = {number: entity["type"] for number, entity in article["entities"].items()}
    pairs: list[tuple[Mention, str]] = []
    taken = set()
    for mention in mentions:
        around = [g for g in gold if g[0] <= mention.start and mention.end <= g[1] + 2]
        if not around:
            continue
        best = min(around, key=lambda g: g[1] - g[0])
        if kinds[best[2]] in ("person", "organization") and best not in taken:
            taken.add(best)
            pairs.append((mention, best[2]))
    system = [
        ("e", mention.entity) if mention.entity is not None else ("m", id(mention))
        for mention, _ in pairs
    ]
    true = [number for _, number in pairs]
    both = Counter(zip(system, true, strict=True))
    ours, theirs = Counter(system), Counter(true)
    for key in zip(system, true, strict=True):
        yield "P", both[key] / ours[key[0]]
        yield "R", both[key] / theirs[key[1]]
    # A link is right where the first mention before it with the same entity agrees with gold.
    first: dict[int, str] = {}
    for mention, number in sorted(pairs, key=lambda pair: pair[0].start):
        if mention.entity is None:
            continue
        if mention.entity in first:
            yield f"made {mention.kind}", float(first[mention.entity] == number)
        first.setdefault(mention.entity, number)
