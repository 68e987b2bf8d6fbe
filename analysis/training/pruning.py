"""Remove the attention heads and inner values whose removal changes an encoder's labels least.

The cost of a removal is the second-order estimate of the divergence of the labels, after the
matrix behind has been adapted (Kurtic et al. 2023, "ZipLM: Inference-aware structured pruning of
language models"). The matrices are then fitted by least squares, layer by layer, to the states of
the whole encoder.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.training.model import HEAD, Encoder, Layer, Size
from analysis.training.train import Example, pad

# Weight of the former matrix in the fit, as a share of the mean squared input.
_RIDGE = 1e-3
# Weight of the divergence of a task's labels in the costs.
_TASKS = {"tags": 1.0, "names": 3.0}
# Parts are removed in at least so many rounds; the costs are measured again after each.
_ROUNDS = 96


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


class Removal(NamedTuple):
    """Parts in the order of their removal, and the divergence after each, in nats a word."""

    order: list[int]
    costs: list[float]


class LayerRemovals(NamedTuple):
    """The removals of a layer's attention heads and of its inner values."""

    attentions: Removal
    inner: Removal


class _Moments:
    """Second moments of a product's inputs, with a constant, and of the gradient of its results."""

    def __init__(self, linear: nn.Linear) -> None:
        self.inputs = torch.zeros(linear.in_features + 1, linear.in_features + 1).double()
        self.slopes = torch.zeros(linear.out_features, linear.out_features).double()
        self.count = 0

    def add(self, inputs: Tensor, slopes: Tensor) -> None:
        """Add rows of inputs and of gradients."""
        every = torch.cat([inputs, torch.ones(len(inputs), 1)], 1)
        self.inputs += (every.T @ every).double()
        self.slopes += (slopes.T @ slopes).double()
        self.count += len(inputs)


def to_batch(examples: Sequence[Example]) -> PaddedPassages:
    """Pad passages to one length."""
    return PaddedPassages(
        pad(examples, "pieces"),
        pad(examples, "cases"),
        torch.tensor([len(example.pieces) for example in examples]),
        torch.tensor([row for row, example in enumerate(examples) for _ in example.firsts]),
        torch.tensor([first for example in examples for first in example.firsts]),
    )


def measure_removals(
    encoder: Encoder, batches: Sequence[PaddedPassages], seed: int
) -> list[LayerRemovals]:
    """Return in which order the parts of each layer are removed, and the estimated costs."""
    chance = torch.Generator().manual_seed(seed)
    parts = [part for layer in encoder.layers for part in (layer.attended, layer.outer)]
    moments = [_Moments(part) for part in parts]
    kept: list[tuple[Tensor, Tensor]] = []

    def keep(_: nn.Module, inputs: tuple[Tensor, ...], found: Tensor) -> None:
        found.retain_grad()
        kept.append((inputs[0].detach(), found))

    hooks = [part.register_forward_hook(keep) for part in parts]
    for batch in batches:
        kept.clear()
        states = encoder(batch.pieces, batch.cases, batch.lengths)[batch.rows, batch.columns]
        _sampled_loss(encoder, states, chance).backward()
        masks = _masks(batch, len(encoder.layers))
        for number, (moment, (inputs, found)) in enumerate(zip(moments, kept, strict=True)):
            mask = masks[number // 2]
            moment.add(inputs[mask], found.grad[mask])
    for hook in hooks:
        hook.remove()
    encoder.zero_grad()
    words = sum(len(batch.rows) for batch in batches)
    with torch.no_grad():
        return [
            LayerRemovals(
                _order_removal(layer.attended, attended, HEAD, words),
                _order_removal(layer.outer, outer, 1, words),
            )
            for layer, attended, outer in zip(
                encoder.layers, moments[::2], moments[1::2], strict=True
            )
        ]


def _masks(batch: PaddedPassages, layers: int) -> list[Tensor]:
    """Return for each layer at which pieces its results are used."""
    return [batch.mask] * (layers - 1) + [batch.words]


def _order_removal(linear: nn.Linear, moments: _Moments, width: int, words: int) -> Removal:
    """Remove parts of `width` inputs of a product, those of least cost first."""
    weight = torch.cat([linear.weight, linear.bias[:, None]], 1).double()
    squares = moments.inputs / moments.count
    squares += _RIDGE * squares.diagonal()[:-1].mean() * torch.eye(len(squares)).double()
    inverse = torch.linalg.inv(squares)
    parts = linear.in_features // width
    removed = torch.zeros(parts, dtype=torch.bool)
    found = Removal([], [])
    while len(found.order) < parts:
        blocks = inverse[:-1, :-1].view(parts, width, parts, width).diagonal(dim1=0, dim2=2)
        blocks = blocks.permute(2, 0, 1).clone()
        blocks[removed] = torch.eye(width).double()
        columns = weight[:, :-1].T.reshape(parts, width, -1)
        informed = (weight[:, :-1].T @ moments.slopes).view(parts, width, -1)
        costs = (informed * torch.linalg.solve(blocks, columns)).sum((1, 2)) / (2 * words)
        costs[removed] = float("inf")
        count = min(max(1, parts // _ROUNDS), parts - len(found.order))
        chosen = costs.topk(count, largest=False).indices
        former = found.costs[-1] if found.costs else 0.0
        found.order.extend(chosen.tolist())
        found.costs.extend((former + costs[chosen].cumsum(0)).tolist())
        removed[chosen] = True
        values = (chosen[:, None] * width + torch.arange(width)).flatten()
        change = torch.linalg.solve(inverse[values][:, values], inverse[values])
        weight = weight - weight[:, values] @ change
        inverse = inverse - inverse[:, values] @ change
    return found


def _sampled_loss(encoder: Encoder, states: Tensor, chance: torch.Generator) -> Tensor:
    """Return the loss of labels drawn at random: its squared gradients estimate a divergence."""
    total = torch.zeros(())
    for task, head in encoder.heads.items():
        scores = head.shared(states)
        probable = scores.detach().softmax(-1)
        drawn = torch.multinomial(probable, 1, generator=chance)[:, 0]
        loss = functional.cross_entropy(scores, drawn, reduction="sum")
        total = total + _TASKS[task] ** 0.5 * loss
    return total


def prune(
    encoder: Encoder,
    removals: Sequence[LayerRemovals],
    sizes: Sequence[Size],
    batches: Sequence[PaddedPassages],
) -> Encoder:
    """Return an encoder of `sizes`: the parts removed last, fitted to the states in `batches`."""
    labels = {task: head.shared.out_features for task, head in encoder.heads.items()}
    pruned = Encoder(len(encoder.pieces.codes), labels, 0, sizes)
    pruned.eval()
    state = encoder.state_dict()
    for number, (size, removal) in enumerate(zip(sizes, removals, strict=True)):
        heads = torch.tensor(sorted(removal.attentions.order[-size.attentions :]))
        inner = torch.tensor(sorted(removal.inner.order[-size.inner :]))
        _select(state, f"layers.{number}", heads, inner)
    pruned.load_state_dict(state)
    with torch.no_grad():
        _fit(encoder, pruned, batches)
    return pruned


def _fit(encoder: Encoder, pruned: Encoder, batches: Sequence[PaddedPassages]) -> None:
    """Fit the matrices after the removed parts, layer by layer."""
    runs = [encoder.embed(batch.pieces, batch.cases, batch.lengths) for batch in batches]
    biases = [bias for _, bias in runs]
    masks = zip(*(_masks(batch, len(encoder.layers)) for batch in batches), strict=True)
    whole = fitted = [states for states, _ in runs]
    for old, new, mask in zip(encoder.layers, pruned.layers, masks, strict=True):
        whole, fitted = _fit_layer(old, new, (whole, fitted), biases, mask)


def _select(state: dict[str, Tensor], layer: str, heads: Tensor, inner: Tensor) -> None:
    """Keep these heads and inner values in the matrices of a layer."""
    values = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    width = len(state[f"{layer}.query_key_value.bias"]) // 3
    joint = torch.cat([values, values + width, values + 2 * width])
    for end in ("weight", "bias"):
        for name, rows in (("query_key_value", joint), ("inner", inner)):
            state[f"{layer}.{name}.{end}"] = state[f"{layer}.{name}.{end}"][rows]
    for name, columns in (("attended", values), ("outer", inner)):
        state[f"{layer}.{name}.weight"] = state[f"{layer}.{name}.weight"][:, columns]


def _fit_layer(
    old: Layer,
    new: Layer,
    states: tuple[list[Tensor], list[Tensor]],
    biases: list[Tensor],
    masks: Sequence[Tensor],
) -> tuple[list[Tensor], list[Tensor]]:
    """Fit the layer `new` to `old`; `states` before them and the result after them, by batch."""
    whole, fitted = states
    middle = [
        state + old.attended(old.attend(state, bias))
        for state, bias in zip(whole, biases, strict=True)
    ]
    found = [new.attend(state, bias) for state, bias in zip(fitted, biases, strict=True)]
    fitted = _fit_sum(new.attended, new.attended_norm, found, (fitted, middle), masks)
    whole = [old.attended_norm(state) for state in middle]
    end = [state + old.outer(functional.gelu(old.inner(state))) for state in whole]
    curved = [functional.gelu(new.inner(state)) for state in fitted]
    fitted = _fit_sum(new.outer, new.outer_norm, curved, (fitted, end), masks)
    return [old.outer_norm(state) for state in end], fitted


def _fit_sum(
    linear: nn.Linear,
    norm: nn.LayerNorm,
    inputs: list[Tensor],
    states: tuple[list[Tensor], list[Tensor]],
    masks: Sequence[Tensor],
) -> list[Tensor]:
    """Fit `linear` so that its sum with the states before is those wanted; returns the next."""
    before, wanted = states
    every = torch.cat([part[mask] for part, mask in zip(inputs, masks, strict=True)])
    missing = [new - old for new, old in zip(wanted, before, strict=True)]
    targets = torch.cat([part[mask] for part, mask in zip(missing, masks, strict=True)])
    weight, bias = fit_linear(every, targets, linear.weight, linear.bias)
    linear.weight.copy_(weight)
    linear.bias.copy_(bias)
    return [norm(old + linear(part)) for old, part in zip(before, inputs, strict=True)]


def fit_linear(
    inputs: Tensor, targets: Tensor, weight: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    """Fit a matrix (outputs × inputs) and bias by least squares, near to those given."""
    ones = torch.ones(len(inputs), 1)
    every = torch.cat([inputs, ones], 1).double()
    former = torch.cat([weight, bias[:, None]], 1).double()
    squares = every.T @ every
    squares += _RIDGE * squares.diagonal().mean() * torch.eye(len(squares), dtype=torch.double)
    change = torch.linalg.solve(squares, every.T @ (targets.double() - every @ former.T)).T
    fitted = (former + change).float()
    return fitted[:, :-1], fitted[:, -1]
