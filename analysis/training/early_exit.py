"""Early exit of words: most need only the first layers of the encoder.

Linear heads after some of the layers score every word that is still open there. A word exits with
these scores if they are certain. The layers after the exit no longer transform its pieces, but
attend to the states that these had (Li et al. 2021, "Accelerating BERT inference for sequence
labeling via early-exit"). The end of a name depends on the next word. So a word is open too while
the name label of a neighbor is uncertain.
"""

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from analysis.training.model import Encoder
from analysis.training.train import PaddedPassages

NAMES = "names"
"""The task for which a word's neighbors must be certain too."""


class Exit(NamedTuple):
    """Words that are scored together: their numbers in the batch, and scores (words × labels)."""

    words: Tensor
    scores: dict[str, Tensor]


class _Open(NamedTuple):
    """Pieces that are computed further, padded: batch × pieces; `columns` are theirs of all."""

    columns: Tensor
    mask: Tensor


def measure_uncertainty(scores: Mapping[str, Tensor], rows: Tensor) -> Tensor:
    """Return for each word the highest probability that the best label of a task is wrong.

    `scores` are words × labels, `rows` the passage of each word. For names, the word before and
    the word after it in the passage count too.
    """
    uncertain = {task: 1 - of.softmax(-1).amax(-1) for task, of in scores.items()}
    highest = torch.stack(list(uncertain.values())).amax(0)
    joined = rows[1:] == rows[:-1]
    names = uncertain[NAMES]
    after = torch.where(joined, names[1:], 0.0)
    before = torch.where(joined, names[:-1], 0.0)
    highest[:-1] = torch.maximum(highest[:-1], after)
    highest[1:] = torch.maximum(highest[1:], before)
    return highest


def run_exits(
    encoder: Encoder, batch: PaddedPassages, limits: Mapping[int, float] | None = None
) -> list[Exit]:
    """Return the words that reach each exit and the last layer, with their scores there.

    `limits` are the uncertainty up to which a word exits, by the number of layers before the exit;
    they are the encoder's unless given. The most uncertain word of the batch never exits.
    """
    used = encoder.limits if limits is None else limits
    first = min(used)
    states, bias = encoder.embed(batch.pieces, batch.cases, batch.lengths)
    for layer in encoder.layers[:first]:
        states = layer(states, bias.to(states.dtype))
    owners = _find_owners(batch)
    words = torch.arange(len(batch.rows))
    found = []
    open_pieces = _select(batch.mask)
    for number, layer in enumerate(encoder.layers[first:], first):
        if number in used:
            scores = _score(encoder.exits[str(number)], states, batch, words)
            found.append(Exit(words, scores))
            uncertainty = measure_uncertainty(
                {task: of.detach() for task, of in scores.items()}, batch.rows[words]
            )
            words = words[uncertainty >= uncertainty.max().clamp(max=used[number])]
            is_open = torch.zeros(len(batch.rows) + 1, dtype=torch.bool)
            is_open[words] = True
            open_pieces = _select(is_open[owners])
        columns = open_pieces.columns[..., None].expand(-1, -1, states.shape[2])
        new = layer(states.gather(1, columns), bias.to(states.dtype), states)
        kept = torch.where(open_pieces.mask[..., None], new, states.gather(1, columns))
        states = states.scatter(1, columns, kept.to(states.dtype))
    heads = {task: head.shared for task, head in encoder.heads.items()}
    return [*found, Exit(words, _score(heads, states, batch, words))]


def join_exits(found: list[Exit]) -> dict[str, Tensor]:
    """Return each word's scores at its last exit, words × labels."""
    joined = {task: of.detach().clone() for task, of in found[0].scores.items()}
    for words, scores in found[1:]:
        for task, of in scores.items():
            joined[task][words] = of.detach()
    return joined


def _score(
    heads: Mapping[str, torch.nn.Module], states: Tensor, batch: PaddedPassages, words: Tensor
) -> dict[str, Tensor]:
    with torch.autocast("cpu", enabled=False):
        chosen = states[batch.rows[words], batch.columns[words]].float()
        return {task: head(chosen) for task, head in heads.items()}


def _find_owners(batch: PaddedPassages) -> Tensor:
    """Return the word of each piece, batch × pieces: −1 before the first word and for padding."""
    begins = batch.words.long()
    number = begins.flatten().cumsum(0).view(begins.shape) - 1
    return torch.where((begins.cumsum(1) > 0) & batch.mask, number, -1)


def _select(mask: Tensor) -> _Open:
    """Return the columns (batch × pieces) in which `mask` is true, padded with others."""
    counts = mask.sum(1)
    length = max(1, int(counts.max()))
    columns = (~mask).to(torch.int8).argsort(dim=1, stable=True)[:, :length]
    return _Open(columns, torch.arange(length)[None] < counts[:, None])
