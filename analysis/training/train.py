"""Fine-tune the encoder: all tasks and corpora in one pass, hand-annotated corpora last."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from analysis.training import data
from analysis.training.model import Encoder, load_minilm
from analysis.word_pieces import SPECIAL, WordPieces, word_pieces

LABELS: dict[str, tuple[str, ...]] = {"tags": data.TAGS, "names": data.NAMES}
_PIECES_A_BATCH = 1600
_BATCHES_A_BUCKET = 60
_WARM_UP = 0.06
# Maximum learning rates, after the warm-up; they then decrease linearly to 0.
_RATE, _HEAD_RATE = 2e-4, 1e-3
# Probability that a word is scored by the shared weights only, without its corpus's own.
_SHARED_ONLY = 0.35
# Passages are joined up to this many words, a paragraph or two of news.
MOST_WORDS = 110
MOST_PIECES = 400

Log = Callable[[str], None]


@dataclass(slots=True)
class Example:
    """A passage as numbers: pieces, cases, each word's first piece, and labels by task."""

    pieces: list[int]
    cases: list[int]
    firsts: list[int]
    labels: dict[str, list[int]]
    corpora: dict[str, list[int]]


class PaddedPassages(NamedTuple):
    """Padded passages, and the row and column of each word's first piece."""

    pieces: Tensor
    cases: Tensor
    lengths: Tensor
    rows: Tensor
    columns: Tensor

    @property
    def mask(self) -> Tensor:
        """Batch × pieces: whether there is a piece."""
        return torch.arange(self.pieces.shape[1])[None] < self.lengths[:, None]

    @property
    def words(self) -> Tensor:
        """Batch × pieces: whether a word begins there."""
        found = torch.zeros_like(self.mask)
        found[self.rows, self.columns] = True
        return found


def choose_vocabulary(minilm: Path, counts: Counter[str], size: int) -> tuple[list[str], list[int]]:
    """Select `size` pieces of MiniLM's vocabulary; returns them and their numbers there.

    ASCII letters, digits and marks come first, so that every English word can be spelt. They are
    followed by the pieces in the corpora, then by other Latin pieces in MiniLM's order.
    """
    lines = (minilm / "vocab.txt").read_text(encoding="utf-8").splitlines()
    every = {piece: number for number, piece in enumerate(lines)}
    used: Counter[str] = Counter()
    for word, count in counts.items():
        for number in word_pieces(word, every):
            used[lines[number]] += count
    spelling = [piece for piece in every if len(piece.removeprefix("##")) == 1 and piece.isascii()]
    often = [piece for piece, count in used.most_common() if count > 1]
    latin = [piece for piece in every if piece.isascii() and not piece.startswith("[")]
    chosen = [piece for piece in dict.fromkeys((*spelling, *often, *latin)) if piece not in SPECIAL]
    vocabulary = [*SPECIAL, *sorted(chosen[: size - len(SPECIAL)], key=every.__getitem__)]
    return vocabulary, [every[piece] for piece in vocabulary]


class LabelSets:
    """The sets of labels that words may have, each with a number and a row in a mask."""

    def __init__(self, task: str) -> None:
        self.columns = {label: number for number, label in enumerate(LABELS[task])}
        self.numbers: dict[frozenset[str], int] = {}

    def number(self, labels: frozenset[str]) -> int:
        """Return the row of a set of labels; −1 for a word without labels."""
        return self.numbers.setdefault(labels, len(self.numbers)) if labels else -1

    def mask(self) -> Tensor:
        """Return a mask of sets × labels: 0 if the set has the label, else minus infinity."""
        mask = torch.full((len(self.numbers), len(self.columns)), float("-inf"))
        for labels, row in self.numbers.items():
            for label in labels:
                mask[row, self.columns[label]] = 0.0
        return mask


def encode(passage: data.Passage, pieces: WordPieces, labels: dict[str, LabelSets]) -> Example:
    """Convert a passage to numbers."""
    example = Example([pieces.first], [0], [], {t: [] for t in labels}, {t: [] for t in labels})
    for sentence in passage:
        for parts, case in pieces.split(sentence.words):
            example.firsts.append(len(example.pieces))
            example.pieces += parts
            example.cases += [case] * len(parts)
        for task, table in labels.items():
            sets = sentence.labels.get(task, [data.UNKNOWN] * len(sentence.words))
            example.labels[task] += map(table.number, sets)
            corpus = data.CORPORA.index(sentence.corpus[task]) if task in sentence.corpus else 0
            example.corpora[task] += [corpus] * len(sentence.words)
    example.pieces.append(pieces.last)
    example.cases.append(0)
    return example


def make_batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Batch examples of similar length within buckets, which follow the order of the corpora."""
    found: list[list[Example]] = []
    size = _PIECES_A_BATCH * _BATCHES_A_BUCKET
    bucket: list[Example] = []
    filled = 0
    for number, example in enumerate(examples, 1):
        bucket.append(example)
        filled += len(example.pieces)
        if filled >= size or number == len(examples):
            bucket.sort(key=lambda example: len(example.pieces))
            cut: list[list[Example]] = [[]]
            for sized in bucket:
                if cut[-1] and len(sized.pieces) * (len(cut[-1]) + 1) > _PIECES_A_BATCH:
                    cut.append([])
                cut[-1].append(sized)
            chance.shuffle(cut)
            found += cut
            bucket, filled = [], 0
    return found


def pad_passages(batch: Sequence[Example]) -> PaddedPassages:
    """Pad passages to one length, with 0 at the end."""

    def pad(rows: list[list[int]]) -> Tensor:
        return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)

    return PaddedPassages(
        pad([example.pieces for example in batch]),
        pad([example.cases for example in batch]),
        torch.tensor([len(example.pieces) for example in batch]),
        torch.tensor([row for row, example in enumerate(batch) for _ in example.firsts]),
        torch.tensor([first for example in batch for first in example.firsts]),
    )


def compute_loss(
    encoder: Encoder, batch: Sequence[Example], masks: dict[str, Tensor], chance: torch.Generator
) -> Tensor:
    """Return the negative log probability of the words' sets of labels, averaged over words."""
    padded = pad_passages(batch)
    states = encoder(padded.pieces, padded.cases, padded.lengths)
    total = torch.zeros(())
    for task, mask in masks.items():
        labels = torch.tensor([label for example in batch for label in example.labels[task]])
        known = labels >= 0
        if not known.any():
            continue
        every = torch.tensor([corpus for example in batch for corpus in example.corpora[task]])
        corpora = every[known]
        weights = torch.tensor([data.WEIGHTS.get((task, corpus), 1.0) for corpus in data.CORPORA])[
            corpora
        ]
        mixture = nn.functional.one_hot(corpora, len(data.CORPORA)).float()
        mixture[torch.rand(len(mixture), generator=chance) < _SHARED_ONLY] = 0.0
        found = states[padded.rows[known], padded.columns[known]].float()
        with torch.autocast("cpu", enabled=False):
            scores = encoder.heads[task](found, mixture)
        missed = scores.logsumexp(1) - (scores + mask[labels[known]]).logsumexp(1)
        total = total + (missed * weights).sum() / len(padded.rows)
    return total


def train(
    encoder: Encoder,
    examples: Sequence[Example],
    labels: dict[str, LabelSets],
    seed: int,
    checkpoint: Path | None = None,
    log: Log = print,
) -> None:
    """Train for one pass over the examples in order; resumes from `checkpoint` if it exists."""
    plan = make_batches(examples, random.Random(seed))
    masks = {task: table.mask() for task, table in labels.items()}
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    heads = list(encoder.heads.parameters())
    named = encoder.named_parameters()
    body = [parameter for name, parameter in named if not name.startswith("heads.")]
    groups = [{"params": body, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    warm_up = int(len(plan) * _WARM_UP)

    def share(step: int) -> float:
        return min((step + 1) / max(warm_up, 1), (len(plan) - step) / (len(plan) - warm_up))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    start = 0
    if checkpoint and checkpoint.exists():
        saved = torch.load(checkpoint)
        start = saved["step"]
        encoder.load_state_dict(saved["encoder"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
    encoder.train()
    since, losses, pieces = time.monotonic(), 0.0, 0
    for step in range(start, len(plan)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = compute_loss(encoder, plan[step], masks, chance)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses += float(loss.detach())
        pieces += sum(len(example.pieces) for example in plan[step])
        if (step + 1) % 100 == 0:
            speed = pieces / (time.monotonic() - since)
            log(f"step {step + 1}/{len(plan)} loss {losses / 100:.4f}, {speed:.0f} pieces/s")
            since, losses, pieces = time.monotonic(), 0.0, 0
        if checkpoint and ((step + 1) % 500 == 0 or step + 1 == len(plan)):
            state = {"step": step + 1, "encoder": encoder.state_dict()}
            state |= {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
            torch.save(state, checkpoint)
    encoder.eval()


def new_encoder(minilm: Path, piece_ids: list[int]) -> Encoder:
    """Create an encoder from MiniLM with untrained heads; `piece_ids` is its vocabulary."""
    sizes = {task: len(names) for task, names in LABELS.items()}
    encoder = Encoder(len(piece_ids), sizes, len(data.CORPORA))
    load_minilm(encoder, minilm, piece_ids)
    return encoder


def order_examples(
    groups: Iterable[tuple[Sequence[data.Passage], float, float]],
    pieces: WordPieces,
    labels: dict[str, LabelSets],
    chance: random.Random,
) -> list[Example]:
    """Order the examples for training: each group is spread evenly over its part of the pass.

    A group is its passages, and the begin and end of its part, from 0 to 1.
    """
    placed: list[tuple[float, Example]] = []
    for group, begin, end in groups:
        for passage in group:
            varied = [data.vary_capitals(sentence, chance) for sentence in passage]
            example = encode(varied, pieces, labels)
            if len(example.pieces) <= MOST_PIECES:
                placed.append((chance.uniform(begin, end), example))
    placed.sort(key=lambda pair: pair[0])
    return [example for _, example in placed]
